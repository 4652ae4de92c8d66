//! What stands outside: two worlds, each of which takes the other's part for real, do together what one does alone.

mod world_net;

use std::collections::{BTreeMap, BTreeSet};

use arpanet_kernel::{Stream, Streams, Time};
use arpanet_wire::{Bits, Leader};
use arpanet_world::imp::{Compat, Settings};
use arpanet_world::{
    Arrival, Departure, Direction, HostId, HostKind, HostPlan, ImpId, Interests, JobPlan, LineId, Nobody,
    Observer, Plan, Record, ServerPlan, SystemPlan, World,
};
use world_net::{Keeper, MS, SECOND, address, bare_host, chain, message};

/// How often the two worlds look at each other's departures.
const STEP_NS: u64 = MS;

/// A host that runs a system.
fn system(name: &str, imp: u16, servers: &[&str]) -> HostPlan {
    let servers = servers.iter().map(|name| ServerPlan { name: (*name).to_owned(), profile: None });
    let plan = SystemPlan { system: "tenex".to_owned(), servers: servers.collect(), ..SystemPlan::default() };
    HostPlan { name: name.to_owned(), kind: HostKind::System(plan), ..bare_host(imp, 0) }
}

fn outside(host: HostPlan) -> HostPlan {
    HostPlan { kind: HostKind::Outside, ..host }
}

fn job(host: HostId, program: &str, arguments: &[&str]) -> JobPlan {
    JobPlan {
        at: Time::from_ns(SECOND),
        host,
        program: program.to_owned(),
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        login: None,
        logins: BTreeMap::new(),
        terminal: Vec::new(),
    }
}

fn endless(mut plan: Plan) -> Plan {
    plan.limits.stop_when_idle = false;
    plan
}

/// What job 0 prints.
#[derive(Default)]
struct Paper(String);

impl Observer for Paper {
    fn interests(&self) -> Interests {
        Interests { terminals: true, ..Interests::NONE }
    }

    fn record(&mut self, _now: Time, record: &Record<'_>) {
        if let Record::Terminal { text, .. } = record {
            self.0.push_str(text);
        }
    }
}

/// Our ends of the cables, by host: the ready lines last shown.
#[derive(Default)]
struct Ready(BTreeMap<u16, bool>);

impl Ready {
    /// What the other world hears of a departure.
    fn hears(&mut self, departure: Departure) -> Option<Arrival> {
        match departure {
            Departure::Cable { host, words, last } => Some(Arrival::Cable {
                host,
                words,
                last,
                ready: self.0.get(&host.0).copied().unwrap_or(false),
            }),
            Departure::Ready { host, ready } => {
                self.0.insert(host.0, ready);
                Some(Arrival::Cable { host, words: Vec::new(), last: true, ready })
            }
            Departure::Line { line, words } => Some(Arrival::Line { line, words }),
            Departure::Terminal { .. } | Departure::JobEnded { .. } => None,
        }
    }
}

/// Two worlds joined by whatever leaves either.
struct Joined {
    worlds: [World; 2],
    ready: [Ready; 2],
    now_ns: u64,
}

impl Joined {
    fn of(plans: [Plan; 2]) -> Joined {
        let worlds = plans.map(|plan| World::new(endless(plan)).expect("the plan is sound"));
        Joined { worlds, ready: Default::default(), now_ns: 0 }
    }

    fn run_for(&mut self, ns: u64, observers: [&mut dyn Observer; 2]) {
        let [first, second] = observers;
        let until_ns = self.now_ns + ns;
        while self.now_ns < until_ns {
            self.now_ns += STEP_NS;
            let now = Time::from_ns(self.now_ns);
            self.worlds[0].run_until(now, first);
            self.worlds[1].run_until(now, second);
            for from in [0, 1] {
                for (_, departure) in self.worlds[from].take_departures() {
                    if let Some(arrival) = self.ready[from].hears(departure) {
                        self.worlds[1 - from].arrive(arrival);
                    }
                }
            }
        }
    }
}

/// One world has the IMPs and UTAH-10, and takes BBN-TENEX for a real host; the other has BBN-TENEX, and takes its IMP
/// for a real one.
fn joined_at_a_cable(settings: &Settings) -> Joined {
    let hosts = || vec![system("BBN-TENEX", 1, &[]), system("UTAH-10", 3, &["finger"])];
    let [bbn, utah] = [0, 1].map(|at| hosts().swap_remove(at));
    let imps = Plan { hosts: vec![outside(bbn.clone()), utah.clone()], ..chain(3, settings) };
    let host = Plan {
        hosts: vec![bbn],
        directory: vec![("UTAH-10".to_owned(), utah.address)],
        jobs: vec![job(HostId(0), "finger", &["@UTAH-10"])],
        outside: BTreeSet::from([ImpId(0)]),
        ..chain(3, settings)
    };
    Joined::of([imps, host])
}

