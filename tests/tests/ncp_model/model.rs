//! The model: what NIC 8246 lets one host say, given what it has said and heard.
//!
//! A [`Model`] rides along with one NCP. It sees the messages that the NCP gives to its IMP and the messages and answers
//! that the IMP gives back, nothing else: none of the machine's tables, none of its code but the parsing of messages. It
//! keeps for each pair of sockets which RFCs and CLSs have passed, and for each sender the two counters as p. 14-16 define
//! them; anything that the NCP may not say is a violation, told with the rule that it breaks.

use std::collections::{BTreeMap, BTreeSet};

use arpanet_kernel::Time;
use arpanet_ncp::{Profile, RepeatedRfcs, Resynchronisation};
use arpanet_wire::command::{Command, Commands, ErrorReport, Quoted};
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, HostAddress, Leader};

/// Our socket and a foreign one.
pub type Pair = (u32, HostAddress, u32);

/// What has passed about one pair.
#[derive(Clone, Debug, Default)]
struct View {
    rfc_out: bool,
    rfc_in: bool,
    cls_out: Option<Time>,
    cls_in: bool,
    /// Of the RTS, whoever sent it.
    link: Option<u8>,
    /// Of the STR, whoever sent it.
    size: Option<u8>,
    /// The sender's counters, or those the receiver has to keep: what may still be sent.
    messages: i64,
    bits: i64,
    /// GVBs heard and not answered: what the RETs must give, as far as that is settled. Under RFC 492 it is when
    /// nothing is in transit.
    asked_back: Vec<Option<(i64, i64)>>,
    /// GVBs said and not answered.
    returns_due: usize,
    /// RCS or RCR said and not answered.
    resyncs_out: usize,
    /// RCS or RCR heard and not answered.
    resyncs_in: usize,
    /// The counters are to be set to zero when nothing is in transit. RFC 467 p. 4.
    zero_when_empty: bool,
    /// The other end has said ERR about it: the NCP may have dropped it.
    doubtful: bool,
    /// Tells this connection from others that the same pair has had.
    serial: u64,
}

impl View {
    /// Whether the sender's counters may be these. A GVB that came when RCS was on its way out is answered with nothing,
    /// and that shows only when RCS has left.
    fn may_stand_at(&self, space: (i64, i64)) -> bool {
        let mut kept = (self.messages, self.bits);
        let unsaid = self.asked_back.iter().rev().map_while(|asked| *asked);
        let mut with_each = unsaid.map(|(messages, bits)| {
            kept = (kept.0 + messages, kept.1 + bits);
            kept
        });
        (self.messages, self.bits) == space || with_each.any(|kept| kept == space)
    }

    /// RCS has left: what was asked back and has not been given is given up with the rest, and RET says nothing.
    fn keep_what_was_asked_back(&mut self) {
        for asked in self.asked_back.iter_mut().flatten() {
            let (messages, bits) = std::mem::take(asked);
            self.messages += messages;
            self.bits += bits;
        }
    }
}

/// A message without its answer.
#[derive(Clone, Debug)]
struct Outstanding {
    /// The connection, and its serial number.
    pair: Option<(Pair, u64)>,
    /// Purges of the host's entries when it was sent: what is older belongs to nobody.
    purges: u64,
    sent_at: Time,
}

/// What NIC 8246 knows of one foreign host.
#[derive(Clone, Debug, Default)]
struct Host {
    outstanding: BTreeMap<u8, Outstanding>,
    /// The IMP has said that this message did not arrive: the same may come again on its link, at no cost.
    undelivered: BTreeMap<u8, (Bits, Outstanding)>,
    purges: u64,
    ecos_in: u64,
    /// When an unanswered ECO was sent.
    eco_out: Option<Time>,
    resets_in: u64,
    /// RST is out: nothing else may be said until RRP, or until then.
    held_until: Option<Time>,
}

pub struct Model {
    profile: Profile,
    views: BTreeMap<Pair, View>,
    hosts: BTreeMap<HostAddress, Host>,
    serials: u64,
    /// Hosts with which a CLS has been forgotten: "all timeout periods ... are in violation of the protocol since their
    /// use can lead to connection ambiguities" (p. 14). What is said about connections with them is not judged any more.
    ambiguous: BTreeSet<HostAddress>,
}

