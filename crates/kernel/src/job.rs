//! Jobs: programs written as `async fn`s that yield calls (law 7).
//!
//! A program asks for things by [`Calls::call`] and awaits the answers. Whoever runs it (a simulated operating system)
//! steps it, takes out the requests, carries them out in simulated time, replies, and steps again. Between steps
//! the program is plain data; nothing of the world is borrowed while it runs.
//!
//! ```text
//!   runner                          job                     program
//!     | step ----------------------> | poll ---------------> |  calls.call(Read) . await
//!     | <--- Request::Call{id,Read}  |                       |
//!     |   ... simulated time ...     |                       |
//!     | reply(id, line) -----------> |                       |
//!     | step ----------------------> | poll ---------------> |  -> line
//! ```
//!
//! Several calls may be outstanding, so a program can race two of them; the loser's future is dropped, which hands
//! the runner a [`Request::Cancel`]. The runner MUST step after each reply and before the next: then two answers never arrive
//! in one step, and the race is decided by simulated time, not by the order in which the program looks.
//!
//! A program may await its calls and what is built of them, nothing else: nothing else would wake it.

use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Names one call of one job. Never used twice in a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(u32);

/// What a program asks of its runner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request<C> {
    /// Carry this out and [`Job::reply`].
    Call {
        /// To be named in the reply.
        id: CallId,
        /// What is asked for.
        call: C,
    },
    /// Nobody waits for this answer any more: undo the call as far as that is possible. Also comes when the answer
    /// was given but never looked at.
    Cancel {
        /// The call's.
        id: CallId,
    },
}

/// Whether a job has more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It awaits answers.
    Running,
    /// Its program has returned.
    Done,
}

/// A program's way to ask: cheap to clone, all clones serve the same job.
pub struct Calls<C, R> {
    mailbox: Rc<RefCell<Mailbox<C, R>>>,
}

/// What lies between a program and its runner.
struct Mailbox<C, R> {
    calls_made: u32,
    /// From the program, not yet fetched by the runner.
    requests: Vec<Request<C>>,
    /// Calls whose future lives, in no order: with `None` until the answer comes. A program awaits a few at a time.
    answers: Vec<(CallId, Option<R>)>,
}

impl<C, R> Calls<C, R> {
    /// A call. It is issued when first polled, that is, at its `await`; it resolves to the reply. Dropping it before
    /// that cancels it.
    pub fn call(&self, call: C) -> Call<C, R> {
        Call { mailbox: Rc::clone(&self.mailbox), stage: Stage::Unissued(Some(call)) }
    }

    /// A call whose answer nobody will await, issued at once. It is what a destructor can do: `Drop` cannot await.
    pub fn post(&self, call: C) {
        self.mailbox.borrow_mut().issue(call);
    }
}

impl<C, R> Clone for Calls<C, R> {
    fn clone(&self) -> Calls<C, R> {
        Calls { mailbox: Rc::clone(&self.mailbox) }
    }
}

impl<C, R> fmt::Debug for Calls<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").finish_non_exhaustive()
    }
}

impl<C, R> Mailbox<C, R> {
    fn place(&self, id: CallId) -> Option<usize> {
        self.answers.iter().position(|(other, _)| *other == id)
    }

    fn issue(&mut self, call: C) -> CallId {
        let id = CallId(self.calls_made);
        self.calls_made = self.calls_made.checked_add(1).expect("a job makes fewer than 2^32 calls");
        self.requests.push(Request::Call { id, call });
        id
    }

    /// The program has lost interest. A call that the runner has not seen yet is struck out instead, and handed back.
    fn cancel(&mut self, id: CallId) -> Option<Request<C>> {
        let unseen = self.requests.iter().position(|r| matches!(r, Request::Call { id: i, .. } if *i == id));
        if unseen.is_none() {
            self.requests.push(Request::Cancel { id });
        }
        unseen.map(|index| self.requests.remove(index))
    }
}

/// The future of one call; see [`Calls::call`].
#[must_use = "a call is issued when it is awaited"]
pub struct Call<C, R> {
    mailbox: Rc<RefCell<Mailbox<C, R>>>,
    stage: Stage<C>,
}

