//! The connection set-up benchmark, held against arithmetic and against the specification's count of commands.

use std::path::Path;

use arpanet_lab::setup::{Load, NcpKind, Row, Way};
use arpanet_lab::{Setup, SetupResult, Silent};
use arpanet_scenario::{Network, Source, Unreadable};

/// IMPs in a row.
const IMPS: u16 = 5;
/// One-way propagation of each line, in microseconds.
const PROPAGATION_US: u64 = 1000;

/// A network file: a row of IMPs, joined by lines of 50 kb/s.
struct Chain;

impl Source for Chain {
    fn read(&self, _path: &Path) -> Result<Vec<u8>, Unreadable> {
        let sites: Vec<String> =
            (1..=IMPS).map(|number| format!(r#"{{"number":{number},"name":"S{number}"}}"#)).collect();
        let line = |number: u16| {
            let next = number + 1;
            format!(r#"{{"between":["S{number}","S{next}"],"kbps":50,"propagation":"{PROPAGATION_US} us"}}"#)
        };
        let lines: Vec<String> = (1..IMPS).map(line).collect();
        let (sites, lines) = (sites.join(","), lines.join(","));
        Ok(format!(r#"{{"kind":"network","title":"a row","sites":[{sites}],"lines":[{lines}]}}"#)
            .into_bytes())
    }
}

fn measured(placements: usize) -> SetupResult {
    let network = Network::read(&Chain, Path::new("chain.json")).unwrap_or_else(|fault| panic!("{fault}"));
    let setup = Setup { network: &network, load: None, placements, hops: &[], clock: &|| 0 };
    setup.run(&Silent).unwrap_or_else(|fault| panic!("{fault}"))
}

fn row(result: &SetupResult, way: Way, ncp: NcpKind, hops: u16) -> &Row {
    let fits = |row: &&Row| (row.way, row.ncp, row.hops, row.load) == (way, ncp, hops, Load::None);
    result.rows.iter().find(fits).unwrap_or_else(|| panic!("{way:?} over {hops} hops"))
}

/// RTS and STR are ten octets each (NIC 8246 p. 28) after a leader of 32 bits and a header of 40. A host of 36-bit words
/// sends them as 180 bits, at 10 us each. Its IMP pads to 10 words after the leader, which make a packet of 16 words: 256 bits
/// and 72 of framing, at 20 us each, for each hop. The other host is given 192 bits. And once on its way the STR has to wait: when
/// the RTS reaches the server's IMP, the line back carries its acknowledgment and then its RFNM, 152 bits each, while
/// the host takes the RTS and gives the STR.
fn pair_us(hops: u64) -> u64 {
    let (given, taken) = (1800, 1920);
    let wait = if hops > 0 { 2 * 3040 - (taken + given) } else { 0 };
    2 * (given + taken) + wait + 2 * hops * (6560 + PROPAGATION_US)
}

#[test]
fn a_pair_of_requests_takes_its_bits_times_when_no_routing_message_is_in_its_way() {
    let result = measured(8);
    for hops in 0..IMPS {
        for ncp in NcpKind::ALL {
            let least_ms = row(&result, Way::Pair, ncp, hops).simulated_ms.min;
            assert_eq!((least_ms * 1000.0).round() as u64, pair_us(u64::from(hops)), "{hops} hops, {ncp:?}");
        }
    }
}

#[test]
fn the_commands_are_those_of_the_specification() {
    let result = measured(3);
    for hops in 0..IMPS {
        for ncp in NcpKind::ALL {
            let commands = |way| row(&result, way, ncp, hops).control_commands;
            // NIC 8246 p. 11: a request and its match. P. 14: and ALL.
            assert_eq!(
                (commands(Way::Pair), commands(Way::PairWithAllocation)),
                (2, 3),
                "{hops} hops, {ncp:?}"
            );
            // RFC 165 p. 4: two requests, ALL and two CLS for the number, two requests for each of the two connections;
            // and each receiver may say ALL as soon as its connection is there.
            assert!((9..=11).contains(&commands(Way::Icp)), "{hops} hops, {ncp:?}: {}", commands(Way::Icp));
        }
    }
}

#[test]
fn every_way_gets_through_everywhere_and_farther_takes_longer() {
    let result = measured(3);
    for way in Way::ALL {
        for ncp in NcpKind::ALL {
            let rows: Vec<&Row> = (0..IMPS).map(|hops| row(&result, way, ncp, hops)).collect();
            assert!(rows.iter().all(|row| row.failed == 0), "{way:?}, {ncp:?}");
            let least: Vec<f64> = rows.iter().map(|row| row.simulated_ms.min).collect();
            assert!(least.is_sorted(), "{way:?}, {ncp:?}: {least:?}");
            assert!(rows.iter().skip(1).all(|row| row.imp_packets > Some(0)), "{way:?}, {ncp:?}");
        }
    }
}

#[test]
fn the_figures_are_the_same_twice() {
    assert_eq!(measured(2), measured(2));
}

#[test]
fn the_drawing_has_a_line_for_each_way() {
    let svg = measured(1).svg().expect("it can be drawn");
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    for way in Way::ALL {
        assert!(svg.contains(way.name()), "{}", way.name());
    }
}
