//! Prints the conformance ledger. Exit 1 when an enforced rule lacks its proof, 2 when it cannot be told.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use arpanet_tests::ledger::{Balance, Proofs, Tables, workspace_root};

const USAGE: &str = "usage: ledger [--json] [--results FILE]";

/// What the command line asks for.
#[derive(Default)]
struct Options {
    json: bool,
    results: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("ledger: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the ledger; whether nothing is missing.
fn run() -> Result<bool, Box<dyn Error>> {
    let options = options(std::env::args().skip(1))?;
    let root = workspace_root();
    let tables = Tables::load(&root.join("tests/ledger"))?;
    let proofs = match &options.results {
        None => Proofs::from_sources(&root)?,
        Some(path) => {
            let output =
                std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            Proofs::from_results(&output)
        }
    };
    let balance = Balance::new(&tables, &proofs)?;
    let summary = balance.summary();
    print(&if options.json { serde_json::to_string(&summary)? + "\n" } else { balance.to_string() })?;
    for id in &summary.missing_must {
        eprintln!("{id} is enforced and has neither proof nor deviation: {}", tables.rows[id].rule);
    }
    Ok(summary.missing_must.is_empty())
}

/// To stdout; that a reader such as `head` has seen enough is no error.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => options.json = true,
            "--results" => {
                let file = arguments.next().ok_or_else(|| format!("--results needs a file\n{USAGE}"))?;
                options.results = Some(PathBuf::from(file));
            }
            other => return Err(format!("unknown argument `{other}`\n{USAGE}")),
        }
    }
    Ok(options)
}
