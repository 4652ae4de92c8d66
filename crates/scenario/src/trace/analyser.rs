//! From the world's records to facts: every message read as far as it can be understood from outside.

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_wire::command::{Command, Commands, Experiment};
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, HostToImp, ImpToHost, Leader, link};
use arpanet_world::imp::Note;
use arpanet_world::{CableMessage, Direction, End, HostId, ImpId, JobId, LineId, Loss, Record};

use super::cast::Cast;
use super::connections::{Connections, Service, Side, Socket};
use super::fact::{Detail, Fact, JobChange, Party};
use super::subnet::{self, About, Told};
use super::text::LineMaker;
use crate::file::{ConnectionClass, When};
use crate::words;

/// Reads records and remembers what later ones need: the connections, and lines of text half sent.
#[derive(Clone, Debug)]
pub struct Analyser {
    cast: Cast,
    connections: Connections,
    lines: BTreeMap<(usize, bool), LineMaker>,
    /// Nothing is kept of what was over long ago.
    forgets: bool,
}

/// Where and when a message was seen, and by whom it was sent to whom.
#[derive(Clone, Copy)]
struct Sight<'a> {
    now: Time,
    from: &'a Party,
    to: &'a Party,
    sender: arpanet_wire::HostAddress,
    receiver: arpanet_wire::HostAddress,
    when: When,
}

impl Sight<'_> {
    fn fact(&self, length_bits: usize, bits: Option<Bits>, detail: Detail) -> Fact {
        Fact { time: self.now, from: self.from.clone(), to: self.to.clone(), length_bits, bits, detail }
    }
}

impl Analyser {
    /// For a run with this cast.
    pub fn new(cast: Cast) -> Analyser {
        Analyser { cast, connections: Connections::default(), lines: BTreeMap::new(), forgets: false }
    }

    /// Who plays.
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// A job that nobody planned begins.
    pub fn add_job(&mut self, job: JobId, host: HostId, program: &str) {
        self.cast.add_job(job, host, program);
    }

    /// No more will be told of a job.
    pub fn forget_job(&mut self, job: JobId) {
        self.cast.forget_job(job);
    }

    /// Of connections that are over, the latest alone are kept from now on.
    pub fn forget_what_is_over(&mut self) {
        self.forgets = true;
    }

    /// The connections seen so far.
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// What a record tells: the message on the cable first, then what is in it.
    pub fn take(&mut self, now: Time, record: &Record<'_>, facts: &mut Vec<Fact>) {
        if self.forgets && self.connections.forget_what_is_over() {
            let connections = &self.connections;
            self.lines.retain(|(connection, _), _| connections.get(*connection).is_some());
        }
        match record {
            Record::Cable { host, direction, message } => {
                self.on_cable(now, *host, *direction, *message, facts);
            }
            Record::Packet { line, sent_by, words } => facts.push(self.packet(now, *line, *sent_by, words)),
            Record::PacketLost { line, sent_by, why } => {
                facts.push(self.packet_lost(now, *line, *sent_by, *why));
            }
            Record::Terminal { host, job, text } => {
                let party = self.cast.host(*host);
                let detail = Detail::Shown { job: *job, text: (*text).to_owned() };
                facts.push(plain(now, &party, detail));
            }
            Record::Fault(fault) => {
                let (party, text) = words::fault(&self.cast, fault);
                facts.push(plain(now, &party, Detail::Fault(text)));
            }
            Record::MessageLost { host, message } => {
                let (party, text) = words::lost(&self.cast, *host, *message);
                facts.push(plain(now, &party, Detail::Fault(text)));
            }
            Record::Said { host, program, text } => {
                let detail = Detail::Said { program: (*program).to_owned(), text: (*text).to_owned() };
                facts.push(plain(now, &self.cast.host(*host), detail));
            }
            Record::JobStarted(job) => facts.push(self.job(now, *job, JobChange::Started)),
            Record::JobEnded { job, outcome } => {
                let change = match outcome {
                    Ok(()) => JobChange::Ended,
                    Err(failure) => JobChange::Failed(failure.to_string()),
                };
                facts.push(self.job(now, *job, change));
            }
            Record::Imp { imp, note } => facts.extend(self.subnet(now, *imp, note)),
            Record::Ncp { .. } => {}
        }
    }

    fn job(&self, now: Time, job: JobId, change: JobChange) -> Fact {
        let (party, program) = self.cast.job(job);
        plain(now, &party, Detail::Job { job, change, program: program.to_owned() })
    }

