//! One hostile or broken host beside honest traffic. Whatever it sends costs bounded memory, gets the protocol's own answer,
//! and disturbs nobody else.
//!
//! UTAH-10 is the victim; BBN-TENEX, honest, has an echo session with it; CASE-10 is scripted and obeys nothing. Each
//! trial lets it misbehave a thousand times, and ten thousand times more; the NCP's tables may not have grown since the
//! first thousand.

use arpanet_ncp::Profile;
use arpanet_programs::HostConfig;
use arpanet_programs::host::JobId;
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::sites::{BBN, CASE, UTAH, bits, telnet_to, tenex};
use arpanet_wire::command::{Command, ErrorCode};
use arpanet_wire::{Bits, HostAddress};

/// Misdeeds before the first look at the tables, and after it.
const FIRST: u32 = 1000;
const THEN: u32 = 10_000;
/// Between one misdeed and the next.
const PAUSE_NS: u64 = SECOND / 100;

/// The victim with its honest visitor.
struct Siege {
    net: PerfectSubnet,
    visitor: JobId,
    lines: u32,
}

impl Siege {
    fn new(ncp: Profile) -> Siege {
        let mut net = PerfectSubnet::new();
        net.attach(HostConfig { ncp, ..tenex(UTAH, &["echo", "discard"]) });
        net.attach(tenex(BBN, &[]));
        net.attach_peer(CASE);
        let visitor = net.start_program(BBN, telnet_to("UTAH-10", Some(7)));
        assert!(net.run_until(|net| net.terminal(visitor).contains("is open")));
        Siege { net, visitor, lines: 0 }
    }

    /// The visitor types a line, and it comes back within a second.
    fn echo(&mut self) {
        self.lines += 1;
        let line = format!("line {} of the visitor", self.lines);
        let before = self.net.octets(UTAH, BBN).len();
        self.net.type_line(self.visitor, &line);
        self.net.run_for(SECOND);
        let echoed = self.net.octets(UTAH, BBN)[before..].to_vec();
        assert_eq!(String::from_utf8_lossy(&echoed), format!("{line}\r\n"));
    }

    /// The hostile host does it over and over. Gives what the victim answered.
    fn stand(mut self, misdeed: impl Fn(&mut PerfectSubnet, u32)) -> Vec<Command> {
        self.suffer(0..FIRST, &misdeed);
        let before = footprint(&self.net, UTAH);
        self.suffer(FIRST..FIRST + THEN, &misdeed);
        let after = footprint(&self.net, UTAH);
        assert!(after <= before + before / 10, "the tables grew from {before} to {after}");
        let of_honest = self.net.commands(UTAH, BBN);
        let is_disturbed = of_honest.iter().any(|command| match command {
            Command::Err(_) | Command::Rst => true,
            // The end of the initial connection.
            Command::Cls { my_socket, .. } => *my_socket != 7,
            _ => false,
        });
        assert!(!is_disturbed, "the honest host was told something: {of_honest:?}");
        self.net.commands(UTAH, CASE)
    }

    fn suffer(&mut self, numbers: std::ops::Range<u32>, misdeed: &impl Fn(&mut PerfectSubnet, u32)) {
        for number in numbers {
            misdeed(&mut self.net, number);
            self.net.run_for(PAUSE_NS);
            if number % 1000 == 999 {
                self.echo();
            }
        }
    }
}

/// The size of the NCP with everything in it, as text: what grows, grows here too.
fn footprint(net: &PerfectSubnet, host: HostAddress) -> usize {
    format!("{:?}", net.host(host).ncp()).len()
}

fn errors(answers: &[Command], code: ErrorCode) -> usize {
    answers.iter().filter(|answer| matches!(answer, Command::Err(report) if report.code == code)).count()
}

