//! What came in at an attachment and what went out, and what was thrown away, and why.

use std::fmt;

/// The account of one attachment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Datagrams taken, or reads of a stream.
    pub received: u64,
    /// Datagrams sent, or writes to a stream.
    pub sent: u64,
    /// Datagrams that are none of the emulator's, and messages longer than any.
    pub garbage: u64,
    /// Datagrams and callers from addresses other than the peer's.
    pub strangers: u64,
    /// Datagrams that came again, or after later ones.
    pub late: u64,
    /// Datagrams that never came, by their numbers.
    pub missing: u64,
    /// What came when more was waiting already than is held.
    pub flood: u64,
    /// What could not be sent.
    pub unsent: u64,
}

impl fmt::Display for Counts {
    /// What happened; what never did is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in, {} out", self.received, self.sent)?;
        let others = [
            (self.garbage, "garbage"),
            (self.strangers, "from strangers"),
            (self.late, "late or double"),
            (self.missing, "missing"),
            (self.flood, "more than is held"),
            (self.unsent, "unsent"),
        ];
        let others = others.into_iter().filter(|(count, _)| *count > 0);
        others.into_iter().try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}
