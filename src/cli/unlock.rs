//! `realmform unlock`: who holds the lock of a realm, and takes it away.

use std::path::Path;

use super::{Exit, TargetArgs, fail, print};
use realmform_targets::target::Realm;

/// Show who holds the lock of a realm on a Keycloak; take it away when it is over, or with --force
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,

    /// Take it away although its holder may still be at work
    #[arg(long)]
    force: bool,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let target = match args.target.open(directory).await {
        Ok((_, target)) => target,
        Err(exit) => return exit,
    };
    let Some(Realm::Keycloak(keycloak)) = &target.realm else {
        print("Nothing to unlock: locks of files and databases end with their holder.\n");
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
    if !found.is_over && !args.force {
        print(&format!(
            "Locked by {}.\nIt ends by itself a minute after its holder did; --force takes it away now.\n",
            found.holder
        ));
        return Exit::Locked;
    }
    match keycloak.remove(&found).await {
        Ok(_) => {
            print(&format!("Taken away: the lock of {}.\n", found.holder));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}
