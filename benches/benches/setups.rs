//! Setting up: bare connections between two NCPs; initial connections, FTP logins and third parties over one hop and five.

#![allow(missing_docs)]

use arpanet_benches::pairs::Pairs;
use arpanet_benches::setups::{self, Way};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Set-ups of one round.
const COUNT: u64 = 100;

fn bare(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("set-up");
    group.throughput(Throughput::Elements(1));
    group.bench_function("bare pair of requests", |bencher| {
        let mut pairs = Pairs::default();
        bencher.iter(|| assert_eq!(pairs.open_and_close(), 4));
    });
    group.finish();
}

fn over_hops(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("set-up");
    group.sample_size(10).throughput(Throughput::Elements(COUNT));
    for (way, name) in
        [(Way::Icp, "icp"), (Way::FtpLogin, "ftp login"), (Way::ThirdParty, "lstn third party")]
    {
        for hops in [1, 5] {
            let id = BenchmarkId::new(name, hops);
            group.bench_function(id, |bencher| bencher.iter(|| setups::play(way, hops, COUNT)));
        }
    }
    group.finish();
}

criterion_group!(benches, bare, over_hops);
criterion_main!(benches);
