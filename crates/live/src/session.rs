//! The loop of a session in real time.

mod ends;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arpanet_scenario::Time;
use arpanet_scenario::live::{Attached, Role};
use arpanet_scenario::replay::{self, Entry};
use arpanet_scenario::run::{Run, Sink};
use arpanet_scenario::world::{Arrival, HostId, JobId, JobPlan};
use mio::{Events, Interest, Poll, Token, Waker};
use thiserror::Error;

use crate::cable::{Cable, Far};
use crate::console::Console;
use crate::counts::Counts;
use crate::lateness::Lateness;
use crate::pace::Pace;
use crate::streams::{Door, Stream};

/// The longest wait for an event, so that a wish to stop is soon seen.
const LONGEST_WAIT: Duration = Duration::from_millis(50);
/// Sockets that can be told of at once.
const MOST_READY: usize = 256;
/// Datagrams read from one socket before others have their turn.
const BUDGET: u32 = 64;
/// Bits that wait on a cable for the machine of ours at its end; what comes then is thrown away. Eight of the longest
/// messages.
const MOST_WAITING_BITS: u64 = 8 * 8096;

/// How a session is to be run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Simulated seconds in a second.
    pub pace: f64,
    /// Addresses other than loopback ones may be bound.
    pub beyond_loopback: bool,
}

/// Why a session cannot begin, or go on.
#[derive(Debug, Error)]
pub enum LiveError {
    /// An address that others than this machine reach.
    #[error("{address} is, or can be reached from, beyond this machine")]
    BeyondLoopback {
        /// The attachment, by its place among them.
        entry: usize,
        /// The address.
        address: SocketAddr,
    },
    /// An address cannot be had.
    #[error("{address} cannot be bound: {fault}")]
    Bind {
        /// The attachment, by its place among them.
        entry: usize,
        /// The address.
        address: SocketAddr,
        /// Why.
        fault: io::Error,
    },
    /// The log cannot be written.
    #[error("the log cannot be written: {0}")]
    Log(io::Error),
    /// The system refuses to wait for sockets, or the terminal cannot be had.
    #[error("{0}")]
    System(#[from] io::Error),
}

/// A session.
pub struct Session {
    run: Run,
    pace: Pace,
    poll: Poll,
    waker: Arc<Waker>,
    cables: Vec<Cable>,
    doors: Vec<Door>,
    streams: BTreeMap<JobId, Stream>,
    console: Option<(Console, JobId)>,
    log: Box<dyn Write>,
    lateness: Lateness,
    /// The latest instant of simulated time that has been played.
    now: Time,
    /// A stream has more to read than its turn let it.
    has_more: bool,
    /// The console's job has ended, or the person has left.
    is_over: bool,
}

/// What a session amounted to.
#[derive(Clone, Debug)]
pub struct Report {
    /// The simulated time of its end.
    pub end: Time,
    /// How late things happened.
    pub lateness: Lateness,
    /// What came and went, by attachment.
    pub ends: Vec<EndReport>,
}

/// One attachment's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndReport {
    /// Who is attached, in plain words.
    pub name: String,
    /// What came and went.
    pub counts: Counts,
}

const WAKER: Token = Token(usize::MAX);
/// Tokens of doors and streams begin here; those of cables at 0.
const DOORS: usize = 1 << 16;
const STREAMS: usize = 1 << 24;

