//! Processes that do as they please: they ask, listen, send, read, interrupt and close at random, and remember what they
//! were told, so that it can be judged at the end.
//!
//! What a process sends says where it comes from: the first 32 bits are the sender's own number, the rest follows from
//! that number. So whoever reads can tell a stream that is whole from one with a hole, a repetition or a stranger in it.

use std::collections::BTreeMap;

use arpanet_kernel::Stream;
use arpanet_ncp::{Allowance, CloseReason, ConnectionId, Event, Gender, Input, Misuse, Ncp, SocketName};
use arpanet_wire::{Bits, HostAddress};

use crate::plan::Plan;
use crate::trial::{HOSTS, NOBODY};

/// One connection as its process knows it.
#[derive(Clone, Debug)]
pub struct User {
    id: u32,
    local: u32,
    phase: Phase,
    byte_size: u8,
    /// Bits handed to the NCP for sending.
    sent_bits: u64,
    /// `Send`s that have not been answered by `Room`.
    rooms_due: u32,
    /// The last `Send` was of nothing.
    sent_nothing: bool,
    /// The process has closed it, keeping its data.
    closed: bool,
    /// The process has thrown data away: aborted, or closed before it had read everything.
    dropped: bool,
    /// A `Receive` waits.
    reading: bool,
    /// The first 32 bits, as they come.
    head: Bits,
    received_bits: u64,
    told: Option<CloseReason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Asked,
    Open,
    Ended,
    /// With its host.
    Crashed,
}

/// All processes of one host, in all its lives.
pub struct Users {
    host: usize,
    dice: Stream,
    next_id: u32,
    users: BTreeMap<u32, User>,
    held: Vec<u32>,
    echoes: Vec<u32>,
    /// Processes that read on at once.
    hungry: Vec<u32>,
    is_ending: bool,
}

