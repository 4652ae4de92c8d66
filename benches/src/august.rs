//! August 1973: the whole network under its measured load, status reports and all, as the study of RFC 619 plays it.

use std::path::{Path, PathBuf};

use arpanet_scenario::wire::modem::{Content, Packet};
use arpanet_scenario::world::{Interests, Nobody, Observer, Outcome, Plan, Record, World};
use arpanet_scenario::{Source, Study, Time, Unreadable};

/// Files as they lie on the disk.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))
    }
}

/// The mean take-in time of the hosts that the study of RFC 619 finds by its fit.
const TAKE_IN_NS: u64 = 18_300_000;

/// A file of the scenarios' folder.
pub fn scenarios(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").join(name)
}

/// The plan: so many simulated seconds of it.
///
/// # Panics
/// When the study's files are not what they should be.
pub fn plan(seconds: u64) -> Plan {
    let study = Study::read(&Disk, &scenarios("studies/rfc619-1973-08.json"));
    let study = study.unwrap_or_else(|fault| panic!("{fault}"));
    let mut plan = study.plan(619, TAKE_IN_NS, &[]);
    plan.limits.until = Time::from_ns(seconds * 1_000_000_000);
    plan
}

/// Plays it, and nobody watches; eagerly or not.
///
/// # Panics
/// When the plan contradicts itself.
pub fn play(seconds: u64, is_eager: bool) -> Outcome {
    let mut world = World::new(plan(seconds)).unwrap_or_else(|fault| panic!("{fault}"));
    if is_eager {
        world.play_eagerly();
    }
    world.run(&mut Nobody)
}

/// Packets of messages and replies that cross a line in so many seconds: nulls and routing messages are no packet-hops, but what
/// goes out a second time is one more.
///
/// # Panics
/// As [`play`].
pub fn packet_hops(seconds: u64) -> u64 {
    let mut world = World::new(plan(seconds)).unwrap_or_else(|fault| panic!("{fault}"));
    let mut counting = PacketHops(0);
    world.run(&mut counting);
    counting.0
}

struct PacketHops(u64);

impl Observer for PacketHops {
    fn interests(&self) -> Interests {
        Interests { packets: true, ..Interests::NONE }
    }

    fn record(&mut self, _: Time, record: &Record<'_>) {
        if let Record::Packet { words, .. } = record
            && Packet::parse(words).is_ok_and(|packet| matches!(packet.content, Content::Data { .. }))
        {
            self.0 += 1;
        }
    }
}
