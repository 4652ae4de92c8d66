//! Pop and push at 64 to 100,000 pending events: our queue and `std`'s binary heap, turn by turn.

#![allow(missing_docs)]

use std::hint::black_box;

use arpanet_benches::hold::{Event, Heap, Hold, Increments};
use arpanet_kernel::Queue;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn measure<Q: Hold>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, pending: u64) {
    group.bench_function(BenchmarkId::new(name, pending), |bencher| {
        let mut increments = Increments::new();
        let mut queue = Q::filled(pending, &mut increments);
        // Past the start, where all events are fresh.
        (0..pending * 4).for_each(|_| _ = queue.hold(&mut increments));
        bencher.iter(|| black_box(queue.hold(&mut increments)));
    });
}

fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(1));
    for pending in [64, 1_000, 10_000, 100_000] {
        measure::<Queue<Event>>(&mut group, "radix queue", pending);
        measure::<Heap>(&mut group, "binary heap", pending);
    }
    group.finish();
}

criterion_group!(benches, hold);
criterion_main!(benches);