    fn on_cable(
        &mut self,
        now: Time,
        host: HostId,
        direction: Direction,
        message: CableMessage<'_>,
        facts: &mut Vec<Fact>,
    ) {
        let (leader, bits) = match message {
            CableMessage::Real(bits) => match Leader::parse(bits) {
                Ok(leader) => (leader, Some(bits)),
                Err(fault) => {
                    facts.push(self.without_leader(now, host, direction, bits, fault.to_string()));
                    return;
                }
            },
            CableMessage::Synthetic { leader, .. } => (leader, None),
        };
        let here = self.cast.host(host);
        let there = self.cast.at(leader.address);
        let imp = self.cast.imp_of(host);
        let (from, to, detail, is_regular) = match direction {
            Direction::ToImp => {
                let kind = leader.host_to_imp();
                let is_regular = kind == HostToImp::Regular;
                let to = if is_regular { there } else { imp };
                (here, to, Detail::ToImp { leader, kind }, is_regular)
            }
            Direction::ToHost => {
                let kind = leader.imp_to_host();
                let is_own = matches!(
                    kind,
                    ImpToHost::Nop
                        | ImpToHost::InterfaceReset
                        | ImpToHost::GoingDown(_)
                        | ImpToHost::ErrorInLeader(_)
                );
                let from = if is_own { imp } else { there };
                (from, here, Detail::ToHost { leader, kind }, kind == ImpToHost::Regular)
            }
        };
        let sight = match direction {
            Direction::ToImp => Sight {
                now,
                from: &from,
                to: &to,
                sender: self.cast.address(host),
                receiver: leader.address,
                when: When::Sent,
            },
            Direction::ToHost => Sight {
                now,
                from: &from,
                to: &to,
                sender: leader.address,
                receiver: self.cast.address(host),
                // What a host at a real IMP sends crosses no cable of ours before: this is the first sight of it.
                when: if from.host.is_some() { When::Received } else { When::Sent },
            },
        };
        facts.push(sight.fact(message.length_bits(), bits.cloned(), detail));
        // What is for an IMP's own hosts is not for an NCP.
        if let (true, false, Some(bits)) = (is_regular, leader.for_imp, bits) {
            self.on_regular(sight, bits, facts);
        }
    }

    fn on_regular(&mut self, sight: Sight<'_>, bits: &Bits, facts: &mut Vec<Fact>) {
        let message = match Message::parse(bits) {
            Ok(message) => message,
            Err(why) => {
                let detail = Detail::Malformed { why: why.to_string(), when: sight.when };
                facts.push(sight.fact(bits.length_bits(), Some(bits.clone()), detail));
                return;
            }
        };
        match message.header().leader.link {
            link::CONTROL => self.on_control(sight, &message, facts),
            _ => self.on_data(sight, &message, facts),
        }
    }

