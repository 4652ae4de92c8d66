//! `arpanet live CONFIG.json` and `arpanet tip --scenario S.json`: sessions in real time.

mod status;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arpanet_live::{Console, LiveError, Options, Session};
use arpanet_scenario::Diagnostic;
use arpanet_scenario::live::Live;
use arpanet_scenario::replay::Head;
use arpanet_scenario::run::Run;
use arpanet_scenario::source::Recording;
use arpanet_scenario::world::JobPlan;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::args::{LiveArguments, SessionOutputs, TipArguments};
use crate::disk::Disk;
use crate::run::{cannot_write, sink::Outputs};
use crate::written::CannotWrite;
use crate::{End, collision, diagnose, output};
use status::Status;

/// Plays with whoever is attached, until it is stopped.
pub fn live(arguments: &LiveArguments) -> End {
    let playing = match Playing::open(&arguments.config, &arguments.outputs) {
        Ok(playing) => playing,
        Err(end) => return end,
    };
    if playing.live.attached.is_empty() {
        let fault =
            Diagnostic::of_file(&arguments.config, "nobody is attached, so there is no one to play with");
        return diagnose::tell(&fault.expected(
            "a file of kind live whose \"attach\" names somebody; `arpanet run` plays a scenario, `arpanet tip` seats you in one",
        ));
    }
    playing.play(arguments.beyond_loopback)
}

/// Seats the user at a terminal of a simulated TIP, until they leave.
pub fn tip(arguments: &TipArguments) -> End {
    let mut playing = match Playing::open(&arguments.scenario, &arguments.outputs) {
        Ok(playing) => playing,
        Err(end) => return end,
    };
    let Some(tip) = playing.live.first_tip() else {
        let fault = Diagnostic::of_file(&arguments.scenario, "there is no TIP among the hosts that are up");
        return diagnose::tell(&fault.expected("a host whose system is \"tip\""));
    };
    playing.live.pace = arguments.pace;
    playing.seat = Some(Live::tip_job(tip, arguments.port));
    playing.play(false)
}

/// A session about to be played, and where it leaves what it leaves.
struct Playing<'a> {
    live: Live,
    run: Run,
    log: Box<dyn Write>,
    outputs: Outputs,
    log_path: &'a Path,
    /// What is started for the user of this process.
    seat: Option<JobPlan>,
}

impl<'a> Playing<'a> {
    fn open(path: &Path, wanted: &'a SessionOutputs) -> Result<Playing<'a>, End> {
        let source = Recording::of(&Disk);
        let live = Live::read(&source, path).map_err(|fault| diagnose::tell(&fault))?;
        let run = Run::new(live.scenario.clone(), &path.to_string_lossy());
        let run = run.map_err(|why| diagnose::tell(&Diagnostic::of_file(path, why)))?;
        let files = source.into_files();
        collision::avoid(files.paths(), &wanted.files())?;
        let (trace, log_path) = (wanted.trace.as_deref(), wanted.log.as_deref());
        let outputs = Outputs::of_session(trace, wanted.packets).map_err(|fault| cannot_write(&fault))?;
        let mut log: Box<dyn Write> = match log_path {
            Some(path) => {
                let file =
                    File::create(path).map_err(|fault| cannot_write(&CannotWrite::file(path, fault)))?;
                Box::new(BufWriter::new(file))
            }
            None => Box::new(io::sink()),
        };
        let log_path = log_path.unwrap_or(Path::new(""));
        let begun = writeln!(log, "{}", Head::of(path, files).line());
        begun.map_err(|fault| cannot_write(&CannotWrite::file(log_path, fault)))?;
        Ok(Playing { live, run, log, outputs, log_path, seat: None })
    }

    fn play(self, beyond_loopback: bool) -> End {
        let Playing { live, run, mut log, mut outputs, log_path, seat } = self;
        let options = Options { pace: live.pace, beyond_loopback };
        let played = match Session::new(run, &live.attached, options, &mut *log) {
            Ok(session) => play(session, seat, &mut outputs),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = outputs.close() {
            return cannot_write(&fault);
        }
        match played {
            Ok(closing) => output::print(&closing),
            Err(LiveError::Log(fault)) => cannot_write(&CannotWrite::file(log_path, fault)),
            Err(fault) => {
                output::complain(&fault.to_string());
                if matches!(fault, LiveError::BeyondLoopback(_)) {
                    output::complain("--beyond-loopback allows it");
                }
                End::BadInput
            }
        }
    }
}

/// Plays to the end, and says what came of it. The user's terminal is theirs again when this returns.
fn play(mut session: Session<'_>, seat: Option<JobPlan>, outputs: &mut Outputs) -> Result<String, LiveError> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // Without the handler the signal ends the process at once, and log and trace lack their ends.
        let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
    let mut status = Status::new(seat.is_none());
    if let Some(job) = seat {
        let console = Console::open()?;
        session.seat(console, job, outputs)?;
    }
    session.addresses().iter().for_each(|address| status.note(&format!("listening at {address}")));
    let report = session.play(&stop, outputs, &mut |report| status.show(report))?;
    let ended = session.run().ended();
    drop(session);
    drop(status);
    Ok(status::closing(&report, &ended.summary))
}