#[test]
fn a_host_of_ours_at_an_imp_of_ours_speaks_through_datagrams_as_through_its_cable() {
    for settings in [Settings::AUGUST_1973, Settings { compat: Compat::Emulator, ..Settings::AUGUST_1973 }] {
        let mut joined = joined_at_a_cable(&settings);
        let mut paper = Paper::default();
        joined.run_for(20 * SECOND, [&mut Nobody, &mut paper]);
        assert!(paper.0.starts_with("UTAH-10, "), "{:?}", paper.0);
        let outcome = joined.worlds[0].outcome();
        assert!(outcome.messages.sent > 10 && outcome.messages.sent == outcome.messages.rfnm, "{outcome:?}");
    }
}

/// Reference on the 1822 interface as the emulator plays it, table (b): a message with data comes as datagrams without
/// LAST, 63 words each at most, and an empty one with LAST; a RFNM as one datagram.
#[test]
fn a_real_host_gets_a_message_in_the_emulators_pieces() {
    let settings = Settings { compat: Compat::Emulator, ..Settings::AUGUST_1973 };
    let mut plan = endless(chain(2, &settings));
    plan.hosts[1] = outside(plan.hosts[1].clone());
    let mut world = World::new(plan).expect("the plan is sound");
    let real = HostId(1);
    world.arrive(Arrival::Cable { host: real, words: Vec::new(), last: true, ready: true });
    world.run_until(Time::from_ns(2 * SECOND), &mut Nobody);
    world.inject(
        Time::from_ns(2 * SECOND),
        HostId(0),
        arpanet_world::Injection::Message(message(2, 7, 100 * 16)),
    );
    world.run_until(Time::from_ns(5 * SECOND), &mut Nobody);
    let pieces: Vec<(usize, bool)> = world
        .take_departures()
        .into_iter()
        .filter_map(|(_, departure)| match departure {
            Departure::Cable { host, words, last } if host == real => Some((words.len(), last)),
            _ => None,
        })
        .collect();
    assert_eq!(pieces, [(65, false), (37, false), (0, true)]);
}

#[test]
fn a_real_host_is_dead_until_it_shows_its_ready_line_and_when_it_drops_it() {
    let mut plan = endless(chain(2, &Settings::AUGUST_1973));
    plan.hosts[1] = outside(plan.hosts[1].clone());
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    let mut answers = Vec::new();
    for (second, ready) in [(1, None), (4, Some(true)), (8, Some(false))] {
        let at = Time::from_ns(second * SECOND);
        world.run_until(at, &mut keeper);
        if let Some(ready) = ready {
            world.arrive(Arrival::Cable { host: HostId(1), words: Vec::new(), last: true, ready });
        }
        // The IMP samples the line each slow tick.
        world.inject(at.after_ns(SECOND), HostId(0), arpanet_world::Injection::Message(message(2, 7, 16)));
        world.run_until(at.after_ns(3 * SECOND), &mut keeper);
        let answer = keeper.at(HostId(0), Direction::ToHost).last().expect("an answer").leader;
        answers.push((answer.message_type, answer.subtype));
    }
    assert_eq!(answers, [(7, 1), (5, 0), (7, 1)]);
}

/// As the emulator's interface does: a datagram without words is no end of a message.
#[test]
fn a_real_hosts_words_are_its_message_without_padding() {
    let settings = Settings { compat: Compat::Emulator, ..Settings::AUGUST_1973 };
    let mut plan = endless(chain(2, &settings));
    plan.hosts[0] = outside(plan.hosts[0].clone());
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    let [first, second] = Leader::regular(address(2, 0), 7).words().expect("an address of 1973");
    let nop = [0x0400, 0];
    for words in [&nop[..], &[first, second, 0x1234], &[0x5678]] {
        let last = words.len() != 3;
        world.arrive(Arrival::Cable { host: HostId(0), words: words.to_vec(), last, ready: true });
    }
    world.run_until(Time::from_ns(5 * SECOND), &mut keeper);
    let got = keeper.got(HostId(1), 0);
    let bits = got.first().and_then(|seen| seen.bits.clone()).expect("the message arrives");
    assert_eq!(bits.slice(32, bits.length_bits()), Bits::from_words(&[0x1234, 0x5678]));
}

