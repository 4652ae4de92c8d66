//! Faults in words.

use arpanet_wire::command::{Command, Commands};
use arpanet_wire::host_host::Message;
use arpanet_world::imp::Fault as ImpFault;
use arpanet_world::{CableMessage, Fault, HostFault, HostId, LostKind, MessageLoss, SentBy};

use crate::trace::{Cast, Party};

/// Whom a fault strikes, and what it is.
pub fn fault(cast: &Cast, fault: &Fault) -> (Party, String) {
    match fault {
        Fault::Line { line, sent_by, passes } => {
            let [a, b] = cast.line(*line);
            let which = match sent_by {
                SentBy::Both => format!("the line {a} - {b}"),
                SentBy::A => format!("the line {a} - {b}, in the direction from {a},"),
                SentBy::B => format!("the line {a} - {b}, in the direction from {b},"),
            };
            let what = if *passes { "is up again" } else { "goes down" };
            (line_party(cast, *line), format!("{which} {what}"))
        }
        Fault::Loopback { line, looped } => {
            let [a, b] = cast.line(*line);
            let what = if *looped { "is looped back at both ends" } else { "is no longer looped back" };
            (line_party(cast, *line), format!("the line {a} - {b} {what}"))
        }
        Fault::Errors { line, errors } => {
            let [a, b] = cast.line(*line);
            let text = format!(
                "on the line {a} - {b} one bit in {:.0} now arrives wrong",
                1.0 / errors.bit_error_rate
            );
            (line_party(cast, *line), text)
        }
        Fault::Imp { imp, fault } => {
            let party = cast.imp(*imp);
            let text = format!("the {party} {}", imp_fault(fault));
            (party, text)
        }
        Fault::Announce { imp, notice } => {
            let party = cast.imp(*imp);
            let text = format!("the {party} tells its hosts that it will go down: {notice}");
            (party, text)
        }
        Fault::Host { host, fault } => {
            let party = cast.host(*host);
            let text = match fault {
                HostFault::Loses(loss) => format!("{party}'s interface will lose {}", which(cast, loss)),
                fault => format!("{party} {}", host_fault(*fault)),
            };
            (party, text)
        }
    }
}

fn line_party(cast: &Cast, line: arpanet_world::LineId) -> Party {
    let [a, b] = cast.line(line);
    Party { name: format!("{a} - {b}").into(), host: None }
}

fn imp_fault(fault: &ImpFault) -> &'static str {
    match fault {
        ImpFault::Crash => "crashes",
        ImpFault::Reload => "is loaded again",
        ImpFault::ZeroRouting(true) => "begins to send routing messages full of zeros",
        ImpFault::ZeroRouting(false) => "sends true routing messages again",
        ImpFault::RandomRouting(Some(_)) => "begins to send random routing messages",
        ImpFault::RandomRouting(None) => "sends true routing messages again",
        ImpFault::Interface(_, Some(_)) => "has a modem interface that damages packets",
        ImpFault::Interface(_, None) => "has its modem interface mended",
        ImpFault::Memory(Some(_)) => "has memory that damages packets",
        ImpFault::Memory(None) => "has its memory mended",
        ImpFault::StopNicely => "is stopped by its operator",
        ImpFault::KillLine(_) => "has a line put into hold by its operator",
    }
}

const fn host_fault(fault: HostFault) -> &'static str {
    match fault {
        HostFault::Crash => "crashes",
        HostFault::Restart => "is started again",
        HostFault::StopReading => "no longer takes messages from its IMP",
        HostFault::ResumeReading => "takes messages from its IMP again",
        HostFault::ReadyOff => "drops its ready line",
        HostFault::ReadyOn => "raises its ready line",
        HostFault::Loses(_) => "loses a message",
    }
}

/// Which message will be lost.
fn which(cast: &Cast, loss: &MessageLoss) -> String {
    let what = match loss.what {
        LostKind::Command { opcode } => {
            Command::NAMES.get(usize::from(opcode)).copied().unwrap_or("command").to_owned()
        }
        LostKind::Data => String::from("data message"),
    };
    let from = loss.from.map_or_else(String::new, |from| format!(" from {}", cast.at(from)));
    match loss.nth {
        1 => format!("the next {what}{from}"),
        nth => format!("{what} number {nth}{from} from now on"),
    }
}

/// A host's interface has lost a message.
pub(crate) fn lost(cast: &Cast, host: HostId, message: CableMessage<'_>) -> (Party, String) {
    let party = cast.host(host);
    let CableMessage::Real(bits) = message else {
        return (party.clone(), format!("{party}'s interface loses a message"));
    };
    let (from, what) = match Message::parse(bits) {
        Ok(message) if message.header().leader.link == 0 => {
            let commands = Commands::new(message.text().octets()).filter_map(Result::ok);
            let told: Vec<String> = commands.map(|command| command.to_string()).collect();
            (Some(message.header().leader.address), told.join(" + "))
        }
        Ok(message) => {
            let header = message.header();
            (Some(header.leader.address), format!("{} data bytes", header.byte_count))
        }
        Err(_) => (None, String::from("a message without its end")),
    };
    let from = from.map_or_else(String::new, |from| format!(" from {}", cast.at(from)));
    (party.clone(), format!("{party}'s interface loses what has just come{from}: {what}"))
}
