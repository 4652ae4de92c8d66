//! Bad files: one diagnostic with file, line, column and what was expected; exit 2; no panic.

mod support;

use support::{Folder, NETWORK, SCENARIO, Said};

/// The fault is told at this place of `file`, and both words stand in what is told.
fn assert_told(said: &Said, place: &str, message: &str, expected: &str) {
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains(&format!("{place}: ")), "no {place} in {}", said.err);
    // The frame is as wide as a terminal; what is told may go over several lines.
    let words = said.err.split_whitespace().filter(|word| !matches!(*word, "|" | "`----"));
    let told = words.collect::<Vec<_>>().join(" ");
    assert!(told.contains(message), "no {message:?} in {told}");
    assert!(told.contains(expected), "no {expected:?} in {told}");
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

/// `line:column` of the mark `^` in `marked`, which stands in `text` once without it.
fn place_of(text: &str, marked: &str) -> String {
    let (before, after) = marked.split_once('^').expect("the place is marked");
    let found: Vec<usize> = text.match_indices(&[before, after].concat()).map(|(at, _)| at).collect();
    let [at] = found[..] else { panic!("{marked} stands {} times in {text}", found.len()) };
    let up_to = &text[..at + before.len()];
    let line = up_to.rsplit('\n').next().expect("a text has a line");
    format!("{}:{}", 1 + up_to.matches('\n').count(), 1 + line.chars().count())
}

/// `check` and `run` say the same of a scenario.
fn assert_scenario(from: &str, to: &str, marked: &str, message: &str, expected: &str) {
    let folder = Folder::with_scenario(from, to);
    let place = format!("scenario.json:{}", place_of(&folder.read("scenario.json"), marked));
    let checked = folder.arpanet(&["check", "scenario.json"]);
    assert_told(&checked, &place, message, expected);
    let run = folder.arpanet(&["run", "scenario.json", "--trace", "out.jsonl"]);
    assert_eq!((run.code, run.out.as_str(), &run.err), (Some(2), "", &checked.err));
    assert_eq!(folder.names(), ["network.json", "scenario.json"], "nothing half-written is left");
}

fn assert_network(from: &str, to: &str, marked: &str, message: &str, expected: &str) {
    let folder = Folder::with_network(from, to);
    let place = format!("network.json:{}", place_of(&folder.read("network.json"), marked));
    let checked = folder.arpanet(&["check", "network.json"]);
    assert_told(&checked, &place, message, expected);
    assert_eq!(folder.arpanet(&["net", "network.json"]).err, checked.err);
    assert_eq!(folder.arpanet(&["run", "scenario.json"]).err, checked.err);
}