/// What the NCP did, and the rule against it.
pub type Violation = String;

fn broken(rule: &str, what: impl std::fmt::Debug) -> Violation {
    format!("{rule}: {what:?}")
}

impl Model {
    pub fn new(profile: Profile) -> Model {
        Model {
            profile,
            views: BTreeMap::new(),
            hosts: BTreeMap::new(),
            serials: 0,
            ambiguous: BTreeSet::new(),
        }
    }

    /// Whether the sender's counters of a pair are what the messages imply.
    pub fn agrees(&self, pair: Pair, space: (i64, i64)) -> Result<(), String> {
        match self.views.get(&pair) {
            Some(view) if view.may_stand_at(space) => Ok(()),
            _ if self.ambiguous.contains(&pair.1) => Ok(()),
            other => Err(format!("has {space:?}, the model says {other:?}")),
        }
    }

    /// One end has forgotten a CLS of the other's.
    pub fn on_forgotten(&mut self, address: HostAddress) {
        self.ambiguous.insert(address);
    }

    pub fn is_ambiguous(&self) -> bool {
        !self.ambiguous.is_empty()
    }

    /// A rule about connections, which holds as long as none with the host has been forgotten.
    fn judged<T: Default>(
        &self,
        address: HostAddress,
        verdict: Result<T, Violation>,
    ) -> Result<T, Violation> {
        if self.ambiguous.contains(&address) { Ok(verdict.unwrap_or_default()) } else { verdict }
    }

    fn host(&mut self, address: HostAddress) -> &mut Host {
        self.hosts.entry(address).or_default()
    }

    // What the NCP says.

    pub fn on_sent(&mut self, now: Time, message: &Bits) -> Result<(), Violation> {
        let leader = Leader::parse(message).map_err(|error| broken("a message has a leader", error))?;
        if leader.message_type != 0 {
            return Ok(());
        }
        if message.length_bits() > 8095 {
            return Err(broken("RFC 381 p. 3: 8095 bits at most", message.length_bits()));
        }
        let whole = Message::parse(message).map_err(|error| broken("a message is whole", error))?;
        let header = whole.header();
        if header.m1 != 0
            || header.m2 != 0
            || leader.priority
            || leader.for_imp
            || leader.trace
            || leader.octal
        {
            return Err(broken("p. 19: M1 and M2 are zero, and so are the flags", header));
        }
        self.check_outstanding(&leader)?;
        let address = leader.address;
        let purges = self.host(address).purges;
        // What a reset has ended is not said again (p. 18): the same bits then mean something new, and are judged as such.
        let again = self.host(address).undelivered.remove(&leader.link);
        let again = again.filter(|(bits, outstanding)| bits == message && outstanding.purges == purges);
        if let Some((_, outstanding)) = again {
            let outstanding = Outstanding { sent_at: now, ..outstanding };
            self.host(address).outstanding.insert(leader.link, outstanding);
            return Ok(());
        }
        let pair = match leader.link {
            0 => {
                header.check_control().map_err(|error| broken("p. 21: a control message", error))?;
                self.on_commands_sent(now, address, whole.text().octets())?;
                None
            }
            link => {
                self.check_held(now, address, "data")?;
                let verdict = self.on_data_sent(address, link, header.byte_size, header.text_bits());
                self.judged(address, verdict.map(Some))?
            }
        };
        // An RST purges first; its message belongs to what comes after.
        let purges = self.host(address).purges;
        self.host(address).outstanding.insert(leader.link, Outstanding { pair, purges, sent_at: now });
        Ok(())
    }

    /// RFNMs and ERPs that the NCP need not wait for any longer.
    pub fn tick(&mut self, now: Time) {
        for host in self.hosts.values_mut() {
            host.outstanding.retain(|_, message| now.ns_since(message.sent_at) < self.profile.rfnm_limit_ns);
            host.eco_out = host.eco_out.filter(|at| now.ns_since(*at) < self.profile.echo_limit_ns);
        }
        self.settle_empty_pipelines();
    }

