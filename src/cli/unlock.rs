//! `realmform unlock`: shows who holds the lock of a realm, and removes it.

use std::path::Path;

use super::console::print;
use super::exit::{Exit, fail};
use super::target::TargetArgs;
use realmform_targets::target::RealmSide;

/// Show who holds the lock of a Keycloak realm; remove it if it has expired, or with --force
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: TargetArgs,

    /// Remove the lock even if its holder may still be running
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let target = match args.target.open(directory).await {
        Ok((_, target)) => target,
        Err(exit) => return exit,
    };
    let Some(RealmSide::Keycloak(keycloak)) = &target.realm else {
        print("Nothing to unlock: locks of files and databases are released when their holder exits.\n");
        return Exit::Fine;
    };
    let found = match keycloak.found().await {
        Ok(Some(found)) => found,
        Ok(None) => {
            print("The realm is not locked.\n");
            return Exit::Fine;
        }
        Err(failure) => return fail(&failure),
    };
    if found.is_over.is_none() && !args.force {
        print(
            "The realm has a client scope `realmform-lock` that is no lock of realmform.\n\
             Rename it: the name is reserved. --force deletes it.\n",
        );
        return Exit::Locked;
    }
    if found.is_over == Some(false) && !args.force {
        print(&format!(
            "Locked by {}.\nThe lock expires a minute after its holder exits; --force removes it now.\n",
            found.holder
        ));
        return Exit::Locked;
    }
    match keycloak.remove(&found).await {
        Ok(_) => {
            print(&format!("Removed the lock held by {}.\n", found.holder));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}
