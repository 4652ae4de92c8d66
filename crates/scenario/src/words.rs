//! Faults in words.

use arpanet_world::imp::Fault as ImpFault;
use arpanet_world::{Fault, HostFault, SentBy};

use crate::trace::{Cast, Party};

/// Whom a fault strikes, and what it is.
pub(crate) fn fault(cast: &Cast, fault: &Fault) -> (Party, String) {
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
            let text = format!("{party} {}", host_fault(*fault));
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
    }
}
