//! The data connection of a transfer: opening it, sending, gathering, and the end (RFC 354 p. 6-7, RFC 438 p. 2).
//!
//! | what happens | reply | then |
//! |---|---|---|
//! | the connection opens | 250 | data flow |
//! | no connection in time, or never | 454 | an LSTN's allocation stays |
//! | all data sent | 252 | in stream mode the connection is closed, which is the end of the file |
//! | the foreign side closes, stream mode, receiving | - | that is the end of the file |
//! | the file is stored | 252; 453 for want of room | |
//! | it ends in any other way | 452 | a file being stored stays as it was |

use arpanet_kernel::Time;
use arpanet_ncp::{CloseReason, Misuse, OpenFailure, SocketName};
use arpanet_wire::Bits;
use arpanet_wire::ftp::{DataSocket, Direction, MarkerPair, Mode, Verb};

use super::end::{Link, Manner};
use super::io::{Ask, How, Opening, Output};
use super::profile::AfterLstn;
use super::session::{Asked, Leaving, Session, reply, sentence};
use super::transfer::{Cargo, Stage, Transfer};
use crate::call::Filter;
use crate::error::{FileError, OpenError};
use crate::ftp::transfer::{Marker, content_of};

/// How long a sender may send nothing before it is looked whether its host is dead: 60 s. Liberty.
const SILENCE_NS: u64 = 60_000_000_000;

impl Session {
    /// The file is there: open the data connection, or use the one that an earlier transfer left open.
    pub(super) fn connect(&mut self, now: Time, mut transfer: Transfer, cargo: Cargo, out: &mut Vec<Output>) {
        let direction = transfer.direction;
        let byte_size = transfer.parameters.transfer_size();
        let until = now.after_ns(self.setting.profile.data_wait_ns);
        transfer.stage = Stage::Connecting { cargo, until, retry_at: None };
        self.transfer = Some(transfer);
        // What PASV has begun at the other socket is not wanted.
        self.end_passive(direction.reverse(), out);
        match self.end(direction).link {
            Link::Open { byte_size: open, .. } if open == byte_size => self.begin_data(now, out),
            Link::Opening if self.end(direction).manner == Manner::Passive => {}
            _ => {
                self.close_idle(direction, out);
                self.open(direction, byte_size, out);
            }
        }
    }

    /// The user hears our socket before data flow, unless he has heard it already (RFC 354 p. 20).
    fn open(&mut self, direction: Direction, byte_size: u8, out: &mut Vec<Output>) {
        let how = self.how(direction);
        let announces = self.setting.profile.announces_socket;
        let end = self.end_mut(direction);
        let local = end.local();
        if announces && !end.is_announced {
            end.is_announced = true;
            reply(out, 255, DataSocket(local).to_string());
        }
        end.link = Link::Opening;
        out.push(Output::Open(Opening { direction, local, byte_size, how }));
    }

    pub(super) fn how(&self, direction: Direction) -> How {
        let end = self.end(direction);
        let foreign = end.foreign;
        match end.manner {
            Manner::Passive => How::Listen(self.passive_filter(direction)),
            Manner::Listening { .. } if self.setting.profile.after_lstn == AfterLstn::Listen => {
                How::Listen(Filter {
                    host: foreign.map(|foreign| foreign.host),
                    socket: foreign.map(|foreign| foreign.number),
                })
            }
            _ => How::Initiate(foreign.unwrap_or_else(|| self.default_foreign(direction))),
        }
    }

    /// Whom SOCK named for this direction; his host, if SOCK named someone for the other one; else anyone.
    fn passive_filter(&self, direction: Direction) -> Filter {
        let other = self.end(direction.reverse()).foreign;
        match self.end(direction).foreign {
            Some(foreign) => Filter { host: Some(foreign.host), socket: Some(foreign.number) },
            None => Filter { host: other.map(|foreign| foreign.host), socket: None },
        }
    }

    /// RFC 354 p. 14: U+4, where the user receives, and U+5, from which he sends.
    fn default_foreign(&self, direction: Direction) -> SocketName {
        let offset = match direction {
            Direction::Send => 4,
            Direction::Receive => 5,
        };
        SocketName { host: self.setting.user_host, number: self.setting.user_socket.wrapping_add(offset) }
    }

    pub(super) fn on_opened(
        &mut self,
        now: Time,
        direction: Direction,
        foreign: SocketName,
        byte_size: u8,
        out: &mut Vec<Output>,
    ) {
        let end = self.end_mut(direction);
        end.link = Link::Open { foreign, byte_size, early: Bits::new() };
        end.on_use();
        self.begin_data(now, out);
    }

