//! One cell of the table: the append with one failure after one step, and the next user after it.

use arpanet_kernel::Time;
use arpanet_world::{HostId, World};

use crate::fault::Fault;
use crate::stage::{BBN, BEFORE, CASE, HOSTS, NEXT_USER_NS, Step, TARGET, UTAH, Witness, plan, text};

/// What is amiss, if anything is.
pub fn run(utah: &str, case: &str, step: &Step, fault: Fault) -> Option<String> {
    let mut world = World::new(plan(utah, case)).expect("the plan is sound");
    let mut witness = Witness::default();
    world.run_until(step.at, &mut witness);
    fault.strike(&mut world, step.at, &witness);
    world.run_until(Time::from_ns(NEXT_USER_NS - 1), &mut witness);
    let after = target(&world);
    let said = witness.octets(CASE, BBN);
    let is_empty = witness.octets(UTAH, CASE).is_empty();
    let first = judge_first(&after, &witness.terminals[0], &said, fault, is_empty);
    world.run(&mut witness);
    let next = first.and_then(|()| judge_next(&world, &after, &witness.terminals[1]));
    let told = &witness.terminals;
    next.err()
        .map(|why| format!("{fault:?} after `{}` at {}: {why}\n{}\n{}", step.what, step.at, told[0], told[1]))
}

/// The file at CASE.
fn target(world: &World) -> String {
    let host = world.host(CASE).expect("CASE has a system");
    host.file(TARGET).map(|content| content.text(host.config().system)).unwrap_or_default()
}

/// Whole or as it was, and told.
///
/// `is_empty`: UTAH has sent nothing. When it is made to give up before it has, CASE sees a connection that opens and
/// closes, which in stream mode is an empty file (RFC 354 p. 10), and says 252.
fn judge_first(after: &str, terminal: &str, said: &str, fault: Fault, is_empty: bool) -> Result<(), String> {
    let whole = after == format!("{BEFORE}{}", text());
    if !whole && after != BEFORE {
        return Err(format!("half-written: {} characters", after.len()));
    }
    if terminal.contains("appended to") && !whole {
        return Err("the user is told that it is done, and it is not".into());
    }
    let is_told = terminal.contains("appended to") || terminal.contains("\n? ");
    if fault != Fault::Crash(BBN) && !is_told {
        return Err("the user is told nothing".into());
    }
    // 201 is the answer when RSEXEC itself has had CASE stop.
    let tells_failure = ["452 ", "453 ", "454 ", "201 "].iter().any(|code| said.contains(code));
    let tells_failure = tells_failure || is_empty && said.contains("252 ");
    if fault.lets_case_speak() && said.contains("250 ") && !whole && !tells_failure {
        return Err("CASE had begun and never said that it failed".into());
    }
    Ok(())
}

/// The next user's append works, and nothing is left behind by either.
fn judge_next(world: &World, before: &str, terminal: &str) -> Result<(), String> {
    if !terminal.contains("appended to") || target(world) != format!("{before}{}", text()) {
        return Err("the next user is not served".into());
    }
    HOSTS.into_iter().try_for_each(|host| no_socket_in_use(world, host))
}

fn no_socket_in_use(world: &World, host: HostId) -> Result<(), String> {
    let ncp = world.host(host).expect("it has a system").ncp();
    let stuck: Vec<String> =
        ncp.status().map(|status| format!("{:?} {:?}", status.pair, status.state)).collect();
    if stuck.is_empty() { Ok(()) } else { Err(format!("stuck at host {}: {stuck:?}", host.0)) }
}
