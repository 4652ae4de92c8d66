//! Messages from bare hosts, and the IMPs' message generators.

use arpanet_kernel::Time;
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, HostAddress, Leader};
use arpanet_world::imp::{Drive, Generator};
use arpanet_world::{GeneratorPlan, HostId, ImpId, MessagePlan};

use super::Maker;
use crate::diagnostic::{Diagnostic, one_of};
use crate::file::{GeneratorFile, MessageFile};
use crate::json::tree::Step;
use crate::path;

/// The link of a message that names none: the first that hosts hand out to connections.
const USUAL_LINK: u8 = 2;
/// The longest text in octets that a message of 8,095 bits holds behind its header of 72.
const MOST_OCTETS: u16 = 1002;
/// Sendings that one entry may ask for.
const MOST_TIMES: u32 = 1_000_000;
/// The IMP's fast tick.
const FAST_TICK_NS: u64 = 25_600_000;
/// Words of eight packets (IMP program 3050).
const MOST_WORDS: u16 = 504;
/// The discard among an IMP's own hosts.
const DISCARD: u8 = 3;

pub(super) fn messages(maker: &Maker<'_>) -> Result<Vec<MessagePlan>, Diagnostic> {
    let mut planned = Vec::new();
    for (at, file) in maker.file.messages.iter().enumerate() {
        let entry = Entry { maker, at: path!["messages", at].to_vec() };
        let (from, bits) = entry.message(file)?;
        let (times, every) = entry.times(file)?;
        planned.extend((0..u64::from(times)).map(|nth| {
            let at = Time::from_ns(file.at.ns).after_ns(nth * every);
            MessagePlan { at, from, bits: bits.clone() }
        }));
    }
    Ok(planned)
}

pub(super) fn generators(maker: &Maker<'_>) -> Result<Vec<GeneratorPlan>, Diagnostic> {
    let mut planned = Vec::new();
    for (at, file) in maker.file.generators.iter().enumerate() {
        let entry = Entry { maker, at: path!["generators", at].to_vec() };
        let imp = ImpId(maker.site(&entry.path(&path!["site"]), &file.site)? as u16);
        let generator = Some(entry.generator(file)?);
        planned.push(GeneratorPlan { at: Time::from_ns(file.at.ns), imp, generator });
        if let Some(until) = file.until {
            planned.push(GeneratorPlan { at: Time::from_ns(until.ns), imp, generator: None });
        }
    }
    Ok(planned)
}

struct Entry<'a> {
    maker: &'a Maker<'a>,
    at: Vec<Step>,
}

impl Entry<'_> {
    fn path(&self, rest: &[Step]) -> Vec<Step> {
        [&self.at[..], rest].concat()
    }

    fn wrong(&self, rest: &[Step], message: impl Into<String>) -> Diagnostic {
        self.maker.document.fault(&self.path(rest), message)
    }

    /// Who sends a message, and its bits.
    fn message(&self, file: &MessageFile) -> Result<(HostId, Bits), Diagnostic> {
        let from = self.maker.host(&self.path(&path!["from"]), &file.from)?;
        if self.maker.file.hosts[&file.from].system != "bare" {
            let fault = self.wrong(&path!["from"], format!("what {} sends is its NCP's business", file.from));
            return Err(fault.expected("a host whose system is \"bare\""));
        }
        let to = self.host_address("to", &file.to)?;
        let leader =
            Leader { priority: file.priority, ..Leader::regular(to, file.link.unwrap_or(USUAL_LINK)) };
        let text = Bits::from_octets(&self.text(file)?);
        let bits = Message::new(leader, 8, text).and_then(|message| message.emit(1));
        let bits = bits.map_err(|fault| self.wrong(&[], fault.to_string()).expected("a message of 1973"))?;
        Ok((from, bits))
    }

    fn text(&self, file: &MessageFile) -> Result<Vec<u8>, Diagnostic> {
        match (&file.text, file.octets) {
            (Some(text), None) if text.is_ascii() && text.len() <= usize::from(MOST_OCTETS) => {
                Ok(text.clone().into_bytes())
            }
            (Some(_), None) => Err(self
                .wrong(&path!["text"], "no message holds this text")
                .expected(format!("up to {MOST_OCTETS} ASCII characters"))),
            (None, Some(octets)) if octets <= MOST_OCTETS => {
                Ok((b'A'..=b'Z').cycle().take(usize::from(octets)).collect())
            }
            (None, Some(octets)) => Err(self
                .wrong(&path!["octets"], format!("{octets} octets are too long a message"))
                .expected(format!("up to {MOST_OCTETS}"))),
            _ => Err(self
                .wrong(&[], "it is not clear what the message says")
                .expected("exactly one of text and octets")),
        }
    }

    /// How often a message goes, and how long after each other.
    fn times(&self, file: &MessageFile) -> Result<(u32, u64), Diagnostic> {
        match (file.times, file.every) {
            (None, None) => Ok((1, 0)),
            (Some(times), Some(every)) if times <= MOST_TIMES => Ok((times, every.ns)),
            (Some(times), Some(_)) => Err(self
                .wrong(&path!["times"], format!("{times} messages are too many"))
                .expected(format!("up to {MOST_TIMES}"))),
            _ => Err(self.wrong(&[], "times and every go together").expected("both of them, or none")),
        }
    }

    fn generator(&self, file: &GeneratorFile) -> Result<Generator, Diagnostic> {
        let (to, for_imp) = match (&file.to, &file.to_discard) {
            (Some(host), None) => (self.host_address("to", host)?, false),
            (None, Some(site)) => {
                let site = self.maker.site(&self.path(&path!["to_discard"]), site)?;
                let imp = self.maker.network.imps()[site].number;
                (HostAddress { imp, host: DISCARD }, true)
            }
            _ => {
                return Err(self
                    .wrong(&[], "it is not clear where the messages go")
                    .expected("exactly one of to and to_discard"));
            }
        };
        if file.words > MOST_WORDS {
            let fault = self.wrong(&path!["words"], format!("{} words fit no message", file.words));
            return Err(fault.expected(format!("up to {MOST_WORDS}")));
        }
        let link = u16::from(USUAL_LINK) << 8;
        Ok(Generator { to, for_imp, link, words: file.words, drive: self.drive(file)?, count: file.count })
    }

    fn drive(&self, file: &GeneratorFile) -> Result<Drive, Diagnostic> {
        match (file.every, file.when_answered) {
            (None, true) => Ok(Drive::OnAnswer),
            (Some(every), false) if every.ns > 0 && every.ns.is_multiple_of(FAST_TICK_NS) => {
                Ok(Drive::EveryFastTicks((every.ns / FAST_TICK_NS) as u32))
            }
            (Some(every), false) => Err(self
                .wrong(&path!["every"], format!("the generator cannot be set to {every}"))
                .expected("a multiple of 25.6 ms")),
            _ => Err(self
                .wrong(&[], "it is not clear when the messages go")
                .expected("exactly one of every and \"when_answered\": true")),
        }
    }

    /// The address of a host of the network, up or not.
    fn host_address(&self, key: &'static str, name: &str) -> Result<HostAddress, Diagnostic> {
        let network = self.maker.network;
        match network.host(name) {
            Some(host) => Ok(network.address(host)),
            None => {
                let fault = self.wrong(&path![key], format!("unknown host \"{name}\""));
                let known = network.hosts().iter().map(|host| host.name.as_str());
                Err(fault.expected(one_of(known)).help(network.nearest_host(name)))
            }
        }
    }
}
