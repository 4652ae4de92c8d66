//! `arpanet run`: exit codes, the summary's fields, traces that are there whole or not at all.

mod support;

use serde_json::Value;
use support::{Folder, Said, arpanet, command, root};

const APPEND: &str = "scenarios/rfc438-append.json";

fn summary(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|fault| panic!("{fault}: {said:?}"))
}

/// The append scenario with one text put in place of another, in a folder beside its network.
fn append_with(from: &str, to: &str) -> Folder {
    let text = std::fs::read_to_string(root().join(APPEND)).expect("the scenario is there");
    assert!(text.contains(from), "{from:?} stands in the scenario");
    let folder = Folder::new();
    let network =
        root().join("scenarios/networks/1973-01.json").canonicalize().expect("the network is there");
    let text = text.replacen(from, to, 1);
    folder.write("append.json", text.replace("networks/1973-01.json", &network.to_string_lossy()));
    folder
}

#[test]
fn the_append_of_rfc_438_is_told_and_every_expectation_is_met() {
    let said = arpanet(&["run", APPEND]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    // The RFC's own case, its three steps, and the end, as a reader finds them.
    for words in
        ["this is the case that RFC 438 proposes", "LSTN R", "255 SOCK", "APPE <THOMAS>PROG2.PL1", "252 "]
    {
        assert!(said.out.contains(words), "no {words:?} in the narration");
    }
    assert!(!said.out.contains("NOT MET") && said.out.is_ascii(), "{}", said.out);
}

const LOGIN: &str = "scenarios/first-login-1969.json";

#[test]
fn a_story_shows_terminals_as_their_users_saw_them_and_the_network_beside_them() {
    let said = arpanet(&["run", LOGIN, "--tell", "story"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let story = said.out.split("Expectations").next().expect("the story comes first");
    for line in [
        "At UCLA: telnet SRI\n",
        "  | @LOG ",
        "SRI crashes\n",
        "UCLA is told of SRI: destination dead: host dead",
        "  | @LOGIN DUVALL.NLS ",
        "  |  (DUVALL)/NOTES/ ",
    ] {
        assert!(story.contains(line), "no {line:?} in {story}");
    }
    // Letter by letter they were sent, and in a line they stand on the paper.
    assert!(!story.contains("^SEND") && !story.contains("RTS"), "{story}");
    let times = story.lines().filter_map(|line| line.trim_start().split_once(" s ")?.0.parse::<f64>().ok());
    let times: Vec<f64> = times.collect();
    assert!(times.len() > 20 && times.is_sorted(), "{times:?}");
}

#[test]
fn bits_are_told_to_the_last_one() {
    let said = arpanet(&["run", LOGIN, "--tell", "bits", "--until", "11 s"]);
    let mut messages = 0;
    let mut lines = said.out.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((head, _)) = line.split_once(" bits: ") else { continue };
        let length: usize = head.rsplit(' ').next().and_then(|word| word.parse().ok()).expect("a length");
        let mut next = 1;
        while let Some(field) = lines.peek().filter(|line| line.starts_with("              ")) {
            let range = field.split_whitespace().next().expect("a field has bits");
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            assert_eq!(first.parse(), Ok(next), "{line}: {field}");
            next = last.parse::<usize>().expect("a number") + 1;
            lines.next();
        }
        assert_eq!(next, length + 1, "every bit of: {line}");
        messages += 1;
    }
    // The initial connection and the greeting: eleven regular messages at least, and the RFNMs for them.
    assert!(messages >= 22, "{messages} messages");
}

#[test]
fn what_is_not_said_how_to_be_told_is_told_by_its_messages() {
    let untold = arpanet(&["run", LOGIN]);
    assert_eq!(untold.out, arpanet(&["run", LOGIN, "--tell", "protocol"]).out);
    assert!(untold.out.contains("RTS my 256 your 1 link 2"), "{}", untold.out);
}

#[test]
fn the_summary_has_the_fields_of_the_contract() {
    let said = arpanet(&["run", APPEND, "--json"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let summary = summary(&said);
    assert_eq!(summary["scenario"], APPEND);
    assert_eq!(summary["seed"], 438);
    assert_eq!(summary["end"]["reason"], "idle");
    assert!(summary["end"]["time_ns"].is_u64());
    assert_eq!(summary["expectations"]["failed"], 0);
    let items = summary["expectations"]["items"].as_array().expect("items are an array");
    assert_eq!(summary["expectations"]["passed"], items.len());
    assert!(
        items.iter().all(|item| item["ok"] == true && item["what"].is_string() && item["why"].is_string())
    );
    let messages = &summary["messages"];
    let count = |name: &str| messages[name].as_u64().unwrap_or_else(|| panic!("no {name} in {messages}"));
    let ended = ["rfnm", "dead", "incomplete", "error", "in_flight"].map(count).iter().sum::<u64>();
    assert_eq!((count("sent"), count("delivered")), (ended, count("rfnm")));
    // Two initial connections, two of control each way, one for the data; all of them closed.
    assert_eq!(summary["connections"], serde_json::json!({ "opened": 7, "refused": 0, "closed": 7 }));
    assert_eq!(summary["hosts"]["CASE-10"]["received"]["STR"], 2);
    assert!(summary["hosts"]["UTAH-10"]["errors"].is_object());
    for key in ["title", "events", "wall_s", "events_per_s", "fingerprint"] {
        assert!(!summary[key].is_null(), "no {key}");
    }
}

#[test]
fn two_runs_agree_in_fingerprint_and_trace_to_the_last_byte() {
    let folder = Folder::new();
    let run = |name: &str| {
        let path = folder.path(name);
        let said = arpanet(&["run", APPEND, "--json", "--trace", &path.to_string_lossy()]);
        (summary(&said)["fingerprint"].clone(), std::fs::read(path).expect("the trace is there"))
    };
    let (first, second) = (run("one.jsonl"), run("two.jsonl"));
    assert_eq!(first.0, second.0);
    assert!(first.1 == second.1, "the traces differ");
    let text = String::from_utf8(first.1).expect("a trace is text");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect();
    assert_eq!(lines[0]["arpanet_trace"], 1);
    for line in &lines[1..] {
        for key in ["t_ns", "layer", "from", "to", "kind", "length_bits", "bits_hex", "fields"] {
            assert!(!line[key].is_null(), "no {key} in {line}");
        }
    }
    assert!(lines.windows(2).skip(1).all(|pair| pair[0]["t_ns"].as_u64() <= pair[1]["t_ns"].as_u64()));
}

#[test]
fn one_byte_changed_in_the_expected_file_is_told_and_exits_1() {
    let folder = append_with("END MAIN;\\n /* THE SECOND HALF", "END MAIM;\\n /* THE SECOND HALF");
    let said = folder.arpanet(&["run", "append.json", "--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert_eq!(said.out.matches("NOT MET").count(), 1);
    assert!(
        said.out.contains("the file differs from character 102 (line 4, column 9): it has \"N;"),
        "{}",
        said.out
    );
}

#[test]
fn a_server_that_initiates_after_lstn_is_caught_and_exits_1() {
    let folder = append_with(
        "\"servers\": [\"ftp\"],",
        "\"servers\": [\"ftp\"], \"profiles\": { \"ftp\": \"L438-initiates\" },",
    );
    let said = folder.arpanet(&["run", "append.json", "--json"]);
    assert_eq!(said.code, Some(1));
    let summary = summary(&said);
    let failed: Vec<&Value> = summary["expectations"]["items"]
        .as_array()
        .expect("items are an array")
        .iter()
        .filter(|item| item["ok"] == false)
        .collect();
    // The file arrives all the same; only who asked first gives the server away.
    let [failed] = failed[..] else { panic!("{failed:?}") };
    assert!(
        failed["what"].as_str().is_some_and(|what| what.contains("the listening server answers")),
        "{failed}"
    );
    assert!(
        failed["why"].as_str().is_some_and(|why| why.starts_with("RTS from CASE-10 to UTAH-10, step 2 of 6")),
        "{failed}"
    );
}

#[test]
fn a_run_cut_short_fails_what_it_did_not_reach() {
    let said = arpanet(&["run", APPEND, "--until", "2 s", "--json"]);
    assert_eq!(said.code, Some(1));
    let summary = summary(&said);
    assert_eq!(summary["end"], serde_json::json!({ "reason": "deadline", "time_ns": 2_000_000_000u64 }));
}

#[test]
fn quiet_tells_the_expectations_alone() {
    let said = arpanet(&["run", APPEND, "--quiet"]);
    assert_eq!(said.code, Some(0));
    assert!(said.out.starts_with("\nExpectations\n") && !said.out.contains("rsexec starts"), "{}", said.out);
}

/// The order and shape of RFC 618 p. 2-3.
#[test]
fn counters_are_told_on_request_and_stand_in_the_summary() {
    let said = arpanet(&["run", APPEND, "--quiet", "--counters"]);
    assert_eq!(said.code, Some(0));
    let of_case = said.out.split("CASE-10: NCP operating statistics\n").nth(1).expect("CASE-10's");
    let headings = [
        "NCP (link 0) message errors:\nSocket not found: 0\nImproper state: 0\n",
        "NCP messages:\nType Received Sent\nNOP ",
        "\nSTR 2 ",
        "Received NCP error messages:\nType Count\n",
        "IMP data message faults:\n",
        "Received IMP messages:\nRegular ",
        "Histogram of received data message sizes\nBits Count\n<1 0\n<16 ",
    ];
    let places: Vec<usize> = headings.iter().map(|heading| of_case.find(heading).expect(heading)).collect();
    assert!(places.is_sorted(), "{places:?} in {of_case}");

    let summary = summary(&arpanet(&["run", APPEND, "--json"]));
    let case = &summary["hosts"]["CASE-10"];
    let received = |name: &str| case["received"][name].as_u64().unwrap_or(0);
    let classes = case["data_sizes"].as_array().expect("classes");
    let counted: u64 = classes.iter().map(|class| class["messages"].as_u64().expect("a count")).sum();
    assert_eq!((classes.len(), classes[10]["below_bits"].as_u64()), (11, Some(8192)));
    assert_eq!(counted, received("data"), "the histogram counts every data message");
    // Every regular message to the IMP has drawn its RFNM.
    assert_eq!(case["to_imp"]["regular"], case["from_imp"]["RFNM"]);
    assert_eq!(case["faults"], serde_json::json!({}));
}

#[test]
fn another_seed_is_another_run() {
    let one = summary(&arpanet(&["run", APPEND, "--json"]));
    let other = summary(&arpanet(&["run", APPEND, "--json", "--seed", "439"]));
    assert_eq!(other["seed"], 439);
    assert_ne!(one["fingerprint"], other["fingerprint"]);
}

#[test]
fn results_do_not_hang_on_the_order_of_ties() {
    for seed in ["1", "2", "3"] {
        let said = arpanet(&["run", APPEND, "--quiet", "--shuffle-ties", seed]);
        assert_eq!(said.code, Some(0), "{}", said.out);
    }
}

#[test]
fn the_packets_on_the_lines_are_told_when_asked_for() {
    let folder = Folder::new();
    let path = folder.path("packets.jsonl");
    let said = arpanet(&[
        "run",
        APPEND,
        "--quiet",
        "--until",
        "2 s",
        "--packets",
        "--trace",
        &path.to_string_lossy(),
    ]);
    assert_eq!(said.code, Some(1));
    let text = std::fs::read_to_string(path).expect("the trace is there");
    let packets = text.lines().filter(|line| line.contains("\"layer\":\"imp-imp\"")).count();
    assert!(packets > 100, "{packets} packets");
}

#[test]
fn a_trace_that_cannot_be_written_is_told_and_leaves_nothing() {
    let folder = Folder::new();
    let said = folder.arpanet(&["run", "scenario.json", "--quiet", "--trace", "no/such/folder/out.jsonl"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains("no/such/folder/out.jsonl: cannot be written"), "{}", said.err);
    assert_eq!(folder.names(), ["network.json", "scenario.json"]);
    let said = folder.arpanet(&["run", "scenario.json", "--quiet", "--trace", "out.jsonl"]);
    assert!(said.code == Some(0), "{said:?}");
    assert_eq!(folder.names(), ["network.json", "out.jsonl", "scenario.json"]);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_no_trace() {
    let folder = Folder::new();
    // A load that goes on for simulated days, so that there is time to interrupt it.
    let sizes =
        r#"{ "kind": "sizes", "title": "t", "bins": [{ "from_bits": 8, "to_bits": 800, "count": 1 }] }"#;
    let traffic = r#"{ "kind": "traffic", "title": "t", "sizes": "sizes.json", "sites": ["ALPHA", "GAMMA"],
        "messages_per_min": [[0, 600], [600, 0]] }"#;
    let scenario = r#"{ "kind": "scenario", "title": "t", "network": "network.json",
        "traffic": { "file": "traffic.json" }, "limits": { "until": "1000 d" } }"#;
    folder.write("sizes.json", sizes);
    folder.write("traffic.json", traffic);
    folder.write("scenario.json", scenario);
    let before = folder.names();
    let mut child = command()
        .current_dir(folder.path(""))
        .args(["run", "scenario.json", "--quiet", "--trace", "out.jsonl"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary runs");
    while folder.names() == before {
        std::thread::yield_now();
    }
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill is there").success());
    assert_ne!(child.wait().expect("the binary ends").code(), Some(0));
    // The signal may come before its handler; then the process ends at once, and only the hidden file is left.
    assert!(!folder.names().contains(&"out.jsonl".to_owned()));
}

#[test]
fn a_reader_who_leaves_the_narration_early_does_not_change_the_verdict() {
    let mut child =
        command().args(["run", APPEND]).stdout(std::process::Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the binary ends").code(), Some(0));
}
