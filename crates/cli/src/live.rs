//! `arpanet live CONFIG.json` and `arpanet tip --scenario S.json`: sessions in real time.

mod sink;
mod status;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arpanet_live::{Console, LiveError, Options, Session};
use arpanet_scenario::Diagnostic;
use arpanet_scenario::live::{Attached, Live};
use arpanet_scenario::replay::Head;
use arpanet_scenario::run::Run;
use arpanet_scenario::source::Recording;
use arpanet_scenario::world::JobPlan;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::args::{LiveArguments, SessionOutputs, TipArguments};
use crate::disk::Disk;
use crate::run::cannot_write;
use crate::written::CannotWrite;
use crate::{End, collision, diagnose, output};
use sink::Outputs;
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

/// A session about to be played, and what it is to leave behind.
struct Playing<'a> {
    live: Live,
    run: Run,
    /// How its log begins.
    head: Head,
    wanted: &'a SessionOutputs,
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
        let leads_outside = |one: &Attached| one.role.cable().is_some() || one.role.line().is_some();
        if wanted.pcapng.is_some() && !live.attached.iter().any(leads_outside) {
            let fault = Diagnostic::of_file(path, "--pcapng: no cable and no line is attached to write down");
            return Err(diagnose::tell(&fault.expected("an entry of kind imp, host or line in \"attach\"")));
        }
        Ok(Playing { live, run, head: Head::of(path, files), wanted, seat: None })
    }

    /// Binds first: a session that cannot begin leaves the files of the one before it alone.
    fn play(self, beyond_loopback: bool) -> End {
        let Playing { live, run, head, wanted, seat } = self;
        let options = Options { pace: live.pace, beyond_loopback };
        let mut session = match Session::new(run, &live.attached, options) {
            Ok(session) => session,
            Err(fault) => return end_of(fault, &live, wanted),
        };
        let opened = Outputs::open(wanted, &live).and_then(|outputs| Ok((outputs, log(wanted, &head)?)));
        let (mut outputs, log) = match opened {
            Ok(opened) => opened,
            Err(fault) => return cannot_write(&fault),
        };
        session.log_to(log);
        let played = play(session, seat, &mut outputs);
        if let Err(fault) = outputs.close() {
            return cannot_write(&fault);
        }
        match played {
            Ok(closing) => output::print(&closing),
            Err(fault) => end_of(fault, &live, wanted),
        }
    }
}

/// The log, begun.
fn log(wanted: &SessionOutputs, head: &Head) -> Result<Box<dyn Write>, CannotWrite> {
    let Some(path) = &wanted.log else { return Ok(Box::new(io::sink())) };
    let cannot = |fault| CannotWrite::file(path, fault);
    let mut log = BufWriter::new(File::create(path).map_err(cannot)?);
    writeln!(log, "{}", head.line()).map_err(cannot)?;
    Ok(Box::new(log))
}

/// A session that cannot begin, or go on.
fn end_of(fault: LiveError, live: &Live, wanted: &SessionOutputs) -> End {
    let message = fault.to_string();
    match (fault, &wanted.log) {
        (LiveError::BeyondLoopback { entry, address }, _) => {
            let fault = live.fault_of_address(entry, address, message);
            let fault = fault.expected("a loopback address, such as 127.0.0.1");
            diagnose::tell(&fault.help(Some(String::from("--beyond-loopback allows it"))))
        }
        (LiveError::Bind { entry, address, .. }, _) => {
            let fault = live.fault_of_address(entry, address, message);
            diagnose::tell(&fault.expected("an address of this machine that nobody has"))
        }
        (LiveError::Log(fault), Some(path)) => cannot_write(&CannotWrite::file(path, fault)),
        _ => {
            output::complain(&message);
            End::BadInput
        }
    }
}

/// Plays to the end, and says what came of it. The user's terminal is theirs again when this returns.
fn play(mut session: Session, seat: Option<JobPlan>, outputs: &mut Outputs) -> Result<String, LiveError> {
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