enum Stage<C> {
    /// Holds the call until the first poll takes it.
    Unissued(Option<C>),
    Issued(CallId),
    Answered,
}

// Nothing in it is pinned: the call is moved out, the answer is moved in.
impl<C, R> Unpin for Call<C, R> {}

impl<C, R> Future for Call<C, R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<R> {
        let this = &mut *self;
        match &mut this.stage {
            Stage::Unissued(call) => {
                let call = call.take().expect("it is taken once, by the first poll");
                let mut mailbox = this.mailbox.borrow_mut();
                let id = mailbox.issue(call);
                mailbox.answers.push((id, None));
                this.stage = Stage::Issued(id);
                Poll::Pending
            }
            Stage::Issued(id) => {
                let mut mailbox = this.mailbox.borrow_mut();
                let Some(place) = mailbox.place(*id) else { return Poll::Pending };
                let Some(answer) = mailbox.answers[place].1.take() else { return Poll::Pending };
                mailbox.answers.swap_remove(place);
                this.stage = Stage::Answered;
                Poll::Ready(answer)
            }
            Stage::Answered => panic!("a call was polled after its answer"),
        }
    }
}

impl<C, R> Drop for Call<C, R> {
    fn drop(&mut self) {
        if let Stage::Issued(id) = self.stage {
            let mut mailbox = self.mailbox.borrow_mut();
            let place = mailbox.place(id);
            let unread = place.map(|place| mailbox.answers.swap_remove(place));
            let unseen = mailbox.cancel(id);
            drop(mailbox); // first: the destructors of what is left may post
            drop((unread, unseen));
        }
    }
}

/// A running program and its mailbox.
pub struct Job<C, R> {
    /// `None` once it has returned or was killed.
    program: Option<Pin<Box<dyn Future<Output = ()>>>>,
    mailbox: Rc<RefCell<Mailbox<C, R>>>,
}

impl<C, R> Job<C, R> {
    /// A job that runs the future which `program` makes; nothing of it runs before the first [`Job::step`].
    pub fn new<F>(program: impl FnOnce(Calls<C, R>) -> F) -> Job<C, R>
    where
        F: Future<Output = ()> + 'static,
    {
        let mailbox =
            Rc::new(RefCell::new(Mailbox { calls_made: 0, requests: Vec::new(), answers: Vec::new() }));
        let calls = Calls { mailbox: Rc::clone(&mailbox) };
        Job { program: Some(Box::pin(program(calls))), mailbox }
    }

    /// Whether the program still runs.
    pub fn state(&self) -> JobState {
        if self.program.is_some() { JobState::Running } else { JobState::Done }
    }

    /// Answers a call. `false`: nobody waits for it (cancelled, posted, answered before), and the answer is dropped.
    /// The program learns of it at the next [`Job::step`], which must come before the next reply.
    pub fn reply(&mut self, id: CallId, answer: R) -> bool {
        let mut mailbox = self.mailbox.borrow_mut();
        if let Some((_, place @ None)) = mailbox.answers.iter_mut().find(|(other, _)| *other == id) {
            *place = Some(answer);
            return true;
        }
        drop(mailbox); // first: the answer's own destructor may post
        drop(answer);
        false
    }

    /// Lets the program run until it awaits something, and appends its requests to `out`, in the order made.
    pub fn step(&mut self, out: &mut Vec<Request<C>>) -> JobState {
        if let Some(program) = &mut self.program {
            let mut context = Context::from_waker(Waker::noop());
            if program.as_mut().poll(&mut context).is_ready() {
                self.program = None; // what it still holds is dropped, and may post
            }
        }
        out.append(&mut self.mailbox.borrow_mut().requests);
        self.state()
    }

    /// Ends the program where it stands. What it held is dropped; the cancellations and posts that follow from
    /// that are appended to `out`.
    pub fn kill(&mut self, out: &mut Vec<Request<C>>) {
        self.program = None;
        out.append(&mut self.mailbox.borrow_mut().requests);
    }
}

impl<C, R> fmt::Debug for Job<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("state", &self.state()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