#[test]
fn the_unspoiled_files_are_good() {
    let said = Folder::new().arpanet(&["check", "."]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert_eq!(said.out, "./network.json: network, good\n./scenario.json: scenario, good\n");
}

#[test]
fn unknown_keys_and_wrong_types_are_told_where_they_stand() {
    assert_scenario(
        "\"title\"",
        "\"tittle\"",
        "^\"tittle\"",
        "unknown key \"tittle\"",
        "did you mean \"title\"?",
    );
    assert_scenario(
        "\"system\": \"tenex\", ",
        "\"system\": 7, ",
        "\"system\": ^7",
        "this is 7",
        "expected a string",
    );
    assert_scenario(
        "\"at\": \"1 s\"",
        "\"at\": \"soon\"",
        "^\"soon\"",
        "does not begin with a number",
        "<number> ns|us|ms|s|min|h|d",
    );
    assert_scenario(
        "\"until\": \"1 min\"",
        "\"until\": \"0 s\"",
        "^\"0 s\"",
        "would end before it begins",
        "more than 0 s",
    );
    assert_scenario(
        "\"text\": \"one\\n\" } } },",
        "\"txet\": \"one\\n\" } } },",
        "^\"txet\"",
        "\"txet\" is not known here",
        "did you mean \"text\"?",
    );
    assert_scenario(
        "\"title\": \"nothing much\",\n",
        "\"seed\": -1, \"title\": \"x\",\n",
        "\"seed\": ^-1",
        "this is -1",
        "a whole number from 0 to 18446744073709551615",
    );
}

#[test]
fn names_that_mean_nothing_are_told_with_the_nearest_that_does() {
    assert_scenario(
        "\"BETA-10\": {",
        "\"BETTA-10\": {",
        "^\"BETTA-10\"",
        "unknown host \"BETTA-10\"",
        "did you mean \"BETA-10\"?",
    );
    assert_scenario(
        "\"host\": \"BETA-10\"",
        "\"host\": \"GAMMA-10\"",
        "\"host\": ^\"GAMMA-10\"",
        "GAMMA-10 is not up",
        "ALPHA-10 or BETA-10",
    );
    assert_scenario(
        "\"rsexec\"",
        "\"rsexek\"",
        "^\"rsexek\"",
        "there is no program \"rsexek\"",
        "did you mean \"rsexec\"?",
    );
    assert_scenario(
        "\"system\": \"tenex\" }",
        "\"system\": \"tennex\" }",
        "^\"tennex\"",
        "there is no system \"tennex\"",
        "did you mean \"tenex\"?",
    );
    assert_scenario("[\"ftp\"]", "[\"fpt\"]", "^\"fpt\"", "there is no server \"fpt\"", "ftp");
    assert_scenario(
        "\"L438\"",
        "\"L483\"",
        "^\"L483\"",
        "there is no profile \"L483\"",
        "did you mean \"L438\"?",
    );
    assert_scenario(
        "{ \"ftp\": \"L438\" }",
        "{ \"telnet\": \"x\" }",
        "{ ^\"telnet\"",
        "telnet is not among the servers of ALPHA-10",
        "expected ftp",
    );
    assert_scenario(
        "\"from\": \"GAMMA-10\"",
        "\"from\": \"GAMA-10\"",
        "^\"GAMA-10\"",
        "unknown host \"GAMA-10\"",
        "did you mean \"GAMMA-10\"?",
    );
    assert_scenario(
        "\"network.json\"",
        "\"netwrok.json\"",
        "^\"netwrok.json\"",
        "there is no such file",
        "a readable file",
    );
}

#[test]
fn a_pathname_that_the_system_cannot_hold_is_told() {
    let name = "\"<THOMAS>PROG1.PL1;1\": {";
    assert_scenario(
        name,
        "\"/usr/thomas/prog1\": {",
        "^\"/usr/thomas",
        "tenex cannot hold a file of this name",
        "<THOMAS>PROG1.PL1;1",
    );
    assert_scenario(
        name,
        "\"PROG1.PL1;1\": {",
        "{ ^\"PROG1.PL1;1\": {",
        "it names no directory",
        "<THOMAS>PROG1.PL1;1",
    );
    assert_scenario(
        name,
        "\"<THOMAS>*.PL1;1\": {",
        "^\"<THOMAS>*.PL1;1\"",
        "it names a group of files",
        "<THOMAS>PROG1.PL1;1",
    );
    assert_scenario(
        "\"text\": \"one\\n\" } } },",
        "\"text\": \"één\\n\" } } },",
        "^{ \"text\": \"één",
        "tenex cannot hold this",
        "characters that the system has",
    );
}

#[test]
fn sockets_of_the_wrong_gender_are_told() {
    let never = "\"never\": { \"ncp\": \"STR\", \"from\": \"GAMMA-10\" }";
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"STR\", \"my_socket\": 1002 }",
        "^1002",
        "1002 is a receive socket",
        "a send socket, which is odd",
    );
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"RTS\", \"my_socket\": 1001 }",
        "^1001",
        "1001 is a send socket",
        "a receive socket, which is even",
    );
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"CLS\", \"my_socket\": 1, \"your_socket\": 3 }",
        "\"your_socket\": ^3",
        "1 and 3 cannot be joined",
        "an even and an odd socket",
    );
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"ALL\", \"my_socket\": 1 }",
        "\"my_socket\": ^1",
        "only RTS, STR and CLS name sockets",
        "\"socket\", or one of these commands",
    );
}

