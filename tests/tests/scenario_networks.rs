//! The networks of the scenarios folder against what the sources say of them.

use std::path::Path;

use arpanet_scenario::file::{Certainty, Medium};
use arpanet_scenario::world::imp::{FlowControl, Routing, RoutingPeriod};
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
fn december_1973_has_the_hops_of_rfc_619_table_1() {
    let histogram = network("1973-12").hop_histogram();
    assert_eq!(histogram.pairs, [45, 100, 138, 168, 196, 228, 258, 256, 234, 208, 124, 46, 20, 4]);
    assert_eq!(histogram.unreachable, 0);
}

#[test]
fn the_networks_are_as_large_as_their_maps() {
    // The logical maps of the dates; January 1973 is the one that goes with RFC 432. RFC 619 Table 1 counts 39 sites
    // and 43 lines in August 1973, 45 and 50 in December. October 1972 is August's with one TIP cut into a line.
    for (date, sites, lines) in [
        ("1969-10", 2, 1),
        ("1969-12", 4, 4),
        ("1970-12", 13, 17),
        ("1971-04", 15, 19),
        ("1971-09", 18, 22),
        ("1972-08", 29, 32),
        ("1972-10", 30, 33),
        ("1973-01", 35, 39),
        ("1973-05", 36, 40),
        ("1973-08", 39, 43),
        ("1973-09", 41, 45),
        ("1973-12", 45, 50),
        ("1974-06", 46, 51),
    ] {
        let network = network(date);
        assert_eq!((network.sites().len(), network.lines().count()), (sites, lines), "{date}");
        assert_eq!(network.hop_histogram().unreachable, 0, "{date}: every site has a way to every other");
    }
}

#[test]
fn every_network_file_is_among_those_that_are_looked_at() {
    let folder = format!("{}/../scenarios/networks", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut dates: Vec<String> = files
        .map(|file| file.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        // A date alone; variants have a word behind it.
        .filter(|name| name.len() == "1973-01".len())
        .collect();
    dates.sort();
    assert_eq!(dates, DATES);
}

/// Every date that has a network.
const DATES: [&str; 13] = [
    "1969-10", "1969-12", "1970-12", "1971-04", "1971-09", "1972-08", "1972-10", "1973-01", "1973-05",
    "1973-08", "1973-09", "1973-12", "1974-06",
];

/// Hops between two sites when a line is cut.
fn hops_without(network: &Network, cuts: &[[&str; 2]], from: &str, to: &str) -> Option<usize> {
    let site = |name: &str| network.site(name).unwrap_or_else(|| panic!("no site {name}"));
    let cuts: Vec<[usize; 2]> = cuts.iter().map(|cut| cut.map(site)).collect();
    let is_cut = |ends: [usize; 2]| cuts.iter().any(|cut| *cut == ends || [cut[1], cut[0]] == ends);
    let mut reached = vec![site(from)];
    for hops in 0..network.sites().len() {
        if reached.contains(&site(to)) {
            return Some(hops);
        }
        let next = network.lines().filter(|(_, ends)| !is_cut(*ends)).filter_map(|(_, [a, b])| {
            match (reached.contains(&a), reached.contains(&b)) {
                (true, false) => Some(b),
                (false, true) => Some(a),
                _ => None,
            }
        });
        let next: Vec<usize> = next.collect();
        reached.extend(next);
    }
    None
}

#[test]
fn without_the_line_between_the_two_mit_sites_their_way_is_twelve_hops_as_rfc_603_says() {
    let network = network("1973-12");
    assert_eq!(hops_without(&network, &[], "MIT", "MIT2"), Some(1));
    assert_eq!(hops_without(&network, &[["MIT", "MIT2"]], "MIT", "MIT2"), Some(12));
}

#[test]
fn ames_has_four_lines_and_hawaii_and_london_one_as_rfc_603_and_rfc_613_say() {
    let network = network("1973-12");
    let lines_of = |name: &str| {
        let site = network.site(name).unwrap_or_else(|| panic!("no site {name}"));
        network.lines().filter(|(_, ends)| ends.contains(&site)).count()
    };
    assert_eq!(lines_of("AMES"), 4);
    assert_eq!(lines_of("HAWT"), 1);
    assert_eq!(lines_of("LONT"), 1);
}

#[test]
fn in_1971_two_lines_join_the_coasts_and_in_1969_one_line_joins_utah() {
    let network_1971 = network("1971-09");
    let [north, south] = [["UTAH", "ILL"], ["RAND", "BBN"]];
    assert!(hops_without(&network_1971, &[north], "UCLA", "BBN").is_some());
    assert!(hops_without(&network_1971, &[south], "UCLA", "BBN").is_some());
    assert_eq!(hops_without(&network_1971, &[north, south], "UCLA", "BBN"), None);
    assert_eq!(hops_without(&network("1969-12"), &[["SRI", "UTAH"]], "UCLA", "UTAH"), None);
}

#[test]
fn every_line_says_how_sure_it_is_and_why() {
    for date in DATES {
        for line in &network(date).file().lines {
            assert!(line.certainty.is_some() && !line.evidence.is_empty(), "{date}: {:?}", line.between);
            // Where the Hilton's TIP hung no source says.
            let is_iccc = line.between.iter().any(|end| end == "ICCC");
            assert_eq!(line.certainty == Some(Certainty::Assumed), is_iccc, "{date}: {:?}", line.between);
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
    // The network of May is that of the weeks before the 22nd.
    for date in DATES {
        let network = network(date);
        let settings = &network.imps()[0].settings;
        let checks = settings.checks;
        let seen = [checks.packets, checks.routing_code, checks.end_to_end, settings.message_id];
        let is_after = |month: &str| date >= month;
        assert_eq!(
            seen,
            [is_after("1973-03"), is_after("1973-06"), is_after("1973-06"), is_after("1973-07")],
            "{date}"
        );
        // Since the black hole of 1971.
        assert_eq!(checks.routing, date > "1971-04", "{date}");
    }
}

#[test]
fn what_a_date_decides_about_flow_and_routing_is_as_rfc_619_and_626_say() {
    for date in DATES {
        let network = network(date);
        let settings = &network.imps()[0].settings;
        // RFC 626 p. 1, RFC 343: the new IMP system of 1972 asks for buffers first.
        let asks = settings.flow_control == FlowControl::Allocation;
        assert_eq!(asks, date > "1972-05", "{date}");
        // RFC 619: every 640 ms in August 1973, by speed and load in December.
        let by_load = settings.routing == Routing::Adaptive(RoutingPeriod::SpeedAndLoad);
        assert_eq!(by_load, date > "1973-08", "{date}");
        // RFC 626 p. 5: 58 in March 1974.
        assert_eq!(settings.limits.reassembly == 58, date >= "1974-03", "{date}");
    }
}
