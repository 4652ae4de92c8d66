//! The single failures, and how each strikes.

use arpanet_kernel::Time;
use arpanet_wire::command::{Command, emit_all};
use arpanet_wire::host_host::Message;
use arpanet_wire::{HostAddress, Leader};
use arpanet_world::{Fault as Strike, HostFault, HostId, Injection, LineId, SentBy, World};

use crate::stage::{BBN, CASE, Sent, UTAH, Witness, address_of};
use crate::world_net::SECOND;

/// How long a host or a line is down.
const DOWN_NS: u64 = 30 * SECOND;

/// A failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The host crashes, and comes up again.
    Crash(HostId),
    /// The line from the host's IMP to the others is cut, and mended.
    Cut(HostId),
    /// The server is told by CLS that its user has closed the connection on which he sends commands.
    CommandsLost(HostId),
    /// The server is told by CLS that its user has closed the connection on which he gets replies.
    RepliesLost(HostId),
}

/// All of them: each host, each line, each control connection.
pub const FAULTS: [Fault; 10] = [
    Fault::Crash(BBN),
    Fault::Crash(UTAH),
    Fault::Crash(CASE),
    Fault::Cut(BBN),
    Fault::Cut(UTAH),
    Fault::Cut(CASE),
    Fault::CommandsLost(UTAH),
    Fault::CommandsLost(CASE),
    Fault::RepliesLost(UTAH),
    Fault::RepliesLost(CASE),
];

impl Fault {
    /// Strikes at a time. `before` is what has been seen of the same run up to then.
    pub fn strike(self, world: &mut World, at: Time, before: &Witness) {
        let mended = at.after_ns(DOWN_NS);
        match self {
            Fault::Crash(host) => {
                world.strike(at, Strike::Host { host, fault: HostFault::Crash });
                world.strike(mended, Strike::Host { host, fault: HostFault::Restart });
            }
            Fault::Cut(host) => {
                let line = |passes| Strike::Line { line: LineId(host.0), sent_by: SentBy::Both, passes };
                world.strike(at, line(false));
                world.strike(mended, line(true));
            }
            Fault::CommandsLost(host) | Fault::RepliesLost(host) => {
                if let Some(close) = self.close(host, before) {
                    world.inject(at, BBN, Injection::Message(message(address_of(host), close)));
                }
            }
        }
    }

    /// The user's CLS for a control connection with `host`; `None` while there is none.
    fn close(self, host: HostId, before: &Witness) -> Option<Command> {
        let by_user = before.sent.iter().filter(|(_, by, to, _)| *by == BBN && *to == address_of(host));
        let commands = by_user.flat_map(|(.., sent)| match sent {
            Sent::Commands(commands) => commands.as_slice(),
            Sent::Data(_) => &[],
        });
        commands.into_iter().find_map(|command| match *command {
            Command::Str { my_socket, your_socket, .. } if matches!(self, Fault::CommandsLost(_)) => {
                Some(Command::Cls { my_socket, your_socket })
            }
            // The other RTS is that of the ICP, to a well-known socket.
            Command::Rts { my_socket, your_socket, .. }
                if matches!(self, Fault::RepliesLost(_)) && your_socket > 255 =>
            {
                Some(Command::Cls { my_socket, your_socket })
            }
            _ => None,
        })
    }

    /// True when CASE and the user's host go on, and so does what joins them.
    pub fn lets_case_speak(self) -> bool {
        matches!(
            self,
            Fault::Crash(UTAH) | Fault::Cut(UTAH) | Fault::CommandsLost(UTAH) | Fault::RepliesLost(UTAH)
        )
    }
}

fn message(to: HostAddress, command: Command) -> arpanet_wire::Bits {
    let message = Message::control(Leader::regular(to, 0), &emit_all(&[command]));
    message.and_then(|message| message.emit(1)).expect("one command is a message")
}