#[test]
fn endless_requests_are_refused_with_cls_once_the_queue_is_full() {
    for ncp in [Profile::REFERENCE, Profile::named("multics").expect("a profile")] {
        let answers = Siege::new(ncp).stand(|net, number| {
            let (my_socket, your_socket) = (2 * number + 1, 1000 + 2 * (number % 50));
            net.say(CASE, UTAH, &[Command::Str { my_socket, your_socket, byte_size: 8 }]);
        });
        let refusals = answers.iter().filter(|answer| matches!(answer, Command::Cls { .. })).count();
        let waiting = usize::from(ncp.queue_per_host);
        assert!(refusals >= (FIRST + THEN) as usize - 2 * waiting, "{refusals} were refused");
        assert!(answers.iter().all(|answer| matches!(answer, Command::Cls { .. })));
    }
}

/// It holds the door of a service, allows nothing, never closes: the service gives it up after a minute, and the next is
/// let in (NIC 8246 p. 13: the logger's socket is a scarce resource).
#[test]
fn a_visitor_who_stays_in_the_door_is_put_out() {
    let mut siege = Siege::new(Profile::REFERENCE);
    siege.net.say(CASE, UTAH, &[Command::Rts { my_socket: 100, your_socket: 7, link: 5 }]);
    siege.net.run_for(SECOND);
    let late = siege.net.start_program(BBN, telnet_to("UTAH-10", Some(7)));
    siege.net.run_for(30 * SECOND);
    assert!(!siege.net.terminal(late).contains("is open"), "the door is taken");
    siege.echo();
    siege.net.run_for(180 * SECOND);
    assert!(siege.net.commands(UTAH, CASE).contains(&Command::Cls { my_socket: 7, your_socket: 100 }));
    let next = siege.net.start_program(BBN, telnet_to("UTAH-10", Some(7)));
    assert!(siege.net.run_until(|net| net.terminal(next).contains("is open")));
}

#[test]
fn cls_for_nothing_draws_err_4_and_no_cls() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, number| {
        net.say(CASE, UTAH, &[Command::Cls { my_socket: 2 * number + 1, your_socket: 1000 }]);
    });
    assert!(errors(&answers, ErrorCode::NonexistentSocket) >= 64);
    assert!(answers.iter().all(|answer| matches!(answer, Command::Err(_))), "a CLS is not answered by CLS");
}

/// It opens a connection for itself, and then allows more than counters hold.
#[test]
fn allocation_that_overflows_draws_err_3_and_is_not_counted() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, number| {
        if number == 0 {
            net.say(CASE, UTAH, &[Command::Rts { my_socket: 100, your_socket: 7, link: 5 }]);
            net.run_for(SECOND);
            net.say(CASE, UTAH, &[Command::All { link: 5, messages: 0, bits: u32::MAX }]);
        }
        net.say(CASE, UTAH, &[Command::All { link: 5, messages: 0, bits: u32::MAX }]);
    });
    assert!(errors(&answers, ErrorCode::BadParameters) >= 64);
}

/// The connections of a session with the service at `socket`, by hand; the link on which the peer sends. It allows nothing
/// to be sent to it: an echo soon has no room for more.
fn session(net: &mut PerfectSubnet, socket: u32) -> u8 {
    net.say(CASE, UTAH, &[Command::Rts { my_socket: 100, your_socket: socket, link: 5 }]);
    net.run_for(SECOND);
    net.say(CASE, UTAH, &[Command::All { link: 5, messages: 1, bits: 32 }]);
    net.run_for(SECOND);
    let (_, number) = net.data(UTAH, CASE)[0].clone();
    let s = number.get(0, 32).expect("a number of 32 bits") as u32;
    net.say(CASE, UTAH, &[Command::Cls { my_socket: 100, your_socket: socket }]);
    net.say(CASE, UTAH, &[Command::Str { my_socket: 103, your_socket: s, byte_size: 8 }]);
    net.say(CASE, UTAH, &[Command::Rts { my_socket: 102, your_socket: s + 1, link: 6 }]);
    net.expect(UTAH, CASE, "RTS for S", |command| match command {
        Command::Rts { my_socket, link, .. } if *my_socket == s => Some(*link),
        _ => None,
    })
}

