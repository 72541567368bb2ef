//! The gate for requests: it enforces the concurrency limit, and lets none pass while the server asked for a pause.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::flight::{Ended, Flight, Sort};

/// Places for requests, as many as `Flight` has.
#[derive(Debug)]
pub struct Gate {
    places: Semaphore,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    flight: Flight,
    /// The places that there are, taken or free.
    places: usize,
    /// Before this nothing is sent: a `Retry-After`.
    quiet: Option<Instant>,
}

/// A place of one request under way.
#[derive(Debug)]
pub struct Place<'a> {
    gate: &'a Gate,
    permit: SemaphorePermit<'a>,
    begun: usize,
}

impl Default for Gate {
    fn default() -> Self {
        let flight = Flight::default();
        let places = flight.limit();
        Self { places: Semaphore::new(places), state: Mutex::new(State { flight, places, quiet: None }) }
    }
}

impl Gate {
    /// How many requests may be under way now.
    pub fn limit(&self) -> usize {
        self.state().flight.limit()
    }

    /// Waits for a place; `None` where the gate is closed, which it never is.
    pub async fn enter(&self) -> Option<Place<'_>> {
        let permit = self.places.acquire().await.ok()?;
        loop {
            let quiet = self.state().quiet.filter(|until| *until > Instant::now());
            let Some(until) = quiet else { break };
            tokio::time::sleep_until(until.into()).await;
        }
        let begun = self.state().flight.begin(self.places.available_permits() == 0);
        Some(Place { gate: self, permit, begun })
    }

    /// The server asked to be left alone for so long.
    pub fn be_quiet(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.quiet = Some(state.quiet.map_or(until, |known| known.max(until)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// The request ended: there may be more places now, or fewer.
    pub fn leave(self, sort: Sort, ended: Ended) {
        let mut state = self.gate.state();
        state.flight.end(self.begun, sort, ended);
        let limit = state.flight.limit();
        if state.places < limit {
            self.gate.places.add_permits(limit - state.places);
            state.places = limit;
        } else if state.places > limit {
            self.permit.forget();
            state.places -= 1;
            state.places -= self.gate.places.forget_permits(state.places - limit);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;
    use crate::keycloak::http::flight::{START, sort};

    #[tokio::test]
    async fn places_follow_the_number_down_and_up() {
        let gate = Gate::default();
        let mut places = Vec::new();
        for _ in 0..START {
            places.push(gate.enter().await.unwrap());
        }
        assert_eq!(gate.places.available_permits(), 0);
        for place in places {
            place.leave(sort("GET", "/"), Ended::Overloaded);
        }
        assert_eq!((gate.limit(), gate.places.available_permits()), (START / 2, START / 2));
        for _ in 0..200 {
            let mut places = Vec::new();
            for _ in 0..gate.limit() {
                places.push(gate.enter().await.unwrap());
            }
            places
                .into_iter()
                .for_each(|place| place.leave(sort("GET", "/"), Ended::Answered(Duration::from_millis(5))));
        }
        assert!(gate.limit() > START);
        assert_eq!(gate.limit(), gate.places.available_permits());
    }

    #[tokio::test]
    async fn nothing_passes_while_the_server_wants_quiet() {
        let gate = Gate::default();
        let started = Instant::now();
        gate.be_quiet(Duration::from_millis(60));
        gate.be_quiet(Duration::from_millis(10));
        gate.enter().await.unwrap();
        assert!(started.elapsed() >= Duration::from_millis(60));
    }
}
