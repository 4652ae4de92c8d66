//! What the scenarios come to, held as numbers: the same on every machine, in debug and in release.
//!
//! A fingerprint changes when a bit, a time or a word of a run changes. Then: is the change meant? If so, its commit
//! says why, and puts the new number here. `arpanet run FILE --json` prints it.

use std::path::Path;

use arpanet_scenario::run::{Ended, Nobody, Packets, Run, Sink};
use arpanet_scenario::summary::Summary;
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};

struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))
    }
}

/// Everything is kept.
#[derive(Default)]
struct Everything {
    text: String,
}

impl Sink for Everything {
    fn narrate(&mut self, text: &str) {
        self.text.push_str(text);
    }
    fn trace(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
    fn wants_narration(&self) -> bool {
        true
    }
    fn wants_trace(&self) -> Option<Packets> {
        Some(Packets::Told)
    }
}

fn play(name: &str, sink: &mut dyn Sink) -> Ended {
    play_with(name, Overrides::default(), sink)
}

fn play_with(name: &str, overrides: Overrides, sink: &mut dyn Sink) -> Ended {
    let path = format!("{}/../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let scenario = Scenario::read(&Disk, Path::new(&path), overrides);
    let scenario = scenario.unwrap_or_else(|fault| panic!("{fault}"));
    let mut run = Run::new(scenario, name).unwrap_or_else(|why| panic!("{name}: {why}"));
    while run.advance(Time::MAX, sink).is_none() {}
    run.ended()
}

#[test]
fn every_scenario_meets_its_expectations_and_has_its_fingerprint() {
    let held = [
        ("rfc354-user-ftp", "a416504e11104897"),
        ("rfc438-append", "f3492a8f97a15446"),
        ("rfc438-refused", "ac780cdc43761173"),
        ("rfc438-either-order", "ae014c2348e64cdc"),
        ("rfc430-getsocket", "9596b819a589ed74"),
        ("rfc478-pasv", "53cbb36ddf4d1069"),
        ("rfc542-pasv", "efafda6ad64eb112"),
        ("ftp-mixed-versions", "c50abe42f31151df"),
        ("icp-1973", "5545c09587e7965c"),
        ("rfc626-lockup", "0e5af240d48ee855"),
        ("rfc626-enough-buffers", "e00ee17dc0e82984"),
        ("christmas-lockup-1973", "91fed3fb4b42a9dd"),
        ("christmas-lockup-cured", "bf86b8938b04a598"),
        ("reassembly-lockup-1971", "25d0c17f1ff62368"),
        ("reassembly-lockup-cured-1972", "fdf6efe9a1db8ae5"),
        ("black-hole-1971", "7d733d83eb3b98f0"),
        ("black-hole-contained-1971", "23472f60da246683"),
        ("random-routing-1973", "f944f037c84754a2"),
        ("random-routing-contained-1973", "f59e26049c9c4932"),
        ("partition-healed-1973", "058284133ac31ad5"),
        ("aberdeen-belvoir-1973", "4a8af0309cbfc031"),
        ("aberdeen-belvoir-checked-1973", "d311ecc92b1ec382"),
        ("rfc354-tip-printer", "b4858e917b3aa0bb"),
        ("rfc439-parry-doctor", "8044a706a58411ae"),
        ("rfc495-old-and-new-telnet", "b023ec58f3c9291f"),
        ("rfc567-remote-echo", "6cfead6180d22d2f"),
        ("icp-user-keeps-u", "b16dff23f17388d8"),
        ("rfc202-deadlock", "f25dd28496580773"),
        ("rfc202-cure", "4c408dc1528e8f54"),
        ("rfc467-lost-allocate", "208aa3bc17a989d3"),
        ("rfc467-rcs-rcr", "dac1f2f80438f5b5"),
        ("rfc492-audit", "d7ca5807821c52d1"),
    ];
    let mut others = Vec::new();
    for (name, fingerprint) in held {
        let ended = play(name, &mut Nobody);
        let failed: Vec<_> = ended.summary.expectations.items.iter().filter(|item| !item.ok).collect();
        assert!(ended.is_well, "{name}: {failed:#?}");
        assert!(!ended.summary.expectations.items.is_empty(), "{name} expects something");
        if ended.summary.fingerprint != fingerprint {
            others.push((name, ended.summary.fingerprint));
        }
    }
    assert!(others.is_empty(), "replay: arpanet run scenarios/NAME.json --json: {others:#?}");
}

/// `arpanet run scenarios/august-1973-hour.json --until "10 min" --json` says the same.
#[test]
fn ten_minutes_of_august_1973_at_full_traffic_are_the_same_every_time() {
    let ten_minutes = Overrides { until: Some(Time::from_ns(600_000_000_000)), ..Overrides::default() };
    let [first, second] = [(); 2].map(|()| play_with("august-1973-hour", ten_minutes, &mut Nobody).summary);
    assert_eq!(first, second);
    assert!(first.messages.sent > 20_000, "{:?}", first.messages);
    assert_eq!(first.fingerprint, "6e9d0d93b69c3b58");
}

#[test]
fn narration_and_trace_with_every_packet_are_the_same_twice_and_change_nothing() {
    let (mut first, mut second) = (Everything::default(), Everything::default());
    let (one, two) = (play("rfc438-append", &mut first), play("rfc438-append", &mut second));
    assert!(first.text == second.text, "two runs tell different things");
    assert_eq!(one.summary, two.summary);
    // Housekeeping is played as fewer events where nobody looks at it.
    let unwatched = play("rfc438-append", &mut Nobody).summary;
    let watched = Summary { events: unwatched.events, ..one.summary };
    assert_eq!(watched, unwatched, "who listens changes nothing");
}