/// Two IMPs in one world, the second of which is the neighbour of a third in another.
fn joined_at_a_line(settings: &Settings) -> Joined {
    joined_at_a_line_of(|| chain(3, settings))
}

fn joined_at_a_line_of(plan: impl Fn() -> Plan) -> Joined {
    let west = Plan { outside: BTreeSet::from([ImpId(2)]), hosts: plan().hosts[..2].to_vec(), ..plan() };
    let east =
        Plan { outside: BTreeSet::from([ImpId(0), ImpId(1)]), hosts: plan().hosts[2..].to_vec(), ..plan() };
    Joined::of([west, east])
}

#[test]
fn a_line_to_a_real_imp_comes_up_and_messages_and_answers_cross_it_both_ways() {
    let mut joined = joined_at_a_line(&Settings::VERSION_3050);
    // 51 s until the line is up, 40 s more until hosts may send (IMP program 3050).
    joined.run_for(100 * SECOND, [&mut Nobody, &mut Nobody]);
    assert!(joined.worlds.iter().all(|world| world.unreadable_packets() == 0));
    let mut keepers = [Keeper::of_cables(), Keeper::of_cables()];
    let now = Time::from_ns(joined.now_ns);
    for bits in [0, 16, 2000, 8000] {
        joined.worlds[0].inject(now, HostId(0), arpanet_world::Injection::Message(message(3, 7, bits)));
        joined.worlds[1].inject(now, HostId(0), arpanet_world::Injection::Message(message(1, 7, bits)));
    }
    // Host 1 of IMP 3 is not there.
    let absent = Leader::regular(address(3, 1), 7).emit().expect("an address of 1973");
    joined.worlds[0].inject(now, HostId(0), arpanet_world::Injection::Message(absent));
    let [west, east] = &mut keepers;
    joined.run_for(30 * SECOND, [west, east]);
    for keeper in &keepers {
        assert_eq!(keeper.got(HostId(0), 5).len(), 4, "RFNMs");
        let lengths: Vec<usize> = keeper.got(HostId(0), 0).iter().map(|seen| seen.text_bits / 16).collect();
        // The sender's interface pads: a one, and zeros to a whole word.
        assert_eq!(lengths, [1, 2, 126, 501]);
    }
    assert_eq!(keepers[0].got(HostId(0), 7).len(), 1, "host dead");
}

/// A routing message takes five times as many counts of a clock that is five times as fast, so the line is of another type
/// there, and both ends send as often (IMP program 3050); only the time to come up is shorter.
#[test]
fn a_line_comes_up_and_stays_up_between_imps_whose_clocks_differ() {
    let mut joined = joined_at_a_line_of(|| {
        let mut plan = chain(3, &Settings::VERSION_3050);
        plan.imps[1].settings.count_ns = 20_000;
        plan
    });
    joined.run_for(90 * SECOND, [&mut Nobody, &mut Nobody]);
    let mut keeper = Keeper::of_cables();
    for _ in 0..10 {
        let now = Time::from_ns(joined.now_ns);
        joined.worlds[0].inject(now, HostId(0), arpanet_world::Injection::Message(message(3, 7, 2000)));
        joined.run_for(6 * SECOND, [&mut keeper, &mut Nobody]);
    }
    assert_eq!(keeper.got(HostId(0), 5).len(), 10, "a RFNM each");
}

#[test]
fn a_real_neighbour_that_falls_silent_is_declared_dead() {
    let mut joined = joined_at_a_line(&Settings::VERSION_3050);
    joined.run_for(90 * SECOND, [&mut Nobody, &mut Nobody]);
    let mut keeper = Keeper::of_cables();
    let world = &mut joined.worlds[0];
    let now = Time::from_ns(joined.now_ns);
    world.run_until(now.after_ns(60 * SECOND), &mut keeper);
    world.inject(now.after_ns(60 * SECOND), HostId(0), arpanet_world::Injection::Message(message(3, 7, 16)));
    world.run_until(now.after_ns(62 * SECOND), &mut keeper);
    let answers = keeper.got(HostId(0), 7);
    assert_eq!(answers.iter().map(|seen| seen.leader.subtype).collect::<Vec<_>>(), [0], "IMP dead");
}

