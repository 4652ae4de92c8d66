//! `arpanet run` with drawings and files for other tools: there whole, or not at all.

mod support;

use support::{Folder, arpanet};

/// On the three sites one message goes unanswered for long: their line is down from 20 s on.
fn folder() -> Folder {
    Folder::new()
}

#[test]
fn every_drawing_asked_for_is_there_and_the_verdict_is_told_as_ever() {
    let folder = folder();
    let plain = folder.arpanet(&["run", "scenario.json", "--quiet"]);
    let said = folder.arpanet(&[
        "run",
        "scenario.json",
        "--quiet",
        "--ladder",
        "l.svg",
        "--map",
        "m.svg",
        "--report",
        "r.html",
        "--pcapng",
        "p.pcapng",
        "--perfetto",
        "p.json",
    ]);
    // Housekeeping that nobody looks at is not played event by event, so their number may differ.
    let verdict =
        |out: &str| out.lines().filter(|line| !line.contains(" events; ")).collect::<Vec<_>>().join("\n");
    assert_eq!((said.code, said.err.as_str()), (plain.code, ""));
    assert_eq!(verdict(&said.out), verdict(&plain.out));
    let fingerprint = |out: &str| out.rsplit_once("fingerprint ").map(|(_, rest)| rest.to_owned());
    assert_eq!(fingerprint(&said.out), fingerprint(&plain.out));
    for (name, begins) in
        [("l.svg", "<svg"), ("m.svg", "<svg"), ("r.html", "<!doctype html>"), ("p.json", "{")]
    {
        assert!(folder.read(name).starts_with(begins), "{name}");
    }
    let pcapng = std::fs::read(folder.path("p.pcapng")).expect("the file is there");
    assert_eq!(pcapng[..4], [0x0a, 0x0d, 0x0d, 0x0a], "a section header block comes first");
}

/// Sites without coordinates stand on a circle: there is nothing to draw behind them.
#[test]
fn a_network_without_geography_has_a_map_all_the_same() {
    let folder = folder();
    assert_eq!(folder.arpanet(&["run", "scenario.json", "--quiet", "--map", "m.svg"]).code, Some(0));
    let map = folder.read("m.svg");
    for told in ["ALPHA", "BETA", "GAMMA", "the line ALPHA - BETA goes down"] {
        assert!(map.contains(told), "no {told}");
    }
    assert!(!map.contains("NaN"), "{map}");
}

#[test]
fn a_host_that_is_not_there_is_told_with_the_nearest_and_nothing_is_played() {
    let folder = folder();
    let said = folder.arpanet(&["run", "scenario.json", "--ladder", "l.svg", "--hosts", "ALPHA-10,BETTA-10"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains("\"BETTA-10\" is no host of the scenario"), "{}", said.err);
    assert!(said.err.contains("did you mean \"BETA-10\"?"), "{}", said.err);
    assert_eq!(folder.names(), ["network.json", "scenario.json"]);
}

#[test]
fn a_drawing_that_cannot_be_written_is_told_before_anything_is_played() {
    let folder = folder();
    for flag in ["--ladder", "--map", "--report", "--pcapng", "--perfetto"] {
        let said = folder.arpanet(&["run", "scenario.json", flag, "no/such/folder/file"]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{flag}");
        assert!(said.err.contains("no/such/folder/file: cannot be written"), "{}", said.err);
    }
}

#[test]
fn the_dissector_is_printed_for_wireshark() {
    let said = arpanet(&["dissector"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.contains("DissectorTable.get(\"wtap_encap\"):add(wtap.USER0, arpanet)"));
}
