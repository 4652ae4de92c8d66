//! PHOLD with 40 and 10,000 places, and the bare movement of packets on 36, 1,024 and 10,000 nodes.

#![allow(missing_docs)]

use std::hint::black_box;

use arpanet_benches::floor::Floor;
use arpanet_benches::phold::Phold;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn phold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("phold");
    group.throughput(Throughput::Elements(1));
    for places in [40, 10_000] {
        group.bench_function(BenchmarkId::from_parameter(places), |bencher| {
            let mut phold = Phold::new(places);
            bencher.iter(|| black_box(phold.play()));
        });
    }
    group.finish();
}

fn floor(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("floor of packet-hops");
    group.throughput(Throughput::Elements(1));
    for side in [6, 32, 100] {
        group.bench_function(BenchmarkId::from_parameter(side * side), |bencher| {
            let mut floor = Floor::new(side);
            bencher.iter(|| black_box(floor.hop()));
        });
    }
    group.finish();
}

criterion_group!(benches, phold, floor);
criterion_main!(benches);
