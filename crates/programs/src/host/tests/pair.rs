//! Two programs at two hosts, with nothing between the hosts but a delay.

use std::cell::RefCell;
use std::rc::Rc;

use arpanet_ncp::SocketName;
use arpanet_wire::host_host::pad_to_word;
use arpanet_wire::{Bits, HostAddress, ImpToHost};

use super::*;
use crate::call::Filter;
use crate::error::{CloseReason, OpenError, OpenFailure};

const HERE: HostAddress = HostAddress::from_octet(4);
const THERE: HostAddress = HostAddress::from_octet(13);
/// From host to host.
const DELAY_NS: u64 = 30_000_000;

/// Two hosts and the messages between them.
struct Pair {
    hosts: BTreeMap<HostAddress, Host>,
    under_way: BTreeMap<(Time, usize), (HostAddress, Bits)>,
    sent: usize,
}

impl Pair {
    fn new<A, B>(here: impl FnOnce(Sys) -> A + 'static, there: impl FnOnce(Sys) -> B + 'static) -> Pair
    where
        A: Future<Output = Outcome> + 'static,
        B: Future<Output = Outcome> + 'static,
    {
        let mut pair = Pair { hosts: BTreeMap::new(), under_way: BTreeMap::new(), sent: 0 };
        for address in [HERE, THERE] {
            let mut host = Host::new(HostConfig::bare("X", address, &TENEX)).unwrap();
            input(&mut host, Time::ZERO, HostInput::Start);
            pair.hosts.insert(address, host);
        }
        let out = run(pair.hosts.get_mut(&THERE).unwrap(), there);
        pair.carry(Time::ZERO, THERE, out);
        let out = run(pair.hosts.get_mut(&HERE).unwrap(), here);
        pair.carry(Time::ZERO, HERE, out);
        pair
    }

    /// Both programs come to their end, and nothing is left.
    fn finish(mut self) {
        while self.step() {}
        for (address, host) in &self.hosts {
            let waits = host.what_job_awaits(JobId(0));
            assert_eq!(host.job_status(JobId(0)), Some(&JobStatus::Done), "{address} awaits {waits:?}");
            assert!(host.table.channels.is_empty() && host.table.owners.is_empty(), "{:?}", host.table);
            assert!(host.is_quiet());
        }
    }

    fn step(&mut self) -> bool {
        let arrival = self.under_way.keys().next().map(|(at, _)| (*at, None));
        let wakes = self.hosts.iter().filter_map(|(address, host)| Some((host.next_wake()?, Some(*address))));
        // What the NCPs still keep an eye on an hour later concerns nobody here.
        let Some((at, who)) = wakes.chain(arrival).min().filter(|(at, _)| *at < Time::from_ns(3600 * SECOND))
        else {
            return false;
        };
        let (to, what) = match who {
            Some(host) => (host, HostInput::Wake),
            None => {
                let (_, (to, message)) = self.under_way.pop_first().unwrap();
                (to, HostInput::FromImp(message))
            }
        };
        let out = input(self.hosts.get_mut(&to).unwrap(), at, what);
        self.carry(at, to, out);
        true
    }

    fn carry(&mut self, now: Time, from: HostAddress, out: Vec<HostOutput>) {
        for output in out {
            let HostOutput::ToImp(mut message) = output else { continue };
            let leader = Leader::parse(&message).unwrap();
            if leader.host_to_imp() != HostToImp::Regular {
                continue;
            }
            pad_to_word(&mut message);
            let mut arriving = Leader { address: from, ..leader }.emit().unwrap();
            arriving.extend(&message.slice(32, message.length_bits()));
            self.send(now.after_ns(DELAY_NS), leader.address, arriving);
            let rfnm = Leader::from_imp(ImpToHost::Rfnm, leader.address, leader.link).emit().unwrap();
            self.send(now.after_ns(2 * DELAY_NS), from, rfnm);
        }
    }

    fn send(&mut self, at: Time, to: HostAddress, message: Bits) {
        self.sent += 1;
        self.under_way.insert((at, self.sent), (to, message));
    }
}

fn there(number: u32) -> SocketName {
    SocketName { host: THERE, number }
}

fn here(number: u32) -> SocketName {
    SocketName { host: HERE, number }
}

#[test]
fn nothing_is_lost_by_giving_up_a_receive_however_often() {
    let sent: Vec<u8> = (0..20_000_u32).map(|n| (n * 7 % 251) as u8).collect();
    let expected = sent.clone();
    let received = Rc::new(RefCell::new(Vec::<u8>::new()));
    let store = Rc::clone(&received);
    Pair::new(
        move |sys| async move {
            let connection = sys.init(257, there(300), 8).await?;
            for part in sent.chunks(777) {
                connection.send_octets(part).await?;
                sys.sleep_ns(11_000_000).await;
            }
            connection.close().await;
            Ok(())
        },
        move |sys| async move {
            let connection = sys.listen(300, 8, Filter::default()).await?;
            let end = loop {
                // Given up every 7 ms, whether data is there, on its way, or not yet sent.
                match sys.within(7_000_000, connection.receive(800)).await {
                    Some(Ok(data)) => store.borrow_mut().extend(data.octets()),
                    Some(Err(end)) => break end,
                    None => {}
                }
            };
            assert_eq!(end, CloseReason::There);
            Ok(())
        },
    )
    .finish();
    assert!(*received.borrow() == expected, "{} octets arrived", received.borrow().len());
}

