//! Whether a request is retried, and after which pause.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The pause after the first try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// No pause is longer, unless the server asks for it.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// What a server asks for is no longer, so that every sum of times is a time.
const LONGEST_ASKED: Duration = Duration::from_secs(86_400);

/// What may be done when the answer to a request is lost, so that nobody knows whether the server did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Idempotent requests: reads, updates with a whole representation, deletions, grants and assignments.
    Freely,
    /// Not before somebody has looked: a create.
    AfterLook,
}

/// What is known of a try that brought no answer to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The server surely did not take it on.
    NotTaken,
    /// It may have been done, or not.
    Unknown,
}

impl Unanswered {
    /// By the status of an answer; `None` where it is the server's own answer.
    pub(super) fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Some(Self::NotTaken),
            StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Some(Self::Unknown),
            _ => None,
        }
    }

    pub(super) fn may_repeat(self, repeat: Repeat) -> bool {
        self == Self::NotTaken || repeat == Repeat::Freely
    }
}

/// How long one request is tried again.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    budget: Duration,
    tries: u32,
}

impl Patience {
    pub(crate) fn new(budget: Duration) -> Self {
        Self { budget, tries: 0 }
    }

    /// The pause before the next try, `spent` since the first began; `None` where it is time to give up. One try more is
    /// always made, however long the first took. `random` is from 0 to 1, so that those who were refused together do not
    /// come back together.
    pub(crate) fn pause(&mut self, spent: Duration, asked: Option<Duration>, random: f64) -> Option<Duration> {
        let left = self.budget.saturating_sub(spent);
        self.tries += 1;
        if self.budget.is_zero() || (left.is_zero() && self.tries > 1) {
            return None;
        }
        let longest = FIRST_PAUSE.saturating_mul(1 << self.tries.min(16)).min(LONGEST_PAUSE);
        let own = longest.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0);
        Some(asked.map_or(own, |asked| asked.max(own)).min(left.max(FIRST_PAUSE)))
    }
}

/// What a `Retry-After` asks for: seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    let asked = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            Duration::try_from(date.duration_since(jiff::Timestamp::now())).ok()?
        }
    };
    Some(asked.min(LONGEST_ASKED))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn asked(text: &str) -> Option<Duration> {
        retry_after(&[("retry-after".parse().unwrap(), text.parse().unwrap())].into_iter().collect())
    }

    #[test]
    fn pauses_grow_to_a_bound_and_end_with_the_budget() {
        let mut patience = Patience::new(SECOND * 30);
        let mut spent = Duration::ZERO;
        let mut pauses = Vec::new();
        while let Some(pause) = patience.pause(spent, None, 1.0) {
            spent += pause;
            pauses.push(pause.as_millis());
        }
        assert_eq!(pauses[..6], [200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(spent, SECOND * 30);
    }

    #[test]
    fn chance_takes_away_half_at_most() {
        let pause = |random| Patience::new(SECOND).pause(Duration::ZERO, None, random).unwrap().as_millis();
        assert_eq!((pause(0.0), pause(0.5), pause(1.0)), (100, 150, 200));
    }

    #[test]
    fn the_server_is_heard_as_far_as_the_budget_goes() {
        let pause = |asked| Patience::new(SECOND * 10).pause(SECOND, Some(SECOND * asked), 0.5).unwrap();
        assert_eq!(pause(4), SECOND * 4);
        assert_eq!(pause(3600), SECOND * 9);
    }

    #[test]
    fn one_more_try_is_made_after_a_long_first_one_and_none_without_a_budget() {
        let mut patience = Patience::new(SECOND);
        assert!(patience.pause(SECOND * 60, None, 0.5).is_some());
        assert!(patience.pause(SECOND * 120, None, 0.5).is_none());
        assert!(Patience::new(Duration::ZERO).pause(Duration::ZERO, None, 0.5).is_none());
    }

    #[test]
    fn a_retry_after_is_seconds_or_a_date() {
        assert_eq!(asked("7"), Some(SECOND * 7));
        let date = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(90);
        let text = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        assert!((80..=90).contains(&asked(&text).unwrap().as_secs()), "{text}");
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert_eq!(asked("soon"), None);
        assert_eq!(asked(&u64::MAX.to_string()), Some(LONGEST_ASKED));
        for wrong in ["99999999999999999999", "-1", "1e400", "NaN", "Wed, 21 Oct 99999 07:28:00 GMT"] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_who_is_too_busy_has_surely_not_begun() {
        let of = |status: u16| Unanswered::of(StatusCode::from_u16(status).unwrap());
        assert_eq!([429, 503].map(of), [Some(Unanswered::NotTaken); 2]);
        assert_eq!([502, 504].map(of), [Some(Unanswered::Unknown); 2], "a gateway gave up, the server perhaps not");
        assert_eq!([200, 201, 400, 401, 404, 409, 500].map(of), [None; 7]);
    }

    #[test]
    fn a_create_whose_fate_is_unknown_is_not_sent_again_blindly() {
        assert!(Unanswered::NotTaken.may_repeat(Repeat::AfterLook));
        assert!(!Unanswered::Unknown.may_repeat(Repeat::AfterLook));
        assert!(Unanswered::Unknown.may_repeat(Repeat::Freely));
    }
}
