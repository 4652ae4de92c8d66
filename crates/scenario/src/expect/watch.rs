//! One expectation while the run plays, and the judgement at its end.

use arpanet_kernel::{StopReason, Time, duration};
use arpanet_world::Messages;

use super::ending::{Ending, FileSeen};
use super::sequence::{Order, Sequence};
use super::{Check, Content, Expected, Item, Matcher, Pick};
use crate::file::{ConnectionExpectation, EndExpectation, EndReason, MessagesExpectation, SocketChoice};
use crate::trace::{Connection, Detail, Fact, State};

/// Watches for one expectation.
#[derive(Clone, Debug)]
pub struct Watch {
    expected: Expected,
    state: Watched,
}

#[derive(Clone, Debug)]
enum Watched {
    /// All is seen at the end.
    AtTheEnd,
    Sequence(Sequence),
    Count {
        of: Matcher,
        seen: u64,
        first: Option<String>,
        last: Option<String>,
    },
    /// What a terminal has shown so far.
    Terminal(String),
}

impl Watch {
    /// Begins to watch.
    pub fn new(expected: Expected) -> Watch {
        let state = match &expected.check {
            Check::InOrder(steps) => Watched::Sequence(Sequence::new(steps.clone(), Order::Loose)),
            Check::Next(steps) => Watched::Sequence(Sequence::new(steps.clone(), Order::Strict)),
            Check::Never(of) | Check::Count { of, .. } => {
                Watched::Count { of: of.clone(), seen: 0, first: None, last: None }
            }
            Check::Terminal { .. } => Watched::Terminal(String::new()),
            Check::File { .. } | Check::Connection { .. } | Check::End(_) | Check::Messages(_) => {
                Watched::AtTheEnd
            }
        };
        Watch { expected, state }
    }

    fn matchers(&self) -> &[Matcher] {
        match &self.expected.check {
            Check::InOrder(steps) | Check::Next(steps) => steps,
            Check::Never(of) | Check::Count { of, .. } => std::slice::from_ref(of),
            _ => &[],
        }
    }

    /// Whether it looks at what the IMPs tell of themselves.
    pub fn looks_into_the_subnet(&self) -> bool {
        self.matchers().iter().any(|of| matches!(of.pick, Pick::Subnet(_)))
    }

    /// Whether a message that crosses a cable at `now` or later may still matter to it.
    pub fn looks_for_messages(&self, now: Time) -> bool {
        match &self.state {
            Watched::AtTheEnd | Watched::Terminal(_) => false,
            Watched::Sequence(sequence) => !sequence.is_complete(),
            Watched::Count { of, .. } => of.before.is_none_or(|before| now <= before),
        }
    }

    /// Whether a fact is one of those that it looks for.
    pub fn looks_for(&self, fact: &Fact) -> bool {
        self.matchers().iter().any(|of| of.matches(fact))
    }

    /// Takes the next fact.
    pub fn hear(&mut self, fact: &Fact) {
        match (&mut self.state, &self.expected.check) {
            (Watched::Sequence(sequence), _) => sequence.hear(fact),
            (Watched::Count { of, seen, first, last }, _) if of.matches(fact) => {
                *seen += 1;
                let told = Some(format!("{fact} at {}", fact.time));
                let place = if first.is_none() { first } else { last };
                *place = told;
            }
            (Watched::Terminal(shown), Check::Terminal { job, .. }) => match &fact.detail {
                Detail::Shown { job: by, text } if by.index() == *job => shown.push_str(text),
                _ => {}
            },
            _ => {}
        }
    }

    /// The judgement.
    pub fn judge(&self, ending: &Ending<'_>) -> Item {
        let judged = match (&self.state, &self.expected.check) {
            (Watched::Sequence(sequence), _) if sequence.is_complete() => Ok(sequence.why()),
            (Watched::Sequence(sequence), _) => Err(sequence.why()),
            (Watched::Count { seen, first, .. }, Check::Never(_)) => never(*seen, first.as_deref()),
            (Watched::Count { seen, first, last, .. }, Check::Count { at_least, at_most, .. }) => {
                counted(*seen, *at_least, *at_most, first.as_deref(), last.as_deref())
            }
            (Watched::Terminal(shown), Check::Terminal { contains, lacks, .. }) => {
                terminal(shown, contains.as_deref(), lacks.as_deref())
            }
            (_, Check::File { host, path, content }) => file((ending.file)(*host, path), content.as_ref()),
            (_, Check::Connection { sender, receiver, rest }) => {
                let hosts = ((ending.address_of)(*sender), (ending.address_of)(*receiver));
                connections(ending, hosts, rest)
            }
            (_, Check::End(end)) => ended(ending, end),
            (_, Check::Messages(wanted)) => messages(&ending.messages, wanted),
            (_, check) => Err(format!("this was not watched: {check:?}")),
        };
        let (ok, why) = match judged {
            Ok(why) => (true, why),
            Err(why) => (false, why),
        };
        Item { ok, what: self.expected.what.clone(), why }
    }
}

