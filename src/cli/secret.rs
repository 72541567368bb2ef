//! `realmform secret`: the one command that prints a secret.

use std::path::Path;

use secrecy::ExposeSecret;

use super::console::print_as_it_is;
use super::exit::{Exit, fail};
use super::target::TargetArgs;
use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_model::Failure;

/// Print the secret of a client, and nothing else
///
/// The secret is printed in clear text: pass it to a program, and keep it out of logs.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Client ID, such as `neon-svc-bff` or `client/neon-svc-bff`
    #[arg(value_name = "CLIENT")]
    object: String,

    #[command(flatten)]
    target: TargetArgs,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let target = match args.target.open(directory).await {
        Ok((_, target)) => target,
        Err(exit) => return exit,
    };
    let Some(client) = client_id(&args.object) else {
        let failure = Failure::input(format!("`{}` is not a client, and only clients have secrets", args.object));
        return fail(&failure.help("pass a client, such as `neon-svc-bff` or `client/neon-svc-bff`"));
    };
    match target.client_secret(&names::client(client)).await {
        Ok(secret) => {
            print_as_it_is(&format!("{}\n", secret.expose_secret()));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}

/// The id in a client's address, or alone. An id may have slashes: it is another object's address only where it begins with
/// the name of a kind.
fn client_id(object: &str) -> Option<&str> {
    let id = match object.split_once('/') {
        Some((kind, id)) if kind == names::CLIENT.as_str() => id,
        Some((kind, _)) if kinds::named(kind).is_some() => return None,
        _ => object,
    };
    Some(id).filter(|id| !id.is_empty())
}
