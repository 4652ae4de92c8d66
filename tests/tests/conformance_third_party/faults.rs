//! RFC 438's append with each host crashing at each step: nothing half-written, nobody stuck, and the next one works.
//!
//! The steps are moments: every 200 ms of an append of some 13,000 characters; a message takes 50 ms.

use arpanet_programs::HostInput;
use arpanet_programs::host::JobStatus;
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::sites::{BBN, CASE, UTAH};
use arpanet_wire::HostAddress;

use crate::stage::{PROG2, hosts_with, large, prog2, rsexec};

/// A fifth of a second.
const STEP_NS: u64 = SECOND / 5;
/// Lines of the file that is appended: enough for a transfer of several seconds.
const LINES: usize = 500;
const APPEND: &str = "APPEND (FILE) [UTAH-10]<THOMAS>LARGE.TXT (TO FILE) [CASE-10]<THOMAS>PROG2.PL1";

fn hosts() -> PerfectSubnet {
    hosts_with("L438", "L438", LINES)
}

/// How long the append takes when nothing goes wrong.
fn undisturbed_steps() -> u64 {
    let mut net = hosts();
    let job = net.run_program(BBN, rsexec(), &[APPEND]);
    net.finish(job);
    net.now().as_ns() / STEP_NS
}

/// Appends, with a crash of `victim` after so many steps; it comes up half a minute later. Returns whether the append was
/// done all the same, and what the terminal says.
fn append_with_crash(victim: HostAddress, steps: u64) -> (PerfectSubnet, bool, String) {
    let mut net = hosts();
    let job = net.run_program(BBN, rsexec(), &[APPEND]);
    net.run_for(steps * STEP_NS);
    net.input(victim, HostInput::Crash);
    net.run_for(30 * SECOND);
    net.input(victim, HostInput::Restart);
    let ended = net.run_until(|net| *net.status(job) != JobStatus::Running);
    assert!(ended, "{victim} at step {steps}: RSEXEC awaits {:?}", net.host(BBN).what_job_awaits(job));
    let terminal = net.terminal(job).to_owned();
    let done = terminal.contains("appended to");
    (net, done, terminal)
}

#[test]
fn whatever_crashes_at_whatever_step_nothing_is_half_written_and_the_next_append_works() {
    let whole = format!("{PROG2}{}", large(LINES));
    let steps = undisturbed_steps();
    assert!(steps > 20, "{steps}");
    let mut broken = 0;
    for victim in [UTAH, CASE, BBN] {
        for step in 0..=steps {
            let (mut net, done, terminal) = append_with_crash(victim, step);
            let told = format!("{victim} crashes at step {step}:\n{terminal}");
            let after = prog2(&net);
            assert!(after == PROG2 || after == whole, "half-written: {after}\n{told}");
            if done {
                assert_eq!(after, whole, "{told}");
            } else if victim != BBN {
                assert!(terminal.contains("? "), "the user is told: {told}");
                broken += usize::from(terminal.contains("CASE-10: 250") && terminal.contains("CASE-10: 452"));
            }
            net.run_for(200 * SECOND);
            let job = net.run_program(BBN, rsexec(), &[APPEND]);
            assert_eq!(net.finish(job), JobStatus::Done);
            assert!(net.terminal(job).contains("appended to"), "{told}\nand then:\n{}", net.terminal(job));
            assert_eq!(prog2(&net), format!("{after}{}", large(LINES)), "{told}");
        }
    }
    assert!(broken > 2, "some crashes of UTAH broke the data connection, and CASE said 452");
}
