//! `arpanet net`, `schema`, and what holds for all commands.

mod support;

use std::process::Stdio;

use serde_json::Value;
use support::{arpanet, command};

#[test]
fn the_network_of_august_1973_has_the_hops_that_rfc_619_counted() {
    let said = arpanet(&["net", "scenarios/networks/1973-08.json", "--hops"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let pairs: Vec<u64> = said
        .out
        .lines()
        .filter_map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
            [_, pairs] => pairs.parse().ok(),
            _ => None,
        })
        .collect();
    // RFC 619 Table 1, August.
    assert_eq!(pairs, [39, 86, 118, 148, 176, 204, 210, 218, 160, 102, 40, 20]);
}

#[test]
fn a_network_is_told_as_text_as_graph_and_as_json() {
    let file = "scenarios/networks/1969-12.json";
    let text = arpanet(&["net", file]).out;
    assert!(
        text.starts_with("ARPANET, December 1969 (1969-12)\n4 sites (4 IMPs, 0 TIPs), 4 lines, 4 hosts\n"),
        "{text}"
    );
    let dot = arpanet(&["net", file, "--dot"]).out;
    assert!(
        dot.starts_with("graph {")
            && dot.contains("label = \"UTAH\\n4\"")
            && dot.matches(" -- ").count() == 4,
        "{dot}"
    );
    let json: Value = serde_json::from_str(&arpanet(&["net", file, "--json"]).out).expect("an object");
    // Utah hung on SRI alone; the other three formed a triangle.
    assert_eq!(json["sites"][3]["lines_to"], serde_json::json!(["SRI"]));
    assert_eq!(json["hops"]["pairs"], serde_json::json!([4, 8, 4]));
}

#[test]
fn the_published_schemas_are_those_that_the_program_prints() {
    for name in ["scenario", "network", "traffic", "sizes", "study", "live", "trace", "arpanet"] {
        let words: &[&str] = if name == "arpanet" { &["schema"] } else { &["schema", name] };
        let path = support::root().join(format!("docs/schema/{name}.schema.json"));
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == arpanet(words).out,
            "anew: cargo run -q -- {} > docs/schema/{name}.schema.json",
            words.join(" ")
        );
    }
}

#[test]
fn the_schema_offers_the_words_that_are_known() {
    let schema: Value = serde_json::from_str(&arpanet(&["schema", "scenario"]).out).expect("an object");
    let offers = |holder: &str, key: &str, word: Value| {
        let examples = &schema["$defs"][holder]["properties"][key]["examples"];
        assert!(examples.as_array().is_some_and(|all| all.contains(&word)), "{holder}.{key}: {examples}");
    };
    offers("HostSetup", "system", "multics".into());
    offers("HostSetup", "ncp", "harvard".into());
    offers("HostSetup", "servers", serde_json::json!(["ftp"]));
    offers("JobFile", "program", "rsexec".into());
}

#[test]
fn the_schema_of_each_kind_and_of_all_is_json_schema() {
    for kind in ["scenario", "network", "traffic", "sizes", "live"] {
        let said = arpanet(&["schema", kind]);
        let schema: Value = serde_json::from_str(&said.out).expect("an object");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(schema["properties"]["kind"].is_object(), "{kind}");
        assert_eq!(schema["additionalProperties"], false, "unknown keys are errors");
    }
    let all: Value = serde_json::from_str(&arpanet(&["schema"]).out).expect("an object");
    assert!(all["oneOf"].as_array().is_some_and(|kinds| kinds.len() >= 4));
}

#[test]
fn everything_in_scenarios_is_good() {
    let said = arpanet(&["check", "scenarios"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(
        said.out.lines().all(|line| line.ends_with(", good")) && said.out.lines().count() >= 5,
        "{}",
        said.out
    );
}

#[test]
fn a_reader_who_leaves_early_is_no_fault() {
    let mut child = command()
        .args(["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn help_and_version_are_no_faults() {
    for words in [&["--help"][..], &["--version"], &["run", "--help"]] {
        let said = arpanet(words);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}");
        assert!(!said.out.is_empty());
    }
}

#[test]
fn a_network_that_never_was_is_made_and_read_back() {
    let made = arpanet(&["net", "--generate", "150", "--seed", "7"]);
    assert_eq!((made.code, made.err.as_str()), (Some(0), ""));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("wide.json");
    std::fs::write(&path, &made.out).expect("the file can be written");
    let told = arpanet(&["net", path.to_str().expect("the path is text")]).out;
    assert!(
        told.starts_with(
            "150 sites that never were, seed 7\n150 sites (150 IMPs, 0 TIPs), 180 lines, 150 hosts\n"
        ),
        "{told}"
    );
    // Three parts of 1160 bits in 640 ms.
    assert!(told.contains("\nrouting messages take 10.9 % of an idle 50 kb/s line\n"), "{told}");
    for wrong in [
        &["net"][..],
        &["net", "--generate", "2"],
        &["net", "--generate", "20", "scenarios/networks/1973-08.json"],
    ] {
        assert_eq!(arpanet(wrong).code, Some(2), "{wrong:?}");
    }
}
