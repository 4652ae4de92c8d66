//! `arpanet`: the ARPANET of 1973 on the command line. Files, clock, progress and exit codes; no logic.
//!
//! Exit codes: 0 all is well; 1 an expectation was not met, or the run stalled; 2 usage or input is wrong.

mod args;
mod check;
mod collision;
mod decode;
mod diagnose;
mod disk;
mod live;
mod net;
mod new;
mod output;
mod replay;
mod run;
mod schema;
mod setup;
mod study;
mod written;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it should.
    Well,
    /// An expectation was not met, or the run stalled.
    NotMet,
    /// The user broke it off.
    Interrupted,
    /// Usage or input is wrong, and that has been said.
    BadInput,
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        match end {
            End::Well => ExitCode::SUCCESS,
            End::NotMet => ExitCode::from(1),
            // As a shell tells of a process that SIGINT ended.
            End::Interrupted => ExitCode::from(130),
            End::BadInput => ExitCode::from(2),
        }
    }
}

fn main() -> ExitCode {
    // clap prints its own diagnosis and exits with 2.
    let end = match Arguments::parse().command {
        Command::Run(run) => run::run(&run),
        Command::Check(check) => check::check(&check),
        Command::Schema(schema) => schema::schema(&schema),
        Command::Decode(decode) => decode::decode(&decode),
        Command::Dissector => output::print(arpanet_report::DISSECTOR),
        Command::Net(net) => net::net(&net),
        Command::New(new) => new::new(&new),
        Command::Live(live) => live::live(&live),
        Command::Tip(tip) => live::tip(&tip),
        Command::Study(study) => study::study(&study),
        Command::Setup(setup) => setup::setup(&setup),
    };
    end.into()
}