#[test]
fn expectations_that_expect_nothing_clear_are_told() {
    let never = "\"never\": { \"ncp\": \"STR\", \"from\": \"GAMMA-10\" }";
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"SRT\" }",
        "^\"SRT\"",
        "\"SRT\" is no host-host command",
        "NIC 8246",
    );
    assert_scenario(
        never,
        "\"never\": { \"from\": \"GAMMA-10\" }",
        "\"never\": ^{",
        "it is not clear what to look for",
        "exactly one of ncp, imp, subnet, ftp, telnet and data_between",
    );
    assert_scenario(
        never,
        "\"what\": \"x\"",
        "^{ \"what\"",
        "an expectation looks at one thing",
        "exactly one of file, in_order",
    );
    assert_scenario(
        never,
        "\"never\": { \"subnet\": \"arived\" }",
        "^\"arived\"",
        "\"arived\" is nothing that happens in the subnet",
        "did you mean \"arrived\"?",
    );
    assert_scenario(
        never,
        "\"never\": { \"subnet\": \"arrived\", \"from\": \"ALPHA-10\" }",
        "\"from\": ^\"ALPHA-10\"",
        "unknown site \"ALPHA-10\"",
        "did you mean \"ALPHA\"?",
    );
    assert_scenario(
        never,
        "\"never\": { \"ncp\": \"data\", \"in_use\": 8 }",
        "\"in_use\": ^8",
        "only an IMP has reassembly buffers",
        "\"subnet\" beside it",
    );
    assert_scenario(
        never,
        "\"in_order\": [{ \"ncp\": \"STR\" }]",
        "\"in_order\": ^[",
        "there is no order here",
        "two or more",
    );
    assert_scenario(
        never,
        "\"terminal\": { \"job\": 1, \"contains\": \"252\" }",
        "\"job\": ^1,",
        "there is no job 1",
        "0 to 0",
    );
    assert_scenario(
        never,
        "\"count\": { \"of\": { \"ncp\": \"STR\" } }",
        "\"count\": ^{",
        "it is not clear how many",
        "at_least",
    );
    assert_scenario(never, "\"imp\": \"RFNM\"", "^\"imp\"", "unknown key \"imp\"", "in_order");
    assert_scenario(
        never,
        "\"never\": { \"imp\": \"rfnm\" }",
        "^\"rfnm\"",
        "\"rfnm\" is no type",
        "did you mean \"RFNM\"?",
    );
}

#[test]
fn faults_that_break_nothing_are_told() {
    let fault = "\"line\": [\"ALPHA\", \"BETA\"], \"down_for\": \"30 s\"";
    assert_scenario(
        fault,
        "\"line\": [\"ALPHA\", \"GAMMA\"], \"down_for\": \"30 s\"",
        "^[\"ALPHA\"",
        "no line joins ALPHA and GAMMA",
        "those of ALPHA lead to BETA",
    );
    assert_scenario(
        fault,
        "\"line\": [\"ALPHA\", \"BEETA\"], \"down_for\": \"30 s\"",
        "^\"BEETA\"",
        "unknown site \"BEETA\"",
        "did you mean \"BETA\"?",
    );
    assert_scenario(
        fault,
        "\"host\": \"ALPHA-10\"",
        "\"faults\": [ ^{",
        "it is not said what happens",
        "either down_for or does",
    );
    assert_scenario(
        fault,
        "\"host\": \"ALPHA-10\", \"does\": \"explode\"",
        "^\"explode\"",
        "\"explode\" is not known here",
        "crash",
    );
    assert_scenario(
        fault,
        "\"imp\": \"ALPHA\", \"host\": \"ALPHA-10\", \"does\": \"crash\"",
        "\"faults\": [ ^{",
        "it is not clear what breaks",
        "exactly one of line, imp and host",
    );
    assert_scenario(
        fault,
        "\"imp\": \"ALPHA\", \"sent_by\": \"BETA\", \"does\": \"crash\"",
        "^\"sent_by\"",
        "only a line has this",
        "\"line\"",
    );
    assert_scenario(
        fault,
        "\"imp\": \"ALPHA\", \"does\": \"damage\", \"damage\": \"drop-bit\", \"interface_to\": \"BETA\"",
        "^\"drop-bit\"",
        "it is not said what happens to packets",
        "did you mean \"drop-bits\"?",
    );
    assert_scenario(
        fault,
        "\"imp\": \"ALPHA\", \"does\": \"damage\", \"damage\": \"pick-bits\"",
        "^\"pick-bits\"",
        "pick-bits is not done there",
        "interface_to beside drop-bits, pick-bits and drop-first-word only",
    );
    assert_scenario(
        fault,
        "\"imp\": \"ALPHA\", \"does\": \"damage\", \"damage\": \"pick-bits\", \"interface_to\": \"GAMMA\"",
        "^\"GAMMA\"",
        "no line joins ALPHA and GAMMA",
        "those of ALPHA lead to BETA",
    );
    assert_scenario(
        fault,
        "\"line\": [\"ALPHA\", \"BETA\"], \"does\": \"down\", \"one_in\": 3",
        "^\"one_in\"",
        "only an IMP that damages packets has this",
        "\"does\": \"damage\"",
    );
}

