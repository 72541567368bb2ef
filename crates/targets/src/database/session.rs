//! A session that only holds a lock: it says something now and then, so that the network does not forget it, and so that its end
//! is seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::connection::Connection;
use super::statement::Statement;

/// How often it says something: firewalls forget a connection after some minutes.
const PULSE: Duration = Duration::from_secs(20);
/// The server frees the lock as well when the good-bye does not arrive.
const GOOD_BYE: Duration = Duration::from_secs(3);

/// A session that is kept alive until it is ended or dropped.
pub(super) struct Session {
    end: oneshot::Sender<()>,
    kept: JoinHandle<()>,
    lost: Arc<AtomicBool>,
}

impl Session {
    pub(super) fn keep(mut connection: Connection) -> Self {
        let (end, mut ended) = oneshot::channel();
        let lost = Arc::new(AtomicBool::new(false));
        let is_lost = Arc::clone(&lost);
        let kept = tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = &mut ended => break,
                    () = tokio::time::sleep(PULSE) => {}
                }
                if connection.rows(Statement::plain("select 'here'".to_owned())).await.is_err() {
                    is_lost.store(true, Ordering::Relaxed);
                    break;
                }
            }
            // What is lost is lost with or without a good-bye.
            _ = connection.close().await;
        });
        Self { end, kept, lost }
    }

    /// Whether the server was not there any more when it was last asked.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    pub(super) async fn end(self) {
        // Who has ended already needs no word.
        _ = self.end.send(());
        _ = tokio::time::timeout(GOOD_BYE, self.kept).await;
    }
}
