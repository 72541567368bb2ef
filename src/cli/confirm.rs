//! Asks for confirmation.

use std::io::{BufRead, IsTerminal, stdin};

use super::console::tell;
use realmform_model::Failure;

/// Asks on a thread of its own, so that an interruption is heard meanwhile.
pub(super) async fn answered(yes: bool) -> Result<bool, Failure> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || sender.send(confirmed(yes)));
    receiver.await.unwrap_or(Ok(false))
}

/// Whether the person says `yes`, or said so with `--yes`.
///
/// # Errors
/// There is nobody to ask.
pub(super) fn confirmed(yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        return Err(Failure::input("cannot ask for confirmation: standard input is not a terminal")
            .help("add --yes to apply the plan without confirmation"));
    }
    tell("\nApply this plan? Only `yes` is accepted: ");
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::input(format!("cannot read the answer: {error}")))?;
    Ok(answer.trim() == "yes")
}
