//! Control messages: taken apart here, acted on by the handlers of each command. NIC 8246 p. 21.

use arpanet_wire::command::{Command, CommandError, Commands, ErrorReport, Experiment, Reason};
use arpanet_wire::host_host::Header;
use arpanet_wire::{Bits, HostAddress};

use crate::Note;
use crate::host::Contact;
use crate::ncp::Turn;
use crate::profile::Resynchronisation;

impl Turn<'_> {
    /// A message on link 0: "an integral number of control commands" (NIC 8246 p. 21), none of them for a process.
    /// HH-028, HH-039, HH-044, HH-047.
    pub fn on_control(&mut self, host: HostAddress, header: &Header, message: &Bits) {
        if header.check_control().is_err() {
            self.ncp.counters.errors.bad_headers += 1;
            return self.complain(host, ErrorReport::about_message(Reason::BadControlHeader, header, 8));
        }
        let Ok(mut rest) = header.commands(message) else {
            self.ncp.counters.errors.short_messages += 1;
            return self.complain(host, ErrorReport::about_message(Reason::ShortMessage, header, 8));
        };
        while !rest.is_empty() {
            match self.next_command(host, rest) {
                Some(length) => rest = rest.get(length..).unwrap_or_default(),
                None => break,
            }
        }
    }

    /// Acts on the first command of `text`. Gives its length; none when the rest of the message makes no sense. HH-063.
    fn next_command(&mut self, host: HostAddress, text: &[u8]) -> Option<usize> {
        match Commands::new(text).next()? {
            Ok(command) => {
                self.on_command(host, &command);
                Some(command.length_octets())
            }
            Err(error) => {
                let length = self.on_experimental(host, text);
                if length.is_none() {
                    self.on_unreadable(host, &error);
                }
                length
            }
        }
    }

    /// RCS and RCR, where the profile knows them. RFC 467.
    fn on_experimental(&mut self, host: HostAddress, text: &[u8]) -> Option<usize> {
        let Resynchronisation::ResetConnection { .. } = self.ncp.profile.resynchronisation else {
            return None;
        };
        let command = Experiment::parse(text)?;
        self.ncp.counters.received.count_extension();
        if self.ncp.host(host).is_overwhelmed() {
            self.withhold(host);
        } else if self.is_heard(host, false) {
            match command {
                Experiment::Rcs { link } => self.on_reset_by_sender(host, link),
                Experiment::Rcr { link } => self.on_reset_by_receiver(host, link),
            }
        }
        Some(Experiment::LENGTH_OCTETS)
    }

    /// Codes 1 and 2 of ERR: an illegal opcode, or the end of the message where parameters should be (NIC 8246 p. 25).
    /// HH-048, HH-051, HH-052, HH-063, HH-136.
    fn on_unreadable(&mut self, host: HostAddress, error: &CommandError) {
        match error {
            CommandError::IllegalOpcode { .. } => self.ncp.counters.errors.illegal_opcodes += 1,
            CommandError::ShortParameters { .. } => self.ncp.counters.errors.short_commands += 1,
        }
        self.complain(host, error.report());
    }

    fn on_command(&mut self, host: HostAddress, command: &Command) {
        self.ncp.counters.received.count(command);
        let is_reset = matches!(command, Command::Rst | Command::Rrp);
        if !self.is_heard(host, is_reset) {
            return;
        }
        // Code 3 of ERR (NIC 8246 p. 25). HH-003, HH-045, HH-053, HH-054.
        if command.check_parameters().is_err() {
            self.ncp.counters.errors.bad_parameters += 1;
            return self.complain(host, ErrorReport::bad_parameters(command));
        }
        match *command {
            // "may be sent at any time and should be discarded by the receiver" (NIC 8246 p. 21). HH-040, HH-041.
            Command::Nop => {}
            Command::Rts { my_socket, your_socket, link } => {
                self.on_rts(host, my_socket, your_socket, link, command);
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                self.on_str(host, my_socket, your_socket, byte_size, command);
            }
            Command::Cls { my_socket, your_socket } => self.on_cls(host, my_socket, your_socket, command),
            Command::All { link, messages, bits } => self.on_allocate(host, link, messages, bits, command),
            Command::Gvb { link, message_fraction, bit_fraction } => {
                self.on_give_back(host, link, message_fraction, bit_fraction, command);
            }
            Command::Ret { link, messages, bits } => self.on_return(host, link, messages, bits, command),
            Command::Inr { link } => self.on_interrupt_by_receiver(host, link, command),
            Command::Ins { link } => self.on_interrupt_by_sender(host, link, command),
            Command::Eco { data } => self.on_echo(host, data),
            Command::Erp { data } => self.on_echo_reply(host, data),
            Command::Err(report) => self.on_error(host, report),
            Command::Rst => self.on_reset(host),
            Command::Rrp => self.on_reset_reply(host),
        }
    }

    /// Whether a command of the host counts. While we wait for RRP, what comes was said before the host knew of our RST,
    /// and means nothing any more (NIC 8246 p. 18). A host noted dead must reset first, where the profile wants it (RFC 492
    /// p. 6). HH-154, HH-165.
    pub fn is_heard(&mut self, host: HostAddress, is_reset: bool) -> bool {
        if is_reset {
            return true;
        }
        let contact = self.ncp.host(host).contact;
        match contact {
            Contact::Resetting(_) => {
                self.ncp.counters.ignored_during_reset += 1;
                false
            }
            Contact::Dead if self.ncp.profile.distrust_the_dead => self.distrust(host),
            // "Two hosts must exchange the RST - RRP reset control message pair prior to any other form of
            // communications" (RFC 492 p. 6): it may still believe in connections from before we came up. HH-164.
            Contact::New if self.ncp.profile.reset_first && host != self.ncp.address => self.distrust(host),
            _ => {
                self.hear_of(host);
                true
            }
        }
    }

    /// Throws away what the host says, and answers with RST.
    fn distrust(&mut self, host: HostAddress) -> bool {
        self.note(Note::Distrusted(host));
        self.start_reset(host);
        false
    }
}
