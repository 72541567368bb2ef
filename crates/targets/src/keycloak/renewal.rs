//! When a lease is renewed, and when it is lost: by the clock of the runtime, which tests move on by themselves.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// How long a lock lasts when its holder is gone.
pub(super) const LEASE: Duration = Duration::from_secs(60);
/// How often its holder renews it.
const RENEW: Duration = Duration::from_secs(20);
/// The pause after a renewal that failed.
const AGAIN: Duration = Duration::from_secs(1);

/// What came of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewal {
    Renewed,
    /// It was not there any more.
    Gone,
    /// Nobody knows; another try may succeed.
    Failed,
}

/// Renews a lease that was just taken, again and again. Ends when it is lost: it is gone, or could not be renewed before
/// its end.
pub(super) async fn keep<Renewing: Future<Output = Renewal>>(renew: impl Fn() -> Renewing) {
    let mut renewed = Instant::now();
    let mut pause = RENEW;
    loop {
        sleep(pause).await;
        let asked = Instant::now();
        let left = LEASE.saturating_sub(renewed.elapsed());
        if left.is_zero() {
            return;
        }
        match timeout(left, renew()).await {
            Ok(Renewal::Renewed) => (renewed, pause) = (asked, RENEW),
            Ok(Renewal::Failed) => pause = AGAIN.min(LEASE.saturating_sub(renewed.elapsed())),
            Ok(Renewal::Gone) | Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// How a lease ends whose renewals are answered so, each after so many seconds: when each was asked for, and when it was
    /// lost, in seconds. The last answer stands for all that follow.
    async fn kept(answers: &[(Renewal, u64)]) -> (Vec<u64>, Option<u64>) {
        let (begun, asked) = (Instant::now(), Mutex::new(Vec::new()));
        let renew = || {
            let mut asked = asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let (answer, after) = answers[asked.len().min(answers.len() - 1)];
            asked.push(begun.elapsed().as_secs());
            async move {
                sleep(Duration::from_secs(after)).await;
                answer
            }
        };
        let lost = timeout(Duration::from_secs(300), keep(renew)).await;
        let lost = lost.ok().map(|()| begun.elapsed().as_secs());
        (asked.into_inner().unwrap_or_default(), lost)
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_renewed_every_20_seconds_as_long_as_it_is_held() {
        let (asked, lost) = kept(&[(Renewal::Renewed, 0)]).await;
        assert_eq!((asked[..4].to_vec(), lost), (vec![20, 40, 60, 80], None));
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_gone_is_lost_at_once() {
        assert_eq!(kept(&[(Renewal::Renewed, 0), (Renewal::Gone, 0)]).await, (vec![20, 40], Some(40)));
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_cannot_be_renewed_is_tried_each_second_and_lost_at_its_end() {
        let (asked, lost) = kept(&[(Renewal::Failed, 0)]).await;
        assert_eq!((asked.len(), asked[..3].to_vec(), lost), (40, vec![20, 21, 22], Some(60)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_server_is_waited_for_until_its_end_and_no_longer() {
        assert_eq!(kept(&[(Renewal::Renewed, 1_000)]).await, (vec![20], Some(60)));
    }

    #[tokio::test(start_paused = true)]
    async fn its_time_begins_when_a_renewal_is_asked_for_and_not_when_it_is_answered() {
        let slow = &[(Renewal::Renewed, 30), (Renewal::Failed, 0)];
        let (asked, lost) = kept(slow).await;
        assert_eq!((asked[..3].to_vec(), lost), (vec![20, 70, 71], Some(80)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_failure_that_passed_it_lasts_on() {
        let passed = &[(Renewal::Failed, 0), (Renewal::Failed, 0), (Renewal::Renewed, 0)];
        let (asked, lost) = kept(passed).await;
        assert_eq!((asked[..5].to_vec(), lost), (vec![20, 21, 22, 42, 62], None));
    }
}
