//! Simulated time, the event queue, random streams and jobs. Knows nothing of networks.
//!
//! A world keeps one [`Queue`] of small `Copy` events and hands each popped event to the machine that it names;
//! the machine gets the [`Time`] as an argument and never asks for it. A machine's timers sit in the machine, which arms
//! one [`Wake`]. Chance comes from [`Streams`]. Simulated programs are [`Job`]s.

pub mod duration;
mod front;
mod job;
mod queue;
mod random;
mod stop;
mod time;
mod wake;

pub use job::{Call, CallId, Calls, Job, JobState, Request};
pub use queue::Queue;
pub use random::{Stream, Streams};
pub use stop::StopReason;
pub use time::Time;
pub use wake::Wake;
