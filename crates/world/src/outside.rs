//! What stands outside: real hosts on our IMPs, real IMPs with our hosts or at the far end of our lines, and people at
//! terminals while the run goes on.
//!
//! What arrives from there enters as an event like any other ([`World::arrive`]); what is for there waits in a tray
//! until whoever runs the world takes it ([`World::take_departures`]). A world knows no sockets and no clock.
//!
//! ```text
//!   real host ──words──► cable ──► our IMP            our host ──► cable ──words──► real IMP
//!             ◄─words───  at its rate   ◄─                     ◄── at its rate ◄─words───
//!   real IMP  ──packet─► our IMP                      our IMP ──► line ──packet──► real IMP
//! ```

mod far_imp;

use std::collections::BTreeMap;

use arpanet_imp::{Input, Packet, Words};
use arpanet_kernel::Time;
use arpanet_programs::host::{self, HostInput};
use arpanet_wire::Bits;
use arpanet_wire::modem::{self, CORE_IMAGE_WORDS};

pub(crate) use far_imp::FarImp;

use crate::cable::{Given, Outgoing};
use crate::event::Event;
use crate::id::{End, HostId, ImpId, JobId, LineId};
use crate::line::Wire;
use crate::on_host::job_spec;
use crate::on_plan::wire_index;
use crate::plan::{HostKind, JobPlan, Plan};
use crate::record::{Record, Watch};
use crate::world::World;

/// Something that comes from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// On a host's cable of which one end is outside: words from that end, maybe none, and its ready line. They may be
    /// part of a message; the words of one message follow each other, the first two of them its leader.
    Cable {
        /// Whose cable.
        host: HostId,
        /// The words, without padding.
        words: Vec<u16>,
        /// The message ends with them.
        last: bool,
        /// The ready line of the end that sends.
        ready: bool,
    },
    /// A packet from the real IMP at one end of a line: its words, from the acknowledgment header to the checksum.
    Line {
        /// The line.
        line: LineId,
        /// The words.
        words: Vec<u16>,
    },
    /// Somebody starts a job, now; its [`JobPlan::at`] and its planned lines count for nothing.
    Job(JobPlan),
    /// Somebody presses keys at such a job's terminal, an octet each.
    Keys {
        /// The job.
        job: JobId,
        /// What they send.
        octets: Vec<u8>,
    },
    /// No more will be typed there.
    HangUp {
        /// The job.
        job: JobId,
    },
}

/// Something that goes outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Words for the outside end of a host's cable: a message or part of one.
    Cable {
        /// Whose cable.
        host: HostId,
        /// The words: the leader's first. None where the message was known to end only after its last word.
        words: Vec<u16>,
        /// The message ends with them.
        last: bool,
    },
    /// The ready line of our end of that cable.
    Ready {
        /// Whose cable.
        host: HostId,
        /// Up or down.
        ready: bool,
    },
    /// A packet for the real IMP at one end of a line.
    Line {
        /// The line.
        line: LineId,
        /// The words, from the acknowledgment header to the checksum.
        words: Vec<u16>,
    },
    /// A job that was started from outside prints.
    Terminal {
        /// The job.
        job: JobId,
        /// What it prints.
        text: String,
    },
    /// The program of such a job has come to its end.
    JobEnded {
        /// The job.
        job: JobId,
    },
}

/// What the world keeps for the outside.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    arrivals: BTreeMap<u32, (Arrival, Option<JobId>)>,
    departures: Vec<(Time, Departure)>,
    /// Jobs that were started from outside and have not ended, and where; of those that have, nothing is kept.
    jobs: BTreeMap<JobId, HostId>,
    /// How many have been started.
    jobs_started: u32,
    /// Packets from real IMPs that could not be read.
    unreadable: u64,
}

impl Outside {
    pub(crate) fn depart(&mut self, now: Time, departure: Departure) {
        self.departures.push((now, departure));
    }
}

