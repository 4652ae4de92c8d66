//! `arpanet new`: what it writes is good, plays at once, and teaches.

mod support;

use support::Folder;

#[test]
fn a_new_scenario_is_good_plays_at_once_and_meets_what_it_expects() {
    let folder = Folder::new();
    let said = folder.arpanet(&["new", "my-server"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.contains("arpanet run my-server.json --tell story"), "{}", said.out);
    let checked = folder.arpanet(&["check", "."]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    for line in ["./my-server.json: scenario, good\n", "./my-server-network.json: network, good\n"] {
        assert!(checked.out.contains(line), "no {line:?} in {}", checked.out);
    }
    assert!(!checked.out.contains("schema"), "a schema is none of our files: {}", checked.out);
    let played = folder.arpanet(&["run", "my-server.json", "--tell", "story"]);
    assert_eq!(played.code, Some(0), "{}", played.out);
    assert!(played.out.contains("the line EAST - WEST goes down"), "{}", played.out);
}

#[test]
fn what_a_new_scenario_expects_can_fail() {
    let folder = Folder::new();
    folder.arpanet(&["new", "mine"]);
    let text = folder.read("mine.json");
    folder.write("mine.json", text.replace("[\"ftp\", \"telnet\"]", "[\"telnet\"]"));
    assert_eq!(folder.arpanet(&["run", "mine.json", "--quiet"]).code, Some(1));
    let crash = text.replace("\"line\": [\"EAST\", \"WEST\"]", "\"host\": \"EAST-10\"");
    folder.write("mine.json", crash);
    assert_eq!(folder.arpanet(&["run", "mine.json", "--quiet"]).code, Some(1));
}

#[test]
fn what_is_there_already_is_left_alone() {
    let folder = Folder::new();
    folder.write("mine-network.json", "not ours");
    let said = folder.arpanet(&["new", "mine"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(said.err, "error: mine-network.json: there is such a file already\n");
    assert_eq!(folder.read("mine-network.json"), "not ours");
    assert!(!folder.names().contains(&String::from("mine.json")), "{:?}", folder.names());
    // A second scenario in the same folder shares the schema.
    assert_eq!(folder.arpanet(&["new", "one"]).code, Some(0));
    assert_eq!(folder.arpanet(&["new", "two"]).code, Some(0));
}

#[test]
fn a_name_that_no_file_can_have_is_told() {
    let folder = Folder::new();
    for name in ["..", "/", "a b", "-", "nowhere/there"] {
        let said = folder.arpanet(&["new", "--", name]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{name}");
        assert!(said.err.starts_with("error: ") && !said.err.contains("panicked"), "{}", said.err);
    }
}
