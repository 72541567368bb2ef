//! The gate for requests: it enforces the concurrency limit, and lets none pass while the server asked for a pause.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::flight::{Ended, Flight, RequestClass};

/// Permits for requests, as many as `Flight` has.
#[derive(Debug)]
pub(crate) struct Gate {
    permits: Semaphore,
    state: Mutex<GateState>,
}

#[derive(Debug)]
struct GateState {
    flight: Flight,
    /// The permits that there are, given or free.
    permits: usize,
    /// Before this nothing is sent: a `Retry-After`.
    quiet: Option<Instant>,
}

/// Leave for one request to be under way.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    gate: &'a Gate,
    permit: SemaphorePermit<'a>,
    begun: usize,
}

impl Default for Gate {
    fn default() -> Self {
        let flight = Flight::default();
        let permits = flight.limit();
        Self { permits: Semaphore::new(permits), state: Mutex::new(GateState { flight, permits, quiet: None }) }
    }
}

impl Gate {
    /// How many requests may be under way now.
    pub(crate) fn limit(&self) -> usize {
        self.state().flight.limit()
    }

    /// Waits for a permit; `None` where the gate is closed, which it never is.
    pub(crate) async fn enter(&self) -> Option<Permit<'_>> {
        let permit = self.permits.acquire().await.ok()?;
        loop {
            let quiet = self.state().quiet.filter(|until| *until > Instant::now());
            let Some(until) = quiet else { break };
            tokio::time::sleep_until(until.into()).await;
        }
        let begun = self.state().flight.begin(self.permits.available_permits() == 0);
        Some(Permit { gate: self, permit, begun })
    }

    /// The server asked to be left alone for so long.
    pub(crate) fn be_quiet(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.quiet = Some(state.quiet.map_or(until, |known| known.max(until)));
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// The request ended: there may be more permits now, or fewer.
    pub(crate) fn leave(self, class: RequestClass, ended: Ended) {
        let mut state = self.gate.state();
        state.flight.end(self.begun, class, ended);
        let limit = state.flight.limit();
        if state.permits < limit {
            self.gate.permits.add_permits(limit - state.permits);
            state.permits = limit;
        } else if state.permits > limit {
            self.permit.forget();
            state.permits -= 1;
            state.permits -= self.gate.permits.forget_permits(state.permits - limit);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;
    use crate::keycloak::http::flight::{START, class_of};

    #[tokio::test]
    async fn permits_follow_the_number_down_and_up() {
        let gate = Gate::default();
        let mut permits = Vec::new();
        for _ in 0..START {
            permits.push(gate.enter().await.unwrap());
        }
        assert_eq!(gate.permits.available_permits(), 0);
        for permit in permits {
            permit.leave(class_of("GET", "/"), Ended::Overloaded);
        }
        assert_eq!((gate.limit(), gate.permits.available_permits()), (START / 2, START / 2));
        for _ in 0..200 {
            let mut permits = Vec::new();
            for _ in 0..gate.limit() {
                permits.push(gate.enter().await.unwrap());
            }
            permits
                .into_iter()
                .for_each(|permit| permit.leave(class_of("GET", "/"), Ended::Answered(Duration::from_millis(5))));
        }
        assert!(gate.limit() > START);
        assert_eq!(gate.limit(), gate.permits.available_permits());
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
