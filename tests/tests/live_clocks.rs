//! The clocks of attached IMPs: each has its own, whatever stands in how many entries.

mod live_file;

use live_file::{live, live_with};

fn host(name: &str, port: u16, clock: &str) -> String {
    format!(
        r#"{{ "kind": "imp", "host": "{name}", "local": "127.0.0.1:{port}", "peer": "127.0.0.1:1"{clock} }}"#
    )
}

fn line(site: &str, neighbour: u16, port: u16, clock: &str) -> String {
    format!(
        r#"{{ "kind": "line", "site": "{site}", "neighbour": {neighbour}, "local": "127.0.0.1:{port}", "peer": "127.0.0.1:1"{clock} }}"#
    )
}

/// 20 us is the emulator's stock configuration, 100 us is 1973.
#[test]
fn each_attached_imp_keeps_the_clock_of_its_own_entries_and_the_others_that_of_1973() {
    let entries = [
        host("HOST-2", 11, r#", "imp_clock_us": 20"#),
        host("HOST-102", 12, ""),
        line("FOUR", 5, 13, r#", "imp_clock_us": 50"#),
    ];
    let live = live("", &entries).unwrap_or_else(|fault| panic!("{fault}"));
    let counts_ns: Vec<u64> = live.scenario.plan.imps.iter().map(|imp| imp.settings.count_ns).collect();
    assert_eq!(counts_ns, [100_000, 20_000, 100_000, 50_000, 100_000]);
}

/// IMPs that are not attached have no entries.
#[test]
fn the_file_can_say_the_clock_of_the_imps_of_which_no_entry_says_it() {
    let entries = [host("HOST-2", 11, ""), line("FOUR", 5, 13, r#", "imp_clock_us": 50"#)];
    let live = live_with(r#""imp_clock_us": 20,"#, "", &entries).unwrap_or_else(|fault| panic!("{fault}"));
    let counts_ns: Vec<u64> = live.scenario.plan.imps.iter().map(|imp| imp.settings.count_ns).collect();
    assert_eq!(counts_ns, [20_000, 20_000, 20_000, 50_000, 20_000]);
    let fault =
        live_with(r#""imp_clock_us": 0,"#, "", &entries).expect_err("there is no such clock").to_string();
    assert!(fault.contains("live.json:1:") && fault.contains("0 us is no count of a clock"), "{fault}");
}

#[test]
fn entries_of_one_imp_that_say_the_same_agree() {
    let clock = r#", "imp_clock_us": 20"#;
    assert!(live("", &[host("HOST-2", 11, clock), line("TWO", 1, 12, clock)]).is_ok());
}

#[test]
fn two_entries_of_one_imp_that_say_different_clocks_are_told_at_the_second() {
    let entries = [
        host("HOST-3", 11, r#", "imp_clock_us": 100"#),
        host("HOST-2", 12, r#", "imp_clock_us": 20"#),
        line("TWO", 1, 13, r#", "imp_clock_us": 100"#),
    ];
    let fault = live("", &entries).expect_err("an IMP has one clock").to_string();
    assert!(fault.contains("live.json:4:"), "{fault}");
    for words in ["100 us, and an entry above has 20: the IMP at TWO has one clock", "expected 20"] {
        assert!(fault.contains(words), "no {words}: {fault}");
    }
}