impl Plan {
    /// Whether one end of a host's cable is outside: the host itself, or its IMP.
    pub fn is_cable_outside(&self, host: HostId) -> bool {
        let planned = &self.hosts[host.index()];
        planned.kind == HostKind::Outside
            || self.outside.iter().any(|imp| self.imps[imp.index()].number == planned.address.imp)
    }
}

impl World {
    /// Something comes from outside, now: it is the next thing to happen at the present instant, after what is due
    /// already. The answer is the job's name if it starts one.
    pub fn arrive(&mut self, arrival: Arrival) -> Option<JobId> {
        let job = match &arrival {
            Arrival::Job(planned) => {
                let job = JobId(self.plan.jobs.len() as u32 + self.outside.jobs_started);
                self.outside.jobs_started += 1;
                self.outside.jobs.insert(job, planned.host);
                Some(job)
            }
            _ => None,
        };
        let number = self.next_injection;
        self.next_injection = number.wrapping_add(1);
        self.outside.arrivals.insert(number, (arrival, job));
        self.planned += 1;
        self.queue.push(self.now, Event::ArrivalDue { arrival: number });
        job
    }

    /// Takes what has been made for the outside, and when, in the order of its making.
    pub fn take_departures(&mut self) -> Vec<(Time, Departure)> {
        std::mem::take(&mut self.outside.departures)
    }

    /// When the next thing happens.
    pub fn next_event(&mut self) -> Option<Time> {
        self.queue.peek_time()
    }

    /// Packets from real IMPs that were no packets.
    pub fn unreadable_packets(&self) -> u64 {
        self.outside.unreadable
    }

    /// Bits that have come from outside and wait at a host's cable for the machine of ours at its end.
    pub fn bits_waiting_at(&self, host: HostId) -> u64 {
        let node = &self.hosts[host.index()];
        node.far_imp.as_ref().map_or_else(|| node.to_imp.bits_waiting(), FarImp::bits_waiting)
    }

    /// Octets of keys that wait for the program of a job that was started from outside.
    pub fn keys_waiting(&self, job: JobId) -> usize {
        let host = self.outside.jobs.get(&job);
        let machine = host.and_then(|host| self.hosts[host.index()].machine.as_ref());
        machine.map_or(0, |machine| machine.keys_waiting(host::JobId(job.0)))
    }

    pub(crate) fn is_outside_job(&self, job: JobId) -> bool {
        self.outside.jobs.contains_key(&job)
    }

    pub(crate) fn on_arrival_due(&mut self, number: u32, watch: &mut Watch<'_>) {
        self.planned -= 1;
        let (arrival, started) =
            self.outside.arrivals.remove(&number).expect("an arrival is kept until it is due");
        match arrival {
            Arrival::Cable { host, words, last, ready } if self.hosts[host.index()].far_imp.is_some() => {
                self.on_words_from_far_imp(host, &words, last, ready);
            }
            Arrival::Cable { host, words, last, ready } => {
                self.on_words_from_far_host(host, &words, last, ready);
            }
            Arrival::Line { line, words } => self.on_words_from_line(line, &words, watch),
            Arrival::Job(planned) => {
                let job = started.expect("a job has its name from its arrival on");
                self.begin_job(job, planned.host, job_spec(&planned), watch);
            }
            Arrival::Keys { job, octets } => {
                self.tell_job(job, HostInput::Keys { job: host::JobId(job.0), octets }, watch);
            }
            Arrival::HangUp { job } => {
                self.tell_job(job, HostInput::TerminalEnd { job: host::JobId(job.0) }, watch);
            }
        }
    }

    fn tell_job(&mut self, job: JobId, input: HostInput, watch: &mut Watch<'_>) {
        if let Some(host) = self.outside.jobs.get(&job) {
            self.tell_host(*host, input, watch);
        }
    }

    /// A job from outside has ended.
    pub(crate) fn on_outside_job_ended(&mut self, job: JobId) {
        if let Some(host) = self.outside.jobs.remove(&job) {
            if let Some(machine) = &mut self.hosts[host.index()].machine {
                machine.forget_job(host::JobId(job.0));
            }
            self.outside.depart(self.now, Departure::JobEnded { job });
        }
    }

