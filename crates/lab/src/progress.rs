//! Who is told how far the runs have come.

/// Listens to runs while they are played; called from all threads.
pub trait Progress: Sync {
    /// A batch of runs begins: what it is for, and how much time they simulate together.
    fn begin(&self, what: &str, total_ns: u64);

    /// So much more has been simulated.
    fn played(&self, ns: u64);

    /// True when nobody wants the result any more.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total_ns: u64) {}

    fn played(&self, _ns: u64) {}
}
