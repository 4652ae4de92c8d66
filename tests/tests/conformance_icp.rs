//! The Initial Connection Protocol (RFC 165, 202) between real hosts, and between a real host and a scripted one.
//!
//! The real user is `telnet HOST SOCKET`; the real servers are those of the catalogue. Scripted users have U = 0x12300,
//! scripted servers S = 0x45600, as in the worked example of the exchange.

use arpanet_ncp::{EarlyRfcs, Profile};
use arpanet_programs::catalogue;
use arpanet_programs::host::{ConfigError, JobId, JobStatus};
use arpanet_programs::icp::{self, Service};
use arpanet_programs::{Host, HostConfig};
use arpanet_tests::perfect_subnet::{Crossing, DELAY_NS, PerfectSubnet, SECOND, What};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, bits, telnet_to, tenex};
use arpanet_wire::command::Command;
use arpanet_wire::{Bits, HostAddress};

/// The scripted user's block.
const U: u32 = 0x12300;
/// The scripted server's block.
const S: u32 = 0x45600;
/// The link that a scripted host asks to be sent on.
const LINK: u8 = 17;

/// A real server host with all servers, and a scripted user.
fn server_and_peer() -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["telnet", "echo", "discard"]));
    net.attach_peer(CASE);
    net
}

/// A real user host, whose user calls the scripted server at socket 7, and the link on which it wants the number S.
fn user_and_peer() -> (PerfectSubnet, JobId, u32, u8) {
    user_and_peer_of(tenex(UTAH, &[]))
}

fn user_and_peer_of(config: HostConfig) -> (PerfectSubnet, JobId, u32, u8) {
    let mut net = PerfectSubnet::new();
    net.attach(config);
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_to("CASE-10", Some(7)));
    let (u, link) = net.expect(UTAH, CASE, "the request for the service", |command| match command {
        Command::Rts { my_socket, your_socket: 7, link } => Some((*my_socket, *link)),
        _ => None,
    });
    (net, job, u, link)
}

fn rts(my_socket: u32, your_socket: u32) -> Command {
    Command::Rts { my_socket, your_socket, link: LINK }
}

fn str(my_socket: u32, your_socket: u32, byte_size: u8) -> Command {
    Command::Str { my_socket, your_socket, byte_size }
}

fn cls(my_socket: u32, your_socket: u32) -> Command {
    Command::Cls { my_socket, your_socket }
}

/// The scripted user asks for the service at `socket` and waits for the match.
fn knock(net: &mut PerfectSubnet, u: u32, socket: u32) -> u8 {
    net.say(CASE, UTAH, &[rts(u, socket)]);
    is_matched(net, CASE, u, socket)
}

fn is_matched(net: &mut PerfectSubnet, peer: HostAddress, u: u32, socket: u32) -> u8 {
    net.expect(UTAH, peer, "STR from the service", |command| match command {
        Command::Str { my_socket, your_socket, byte_size } if *my_socket == socket && *your_socket == u => {
            Some(*byte_size)
        }
        _ => None,
    })
}

/// The scripted user allows the number, receives it and closes; returns S.
fn take_number(net: &mut PerfectSubnet, u: u32, socket: u32) -> u32 {
    take_number_at(net, CASE, u, socket)
}

fn take_number_at(net: &mut PerfectSubnet, peer: HostAddress, u: u32, socket: u32) -> u32 {
    net.say(peer, UTAH, &[Command::All { link: LINK, messages: 1, bits: 32 }]);
    assert!(net.run_until(|net| !net.data(UTAH, peer).is_empty()), "no number came");
    let (_, number) = net.data(UTAH, peer)[0].clone();
    assert!(net.run_until(|net| net.commands(UTAH, peer).contains(&cls(socket, u))));
    net.say(peer, UTAH, &[cls(u, socket)]);
    number.get(0, 32).expect("a number of 32 bits") as u32
}