    fn begin_data(&mut self, now: Time, out: &mut Vec<Output>) {
        let Some(transfer) = &mut self.transfer else { return };
        let title = transfer.title();
        let checking = Stage::Checking { restart: None };
        let Stage::Connecting { cargo, .. } = std::mem::replace(&mut transfer.stage, checking) else {
            return;
        };
        reply(out, 250, format!("{title} started"));
        match cargo {
            Cargo::Out(bits) => {
                transfer.stage = Stage::Sending { length_bits: bits.length_bits() };
                if bits.is_empty() {
                    return self.on_sent(out);
                }
                out.push(Output::Send(bits));
            }
            Cargo::In(decoder) => {
                transfer.stage = Stage::Receiving { decoder, last_marker: None, probe_at: now };
                let early = match &mut self.receive.link {
                    Link::Open { early, .. } => std::mem::take(early),
                    _ => Bits::new(),
                };
                self.on_data(now, &early, out);
            }
        }
    }

    /// Whom SOCK named may not be listening yet, since nobody synchronises two servers: he is asked again. The default
    /// sockets belong to a user who listens before he sends the command (RFC 385 p. 3): his refusal is final.
    pub(super) fn on_open_failed(
        &mut self,
        now: Time,
        direction: Direction,
        error: OpenError,
        out: &mut Vec<Output>,
    ) {
        self.end_mut(direction).link = Link::Closed;
        let is_named = self.end(direction).foreign.is_some();
        let Some(Transfer { stage: Stage::Connecting { until, retry_at, .. }, .. }) = &mut self.transfer
        else {
            return;
        };
        let is_worth_another_try = match error {
            OpenError::Failed(OpenFailure::Refused | OpenFailure::Reset) => is_named,
            // The socket's last connection still waits for its CLS.
            OpenError::Misused(Misuse::SocketInUse) => true,
            _ => false,
        };
        let next = now.after_ns(self.setting.profile.retry_ns);
        if is_worth_another_try && next < *until {
            *retry_at = Some(next);
        } else {
            self.fail(454, &format!("Cannot connect to your data socket: {error}"), out);
        }
    }

    pub(super) fn on_transfer_wake(&mut self, now: Time, out: &mut Vec<Output>) {
        let Some(transfer) = &mut self.transfer else { return };
        let (direction, byte_size) = (transfer.direction, transfer.parameters.transfer_size());
        match &mut transfer.stage {
            Stage::Connecting { until, .. } if *until <= now => {
                self.fail(454, "Cannot connect to your data socket: nobody came", out);
            }
            Stage::Connecting { retry_at, .. } if retry_at.is_some_and(|at| at <= now) => {
                *retry_at = None;
                self.open(direction, byte_size, out);
            }
            // Who only receives sends nothing, and so would never be told that the sender's host is dead.
            Stage::Receiving { probe_at, .. } if *probe_at <= now => {
                *probe_at = now.after_ns(SILENCE_NS);
                out.push(Output::Probe);
            }
            _ => {}
        }
    }

    pub(super) fn on_sent(&mut self, out: &mut Vec<Output>) {
        if let Some(transfer) = self.transfer.take() {
            self.complete(&transfer, out);
        }
    }

    /// 252 goes out before the close that follows (RFC 354 p. 20); 257 follows the close (RFC 542 p. 34).
    fn complete(&mut self, transfer: &Transfer, out: &mut Vec<Output>) {
        let text = format!("{} completed", transfer.title());
        if self.setting.profile.tells_close && self.closes_after(transfer) {
            self.close_idle(transfer.direction, out);
            reply(out, 257, format!("{text}, data connection closed"));
        } else {
            reply(out, 252, text);
        }
        self.after_transfer(transfer, out);
    }

    /// In stream mode the close is the end of the file (RFC 354 p. 7).
    fn closes_after(&self, transfer: &Transfer) -> bool {
        transfer.parameters.mode == Mode::Stream || !self.setting.profile.keeps_data_connection
    }

    pub(super) fn on_data_interrupt(&mut self) {
        if let Some(Transfer { stage: Stage::Receiving { decoder, .. }, .. }) = &mut self.transfer {
            decoder.on_interrupt();
        }
    }

    pub(super) fn on_data(&mut self, now: Time, data: &Bits, out: &mut Vec<Output>) {
        let Some(Transfer { stage: Stage::Receiving { decoder, last_marker, probe_at }, .. }) =
            &mut self.transfer
        else {
            if let Link::Open { early, .. } = &mut self.receive.link {
                early.extend(data);
            }
            return;
        };
        *probe_at = now.after_ns(SILENCE_NS);
        let taken = decoder.on_data(data);
        for Marker { text, at } in decoder.take_markers() {
            *last_marker = Some(at);
            reply(out, 251, MarkerPair { yours: text, mine: at.to_string() }.to_string());
        }
        match taken {
            Err(damage) => self.fail(452, &format!("Transfer incomplete: {damage}"), out),
            Ok(()) => self.store_if_complete(out),
        }
    }