/// What shows that it is so, or what shows that it is not.
type Judged = Result<String, String>;

fn never(seen: u64, first: Option<&str>) -> Judged {
    match first {
        None => Ok(String::from("it was not seen")),
        Some(first) => Err(format!("it was seen {seen} times, first {first}")),
    }
}

fn counted(seen: u64, at_least: u64, at_most: u64, first: Option<&str>, last: Option<&str>) -> Judged {
    let mut why = format!("seen {seen} times");
    if let Some(first) = first {
        why.push_str(&format!(", first {first}"));
    }
    if let Some(last) = last {
        why.push_str(&format!(", last {last}"));
    }
    match (at_least..=at_most).contains(&seen) {
        true => Ok(why),
        false => Err(why),
    }
}

fn terminal(shown: &str, contains: Option<&str>, lacks: Option<&str>) -> Judged {
    if let Some(text) = contains.filter(|text| !shown.contains(text)) {
        let end: String = shown.chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
        return match shown.is_empty() {
            true => Err(format!("\"{text}\" was not shown; the terminal showed nothing at all")),
            false => Err(format!("\"{text}\" was not shown; the terminal's end was {end:?}")),
        };
    }
    match lacks.filter(|text| shown.contains(text)) {
        Some(text) => Err(format!("\"{text}\" was shown")),
        None => Ok(String::from("so it was")),
    }
}

fn file(seen: Result<FileSeen, String>, content: Option<&Content>) -> Judged {
    let seen = match (seen, content) {
        (Err(why), None) => return Ok(why),
        (Err(why), Some(_)) => return Err(why),
        (Ok(seen), None) => return Err(format!("the file is there, {} octets long", seen.octets.len())),
        (Ok(seen), Some(_)) => seen,
    };
    match content {
        Some(Content::Text(wanted)) => match &seen.text {
            Some(text) => same_text(text, wanted),
            None => Err(String::from("what is in the file is no text")),
        },
        Some(Content::Octets(wanted)) => same_octets(&seen.octets, wanted),
        None => Ok(String::new()),
    }
}

fn same_text(text: &str, wanted: &str) -> Judged {
    if text == wanted {
        return Ok(format!("all {} characters agree", text.chars().count()));
    }
    let same = text.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let before: String = text.chars().take(same).collect();
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
    let after = |text: &str| match text.chars().skip(same).take(24).collect::<String>() {
        end if end.is_empty() => String::from("the end"),
        some => format!("{some:?}"),
    };
    Err(format!(
        "the file differs from character {} (line {line}, column {column}): it has {}, expected was {}; {} characters, expected were {}",
        same + 1,
        after(text),
        after(wanted),
        text.chars().count(),
        wanted.chars().count(),
    ))
}

fn same_octets(octets: &[u8], wanted: &[u8]) -> Judged {
    if octets == wanted {
        return Ok(format!("all {} octets agree", octets.len()));
    }
    let same = octets.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let at = |octets: &[u8]| octets.get(same).map_or(String::from("the end"), |octet| format!("{octet:02x}"));
    Err(format!(
        "the file differs from octet {}: it has {}, expected was {}; {} octets, expected were {}",
        same + 1,
        at(octets),
        at(wanted),
        octets.len(),
        wanted.len(),
    ))
}

fn connections(
    ending: &Ending<'_>,
    hosts: (arpanet_wire::HostAddress, arpanet_wire::HostAddress),
    wanted: &ConnectionExpectation,
) -> Judged {
    let fits = |at: usize, known: &Connection| {
        (known.sender.host, known.receiver.host) == hosts
            && match wanted.socket {
                None => true,
                Some(SocketChoice::Class(class)) => ending.connections.class(at) == class,
                Some(SocketChoice::Number(number)) => {
                    [known.sender.number, known.receiver.number].contains(&number)
                }
            }
    };
    let all = ending.connections.all().iter();
    let seen: Vec<&Connection> =
        all.filter(|(at, known)| fits(**at, known)).map(|(_, known)| known).collect();
    let count = |is: &dyn Fn(&Connection) -> bool| seen.iter().filter(|known| is(known)).count() as u64;
    let opened = count(&Connection::was_opened);
    let refused = count(&Connection::was_refused);
    let closed = count(&|known| known.state == State::Closed);
    let bits: u64 = seen.iter().map(|known| known.bits).sum();
    let mut why = format!("{opened} opened, {refused} refused, {closed} closed, {bits} bits carried");
    let sizes: Vec<Option<u8>> =
        seen.iter().filter(|known| known.was_opened()).map(|known| known.byte_size).collect();
    let size_is_right = match wanted.size {
        Some(size) => !sizes.is_empty() && sizes.iter().all(|seen| *seen == Some(size)),
        None => true,
    };
    if !size_is_right {
        let sizes: Vec<String> = sizes.iter().flatten().map(u8::to_string).collect();
        why.push_str(&format!(
            ", byte sizes {}",
            if sizes.is_empty() { "none".into() } else { sizes.join(", ") }
        ));
    }
    let numbers =
        [(wanted.opened, opened), (wanted.refused, refused), (wanted.closed, closed), (wanted.bits, bits)];
    match size_is_right && numbers.iter().all(|(wanted, seen)| wanted.is_none_or(|wanted| wanted == *seen)) {
        true => Ok(why),
        false => Err(why),
    }
}