/// The scripted server matches the user's request, and sends the number when it is allowed to.
fn give_number(net: &mut PerfectSubnet, u: u32, link: u8, number: &Bits, byte_size: u8) {
    net.say(CASE, UTAH, &[str(7, u, byte_size)]);
    net.expect(UTAH, CASE, "the allocation for S", |command| match command {
        Command::All { link: l, .. } if *l == link => Some(()),
        _ => None,
    });
    net.send_data(CASE, UTAH, link, byte_size, number);
}

fn has_sent(net: &mut PerfectSubnet, command: Command) {
    net.expect(UTAH, CASE, &format!("{command}"), |sent| (*sent == command).then_some(()));
}

/// The link of the user's RTS for U+2.
fn receiving_link(net: &mut PerfectSubnet, u: u32) -> u8 {
    net.expect(UTAH, CASE, "RTS for U+2", |command| match command {
        Command::Rts { my_socket, your_socket, link } if (*my_socket, *your_socket) == (u + 2, S + 1) => {
            Some(*link)
        }
        _ => None,
    })
}

fn said_of(status: &JobStatus) -> &str {
    match status {
        JobStatus::Failed { reason } => reason,
        other => panic!("the job is {other:?}"),
    }
}

fn sent_at(net: &PerfectSubnet, pick: impl Fn(&Crossing) -> bool) -> u64 {
    net.log().iter().find(|crossing| pick(crossing)).expect("it was sent").at.as_ns()
}

#[test]
fn icp_001_the_server_listens_on_l_and_never_initiates() {
    let mut net = server_and_peer();
    net.run_to_rest();
    assert_eq!(net.log(), [], "a server says nothing unasked");
    knock(&mut net, U, 7);
    assert_eq!(net.commands(UTAH, CASE), [str(7, U, 32)]);
}

#[test]
fn icp_002_the_connection_from_l_to_u_has_a_byte_size_of_32() {
    for socket in [1, 7, 9] {
        assert_eq!(knock(&mut server_and_peer(), U, socket), 32);
    }
    // A real user matches an STR of 32 with the RTS that it has sent, and with nothing else.
    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    receiving_link(&mut net, u);
}

#[test]
fn icp_003_the_user_takes_s_as_four_octets_too() {
    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &Bits::from_octets(&S.to_be_bytes()), 8);
    has_sent(&mut net, str(u + 3, S, 8));
    receiving_link(&mut net, u);
}

#[test]
fn icp_004_the_user_allocates_one_message_of_32_bits() {
    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    net.run_for(30 * SECOND);
    let allocations: Vec<Command> = net
        .commands(UTAH, CASE)
        .into_iter()
        .filter(|command| matches!(command, Command::All { .. }))
        .collect();
    assert_eq!(allocations, [Command::All { link, messages: 1, bits: 32 }]);
}

#[test]
fn icp_005_the_server_sends_s_only_when_it_is_allowed_to() {
    let mut net = server_and_peer();
    knock(&mut net, U, 7);
    net.run_for(30 * SECOND);
    assert_eq!(net.data(UTAH, CASE), []);
    take_number(&mut net, U, 7);
    let data = net.data(UTAH, CASE);
    assert_eq!(data.iter().map(|(link, text)| (*link, text.length_bits())).collect::<Vec<_>>(), [(LINK, 32)]);
}

#[test]
fn icp_006_s_is_even_and_the_server_closes_after_its_rfnm() {
    let mut net = server_and_peer();
    knock(&mut net, U, 7);
    let s = take_number(&mut net, U, 7);
    assert_eq!(s % 2, 0);
    let data_at =
        sent_at(&net, |crossing| matches!(crossing.what, What::Data { .. }) && crossing.from == UTAH);
    let close_at = sent_at(&net, |crossing| crossing.command() == Some(cls(7, U)));
    assert_eq!(close_at, data_at + 2 * DELAY_NS, "the RFNM takes two delays, and CLS comes at once after it");
}

