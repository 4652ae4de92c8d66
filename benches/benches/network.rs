//! Whole networks: a minute of August 1973 by its seconds and by its packet-hops, a scenario.

#![allow(missing_docs)]

use arpanet_benches::august;
use arpanet_scenario::run::{Nobody, Run};
use arpanet_scenario::{Overrides, Scenario, Time};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("august 1973");
    group.sample_size(10);
    group.throughput(Throughput::Elements(60));
    group.bench_function("simulated seconds", |bencher| bencher.iter(|| august::play(60, false)));
    group.throughput(Throughput::Elements(august::packet_hops(60)));
    group.bench_function("packet-hops", |bencher| bencher.iter(|| august::play(60, false)));
    group.finish();
}

fn scenario(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario");
    group.sample_size(10);
    group.bench_function("rfc438-append", |bencher| {
        bencher.iter(|| {
            let path = august::scenarios("rfc438-append.json");
            let scenario = Scenario::read(&august::Disk, &path, Overrides::default());
            let scenario = scenario.unwrap_or_else(|fault| panic!("{fault}"));
            let mut run = Run::new(scenario, "rfc438-append").unwrap_or_else(|why| panic!("{why}"));
            while run.advance(Time::MAX, &mut Nobody).is_none() {}
        });
    });
    group.finish();
}

criterion_group!(benches, load, scenario);
criterion_main!(benches);
