//! What people type, in the order of its time.

use std::collections::VecDeque;

use arpanet_kernel::Time;
use arpanet_world::{JobId, Plan};

use crate::trace::{Detail, Fact, JobChange};

/// A line that someone types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedLine {
    /// When.
    pub(super) time: Time,
    /// At whose terminal.
    pub(super) job: JobId,
    /// What, without its end.
    pub(super) text: String,
}

/// The lines still to be typed.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    lines: VecDeque<TypedLine>,
}

impl Typed {
    /// All lines of a plan.
    pub(super) fn new(plan: &Plan) -> Typed {
        let mut lines: Vec<TypedLine> = Vec::new();
        for (at, job) in plan.jobs.iter().enumerate() {
            lines.extend(job.terminal.iter().map(|line| TypedLine {
                time: job.at.after_ns(line.after_ns),
                job: JobId(at as u32),
                text: line.text.clone(),
            }));
        }
        lines.sort_by_key(|line| (line.time, line.job));
        Typed { lines: lines.into() }
    }

    /// The next line that has been typed by the time of the fact; those of a job that begins with it come after it.
    pub(super) fn next_before(&mut self, fact: &Fact) -> Option<TypedLine> {
        let begins = matches!(fact.detail, Detail::Job { change: JobChange::Started, .. });
        let next = self.lines.front()?;
        if next.time > fact.time || begins && next.time == fact.time {
            return None;
        }
        self.lines.pop_front()
    }
}