/// A scenario with a bare host, and what stands before its limits.
fn assert_load(load: &str, marked: &str, message: &str, expected: &str) {
    let host = "\"BETA-10\": { \"system\": \"tenex\" }";
    let bare = SCENARIO
        .replace(host, "\"BETA-10\": { \"system\": \"tenex\" }, \"GAMMA-10\": { \"system\": \"bare\" }")
        .replace("\"limits\"", &format!("{load},\n  \"limits\""));
    let folder = Folder::new();
    folder.write("scenario.json", &bare);
    let place = format!("scenario.json:{}", place_of(&bare, marked));
    assert_told(&folder.arpanet(&["check", "scenario.json"]), &place, message, expected);
}

#[test]
fn messages_that_no_host_can_send_are_told() {
    let message = |rest: &str| format!("\"messages\": [ {{ \"at\": \"2 s\", {rest} }} ]");
    assert_load(
        &message("\"from\": \"BETA-10\", \"to\": \"ALPHA-10\", \"octets\": 5"),
        "\"from\": ^\"BETA-10\"",
        "what BETA-10 sends is its NCP's business",
        "a host whose system is \"bare\"",
    );
    let from = "\"from\": \"GAMMA-10\", \"to\": \"ALPHA-10\"";
    assert_load(
        &message(from),
        "\"messages\": [ ^{",
        "it is not clear what the message says",
        "exactly one of text and octets",
    );
    assert_load(&message(&format!("{from}, \"octets\": 1003")), "^1003", "too long a message", "up to 1002");
    assert_load(&message(&format!("{from}, \"text\": \"één\"")), "^\"één\"", "no message holds", "ASCII");
    assert_load(
        &message(&format!("{from}, \"octets\": 5, \"times\": 3")),
        "\"messages\": [ ^{",
        "times and every go together",
        "both of them, or none",
    );
    assert_load(
        &message("\"from\": \"GAMMA-10\", \"to\": \"ALFA-10\", \"octets\": 5"),
        "^\"ALFA-10\"",
        "unknown host \"ALFA-10\"",
        "did you mean \"ALPHA-10\"?",
    );
}

#[test]
fn generators_that_cannot_run_are_told() {
    let generator = |rest: &str| format!("\"generators\": [ {{ \"at\": \"2 s\", {rest} }} ]");
    let to = "\"site\": \"ALPHA\", \"to_discard\": \"BETA\"";
    assert_load(
        &generator(&format!("{to}, \"words\": 505, \"when_answered\": true")),
        "^505",
        "505 words fit no message",
        "up to 504",
    );
    assert_load(
        &generator(&format!("{to}, \"words\": 63, \"every\": \"100 ms\"")),
        "^\"100 ms\"",
        "cannot be set to 100 ms",
        "a multiple of 25.6 ms",
    );
    assert_load(
        &generator(&format!("{to}, \"words\": 63")),
        "\"generators\": [ ^{",
        "it is not clear when the messages go",
        "exactly one of every",
    );
    assert_load(
        &generator("\"site\": \"ALPHA\", \"words\": 63, \"when_answered\": true"),
        "\"generators\": [ ^{",
        "it is not clear where the messages go",
        "exactly one of to and to_discard",
    );
}

#[test]
fn a_bare_host_with_servers_is_told() {
    assert_scenario(
        "\"system\": \"tenex\" }",
        "\"system\": \"bare\", \"servers\": [\"ftp\"] }",
        "\"bare\", ^\"servers\"",
        "a bare host has no system",
        "nothing but half_duplex",
    );
}

#[test]
fn a_telnet_that_calls_nobody_is_told_whom_it_may_mean() {
    assert_scenario(
        "\"program\": \"rsexec\"",
        "\"program\": \"telnet\", \"arguments\": [\"ALPHA-01\"]",
        "^\"ALPHA-01\"",
        "unknown host \"ALPHA-01\"",
        "did you mean \"ALPHA-10\"?",
    );
}

