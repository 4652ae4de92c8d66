//! The host as a machine: what becomes of programs that go wrong, of crashes, and of calls given up.

use std::future::Future;
use std::pin::Pin;

use arpanet_wire::{HostAddress, HostToImp, Leader};

use super::*;
use crate::call::Filter;
use crate::error::Failure;
use crate::sys::{Setup, Sys};
use crate::system::TENEX;

mod pair;

const SECOND: u64 = 1_000_000_000;

fn host(servers: &[&str]) -> Host {
    let servers =
        servers.iter().map(|name| ServerConfig { name: (*name).to_owned(), profile: None }).collect();
    let config = HostConfig { servers, ..HostConfig::bare("UTAH-10", HostAddress::from_octet(4), &TENEX) };
    Host::new(config).unwrap()
}

fn at(ns: u64) -> Time {
    Time::from_ns(ns)
}

fn input(host: &mut Host, now: Time, input: HostInput) -> Vec<HostOutput> {
    let mut out = Vec::new();
    host.handle(now, input, &mut out);
    out
}

/// Runs a program of the test's own as job 0, as `StartJob` runs those of the catalogue.
fn run<F: Future<Output = Outcome> + 'static>(
    host: &mut Host,
    program: impl FnOnce(Sys) -> F + 'static,
) -> Vec<HostOutput> {
    let id = host.new_process();
    let program = move |sys| Box::pin(program(sys)) as Pin<Box<dyn Future<Output = Outcome>>>;
    let setup = Setup { number: id.0, ..Setup::default() };
    host.start(id, Process::new("test", Role::Job(JobId(0)), &host.view, setup, program));
    host.jobs.insert(JobId(0), JobEntry { process: id, status: JobStatus::Running });
    input(host, Time::ZERO, HostInput::Wake)
}

fn up(servers: &[&str]) -> Host {
    let mut host = host(servers);
    assert_eq!(input(&mut host, Time::ZERO, HostInput::Start), []);
    host
}

#[test]
fn a_program_that_never_lets_time_pass_is_ended_with_a_diagnosis() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        loop {
            sys.children().await;
        }
    });
    let reason = "it took 100000 steps at 0.000000 s without time passing".to_owned();
    assert_eq!(host.job_status(JobId(0)), Some(&JobStatus::Failed { reason }));
}

#[test]
fn two_programs_that_keep_each_other_busy_are_ended_too() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        loop {
            sys.spawn("child", |_| async { Ok(()) });
            sys.children().await;
            sys.child_ended().await;
        }
    });
    assert!(matches!(host.job_status(JobId(0)), Some(JobStatus::Failed { .. })));
}

#[test]
fn a_failure_becomes_the_jobs_reason() {
    let mut host = up(&[]);
    let out = run(&mut host, |sys| async move {
        sys.read_file("<NOBODY>X.Y").await?;
        Ok(())
    });
    let outcome = Err(Failure::new("access to <NOBODY>X.Y is denied"));
    assert_eq!(out, [HostOutput::JobEnded { job: JobId(0), outcome }]);
}

#[test]
fn a_program_the_host_does_not_have_is_a_failed_job() {
    let mut host = up(&[]);
    let spec = JobSpec { program: "adventure".into(), ..JobSpec::default() };
    let out = input(&mut host, Time::ZERO, HostInput::StartJob { job: JobId(0), spec });
    let outcome = Err(Failure::new("there is no program `adventure`"));
    assert_eq!(out, [HostOutput::JobEnded { job: JobId(0), outcome }]);
    assert_eq!(host.unfinished_jobs().count(), 0);
}

#[test]
fn a_sleeping_program_wakes_at_its_time_and_not_before() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        sys.sleep_ns(2 * SECOND).await;
        sys.print(format!("{}", sys.now()));
        Ok(())
    });
    assert_eq!((host.next_wake(), host.is_quiet()), (Some(at(2 * SECOND)), false));
    assert_eq!(input(&mut host, at(SECOND), HostInput::Wake), []);
    let out = input(&mut host, at(2 * SECOND), HostInput::Wake);
    assert_eq!(out[0], HostOutput::Terminal { job: JobId(0), text: "2.000000 s".into() });
    assert_eq!((host.next_wake(), host.is_quiet()), (None, true));
}

#[test]
fn a_race_is_won_by_the_earlier_and_the_loser_leaves_nothing_behind() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        assert_eq!(sys.within(SECOND, sys.sleep_ns(5 * SECOND)).await, None);
        assert_eq!(sys.within(5 * SECOND, sys.sleep_ns(SECOND)).await, Some(()));
        Ok(())
    });
    input(&mut host, at(SECOND), HostInput::Wake);
    input(&mut host, at(2 * SECOND), HostInput::Wake);
    assert_eq!(host.job_status(JobId(0)), Some(&JobStatus::Done));
    assert_eq!(host.next_wake(), None, "the other sleeps have been cancelled");
}

#[test]
fn a_line_typed_while_a_read_is_given_up_is_not_lost() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        // Given up after a second, before anything was typed; then while the first line lies there.
        assert_eq!(sys.within(SECOND, sys.read_line()).await, None);
        sys.sleep_ns(SECOND).await;
        for _ in 0..2 {
            drop(sys.read_line());
        }
        while let Some(line) = sys.read_line().await {
            sys.print(line);
        }
        Ok(())
    });
    let line = |text: &str| HostInput::TerminalLine { job: JobId(0), text: text.into() };
    input(&mut host, at(SECOND), HostInput::Wake);
    assert_eq!(input(&mut host, at(SECOND), line("ONE")), []);
    let printed = |text: &str| HostOutput::Terminal { job: JobId(0), text: text.into() };
    assert_eq!(input(&mut host, at(2 * SECOND), HostInput::Wake), [printed("ONE")]);
    assert_eq!(input(&mut host, at(2 * SECOND), line("TWO")), [printed("TWO")]);
    let out = input(&mut host, at(2 * SECOND), HostInput::TerminalEnd { job: JobId(0) });
    assert_eq!(out, [HostOutput::JobEnded { job: JobId(0), outcome: Ok(()) }]);
}

