//! How many runs are played at once.

/// Calls `job` with so many threads for its runs; 0 means as many as there are cores.
pub fn with_workers<T: Send>(workers: usize, job: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(workers).build() {
        Ok(pool) => pool.install(job),
        // No threads are to be had: everything is played by the one that asks.
        Err(_) => job(),
    }
}
