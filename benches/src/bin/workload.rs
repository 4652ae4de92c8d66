//! One workload, played once: what `benches/count` runs under callgrind. Prints what it came to, and the wall-clock time.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use arpanet_benches::floor::Floor;
use arpanet_benches::hold::{Event, Hold, Increments};
use arpanet_benches::pairs::Pairs;
use arpanet_benches::phold::Phold;
use arpanet_benches::setups::{self, Way};
use arpanet_benches::{august, torus};
use arpanet_kernel::Queue;
use arpanet_scenario::world::{Nobody, World};

const USAGE: &str = "workload august SECONDS | august-eagerly SECONDS | pair COUNT \
                     | icp HOPS COUNT | ftp-login HOPS COUNT | third-party HOPS COUNT | torus SIDE SECONDS \
                     | floor SIDE HOPS | hold PENDING COUNT | phold PLACES COUNT";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, numbers)) = arguments.split_first() else { return usage() };
    let numbers: Result<Vec<u64>, _> = numbers.iter().map(|number| number.parse()).collect();
    let began = Instant::now();
    let told = match (name.as_str(), numbers.as_deref()) {
        ("august", Ok(&[seconds])) => august(seconds, false),
        ("august-eagerly", Ok(&[seconds])) => august(seconds, true),
        ("pair", Ok(&[count])) => pair(count),
        ("icp", Ok(&[hops, count])) => set_up(Way::Icp, hops, count),
        ("ftp-login", Ok(&[hops, count])) => set_up(Way::FtpLogin, hops, count),
        ("third-party", Ok(&[hops, count])) => set_up(Way::ThirdParty, hops, count),
        ("torus", Ok(&[side, seconds])) => torus(side, seconds),
        ("floor", Ok(&[side, hops])) => floor(side, hops),
        ("hold", Ok(&[pending, count])) => hold(pending, count),
        ("phold", Ok(&[places, count])) => phold(places, count),
        _ => return usage(),
    };
    println!("{told}; {:.3} s", began.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn august(seconds: u64, is_eager: bool) -> String {
    let outcome = august::play(seconds, is_eager);
    let (fingerprint, sent) = (outcome.fingerprint, outcome.messages.sent);
    format!("{seconds} simulated seconds, {sent} messages, {} events, {fingerprint:016x}", outcome.events)
}

fn pair(count: u64) -> String {
    let mut pairs = Pairs::default();
    (0..count).for_each(|_| assert_eq!(pairs.open_and_close(), 4));
    format!("{count} bare connections")
}

fn set_up(way: Way, hops: u64, count: u64) -> String {
    let built = Instant::now();
    let outcome = setups::play(way, hops as u16, count);
    let a_second = count as f64 / built.elapsed().as_secs_f64();
    let events = outcome.events as f64 / count as f64;
    format!("{count} set-ups over {hops} hops, {events:.1} events each, {a_second:.0} a second")
}

fn torus(side: u64, seconds: u64) -> String {
    let mut world = World::new(torus::plan(side as u16, side as u16 / 3, seconds, 30.0))
        .unwrap_or_else(|fault| panic!("{fault}"));
    let built = Instant::now();
    let outcome = world.run(&mut Nobody);
    let sent = outcome.messages.sent;
    let ran = built.elapsed().as_secs_f64();
    // Each message goes so many hops, and its RFNM back.
    let hops = sent * side / 3 * 2 * 2;
    format!(
        "{} IMPs, {sent} messages, {hops} packet-hops, {:.0} a second of {ran:.3} s",
        side * side,
        hops as f64 / ran
    )
}

fn floor(side: u64, hops: u64) -> String {
    let mut floor = Floor::new(side as usize);
    let built = Instant::now();
    (0..hops).for_each(|_| _ = black_box(floor.hop()));
    format!("{} nodes, {:.0} packet-hops a second", side * side, hops as f64 / built.elapsed().as_secs_f64())
}

fn hold(pending: u64, count: u64) -> String {
    let mut increments = Increments::new();
    let mut queue = <Queue<Event>>::filled(pending, &mut increments);
    (0..count).for_each(|_| _ = black_box(queue.hold(&mut increments)));
    format!("{count} holds of {pending}")
}

fn phold(places: u64, count: u64) -> String {
    let mut phold = Phold::new(places);
    (0..count).for_each(|_| _ = black_box(phold.play()));
    format!("{count} events of {places} places")
}
