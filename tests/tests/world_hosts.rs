//! Host systems on the network: programs, NCPs, IMPs and lines together.

mod world_net;

use std::collections::BTreeMap;

use arpanet_imp::Settings;
use arpanet_kernel::{StopReason, Time};
use arpanet_wire::Leader;
use arpanet_world::programs::EarlyRfcs;
use arpanet_world::{
    Connections, Direction, Fault, HostFault, HostId, HostKind, HostPlan, Interests, JobId, JobPlan, Login,
    Observer, Outcome, Plan, PlanError, Record, ServerPlan, SystemPlan, World,
};
use world_net::{Keeper, MS, SECOND, assert_at_rest, bare_host, chain};

const USER: HostId = HostId(0);
const SERVER: HostId = HostId(1);

/// Two TENEXes, three IMPs apart; one serves FINGER, and at the other someone asks it who is on.
fn finger() -> Plan {
    let system = |servers: &[&str]| SystemPlan {
        system: "tenex".to_owned(),
        servers: servers.iter().map(|name| ServerPlan { name: (*name).to_owned(), profile: None }).collect(),
        accounts: vec![Login { user: "THOMAS".to_owned(), ..Login::default() }],
        ..SystemPlan::default()
    };
    let host = |name: &str, imp, system| HostPlan {
        name: name.to_owned(),
        kind: HostKind::System(system),
        ..bare_host(imp, 0)
    };
    let job = JobPlan {
        at: Time::from_ns(SECOND),
        host: USER,
        program: "finger".to_owned(),
        arguments: vec!["@UTAH-10".to_owned()],
        login: None,
        logins: BTreeMap::new(),
        terminal: Vec::new(),
    };
    Plan {
        hosts: vec![host("BBN-TENEX", 1, system(&[])), host("UTAH-10", 3, system(&["finger"]))],
        jobs: vec![job],
        ..chain(3, &Settings::JANUARY_1973)
    }
}

/// Keeps what programs print and how jobs end.
#[derive(Default)]
struct Terminal {
    text: String,
    ends: Vec<(JobId, Result<(), String>)>,
}

impl Observer for Terminal {
    fn interests(&self) -> Interests {
        Interests { terminals: true, events: true, ..Interests::NONE }
    }

    fn record(&mut self, _now: Time, record: &Record<'_>) {
        match record {
            Record::Terminal { host: USER, job: JobId(0), text } => self.text.push_str(text),
            Record::JobEnded { job, outcome } => {
                self.ends.push((*job, (*outcome).clone().map_err(|failure| failure.reason().to_owned())));
            }
            _ => {}
        }
    }
}

fn run(plan: Plan) -> (Terminal, Outcome) {
    let mut terminal = Terminal::default();
    let outcome = World::new(plan).expect("the plan is sound").run(&mut terminal);
    (terminal, outcome)
}

#[test]
fn a_program_here_talks_with_a_server_there() {
    let (terminal, outcome) = run(finger());
    assert!(terminal.text.starts_with("UTAH-10, "), "{:?}", terminal.text);
    assert_eq!(terminal.ends, [(JobId(0), Ok(()))]);
    assert_at_rest(&outcome);
    assert_eq!(outcome.messages.sent, outcome.messages.rfnm, "{:?}", outcome.messages);
}

#[test]
fn connections_count_once_each() {
    // The ICP's own connection and the two that it leads to (RFC 165 p. 4), all closed at the end.
    let (_, outcome) = run(finger());
    assert_eq!(outcome.connections, Connections { opened: 3, refused: 0, closed: 3 });
}

#[test]
fn each_host_is_told_by_the_commands_it_sent_and_got() {
    // RFC 165 p. 4: the user sends RTS for the socket number, then STR and RTS; the server the other three. Each of the
    // three connections is closed by two CLSs.
    let (_, outcome) = run(finger());
    let [user, server] = &outcome.hosts[..] else { panic!("two hosts: {:?}", outcome.hosts) };
    assert_eq!((user.name.as_str(), server.name.as_str()), ("BBN-TENEX", "UTAH-10"));
    let counts = |of: &BTreeMap<&'static str, u64>| ["RTS", "STR", "CLS"].map(|name| of.get(name).copied());
    assert_eq!(counts(&user.sent), [Some(2), Some(1), Some(3)]);
    assert_eq!(counts(&server.sent), [Some(1), Some(2), Some(3)]);
    assert_eq!((&user.sent, &user.received), (&server.received, &server.sent), "nothing was lost on the way");
    assert!(user.errors.is_empty() && server.errors.is_empty());
}

