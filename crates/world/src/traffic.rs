//! The measured load: for each flow a Poisson process of messages whose lengths come from a histogram.
//!
//! The messages are synthetic: a leader and a length. They take the way of all messages, through the same machines.

use arpanet_kernel::{Stream, Streams};
use arpanet_wire::HostAddress;

use crate::id::HostId;
use crate::plan::{Flow, SizeHistogram, TrafficPlan};

/// The longest text that a message can have, in bits: 8095 less the leader (RFC 394, NIC 8246 p. 5).
const MAX_TEXT_BITS: u64 = 8095 - 32;

/// One flow while the world runs.
#[derive(Clone, Debug)]
pub(crate) struct FlowSource {
    pub from: HostId,
    pub to: HostAddress,
    mean_ns: u64,
    stream: Stream,
}

impl FlowSource {
    /// The source of `flow`, or `None` when its rate is zero. Its chance is named by the two addresses, so that
    /// another flow more or less changes nothing here.
    pub(crate) fn new(
        flow: &Flow,
        scale: f64,
        from: HostAddress,
        to: HostAddress,
        streams: &Streams,
    ) -> Option<FlowSource> {
        let per_minute = flow.per_minute * scale;
        if per_minute.is_nan() || per_minute <= 0.0 {
            return None;
        }
        let number = |address: HostAddress| u64::from(address.imp.0) << 8 | u64::from(address.host);
        let stream = streams.stream("flow", number(from) << 32 | number(to));
        Some(FlowSource { from: flow.from, to, mean_ns: (60e9 / per_minute) as u64, stream })
    }

    /// Nanoseconds until the next message.
    pub(crate) fn next_gap_ns(&mut self) -> u64 {
        self.stream.exponential_ns(self.mean_ns)
    }

    /// The length of the next message's text in bits.
    pub(crate) fn next_text_bits(&mut self, sizes: &Sizes) -> u32 {
        sizes.draw(&mut self.stream)
    }
}

/// A histogram made ready for drawing: bins with the sum of the weights up to and including each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes {
    bins: Vec<(u64, u32, u32)>,
}

impl Sizes {
    pub(crate) fn of(histogram: &SizeHistogram) -> Sizes {
        let mut sum = 0;
        let mut bins = Vec::with_capacity(histogram.bins.len());
        for bin in histogram.bins.iter().filter(|bin| bin.count > 0) {
            sum += bin.count;
            bins.push((sum, bin.from_bits, bin.to_bits));
        }
        Sizes { bins }
    }

    /// A length with the histogram's probabilities; 0 when the histogram is empty.
    fn draw(&self, stream: &mut Stream) -> u32 {
        let Some(&(total, ..)) = self.bins.last() else { return 0 };
        let place = stream.below(total);
        let bin = self.bins.partition_point(|&(sum, ..)| sum <= place);
        let (_, from_bits, to_bits) = self.bins[bin];
        let width = u64::from(to_bits.saturating_sub(from_bits)) + 1;
        (u64::from(from_bits) + stream.below(width)).min(MAX_TEXT_BITS) as u32
    }
}

/// What is wrong with a traffic plan's numbers, or `None`.
pub(crate) fn fault_in(plan: &TrafficPlan) -> Option<&'static str> {
    let is_rate = |rate: f64| rate.is_finite() && rate >= 0.0;
    if !is_rate(plan.scale) || !plan.flows.iter().all(|flow| is_rate(flow.per_minute)) {
        return Some("a rate of traffic is not a number, or below zero");
    }
    if plan.sizes.bins.iter().any(|bin| bin.from_bits > bin.to_bits) {
        return Some("a bin of the message sizes ends before it begins");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::SizeBin;
    use arpanet_wire::ImpNumber;

    fn address(imp: u16) -> HostAddress {
        HostAddress { imp: ImpNumber(imp), host: 0 }
    }

    fn source(per_minute: f64, scale: f64) -> Option<FlowSource> {
        let flow = Flow { from: HostId(0), to: HostId(1), per_minute };
        FlowSource::new(&flow, scale, address(1), address(2), &Streams::new(1))
    }

    #[test]
    fn a_flow_sends_as_many_messages_a_minute_as_its_rate_times_the_scale() {
        let mut source = source(300.0, 2.0).expect("a rate above zero");
        let total_ns: u64 = (0..60_000).map(|_| source.next_gap_ns()).sum();
        // 60,000 messages at 600 a minute take 100 minutes; the standard deviation of the sum is 0.4 %.
        assert!(total_ns.abs_diff(6_000_000_000_000) < 100_000_000_000, "{total_ns}");
    }

    #[test]
    fn a_flow_of_nothing_has_no_source() {
        assert!(source(0.0, 1.0).is_none());
        assert!(source(10.0, 0.0).is_none());
    }

    #[test]
    fn lengths_come_as_often_as_the_histogram_says() {
        let bins = vec![
            SizeBin { from_bits: 0, to_bits: 0, count: 25 },
            SizeBin { from_bits: 1, to_bits: 15, count: 0 },
            SizeBin { from_bits: 16, to_bits: 31, count: 75 },
        ];
        let sizes = Sizes::of(&SizeHistogram { bins });
        let mut stream = Streams::new(9).stream("test", 0);
        let lengths: Vec<u32> = (0..40_000).map(|_| sizes.draw(&mut stream)).collect();
        assert!(lengths.iter().all(|&bits| bits == 0 || (16..=31).contains(&bits)));
        let empty = lengths.iter().filter(|&&bits| bits == 0).count();
        assert!(empty.abs_diff(10_000) < 350, "{empty} of 40,000 in the bin of a quarter");
        assert!((16..=31).all(|bits| lengths.contains(&bits)));
    }

    #[test]
    fn no_text_is_longer_than_a_message_can_carry() {
        let bins = vec![SizeBin { from_bits: 8100, to_bits: 8191, count: 1 }];
        let sizes = Sizes::of(&SizeHistogram { bins });
        assert_eq!(sizes.draw(&mut Streams::new(9).stream("test", 0)), 8063);
    }

    #[test]
    fn impossible_numbers_are_noticed() {
        let flow = |per_minute| Flow { from: HostId(0), to: HostId(1), per_minute };
        let plan = |per_minute, scale| TrafficPlan {
            flows: vec![flow(per_minute)],
            scale,
            ..TrafficPlan::default()
        };
        assert_eq!(fault_in(&plan(1.0, 1.0)), None);
        assert!(fault_in(&plan(-1.0, 1.0)).is_some());
        assert!(fault_in(&plan(1.0, f64::NAN)).is_some());
    }
}