#[test]
fn a_block_of_sockets_is_its_programs_alone_until_it_is_dropped() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        let block = sys.reserve(6).await?;
        let (base, socket) = (block.base(), block.socket(2));
        assert_eq!((base % 2, socket), (0, base + 2));
        sys.spawn("intruder", move |sys| async move {
            assert_eq!(sys.hold(socket).await.map(drop), Err(crate::error::OpenError::Taken(socket)));
            Ok(())
        });
        let next = sys.reserve(6).await?;
        assert!(next.base() >= base + 6);
        sys.child_ended().await;
        drop(block);
        sys.spawn("heir", move |sys| async move {
            sys.hold(socket).await?;
            Ok(())
        });
        sys.child_ended().await;
        Ok(())
    });
    assert_eq!(host.job_status(JobId(0)), Some(&JobStatus::Done));
    assert!(host.table.blocks.is_empty() && host.table.doors.is_empty() && host.table.owners.is_empty());
}

#[test]
fn a_listening_that_is_given_up_frees_its_socket_at_once() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        let listening = || sys.within(SECOND, sys.listen(4, 8, Filter::default()));
        assert!(listening().await.is_none());
        assert!(listening().await.is_none(), "the socket is not in use");
        Ok(())
    });
    input(&mut host, at(SECOND), HostInput::Wake);
    input(&mut host, at(2 * SECOND), HostInput::Wake);
    assert_eq!(host.job_status(JobId(0)), Some(&JobStatus::Done));
}

#[test]
fn a_crash_loses_programs_and_drafts_and_keeps_the_disk() {
    let file = SetupFile {
        path: "<THOMAS>A.B;1".into(),
        contents: SetupContents::Text("old".into()),
        private: false,
    };
    let config = HostConfig {
        files: vec![file],
        accounts: vec![crate::account::Account {
            user: "THOMAS".into(),
            password: String::new(),
            account: String::new(),
        }],
        ..HostConfig::bare("UTAH-10", HostAddress::from_octet(4), &TENEX)
    };
    let mut host = Host::new(config).unwrap();
    input(&mut host, Time::ZERO, HostInput::Start);
    run(&mut host, |sys| async move {
        sys.login("THOMAS", None, None).await?;
        let file = sys.append_file("A.B").await?;
        file.write(Content::of_text(sys.system(), " new")?).await?;
        sys.sleep_ns(SECOND).await;
        file.close().await?;
        Ok(())
    });
    let out = input(&mut host, at(1), HostInput::Crash);
    let outcome = Err(Failure::new("the host crashed at 0.000000 s"));
    assert_eq!(out, [HostOutput::Ready(false), HostOutput::JobEnded { job: JobId(0), outcome }]);
    assert_eq!(host.file("<THOMAS>A.B").unwrap().text(&TENEX), "old");
    assert_eq!((host.next_wake(), host.is_quiet()), (None, true));
}

#[test]
fn a_host_that_comes_up_raises_its_ready_line_and_sends_nops_first() {
    let mut host = up(&["echo"]);
    input(&mut host, at(SECOND), HostInput::Crash);
    let mut out = input(&mut host, at(2 * SECOND), HostInput::Restart);
    assert_eq!(out.remove(0), HostOutput::Ready(true));
    // The interface settles first (RFC 642 p. 3).
    while let Some(wake) = host.next_wake().filter(|wake| *wake < at(4 * SECOND)) {
        host.handle(wake, HostInput::Wake, &mut out);
    }
    let messages = out.iter().filter_map(|output| match output {
        HostOutput::ToImp(message) => Some(Leader::parse(message).unwrap().host_to_imp()),
        _ => None,
    });
    let kinds: Vec<HostToImp> = messages.take(3).collect();
    assert_eq!(kinds, [HostToImp::Nop; 3]);
    assert!(host.processes.values().any(|process| process.name == "echo"));
}

#[test]
fn a_server_is_no_unfinished_job_and_leaves_the_host_quiet() {
    let host = up(&["telnet", "echo", "discard"]);
    assert_eq!((host.unfinished_jobs().count(), host.is_quiet(), host.next_wake()), (0, true, None));
}

#[test]
fn what_a_job_awaits_is_told_in_plain_words() {
    let mut host = up(&[]);
    run(&mut host, |sys| async move {
        let line = sys.read_line().await;
        Err(Failure::new(format!("{line:?}")))
    });
    assert_eq!(host.what_job_awaits(JobId(0)), ["a line from its terminal"]);
}

#[test]
fn a_file_that_the_system_cannot_name_is_an_error_of_the_configuration() {
    let file = |path: &str| SetupFile {
        path: path.into(),
        contents: SetupContents::Text(String::new()),
        private: false,
    };
    let config = HostConfig {
        files: vec![file("/usr/thomas/a.b")],
        ..HostConfig::bare("UTAH-10", HostAddress::from_octet(4), &TENEX)
    };
    let error = Host::new(config).map(drop).unwrap_err();
    assert_eq!(
        error.to_string(),
        "file `/usr/thomas/a.b`: bad file name `/usr/thomas/a.b`: the directory is missing"
    );
}
