use super::*;
use futures_lite::future::{or, zip};

type TestCalls = Calls<&'static str, u32>;

/// Steps a job and keeps what it asked for.
struct Runner {
    job: Job<&'static str, u32>,
}

impl Runner {
    fn new<F: Future<Output = ()> + 'static>(program: impl FnOnce(TestCalls) -> F) -> Runner {
        Runner { job: Job::new(program) }
    }

    fn step(&mut self) -> Vec<Request<&'static str>> {
        let mut out = Vec::new();
        self.job.step(&mut out);
        out
    }

    /// A reply that is taken, and the step that must follow.
    fn reply(&mut self, id: u32, answer: u32) -> Vec<Request<&'static str>> {
        assert!(self.job.reply(CallId(id), answer), "somebody waits for call {id}");
        self.step()
    }
}

fn call(id: u32, call: &'static str) -> Request<&'static str> {
    Request::Call { id: CallId(id), call }
}

fn cancel(id: u32) -> Request<&'static str> {
    Request::Cancel { id: CallId(id) }
}

/// Where a program leaves what it found out.
type Slot = Rc<RefCell<Vec<u32>>>;

/// The program's end of a slot and the test's.
fn slot() -> (Slot, Slot) {
    let slot = Slot::default();
    (Rc::clone(&slot), slot)
}

#[test]
fn a_program_makes_its_calls_one_after_the_other_and_ends() {
    let (results, seen) = slot();
    let mut runner = Runner::new(|calls| async move {
        let first = calls.call("first").await;
        let second = calls.call("second").await;
        results.borrow_mut().extend([first, second]);
    });
    assert_eq!(runner.step(), [call(0, "first")]);
    assert_eq!(runner.step(), [], "a step without a reply asks for nothing anew");
    assert_eq!(runner.reply(0, 10), [call(1, "second")]);
    assert_eq!(runner.job.state(), JobState::Running);
    assert_eq!(runner.reply(1, 20), []);
    assert_eq!(runner.job.state(), JobState::Done);
    assert_eq!(*seen.borrow(), [10, 20]);
    assert_eq!(runner.step(), [], "a step after the end does no harm");
}

#[test]
fn nothing_runs_before_the_first_step() {
    let (results, seen) = slot();
    let mut runner = Runner::new(|_| async move { results.borrow_mut().push(1) });
    assert!(seen.borrow().is_empty());
    runner.step();
    assert_eq!(*seen.borrow(), [1]);
}

#[test]
fn the_call_that_is_answered_first_wins_the_race_and_the_other_is_cancelled() {
    for (answered, cancelled) in [(0, 1), (1, 0)] {
        let (results, seen) = slot();
        let mut runner = Runner::new(|calls| async move {
            let winner = or(calls.call("data"), calls.call("interrupt")).await;
            results.borrow_mut().push(winner);
            calls.call("after").await;
        });
        assert_eq!(runner.step(), [call(0, "data"), call(1, "interrupt")]);
        assert_eq!(runner.reply(answered, 7 + answered), [cancel(cancelled), call(2, "after")]);
        assert_eq!(*seen.borrow(), [7 + answered]);
    }
}

#[test]
fn a_reply_after_the_cancellation_finds_nobody() {
    let mut runner = Runner::new(|calls| async move {
        or(calls.call("data"), calls.call("sleep")).await;
        calls.call("after").await;
    });
    runner.step();
    runner.reply(1, 0);
    assert!(!runner.job.reply(CallId(0), 99));
    assert_eq!(runner.step(), []);
    assert_eq!(runner.job.state(), JobState::Running);
}

#[test]
fn a_second_reply_to_one_call_finds_nobody() {
    let (results, seen) = slot();
    let mut runner = Runner::new(|calls| async move {
        let answer = calls.call("one").await;
        results.borrow_mut().push(answer);
    });
    runner.step();
    assert!(runner.job.reply(CallId(0), 1));
    assert!(!runner.job.reply(CallId(0), 2));
    runner.step();
    assert!(!runner.job.reply(CallId(0), 3));
    assert_eq!(*seen.borrow(), [1]);
}

#[test]
fn calls_awaited_together_are_answered_in_any_order() {
    let (results, seen) = slot();
    let mut runner = Runner::new(|calls| async move {
        let (a, b) = zip(calls.call("a"), calls.call("b")).await;
        results.borrow_mut().extend([a, b]);
    });
    assert_eq!(runner.step(), [call(0, "a"), call(1, "b")]);
    assert_eq!(runner.reply(1, 2), []);
    assert_eq!(runner.reply(0, 1), []);
    assert_eq!(*seen.borrow(), [1, 2]);
}

#[test]
fn a_call_dropped_before_the_runner_saw_it_leaves_no_trace() {
    let mut runner = Runner::new(|calls| async move {
        or(async { drop(calls.call("never awaited")) }, async { _ = calls.call("never polled").await }).await;
        or(async { _ = calls.call("loser").await }, async {}).await;
        calls.call("kept").await;
    });
    assert_eq!(runner.step(), [call(1, "kept")]);
}

#[test]
fn an_answer_never_looked_at_is_cancelled_too() {
    let mut runner = Runner::new(|calls| async move {
        let mut kept_aside = Box::pin(calls.call("open"));
        assert!(futures_lite::future::poll_once(&mut kept_aside).await.is_none());
        calls.call("sleep").await;
        drop(kept_aside);
    });
    assert_eq!(runner.step(), [call(0, "open"), call(1, "sleep")]);
    assert_eq!(runner.reply(0, 5), []);
    assert_eq!(runner.reply(1, 0), [cancel(0)]);
}

#[test]
fn a_posted_call_is_issued_at_once_and_wants_no_answer() {
    let mut runner = Runner::new(|calls| async move {
        calls.post("close");
        calls.call("next").await;
    });
    assert_eq!(runner.step(), [call(0, "close"), call(1, "next")]);
    assert!(!runner.job.reply(CallId(0), 0));
}

/// Posts when dropped, as a handle of a connection does.
struct Handle {
    calls: Calls<&'static str, Handle>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.calls.post("close");
    }
}

#[test]
fn an_answer_that_posts_when_dropped_may_come_too_late_or_stay_unread() {
    let mut kept = None;
    let mut job: Job<&'static str, Handle> = Job::new(|calls: Calls<&'static str, Handle>| {
        kept = Some(calls.clone());
        async move {
            let mut aside = Box::pin(calls.call("open"));
            _ = futures_lite::future::poll_once(&mut aside).await;
            calls.call("wait").await;
        }
    });
    let calls = kept.expect("the program was made");
    let mut out = Vec::new();
    job.step(&mut out);
    assert!(job.reply(CallId(0), Handle { calls: calls.clone() }));
    assert!(!job.reply(CallId(0), Handle { calls }), "the second answer is dropped, which posts");
    out.clear();
    job.kill(&mut out);
    assert_eq!(out, [call(2, "close"), cancel(1), cancel(0), call(3, "close")]);
}

#[test]
fn a_killed_job_cancels_what_it_awaited() {
    let mut runner = Runner::new(|calls| async move {
        zip(calls.call("a"), calls.call("b")).await;
    });
    runner.step();
    let mut out = Vec::new();
    runner.job.kill(&mut out);
    assert_eq!(out, [cancel(0), cancel(1)]);
    assert_eq!(runner.job.state(), JobState::Done);
    assert!(!runner.job.reply(CallId(0), 1));
}
