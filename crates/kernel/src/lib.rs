//! Simulated time, the event queue, random streams and jobs. Knows nothing of networks.
//!
//! A world keeps one [`Queue`] of small `Copy` events and hands each popped event to the machine that it names;
//! the machine gets the [`Time`] as an argument and never asks for it.

mod time;

pub use time::Time;