    /// Where nothing is in transit, what had to wait for that is done.
    fn settle_empty_pipelines(&mut self) {
        for (pair, view) in &mut self.views {
            let blocked = self.hosts.get(&pair.1).is_some_and(|host| {
                let of_this = |message: &Outstanding| message.pair == Some((*pair, view.serial));
                host.outstanding.values().any(of_this)
                    || host.undelivered.values().any(|(_, message)| of_this(message))
            });
            if blocked {
                continue;
            }
            for asked in view.asked_back.iter_mut().filter(|asked| asked.is_none()) {
                *asked = Some((std::mem::take(&mut view.messages), std::mem::take(&mut view.bits)));
            }
            if std::mem::take(&mut view.zero_when_empty) {
                (view.messages, view.bits) = (0, 0);
            }
        }
    }

    fn check_outstanding(&self, leader: &Leader) -> Result<(), Violation> {
        let to_imp = |(address, host): (&HostAddress, &Host)| {
            if address.imp == leader.address.imp { host.outstanding.len() } else { 0 }
        };
        if self.hosts.iter().map(to_imp).sum::<usize>() >= 4 {
            return Err(broken("RFC 442 p. 3: four messages to an IMP", leader));
        }
        let host = self.hosts.get(&leader.address);
        if host.is_some_and(|host| host.outstanding.contains_key(&leader.link)) {
            return Err(broken("RFC 107 p. 11: one message on a link until its RFNM", leader));
        }
        Ok(())
    }

    fn check_held(&mut self, now: Time, address: HostAddress, what: &str) -> Result<(), Violation> {
        match self.host(address).held_until {
            Some(until) if now < until => {
                Err(broken("p. 18: RST is unanswered, nothing else may be said", what))
            }
            _ => Ok(()),
        }
    }

    fn on_commands_sent(&mut self, now: Time, address: HostAddress, text: &[u8]) -> Result<(), Violation> {
        let mut resets = 0;
        let mut at = 0;
        while at < text.len() {
            // RCS 255 and RCR 254, two octets each: the project's opcodes.
            if let [opcode @ (254 | 255), link, ..] = text[at..] {
                self.check_held(now, address, "RCS or RCR")?;
                let verdict = self.on_resync_sent(address, opcode == 255, link);
                self.judged(address, verdict)?;
                at += 2;
                continue;
            }
            let command = match Commands::new(&text[at..]).next() {
                Some(Ok(command)) => command,
                other => return Err(broken("p. 21: whole commands, legal opcodes", other)),
            };
            at += command.length_octets();
            resets += usize::from(command == Command::Rst);
            // "The NOP command may be sent at any time" (p. 21).
            if !matches!(command, Command::Rst | Command::Rrp | Command::Nop) {
                self.check_held(now, address, command.name())?;
            }
            command.check_parameters().map_err(|error| broken("p. 25: good parameters", error))?;
            let verdict = match command.link().is_some()
                || matches!(command, Command::Str { .. } | Command::Cls { .. })
            {
                true => {
                    let verdict = self.on_connection_command_sent(now, address, command);
                    self.judged(address, verdict)
                }
                false => self.on_host_command_sent(now, address, command),
            };
            verdict.map_err(|rule| format!("{command} to {address}: {rule}"))?;
        }
        if resets > 1 {
            return Err(broken("p. 18: one RST in a control message", resets));
        }
        Ok(())
    }