    fn on_control(&mut self, sight: Sight<'_>, message: &Message, facts: &mut Vec<Fact>) {
        let octets = message.text().octets();
        let mut at = 0;
        while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(command) = Experiment::parse(rest) {
                let octets = Bits::from_octets(&command.octets());
                let detail = Detail::Experiment { command, when: sight.when };
                facts.push(sight.fact(octets.length_bits(), Some(octets), detail));
                at += Experiment::LENGTH_OCTETS;
                continue;
            }
            match Commands::new(rest).next() {
                Some(Ok(command)) => {
                    at += command.length_octets();
                    let on = self.connection_of(sight, &command);
                    let on = on.map(|connection| self.connections.on(connection));
                    let octets = Bits::from_octets(&command.octets());
                    let detail = Detail::Command { command, when: sight.when, on };
                    facts.push(sight.fact(octets.length_bits(), Some(octets), detail));
                }
                Some(Err(why)) => {
                    let detail = Detail::Malformed { why: why.to_string(), when: sight.when };
                    facts.push(sight.fact(
                        message.text().length_bits(),
                        Some(message.text().clone()),
                        detail,
                    ));
                    break;
                }
                None => break,
            }
        }
    }

    /// The connection that a command concerns. What is sent changes what is known; what arrives has been known.
    fn connection_of(&mut self, sight: Sight<'_>, command: &Command) -> Option<usize> {
        let sent = sight.when == When::Sent;
        let mine = |number| Socket { host: sight.sender, number };
        let yours = |number| Socket { host: sight.receiver, number };
        match *command {
            Command::Rts { my_socket, your_socket, link } => {
                let (sender, receiver) = (yours(your_socket), mine(my_socket));
                if sent {
                    return Some(self.connections.on_rts(sight.now, sender, receiver, link));
                }
                self.connections.between(sender, receiver)
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                let (sender, receiver) = (mine(my_socket), yours(your_socket));
                if sent {
                    return Some(self.connections.on_str(sight.now, sender, receiver, byte_size));
                }
                self.connections.between(sender, receiver)
            }
            Command::Cls { my_socket, your_socket } => {
                let by = if my_socket % 2 == 1 { Side::Sender } else { Side::Receiver };
                let (sender, receiver) = match by {
                    Side::Sender => (mine(my_socket), yours(your_socket)),
                    Side::Receiver => (yours(your_socket), mine(my_socket)),
                };
                if sent {
                    return self.connections.on_cls(sender, receiver, by);
                }
                self.connections.between(sender, receiver)
            }
            Command::Rst => {
                if sent {
                    self.connections.on_rst(sight.sender, sight.receiver);
                }
                None
            }
            Command::All { link, .. } | Command::Gvb { link, .. } | Command::Inr { link } => {
                self.connections.on_link(sight.receiver, sight.sender, link)
            }
            Command::Ret { link, .. } | Command::Ins { link } => {
                self.connections.on_link(sight.sender, sight.receiver, link)
            }
            Command::Nop | Command::Eco { .. } | Command::Erp { .. } | Command::Err(_) | Command::Rrp => None,
        }
    }

    fn on_data(&mut self, sight: Sight<'_>, message: &Message, facts: &mut Vec<Fact>) {
        let header = message.header();
        let link = header.leader.link;
        let connection = self.connections.on_link(sight.sender, sight.receiver, link);
        let on = connection.map(|connection| self.connections.on(connection));
        let is_icp = on.is_some_and(|on| on.class == ConnectionClass::Icp);
        let handed_out = if is_icp { handed_out(message) } else { None };
        if let (Some(connection), When::Sent) = (connection, sight.when) {
            self.connections.on_data(connection, message.text().length_bits() as u64);
            if let Some(socket) = handed_out {
                self.connections.on_handed_out(connection, socket);
            }
        }
        let (byte_size, bytes, when) = (header.byte_size, header.byte_count, sight.when);
        let detail = Detail::Data { link, byte_size, bytes, when, on, handed_out };
        facts.push(sight.fact(message.text().length_bits(), Some(message.text().clone()), detail));
        let Some(on) = on.filter(|on| on.class == ConnectionClass::Control && byte_size == 8) else { return };
        let Some(service) = on.service else { return };
        let maker = self.lines.entry((on.connection, when == When::Sent));
        let maker = maker.or_insert_with(|| LineMaker::new(service == Service::Telnet));
        for text in maker.take(message.text().octets()) {
            let length_bits = 8 * (text.len() + 2);
            facts.push(sight.fact(length_bits, None, Detail::Line { service, text, when }));
        }
    }

    fn without_leader(
        &self,
        now: Time,
        host: HostId,
        direction: Direction,
        bits: &Bits,
        why: String,
    ) -> Fact {
        let (here, imp) = (self.cast.host(host), self.cast.imp_of(host));
        let (from, to, when) = match direction {
            Direction::ToImp => (here, imp, When::Sent),
            Direction::ToHost => (imp, here, When::Received),
        };
        let detail = Detail::Malformed { why, when };
        Fact { time: now, from, to, length_bits: bits.length_bits(), bits: Some(bits.clone()), detail }
    }

    fn ends_of(&self, line: LineId, sent_by: End) -> [Party; 2] {
        let ends = self.cast.line(line).map(|site| Party { name: format!("{site} IMP").into(), host: None });
        let [a, b] = ends;
        match sent_by {
            End::A => [a, b],
            End::B => [b, a],
        }
    }

    fn subnet(&self, now: Time, imp: ImpId, note: &Note) -> Option<Fact> {
        let Told { word, about, reassembly } = subnet::told(note)?;
        let here = self.cast.imp(imp);
        let (from, to) = match about {
            About::Itself => (here.clone(), here),
            About::From(other) => (self.cast.imp_numbered(other), here),
            About::To(other) => (here, self.cast.imp_numbered(other)),
        };
        let detail = Detail::Subnet { word, reassembly };
        Some(Fact { time: now, from, to, length_bits: 0, bits: None, detail })
    }

    fn packet(&self, now: Time, line: LineId, sent_by: End, words: &[u16]) -> Fact {
        let [from, to] = self.ends_of(line, sent_by);
        let bits = Bits::from_words(words);
        let length_bits = bits.length_bits();
        Fact { time: now, from, to, length_bits, bits: Some(bits), detail: Detail::Packet { line, sent_by } }
    }

    fn packet_lost(&self, now: Time, line: LineId, sent_by: End, why: Loss) -> Fact {
        let [from, to] = self.ends_of(line, sent_by);
        let why = match why {
            Loss::Damaged => "damaged: the line's check noticed",
            Loss::Lost => "never seen",
            Loss::LineDown => "the line is down",
        };
        Fact { time: now, from, to, length_bits: 0, bits: None, detail: Detail::PacketLost(why) }
    }
}

/// A fact without a message: it happens to someone.
fn plain(now: Time, party: &Party, detail: Detail) -> Fact {
    Fact { time: now, from: party.clone(), to: party.clone(), length_bits: 0, bits: None, detail }
}

/// S, sent as one byte of 32 bits or four of 8 (RFC 165 p. 4).
fn handed_out(message: &Message) -> Option<u32> {
    let bits = message.text();
    (bits.length_bits() == 32)
        .then(|| bits.get(0, 32))
        .flatten()
        .and_then(|socket| u32::try_from(socket).ok())
}
