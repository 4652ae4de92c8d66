//! Chance: one root seed, and a stream of its own for each entity (law 6).
//!
//! A stream is named by a kind ("line errors") and an index within the kind, and depends on these and the root seed
//! alone. So a node added to a network does not shift another node's draws, and neither does a draw more or less
//! elsewhere.
//!
//! The generator is PCG XSL RR 128/64, whose output is fixed by its definition. What is made of its output is written
//! out here, so that a new version of a library cannot change a simulation; logarithms come from `libm`, because those of
//! the platforms differ in the last bit.

use std::convert::Infallible;

use rand::{Rng, TryRng};
use rand_pcg::Pcg64;

/// Deals out the random streams of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    root_seed: u64,
}

impl Streams {
    /// All streams of the run with this seed.
    pub const fn new(root_seed: u64) -> Streams {
        Streams { root_seed }
    }

    /// The stream of entity `index` of `kind`. Asking twice gives the same stream from its beginning.
    pub fn stream(&self, kind: &str, index: u64) -> Stream {
        let mut key = mixed(self.root_seed);
        key = mixed(key ^ kind_number(kind));
        key = mixed(key ^ index);
        let mut next_word = || {
            key = key.wrapping_add(GOLDEN_GAMMA);
            u128::from(mixed(key))
        };
        let state = next_word() << 64 | next_word();
        let sequence = next_word() << 64 | next_word();
        Stream { generator: Pcg64::new(state, sequence) }
    }
}

/// The random numbers of one entity. Also a [`rand`] generator, for the distributions of that library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    generator: Pcg64,
}

impl Stream {
    /// `true` with probability `probability` (0 and less: never, 1 and more: always), to 53 bits.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number from 0 to `bound` - 1, all equally likely. Lemire's method: ACM TOMACS 29 (2019), 3.
    ///
    /// # Panics
    /// When `bound` is 0, since there is no such number.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "a number below 0 was asked for");
        let mut product = self.wide_product(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u64) < threshold {
                product = self.wide_product(bound);
            }
        }
        (product >> 64) as u64
    }

    /// A duration from the exponential distribution with this mean, rounded to whole nanoseconds.
    pub fn exponential_ns(&mut self, mean_ns: u64) -> u64 {
        let positive = 1.0 - self.unit(); // 0 excluded, 1 included
        libm::round(-libm::log(positive) * mean_ns as f64) as u64
    }

    /// How many independent trials fail before the first success, when each succeeds with `probability`. Such as the
    /// good bits before the next bad one on a line. `u64::MAX` when `probability` is 0 or less.
    pub fn failures_before_success(&mut self, probability: f64) -> u64 {
        if probability <= 0.0 {
            return u64::MAX;
        }
        if probability >= 1.0 {
            return 0;
        }
        // P(failures >= k) = (1 - probability)^k, inverted. The cast rounds down and stays within u64.
        let positive = 1.0 - self.unit(); // 0 excluded, 1 included
        (libm::log(positive) / libm::log1p(-probability)) as u64
    }

    /// A number from 0 (included) to 1 (excluded), in steps of 2^-53.
    fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 53) as f64;
        (self.next_u64() >> 11) as f64 * STEP
    }

    fn wide_product(&mut self, bound: u64) -> u128 {
        u128::from(self.next_u64()) * u128::from(bound)
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.generator.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.generator.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.generator.try_fill_bytes(bytes)
    }
}

/// SplitMix64's increment, the golden ratio in 64 bits.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's output function (Steele, Lea, Flood, OOPSLA 2014): a permutation of the 64-bit numbers.
const fn mixed(mut z: u64) -> u64 {
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// FNV-1a, 64 bits: tells kinds apart by their names.
fn kind_number(kind: &str) -> u64 {
    kind.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix_gives_its_published_numbers() {
        // The first outputs for seed 1234567, as in the reference implementation's test vector.
        let outputs: Vec<u64> =
            (1..=3u64).map(|n| mixed(1_234_567u64.wrapping_add(n.wrapping_mul(GOLDEN_GAMMA)))).collect();
        assert_eq!(
            outputs,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn kinds_are_numbered_as_fnv_publishes_it() {
        assert_eq!(kind_number(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(kind_number("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(kind_number("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_stream_hangs_on_seed_kind_and_index_alone() {
        let first = |seed, kind, index| Streams::new(seed).stream(kind, index).next_u64();
        let one = first(438, "line errors", 3);
        assert_eq!(one, first(438, "line errors", 3));
        assert_ne!(one, first(439, "line errors", 3));
        assert_ne!(one, first(438, "traffic", 3));
        assert_ne!(one, first(438, "line errors", 4));
    }

    #[test]
    fn numbers_below_a_bound_stay_below_it_and_reach_everything() {
        let mut stream = Streams::new(1).stream("test", 0);
        let mut seen = [0u32; 6];
        for _ in 0..6_000 {
            seen[stream.below(6) as usize] += 1;
        }
        assert!(seen.iter().all(|&count| (850..1_150).contains(&count)), "{seen:?}");
        assert_eq!(stream.below(1), 0);
        assert!(stream.below(u64::MAX) < u64::MAX);
    }

    #[test]
    fn chance_comes_as_often_as_asked() {
        let mut stream = Streams::new(2).stream("test", 0);
        let hits = (0..100_000).filter(|_| stream.chance(0.25)).count();
        assert!((24_500..25_500).contains(&hits), "{hits}");
        assert!(!stream.chance(0.0));
        assert!(stream.chance(1.0));
    }

    #[test]
    fn exponential_durations_have_the_mean_and_the_median_asked_for() {
        let mut stream = Streams::new(3).stream("test", 0);
        let mut drawn: Vec<u64> = (0..100_000).map(|_| stream.exponential_ns(1_000_000)).collect();
        let mean = drawn.iter().sum::<u64>() / drawn.len() as u64;
        assert!((990_000..1_010_000).contains(&mean), "{mean}");
        drawn.sort_unstable();
        let median = drawn[drawn.len() / 2];
        assert!((683_000..703_000).contains(&median), "{median}, but ln 2 of the mean is 693,147");
    }

    #[test]
    fn failures_before_a_success_are_geometric() {
        let mut stream = Streams::new(5).stream("test", 0);
        let drawn: Vec<u64> = (0..100_000).map(|_| stream.failures_before_success(0.1)).collect();
        let at_least = |k| drawn.iter().filter(|&&failures| failures >= k).count();
        // (1 - 0.1)^k of 100,000, four standard deviations either way.
        for (k, expected, tolerance) in [(1, 90_000, 380), (7, 47_830, 632), (30, 4_239, 255)] {
            let seen = at_least(k);
            assert!(seen.abs_diff(expected) < tolerance, "{seen} with {k} failures or more");
        }
        assert_eq!(at_least(0), drawn.len());
    }

    #[test]
    fn certainty_and_impossibility_draw_no_failure_and_no_success() {
        let mut stream = Streams::new(5).stream("test", 1);
        assert_eq!(stream.failures_before_success(1.0), 0);
        assert_eq!(stream.failures_before_success(0.0), u64::MAX);
    }
}
