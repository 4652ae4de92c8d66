//! The guide and the README say what is so: every `arpanet` command in them runs, ends as is said, and prints what is shown.
//!
//! A block ```` ```sh ```` holds commands; where the last is to end with another code than 0, it begins ```` ```sh,exit-1 ````. A
//! block of other programs alone is passed over. A block
//! ```` ```text ```` right after it is what the last command prints; a line `...` stands for lines left out.

mod support;

use std::path::{Path, PathBuf};

use support::{command, root};

/// A block of commands and what the last of them prints.
#[derive(Debug, Default)]
struct Block {
    /// Where it begins, for people.
    place: String,
    commands: Vec<String>,
    code: i32,
    shown: Option<String>,
}

/// The blocks of a text, in order.
fn blocks(file: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(file).expect("a page can be read");
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = text.lines().enumerate();
    let mut is_adjacent = false;
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            is_adjacent &= line.trim().is_empty();
            continue;
        };
        let inside: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| !line.starts_with("```")).collect();
        let (language, code) = info.split_once(",exit-").unwrap_or((info, "0"));
        if language == "sh" {
            let commands = inside.iter().map(|line| line.replace("cargo run --release -- ", "arpanet "));
            let commands: Vec<String> = commands.collect();
            is_adjacent = commands.iter().any(|line| line.starts_with("arpanet "));
            if is_adjacent {
                let place = format!("{}:{}", file.display(), number + 1);
                let code = code.parse().expect("an exit code is a number");
                blocks.push(Block { place, commands, code, shown: None });
            }
        } else {
            if let (true, "text", Some(block)) = (is_adjacent, language, blocks.last_mut()) {
                block.shown = Some(inside.join("\n"));
            }
            is_adjacent = false;
        }
    }
    blocks
}

/// What is shown stands in what was printed: line by line, but for what `...` leaves out.
fn assert_shown(shown: &str, printed: &str, place: &str) {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let mut rest = &printed[..];
    let pieces = shown.split("\n").collect::<Vec<_>>();
    for piece in pieces.split(|line| line.trim() == "...").filter(|piece| !piece.is_empty()) {
        let piece: Vec<&str> = piece.iter().map(|line| line.trim_end()).collect();
        let found = rest.windows(piece.len()).position(|window| window == piece);
        let at = found.unwrap_or_else(|| panic!("{place} shows what is not printed:\n{}", piece.join("\n")));
        rest = &rest[at + piece.len()..];
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("the folder can be listed");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}

/// Runs the commands of a page one after another, in a folder of its own that has the scenarios in it.
fn follow(page: &Path) -> usize {
    let folder = tempfile::tempdir().expect("a folder can be made");
    copy_folder(&root().join("scenarios"), &folder.path().join("scenarios"));
    let binary = Path::new(env!("CARGO_BIN_EXE_arpanet")).parent().expect("the binary is in a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let blocks = blocks(page);
    for block in &blocks {
        let mut printed = String::new();
        for (at, line) in block.commands.iter().enumerate() {
            let code = if at + 1 == block.commands.len() { block.code } else { 0 };
            let mut shell = command_in(folder.path(), &path);
            let output = shell.args(["-c", line]).output().expect("there is a shell");
            printed = String::from_utf8_lossy(&output.stdout).into_owned();
            printed.push_str(&String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.status.code(), Some(code), "{}: {line}\n{printed}", block.place);
        }
        if let Some(shown) = &block.shown {
            assert_shown(shown, &printed, &block.place);
        }
    }
    blocks.len()
}

fn command_in(folder: &Path, path: &str) -> std::process::Command {
    // As the tests run everything else, but by a shell.
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(folder).env("PATH", path).env_remove("NO_COLOR").stdin(std::process::Stdio::null());
    shell
}

fn pages() -> Vec<PathBuf> {
    let folder = root().join("docs/src");
    let files = std::fs::read_dir(folder).expect("the guide is there");
    let mut pages: Vec<PathBuf> = files.map(|file| file.expect("it can be listed").path()).collect();
    pages.sort();
    pages
}

#[test]
fn every_command_of_the_guide_runs_and_prints_what_is_shown() {
    for page in pages() {
        let blocks = follow(&page);
        let is_lesson = page.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lesson"));
        assert!(blocks >= 2 || !is_lesson, "{} has something to do", page.display());
    }
}

#[test]
fn every_command_of_the_readme_runs_and_prints_what_is_shown() {
    assert!(follow(&root().join("README.md")) >= 3);
    assert!(follow(&root().join("scenarios/README.md")) <= 1);
}

/// The links of a page that lead to no other site: their words and where they lead, without the place on the page.
fn links(text: &str) -> Vec<(&str, &str)> {
    let inside = text.match_indices("](").filter_map(|(at, _)| {
        let words = text[..at].rsplit_once('[')?.1;
        let target = text[at + 2..].split_once(')')?.0;
        Some((words, target.split('#').next().unwrap_or_default()))
    });
    inside.filter(|(_, target)| !target.is_empty() && !target.contains("://")).collect()
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "scenarios/README.md"];
    for page in pages().into_iter().chain(others.map(|name| root().join(name))) {
        let text = std::fs::read_to_string(&page).expect("a page can be read");
        let folder = page.parent().expect("a page lies in a folder");
        for (words, target) in links(&text) {
            assert!(folder.join(target).exists(), "{}: [{words}]({target})", page.display());
        }
    }
}

#[test]
fn the_guide_has_ten_lessons_and_its_contents_name_every_page() {
    let contents =
        std::fs::read_to_string(root().join("docs/src/SUMMARY.md")).expect("the contents are there");
    for (_, page) in links(&contents) {
        assert!(root().join("docs/src").join(page).is_file(), "the contents name {page}, which is not there");
    }
    let pages = pages();
    let named = |page: &PathBuf| page.file_name().expect("a page has a name").to_string_lossy().into_owned();
    for page in pages.iter().map(named).filter(|page| page != "SUMMARY.md") {
        assert!(contents.contains(&format!("({page})")), "{page} is not in the contents");
    }
    assert_eq!(pages.iter().map(named).filter(|page| page.starts_with("lesson")).count(), 10);
    for page in pages.iter().filter(|page| named(page).starts_with("lesson")) {
        let text = std::fs::read_to_string(page).expect("a page can be read");
        for heading in ["## Do", "## Questions", "## Where to look"] {
            assert!(text.contains(heading), "{} has no {heading:?}", page.display());
        }
    }
    // The scenario that a page names is there to be played.
    assert!(command().args(["check", "scenarios"]).output().expect("the binary runs").status.success());
}
