//! A matcher with its names resolved, and how near a fact comes to it.

use std::fmt;

use arpanet_kernel::{Time, duration};
use arpanet_wire::command::Command;

use crate::file::{ConnectionClass, SocketChoice, When};
use crate::trace::{Detail, Fact, On, Service};

/// What to look for.
#[derive(Clone, Debug, PartialEq)]
pub struct Matcher {
    /// The kind of thing.
    pub pick: Pick,
    /// Who sends it, by name.
    pub from: Option<String>,
    /// Whom it is for, by name.
    pub to: Option<String>,
    /// At which end it counts.
    pub when: When,
    /// The connection it belongs to.
    pub socket: Option<SocketChoice>,
    /// The sender's socket in a command.
    pub my_socket: Option<u32>,
    /// The receiver's socket in a command.
    pub your_socket: Option<u32>,
    /// The link.
    pub link: Option<u8>,
    /// The byte size.
    pub size: Option<u8>,
    /// An ERR's code, or a subtype.
    pub code: Option<u8>,
    /// Reassembly buffers promised.
    pub allocated: Option<u16>,
    /// Reassembly buffers in use.
    pub in_use: Option<u16>,
    /// What a line or the text of a data message holds.
    pub contains: Option<String>,
    /// What it does not hold.
    pub lacks: Option<String>,
    /// Not before.
    pub after: Option<Time>,
    /// Not after.
    pub before: Option<Time>,
}

/// The kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A command or data message between NCPs.
    Ncp(NcpWord),
    /// A message on a cable.
    Imp(ImpWord),
    /// What happens inside the subnet, by its word.
    Subnet(&'static str),
    /// A line of text on a control connection of a service: its first word, or any.
    Line(Service, Option<String>),
    /// A data message between two hosts, either way.
    DataBetween(String, String),
}

/// What passes between NCPs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NcpWord {
    /// Anything.
    Any,
    /// A data message.
    Data,
    /// A command, by its name in NIC 8246.
    Command(&'static str),
}

/// What passes between host and IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImpWord {
    /// Anything.
    Any,
    /// One type, by its word.
    Type(&'static str),
}

impl ImpWord {
    /// The words for types.
    pub const TYPES: [&'static str; 8] =
        ["regular", "RFNM", "dead", "incomplete", "error", "reset", "NOP", "going-down"];
    /// Those of them that answer a message.
    const ANSWERS: [&'static str; 4] = ["RFNM", "dead", "incomplete", "error"];
}

/// What a fact lacks to be what is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misses {
    /// In words.
    pub words: Vec<String>,
    /// The more the further away.
    pub weight: u32,
}

impl Misses {
    fn add(&mut self, weight: u32, words: impl FnOnce() -> String) {
        self.weight += weight;
        self.words.push(words());
    }
}

impl Matcher {
    /// Whether this is it.
    pub fn matches(&self, fact: &Fact) -> bool {
        self.is_comparable(fact) && self.misses(fact).weight == 0
    }

    /// Whether it is at least the same sort of thing: a command or data, a message on a cable, a line.
    pub fn is_comparable(&self, fact: &Fact) -> bool {
        match (&self.pick, &fact.detail) {
            (
                Pick::Ncp(_),
                Detail::Command { when, .. } | Detail::Data { when, .. } | Detail::Experiment { when, .. },
            )
            | (Pick::DataBetween(..), Detail::Data { when, .. }) => *when == self.when,
            (Pick::Line(service, _), Detail::Line { service: spoken, when, .. }) => {
                service == spoken && *when == self.when
            }
            (Pick::Imp(ImpWord::Type("regular")), Detail::ToImp { .. }) => self.when == When::Sent,
            (Pick::Imp(ImpWord::Type("regular")), Detail::ToHost { .. }) => self.when == When::Received,
            (Pick::Imp(_), Detail::ToImp { .. } | Detail::ToHost { .. })
            | (Pick::Subnet(_), Detail::Subnet { .. }) => true,
            _ => false,
        }
    }

    /// Whether it stands in the place of what is looked for, with other details: another command of that name, another
    /// answer, another line, between the same hosts.
    pub fn is_of_its_kind(&self, fact: &Fact) -> bool {
        let hosts = self.from.as_deref().is_none_or(|from| from == &*fact.from.name)
            && self.to.as_deref().is_none_or(|to| to == &*fact.to.name);
        let word = match &self.pick {
            Pick::Ncp(NcpWord::Any) | Pick::Imp(ImpWord::Any) | Pick::Line(..) | Pick::DataBetween(..) => {
                true
            }
            Pick::Ncp(NcpWord::Data) => fact.kind() == "data",
            Pick::Ncp(NcpWord::Command(name)) => fact.kind() == *name,
            Pick::Imp(ImpWord::Type(word)) if ImpWord::ANSWERS.contains(word) => {
                ImpWord::ANSWERS.contains(&fact.kind())
            }
            Pick::Imp(ImpWord::Type(word)) | Pick::Subnet(word) => fact.kind() == *word,
        };
        self.is_comparable(fact) && hosts && word
    }