#[test]
fn a_notice_that_its_message_cannot_say_is_told() {
    let fault = "\"line\": [\"ALPHA\", \"BETA\"], \"down_for\": \"30 s\"";
    let announce = |starts_in: &str| {
        format!(
            "\"imp\": \"ALPHA\", \"does\": \"announce\", \"notice\": \
             {{ \"reason\": \"software\", \"starts_in\": \"{starts_in}\", \"lasts\": \"5 min\" }}"
        )
    };
    let message = "the message cannot say 4 min";
    assert_scenario(fault, &announce("4 min"), "^\"4 min\"", message, "whole units of 5 minutes");
    assert_scenario(fault, &announce("80 min"), "\"notice\": ^{", "0 to 15 units", "starts_in up to 75 min");
    let crash = announce("5 min").replace("announce", "crash");
    assert_scenario(fault, &crash, "\"notice\": ^{", "told by announcing only", "announce");
    let host = announce("5 min").replace("\"imp\": \"ALPHA\"", "\"host\": \"ALPHA-10\"");
    assert_scenario(fault, &host, "^\"notice\"", "only an IMP has this", "\"imp\"");
}

#[test]
fn a_loss_of_nothing_is_told() {
    let fault = "\"line\": [\"ALPHA\", \"BETA\"], \"down_for\": \"30 s\"";
    let loses = |what: &str| format!("\"host\": \"ALPHA-10\", \"loses\": {{ {what} }}");
    assert_scenario(
        fault,
        &loses("\"ncp\": \"ALLL\""),
        "^\"ALLL\"",
        "\"ALLL\" is no command",
        "did you mean \"ALL\"?",
    );
    assert_scenario(
        fault,
        &loses("\"ncp\": \"ALL\", \"nth\": 0"),
        "\"nth\": ^0",
        "counted from 1",
        "at least 1",
    );
    let twice = loses("\"ncp\": \"ALL\"") + ", \"does\": \"crash\"";
    assert_scenario(fault, &twice, "^\"crash\"", "this says it a second time", "either loses, or does");
    let line = loses("\"ncp\": \"ALL\"").replace("\"host\": \"ALPHA-10\"", "\"imp\": \"ALPHA\"");
    assert_scenario(fault, &line, "^\"loses\"", "only a host has this", "\"host\"");
}

#[test]
fn networks_that_cannot_be_are_told() {
    assert_network("\"host\": 1", "\"host\": 4", "\"host\": ^4", "an IMP has no host interface 4", "0 to 3");
    assert_network(
        "\"name\": \"BETA-10\", \"site\": \"BETA\"",
        "\"name\": \"BETA-10\", \"site\": \"ALPHA\"",
        "\"name\": \"BETA-10\", \"site\": \"ALPHA\", \"host\": ^0",
        "BETA-10 and ALPHA-10 are both at address 1",
        "an interface of its own",
    );
    assert_network(
        "[\"BETA\", \"GAMMA\"]",
        "[\"BETA\", \"GAMA\"]",
        "^\"GAMA\"",
        "the line leads to no site: \"GAMA\"",
        "did you mean \"GAMMA\"?",
    );
    assert_network(
        "[\"BETA\", \"GAMMA\"]",
        "[\"BETA\", \"BETA\"]",
        "^[\"BETA\", \"BETA\"]",
        "the line leads from BETA to itself",
        "two sites",
    );
    assert_network("\"number\": 3", "\"number\": 64", "^64", "64 is no IMP number", "six bits of the leader");
    assert_network(
        "\"number\": 3",
        "\"number\": 2",
        "\"number\": ^2, \"name\": \"GAMMA\"",
        "GAMMA and BETA have the same number 2",
        "a number for each site",
    );
    assert_network(
        "\"kbps\": 50, \"propagation\": \"3 ms\"",
        "\"kbps\": 0, \"propagation\": \"3 ms\"",
        "\"kbps\": ^0",
        "0 kb/s is no speed of a line",
        "0.001 to 1000000",
    );
    assert_network(
        "\"3 ms\"",
        "\"3 parsec\"",
        "^\"3 parsec\"",
        "unknown unit `parsec`",
        "ns, us, ms, s, min, h or d",
    );
    assert_network(
        "\"site\": \"GAMMA\"",
        "\"site\": \"DELTA\"",
        "^\"DELTA\"",
        "GAMMA-10 is attached to no site: \"DELTA\"",
        "the name of a site",
    );
    assert_network(
        "\"host\": 1",
        "\"host\": 1, \"address\": 66",
        "^66",
        "has not the address 66",
        "67, which is 3 + 64 x 1",
    );
}

