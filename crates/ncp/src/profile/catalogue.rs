//! The profiles of the period's systems, by name.

use super::{Profile, ants, harvard, its, multics, reference, tenex, tip, ucla_ccn, ucsb};

/// One system's profile, with the sources of its choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The system's name, in lower case.
    pub name: &'static str,
    /// Its choices.
    pub profile: Profile,
    /// Field by field, where the choice is written down; or that it is assumed, and why.
    pub sources: &'static [(&'static str, &'static str)],
}

/// All profiles. A field that an entry's `sources` do not name is that of `reference`.
pub const CATALOGUE: [Entry; 9] = [
    Entry { name: "reference", profile: reference::PROFILE, sources: reference::SOURCES },
    Entry { name: "tenex", profile: tenex::PROFILE, sources: tenex::SOURCES },
    Entry { name: "its", profile: its::PROFILE, sources: its::SOURCES },
    Entry { name: "multics", profile: multics::PROFILE, sources: multics::SOURCES },
    Entry { name: "ucla-ccn", profile: ucla_ccn::PROFILE, sources: ucla_ccn::SOURCES },
    Entry { name: "ucsb", profile: ucsb::PROFILE, sources: ucsb::SOURCES },
    Entry { name: "harvard", profile: harvard::PROFILE, sources: harvard::SOURCES },
    Entry { name: "tip", profile: tip::PROFILE, sources: tip::SOURCES },
    Entry { name: "ants", profile: ants::PROFILE, sources: ants::SOURCES },
];

impl Profile {
    /// What the project recommends where NIC 8246 leaves the choice.
    pub const REFERENCE: Profile = reference::PROFILE;

    /// The profile of this name in [`CATALOGUE`].
    pub fn named(name: &str) -> Option<Profile> {
        CATALOGUE.iter().find(|entry| entry.name == name).map(|entry| entry.profile)
    }
}
