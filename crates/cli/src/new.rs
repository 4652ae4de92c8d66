//! `arpanet new NAME`: a scenario to begin with, on a network of three IMPs, each part with a note that explains it.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use arpanet_scenario::file;

use crate::args::NewArguments;
use crate::{End, output};

const SCENARIO: &str = include_str!("new/scenario.json");
const NETWORK: &str = include_str!("new/network.json");
/// What `$schema` names in both.
const SCHEMA_NAME: &str = "arpanet.schema.json";

/// Writes the scenario, its network and the schema of both; what is there already is left alone.
pub fn new(arguments: &NewArguments) -> End {
    let wanted = arguments.name.file_name().and_then(|name| name.to_str());
    let name = match wanted.map(|name| name.strip_suffix(".json").unwrap_or(name)) {
        Some(name) if is_plain(name) => name,
        _ => {
            let name = arguments.name.display();
            output::complain(&format!(
                "\"{name}\" cannot be the name of a file; expected letters, digits, - and _"
            ));
            return End::BadInput;
        }
    };
    let network = format!("{name}-network.json");
    let beside = |file: &str| arguments.name.with_file_name(file);
    let scenario = beside(&format!("{name}.json"));
    let text = SCENARIO.replace("{name}", name).replace("{network}", &network);
    let text = text.replace("{file}", &scenario.to_string_lossy());
    let schema = format!("{:#}\n", file::schema_of_all().as_value());
    let files = [(scenario.clone(), text), (beside(&network), NETWORK.to_owned())];
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return refuse(path, &ErrorKind::AlreadyExists.into());
    }
    for (path, text) in files {
        if let Err(fault) = write_new(&path, &text) {
            return refuse(&path, &fault);
        }
    }
    // Another scenario of this folder may have brought it already.
    let schema_path = beside(SCHEMA_NAME);
    match write_new(&schema_path, &schema) {
        Err(fault) if fault.kind() != ErrorKind::AlreadyExists => return refuse(&schema_path, &fault),
        _ => {}
    }
    let shown = scenario.display();
    output::print(&format!(
        "{shown} and its network {} are there. Now:\n\
         arpanet run {shown} --tell story\n\
         arpanet run {shown} --report {}    shows the way of each packet\n\
         arpanet check {shown}    after each change\n",
        beside(&network).display(),
        beside(&format!("{name}.html")).display()
    ))
}

fn is_plain(name: &str) -> bool {
    let mark = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.chars().all(mark)
}

/// Writes a file that is not there yet.
fn write_new(path: &PathBuf, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

fn refuse(path: &Path, fault: &io::Error) -> End {
    let why = match fault.kind() {
        ErrorKind::AlreadyExists => String::from("there is such a file already"),
        _ => output::in_plain_words(fault),
    };
    output::complain(&format!("{}: {why}", path.display()));
    End::BadInput
}
