//! Connects to a server, and tries again with growing pauses where nobody answers.

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::Error;
use sqlx::mysql::MySqlDatabaseError;
use sqlx::postgres::PgDatabaseError;

/// How often a server is tried that does not answer, and how long each time.
const TRIES: u32 = 4;
const CONNECTING: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// What `connect` makes, at the first try that is answered.
pub(super) async fn patiently<T, F>(connect: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut tried = 0;
    loop {
        let error = match tokio::time::timeout(CONNECTING, connect()).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) => error,
            Err(_) => Error::Io(std::io::Error::new(
                ErrorKind::TimedOut,
                format!("no answer within {} seconds", CONNECTING.as_secs()),
            )),
        };
        tried += 1;
        if tried == TRIES || !may_pass(&error) {
            return Err(error);
        }
        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(tried - 1)).await;
    }
}

/// Whether trying again soon may help: nobody answered, or the server is starting or full.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
                | ErrorKind::TimedOut
        ),
        Error::Database(error) => {
            let postgres = error.try_downcast_ref::<PgDatabaseError>();
            let mysql = error.try_downcast_ref::<MySqlDatabaseError>();
            // Too many connections, of all users or of this one; the server is being shut down.
            postgres.is_some_and(|error| matches!(error.code(), "57P03" | "53300"))
                || mysql.is_some_and(|error| matches!(error.number(), 1040 | 1203 | 1053))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_is_tried_again_with_growing_pauses_and_then_given_up() {
        let (tries, began) = (Cell::new(0), tokio::time::Instant::now());
        let refused = || {
            tries.set(tries.get() + 1);
            std::future::ready(Err::<(), _>(Error::Io(ErrorKind::ConnectionRefused.into())))
        };
        assert!(patiently(refused).await.is_err());
        assert_eq!((tries.get(), began.elapsed()), (4, Duration::from_millis(700)));
        let answered = || {
            let is_first = tries.replace(0) > 0;
            async move { if is_first { std::future::pending().await } else { Ok("here") } }
        };
        assert_eq!(patiently(answered).await.ok(), Some("here"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_will_not_change_is_the_last() {
        let tries = Cell::new(0);
        let wrong = || {
            tries.set(tries.get() + 1);
            std::future::ready(Err::<(), _>(Error::Tls("no such certificate".into())))
        };
        assert!(patiently(wrong).await.is_err());
        assert_eq!(tries.get(), 1);
    }
}