#[test]
fn an_init_given_up_takes_its_request_back_and_the_socket_can_be_used_again() {
    Pair::new(
        |sys| async move {
            // Nobody listens there for ten seconds.
            assert!(sys.within(SECOND, sys.init(257, there(300), 8)).await.is_none());
            sys.sleep_ns(9 * SECOND).await;
            let connection = sys.init(257, there(300), 8).await?;
            connection.send_octets(b"at last").await?;
            connection.close().await;
            Ok(())
        },
        |sys| async move {
            sys.sleep_ns(5 * SECOND).await;
            let connection = sys.listen(300, 8, Filter::default()).await?;
            assert_eq!(sys.now().as_ns() / SECOND, 10, "the request taken back is not matched");
            assert_eq!(connection.receive_octets().await?, b"at last");
            Ok(())
        },
    )
    .finish();
}

#[test]
fn a_held_socket_keeps_requests_and_a_filter_refuses_the_wrong_ones_before_and_after() {
    Pair::new(
        |sys| async move {
            // Two come early, to wait; one comes when the other side listens already.
            let early_wrong = sys.init(257, there(300), 8);
            let early_right = sys.init(259, there(300), 8);
            let late_wrong = async {
                sys.sleep_ns(20 * SECOND).await;
                sys.init(261, there(302), 8).await
            };
            let (wrong, right) = futures_lite::future::zip(early_wrong, early_right).await;
            let refused = Some(OpenError::Failed(OpenFailure::Refused));
            assert_eq!(wrong.err(), refused);
            right?.send_octets(b"it is me").await?;
            assert_eq!(late_wrong.await.err(), refused);
            Ok(())
        },
        |sys| async move {
            let block = (sys.hold(300).await?, sys.hold(302).await?);
            sys.sleep_ns(10 * SECOND).await;
            let only = |number| Filter { host: Some(HERE), socket: Some(number) };
            let connection = sys.listen(300, 8, only(259)).await?;
            assert_eq!(connection.foreign(), here(259));
            assert_eq!(connection.receive_octets().await?, b"it is me");
            assert!(sys.within(60 * SECOND, sys.listen(302, 8, only(259))).await.is_none());
            drop(block);
            Ok(())
        },
    )
    .finish();
}

#[test]
fn a_held_socket_that_is_dropped_refuses_those_who_wait() {
    Pair::new(
        |sys| async move {
            let refused = sys.init(257, there(300), 8).await;
            assert_eq!(refused.err(), Some(OpenError::Failed(OpenFailure::Refused)));
            assert_eq!(sys.now().as_ns() / SECOND, 5);
            Ok(())
        },
        |sys| async move {
            let held = sys.hold(300).await?;
            sys.sleep_ns(5 * SECOND).await;
            drop(held);
            Ok(())
        },
    )
    .finish();
}

#[test]
fn interrupts_are_told_one_by_one_even_when_their_waiting_is_given_up() {
    Pair::new(
        |sys| async move {
            let connection = sys.init(257, there(300), 8).await?;
            for _ in 0..3 {
                connection.interrupt().await?;
            }
            sys.sleep_ns(10 * SECOND).await;
            Ok(())
        },
        |sys| async move {
            let connection = sys.listen(300, 8, Filter::default()).await?;
            let mut told = 0;
            for _ in 0..5000 {
                told += u32::from(sys.within(1_000_000, connection.interrupted()).await.is_some());
            }
            assert_eq!(told, 3);
            assert_eq!(connection.interrupted().await, Err(CloseReason::There));
            Ok(())
        },
    )
    .finish();
}

#[test]
fn a_connection_may_move_into_a_program_that_outlives_its_opener() {
    Pair::new(
        |sys| async move {
            let connection = sys.init(257, there(300), 8).await?;
            sys.spawn("heir", |sys| async move {
                let connection = connection.adopted_by(&sys);
                sys.sleep_ns(5 * SECOND).await;
                connection.send_octets(b"still there").await?;
                connection.close().await;
                Ok(())
            });
            Ok(())
        },
        |sys| async move {
            let connection = sys.listen(300, 8, Filter::default()).await?;
            assert_eq!(connection.receive_octets().await?, b"still there");
            assert_eq!(connection.receive_octets().await, Err(CloseReason::There));
            Ok(())
        },
    )
    .finish();
}

#[test]
fn what_was_sent_goes_out_before_a_dropped_connection_closes() {
    Pair::new(
        |sys| async move {
            let connection = sys.init(257, there(300), 8).await?;
            connection.offer(&Bits::from_octets(&[7; 30_000]));
            Ok(())
        },
        |sys| async move {
            let connection = sys.listen(300, 8, Filter::default()).await?;
            sys.sleep_ns(5 * SECOND).await;
            let mut arrived = 0;
            while let Ok(octets) = connection.receive_octets().await {
                arrived += octets.len();
            }
            assert_eq!(arrived, 30_000);
            Ok(())
        },
    )
    .finish();
}

#[test]
fn a_program_that_sends_the_wrong_way_is_ended_with_the_reason() {
    let mut pair = Pair::new(
        |sys| async move {
            let connection = sys.init(257, there(300), 8).await?;
            connection.receive_octets().await?;
            Ok(())
        },
        |sys| async move {
            sys.listen(300, 8, Filter::default()).await?.receive_octets().await.unwrap_err();
            Ok(())
        },
    );
    while pair.step() {}
    let reason = "it made a mistake with socket 257: the connection goes the other way".to_owned();
    assert_eq!(pair.hosts[&HERE].job_status(JobId(0)), Some(&JobStatus::Failed { reason }));
    assert_eq!(pair.hosts[&THERE].job_status(JobId(0)), Some(&JobStatus::Done), "its connection was closed");
}
