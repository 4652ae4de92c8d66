//! The simulated figures of the connection set-up benchmark on the network of August 1973, as they are recorded in
//! `setup-1973-08.csv`, without load and under the load of RFC 619. They are exact: a change is a change of the network's behaviour, or
//! of a program's.
//!
//! ```text
//! cargo test -p arpanet-lab --test setup_august                                  some distances
//! ARPANET_SETUP=all cargo test --release -p arpanet-lab --test setup_august     all
//! ARPANET_SETUP=record cargo test --release -p arpanet-lab --test setup_august  all, and recorded anew
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "the record is a file, and the environment says how much is played"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use arpanet_lab::setup::{Load, NcpKind, Row, Way};
use arpanet_lab::{Setup, SetupResult, Silent};
use arpanet_scenario::{Source, Study, Unreadable};

/// Files as they lie on the disk.
struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

const RECORD: &str = "setup-1973-08.csv";
const HEAD: &str = "hops,way,ncp,load,min_ms,median_ms,max_ms,control_messages,control_commands,imp_packets,placements,failed";
/// Placements of each distance, as `arpanet setup` plays when nothing else is said.
const PLACEMENTS: usize = 9;

/// Plays these distances, or all.
fn play(hops: &[u16], is_loaded: bool) -> SetupResult {
    let study = Study::read(&Disk, &folder().join("../../../scenarios/studies/rfc619-1973-08.json"));
    let study = study.unwrap_or_else(|fault| panic!("{fault}"));
    let load = is_loaded.then_some(&study);
    let setup = Setup { network: &study.network, load, placements: PLACEMENTS, hops, clock: &|| 0 };
    setup.run(&Silent).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Which row it is, and its figures.
fn line(row: &Row) -> (String, String) {
    let ms = row.simulated_ms;
    let packets = row.imp_packets.map_or_else(String::new, |packets| packets.to_string());
    let figures = [ms.min.to_string(), ms.median.to_string(), ms.max.to_string()].join(",");
    (
        format!("{},{},{},{}", row.hops, row.way.name(), row.ncp.name(), row.load.name()),
        format!(
            "{figures},{},{},{packets},{},{}",
            row.control_messages, row.control_commands, row.placements, row.failed
        ),
    )
}

/// What is recorded: figures by row.
fn recorded() -> &'static BTreeMap<String, String> {
    static RECORDED: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    RECORDED.get_or_init(|| {
        let text = std::fs::read_to_string(folder().join(RECORD)).expect("the record is there");
        let (head, lines) = text.split_once('\n').expect("it has lines");
        assert_eq!(head, HEAD);
        let pair = |line: &str| {
            let (end, _) = line.match_indices(',').nth(3).expect("a line has twelve cells");
            (line[..end].to_owned(), line[end + 1..].to_owned())
        };
        lines.lines().map(pair).collect()
    })
}

fn assert_as_recorded(result: &SetupResult) {
    assert!(!result.rows.is_empty());
    for row in &result.rows {
        let (which, figures) = line(row);
        assert_eq!(recorded().get(&which), Some(&figures), "{which}");
    }
}

#[test]
fn the_figures_are_those_recorded() {
    match std::env::var("ARPANET_SETUP").as_deref() {
        Err(_) => {
            assert_as_recorded(&play(&[0, 1, 4, 11], false));
            assert_as_recorded(&play(&[2], true));
        }
        Ok("all") => {
            let all = play(&[], true);
            assert_as_recorded(&all);
            assert_eq!(all.rows.len(), recorded().len());
        }
        Ok("record") => {
            let lines: Vec<String> =
                play(&[], true).rows.iter().map(line).map(|(a, b)| format!("{a},{b}\n")).collect();
            std::fs::write(folder().join(RECORD), format!("{HEAD}\n{}", lines.concat()))
                .expect("it can be written");
        }
        Ok(other) => panic!("ARPANET_SETUP is all or record, not {other}"),
    }
}

/// Milliseconds recorded: the least, the median, the most.
fn ms(way: Way, ncp: NcpKind, load: Load, hops: u16) -> [f64; 3] {
    let which = format!("{hops},{},{},{}", way.name(), ncp.name(), load.name());
    let figures = &recorded()[&which];
    let numbers: Vec<f64> = figures.split(',').take(3).map(|cell| cell.parse().expect("a number")).collect();
    numbers.try_into().expect("three numbers")
}

#[test]
fn every_way_is_recorded_over_every_distance_between_both_kinds_of_host_with_and_without_load() {
    for way in Way::ALL {
        for ncp in NcpKind::ALL {
            for load in [Load::None, Load::Measured] {
                for hops in 0..=11 {
                    let [min, median, max] = ms(way, ncp, load, hops);
                    assert!(0.0 < min && min <= median && median <= max, "{way:?} {ncp:?} {load:?} {hops}");
                }
            }
        }
    }
    assert_eq!(recorded().len(), 7 * 2 * 2 * 12);
    assert!(recorded().values().all(|figures| figures.ends_with(",0")), "every set-up got there");
}

/// What docs/src/performance.md says of the numbers.
#[test]
fn what_decides_the_numbers_is_what_the_guide_says() {
    use NcpKind::{Queueing, Refusing};
    let median = |way, ncp, hops| ms(way, ncp, Load::None, hops)[1];
    for hops in 0..=11 {
        let pair = median(Way::Pair, Queueing, hops);
        let icp = median(Way::Icp, Queueing, hops) / pair;
        assert!((4.0..5.2).contains(&icp), "an initial connection takes {icp} times a pair over {hops} hops");
        let greeting = median(Way::Greeting, Queueing, hops) - median(Way::Icp, Queueing, hops);
        assert!((0.8..1.3).contains(&(greeting / pair)), "the greeting {greeting} ms more over {hops} hops");
        for way in Way::ALL {
            let [idle, loaded] = [Load::None, Load::Measured].map(|load| ms(way, Queueing, load, hops)[1]);
            assert!(
                (5.0 / 6.0..7.0 / 6.0).contains(&(loaded / idle)),
                "{way:?} over {hops} hops: {idle}, {loaded}"
            );
        }
        let login = median(Way::FtpLogin, Queueing, hops) / median(Way::Icp, Queueing, hops);
        assert!(
            (1.8..2.5).contains(&login),
            "a login takes {login} times an initial connection over {hops} hops"
        );
        for way in Way::ALL {
            for load in [Load::None, Load::Measured] {
                let both = [Queueing, Refusing].map(|ncp| ms(way, ncp, load, hops));
                assert_eq!(both[0], both[1], "{way:?} over {hops} hops, {load:?}");
            }
        }
    }
    // The satellite to Hawaii is crossed twice by a pair: 260 ms each time.
    let [least, _, most] = ms(Way::Pair, Queueing, Load::None, 4);
    assert!((2.0 * 258.0..2.0 * 264.0).contains(&(most - least)), "{}", most - least);
}

#[test]
fn the_guide_s_table_is_the_record_s() {
    let page = folder().join("../../../docs/src/performance.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let (_, section) = page.split_once("## How long a connection takes").expect("the page has this section");
    let mut rows = 0;
    for line in section.lines().filter(|line| line.starts_with("| ") && !line.contains("hops")) {
        let Some((hops, shown)) = line.trim_matches(['|', ' ']).split_once(" | ") else { continue };
        let Ok(hops) = hops.parse() else { continue };
        let medians = Way::ALL.map(|way| ms(way, NcpKind::Queueing, Load::None, hops)[1].round().to_string());
        assert_eq!(shown, medians.join(" | "), "over {hops} hops");
        rows += 1;
    }
    assert_eq!(rows, 6);
}
