//! `realmform secret`: the one command that prints a secret.

use std::path::Path;

use secrecy::ExposeSecret;

use super::{Exit, TargetArgs, fail, print};
use realmform_kinds::names;
use realmform_model::Failure;

/// Print the secret that a client has, and nothing else; for what reads it, not for a log
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The client's address, such as `client/neon-svc-bff`
    #[arg(value_name = "ADDRESS")]
    object: String,

    #[command(flatten)]
    target: TargetArgs,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let target = match args.target.open(directory).await {
        Ok((_, target)) => target,
        Err(exit) => return exit,
    };
    let Some(client) = args.object.strip_prefix("client/").filter(|name| !name.is_empty()) else {
        let failure = Failure::input(format!("`{}` is no client, and only clients have a secret to show", args.object));
        return fail(&failure.help("write it as plans do, such as `client/neon-svc-bff`"));
    };
    match target.client_secret(&names::client(client)).await {
        Ok(secret) => {
            print(&format!("{}\n", secret.expose_secret()));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}