#[test]
fn icp_007_s_and_s_plus_1_meet_u_plus_3_and_u_plus_2() {
    let mut net = server_and_peer();
    knock(&mut net, U, 7);
    let s = take_number(&mut net, U, 7);
    net.run_for(SECOND);
    let sent = net.commands(UTAH, CASE);
    assert!(sent.iter().any(|command| {
        matches!(command, Command::Rts { my_socket, your_socket, .. } if (*my_socket, *your_socket) == (s, U + 3))
    }));
    assert!(sent.contains(&str(s + 1, U + 2, 8)));

    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    has_sent(&mut net, str(u + 3, S, 8));
    receiving_link(&mut net, u);
}

#[test]
fn icp_008_each_l_has_one_pair_of_byte_sizes() {
    let services: Vec<Service> =
        catalogue::server_names().filter_map(catalogue::server).filter_map(|server| server.service).collect();
    for service in &services {
        assert!(service.user_byte_size > 0 && service.server_byte_size > 0);
        let of_socket = services.iter().filter(|other| other.socket == service.socket);
        assert_eq!(of_socket.count(), 1, "socket {}", service.socket);
    }
    for service in [icp::TELNET, icp::FTP] {
        assert_eq!((service.user_byte_size, service.server_byte_size), (8, 8));
    }
}

#[test]
fn icp_009_two_services_on_one_l_are_a_mistake() {
    let twice = Host::new(tenex(UTAH, &["echo", "telnet", "echo"])).map(drop);
    let (first, second) = ("echo".to_owned(), "echo".to_owned());
    assert_eq!(twice, Err(ConfigError::SameSocket { first, second, socket: 7 }));
}