    pub(super) fn on_ended(&mut self, direction: Direction, reason: CloseReason, out: &mut Vec<Output>) {
        self.end_mut(direction).link = Link::Closed;
        let Some(transfer) = self.transfer.as_mut().filter(|transfer| transfer.direction == direction) else {
            if self.end(direction).manner == Manner::Passive {
                self.listen_passively(direction, out);
            }
            return;
        };
        match &mut transfer.stage {
            Stage::Sending { .. } => self.fail(452, &broken(&reason), out),
            Stage::Receiving { decoder, .. } if reason == CloseReason::There => match decoder.on_close() {
                Ok(()) => self.store_if_complete(out),
                Err(damage) => self.fail(452, &broken(&damage), out),
            },
            Stage::Receiving { .. } => self.fail(452, &broken(&reason), out),
            Stage::Checking { .. } | Stage::Connecting { .. } | Stage::Storing => {}
        }
    }

    fn store_if_complete(&mut self, out: &mut Vec<Output>) {
        let Some(transfer) = &mut self.transfer else { return };
        let Stage::Receiving { decoder, .. } = &transfer.stage else { return };
        if !decoder.is_ended() {
            return;
        }
        if let Link::Open { early, .. } = &mut self.receive.link {
            *early = decoder.surplus().clone();
        }
        if transfer.verb == Verb::Mlfl {
            let letter = decoder.bytes().clone();
            transfer.stage = Stage::Storing;
            return self.deliver_mail_file(&letter, out);
        }
        match content_of(decoder.bytes(), &transfer.parameters, self.setting.system) {
            Ok(content) => {
                transfer.stage = Stage::Storing;
                self.ask(Ask::Commit(content), Asked::Commit, out);
            }
            Err(error) => self.fail(452, &sentence(&error), out),
        }
    }

    pub(super) fn on_committed(&mut self, result: Result<String, FileError>, out: &mut Vec<Output>) {
        let Some(mut transfer) = self.transfer.take() else { return };
        match result {
            Ok(full_name) => {
                transfer.name = full_name;
                return self.complete(&transfer, out);
            }
            Err(FileError::NoSpace) => reply(out, 453, "Transfer incomplete: no room on the disk"),
            Err(error) => reply(out, 452, format!("Transfer incomplete: {error}")),
        }
        self.after_transfer(&transfer, out);
    }

    /// If the connection is to be closed, it is closed at once and not at the next command (RFC 385 p. 3).
    fn after_transfer(&mut self, transfer: &Transfer, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        if self.closes_after(transfer) {
            self.close_idle(transfer.direction, out);
        }
        self.end_passive(transfer.direction, out);
        if profile.lstn_is_one_shot && self.end(transfer.direction).allocated().is_some() {
            self.release(transfer.direction, out);
        }
        self.leave_if_asked(out);
    }

    fn fail(&mut self, code: u16, text: &str, out: &mut Vec<Output>) {
        self.drop_transfer(out);
        reply(out, code, text);
        self.leave_if_asked(out);
    }

    /// Ends the transfer where it stands; nothing of it is kept but what REST can resume.
    pub(super) fn drop_transfer(&mut self, out: &mut Vec<Output>) {
        let Some(transfer) = self.transfer.take() else { return };
        self.broken_store = transfer.broken_store().or(self.broken_store.take());
        let end = self.end_mut(transfer.direction);
        match std::mem::replace(&mut end.link, Link::Closed) {
            Link::Opening => out.push(Output::GiveUp(transfer.direction)),
            Link::Open { .. } => out.push(Output::Abort(transfer.direction)),
            Link::Closed => {}
        }
        self.end_passive(transfer.direction, out);
        if transfer.direction == Direction::Receive {
            out.push(Output::Forget);
        }
    }

    /// After BYE the end of the transfer is the end of the session (RFC 354 p. 17); after REIN it is a new beginning, and
    /// 300 says so (RFC 454 p. 33).
    pub(super) fn leave_if_asked(&mut self, out: &mut Vec<Output>) {
        match std::mem::take(&mut self.leaving) {
            Leaving::No => {}
            Leaving::ByBye => self.finish(out),
            Leaving::ByRein => {
                self.begin_afresh(out);
                reply(out, 300, "USER, please");
            }
        }
    }
}

fn broken(why: &impl std::fmt::Display) -> String {
    format!("Transfer incomplete, data connection closed: {why}")
}