#[test]
fn data_beyond_the_allocation_draw_err_0_and_end_their_own_connection_at_last() {
    let text = bits(0, 64).slice(0, 64);
    let mut siege = Siege::new(Profile::REFERENCE);
    let link = session(&mut siege.net, 7);
    let answers = siege.stand(|net, _| {
        (0..20).for_each(|_| net.send_data(CASE, UTAH, link, 8, &text));
    });
    assert!(errors(&answers, ErrorCode::Undefined) >= 8, "beyond the allocation");
    assert!(answers.iter().any(|answer| matches!(answer, Command::Cls { .. })), "it has been closed");
    // "the receiver must expect more input" after its CLS (NIC 8246 p. 13): of that, nothing is said and nothing kept.
    assert!(errors(&answers, ErrorCode::Undefined) < 100);
}

#[test]
fn a_wrong_byte_size_draws_err_0_and_ends_the_connection_at_last() {
    let mut siege = Siege::new(Profile::REFERENCE);
    let link = session(&mut siege.net, 9);
    let answers = siege.stand(|net, _| net.send_data(CASE, UTAH, link, 16, &Bits::zeros(16)));
    assert_eq!(errors(&answers, ErrorCode::Undefined), 8);
    assert!(answers.iter().any(|answer| matches!(answer, Command::Cls { .. })));
}

#[test]
fn commands_cut_short_draw_err_2() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, number| {
        let octets = Command::Str { my_socket: 1, your_socket: 1000, byte_size: 8 }.octets();
        net.say_octets(CASE, UTAH, &octets[..1 + number as usize % 9]);
    });
    assert!(errors(&answers, ErrorCode::ShortParameters) >= 64);
    assert!(answers.iter().all(|answer| matches!(answer, Command::Err(_))));
}

#[test]
fn illegal_opcodes_draw_err_1() {
    let answers = Siege::new(Profile::REFERENCE)
        .stand(|net, number| net.say_octets(CASE, UTAH, &[14 + (number % 200) as u8; 120]));
    assert!(errors(&answers, ErrorCode::IllegalOpcode) >= 64);
}

/// The honest connections' links are those of another host: the same numbers, said here, are not theirs.
#[test]
fn messages_for_links_it_does_not_own_draw_err_5_or_4_and_touch_nothing() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, number| {
        let link = 2 + (number % 70) as u8;
        net.send_data(CASE, UTAH, link, 8, &Bits::from_octets(b"not mine"));
        net.say(CASE, UTAH, &[Command::All { link, messages: 9, bits: 9 }, Command::Ins { link }]);
    });
    assert!(errors(&answers, ErrorCode::NotConnected) >= 32);
    assert!(errors(&answers, ErrorCode::NonexistentSocket) >= 32);
}

/// NIC 8246 p. 18: each RST is acknowledged, as fast as RFNMs let it, and purges that host's entries alone.
#[test]
fn a_storm_of_rsts_draws_rrps_and_no_more_of_them_than_rsts() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, _| net.say(CASE, UTAH, &[Command::Rst]));
    let replies = answers.iter().filter(|answer| **answer == Command::Rrp).count();
    assert!((100..=(FIRST + THEN) as usize).contains(&replies), "{replies} RRPs");
    assert_eq!(answers.len(), replies, "and nothing else");
}

/// An ERR is recorded and never answered, or two NCPs could go on for ever.
#[test]
fn a_storm_of_errs_draws_nothing() {
    let answers = Siege::new(Profile::REFERENCE).stand(|net, number| {
        let quoted = Command::Ins { link: number as u8 };
        let report = arpanet_wire::command::ErrorReport::nonexistent_socket(&quoted);
        net.say(CASE, UTAH, &[Command::Err(report); 10]);
    });
    assert_eq!(answers, []);
}

#[test]
fn a_storm_of_ecos_is_echoed() {
    let answers = Siege::new(Profile::REFERENCE)
        .stand(|net, number| net.say(CASE, UTAH, &[Command::Eco { data: number as u8 }; 20]));
    assert!(answers.len() > 1000, "{}", answers.len());
    assert!(answers.iter().all(|answer| matches!(answer, Command::Erp { .. })));
}
