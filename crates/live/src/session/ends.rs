//! What the loop does with each kind of end: cables, doors and streams, and the person's own terminal.

use std::time::Instant;

use arpanet_scenario::live::Role;
use arpanet_scenario::run::Sink;
use arpanet_scenario::world::{Arrival, Departure, HostId, JobId};
use mio::net::TcpStream;
use mio::{Interest, Token};

use super::{BUDGET, DOORS, LiveError, MOST_WAITING_BITS, STREAMS, Session, WAKER};
use crate::cable::{Cable, Far};
use crate::console::Pressed;
use crate::streams::{Door, Stream};

/// Octets that wait for a job's program; then the stream waits.
const MOST_WAITING_KEYS: usize = 4096;
/// Callers at one door; the next one is sent away.
const MOST_CALLERS: usize = 64;
/// Reads of one stream before others have their turn.
const READS: usize = 4;

impl Session {
    /// A socket has something to read, or can be written to again.
    pub(super) fn mark(&mut self, Token(token): Token, is_writable: bool) {
        if token == WAKER.0 {
            return;
        }
        if token >= STREAMS {
            let job = JobId((token - STREAMS) as u32);
            if let Some(stream) = self.streams.get_mut(&job) {
                stream.is_readable = true;
                if is_writable {
                    stream.write(&mut self.doors[stream.door].counts);
                }
            }
        } else if token >= DOORS {
            self.doors[token - DOORS].is_readable = true;
        } else {
            self.cables[token].is_readable = true;
        }
    }

    pub(super) fn read_cables(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        for at in 0..self.cables.len() {
            self.cables[at].call(Instant::now());
            let mut budget = BUDGET;
            while self.cables[at].is_readable
                && let Some(arrival) = self.cables[at].poll_arrival(&mut budget)
            {
                self.take(at, arrival, sink)?;
            }
        }
        Ok(())
    }

    /// What came on a cable enters the world, unless too much waits there already.
    fn take(&mut self, at: usize, arrival: Arrival, sink: &mut dyn Sink) -> Result<(), LiveError> {
        if let Arrival::Cable { host, words, .. } = &arrival
            && !words.is_empty()
            && self.run.world().bits_waiting_at(*host) > MOST_WAITING_BITS
        {
            let end = self.cables[at].shed(&arrival);
            return end.map_or(Ok(()), |end| self.arrive(end, sink).map(drop));
        }
        self.arrive(arrival, sink).map(drop)
    }

    /// What has left the world goes to whom it is for.
    pub(super) fn send_departures(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        for (time, departure) in self.run.take_departures() {
            match departure {
                Departure::Cable { host, words, last } => {
                    self.cable_of(host).into_iter().for_each(|cable| cable.send_words(words.clone(), last));
                }
                Departure::Ready { host, ready } => {
                    self.cable_of(host).into_iter().for_each(|cable| cable.show_ready(ready));
                }
                Departure::Line { line, words } => {
                    let mut cables = self.cables.iter_mut();
                    let cable = cables.find(|cable| cable.far == Far::Neighbour(line));
                    cable.into_iter().for_each(|cable| cable.send_packet(words.clone()));
                }
                Departure::Terminal { job, text } => self.show(job, &text, sink)?,
                Departure::JobEnded { job } => self.on_job_ended(job, sink)?,
            }
            self.lateness.record(self.pace.since(time, Instant::now()));
        }
        Ok(())
    }

    fn cable_of(&mut self, host: HostId) -> Option<&mut Cable> {
        self.cables.iter_mut().find(|cable| cable.far == Far::Host(host) || cable.far == Far::Imp(host))
    }

    fn show(&mut self, job: JobId, text: &str, sink: &mut dyn Sink) -> Result<(), LiveError> {
        if let Some((console, own)) = &mut self.console
            && *own == job
        {
            return Ok(console.print(text)?);
        }
        if let Some(stream) = self.streams.get_mut(&job) {
            stream.print(text, &mut self.doors[stream.door].counts);
        } else if let Some(door) = self.doors.iter().position(|door| door.waiting == Some(job)) {
            // The first that the job of a server prints says that somebody has called.
            self.doors[door].waiting = None;
            self.connect(door, job, text, sink)?;
            self.await_call(door, sink)?;
        }
        Ok(())
    }

    fn on_job_ended(&mut self, job: JobId, sink: &mut dyn Sink) -> Result<(), LiveError> {
        if self.console.as_ref().is_some_and(|(_, own)| *own == job) {
            self.is_over = true;
        }
        if let Some(stream) = self.streams.get_mut(&job) {
            stream.is_ending = true;
        }
        if let Some(door) = self.doors.iter().position(|door| door.waiting == Some(job)) {
            // Its caller has not come all the way. The next one may.
            self.doors[door].waiting = None;
            self.doors[door].counts.unsent += 1;
            self.await_call(door, sink)?;
        }
        Ok(())
    }

    /// A server's job waits for the next call.
    pub(super) fn await_call(&mut self, door: usize, sink: &mut dyn Sink) -> Result<(), LiveError> {
        if let (Role::Server { .. }, Some(job)) = (self.doors[door].role, self.doors[door].role.job()) {
            self.doors[door].waiting = self.arrive(Arrival::Job(job), sink)?;
        }
        Ok(())
    }

