//! Work on a thread of its own: what takes time and does not wait for the network, which has one thread for all of it.

/// Begins the work at once; it is done when the future is. A panic in it goes on here.
pub fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> impl Future<Output = T> {
    let working = tokio::task::spawn_blocking(work);
    async { working.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) }
}
