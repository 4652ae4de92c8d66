//! A simulated program's turn: the reply to its call, the step, and its next request, with 1 and 1,000 jobs alive.

#![allow(missing_docs)]

use std::hint::black_box;

use arpanet_kernel::{Calls, Job, Request};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Adds up what it is given, forever.
async fn adder(calls: Calls<u64, u64>) {
    let mut sum = 0u64;
    loop {
        sum = sum.wrapping_add(calls.call(sum).await);
    }
}

fn switch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("job switch");
    group.throughput(Throughput::Elements(1));
    for alive in [1usize, 1_000] {
        group.bench_function(BenchmarkId::from_parameter(alive), |bencher| {
            let mut requests = Vec::new();
            let mut jobs: Vec<_> = (0..alive).map(|_| Job::new(adder)).collect();
            let mut waiting: Vec<_> = jobs.iter_mut().map(|job| next_call(job, &mut requests)).collect();
            let mut turn = 0;
            bencher.iter(|| {
                turn = (turn + 1) % alive;
                assert!(jobs[turn].reply(waiting[turn], black_box(1)));
                waiting[turn] = next_call(&mut jobs[turn], &mut requests);
            });
        });
    }
    group.finish();
}

fn next_call(job: &mut Job<u64, u64>, requests: &mut Vec<Request<u64>>) -> arpanet_kernel::CallId {
    requests.clear();
    job.step(requests);
    match requests[..] {
        [Request::Call { id, .. }] => id,
        _ => unreachable!("the adder makes one call a turn"),
    }
}

criterion_group!(benches, switch);
criterion_main!(benches);