    /// What a comparable fact lacks.
    pub fn misses(&self, fact: &Fact) -> Misses {
        let mut misses = Misses::default();
        self.word_misses(fact, &mut misses);
        if let Some(from) = self.from.as_ref().filter(|from| ***from != *fact.from.name) {
            misses.add(1, || format!("from {} instead of {from}", fact.from));
        }
        if let Some(to) = self.to.as_ref().filter(|to| ***to != *fact.to.name) {
            misses.add(1, || format!("to {} instead of {to}", fact.to));
        }
        self.number_misses(fact, &mut misses);
        if let Some(text) = self.contains.as_ref().filter(|text| !holds(fact, text)) {
            misses.add(1, || format!("without \"{text}\""));
        }
        if let Some(text) = self.lacks.as_ref().filter(|text| holds(fact, text)) {
            misses.add(1, || format!("with \"{text}\""));
        }
        if let Some(after) = self.after.filter(|after| fact.time < *after) {
            misses.add(1, || format!("before {}", duration::format(after.as_ns())));
        }
        if let Some(before) = self.before.filter(|before| fact.time > *before) {
            misses.add(1, || format!("after {}", duration::format(before.as_ns())));
        }
        misses
    }

    fn word_misses(&self, fact: &Fact, misses: &mut Misses) {
        let wanted = match &self.pick {
            Pick::Ncp(NcpWord::Any) | Pick::Imp(ImpWord::Any) | Pick::Line(_, None) => return,
            Pick::DataBetween(a, b) => {
                let ends = (&*fact.from.name, &*fact.to.name);
                if ends != (a, b) && ends != (b, a) {
                    misses.add(2, || format!("between {} and {}", fact.from, fact.to));
                }
                return;
            }
            Pick::Ncp(NcpWord::Data) => "data",
            Pick::Ncp(NcpWord::Command(word)) | Pick::Imp(ImpWord::Type(word)) | Pick::Subnet(word) => word,
            Pick::Line(_, Some(word)) => {
                if !fact.kind().eq_ignore_ascii_case(word) {
                    misses.add(2, || format!("{} instead of {word}", fact.kind()));
                }
                return;
            }
        };
        if fact.kind() != wanted {
            misses.add(2, || format!("{} instead of {wanted}", fact.kind()));
        }
    }

    fn number_misses(&self, fact: &Fact, misses: &mut Misses) {
        let seen = Numbers::of(fact);
        let pairs = [
            ("my socket", self.my_socket, seen.my_socket),
            ("your socket", self.your_socket, seen.your_socket),
            ("link", self.link.map(u32::from), seen.link),
            ("size", self.size.map(u32::from), seen.size),
            ("code", self.code.map(u32::from), seen.code),
            ("allocated", self.allocated.map(u32::from), seen.allocated),
            ("in use", self.in_use.map(u32::from), seen.in_use),
        ];
        for (name, wanted, seen) in pairs {
            match (wanted, seen) {
                (Some(wanted), Some(seen)) if wanted != seen => {
                    misses.add(1, || format!("{name} {seen} instead of {wanted}"));
                }
                (Some(_), None) => misses.add(1, || format!("without {name}")),
                _ => {}
            }
        }
        match (self.socket, seen.on) {
            (Some(SocketChoice::Class(class)), on) if on.map(|on| on.class) != Some(class) => {
                misses.add(1, || format!("not on a connection for {}", class_word(class)));
            }
            (Some(SocketChoice::Number(number)), on)
                if !on.is_some_and(|on| on.send_socket == number || on.receive_socket == number) =>
            {
                misses.add(1, || format!("not on a connection of socket {number}"));
            }
            _ => {}
        }
    }
}

/// Whether a fact holds a text: in its line, or in the characters of a data message.
fn holds(fact: &Fact, text: &str) -> bool {
    match &fact.detail {
        Detail::Line { text: line, .. } => line.contains(text),
        Detail::Data { byte_size: 8, .. } => fact.bits.as_ref().is_some_and(|bits| {
            bits.octets().windows(text.len().max(1)).any(|octets| octets == text.as_bytes())
        }),
        _ => false,
    }
}

/// The numbers of a fact that matchers ask for.
#[derive(Clone, Copy, Default)]
struct Numbers {
    my_socket: Option<u32>,
    your_socket: Option<u32>,
    link: Option<u32>,
    size: Option<u32>,
    code: Option<u32>,
    allocated: Option<u32>,
    in_use: Option<u32>,
    on: Option<On>,
}

impl Numbers {
    fn of(fact: &Fact) -> Numbers {
        match &fact.detail {
            Detail::Command { command, on, .. } => Numbers { on: *on, ..Numbers::of_command(command) },
            Detail::Data { link, byte_size, on, .. } => Numbers {
                link: Some(u32::from(*link)),
                size: Some(u32::from(*byte_size)),
                on: *on,
                ..Numbers::default()
            },
            Detail::Subnet { reassembly: Some(reassembly), .. } => Numbers {
                allocated: Some(u32::from(reassembly.allocated)),
                in_use: Some(u32::from(reassembly.in_use)),
                ..Numbers::default()
            },
            Detail::Experiment { command, .. } => {
                Numbers { link: Some(u32::from(command.link())), ..Numbers::default() }
            }
            Detail::ToImp { leader, .. } | Detail::ToHost { leader, .. } => Numbers {
                link: Some(u32::from(leader.link)),
                code: Some(u32::from(leader.subtype)),
                ..Numbers::default()
            },
            _ => Numbers::default(),
        }
    }

