//! What a packet costs per hop in networks of 36, 1,024 and 10,000 IMPs, beside a bare loop of heap and arrays in networks as large:
//! `cargo run --release -p arpanet-benches --bin scale`
//!
//! Ways are fixed, and the load grows with the network: on each line as many packets a second in each. *Near* is four hops
//! for each message, so that the IMPs' work for hosts has the same share in each network; *far* a third of the network in both
//! directions, and all of every IMP's table is used. All take turns, five times, and the fastest turn of each counts: what else the machine does
//! makes turns slower and never faster.

use std::hint::black_box;
use std::time::Instant;

use arpanet_benches::floor::Floor;
use arpanet_benches::torus;
use arpanet_scenario::Time;
use arpanet_scenario::world::{Nobody, World};

const SIDES: [u16; 3] = [6, 32, 100];
/// Packet-hops of one turn, about.
const HOPS: u64 = 300_000;
const TURNS: u32 = 5;
/// Packet-hops of each IMP in a simulated second: two packets on each of its four lines, a light load.
const HOPS_PER_SECOND: u64 = 8;
const NEAR: u16 = 2;
/// Simulated time until the first RFNMs are back from the farthest host and longer.
const WARM_NS: u64 = 6_000_000_000;
const FOR_EVER: u64 = 1_000_000;

fn main() {
    let mut nets: Vec<Net> = SIDES.into_iter().map(Net::new).collect();
    for _ in 0..TURNS {
        nets.iter_mut().for_each(Net::turn);
    }
    println!("  IMPs   near ns/hop  to floor    far ns/hop  to floor   floor ns/hop");
    for net in &nets {
        let (near, far, floor) = (net.near.best, net.far.best, net.best_floor);
        let imps = u32::from(net.side) * u32::from(net.side);
        println!("{imps:6} {near:13.1} {:9.2} {far:13.1} {:9.2} {floor:14.1}", near / floor, far / floor);
    }
    let growth = |of: fn(&Net) -> f64| of(&nets[2]) / of(&nets[0]);
    let (near, far) = (growth(|net| net.near.best), growth(|net| net.far.best));
    println!("growth {near:13.2} {far:23.2} {:24.2}", growth(|net| net.best_floor));
}

/// A network of one size, three times.
struct Net {
    side: u16,
    near: Load,
    far: Load,
    floor: Floor,
    best_floor: f64,
}

impl Net {
    fn new(side: u16) -> Net {
        Net {
            side,
            near: Load::new(side, NEAR),
            far: Load::new(side, side / 3),
            floor: Floor::new(usize::from(side)),
            best_floor: f64::INFINITY,
        }
    }

    fn turn(&mut self) {
        self.near.turn();
        self.far.turn();
        let began = Instant::now();
        (0..HOPS).for_each(|_| _ = black_box(self.floor.hop()));
        self.best_floor = self.best_floor.min(began.elapsed().as_nanos() as f64 / HOPS as f64);
    }
}

/// A world whose messages all go equally far.
struct Load {
    world: World,
    /// Hops of a message and its RFNM.
    hops: u64,
    turn_ns: u64,
    best: f64,
}

impl Load {
    fn new(side: u16, apart: u16) -> Load {
        let hops = u64::from(apart) * 2 * 2;
        let per_minute = 60.0 * HOPS_PER_SECOND as f64 / hops as f64;
        let plan = torus::plan(side, apart, FOR_EVER, per_minute);
        let mut world = World::new(plan).unwrap_or_else(|fault| panic!("{fault}"));
        world.run_until(Time::from_ns(WARM_NS), &mut Nobody);
        let imps = u64::from(side) * u64::from(side);
        let turn_ns = HOPS * 1_000_000_000 / (imps * HOPS_PER_SECOND);
        Load { world, hops, turn_ns, best: f64::INFINITY }
    }

    fn turn(&mut self) {
        let (before, until) = (self.world.messages().rfnm, self.world.now().after_ns(self.turn_ns));
        let began = Instant::now();
        self.world.run_until(until, &mut Nobody);
        let ns = began.elapsed().as_nanos() as f64;
        let hops = (self.world.messages().rfnm - before) * self.hops;
        self.best = self.best.min(ns / hops as f64);
    }
}
