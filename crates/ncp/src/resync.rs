//! Two proposals of 1973 for the lost ALL: both ends bring their counters together again.
//!
//! RFC 467 (BBN): RCS from the sender and RCR from the receiver answer each other; each end sets its counters to zero
//! when nothing is in transit, and the receiver allocates anew. The RFC gives no opcodes: those of
//! [`Experiment`](arpanet_wire::command::Experiment) are ours.
//!
//! RFC 492 (MIT-Multics): the receiver asks for everything back with GVB, the sender answers with RET when nothing is in
//! transit, and the receiver compares. It also finds lost data, which RFC 467 papers over.

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;

use crate::allocation::Space;
use crate::connection::State;
use crate::ncp::Turn;
use crate::outgoing::Outgoing;
use crate::profile::{Mismatch, Resynchronisation};
use crate::{CloseReason, ConnectionId, Misuse, Note, Pair};

/// Where a sender stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SenderSync {
    /// RCS is to go out when nothing is in transit.
    begins: bool,
    /// RCS has gone out, RCR has not come: "No more regular messages may be transmitted" (RFC 467 p. 2).
    waits: bool,
    /// An RCS of our own waits to leave.
    is_leaving: bool,
    /// RCSs of our own that have left and that RCR has not answered.
    unanswered: u8,
    /// RCR has come since the last RCS left: if others stay away, they are lost.
    replied: bool,
    /// RCRs that RCS is to answer, one each, when nothing is in transit.
    answers: u8,
    /// RCSs that answer an RCR and wait to leave.
    answers_leaving: u8,
    /// GVBs that RET is to answer when nothing is in transit. RFC 492 p. 4.
    pub returns_due: u8,
}

/// Where a receiver stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReceiverSync {
    /// RCRs of our own that RCS has not answered: no more ALL until all are (RFC 467 p. 4).
    unanswered: u8,
    /// An audit is under way: its RET comes after so many that answer other GVBs.
    pub audit: Option<u16>,
}

impl SenderSync {
    /// Whether data must wait.
    pub const fn holds(self) -> bool {
        self.begins || self.waits || self.answers > 0 || self.returns_due > 0
    }

    /// Whether RCS has been said, or waits to leave, and RCR has not come.
    pub const fn has_given_up(self) -> bool {
        self.waits
    }
}

impl ReceiverSync {
    /// Whether allocation must wait.
    pub const fn holds(self) -> bool {
        self.unanswered > 0 || self.audit.is_some()
    }

    /// A RET has come. True when it is the audit's.
    pub fn is_audit_return(&mut self) -> bool {
        match self.audit {
            Some(0) => {
                self.audit = None;
                true
            }
            Some(before) => {
                self.audit = Some(before - 1);
                false
            }
            None => false,
        }
    }
}