    /// What is said about one connection.
    fn on_connection_command_sent(
        &mut self,
        now: Time,
        address: HostAddress,
        command: Command,
    ) -> Result<(), Violation> {
        match command {
            Command::Rts { my_socket, your_socket, link } => {
                let pair = (my_socket, address, your_socket);
                self.check_link_is_free(now, pair, link)?;
                self.on_rfc_sent(now, pair)?.link = Some(link);
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                self.on_rfc_sent(now, (my_socket, address, your_socket))?.size = Some(byte_size);
            }
            Command::Cls { my_socket, your_socket } => {
                self.on_cls_sent(now, (my_socket, address, your_socket))?;
            }
            Command::All { link, messages, bits } => {
                let view = self.open_receiver(address, link)?;
                view.messages += i64::from(messages);
                view.bits += i64::from(bits);
                if view.messages > 65_535 || view.bits > 4_294_967_295 {
                    return Err(broken("p. 15: the sender's counters have limits", view));
                }
            }
            Command::Gvb { link, .. } => self.open_receiver(address, link)?.returns_due += 1,
            Command::Ret { link, messages, bits } => {
                self.on_return_sent(address, link, i64::from(messages), i64::from(bits))?;
            }
            Command::Inr { link } => {
                self.open_receiver(address, link)?;
            }
            Command::Ins { link } => {
                self.open_sender(address, link)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What is said to a host as such.
    fn on_host_command_sent(
        &mut self,
        now: Time,
        address: HostAddress,
        command: Command,
    ) -> Result<(), Violation> {
        match command {
            Command::Eco { .. } => {
                let earlier = self.host(address).eco_out.replace(now);
                if earlier.is_some() {
                    return Err(broken("p. 17: the last ECO is unanswered", command));
                }
            }
            Command::Erp { .. } => {
                let ecos = &mut self.host(address).ecos_in;
                *ecos = ecos.checked_sub(1).ok_or_else(|| broken("p. 17: no ERP without ECO", command))?;
            }
            Command::Rst => {
                self.purge(address);
                let limit = self.profile.reset_limit_ns;
                let host = self.host(address);
                host.held_until = Some(now.after_ns(limit));
                // An RST purges, and so does the far end: an ECO before it will not be answered.
                host.eco_out = None;
            }
            Command::Rrp => {
                let resets = &mut self.host(address).resets_in;
                if std::mem::take(resets) == 0 {
                    return Err(broken("p. 18: no RRP without RST", command));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A pair that is over, as far as this host may think: forgotten after its time, or dropped after ERR.
    fn is_over(&self, now: Time, view: &View) -> bool {
        let is_forgotten = view.cls_out.is_some_and(|at| now.ns_since(at) >= self.profile.close_limit_ns);
        is_forgotten || view.doubtful
    }

    fn on_rfc_sent(&mut self, now: Time, pair: Pair) -> Result<&mut View, Violation> {
        if self.views.get(&pair).is_some_and(|view| self.is_over(now, view)) {
            self.views.remove(&pair);
        }
        let holds_socket = |other: &Pair, view: &View| {
            let is_judged = !self.ambiguous.contains(&other.1);
            is_judged && other.0 == pair.0 && *other != pair && view.rfc_out && !self.is_over(now, view)
        };
        if let Some((other, view)) = self.views.iter().find(|(other, view)| holds_socket(other, view)) {
            return Err(broken("p. 10, p. 12: the local socket is not free", (other, view)));
        }
        let view = self.view(pair);
        // A match that was on its way when the CLS came still goes out, before our CLS (p. 13, example 2).
        if view.rfc_out || view.cls_out.is_some() {
            return Err(broken("p. 12: CLS must be exchanged before another RFC", view));
        }
        view.rfc_out = true;
        Ok(view)
    }

    fn view(&mut self, pair: Pair) -> &mut View {
        self.serials += 1;
        self.views.entry(pair).or_insert_with(|| View { serial: self.serials, ..View::default() })
    }

    fn check_link_is_free(&self, now: Time, pair: Pair, link: u8) -> Result<(), Violation> {
        let uses = |(other, view): (&Pair, &View)| {
            *other != pair
                && other.1 == pair.1
                && other.0 & 1 == 0
                && view.rfc_out
                && view.link == Some(link)
                && !self.is_over(now, view)
        };
        if self.views.iter().any(uses) {
            return Err(broken("p. 20: a unique link for each connection", link));
        }
        Ok(())
    }

    fn on_cls_sent(&mut self, now: Time, pair: Pair) -> Result<(), Violation> {
        let in_transit = self.hosts.get(&pair.1).is_some_and(|host| {
            host.outstanding.values().any(|message| {
                message.pair.is_some_and(|(of, serial)| {
                    of == pair && Some(serial) == self.views.get(&pair).map(|v| v.serial)
                })
            })
        });
        if in_transit {
            return Err(broken("p. 12: no CLS from a sender while its message is in transit", pair));
        }
        let Some(view) = self.views.get_mut(&pair) else {
            return Err(broken("p. 12: CLS ends what an RFC began", pair));
        };
        if view.cls_out.is_some() {
            return Err(broken("p. 12: one CLS", view));
        }
        view.cls_out = Some(now);
        if view.cls_in {
            self.views.remove(&pair);
        }
        Ok(())
    }

    fn find(&mut self, address: HostAddress, link: u8, sends: bool) -> Option<(Pair, &mut View)> {
        self.views
            .iter_mut()
            .find(|(pair, view)| {
                pair.1 == address
                    && (pair.0 & 1 == 1) == sends
                    && view.link == Some(link)
                    && view.rfc_out
                    && view.rfc_in
                    && view.cls_out.is_none()
            })
            .map(|(pair, view)| (*pair, view))
    }

    fn open_receiver(&mut self, address: HostAddress, link: u8) -> Result<&mut View, Violation> {
        match self.find(address, link, false) {
            Some((_, view)) if !view.cls_in => Ok(view),
            other => Err(broken("p. 15-17: only a receiver of an established connection may say so", other)),
        }
    }

    fn open_sender(&mut self, address: HostAddress, link: u8) -> Result<(Pair, &mut View), Violation> {
        match self.find(address, link, true) {
            Some((pair, view)) if !view.cls_in => Ok((pair, view)),
            other => Err(broken("p. 15-17: only a sender on an established connection may say so", other)),
        }
    }

    fn on_data_sent(
        &mut self,
        address: HostAddress,
        link: u8,
        size: u8,
        text_bits: usize,
    ) -> Result<(Pair, u64), Violation> {
        let (pair, view) = self.open_sender(address, link)?;
        if view.size != Some(size) {
            return Err(broken("p. 19: the byte size of the STR", (size, view)));
        }
        view.messages -= 1;
        view.bits -= text_bits as i64;
        if view.messages < 0 || view.bits < 0 {
            return Err(broken("p. 15: neither counter below zero", view));
        }
        Ok((pair, view.serial))
    }

    fn on_return_sent(
        &mut self,
        address: HostAddress,
        link: u8,
        messages: i64,
        bits: i64,
    ) -> Result<(), Violation> {
        let (_, view) = self.open_sender(address, link)?;
        if view.asked_back.is_empty() {
            return Err(broken("p. 16: no RET without GVB", view));
        }
        match view.asked_back.remove(0) {
            None => Err(broken("RFC 492 p. 4: no RET while anything is in transit", view)),
            Some(asked) if asked != (messages, bits) => {
                Err(broken("p. 16: the share as it stood, rounded up", (asked, messages, bits)))
            }
            Some(_) => Ok(()),
        }
    }

    /// RFC 467.
    fn on_resync_sent(&mut self, address: HostAddress, by_sender: bool, link: u8) -> Result<(), Violation> {
        let view = match by_sender {
            true => {
                let (pair, view) = self.open_sender(address, link)?;
                let own = Some((pair, view.serial));
                if self.host(address).outstanding.values().any(|message| message.pair == own) {
                    return Err(broken("RFC 467 p. 3: RCS waits until nothing is in transit", link));
                }
                self.open_sender(address, link)?.1
            }
            false => self.open_receiver(address, link)?,
        };
        if view.resyncs_in > 0 {
            view.resyncs_in -= 1;
        } else {
            view.resyncs_out += 1;
            view.keep_what_was_asked_back();
        }
        Ok(())
    }

    // What it hears.

    /// A message for the NCP. `is_known` tells whether the NCP has an entry for a pair.
    pub fn on_received(&mut self, now: Time, message: &Bits, is_known: impl Fn(Pair) -> bool) {
        let Ok(leader) = Leader::parse(message) else { return };
        let address = leader.address;
        if leader.message_type != 0 {
            return;
        }
        let Ok(whole) = Message::parse(message) else { return };
        if leader.link != 0 {
            let text_bits = whole.header().text_bits() as i64;
            if !self.is_deaf(now, address)
                && let Some((_, view)) = self.find(address, leader.link, false)
            {
                view.messages = (view.messages - 1).max(0);
                view.bits = (view.bits - text_bits).max(0);
            }
            return;
        }
        let text = whole.text().octets().to_vec();
        let mut at = 0;
        while at < text.len() {
            if let [opcode @ (254 | 255), link, ..] = text[at..] {
                if matches!(self.profile.resynchronisation, Resynchronisation::ResetConnection { .. }) {
                    if !self.is_deaf(now, address) {
                        self.on_resync_received(address, opcode == 255, link);
                    }
                    at += 2;
                    continue;
                }
                return;
            }
            let Some(Ok(command)) = Commands::new(&text[at..]).next() else { return };
            at += command.length_octets();
            if matches!(command, Command::Rst | Command::Rrp) || !self.is_deaf(now, address) {
                self.on_command_received(now, address, command, &is_known);
            }
        }
    }

    /// While RST is unanswered, what comes was said before it was known.
    fn is_deaf(&mut self, now: Time, address: HostAddress) -> bool {
        self.host(address).held_until.is_some_and(|until| now < until)
    }

    fn on_command_received(
        &mut self,
        now: Time,
        address: HostAddress,
        command: Command,
        is_known: &dyn Fn(Pair) -> bool,
    ) {
        match command {
            Command::Rts { my_socket, your_socket, link } => {
                self.on_rfc_received(now, (your_socket, address, my_socket), Some(link), None);
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                self.on_rfc_received(now, (your_socket, address, my_socket), None, Some(byte_size));
            }
            Command::Cls { my_socket, your_socket } => {
                let pair = (your_socket, address, my_socket);
                // Nothing has passed, but the NCP may have a request of its own that still waits to leave.
                if !self.views.contains_key(&pair) && is_known(pair) {
                    self.view(pair);
                }
                if let Some(view) = self.views.get_mut(&pair) {
                    view.cls_in = true;
                    if view.cls_out.is_some() {
                        self.views.remove(&pair);
                    }
                }
            }
            Command::All { link, messages, bits } => {
                if let Some((_, view)) = self.find(address, link, true) {
                    let (messages, bits) = (view.messages + i64::from(messages), view.bits + i64::from(bits));
                    if !view.cls_in && messages <= 65_535 && bits <= 4_294_967_295 {
                        (view.messages, view.bits) = (messages, bits);
                    }
                }
            }
            Command::Gvb { link, message_fraction, bit_fraction } => {
                let audits = matches!(self.profile.resynchronisation, Resynchronisation::Audit { .. });
                if let Some((_, view)) = self.find(address, link, true)
                    && !view.cls_in
                {
                    let share =
                        |all: i64, f: u8| if f >= 128 { all } else { (all * i64::from(f) + 127) / 128 };
                    // RFC 467 p. 2-3: between RCS and RCR the counters are as good as zero.
                    let asked = match view.resyncs_out {
                        0 => (share(view.messages, message_fraction), share(view.bits, bit_fraction)),
                        _ => (0, 0),
                    };
                    view.asked_back.push((!audits).then_some(asked));
                    if !audits {
                        view.messages -= asked.0;
                        view.bits -= asked.1;
                    }
                }
                self.settle_empty_pipelines();
            }
            Command::Ret { link, messages, bits } => {
                let audits = matches!(self.profile.resynchronisation, Resynchronisation::Audit { .. });
                if let Some((_, view)) = self.find(address, link, false) {
                    view.returns_due = view.returns_due.saturating_sub(1);
                    if audits {
                        // "the allocation counters at the send side are zero" then (RFC 492 p. 4), whatever was lost.
                        (view.messages, view.bits) = (0, 0);
                    }
                    view.messages = (view.messages - i64::from(messages)).max(0);
                    view.bits = (view.bits - i64::from(bits)).max(0);
                }
            }
            Command::Eco { .. } => self.host(address).ecos_in += 1,
            Command::Erp { .. } => self.host(address).eco_out = None,
            Command::Err(report) => self.on_error_received(address, &report),
            Command::Rst => {
                self.purge(address);
                let host = self.host(address);
                host.resets_in += 1;
                host.eco_out = None;
            }
            Command::Rrp => {
                let host = self.host(address);
                host.held_until = None;
                host.eco_out = None;
            }
            Command::Nop | Command::Inr { .. } | Command::Ins { .. } => {}
        }
    }

    fn on_rfc_received(&mut self, now: Time, pair: Pair, link: Option<u8>, size: Option<u8>) {
        if self.views.get(&pair).is_some_and(|view| self.is_over(now, view)) {
            self.views.remove(&pair);
        }
        let reopens = self.profile.repeated_rfcs == RepeatedRfcs::Reopen;
        let view = self.view(pair);
        if view.cls_out.is_some() || view.cls_in {
            return;
        }
        if view.rfc_in && view.rfc_out {
            if !reopens {
                return;
            }
            self.views.remove(&pair);
        }
        let view = self.view(pair);
        view.rfc_in = true;
        view.link = link.or(view.link);
        view.size = size.or(view.size);
    }

    fn on_resync_received(&mut self, address: HostAddress, by_sender: bool, link: u8) {
        let sends = !by_sender;
        let Some((_, view)) = self.find(address, link, sends) else { return };
        let is_reply = view.resyncs_out > 0;
        if is_reply {
            view.resyncs_out -= 1;
        } else {
            view.resyncs_in += 1;
        }
        // A sender that is asked waits until nothing is in transit; a receiver does not, nor does he who gets his reply.
        if by_sender || is_reply {
            (view.messages, view.bits) = (0, 0);
        } else {
            view.zero_when_empty = true;
        }
        self.settle_empty_pipelines();
    }

    /// The far end finds fault. Where the profile heeds that, the NCP may drop the connection that the ERR is about, or not
    /// (RFC 467 p. 6-7); no other.
    fn on_error_received(&mut self, address: HostAddress, report: &ErrorReport) {
        if !self.profile.heed_errors {
            return;
        }
        let on_link = |pair: &Pair, view: &View, link: u8, sends: bool| {
            view.link == Some(link) && (pair.0 & 1 == 1) == sends
        };
        let is_meant = |pair: &Pair, view: &View| match report.quoted() {
            Quoted::Message { header, .. } => on_link(pair, view, header.leader.link, true),
            Quoted::Command(command) => match command {
                Command::Rts { my_socket, your_socket, .. }
                | Command::Str { my_socket, your_socket, .. }
                | Command::Cls { my_socket, your_socket } => (pair.0, pair.2) == (my_socket, your_socket),
                Command::All { link, .. } | Command::Gvb { link, .. } | Command::Inr { link } => {
                    on_link(pair, view, link, false)
                }
                Command::Ret { link, .. } | Command::Ins { link } => on_link(pair, view, link, true),
                _ => false,
            },
            _ => false,
        };
        for (pair, view) in self.views.iter_mut().filter(|(pair, _)| pair.1 == address) {
            let is_open = view.rfc_out && view.rfc_in || view.cls_out.is_some();
            view.doubtful |= is_open && is_meant(pair, view);
        }
    }

    // What the IMP answers.

    pub fn on_answer(&mut self, message: &Bits, answered: &Bits) {
        let Ok(leader) = Leader::parse(message) else { return };
        let host = self.host(leader.address);
        let Some(outstanding) = host.outstanding.remove(&leader.link) else { return };
        match leader.message_type {
            7 if outstanding.purges == host.purges
                && self.belongs_to_somebody(leader.address, &outstanding) =>
            {
                self.purge(leader.address);
                let host = self.host(leader.address);
                host.held_until = None;
                host.eco_out = None;
                host.resets_in = 0;
            }
            8 | 9 => {
                self.host(leader.address).undelivered.insert(leader.link, (answered.clone(), outstanding));
            }
            _ => {}
        }
        self.settle_empty_pipelines();
    }

    /// Whether the connection of a data message is still the one that it was.
    fn belongs_to_somebody(&self, address: HostAddress, message: &Outstanding) -> bool {
        match message.pair {
            None => true,
            Some((pair, serial)) => {
                pair.1 == address && self.views.get(&pair).is_some_and(|view| view.serial == serial)
            }
        }
    }

    /// After an ERR the NCP may have dropped a connection, which nothing it says would show: its own list settles it.
    pub fn settle_doubts(&mut self, is_known: impl Fn(Pair) -> bool) {
        self.views.retain(|pair, view| {
            let answer_is_due = view.cls_in && view.cls_out.is_none();
            !std::mem::take(&mut view.doubtful) || answer_is_due || is_known(*pair)
        });
    }

    /// RST, from either side, or death: everything with the host is over.
    pub fn purge(&mut self, address: HostAddress) {
        self.views.retain(|pair, _| pair.1 != address);
        let host = self.host(address);
        host.purges += 1;
        host.undelivered.clear();
        host.ecos_in = 0;
    }
}