#[test]
fn a_request_that_nobody_serves_is_refused_and_the_user_is_told() {
    let mut plan = finger();
    let HostKind::System(system) = &mut plan.hosts[1].kind else { panic!("a system") };
    system.servers.clear();
    system.profile = Some("ucsb".to_owned());
    let (terminal, outcome) = run(plan);
    assert_eq!((outcome.connections.opened, outcome.connections.refused), (0, 1), "{:?}", terminal.ends);
    assert!(matches!(&terminal.ends[..], [(JobId(0), Err(_))]), "{:?}", terminal.ends);
    assert_eq!(outcome.reason, StopReason::Idle);
}

/// The run in which the host at that end is changed, and why its one job fails.
fn run_changed(host: HostId, change: impl FnOnce(&mut SystemPlan)) -> (Outcome, String) {
    let mut plan = finger();
    let HostKind::System(system) = &mut plan.hosts[host.index()].kind else { panic!("a system") };
    change(system);
    let (terminal, outcome) = run(plan);
    let [(JobId(0), Err(why))] = &terminal.ends[..] else { panic!("one job fails: {:?}", terminal.ends) };
    (outcome, why.clone())
}

#[test]
fn a_tenex_queues_an_early_request_unless_the_plan_has_it_refuse() {
    let (_, why) = run_changed(SERVER, |system| system.servers.clear());
    assert!(why.contains("no answer in time"), "{why}");
    let (outcome, why) = run_changed(SERVER, |system| {
        system.servers.clear();
        system.early_rfcs = Some(EarlyRfcs::Refuse);
    });
    assert!(why.contains("refused"), "{why}");
    assert_eq!((outcome.connections.opened, outcome.connections.refused), (0, 1));
}

#[test]
fn a_server_has_room_for_as_many_users_as_the_plan_says() {
    let (outcome, why) = run_changed(SERVER, |system| system.most_users = Some(0));
    assert!(why.contains("refused"), "{why}");
    assert_eq!((outcome.connections.opened, outcome.connections.refused), (0, 1));
}

#[test]
fn an_ncp_has_room_for_as_many_connections_as_the_plan_says() {
    let (outcome, why) = run_changed(USER, |system| system.most_connections = Some(2));
    assert!(why.contains("full"), "{why}");
    assert_eq!(outcome.connections.opened, 1, "that of the number; of the two that follow only one has room");
}

#[test]
fn a_dead_host_is_told_to_the_user_as_dead() {
    let mut plan = finger();
    plan.faults = vec![arpanet_world::FaultPlan {
        at: Time::from_ns(100 * MS),
        fault: Fault::Host { host: SERVER, fault: HostFault::Crash },
    }];
    let (terminal, outcome) = run(plan);
    let [(JobId(0), Err(why))] = &terminal.ends[..] else { panic!("one job fails: {:?}", terminal.ends) };
    assert!(why.contains("dead"), "{why}");
    assert!(outcome.messages.dead > 0);
    assert_eq!(outcome.reason, StopReason::Idle);
}

#[test]
fn a_job_that_waits_for_a_host_that_has_died_unnoticed_is_stalled_and_says_for_what_it_waits() {
    let mut world = World::new(finger()).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    // The server has the user's line (data travels on links from 2 on) and dies before it can answer.
    let is_data = |leader: &Leader| leader.message_type == 0 && leader.link >= 2;
    let has_line = |seen: &Keeper| seen.at(SERVER, Direction::ToHost).any(|seen| is_data(&seen.leader));
    while !has_line(&seen) {
        world.run_until(world.now().after_ns(MS / 10), &mut seen);
    }
    world.strike(world.now(), Fault::Host { host: SERVER, fault: HostFault::Crash });
    let outcome = world.run(&mut seen);
    assert_eq!(outcome.reason, StopReason::Stalled, "{outcome:?}");
    assert_eq!(outcome.unfinished_jobs.len(), 1);
    assert_eq!(outcome.unfinished_jobs[0].job, JobId(0));
    assert!(!outcome.unfinished_jobs[0].awaits.is_empty());
    assert_eq!(
        outcome.connections.opened, outcome.connections.closed,
        "the dead host's connections are closed"
    );
}