#[test]
fn icp_010_the_user_end_of_l_is_closed_without_the_users_doing() {
    let (mut net, job, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    // The scripted server withholds its requests, so that the user process still waits for them.
    net.say(CASE, UTAH, &[cls(7, u)]);
    has_sent(&mut net, cls(u, 7));
    assert_eq!(*net.status(job), JobStatus::Running);
    assert!(net.now().as_ns() < 5 * SECOND);
}

#[test]
fn icp_011_the_requests_may_come_in_any_order() {
    let (s7, s8) = (0, 1);
    for order in [[s7, s8], [s8, s7]] {
        for before_the_number in [false, true] {
            let (mut net, job, u, link) = user_and_peer();
            let requests = order.map(|step| if step == s7 { rts(S, u + 3) } else { str(S + 1, u + 2, 8) });
            if before_the_number {
                requests.iter().for_each(|request| net.say(CASE, UTAH, &[*request]));
                net.run_for(SECOND);
            }
            give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
            if !before_the_number {
                requests.iter().for_each(|request| net.say(CASE, UTAH, &[*request]));
            }
            assert!(
                net.run_until(|net| net.terminal(job).contains("is open")),
                "{order:?} {before_the_number}"
            );
        }
        let mut net = server_and_peer();
        knock(&mut net, U, 7);
        let s = take_number(&mut net, U, 7);
        let u6_u7 = [str(U + 3, s, 8), Command::Rts { my_socket: U + 2, your_socket: s + 1, link: LINK + 1 }];
        order.iter().for_each(|step| net.say(CASE, UTAH, &[u6_u7[*step]]));
        has_sent(&mut net, str(s + 1, U + 2, 8));
        net.say(CASE, UTAH, &[Command::All { link: LINK + 1, messages: 10, bits: 1000 }]);
        let link = net.expect(UTAH, CASE, "RTS for S", |command| match command {
            Command::Rts { my_socket, link, .. } if *my_socket == s => Some(*link),
            _ => None,
        });
        net.expect(UTAH, CASE, "allocation", |command| matches!(command, Command::All { .. }).then_some(()));
        net.send_data(CASE, UTAH, link, 8, &Bits::from_octets(b"still here"));
        let echo = (LINK + 1, Bits::from_octets(b"still here"));
        assert!(net.run_until(|net| net.data(UTAH, CASE).contains(&echo)), "{order:?}");
    }
}

#[test]
fn icp_012_both_sides_send_both_requests_without_waiting() {
    let mut net = server_and_peer();
    knock(&mut net, U, 7);
    let s = take_number(&mut net, U, 7);
    net.run_for(SECOND);
    let sent = net.commands(UTAH, CASE);
    let requests = sent.iter().filter(|command| match command {
        Command::Rts { my_socket, .. } => *my_socket == s,
        Command::Str { my_socket, .. } => *my_socket == s + 1,
        _ => false,
    });
    assert_eq!(requests.count(), 2, "the scripted user has asked for nothing yet");

    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    net.run_for(SECOND);
    let sent = net.commands(UTAH, CASE);
    assert!(sent.contains(&str(u + 3, S, 8)));
    receiving_link(&mut net, u);
}

/// Our hosts never delay between the two requests; the one that RFC 202 wants first goes out first.
#[test]
fn icp_013_the_request_for_s_and_u_plus_3_goes_first() {
    let position = |net: &PerfectSubnet, socket: u32| {
        net.commands(UTAH, CASE).iter().position(|command| match command {
            Command::Rts { my_socket, .. } | Command::Str { my_socket, .. } => *my_socket == socket,
            _ => false,
        })
    };
    let mut net = server_and_peer();
    knock(&mut net, U, 7);
    let s = take_number(&mut net, U, 7);
    net.run_for(SECOND);
    assert!(position(&net, s).is_some() && position(&net, s) < position(&net, s + 1));

    let (mut net, _, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    net.run_for(SECOND);
    assert!(position(&net, u + 3).is_some() && position(&net, u + 3) < position(&net, u + 2));
}

/// Also at a host whose NCP refuses what nobody waits for: the user TELNET has the two sockets held.
#[test]
fn icp_014_the_servers_requests_may_come_before_s() {
    let refusing = Profile { early_rfcs: EarlyRfcs::Refuse, ..Profile::REFERENCE };
    for ncp in [Profile::REFERENCE, refusing] {
        let (mut net, job, u, link) = user_and_peer_of(HostConfig { ncp, ..tenex(UTAH, &[]) });
        net.say(CASE, UTAH, &[rts(S, u + 3), str(S + 1, u + 2, 8)]);
        net.run_for(SECOND);
        give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
        assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    }
}

#[test]
fn icp_015_requests_wait_while_the_user_process_is_late() {
    let (mut net, job, u, link) = user_and_peer();
    net.say(CASE, UTAH, &[rts(S, u + 3), str(S + 1, u + 2, 8)]);
    // For five seconds the user process is busy with something else: with waiting for S.
    net.run_for(5 * SECOND);
    let answered = |net: &PerfectSubnet| {
        net.commands(UTAH, CASE).into_iter().any(|command| match command {
            Command::Rts { my_socket, .. }
            | Command::Str { my_socket, .. }
            | Command::Cls { my_socket, .. } => [u + 2, u + 3].contains(&my_socket),
            _ => false,
        })
    };
    assert!(!answered(&net), "they are neither matched nor refused");
    give_number(&mut net, u, link, &bits(u64::from(S), 32), 32);
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
}

/// U to U+5 of all sessions of a host.
fn user_blocks(net: &PerfectSubnet, socket: u32) -> Vec<u32> {
    let commands = net.log().iter().filter_map(Crossing::command);
    let asked = commands.filter_map(|command| match command {
        Command::Rts { my_socket, your_socket, .. } if your_socket == socket => Some(my_socket),
        _ => None,
    });
    asked.collect()
}

#[test]
fn icp_016_blocks_of_parallel_sessions_do_not_overlap() {
    let mut net = server_and_peer();
    net.attach(tenex(BBN, &[]));
    let jobs: Vec<JobId> = (0..8).map(|_| net.start_program(BBN, telnet_to("UTAH-10", Some(7)))).collect();
    assert!(net.run_until(|net| jobs.iter().all(|job| net.terminal(*job).contains("is open"))));
    let mut blocks = user_blocks(&net, 7);
    blocks.sort_unstable();
    assert_eq!(blocks.len(), 8);
    assert!(blocks.windows(2).all(|pair| pair[1] - pair[0] >= 6), "{blocks:?}");
    assert!(blocks.iter().all(|u| u % 2 == 0));
}

#[test]
fn icp_017_telnet_is_socket_1_with_octets_both_ways() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach(tenex(CASE, &["telnet"]));
    let job = net.run_program(UTAH, telnet_to("CASE-10", None), &["LOGOUT"]);
    assert_eq!(net.finish(job), JobStatus::Done);
    let u = user_blocks(&net, 1)[0];
    let size_of = |from, to, socket| {
        net.commands(from, to).into_iter().find_map(|command| match command {
            Command::Str { my_socket, your_socket, byte_size }
                if [my_socket, your_socket].contains(&socket) =>
            {
                Some(byte_size)
            }
            _ => None,
        })
    };
    assert_eq!(size_of(UTAH, CASE, u + 3), Some(8));
    assert_eq!(size_of(CASE, UTAH, u + 2), Some(8));
}

/// RFC 354 p. 19: a server may greet with 300.
#[test]
fn icp_018_ftp_is_socket_3_by_the_same_exchange() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["ftp"]));
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, 3);
    assert_eq!(user.byte_sizes, (8, 8));
    user.hears(&mut net, "300 ");
    user.send(&mut net, b"BYE\r\n");
    user.hears(&mut net, "\r\n231 ");
}