#[test]
fn what_a_real_imp_sends_that_is_no_packet_is_counted() {
    let plan = endless(Plan { outside: BTreeSet::from([ImpId(1)]), ..chain(2, &Settings::VERSION_3050) });
    let plan = Plan { hosts: plan.hosts[..1].to_vec(), ..plan };
    let mut world = World::new(plan).expect("the plan is sound");
    for words in [vec![], vec![1], vec![0; 3], vec![0xffff; 69], vec![0x0003; 500]] {
        world.arrive(Arrival::Line { line: LineId(0), words });
    }
    world.run_until(Time::from_ns(SECOND), &mut Nobody);
    assert!((1..=5).contains(&world.unreadable_packets()), "{}", world.unreadable_packets());
}

/// IMP 4 is real and the neighbour of IMP 3, at which HOST-3 is ours; the host at IMP 2 is real, and so is the IMP of OURS.
fn besieged() -> World {
    let settings = Settings { compat: Compat::Emulator, ..Settings::VERSION_3050 };
    let mut plan = chain(4, &settings);
    plan.hosts[1] = outside(plan.hosts[1].clone());
    plan.hosts[3] = system("OURS", 4, &["finger", "echo"]);
    plan.outside = BTreeSet::from([ImpId(3)]);
    World::new(endless(plan)).expect("the plan is sound")
}

fn with_checksum(mut words: Vec<u16>) -> Vec<u16> {
    words.push(arpanet_wire::modem::checksum(&words));
    words
}

/// The null packet by which IMP 4 says that it has heard, and a routing message that reaches itself alone.
fn hello(nth: u64) -> [Vec<u16>; 2] {
    let mut routing = vec![0, 0x0401, (nth as u16) << 8];
    routing.extend((0..64).map(|imp| if imp == 4 { 0 } else { 0xffff }));
    [vec![0x00ff, 0x0413, nth as u16, 0], routing].map(with_checksum)
}

/// Random words; every other one a packet of the data family from IMP 4 with a checksum that holds.
fn noise(chance: &mut Stream) -> Vec<u16> {
    let most = [4, 12, 69, 600][chance.below(4) as usize];
    let mut words: Vec<u16> = (0..chance.below(most)).map(|_| chance.below(1 << 16) as u16).collect();
    if chance.below(2) == 0 && words.len() >= 4 {
        words[0] &= 0x87ff;
        words[1] &= !1;
        words[2] = words[2] & !0o77 | (1 + chance.below(4)) as u16;
        words[3] = words[3] & !0o77 | 4 | 0o2000;
        words = with_checksum(words);
    }
    words
}

#[test]
fn whatever_comes_from_outside_the_world_goes_on_and_every_message_has_its_end() {
    let seeds = match std::env::var("WORLD_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..40,
    };
    for seed in seeds {
        let replay = format!("WORLD_SEED={seed} cargo test -p arpanet-tests --test world_outside");
        let mut chance = Streams::new(seed).stream("noise", 0);
        let mut world = besieged();
        let mut seen = Keeper::of_cables();
        // 60 s in which the line comes up, and 60 s of siege.
        for nth in 0..960 {
            world.run_until(Time::from_ns(nth * 125 * MS), &mut seen);
            hello(nth)
                .into_iter()
                .for_each(|words| _ = world.arrive(Arrival::Line { line: LineId(2), words }));
            if nth < 480 {
                continue;
            }
            let (words, last, ready) = (noise(&mut chance), chance.below(2) == 0, chance.below(20) > 0);
            world.arrive(match chance.below(3) {
                0 => Arrival::Cable { host: HostId(1), words, last, ready },
                1 => Arrival::Cable { host: HostId(3), words, last, ready },
                _ => Arrival::Line { line: LineId(2), words },
            });
            let line = world.imp(ImpId(2)).line_to(arpanet_wire::ImpNumber(4));
            assert!(nth > 480 || line.is_some(), "the line is up when the siege begins");
        }
        let now = Time::from_ns(130 * SECOND);
        world.run_until(now, &mut seen);
        world.inject(now, HostId(0), arpanet_world::Injection::Message(message(3, 9, 500)));
        world.run_until(now.after_ns(100 * SECOND), &mut seen);
        assert_eq!(seen.got(HostId(0), 5).len(), 1, "{replay}: a message between ours is answered");
        assert!(world.messages().is_balanced(), "{replay}");
        for imp in 0..3 {
            assert_eq!(world.imp(ImpId(imp)).audit(), Ok(()), "{replay}: IMP {}", imp + 1);
        }
    }
}
