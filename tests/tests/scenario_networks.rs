//! The networks of the scenarios folder against what the sources say of them.

use std::path::Path;

use arpanet_scenario::file::{Certainty, Medium};
use arpanet_scenario::{Network, Source, Unreadable};

struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))
    }
}

fn network(date: &str) -> Network {
    let path = format!("{}/../scenarios/networks/{date}.json", env!("CARGO_MANIFEST_DIR"));
    Network::read(&Disk, Path::new(&path)).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn august_1973_has_the_hops_of_rfc_619_table_1() {
    let histogram = network("1973-08").hop_histogram();
    assert_eq!(histogram.pairs, [39, 86, 118, 148, 176, 204, 210, 218, 160, 102, 40, 20]);
    assert_eq!(histogram.unreachable, 0);
}

#[test]
fn the_networks_are_as_large_as_their_maps() {
    // December 1969: four nodes, four lines. January 1973: 35 nodes on the map that goes with RFC 432. August 1973:
    // 39 sites and 43 lines in RFC 619 Table 1.
    for (date, sites, lines) in [("1969-12", 4, 4), ("1973-01", 35, 39), ("1973-08", 39, 43)] {
        let network = network(date);
        assert_eq!((network.sites().len(), network.lines().count()), (sites, lines), "{date}");
    }
}

#[test]
fn every_line_says_how_sure_it_is_and_why() {
    for date in ["1969-12", "1973-01", "1973-08"] {
        for line in &network(date).file().lines {
            assert!(line.certainty.is_some() && !line.evidence.is_empty(), "{date}: {:?}", line.between);
            assert!(line.certainty != Some(Certainty::Assumed), "{date}: {:?}", line.between);
            // 260 ms one way to a satellite and down again; over land never more than coast to coast.
            let ms = line.propagation.ns as f64 / 1e6;
            assert_eq!(line.medium == Medium::Satellite, ms == 260.0, "{date}: {:?}", line.between);
            assert!(
                ms <= 260.0 && (line.medium == Medium::Satellite || ms < 35.0),
                "{date}: {:?}",
                line.between
            );
        }
    }
}

#[test]
fn hosts_have_the_addresses_of_rfc_597_and_rfc_433() {
    let network = network("1973-01");
    // RFC 433 and RFC 597: decimal host numbers.
    for (name, address) in [
        ("UCLA-CCN", 65),
        ("UTAH-10", 4),
        ("BBN-TENEX", 69),
        ("MIT-DMCG", 70),
        ("MIT-AI", 134),
        ("CASE-10", 13),
        ("USC-ISI", 86),
        ("AMES-TIP", 144),
        ("MITRE-TIP", 145),
        ("BBN-TESTIP", 158),
        ("ALOHA-TIP", 164),
    ] {
        let host = network.host(name).unwrap_or_else(|| panic!("no host {name}"));
        assert_eq!(network.address(host).to_octet(), Some(address), "{name}");
    }
}

#[test]
fn what_a_date_decides_about_the_imp_program_is_as_rfc_528_and_533_date_it() {
    // (packet checksums, routing code checks, end-to-end checks, message-id): 13 March, 22 May, 19 June, July 1973.
    for (date, expected) in [("1969-12", [false; 4]), ("1973-01", [false; 4]), ("1973-08", [true; 4])] {
        let network = network(date);
        let settings = &network.imps()[0].settings;
        let checks = settings.checks;
        let seen = [checks.packets, checks.routing_code, checks.end_to_end, settings.message_id];
        assert_eq!(seen, expected, "{date}");
        // Since the black hole of 1971.
        assert_eq!(checks.routing, date != "1969-12", "{date}");
    }
}