#[test]
fn what_a_terminal_shows_is_part_of_the_fingerprint() {
    let (_, first) = run(finger());
    let mut renamed = finger();
    renamed.hosts[1].name = "OTAH-10".to_owned();
    renamed.jobs[0].arguments = vec!["@OTAH-10".to_owned()];
    let (terminal, second) = run(renamed);
    assert!(terminal.text.starts_with("OTAH-10, "), "{:?}", terminal.text);
    assert_ne!(first.fingerprint, second.fingerprint);
    assert_eq!(first.fingerprint, run(finger()).1.fingerprint);
}

#[test]
fn the_goal_ends_the_run_at_the_record_that_reached_it() {
    struct FirstWord(Option<Time>);
    impl Observer for FirstWord {
        fn interests(&self) -> Interests {
            Interests { terminals: true, ..Interests::NONE }
        }
        fn record(&mut self, now: Time, _record: &Record<'_>) {
            assert_eq!(*self.0.get_or_insert(now), now, "the run went on");
        }
        fn is_satisfied(&self) -> bool {
            self.0.is_some()
        }
    }
    let mut observer = FirstWord(None);
    let outcome = World::new(finger()).expect("the plan is sound").run(&mut observer);
    assert_eq!((outcome.reason, Some(outcome.time)), (StopReason::Goal, observer.0));
}

#[test]
fn the_limit_ends_the_run_at_its_instant() {
    let mut plan = finger();
    plan.limits.until = Time::from_ns(1_100 * MS);
    let (_, outcome) = run(plan);
    assert_eq!((outcome.reason, outcome.time), (StopReason::Deadline, Time::from_ns(1_100 * MS)));
    assert_eq!(outcome.unfinished_jobs.len(), 1);
}

#[test]
fn a_plan_that_contradicts_itself_is_refused_with_its_fault() {
    let error = |change: fn(&mut Plan)| {
        let mut plan = finger();
        change(&mut plan);
        World::new(plan).err().expect("the plan is unsound").to_string()
    };
    assert_eq!(error(|plan| plan.imps[1].number.0 = 1), "two IMPs have the number 1");
    assert_eq!(error(|plan| plan.imps[1].number.0 = 0), "no IMP can have the number 0");
    assert_eq!(
        error(|plan| plan.hosts[1].address.imp.0 = 9),
        "host UTAH-10 is at IMP 9, which the network lacks"
    );
    assert_eq!(
        error(|plan| plan.hosts[1].address = plan.hosts[0].address),
        "hosts BBN-TENEX and UTAH-10 are both at address 1"
    );
    assert_eq!(
        error(|plan| plan.hosts[1].address.host = 4),
        "host UTAH-10 is at interface 4, and an IMP has only 0 to 3"
    );
    assert_eq!(error(|plan| plan.jobs[0].host = HostId(7)), "job 0 names host 7, and there are only 2");
    assert_eq!(error(|plan| plan.jobs[0].program = "chess".into()), "job 0: there is no program `chess`");
    assert_eq!(
        error(|plan| plan.hosts[0].kind = HostKind::Bare),
        "job 0 is to run at BBN-TENEX, which runs no system"
    );
    assert_eq!(error(|plan| plan.date.month = 13), "there is no day 1973-13-01 between 1900 and 2099");
    assert_eq!(
        error(|plan| plan.imps[1].number.0 = 64),
        "host BBN-TENEX runs a system of 1973, which cannot name an IMP 64"
    );
}

#[test]
fn an_unknown_system_profile_or_server_is_named() {
    let with = |change: fn(&mut SystemPlan)| {
        let mut plan = finger();
        let HostKind::System(system) = &mut plan.hosts[1].kind else { panic!("a system") };
        change(system);
        World::new(plan).err().expect("the plan is unsound")
    };
    assert!(matches!(with(|plan| plan.system = "unix".into()), PlanError::NoSuchSystem { .. }));
    assert!(matches!(with(|plan| plan.profile = Some("unix".into())), PlanError::NoSuchProfile { .. }));
    let error = with(|plan| plan.servers.push(ServerPlan { name: "gopher".into(), profile: None }));
    assert_eq!(error.to_string(), "host UTAH-10: there is no server `gopher`");
}