/// SplitMix64.
fn mixed(mut value: u64) -> u64 {
    value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

/// The bits from `from` to `to` of the stream of sender `id`.
fn content(id: u32, from: u64, to: u64) -> Bits {
    let mut bits = Bits::new();
    let mut at = from;
    while at < to {
        let word = at / 32;
        let value = if word == 0 { id } else { mixed(u64::from(id) << 32 | word) as u32 };
        let end = to.min((word + 1) * 32);
        let width = (end - at) as u32;
        let shifted = u64::from(value) >> ((word + 1) * 32 - end);
        bits.push(shifted & ((1 << width) - 1), width);
        at = end;
    }
    bits
}

impl Users {
    pub fn new(host: usize, dice: Stream) -> Users {
        // Numbers tell the host, so that no two senders share one.
        let next_id = 1 + 1_000_000 * host as u32;
        Users {
            host,
            dice,
            next_id,
            users: BTreeMap::new(),
            held: Vec::new(),
            echoes: Vec::new(),
            hungry: Vec::new(),
            is_ending: false,
        }
    }

    pub fn die(&mut self) {
        for user in self.users.values_mut().filter(|user| user.phase != Phase::Ended) {
            user.phase = Phase::Crashed;
        }
        self.held.clear();
        self.echoes.clear();
        self.hungry.clear();
    }

    // What they do.

    /// Some call of some process.
    pub fn next_call(&mut self, ncp: &Ncp, plan: &Plan) -> Option<Input> {
        match self.dice.below(100) {
            0..20 => Some(self.ask(plan)),
            20..35 => Some(self.listen(plan)),
            35..60 => self.send(ncp),
            60..80 => self.read(),
            80..89 => self.close(),
            89..92 => self.with_any(|id| Input::Interrupt { id }),
            92 => {
                let (messages, bits) = (self.dice.below(256) as u8, self.dice.below(256) as u8);
                self.with_any(|id| Input::GiveBack { id, messages, bits })
            }
            93 => self.with_any(|id| Input::Resynchronise { id }),
            94..96 => Some(self.echo()),
            96..98 => Some(self.hold(plan)),
            98 => self.release(),
            _ => self.refuse(ncp, plan),
        }
    }

    fn new_user(&mut self, local: u32) -> ConnectionId {
        let id = self.next_id;
        self.next_id += 1;
        let user = User {
            id,
            local,
            phase: Phase::Asked,
            byte_size: 0,
            sent_bits: 0,
            rooms_due: 0,
            sent_nothing: false,
            closed: false,
            dropped: false,
            reading: false,
            head: Bits::new(),
            received_bits: 0,
            told: None,
        };
        self.users.insert(id, user);
        ConnectionId(id)
    }

    fn socket(&mut self, plan: &Plan) -> u32 {
        self.dice.below(2 * plan.sockets) as u32
    }

    fn foreign(&mut self, local: u32, plan: &Plan) -> SocketName {
        let octet = match self.dice.below(40) {
            0 => NOBODY,
            1 | 2 => HOSTS[self.host],
            _ => HOSTS[1 - self.host],
        };
        let number = (self.socket(plan) & !1) | (!local & 1);
        SocketName { host: HostAddress::from_octet(octet), number }
    }

    fn byte_size(&mut self, local: u32) -> u8 {
        match Gender::of(local) {
            Gender::Send => [8, 8, 8, 1, 7, 32, 36, 255][self.dice.below(8) as usize],
            Gender::Receive => [0, 0, 0, 8][self.dice.below(4) as usize],
        }
    }

    fn allowance(&mut self) -> Allowance {
        match self.dice.below(6) {
            0 => Allowance::Once { messages: 1, bits: 32 },
            1 => Allowance::Level { messages: 3, bits: 500 },
            _ => Allowance::ByProfile,
        }
    }

    fn ask(&mut self, plan: &Plan) -> Input {
        let local = self.socket(plan);
        let foreign = self.foreign(local, plan);
        let (byte_size, allowance) = (self.byte_size(local), self.allowance());
        Input::Init { id: self.new_user(local), local, foreign, byte_size, allowance }
    }

    fn listen(&mut self, plan: &Plan) -> Input {
        let local = self.socket(plan);
        let foreign = self.foreign(local, plan);
        let host = self.dice.chance(0.2).then_some(foreign.host);
        let socket = self.dice.chance(0.2).then_some(foreign.number);
        let (byte_size, allowance) = (self.byte_size(local), self.allowance());
        Input::Listen { id: self.new_user(local), local, byte_size, host, socket, allowance }
    }

    fn pick(&mut self, is_wanted: impl Fn(&User) -> bool) -> Option<u32> {
        let live = |user: &&User| matches!(user.phase, Phase::Asked | Phase::Open) && is_wanted(user);
        let ids: Vec<u32> = self.users.values().filter(live).map(|user| user.id).collect();
        if ids.is_empty() {
            return None;
        }
        Some(ids[self.dice.below(ids.len() as u64) as usize])
    }

    fn with_any(&mut self, call: impl Fn(ConnectionId) -> Input) -> Option<Input> {
        self.pick(|_| true).map(|id| call(ConnectionId(id)))
    }

    fn send(&mut self, ncp: &Ncp) -> Option<Input> {
        let id = self.pick(|user| user.phase == Phase::Open && user.local & 1 == 1 && !user.closed)?;
        let room = ncp.room_bits(ConnectionId(id)) as u64;
        let user = self.users.get_mut(&id).expect("just picked");
        let size = u64::from(user.byte_size);
        // The first message says who sends.
        let least = if user.sent_bits == 0 { 32_u64.div_ceil(size) } else { 0 };
        let most = room / size;
        if least > most {
            return None;
        }
        let scale = [3, 40, 2000][self.dice.below(3) as usize].min(most - least + 1);
        let bits = (least + self.dice.below(scale)) * size;
        let data = content(id, user.sent_bits, user.sent_bits + bits);
        user.sent_bits += bits;
        user.rooms_due += 1;
        user.sent_nothing = bits == 0;
        Some(Input::Send { id: ConnectionId(id), data })
    }

    fn read(&mut self) -> Option<Input> {
        let id = self.pick(|user| user.phase == Phase::Open && user.local & 1 == 0 && !user.closed)?;
        let max_bits = [0, 1, 100, 100_000, 100_000][self.dice.below(5) as usize];
        self.users.get_mut(&id).expect("just picked").reading = max_bits > 0;
        Some(Input::Receive { id: ConnectionId(id), max_bits })
    }

    fn close(&mut self) -> Option<Input> {
        let id = self.pick(|_| true)?;
        let user = self.users.get_mut(&id).expect("just picked");
        let abort = self.dice.chance(0.2);
        user.dropped |= abort || user.local & 1 == 0;
        user.closed = true;
        let id = ConnectionId(id);
        Some(if abort { Input::Abort { id } } else { Input::Close { id } })
    }

    fn echo(&mut self) -> Input {
        let id = self.next_id;
        self.next_id += 1;
        self.echoes.push(id);
        let octet = if self.dice.chance(0.1) { NOBODY } else { HOSTS[1 - self.host] };
        let data = self.dice.below(256) as u8;
        Input::Echo { id: ConnectionId(id), host: HostAddress::from_octet(octet), data }
    }

    fn hold(&mut self, plan: &Plan) -> Input {
        let local = self.socket(plan);
        self.held.push(local);
        Input::Hold { local }
    }

    fn release(&mut self) -> Option<Input> {
        self.held.pop().map(|local| Input::Release { local })
    }

    fn refuse(&mut self, ncp: &Ncp, plan: &Plan) -> Option<Input> {
        let local = self.socket(plan);
        let waiting = ncp.queued(local);
        waiting.first().map(|rfc| Input::Refuse { local, foreign: rfc.pair.foreign })
    }

    /// At the end: whoever has anything closes it, and lets go of what it holds.
    pub fn close_everything(&mut self) -> Vec<Input> {
        self.is_ending = true;
        let mut calls: Vec<Input> = self.held.drain(..).map(|local| Input::Release { local }).collect();
        for user in self.users.values_mut() {
            if matches!(user.phase, Phase::Asked | Phase::Open) {
                user.dropped |= user.local & 1 == 0;
                user.closed = true;
                calls.push(Input::Close { id: ConnectionId(user.id) });
            }
        }
        calls
    }

    /// What a process does at once: most read on as soon as they have got something.
    pub fn answer_call(&mut self) -> Option<Input> {
        let id = self.hungry.pop()?;
        let user = self.users.get_mut(&id)?;
        if user.phase != Phase::Open || user.closed {
            return None;
        }
        user.reading = true;
        Some(Input::Receive { id: ConnectionId(id), max_bits: 100_000 })
    }

    // What they are told.

    pub fn on_event(&mut self, id: ConnectionId, event: Event) -> Result<(), String> {
        if let Some(place) = self.echoes.iter().position(|echo| *echo == id.0) {
            self.echoes.remove(place);
            return match event {
                Event::Echoed { .. } | Event::EchoFailed(_) | Event::Misused(_) => Ok(()),
                other => Err(format!("an echo was told {other:?}")),
            };
        }
        let eager = self.dice.chance(0.8);
        let user = self.users.get_mut(&id.0).ok_or("nobody has that number")?;
        if !matches!(user.phase, Phase::Asked | Phase::Open) {
            return Err(format!("told {event:?} after its end"));
        }
        match event {
            Event::Opened { byte_size, .. } => user.opened(byte_size)?,
            Event::OpenFailed(_) if user.phase == Phase::Asked => user.phase = Phase::Ended,
            Event::OpenFailed(why) => return Err(format!("open, and then: {why}")),
            Event::Data(data) => user.take(&data)?,
            Event::Room => {
                user.rooms_due = user.rooms_due.checked_sub(1).ok_or("room for a send that was none")?;
            }
            Event::Closed(why) => {
                user.phase = Phase::Ended;
                user.told = Some(why);
            }
            Event::Misused(misuse) => user.misused(misuse)?,
            Event::Interrupted if user.phase == Phase::Open => {}
            other => return Err(format!("told {other:?}")),
        }
        if user.phase == Phase::Open && user.local & 1 == 0 && !user.reading && eager {
            self.hungry.push(id.0);
        }
        Ok(())
    }

    // The end.

    pub fn judge(&self) -> Result<(), String> {
        match self.users.values().find(|user| matches!(user.phase, Phase::Asked | Phase::Open)) {
            Some(user) => Err(format!("{user:?} has not been told of its end")),
            None if !self.echoes.is_empty() => Err(format!("echoes without an end: {:?}", self.echoes)),
            None => Ok(()),
        }
    }

    /// The laws of data: what is read is what one sender sent, from its beginning, once; and when the sender was told that
    /// all is well, all of it, unless the reader threw it away.
    pub fn judge_both(both: [&Users; 2], is_calm: bool) -> Result<(), String> {
        let mut readers: BTreeMap<u32, &User> = BTreeMap::new();
        for reader in both.iter().flat_map(|users| users.users.values()) {
            if let Some(sender) = reader.sender()
                && let Some(other) = readers.insert(sender, reader)
            {
                return Err(format!("{other:?} and {reader:?} have read the same stream"));
            }
        }
        for sender in both.iter().flat_map(|users| users.users.values()).filter(|user| user.sent_bits > 0) {
            let well = sender.told == Some(CloseReason::Here) && !sender.dropped;
            let reader = readers.get(&sender.id);
            let whole = |reader: &User| {
                reader.dropped
                    || reader.told != Some(CloseReason::There)
                    || reader.received_bits == sender.sent_bits
            };
            match reader {
                Some(reader) if reader.received_bits > sender.sent_bits => {
                    return Err(format!("{reader:?} has read more than {sender:?} has sent"));
                }
                Some(reader) if well && !whole(reader) => {
                    return Err(format!("{sender:?} was told that all is well, but {reader:?}"));
                }
                _ => {}
            }
            if is_calm && well && reader.is_none_or(|reader| !reader.dropped && !whole(reader)) {
                // Nobody who read it: then whoever was there had closed before the first bit was read.
                let someone_dropped = both
                    .iter()
                    .flat_map(|users| users.users.values())
                    .any(|user| user.local & 1 == 0 && user.dropped && user.sender().is_none());
                if !someone_dropped {
                    return Err(format!("{sender:?} was told that all is well, and nobody has read it"));
                }
            }
        }
        Ok(())
    }
}

impl User {
    fn opened(&mut self, byte_size: u8) -> Result<(), String> {
        if self.phase != Phase::Asked {
            return Err("opened twice".to_owned());
        }
        self.phase = Phase::Open;
        self.byte_size = byte_size;
        Ok(())
    }

    fn take(&mut self, data: &Bits) -> Result<(), String> {
        if self.phase != Phase::Open || self.local & 1 == 1 || !self.reading {
            return Err("data that nobody asked for".to_owned());
        }
        if data.is_empty() || !data.length_bits().is_multiple_of(usize::from(self.byte_size)) {
            return Err(format!("{} bits are no whole bytes of {}", data.length_bits(), self.byte_size));
        }
        self.reading = false;
        self.head.extend(&data.slice(0, 32_usize.saturating_sub(self.head.length_bits())));
        let from = self.received_bits;
        self.received_bits += data.length_bits() as u64;
        match self.sender() {
            Some(sender) if from >= 32 => {
                let expected = content(sender, from, self.received_bits);
                if *data != expected {
                    return Err(format!("bits {from} on of {sender}'s stream are not what it sent"));
                }
            }
            Some(sender) => {
                let expected = content(sender, from, self.received_bits);
                if data.slice(32 - from as usize, usize::MAX)
                    != expected.slice(32 - from as usize, usize::MAX)
                {
                    return Err(format!("the beginning of {sender}'s stream is not what it sent"));
                }
            }
            None => {}
        }
        Ok(())
    }

    /// Whose stream this is, once its first 32 bits have come.
    fn sender(&self) -> Option<u32> {
        self.head.get(0, 32).map(|id| id as u32)
    }

    /// Calls at random are often wrong; what counts is that the answer fits.
    fn misused(&mut self, misuse: Misuse) -> Result<(), String> {
        match (self.phase, misuse) {
            (
                Phase::Asked,
                Misuse::SocketInUse
                | Misuse::NoLink
                | Misuse::TableFull
                | Misuse::SameGender
                | Misuse::ByteSize,
            ) => self.phase = Phase::Ended,
            (_, Misuse::NotOpen | Misuse::NotProvided | Misuse::WrongWay | Misuse::TooMuch) => {}
            // There was room for the data; of messages of nothing, only so many may wait.
            (Phase::Open, Misuse::BufferFull) if self.sent_nothing => self.rooms_due -= 1,
            (phase, misuse) => return Err(format!("{phase:?}, told {misuse:?}")),
        }
        Ok(())
    }
}