#[test]
fn the_kind_is_looked_at_first() {
    let folder = Folder::new();
    let cases = [
        ("{}", "1:1", "\"kind\" is missing", "scenario"),
        ("{\"kind\": 7, \"x\": 1}", "1:10", "this is not a word", "scenario"),
        ("{\"kind\": \"scenery\", \"x\": 1}", "1:10", "\"scenery\" is no kind of file", "scenario"),
    ];
    for (text, place, message, expected) in cases {
        folder.write("x.json", text);
        assert_told(&folder.arpanet(&["check", "x.json"]), &format!("x.json:{place}"), message, expected);
    }
    assert_told(
        &folder.arpanet(&["run", "network.json"]),
        "network.json:2:11",
        "this is a network",
        "a scenario",
    );
    assert_told(
        &folder.arpanet(&["net", "scenario.json"]),
        "scenario.json:2:11",
        "this is a scenario",
        "a network",
    );
}

#[test]
fn what_is_no_json_is_told_once() {
    let folder = Folder::new();
    let deep = format!("{{\"kind\": {}0{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: [(&[u8], &str, &str, &str); 8] = [
        (b"", "1:1", "the file is empty", "a JSON object with \"kind\" in it"),
        (b" \n\n ", "1:1", "the file is empty", "a JSON object with \"kind\" in it"),
        (b"{\"kind\": \"network\"", "1:18", "the file ends too early", "the end of the object"),
        (
            b"{\"kind\": \"network\",}",
            "1:20",
            "a comma before the closing bracket",
            "a comma only between two",
        ),
        (b"\x7fELF\x02\x01\x01\x00\x00", "1:1", "this is not JSON", "expected value"),
        (b"{\"kind\":\n\"\xff\xfe\"}", "2:2", "is not UTF-8", "JSON text in UTF-8"),
        (b"[1, 2]", "1:1", "this is not an object", "a JSON object"),
        (deep.as_bytes(), "1:109", "too deep", "at most 100"),
    ];
    for (octets, place, message, expected) in cases {
        folder.write("x.json", octets);
        for command in ["check", "run", "net"] {
            let said = folder.arpanet(&[command, "x.json"]);
            assert_told(&said, &format!("x.json:{place}"), message, expected);
            assert_eq!(
                said.err.matches("x.json:").count(),
                said.err.matches(&format!("x.json:{place}")).count()
            );
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let folder = Folder::new();
    assert_told(
        &folder.arpanet(&["run", "nothing.json"]),
        "nothing.json:1:1",
        "there is no such file",
        "a readable file",
    );
    assert_told(&folder.arpanet(&["run", "."]), ".:1:1", "this is a folder, not a file", "a readable file");
    let large = std::fs::File::create(folder.path("large.json")).expect("a file can be made");
    large.set_len(100 << 20).expect("a file can be long and empty");
    let said = folder.arpanet(&["check", "large.json"]);
    assert_told(
        &said,
        "large.json:1:1",
        "the file is too large: 104857600 octets",
        "at most 67108864 octets (64 MiB)",
    );
    #[cfg(unix)]
    assert_told(&folder.arpanet(&["check", "/dev/zero"]), "/dev/zero:1:1", "the file is too large", "64 MiB");
}

#[test]
fn a_long_line_is_not_shown_whole() {
    let folder = Folder::new();
    let text = format!("{{\"kind\": \"network\", \"title\": \"{}\", \"sties\": []}}", "x".repeat(1_000_000));
    folder.write("x.json", text);
    let said = folder.arpanet(&["check", "x.json"]);
    assert_told(&said, "x.json:1:1000034", "unknown key \"sties\"", "did you mean \"sites\"?");
    assert!(said.err.len() < 2000, "{} octets of diagnosis", said.err.len());
}

#[test]
fn every_bad_file_of_a_folder_is_told_and_a_network_only_once() {
    let folder = Folder::with_network("\"number\": 3", "\"number\": 2");
    folder.write("second.json", SCENARIO);
    folder.write("third.json", SCENARIO.replace("\"title\"", "\"titel\""));
    folder.write("good.json", NETWORK);
    let said = folder.arpanet(&["check", "."]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), "./good.json: network, good\n"));
    assert_eq!(said.err.matches("network.json:7:17: ").count(), 1, "{}", said.err);
    assert_eq!(said.err.matches("third.json:3:3: ").count(), 1, "{}", said.err);
}

