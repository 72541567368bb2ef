//! The limit of concurrent requests: it rises while answers are quick, and drops at once if the server is overloaded.

use std::collections::BTreeMap;
use std::time::Duration;

/// Where it starts; latency alone never brings it below.
pub(crate) const START: usize = 8;
/// The most.
pub(crate) const MOST: usize = 64;

/// With at most this many requests queued in the server, the limit may rise.
const FEW: f64 = 4.0;
/// With more than this many, the limit drops.
const MANY: f64 = 8.0;

/// Requests that cost about the same: method, depth of the path, and what the path begins with.
pub(crate) type RequestClass = (String, usize, String);

/// How a request ended, as far as the number in flight is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ended {
    /// With an answer, after this time.
    Answered(Duration),
    /// The server has too many: 429, 503, 504, or no answer in time.
    Overloaded,
    /// By a trouble that says nothing of load.
    Otherwise,
}

/// The number, and what it is made from.
///
/// As in TCP Vegas, the latency above the best of a request's class tells how many requests wait in the server: where
/// hardly any does, the time goes into the network, and more in flight means more done; where many do, more in flight
/// only means that each takes longer. What says "too many" halves the number, as in TCP Reno.
#[derive(Debug)]
pub(crate) struct Flight {
    limit: usize,
    /// How often the number was halved; a request that began before the last time says nothing new.
    cuts: usize,
    best: BTreeMap<RequestClass, Duration>,
    window: Window,
}

/// What was seen since the number last changed.
#[derive(Debug, Default)]
struct Window {
    answers: usize,
    /// Whether all places were taken: only then do answers tell about the number.
    full: bool,
    best: Duration,
    spent: Duration,
}

impl Default for Flight {
    fn default() -> Self {
        Self { limit: START, cuts: 0, best: BTreeMap::new(), window: Window::default() }
    }
}

impl Flight {
    /// How many requests may be under way.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// A request begins, on the last place or not; what is returned is handed back when it ends.
    pub(crate) fn begin(&mut self, is_last_place: bool) -> usize {
        self.window.full |= is_last_place;
        self.cuts
    }

    /// A request ended that `begin` gave this number.
    pub(crate) fn end(&mut self, begun: usize, class: RequestClass, ended: Ended) {
        match ended {
            Ended::Answered(time) => self.answered(class, time),
            Ended::Overloaded if begun == self.cuts => {
                self.cuts += 1;
                self.limit = (self.limit / 2).max(1);
                self.window = Window::default();
            }
            Ended::Overloaded | Ended::Otherwise => {}
        }
    }

    fn answered(&mut self, class: RequestClass, time: Duration) {
        self.window.answers += 1;
        // The first of a class is no measure of itself.
        if let Some(best) = self.best.get_mut(&class) {
            *best = time.min(*best);
            self.window.best += *best;
            self.window.spent += time;
        } else {
            self.best.insert(class, time);
        }
        if self.window.answers < self.limit.max(START) {
            return;
        }
        let window = std::mem::take(&mut self.window);
        if !window.full {
            return;
        }
        if self.limit < START {
            self.limit += 1;
        } else if !window.spent.is_zero() {
            let waiting = self.limit as f64 * (1.0 - window.best.as_secs_f64() / window.spent.as_secs_f64());
            if waiting < FEW / 2.0 {
                self.limit = (self.limit + self.limit / 4).min(MOST);
            } else if waiting < FEW {
                self.limit = (self.limit + 1).min(MOST);
            } else if waiting > MANY {
                self.limit = (self.limit - 1).max(START);
            }
        }
    }
}

/// The class of a request, of which there are few whatever names and ids the paths have.
pub(crate) fn class_of(method: &str, path: &str) -> RequestClass {
    let path = path.split('?').next().unwrap_or_default();
    let mut below = path.split('/').skip(4);
    let first = below.next().unwrap_or_default().to_owned();
    (method.to_owned(), below.count(), first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn get() -> RequestClass {
        class_of("GET", "/admin/realms/x/clients?first=0&max=20")
    }

    /// A server that works on some at once, each for a time, behind a network with a delay: the number that comes of it.
    fn settled(at_once: usize, work: f64, delay: f64) -> usize {
        let mut flight = Flight::default();
        for request in 0..5000 {
            // By Little's law; now and then a request finds the server idle.
            let busy = work * flight.limit() as f64 / at_once as f64;
            let time = if request % 10 == 0 { delay + work } else { busy.max(delay + work) };
            let begun = flight.begin(true);
            flight.end(begun, get(), Ended::Answered(Duration::from_secs_f64(time)));
        }
        flight.limit()
    }

    #[test]
    fn behind_a_slow_network_it_grows_until_the_server_is_busy() {
        let near = settled(4, 0.002, 0.0);
        let far = settled(4, 0.002, 0.020);
        assert!((START..=12).contains(&near), "{near}");
        // 44 are under way when the server is just busy all the time.
        assert!((40..=56).contains(&far), "{far}");
    }

    #[test]
    fn a_server_that_is_busy_with_less_keeps_the_start() {
        assert_eq!(settled(1, 0.010, 0.0), START);
    }

    #[test]
    fn one_burst_of_refusals_halves_once_and_the_way_back_is_step_by_step() {
        let mut flight = Flight::default();
        let burst: Vec<usize> = (0..START).map(|_| flight.begin(true)).collect();
        burst.into_iter().for_each(|begun| flight.end(begun, get(), Ended::Overloaded));
        assert_eq!(flight.limit(), START / 2);
        let mut seen = vec![flight.limit()];
        for _ in 0..100 {
            let begun = flight.begin(true);
            flight.end(begun, get(), Ended::Answered(Duration::from_millis(5)));
            if seen.last() != Some(&flight.limit()) {
                seen.push(flight.limit());
            }
        }
        assert_eq!(seen[..5], [4, 5, 6, 7, 8]);
    }

    #[test]
    fn where_places_stay_free_it_does_not_grow() {
        let mut flight = Flight::default();
        for _ in 0..1000 {
            let begun = flight.begin(false);
            flight.end(begun, get(), Ended::Answered(Duration::from_millis(5)));
        }
        assert_eq!(flight.limit(), START);
    }

    #[test]
    fn names_and_ids_make_no_classes_of_their_own() {
        let path = |id: usize| format!("/admin/realms/x/clients/{id}/roles?first=20&max=20");
        assert_eq!(class_of("GET", &path(1)), class_of("GET", &path(2)));
        assert_ne!(class_of("GET", &path(1)), class_of("POST", &path(1)));
        assert_ne!(class_of("GET", &path(1)), get());
    }

    proptest! {
        #[test]
        fn it_stays_within_its_bounds_whatever_happens(
            ends in prop::collection::vec((0u8..4, 0u64..100_000, any::<bool>()), 0..2000)
        ) {
            let mut flight = Flight::default();
            for (how, micros, last) in ends {
                let begun = flight.begin(last);
                let ended = match how {
                    0 => Ended::Overloaded,
                    1 => Ended::Otherwise,
                    _ => Ended::Answered(Duration::from_micros(micros)),
                };
                flight.end(begun, get(), ended);
                prop_assert!((1..=MOST).contains(&flight.limit()));
            }
        }
    }
}
