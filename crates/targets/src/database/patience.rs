//! How long a database may be silent.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::Error;

use realmform_model::Failure;

/// A statement that is not answered ends after this.
pub(super) const USUAL: Duration = Duration::from_secs(60);
/// No time is longer: a day, which servers can hold in milliseconds.
const LONGEST: Duration = Duration::from_secs(86_400);
/// A server that is well ends a statement by itself; one that has fallen silent is given up this much later.
const GRACE: Duration = Duration::from_secs(2);

/// The time for one statement, and whether the server has let it pass.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    timeout: Duration,
    is_over: bool,
}

impl Patience {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout, is_over: false }
    }

    /// The server has fallen silent: nothing is worth saying to it any more.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Waits for a statement.
    pub(super) async fn wait<T>(&mut self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if !self.is_over
            && let Ok(done) = tokio::time::timeout(self.timeout + GRACE, work).await
        {
            return done;
        }
        self.is_over = true;
        let words = format!("no answer within {} s", self.timeout.as_secs_f64());
        Err(Error::Io(std::io::Error::new(ErrorKind::TimedOut, words)))
    }

    /// What PostgreSQL is asked to keep by itself, within a transaction: a pooler in front knows no other way. A lock is
    /// waited for half as long, so that it is named.
    pub(super) fn of_transaction(&self) -> String {
        let ms = self.timeout.as_millis().max(2);
        format!("set local statement_timeout = {ms}; set local lock_timeout = {}", ms / 2)
    }

    /// What MariaDB and MySQL are asked to keep by themselves, as long as the session lasts. Both wait for locks in whole
    /// seconds. MariaDB heeds the first comment; MySQL the second, and only while it reads.
    pub(super) fn of_session(&self) -> String {
        let lock = self.timeout.as_secs().div_ceil(2).max(1);
        // Not before the wait for a lock has ended, which is to be named.
        let statement = self.timeout.max(Duration::from_millis(lock * 1000 + 500));
        format!(
            "set session lock_wait_timeout = {lock}, session innodb_lock_wait_timeout = {lock} \
             /*M!100101 , session max_statement_time = {} */ /*!80000 , session max_execution_time = {} */",
            statement.as_secs_f64(),
            statement.as_millis()
        )
    }
}

/// The time for one statement of SQLite, which runs in this process, on a thread of its own: it asks now and then whether it
/// may go on. When this is dropped, it may not.
#[derive(Debug)]
pub(super) struct Watch {
    timeout: Duration,
    since: Instant,
    /// When the statement has to be done, in milliseconds since then.
    end: Arc<AtomicU64>,
}

impl Watch {
    pub(super) fn new(timeout: Duration) -> Self {
        let watch = Self { timeout, since: Instant::now(), end: Arc::default() };
        watch.begin();
        watch
    }

    /// From now on, the next statement runs.
    pub(super) fn begin(&self) {
        self.end.store(millis(self.since.elapsed() + self.timeout), Ordering::Relaxed);
    }

    /// What the statement asks.
    pub(super) fn may_run(&self) -> impl FnMut() -> bool + Send + use<> {
        let (since, end) = (self.since, Arc::clone(&self.end));
        move || millis(since.elapsed()) < end.load(Ordering::Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end.store(0, Ordering::Relaxed);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// `DATABASE_TIMEOUT`, in seconds.
///
/// # Errors
/// It is no such number.
pub(super) fn from_variable(text: Option<String>) -> Result<Duration, Failure> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(USUAL) };
    let seconds = text.trim().parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|time| !time.is_zero() && *time <= LONGEST).ok_or_else(|| {
        Failure::input(format!("invalid DATABASE_TIMEOUT: expected a number of seconds, found `{text}`"))
            .help("write it as `30` or `0.5`; a day is the most")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_positive_number_of_seconds() {
        let of = |text: &str| from_variable(Some(text.to_owned())).ok();
        assert_eq!(of("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!((from_variable(None).ok(), of(" ")), (Some(USUAL), Some(USUAL)));
        for wrong in ["0", "-1", "1e400", "NaN", "inf", "soon", "86401", "99999999999999999999"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_lock_is_waited_for_half_as_long_as_a_statement() {
        let of = |ms| Patience::new(Duration::from_millis(ms));
        assert_eq!(of(3000).of_transaction(), "set local statement_timeout = 3000; set local lock_timeout = 1500");
        let told = of(60_000).of_session();
        assert!(told.contains("innodb_lock_wait_timeout = 30 "), "{told}");
        assert!(told.contains("max_statement_time = 60 ") && told.contains("max_execution_time = 60000 "), "{told}");
        let told = of(200).of_session();
        assert!(told.contains("lock_wait_timeout = 1,") && told.contains("max_statement_time = 1.5 "), "{told}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_server_is_asked_once() {
        let mut patience = Patience::new(Duration::from_secs(5));
        assert!(patience.wait(async { Ok(()) }).await.is_ok());
        let began = tokio::time::Instant::now();
        assert!(patience.wait(std::future::pending::<Result<(), Error>>()).await.is_err());
        assert!(patience.wait(async { Ok(()) }).await.is_err());
        assert_eq!((began.elapsed(), patience.is_over()), (Duration::from_secs(7), true));
    }
}
