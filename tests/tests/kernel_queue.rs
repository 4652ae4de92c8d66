//! The queue's order is that of a plain heap of (time, sequence number).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use arpanet_kernel::{Queue, Time};
use proptest::prelude::*;

/// One thing done to a queue.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Push an event this long after the present.
    Push {
        delay_ns: u64,
    },
    Pop,
}

/// Delays from all magnitudes, with many equal times among them.
fn delay_ns() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0u64),
        4 => 0u64..4,
        2 => (0u32..40).prop_map(|bit| 1 << bit),
        2 => 0u64..2_000_000_000,
        1 => (0u32..50).prop_flat_map(|bits| 0..=(1u64 << bits)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let push = || delay_ns().prop_map(|delay_ns| Step::Push { delay_ns });
    // Pushes outnumber pops, then pops outnumber pushes, so that the queue fills and empties.
    let filling = prop::collection::vec(prop_oneof![3 => push(), 1 => Just(Step::Pop)], 0..200);
    let emptying = prop::collection::vec(prop_oneof![1 => push(), 3 => Just(Step::Pop)], 0..200);
    (filling, emptying).prop_map(|(mut steps, rest)| {
        steps.extend(rest);
        steps
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kernel_queue_order_equals_that_of_a_plain_heap(steps in steps()) {
        let mut queue = Queue::new();
        let mut heap = BinaryHeap::new();
        let mut now_ns = 0u64;
        let mut pushes = 0u64;
        let rest = vec![Step::Pop; steps.len()];
        for step in steps.into_iter().chain(rest) {
            match step {
                Step::Push { delay_ns } => {
                    let at_ns = now_ns + delay_ns;
                    queue.push(Time::from_ns(at_ns), pushes);
                    heap.push(Reverse((at_ns, pushes)));
                    pushes += 1;
                }
                Step::Pop => {
                    prop_assert_eq!(queue.peek_time().map(Time::as_ns), heap.peek().map(|Reverse((at_ns, _))| *at_ns));
                    let expected = heap.pop().map(|Reverse(entry)| entry);
                    prop_assert_eq!(queue.pop().map(|(at, event)| (at.as_ns(), event)), expected);
                    now_ns = expected.map_or(now_ns, |(at_ns, _)| at_ns);
                }
            }
            prop_assert_eq!(queue.len(), heap.len());
            prop_assert_eq!(queue.is_empty(), heap.is_empty());
            prop_assert_eq!(queue.now().as_ns(), now_ns);
        }
        prop_assert!(queue.is_empty());
    }

    #[test]
    fn kernel_queue_shuffling_permutes_equal_times_only(steps in steps(), seed: u64) {
        let mut queue = Queue::with_shuffled_ties(seed);
        let mut pending: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        let mut now_ns = 0u64;
        let mut pushes = 0u64;
        let rest = vec![Step::Pop; steps.len()];
        for step in steps.into_iter().chain(rest) {
            match step {
                Step::Push { delay_ns } => {
                    queue.push(Time::from_ns(now_ns + delay_ns), pushes);
                    pending.entry(now_ns + delay_ns).or_default().push(pushes);
                    pushes += 1;
                }
                Step::Pop => match pending.first_entry() {
                    None => prop_assert_eq!(queue.pop(), None),
                    Some(mut due) => {
                        let (at, event) = queue.pop().expect("something is pending");
                        now_ns = at.as_ns();
                        prop_assert_eq!(now_ns, *due.key());
                        let place = due.get().iter().position(|&pushed| pushed == event);
                        prop_assert!(place.is_some(), "event {} was not due at {}", event, at);
                        due.get_mut().remove(place.unwrap());
                        if due.get().is_empty() {
                            due.remove();
                        }
                    }
                },
            }
        }
        prop_assert!(queue.is_empty() && pending.is_empty());
    }
}

#[test]
fn kernel_queue_shuffling_reaches_every_order() {
    let orders: std::collections::BTreeSet<[u32; 3]> = (0..200)
        .map(|seed| {
            let mut queue = Queue::with_shuffled_ties(seed);
            (0..3).for_each(|event| queue.push(Time::from_ns(5), event));
            [(); 3].map(|()| queue.pop().expect("three were pushed").1)
        })
        .collect();
    assert_eq!(orders.len(), 6, "three events have six orders");
}