/// The network-wide sockets: RFC 433 p. 1, and those added by RFC 503 p. 2.
const ASSIGNED: [(&str, u32); 9] = [
    ("telnet", 1),
    ("ftp", 3),
    ("rje", 5),
    ("echo", 7),
    ("discard", 9),
    ("systat", 11),
    ("daytime", 13),
    ("netstat", 15),
    ("chargen", 19),
];

#[test]
fn icp_019_services_sit_at_their_well_known_sockets() {
    let assigned_to = |socket| ASSIGNED.iter().find(|(_, s)| *s == socket).map(|(name, _)| *name);
    let assigned_at = |name| ASSIGNED.iter().find(|(n, _)| *n == name).map(|(_, socket)| *socket);
    for name in catalogue::server_names() {
        let Some(service) = catalogue::server(name).expect("it has just been named").service else {
            continue; // it waits for nobody from the network
        };
        assert_eq!(service.socket % 2, 1, "{name}: L sends");
        assert!(assigned_to(service.socket).is_none_or(|owner| owner == name), "{name} sits at another's");
        assert!(assigned_at(name).is_none_or(|socket| socket == service.socket), "{name}");
    }
    let provided: Vec<&str> = catalogue::server_names().filter(|name| assigned_at(*name).is_some()).collect();
    assert!(provided.len() >= 4);
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach(tenex(CASE, &provided));
    for name in provided {
        let job = net.start_program(UTAH, telnet_to("CASE-10", assigned_at(name)));
        assert!(net.run_until(|net| net.terminal(job).contains("is open")), "{name}");
    }
}

#[test]
fn icp_020_a_second_user_at_l_waits_for_the_first() {
    let mut net = server_and_peer();
    net.attach_peer(BBN);
    net.say(BBN, UTAH, &[rts(U, 7)]);
    net.say(CASE, UTAH, &[rts(U, 7)]);
    is_matched(&mut net, BBN, U, 7);
    net.run_for(10 * SECOND);
    assert_eq!(net.commands(UTAH, CASE), [], "neither matched nor refused");
    let first = take_number_at(&mut net, BBN, U, 7);
    is_matched(&mut net, CASE, U, 7);
    let second = take_number_at(&mut net, CASE, U, 7);
    assert_ne!(first, second);
}