fn ended(ending: &Ending<'_>, wanted: &EndExpectation) -> Judged {
    let why = format!("the run ended at {}: {}", ending.time, ending.reason);
    let reason = match ending.reason {
        StopReason::Idle => EndReason::Idle,
        StopReason::Deadline => EndReason::Deadline,
        StopReason::Goal => EndReason::Goal,
        StopReason::Stalled => EndReason::Stalled,
    };
    let too_late = wanted.before.is_some_and(|before| ending.time.as_ns() > before.ns);
    match wanted.reason.is_none_or(|wanted| wanted == reason) && !too_late {
        true => Ok(why),
        false => Err(why),
    }
}

fn messages(seen: &Messages, wanted: &MessagesExpectation) -> Judged {
    let numbers = [
        ("sent", wanted.sent, seen.sent),
        ("delivered", wanted.delivered, seen.delivered),
        ("rfnm", wanted.rfnm, seen.rfnm),
        ("dead", wanted.dead, seen.dead),
        ("incomplete", wanted.incomplete, seen.incomplete),
        ("error", wanted.error, seen.error),
        ("in flight", wanted.in_flight, seen.in_flight),
    ];
    let asked = numbers.iter().filter(|(_, wanted, _)| wanted.is_some());
    let why = asked.map(|(name, _, seen)| format!("{name} {seen}")).collect::<Vec<_>>().join(", ");
    match numbers.iter().all(|(_, wanted, seen)| wanted.is_none_or(|wanted| wanted == *seen)) {
        true => Ok(why),
        false => Err(why),
    }
}

/// What an expectation means, where its file does not say.
pub(crate) fn told(check: &Check, host_name: &dyn Fn(arpanet_world::HostId) -> String) -> String {
    let list = |steps: &[Matcher]| steps.iter().map(Matcher::to_string).collect::<Vec<_>>();
    match check {
        Check::File { host, path, content: Some(_) } => {
            format!("{path} at {} holds what it should", host_name(*host))
        }
        Check::File { host, path, content: None } => format!("{} has no file {path}", host_name(*host)),
        Check::InOrder(steps) => format!("in this order: {}", list(steps).join(", then ")),
        Check::Next(steps) => format!("next to each other: {}", list(steps).join(", next ")),
        Check::Never(of) => format!("never {of}"),
        Check::Count { of, at_least, at_most } if at_least == at_most => format!("{of}: {at_least} times"),
        Check::Count { of, at_least, at_most: u64::MAX } => format!("{of}: at least {at_least} times"),
        Check::Count { of, at_least, at_most } => format!("{of}: {at_least} to {at_most} times"),
        Check::Connection { sender, receiver, rest } => {
            let numbers = [
                ("opened", rest.opened),
                ("refused", rest.refused),
                ("closed", rest.closed),
                ("bits carried", rest.bits),
                ("as byte size", rest.size.map(u64::from)),
            ];
            let numbers: Vec<String> = numbers
                .iter()
                .filter_map(|(name, number)| number.map(|number| format!("{number} {name}")))
                .collect();
            let class = match rest.socket {
                Some(SocketChoice::Class(class)) => format!(" for {}", super::matcher::class_word(class)),
                Some(SocketChoice::Number(number)) => format!(" of socket {number}"),
                None => String::new(),
            };
            let (sender, receiver) = (host_name(*sender), host_name(*receiver));
            format!("connections{class} from {sender} to {receiver}: {}", numbers.join(", "))
        }
        Check::Terminal { job, contains: Some(text), .. } => {
            format!("the terminal of job {job} shows \"{text}\"")
        }
        Check::Terminal { job, lacks, .. } => {
            format!("the terminal of job {job} does not show \"{}\"", lacks.as_deref().unwrap_or_default())
        }
        Check::End(end) => {
            let reason = end.reason.map(|reason| format!(" {}", format!("{reason:?}").to_lowercase()));
            let before = end.before.map(|before| format!(" before {}", duration::format(before.ns)));
            format!("the run ends{}{}", reason.unwrap_or_default(), before.unwrap_or_default())
        }
        Check::Messages(_) => String::from("the messages end as they should"),
    }
}