impl Session {
    /// Binds all addresses; no log is kept yet. Simulated time begins here.
    ///
    /// # Errors
    /// See [`LiveError`].
    pub fn new(run: Run, attached: &[Attached], options: Options) -> Result<Session, LiveError> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        let mut session = Session {
            run: run.without_end(),
            pace: Pace::from(Instant::now(), options.pace),
            poll,
            waker,
            cables: Vec::new(),
            doors: Vec::new(),
            streams: BTreeMap::new(),
            console: None,
            log: Box::new(io::sink()),
            lateness: Lateness::new(),
            now: Time::ZERO,
            has_more: false,
            is_over: false,
        };
        attached.iter().enumerate().try_for_each(|(entry, one)| session.attach(entry, one, options))?;
        Ok(session)
    }

    fn attach(&mut self, entry: usize, one: &Attached, options: Options) -> Result<(), LiveError> {
        let mut addresses = [one.local, one.peer].into_iter().flatten();
        if !options.beyond_loopback
            && let Some(address) = addresses.find(|address| !address.ip().is_loopback())
        {
            return Err(LiveError::BeyondLoopback { entry, address });
        }
        let far = match one.role {
            Role::Host(host) => Some(Far::Host(host)),
            Role::Imp(host) => Some(Far::Imp(host)),
            Role::Neighbour(line) => Some(Far::Neighbour(line)),
            Role::Person { .. } | Role::Caller { .. } | Role::Server { .. } => None,
        };
        let address = one.local.or(one.peer).expect("one of them is given");
        let bind = |fault| LiveError::Bind { entry, address, fault };
        match (far, one.local, one.peer) {
            (Some(far), Some(local), Some(peer)) => {
                let mut cable = Cable::open(far, local, peer).map_err(bind)?;
                let token = Token(self.cables.len());
                self.poll.registry().register(&mut cable.socket, token, Interest::READABLE)?;
                self.cables.push(cable);
            }
            _ => {
                let mut door = Door::open(one.role, one.local, one.peer).map_err(bind)?;
                let token = Token(DOORS + self.doors.len());
                if let Some(listener) = &mut door.listener {
                    self.poll.registry().register(listener, token, Interest::READABLE)?;
                }
                self.doors.push(door);
            }
        }
        Ok(())
    }

    /// What comes from outside is written to `log` from now on, a line each; to be said before anything is played.
    pub fn log_to(&mut self, log: Box<dyn Write>) {
        self.log = log;
    }

    /// Seats the person of this process at a terminal: `job` is what is started for it.
    pub fn seat(&mut self, mut console: Console, job: JobPlan, sink: &mut dyn Sink) -> Result<(), LiveError> {
        console.start(Arc::clone(&self.waker));
        let job = self.arrive(Arrival::Job(job), sink)?.expect("a job has a name");
        self.console = Some((console, job));
        Ok(())
    }

    /// Where the session listens: cables, then doors.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let cables = self.cables.iter().map(|cable| cable.socket.local_addr());
        let doors = self.doors.iter().filter_map(|door| Some(door.listener.as_ref()?.local_addr()));
        cables.chain(doors).flatten().collect()
    }

    /// Plays until `stop` is set or the person leaves; `tell` is told now and then how it goes.
    ///
    /// # Errors
    /// When the log cannot be written, or the system refuses to wait.
    pub fn play(
        &mut self,
        stop: &AtomicBool,
        sink: &mut dyn Sink,
        tell: &mut dyn FnMut(&Report),
    ) -> Result<Report, LiveError> {
        let mut events = Events::with_capacity(MOST_READY);
        let mut told_at = Instant::now();
        for door in 0..self.doors.len() {
            self.await_call(door, sink)?;
        }
        while !stop.load(Ordering::Relaxed) && !self.is_over {
            self.advance(sink)?;
            if told_at.elapsed() >= Duration::from_secs(1) {
                told_at = Instant::now();
                tell(&self.report());
                self.log.flush().map_err(LiveError::Log)?;
            }
            let wait = self.wait();
            match self.poll.poll(&mut events, Some(wait)) {
                Err(fault) if fault.kind() != io::ErrorKind::Interrupted => return Err(fault.into()),
                _ => {}
            }
            events.iter().for_each(|event| self.mark(event.token(), event.is_writable()));
            self.read_cables(sink)?;
            self.read_doors(sink)?;
            self.read_streams(sink)?;
            self.read_console(sink)?;
        }
        self.advance(sink)?;
        let line = replay::line(self.now, &Entry::Ended, self.run.world().plan());
        writeln!(self.log, "{line}").map_err(LiveError::Log)?;
        self.log.flush().map_err(LiveError::Log)?;
        Ok(self.report())
    }

    /// The run, to ask what came of it.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// How it goes, so far.
    fn report(&self) -> Report {
        let cables = self.cables.iter().map(|cable| (self.name_of_cable(cable), cable.counts));
        let doors = self.doors.iter().map(|door| (self.name_of_door(door), door.counts));
        let ends = cables.chain(doors).map(|(name, counts)| EndReport { name, counts });
        Report { end: self.now, lateness: self.lateness.clone(), ends: ends.collect() }
    }

    /// Plays what is due, and sends what is for the outside.
    fn advance(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        self.play_due(sink);
        self.send_departures(sink)
    }

    /// Plays what is due. How late that is, the first of it tells.
    fn play_due(&mut self, sink: &mut dyn Sink) {
        let instant = Instant::now();
        let due = self.run.next_event();
        self.now = self.pace.time_at(instant).max(self.now);
        self.run.advance(self.now, sink);
        if let Some(due) = due.filter(|due| *due <= self.now) {
            self.lateness.record(self.pace.since(due, instant));
        }
    }

    /// Hands something in at the present instant, and writes it down.
    fn arrive(&mut self, arrival: Arrival, sink: &mut dyn Sink) -> Result<Option<JobId>, LiveError> {
        self.play_due(sink);
        let entry = Entry::Arrived(arrival);
        let line = replay::line(self.now, &entry, self.run.world().plan());
        writeln!(self.log, "{line}").map_err(LiveError::Log)?;
        let Entry::Arrived(arrival) = entry else { return Ok(None) };
        Ok(self.run.arrive(arrival))
    }

    /// How long nothing is to be done.
    fn wait(&mut self) -> Duration {
        let instant = Instant::now();
        let is_door_open = self.doors.iter().any(|door| door.is_readable);
        if self.has_more || is_door_open || self.cables.iter().any(|cable| cable.is_readable) {
            return Duration::ZERO;
        }
        let event = self.run.next_event().map(|time| self.pace.until(time, instant));
        let calls = self.cables.iter().filter_map(Cable::next_call);
        let call = calls.min().map(|at| at.saturating_duration_since(instant));
        [Some(LONGEST_WAIT), event, call].into_iter().flatten().min().unwrap_or(LONGEST_WAIT)
    }

    fn host_name(&self, host: HostId) -> &str {
        &self.run.world().plan().hosts[host.index()].name
    }
}