/// The numbers that a host's services have given away.
fn numbers_given(net: &PerfectSubnet, from: HostAddress) -> Vec<u32> {
    let numbers = net.log().iter().filter_map(|crossing| match &crossing.what {
        What::Data { byte_size: 32, text, .. } if crossing.from == from => text.get(0, 32),
        _ => None,
    });
    numbers.map(|number| number as u32).collect()
}

#[test]
fn icp_021_no_s_is_handed_out_while_it_is_in_use() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["telnet", "echo"]));
    net.attach(tenex(CASE, &[]));
    for _ in 0..1000 {
        let job = net.run_program(CASE, telnet_to("UTAH-10", Some(7)), &["^CLOSE"]);
        assert_eq!(net.finish(job), JobStatus::Done);
    }
    let mut jobs = Vec::new();
    for _ in 0..20 {
        jobs.push(net.start_program(CASE, telnet_to("UTAH-10", None)));
        net.run_for(SECOND);
    }
    assert!(net.run_until(|net| jobs.iter().all(|job| net.terminal(*job).contains("TENEX"))));
    let mut numbers = numbers_given(&net, UTAH);
    assert_eq!(numbers.len(), 1020);
    numbers.sort_unstable();
    let apart = numbers.windows(2).all(|pair| pair[1] - pair[0] >= icp::SERVER_BLOCK);
    assert!(apart, "S, S+1 and the data sockets after them are nobody else's");
}

#[test]
fn icp_022_a_user_says_at_which_step_the_exchange_failed_and_leaves_nothing_pending() {
    let number = bits(u64::from(S), 32);
    let whole_minute = |net: &mut PerfectSubnet, job| {
        net.run_for(70 * SECOND);
        said_of(net.status(job)).to_owned()
    };
    // No answer at all.
    let (mut net, job, u, _) = user_and_peer();
    assert_eq!(whole_minute(&mut net, job), "asking for the service: no answer in time");
    assert_eq!(net.commands(UTAH, CASE).last(), Some(&cls(u, 7)));
    // A match, but no number.
    let (mut net, job, u, _) = user_and_peer();
    net.say(CASE, UTAH, &[str(7, u, 32)]);
    assert_eq!(whole_minute(&mut net, job), "waiting for the server's socket number: no answer in time");
    assert_eq!(net.commands(UTAH, CASE).last(), Some(&cls(u, 7)));
    // A number, but no connections; and only one of them.
    for half_open in [false, true] {
        let (mut net, job, u, link) = user_and_peer();
        give_number(&mut net, u, link, &number, 32);
        net.say(CASE, UTAH, &[cls(7, u)]);
        if half_open {
            net.say(CASE, UTAH, &[rts(S, u + 3)]);
        }
        let said = whole_minute(&mut net, job);
        assert_eq!(said, "connecting with the server's sockets: no answer in time");
        for close in [cls(u, 7), cls(u + 2, S + 1), cls(u + 3, S)] {
            assert!(net.commands(UTAH, CASE).contains(&close), "{close}, {half_open}");
        }
    }
}

/// RFC 235 p. 4 tells these from a time-out.
#[test]
fn icp_022_dead_and_refused_are_told_apart() {
    let (mut net, job, u, _) = user_and_peer();
    net.say(CASE, UTAH, &[cls(7, u)]);
    net.run_for(SECOND);
    assert_eq!(said_of(net.status(job)), "asking for the service: the foreign host refused the connection");

    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    net.run_for(SECOND);
    assert_eq!(said_of(net.status(job)), "asking for the service: the foreign host is dead");
}