    /// A real host's words, and its ready line, which every datagram of its shows.
    fn on_words_from_far_host(&mut self, host: HostId, words: &[u16], last: bool, ready: bool) {
        let was_ready = self.hosts[host.index()].to_imp.is_up();
        if ready && !was_ready {
            self.set_host_ready(host, true);
            // It cannot see a line; it is shown ours again.
            let ready = self.hosts[host.index()].is_imp_ready;
            self.outside.depart(self.now, Departure::Ready { host, ready });
        }
        if !words.is_empty() {
            let bits = Bits::from_words(words);
            self.hosts[host.index()].to_imp.offer(Outgoing::Real { bits, ends: last });
            self.start_to_imp(host);
        }
        if !ready && was_ready {
            self.set_host_ready(host, false);
        }
    }

    /// A real IMP's packet reaches our IMP across the line.
    fn on_words_from_line(&mut self, line: LineId, words: &[u16], watch: &mut Watch<'_>) {
        let is_from_outside = |wire: &&Wire| self.imps[wire.from.imp.index()].is_outside && wire.passes();
        let wires = &self.wires[wire_index(line, End::A)..=wire_index(line, End::B)];
        let Some(wire) = wires.iter().find(is_from_outside) else { return };
        let to = wire.to;
        if watch.interests.packets {
            watch.tell(self.now, &Record::Packet { line, sent_by: wire.sent_by, words });
        }
        let packet = if words.len() == CORE_IMAGE_WORDS {
            Ok(Packet::new(Words::CoreImage))
        } else {
            modem::Packet::parse(words).and_then(|packet| Packet::from_wire(&packet, &mut self.pool))
        };
        match packet {
            Ok(packet) => {
                self.tell_imp(to.imp, Input::LineReceived { line: to.index, packet, damaged: false }, watch);
            }
            Err(_) => self.outside.unreadable += 1,
        }
    }

    /// What an IMP outside would hear from its cables and lines goes there.
    pub(crate) fn tell_outside_imp(&mut self, imp: ImpId, input: Input) {
        match input {
            Input::LineReceived { line, packet, .. } => {
                let wire = self.imps[imp.index()].wires[usize::from(line.0)];
                let line = self.wires[usize::from(wire)].line;
                // A core image has no words here: whoever asks for one must have it from somebody else.
                if let Ok(words) = packet.to_wire(&self.pool).and_then(|packet| packet.emit()) {
                    self.outside.depart(self.now, Departure::Line { line, words });
                }
                packet.release(&mut self.pool);
            }
            Input::HostLeader { host, leader, words, last } => {
                let all = leader.words().unwrap_or_default();
                self.on_words_for_far_imp(imp, host, all[..usize::from(words)].to_vec(), last);
            }
            Input::HostSent { host, body, last } => {
                let words = self.pool.words(&body).to_vec();
                self.pool.release(body);
                self.on_words_for_far_imp(imp, host, words, last);
            }
            Input::HostTook { host } => {
                if let Some(host) = self.imps[imp.index()].hosts[usize::from(host.0)] {
                    self.give_next_from_far_imp(host);
                }
            }
            Input::HostReady { host, ready } => {
                if let Some(host) = self.imps[imp.index()].hosts[usize::from(host.0)] {
                    self.outside.depart(self.now, Departure::Ready { host, ready });
                }
            }
            // The message breaks off; the far end sees the ready line fall.
            Input::HostError { host } => self.arm_far_imp(imp, host, arpanet_imp::Piece::Leader),
            Input::Wake
            | Input::LineSent { .. }
            | Input::Fault(_)
            | Input::Generate(_)
            | Input::Announce(_) => {}
        }
    }

    /// What crosses to a real host, as it crosses.
    pub(crate) fn depart_to_far_host(&mut self, host: HostId, given: Given) {
        let leader = given.leader.and_then(|leader| leader.words().ok());
        let mut words: Vec<u16> = leader.into_iter().flatten().collect();
        words.extend_from_slice(self.pool.words(&given.body));
        self.outside.depart(self.now, Departure::Cable { host, words, last: given.last });
    }
}
