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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// A profile's fields by name, each as it is told.
    fn fields(profile: &Profile) -> BTreeMap<String, String> {
        let told = format!("{profile:#?}");
        let mut fields = BTreeMap::new();
        let mut name = String::new();
        for line in told.lines().filter_map(|line| line.strip_prefix("    ")) {
            if let (false, Some((field, _))) = (line.starts_with([' ', '}', ')']), line.split_once(':')) {
                name = field.to_owned();
            }
            *fields.entry(name.clone()).or_insert_with(String::new) += line;
        }
        fields
    }

    #[test]
    fn every_choice_of_the_reference_names_its_source() {
        let named: BTreeSet<String> =
            reference::SOURCES.iter().map(|(field, _)| (*field).to_owned()).collect();
        let there: BTreeSet<String> = fields(&Profile::REFERENCE).into_keys().collect();
        assert_eq!(named, there);
    }

    #[test]
    fn whatever_sets_a_host_apart_names_its_source() {
        let reference = fields(&Profile::REFERENCE);
        for entry in CATALOGUE {
            let own = fields(&entry.profile);
            for (field, value) in &own {
                let is_named = entry.sources.iter().any(|(named, _)| named == field);
                assert!(is_named || reference[field] == *value, "{}: {field} has no source", entry.name);
            }
            assert!(entry.sources.iter().all(|(field, _)| own.contains_key(*field)), "{}", entry.name);
        }
    }

    #[test]
    fn a_source_is_a_document_with_its_page_or_says_that_it_is_none() {
        for entry in CATALOGUE {
            for (field, source) in entry.sources {
                let is_document = ["RFC ", "NIC 8246 p. ", "IMP program 3050 p. "]
                    .iter()
                    .any(|document| source.contains(document));
                let is_owned_up = source.contains("assumed") || source.contains("inferred");
                let is_hardware = *field == "word_bits" && source.contains("word");
                assert!(is_document || is_owned_up || is_hardware, "{}: {field}: {source}", entry.name);
            }
        }
    }

    #[test]
    fn a_receiver_has_room_for_what_it_allows() {
        for Entry { name, profile, .. } in CATALOGUE {
            assert!(profile.receive_buffer_bits >= profile.allocation.bits, "{name}");
            assert!(profile.max_message_bits <= 8095, "{name}: RFC 381 p. 3");
            assert!(profile.rfnm_limit_ns >= 30_000_000_000, "{name}: RFC 618 p. 1");
        }
    }
}