#[test]
fn wrong_usage_exits_2_too() {
    for words in [
        &[][..],
        &["fly"],
        &["run"],
        &["run", "scenario.json", "--seed", "minus"],
        &["run", "scenario.json", "--until", "later"],
        &["run", "scenario.json", "--packets"],
        &["net", "network.json", "--dot", "--json"],
        &["schema", "poem"],
        &["decode", "--layer", "physical", "00"],
    ] {
        let said = Folder::new().arpanet(words);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(!said.err.is_empty() && !said.err.contains("panicked"), "{words:?}: {}", said.err);
    }
}

#[test]
fn diagnosis_is_plain_when_it_is_not_a_terminals() {
    let said = Folder::with_scenario("\"title\"", "\"tittle\"").arpanet(&["check", "scenario.json"]);
    assert!(said.err.is_ascii(), "{}", said.err);
}

#[test]
fn no_output_takes_the_place_of_an_input_or_of_another_output() {
    let folder = Folder::new();
    let refused = |words: &[&str], flag: &str, why: &str| {
        let said = folder.arpanet(&[&["run", "scenario.json"], words].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
        assert!(said.err.contains(flag) && said.err.contains(why), "{}", said.err);
        assert_eq!(folder.read("scenario.json"), SCENARIO);
        assert_eq!(folder.read("network.json"), NETWORK);
        assert_eq!(folder.names(), ["network.json", "scenario.json"]);
    };
    let overwritten = "it has just been read, and would be overwritten";
    refused(&["--report", "scenario.json"], "--report scenario.json", overwritten);
    refused(&["--trace", "./network.json"], "--trace ./network.json", overwritten);
    refused(&["--ladder", "x.out", "--map", "x.out"], "--map x.out", "--ladder goes there already");
    let said =
        folder.arpanet(&["run", "scenario.json", "--quiet", "--trace", "/dev/null", "--map", "/dev/null"]);
    assert_ne!(said.code, Some(2), "a device takes whatever comes: {}", said.err);
}

#[test]
fn a_session_without_anybody_attached_is_refused() {
    let said = Folder::new().arpanet(&["live", "scenario.json"]);
    assert_told(&said, "scenario.json:1:1", "nobody is attached", "`arpanet run` plays a scenario");
}

#[test]
fn what_can_never_be_met_or_never_fail_is_told() {
    assert_scenario(
        "{ \"ncp\": \"STR\", \"from\": \"GAMMA-10\" }",
        "{ \"ftp\": \"RETRR\" }",
        "\"ftp\": ^\"RETRR\"",
        "\"RETRR\" is no command of FTP",
        "did you mean \"RETR\"?",
    );
    assert_scenario(
        "\"from\": \"GAMMA-10\" }",
        "\"from\": \"GAMMA-10\", \"after\": \"7 s\", \"before\": \"6 s\" }",
        "\"before\": ^\"6 s\"",
        "6 s lies before 7 s",
        "a time after the one of \"after\"",
    );
    assert_scenario(
        "{ \"never\": { \"ncp\": \"STR\", \"from\": \"GAMMA-10\" } }",
        "{ \"connection\": { \"from\": \"ALPHA-10\", \"to\": \"BETA-10\", \"opened\": 2, \"closed\": 3 } }",
        "\"closed\": ^3",
        "more are closed than the 2 that are opened",
        "at most 2",
    );
}

#[test]
fn numbers_of_the_command_line_say_what_they_may_be() {
    for seed in ["-1", "abc", "18446744073709551616"] {
        let said = Folder::new().arpanet(&["run", "scenario.json", "--seed", seed]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains("a seed is a whole number from 0 to 18446744073709551615"), "{}", said.err);
    }
}
