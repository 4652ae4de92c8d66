//! A message sequence chart: hosts side by side, time downwards, an arrow for each message from the sender's cable to
//! the receiver's, labelled as the narration tells it. Long charts fold what repeats, and say how much.

mod arrow;
mod axis;
mod cast;
mod draw;
mod fold;

pub use arrow::said_of;
pub use cast::{UnknownHost, hosts_named};

use arrow::{arrows, notes};

use arpanet_scenario::Scenario;
use arpanet_scenario::world::HostId;

use crate::recording::{Recording, messages};

/// Charts with more messages than this fold what repeats.
const UNFOLDED: usize = 150;
/// At most so many arrows are drawn.
const MOST_ARROWS: usize = 400;
/// At most so many hosts stand side by side, unless they were asked for.
const MOST_HOSTS: usize = 8;

/// The chart of the messages between `hosts`, in this order; none stands for those that took part.
pub fn ladder_svg(scenario: &Scenario, recording: &Recording, hosts: &[HostId]) -> String {
    let messages = messages(recording);
    let took_part = cast::hosts_that_took_part(recording, &messages);
    let chosen = match hosts {
        [] => cast::in_good_order(recording, &messages, &took_part[..took_part.len().min(MOST_HOSTS)]),
        chosen => chosen.to_vec(),
    };
    let arrows = arrows(recording, &messages, &chosen);
    let count = fold::Count { all: messages.len(), between_chosen: arrows.len() };
    let chart = fold::fold(arrows, notes(recording, &chosen));
    draw::chart(scenario, &chosen, &chart, &count)
}
