//! Small networks for the tests of whole networks, and an observer that keeps what it is told.

#![allow(dead_code, reason = "each test binary uses the part it needs")]

use arpanet_kernel::{StopReason, Time};
use arpanet_wire::{Bits, HostAddress, ImpNumber, Leader};
use arpanet_world::imp::{Routing, Settings};
use arpanet_world::{
    CableMessage, CablePlan, Direction, HostId, HostKind, HostPlan, ImpId, ImpPlan, Injection, Interests,
    Limits, LineErrors, LinePlan, Observer, Outcome, Plan, Rate, Record, World,
};

pub const MS: u64 = 1_000_000;
pub const SECOND: u64 = 1_000_000_000;

/// 50 kb/s, the usual line: 20 us a bit.
pub const LINE_BIT_NS: u64 = 20_000;
/// 100 kb/s, the usual cable: 10 us a bit.
pub const CABLE_BIT_NS: u64 = 10_000;

/// The settings of August 1973 with tables that never change: no hellos and no routing messages on the lines.
pub fn still() -> Settings {
    Settings { routing: Routing::Static, ..Settings::AUGUST_1973 }
}

/// A network of IMPs 1 to `imps` with a bare host 0 at each, joined by 50 kb/s lines without propagation time.
pub fn network(imps: u16, lines: &[(u16, u16)], settings: &Settings) -> Plan {
    let line = |&(a, b): &(u16, u16)| LinePlan {
        ends: [ImpId(a - 1), ImpId(b - 1)],
        rate: Rate::bits_per_second(50_000),
        propagation_ns: 0,
        errors: LineErrors::default(),
    };
    Plan {
        seed: 1973,
        limits: Limits { until: Time::from_ns(3600 * SECOND), stop_when_idle: true },
        imps: (1..=imps).map(|number| imp(number, settings)).collect(),
        lines: lines.iter().map(line).collect(),
        hosts: (1..=imps).map(|number| bare_host(number, 0)).collect(),
        ..Plan::default()
    }
}

/// IMPs 1 to `imps` in a row.
pub fn chain(imps: u16, settings: &Settings) -> Plan {
    let lines: Vec<(u16, u16)> = (1..imps).map(|number| (number, number + 1)).collect();
    network(imps, &lines, settings)
}

pub fn imp(number: u16, settings: &Settings) -> ImpPlan {
    ImpPlan { number: ImpNumber(number), name: format!("IMP-{number}"), settings: settings.clone() }
}

pub fn bare_host(imp: u16, host: u8) -> HostPlan {
    HostPlan {
        name: format!("HOST-{imp}-{host}"),
        address: address(imp, host),
        kind: HostKind::Bare,
        cable: CablePlan::default(),
    }
}

pub fn address(imp: u16, host: u8) -> HostAddress {
    HostAddress { imp: ImpNumber(imp), host }
}

/// A regular message to host 0 of an IMP, with so many bits of text, each octet another.
pub fn message(to: u16, link: u8, text_bits: usize) -> Bits {
    let mut bits = Leader::regular(address(to, 0), link).emit().expect("the address is one of 1973");
    for octet in 0..text_bits / 8 {
        bits.push(octet as u64 % 251, 8);
    }
    bits.push(0, (text_bits % 8) as u32);
    bits
}

/// What an observer was told, kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub at: Time,
    pub host: HostId,
    pub direction: Direction,
    pub leader: Leader,
    /// Bits after the leader.
    pub text_bits: usize,
    /// All bits, of a real message.
    pub bits: Option<Bits>,
}

/// Keeps every message on the cables, and a line of text for every record it asked for.
pub struct Keeper {
    interests: Interests,
    pub cables: Vec<Seen>,
    pub lines: Vec<String>,
    pub packets: u64,
}

impl Keeper {
    pub fn of(interests: Interests) -> Keeper {
        Keeper { interests, cables: Vec::new(), lines: Vec::new(), packets: 0 }
    }

    /// Keeps the messages on the cables.
    pub fn of_cables() -> Keeper {
        Keeper::of(Interests { cables: true, ..Interests::NONE })
    }

    /// The messages that went a way across the cable of a host.
    pub fn at(&self, host: HostId, direction: Direction) -> impl Iterator<Item = &Seen> {
        self.cables.iter().filter(move |seen| seen.host == host && seen.direction == direction)
    }

    /// The messages of a type that a host got.
    pub fn got(&self, host: HostId, message_type: u8) -> Vec<&Seen> {
        self.at(host, Direction::ToHost).filter(|seen| seen.leader.message_type == message_type).collect()
    }
}

impl Observer for Keeper {
    fn interests(&self) -> Interests {
        self.interests
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        match record {
            Record::Cable { host, direction, message } => {
                let leader = match message {
                    CableMessage::Synthetic { leader, .. } => *leader,
                    CableMessage::Real(bits) => Leader::parse(bits).unwrap_or(Leader::from_words([0; 2])),
                };
                let bits = match message {
                    CableMessage::Real(bits) => Some((*bits).clone()),
                    CableMessage::Synthetic { .. } => None,
                };
                let text_bits = message.length_bits().saturating_sub(32);
                self.cables.push(Seen {
                    at: now,
                    host: *host,
                    direction: *direction,
                    leader,
                    text_bits,
                    bits,
                });
            }
            Record::Packet { .. } => self.packets += 1,
            _ => {}
        }
        if self.interests.notes {
            self.lines.push(format!("{now} {record:?}"));
        }
    }
}

/// Plays a plan in which hosts send these messages at the start, and returns what was seen and how it ended.
pub fn play(plan: Plan, messages: &[(HostId, Bits)]) -> (Keeper, Outcome) {
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    for (host, bits) in messages {
        world.inject(Time::ZERO, *host, Injection::Message(bits.clone()));
    }
    let outcome = world.run(&mut keeper);
    (keeper, outcome)
}

/// Asserts that a run came to rest with every message accounted for and none in flight.
pub fn assert_at_rest(outcome: &Outcome) {
    assert_eq!(outcome.reason, StopReason::Idle, "{outcome:?}");
    assert_eq!(outcome.messages.in_flight, 0, "{outcome:?}");
}
