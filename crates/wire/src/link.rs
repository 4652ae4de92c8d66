//! What the 256 links between two hosts are for: NIC 8246 p. 21, as RFC 317 p. 1 divides it from March 1972 on.
//!
//! Dispute: NIC 8246 reserves 72-190 and gives 191 alone to measurement; the later RFC 317 gives 159-191 to
//! measurement and 192-195 to the message switching experiment. We follow RFC 317.

use std::fmt;

/// The link of control messages.
pub const CONTROL: u8 = 0;

/// The first link that a connection may have.
pub const FIRST: u8 = 2;

/// The last link that a connection may have.
pub const LAST: u8 = 71;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkUse {
    /// 0: control messages.
    Control,
    /// 2-71: connections; the receiver hands them out.
    Connection,
    /// 1 and 72-158: not for use.
    Reserved,
    /// 159-191: measurement, under the Network Measurement Center.
    Measurement,
    /// 192-195: the message switching experiment.
    MessageSwitching,
    /// 196-255: private experiments.
    Private,
}

impl LinkUse {
    /// What `link` is for.
    pub const fn of(link: u8) -> LinkUse {
        match link {
            CONTROL => LinkUse::Control,
            FIRST..=LAST => LinkUse::Connection,
            1 | 72..=158 => LinkUse::Reserved,
            159..=191 => LinkUse::Measurement,
            192..=195 => LinkUse::MessageSwitching,
            196..=255 => LinkUse::Private,
        }
    }
}

impl fmt::Display for LinkUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkUse::Control => "control link",
            LinkUse::Connection => "for connections",
            LinkUse::Reserved => "reserved",
            LinkUse::Measurement => "for measurement",
            LinkUse::MessageSwitching => "for the message switching experiment",
            LinkUse::Private => "for private experiments",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_links_are_for_connections() {
        let links: Vec<u8> = (0..=255).filter(|link| LinkUse::of(*link) == LinkUse::Connection).collect();
        assert_eq!((links.len(), links.first(), links.last()), (70, Some(&2), Some(&71)));
        assert_eq!(LinkUse::of(0), LinkUse::Control);
        assert_eq!(LinkUse::of(1), LinkUse::Reserved);
        assert_eq!(LinkUse::of(191), LinkUse::Measurement);
        assert_eq!(LinkUse::of(192), LinkUse::MessageSwitching);
        assert_eq!(LinkUse::of(255), LinkUse::Private);
    }
}