#[test]
fn icp_023_a_server_without_a_free_process_refuses() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["echo"]));
    net.attach(tenex(CASE, &[]));
    let users: Vec<JobId> = (0..8).map(|_| net.start_program(CASE, telnet_to("UTAH-10", Some(7)))).collect();
    assert!(net.run_until(|net| users.iter().all(|job| net.terminal(*job).contains("is open"))));
    let one_more = net.start_program(CASE, telnet_to("UTAH-10", Some(7)));
    let refused = net.finish(one_more);
    assert_eq!(said_of(&refused), "asking for the service: the foreign host refused the connection");
    let u = user_blocks(&net, 7)[8];
    assert!(net.commands(UTAH, CASE).contains(&cls(7, u)));
    // When one has gone, the next is served again.
    net.type_line(users[0], "^CLOSE");
    net.finish(users[0]);
    let next = net.start_program(CASE, telnet_to("UTAH-10", Some(7)));
    assert!(net.run_until(|net| net.terminal(next).contains("is open")));
}

#[test]
fn icp_024_anything_but_32_bits_is_no_s() {
    // The first half of S, which would name a socket of its own.
    let half = Bits::from_octets(&S.to_be_bytes()[..2]);
    let (mut net, job, u, link) = user_and_peer();
    give_number(&mut net, u, link, &half, 8);
    net.say(CASE, UTAH, &[cls(7, u)]);
    let status = net.finish(job);
    let said = "waiting for the server's socket number: the server sent 16 bits where 32 were due";
    assert_eq!(said_of(&status), said);
    let sockets_asked = net.commands(UTAH, CASE).into_iter().filter_map(|command| match command {
        Command::Rts { your_socket, .. } | Command::Str { your_socket, .. } => Some(your_socket),
        _ => None,
    });
    assert_eq!(sockets_asked.collect::<Vec<_>>(), [7]);

    // An odd number is none either: RFC 165 p. 2 says that S is even.
    let (mut net, job, u, link) = user_and_peer();
    give_number(&mut net, u, link, &bits(u64::from(S + 1), 32), 32);
    let status = net.finish(job);
    assert_eq!(
        said_of(&status),
        format!("waiting for the server's socket number: the server sent the odd number {}", S + 1)
    );
}

/// 100 lines of 1000 characters.
fn type_100_kb(net: &mut PerfectSubnet, job: JobId) {
    for line in 0..100 {
        let text: String = (0..998).map(|at| char::from(b' ' + ((line + at) % 95) as u8)).collect();
        net.type_line(job, &format!(".{}", &text[1..]));
    }
}

#[test]
fn icp_025_echo_returns_100_kb_as_they_were() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["echo"]));
    net.attach(tenex(CASE, &[]));
    let job = net.start_program(CASE, telnet_to("UTAH-10", Some(7)));
    type_100_kb(&mut net, job);
    net.run_for(110 * SECOND);
    let (sent, echoed) = (net.octets(CASE, UTAH), net.octets(UTAH, CASE));
    assert_eq!(sent.len(), 100_000);
    assert!(echoed == sent, "{} octets came back", echoed.len());
}

#[test]
fn icp_025_discard_takes_100_kb_and_goes_on_allocating() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["discard"]));
    net.attach(tenex(CASE, &[]));
    let job = net.start_program(CASE, telnet_to("UTAH-10", Some(9)));
    type_100_kb(&mut net, job);
    net.run_for(110 * SECOND);
    assert_eq!(net.octets(CASE, UTAH).len(), 100_000);
    assert!(net.octets(UTAH, CASE).is_empty());
    let allocated: u64 = net
        .commands(UTAH, CASE)
        .iter()
        .map(|command| match command {
            Command::All { bits, .. } => u64::from(*bits),
            _ => 0,
        })
        .sum();
    assert!(allocated >= 800_000, "{allocated} bits were allocated");
}

#[test]
fn icp_025_an_idle_echo_closes_after_two_minutes() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["echo"]));
    net.attach(tenex(CASE, &[]));
    let job = net.start_program(CASE, telnet_to("UTAH-10", Some(7)));
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    let opened_at = net.now();
    assert_eq!(net.finish(job), JobStatus::Done);
    let idle_ns = net.now().ns_since(opened_at);
    assert!((120 * SECOND..122 * SECOND).contains(&idle_ns), "closed after {idle_ns} ns");
}