impl Turn<'_> {
    /// A process, or its user, thinks that the connection is stuck. RFC 467 p. 3: "Such resynchronization could be initiated
    /// manually by TIP and TELNET users who are expecting output but receiving none."
    pub fn resynchronise(&mut self, id: ConnectionId) {
        let Some(pair) = self.pair_of(id) else {
            return;
        };
        let state = self.ncp.connections.get(&pair).map(|connection| &connection.state);
        match (state, self.ncp.profile.resynchronisation) {
            (Some(State::Sending(_)), Resynchronisation::ResetConnection { .. }) => {
                self.begin_reset_by_sender(pair);
            }
            (Some(State::Receiving(_)), Resynchronisation::ResetConnection { .. }) => {
                self.begin_reset_by_receiver(pair);
            }
            (Some(State::Receiving(_)), Resynchronisation::Audit { .. }) => self.begin_audit(pair),
            (Some(State::Sending(_) | State::Receiving(_)), _) => self.misused(id, Misuse::NotProvided),
            _ => self.misused(id, Misuse::NotOpen),
        }
    }

    // RFC 467.

    /// RFC 467 p. 2, III: wait until the pipeline is empty, then RCS. One that still waits to leave will do.
    fn begin_reset_by_sender(&mut self, pair: Pair) {
        if let Some(sync) = self.sender_sync(pair)
            && !sync.is_leaving
        {
            sync.begins = true;
            self.on_pipeline_empty(pair);
        }
    }

    /// RFC 467 p. 4, IV: RCR, and no more ALL until RCS. One that still waits to leave will do.
    fn begin_reset_by_receiver(&mut self, pair: Pair) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let link = receiver.link;
        let waits = &self.ncp.hosts.entry(pair.foreign.host).or_default().commands;
        if receiver.sync.unanswered > 0 && waits.contains(&Outgoing::ResetByReceiver { link }) {
            return;
        }
        receiver.sync.unanswered = receiver.sync.unanswered.saturating_add(1);
        self.push_outgoing(pair.foreign.host, Outgoing::ResetByReceiver { link });
    }

    /// Does what had to wait until no message of the connection is in transit.
    pub fn on_pipeline_empty(&mut self, pair: Pair) {
        if self.is_in_transit(pair) {
            return;
        }
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        let (link, space) = (sender.link, sender.space);
        let sync = &mut sender.sync;
        let returns = std::mem::take(&mut sync.returns_due);
        let answers = std::mem::take(&mut sync.answers);
        let begins = std::mem::take(&mut sync.begins);
        if answers > 0 {
            // "each interprets the other's command as a confirmation" (RFC 467 p. 4): one RCS does for both.
            sync.waits = false;
            sync.answers_leaving = sync.answers_leaving.saturating_add(answers);
            sender.space = Space::default();
        } else if begins {
            sync.waits = true;
            sync.replied = false;
            sync.is_leaving = true;
        }
        for first in 0..returns {
            self.return_space(pair, if first == 0 { space } else { Space::default() });
        }
        for _ in 0..if answers > 0 { answers } else { u8::from(begins) } {
            self.push_outgoing(pair.foreign.host, Outgoing::ResetBySender { link });
        }
        if answers > 0 {
            self.note_mended(pair, space, None);
        }
        self.touch(pair.foreign.host);
    }

    /// An RCS leaves. Those that answer an RCR come first: the receiver counts so.
    pub fn on_reset_by_sender_left(&mut self, host: HostAddress, link: u8) {
        let pair = self.ncp.host(host).send_links.get(&link).copied();
        let Some(sync) = pair.and_then(|pair| self.sender_sync(pair)) else {
            return;
        };
        if sync.answers_leaving > 0 {
            sync.answers_leaving -= 1;
        } else if std::mem::take(&mut sync.is_leaving) {
            sync.unanswered = sync.unanswered.saturating_add(1);
        }
    }

    /// RCR: the reply to our RCS, or the receiver's own wish. RFC 467 p. 3-4.
    pub fn on_reset_by_receiver(&mut self, host: HostAddress, link: u8) {
        let Some(pair) = self.sender_on(host, link, Outgoing::ResetByReceiver { link }) else {
            return;
        };
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        let sync = &mut sender.sync;
        match (sync.unanswered, sync.is_leaving) {
            (0, false) => {
                sync.answers = sync.answers.saturating_add(1);
                return self.on_pipeline_empty(pair);
            }
            // It is no reply to an RCS that has not left: that one will be the reply. Nothing has gone since it was made.
            (0, true) => {
                sync.is_leaving = false;
                sync.waits = false;
                sync.answers_leaving = sync.answers_leaving.saturating_add(1);
            }
            // An RCS that has not left is not needed any more. For another that has, the receiver will set its mirror to
            // zero once more: nothing may be in transit then, so we go on waiting.
            (_, is_leaving) => {
                sync.is_leaving = false;
                sync.unanswered -= 1;
                sync.replied = true;
                sync.waits = sync.unanswered > 0;
                if is_leaving {
                    self.take_back_reset(host, link);
                }
            }
        }
        self.forget_space(pair);
    }

    /// Takes back the last RCS that waits to leave for the link.
    fn take_back_reset(&mut self, host: HostAddress, link: u8) {
        let foreign = self.ncp.host(host);
        let waits = foreign.withdraw(|command| command == Outgoing::ResetBySender { link });
        (1..waits).for_each(|_| foreign.push(Outgoing::ResetBySender { link }));
    }

    /// The sender's counters are zero, by agreement.
    fn forget_space(&mut self, pair: Pair) {
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        let space = std::mem::take(&mut sender.space);
        self.note_mended(pair, space, None);
        self.watch_stall(pair);
    }

    /// RCS: the reply to our RCR, or the sender's own wish; then RCR answers it. In either case the mirror is set to zero
    /// and the allocation begins anew. RFC 467 p. 3-4.
    pub fn on_reset_by_sender(&mut self, host: HostAddress, link: u8) {
        let Some(pair) = self.receiver_on(host, link, Outgoing::ResetBySender { link }) else {
            return;
        };
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let is_reply = receiver.sync.unanswered > 0;
        receiver.sync.unanswered = receiver.sync.unanswered.saturating_sub(1);
        if receiver.sync.unanswered > 0 {
            // Another RCR of ours is out, whose RCS will zero the sender's counters again.
            return;
        }
        // An ALL that has not left would only be counted and set to zero.
        self.ncp.host(host).withdraw(|command| command.is_allocation(link));
        if !is_reply {
            self.push_outgoing(host, Outgoing::ResetByReceiver { link });
        }
        self.begin_anew(pair, None);
    }

    // RFC 492.

    /// "A receiving host may at an arbitrary time issue a Give-Back allocation (GVB) control message" (RFC 492 p. 4). HH-137.
    fn begin_audit(&mut self, pair: Pair) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        if receiver.sync.audit.is_none() {
            receiver.sync.audit = Some(receiver.returns_due);
            self.ask_back(pair, 255, 255);
        }
    }

    /// "the allocation returned in the RET message should be the same as the allocation in the counters of the read side"
    /// (RFC 492 p. 4). HH-137.
    pub fn finish_audit(&mut self, pair: Pair, returned: Space) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get(&pair).map(|c| &c.state) else {
            return;
        };
        let agrees = receiver.granted == returned;
        match self.ncp.profile.resynchronisation {
            Resynchronisation::Audit { mismatch: Mismatch::Close, .. } if !agrees => {
                self.note_mended(pair, receiver.granted, Some(returned));
                self.abort(pair, CloseReason::Lost);
            }
            _ => self.begin_anew(pair, Some(returned)),
        }
    }

    // Common to both.

    /// The mirror is zero, like the sender's counters; what the receiver cares to allow is allowed anew.
    fn begin_anew(&mut self, pair: Pair, returned: Option<Space>) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let astray = std::mem::take(&mut receiver.granted);
        let is_once = receiver.policy.is_none();
        if returned != Some(astray) {
            self.note_mended(pair, astray, returned);
        }
        if is_once {
            self.grant(pair, astray);
        } else {
            self.top_up(pair);
        }
        self.watch_silence(pair);
    }

    fn note_mended(&mut self, pair: Pair, here: Space, there: Option<Space>) {
        self.ncp.counters.allocations_mended += 1;
        self.note(Note::AllocationMended {
            pair,
            messages: here.messages,
            bits: here.bits,
            returned_messages: there.map(|space| space.messages),
            returned_bits: there.map(|space| space.bits),
        });
    }

    fn sender_sync(&mut self, pair: Pair) -> Option<&mut SenderSync> {
        match &mut self.ncp.connections.get_mut(&pair)?.state {
            State::Sending(sender) | State::Draining(sender) => Some(&mut sender.sync),
            _ => None,
        }
    }

    // Watching.

    /// "After a timeout when there is traffic to move but no allocation" (RFC 467 p. 2) the sender begins: sets or stops
    /// that clock.
    pub fn watch_stall(&mut self, pair: Pair) {
        let Resynchronisation::ResetConnection { stalled_ns } = self.ncp.profile.resynchronisation else {
            return;
        };
        let now = self.now;
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        let lacks_space = sender.space.bytes_allowed(sender.byte_size) == 0;
        sender.stalled = match sender.stalled {
            _ if !(sender.has_unsent() && (lacks_space || sender.sync.waits)) => None,
            Some(at) => Some(at),
            None => Some(now.after_ns(stalled_ns)),
        };
        if let Some(at) = sender.stalled {
            self.ncp.wake_by(at);
        }
    }

    /// A process waits, the sender may send, and nothing comes: sets the clock for an audit.
    pub fn watch_silence(&mut self, pair: Pair) {
        let Resynchronisation::Audit { silent_ns, .. } = self.ncp.profile.resynchronisation else {
            return;
        };
        let at = self.now.after_ns(silent_ns);
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        receiver.silent = (receiver.wanted_bits.is_some() && !receiver.granted.is_empty()).then_some(at);
        if receiver.silent.is_some() {
            self.ncp.wake_by(at);
        }
    }

    /// One of these clocks has run out.
    pub fn on_watch_deadline(&mut self, pair: Pair) {
        match self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state) {
            Some(State::Sending(sender) | State::Draining(sender)) => {
                sender.stalled = None;
                self.ncp.counters.resynchronisations_late += u64::from(sender.sync.unanswered > 0);
                if sender.sync.waits && sender.sync.replied {
                    sender.sync.waits = false;
                    self.touch(pair.foreign.host);
                } else {
                    self.begin_reset_by_sender(pair);
                }
                self.watch_stall(pair);
            }
            Some(State::Receiving(receiver)) => {
                receiver.silent = None;
                // An audit that is under way by now has lost its GVB or its RET.
                if receiver.sync.audit.take().is_some() {
                    receiver.returns_due = 0;
                    self.ncp.counters.resynchronisations_late += 1;
                }
                self.begin_audit(pair);
                self.watch_silence(pair);
            }
            _ => {}
        }
    }
}

impl State {
    /// When the clock of [`Turn::watch_stall`] or [`Turn::watch_silence`] runs out.
    pub fn watch_deadline(&self) -> Option<Time> {
        match self {
            State::Sending(sender) | State::Draining(sender) => sender.stalled,
            State::Receiving(receiver) => receiver.silent,
            _ => None,
        }
    }
}