    fn of_command(command: &Command) -> Numbers {
        let link = command.link().map(u32::from);
        match *command {
            Command::Rts { my_socket, your_socket, .. } | Command::Cls { my_socket, your_socket } => {
                Numbers {
                    my_socket: Some(my_socket),
                    your_socket: Some(your_socket),
                    link,
                    ..Numbers::default()
                }
            }
            Command::Str { my_socket, your_socket, byte_size } => Numbers {
                my_socket: Some(my_socket),
                your_socket: Some(your_socket),
                size: Some(u32::from(byte_size)),
                ..Numbers::default()
            },
            Command::Err(report) => {
                Numbers { code: Some(u32::from(report.code.number())), ..Numbers::default() }
            }
            _ => Numbers { link, ..Numbers::default() },
        }
    }
}

/// The word for a class of connections in files.
pub const fn class_word(class: ConnectionClass) -> &'static str {
    match class {
        ConnectionClass::Icp => "icp",
        ConnectionClass::Control => "control",
        ConnectionClass::Data => "data",
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pick {
            Pick::Ncp(NcpWord::Any) => f.write_str("anything between NCPs")?,
            Pick::Ncp(NcpWord::Data) => f.write_str("data")?,
            Pick::Ncp(NcpWord::Command(name)) => f.write_str(name)?,
            Pick::Imp(ImpWord::Any) => f.write_str("any message on a cable")?,
            Pick::Imp(ImpWord::Type(word)) | Pick::Subnet(word) => f.write_str(word)?,
            Pick::Line(service, Some(word)) => write!(f, "{} {word}", service.name())?,
            Pick::Line(service, None) => write!(f, "a line of {}", service.name())?,
            Pick::DataBetween(a, b) => write!(f, "data between {a} and {b}")?,
        }
        if let Some(text) = &self.contains {
            write!(f, " with \"{text}\"")?;
        }
        if let Some(text) = &self.lacks {
            write!(f, " without \"{text}\"")?;
        }
        let numbers = [
            ("my", self.my_socket),
            ("your", self.your_socket),
            ("link", self.link.map(u32::from)),
            ("size", self.size.map(u32::from)),
            ("code", self.code.map(u32::from)),
            ("allocated", self.allocated.map(u32::from)),
            ("in use", self.in_use.map(u32::from)),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                write!(f, " {name} {number}")?;
            }
        }
        match self.socket {
            Some(SocketChoice::Class(class)) => write!(f, " (socket: {})", class_word(class))?,
            Some(SocketChoice::Number(number)) => write!(f, " (socket {number})")?,
            None => {}
        }
        if let Some(from) = &self.from {
            write!(f, " from {from}")?;
        }
        if let Some(to) = &self.to {
            write!(f, " to {to}")?;
        }
        if self.when == When::Received && !matches!(self.pick, Pick::Imp(_)) {
            f.write_str(" (received)")?;
        }
        if let Some(after) = self.after {
            write!(f, " after {}", duration::format(after.as_ns()))?;
        }
        match self.before {
            Some(before) => write!(f, " before {}", duration::format(before.as_ns())),
            None => Ok(()),
        }
    }
}