    /// Connects a job that has been called with the server by TCP.
    fn connect(&mut self, door: usize, job: JobId, text: &str, sink: &mut dyn Sink) -> Result<(), LiveError> {
        let connected = self.doors[door].to.and_then(|to| TcpStream::connect(to).ok());
        match connected {
            Some(socket) => {
                self.add_stream(job, Stream::new(socket, door, false))?;
                let stream = self.streams.get_mut(&job).expect("it was just put there");
                stream.print(text, &mut self.doors[door].counts);
                Ok(())
            }
            None => {
                self.doors[door].counts.unsent += 1;
                self.arrive(Arrival::HangUp { job }, sink).map(drop)
            }
        }
    }

    fn add_stream(&mut self, job: JobId, mut stream: Stream) -> Result<(), LiveError> {
        let token = Token(STREAMS + job.index());
        self.poll.registry().register(&mut stream.socket, token, Interest::READABLE | Interest::WRITABLE)?;
        self.streams.insert(job, stream);
        Ok(())
    }

    pub(super) fn read_doors(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        for door in 0..self.doors.len() {
            while self.doors[door].is_readable
                && let Some(socket) = self.doors[door].accept()
            {
                self.doors[door].counts.received += 1;
                self.let_in(door, socket, sink)?;
            }
            self.doors[door].is_readable &= self.doors[door].listener.is_some();
        }
        Ok(())
    }

    /// Somebody has connected. At a terminal there is room for one.
    fn let_in(&mut self, door: usize, socket: TcpStream, sink: &mut dyn Sink) -> Result<(), LiveError> {
        let is_person = matches!(self.doors[door].role, Role::Person { .. });
        let callers = self.streams.values().filter(|stream| stream.door == door).count();
        let Some(job) = self.doors[door].role.job() else { return Ok(()) };
        if callers == MOST_CALLERS {
            self.doors[door].counts.flood += 1;
            return Ok(());
        }
        if is_person && callers > 0 {
            let mut stream = Stream::new(socket, door, false);
            stream.print("Somebody sits at this terminal.\r\n", &mut self.doors[door].counts);
            return Ok(());
        }
        let job = self.arrive(Arrival::Job(job), sink)?.expect("a job has a name");
        self.add_stream(job, Stream::new(socket, door, is_person))?;
        let stream = self.streams.get_mut(&job).expect("it was just put there");
        stream.write(&mut self.doors[door].counts);
        Ok(())
    }

    pub(super) fn read_streams(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        let jobs: Vec<JobId> = self.streams.keys().copied().collect();
        self.has_more = false;
        for job in jobs {
            for turn in 0..=READS {
                let has_room = self.run.world().keys_waiting(job) < MOST_WAITING_KEYS;
                let Some(stream) = self.streams.get_mut(&job) else { break };
                if !stream.is_readable || !has_room || stream.has_hung_up {
                    break;
                }
                if turn == READS {
                    self.has_more = true;
                    break;
                }
                let Some(octets) = stream.read() else { continue };
                stream.has_hung_up |= octets.is_empty();
                self.doors[stream.door].counts.received += 1;
                let arrival = match octets.is_empty() {
                    true => Arrival::HangUp { job },
                    false => Arrival::Keys { job, octets },
                };
                self.arrive(arrival, sink)?;
            }
            self.let_go_if_over(job, sink)?;
        }
        Ok(())
    }

    /// A stream that is over is let go; the job of one that was broken off hears of it.
    fn let_go_if_over(&mut self, job: JobId, sink: &mut dyn Sink) -> Result<(), LiveError> {
        let Some(mut stream) = self.streams.remove(&job) else { return Ok(()) };
        if !stream.is_over() {
            self.streams.insert(job, stream);
            return Ok(());
        }
        self.poll.registry().deregister(&mut stream.socket)?;
        match stream.has_hung_up || stream.is_ending {
            true => Ok(()),
            false => self.arrive(Arrival::HangUp { job }, sink).map(drop),
        }
    }

    pub(super) fn read_console(&mut self, sink: &mut dyn Sink) -> Result<(), LiveError> {
        while let Some((console, job)) = &mut self.console {
            let job = *job;
            match console.poll() {
                Pressed::Nothing => break,
                Pressed::Keys(octets) => self.arrive(Arrival::Keys { job, octets }, sink).map(drop)?,
                Pressed::Over => self.arrive(Arrival::HangUp { job }, sink).map(drop)?,
                Pressed::Leave => {
                    self.is_over = true;
                    break;
                }
            }
        }
        Ok(())
    }

    pub(super) fn name_of_cable(&self, cable: &Cable) -> String {
        let peer = cable.peer();
        match cable.far {
            Far::Host(host) => format!("host {} at {peer}", self.host_name(host)),
            Far::Imp(host) => format!("IMP of {} at {peer}", self.host_name(host)),
            Far::Neighbour(line) => {
                let plan = self.run.world().plan();
                let [a, b] = plan.lines[line.index()].ends.map(|end| &plan.imps[end.index()].name);
                format!("line {a}-{b} at {peer}")
            }
        }
    }

    pub(super) fn name_of_door(&self, door: &Door) -> String {
        match door.role {
            Role::Person { tip, port } => format!("port {port} of {}", self.host_name(tip)),
            Role::Caller { host, to, socket } => {
                format!("gateway {} to socket {socket} of host {to}", self.host_name(host))
            }
            Role::Server { host, socket } => format!("gateway {} from socket {socket}", self.host_name(host)),
            Role::Host(host) | Role::Imp(host) => self.host_name(host).to_owned(),
            Role::Neighbour(line) => format!("line {}", line.index()),
        }
    }
}
