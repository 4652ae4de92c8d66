//! `arpanet study` with a scenario that is varied: results on the disk, kept through a break, and refused where they belong elsewhere.

mod support;

use support::Folder;

const STUDY: &str = r#"{
  "kind": "study", "title": "more and less", "scenario": "scenario.json",
  "vary": [{ "name": "down", "field": "/faults/0/down_for", "values": ["10 s", "20 s", "30 s"] }],
  "seeds": { "first": 1, "count": 3 },
  "measure": [{ "name": "requests", "count": { "ncp": "RTS" } }]
}
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("study.json", STUDY);
    folder
}

fn lines(folder: &Folder) -> Vec<String> {
    folder.read("r.csv").lines().map(str::to_owned).collect()
}

#[test]
fn a_line_for_each_run_is_kept_whoever_plays_and_a_broken_study_goes_on() {
    let folder = folder();
    let command = ["study", "study.json", "--results", "r.csv", "--workers", "1"];
    let first = folder.arpanet(&command);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""), "{first:?}");
    assert!(first.out.starts_with("more and less\n\ndown  runs  well  requests"), "{}", first.out);
    let whole = folder.read("r.csv");
    let all = lines(&folder);
    assert_eq!(all.len(), 10);
    assert!(all[0].starts_with("study,run,down,seed,well,"), "{}", all[0]);
    // Two runs are left, the later first, and a third that was being written.
    folder.write("r.csv", format!("{}\n{}\n{}\n{}", all[0], all[5], all[2], &all[7][..20]));
    let again = folder.arpanet(&["study", "study.json", "--results", "r.csv", "--workers", "3"]);
    assert_eq!((again.code, &again.out), (Some(0), &first.out));
    assert_eq!(folder.read("r.csv"), whole);
    assert_eq!(folder.names(), ["network.json", "r.csv", "scenario.json", "study.json"]);
}

#[test]
fn results_of_another_study_are_left_as_they_are() {
    let folder = folder();
    assert_eq!(folder.arpanet(&["study", "study.json", "--results", "r.csv"]).code, Some(0));
    let whole = folder.read("r.csv");
    folder.write("study.json", STUDY.replace("\"count\": 3", "\"count\": 4"));
    let said = folder.arpanet(&["study", "study.json", "--results", "r.csv"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains("r.csv:2:1: these are results of another study"), "{}", said.err);
    folder.write("r.csv", "name,age\nBob,7\n");
    let said = folder.arpanet(&["study", "study.json", "--results", "r.csv"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("r.csv:1:1: these are no results of this study"), "{}", said.err);
    assert_eq!(folder.read("r.csv"), "name,age\nBob,7\n");
    let said = folder.arpanet(&["study", "study.json", "--results", "."]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("this is a folder"), "{}", said.err);
    assert!(whole.lines().count() == 10);
}

#[test]
fn a_study_without_results_leaves_nothing_behind_and_says_the_same_as_json() {
    let folder = folder();
    let said = folder.arpanet(&["study", "study.json", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let result: serde_json::Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(result["runs"], 9);
    assert_eq!(result["points"][1]["values"][0], "20 s");
    assert_eq!(result["points"][1]["results"]["requests"]["count"], 3);
    let names: Vec<&str> = result["columns"]
        .as_array()
        .expect("columns are listed")
        .iter()
        .map(|column| column["name"].as_str().expect("a column has a name"))
        .collect();
    assert_eq!(names[..4], ["study", "run", "down", "seed"]);
    assert_eq!(folder.names(), ["network.json", "scenario.json", "study.json"]);
}

#[test]
fn a_bad_study_is_told_with_its_place() {
    let folder = folder();
    folder.write("study.json", STUDY.replace("/faults/0/down_for", "/faults/0/down_four"));
    for command in [&["check", "study.json"][..], &["study", "study.json", "--results", "r.csv"]] {
        let said = folder.arpanet(command);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
        assert!(
            said.err.contains("study.json:3:39: vary[0].field: there is no /faults/0/down_four"),
            "{}",
            said.err
        );
        assert!(said.err.contains("did you mean \"/faults/0/down_for\"?"), "{}", said.err);
    }
    let said = folder.arpanet(&["setup", "--load", "study.json"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(folder.names(), ["network.json", "scenario.json", "study.json"]);
}
