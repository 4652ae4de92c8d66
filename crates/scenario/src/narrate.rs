//! The run told, as it happens, at one of three depths.
//!
//! - [`Depth::Story`]: what people did and saw. Each terminal as its user saw it, and beside it what the network did for it.
//! - [`Depth::Protocol`]: who sent what to whom, each message with its meaning.
//! - [`Depth::Bits`]: every message on a cable, field by field.
//!
//! Text is as wide as it is asked to be; without a width nothing is wrapped, so that other programs can read it by lines.

mod bits;
mod layout;
mod protocol;
mod reasons;
mod story;
mod typed;

use arpanet_world::{JobPlan, Plan};

use crate::trace::{Connections, Fact};
use bits::EveryBit;
use layout::Layout;
use protocol::Protocol;
use story::Story;

/// How deep a run is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// What people did and saw.
    Story,
    /// Each message with its meaning.
    #[default]
    Protocol,
    /// Each message with its fields.
    Bits,
}

/// How a run is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// How deep.
    pub depth: Depth,
    /// How many columns the text may take; `None` where it goes to no terminal.
    pub width: Option<usize>,
}

impl Telling {
    /// `text` on as many lines as it takes, each ended.
    pub fn wrap(self, text: &str) -> String {
        Layout::new(self.width).hanging("", text)
    }
}

/// Tells facts, one after another.
#[derive(Clone, Debug)]
pub struct Narrator {
    voice: Voice,
}

#[derive(Clone, Debug)]
enum Voice {
    Story(Story),
    Protocol(Protocol),
    Bits(EveryBit),
}

impl Narrator {
    /// For a run of this plan.
    pub fn new(plan: &Plan, telling: Telling) -> Narrator {
        let layout = Layout::new(telling.width);
        let voice = match telling.depth {
            Depth::Story => Voice::Story(Story::new(plan, layout)),
            Depth::Protocol => Voice::Protocol(Protocol::new(plan, layout)),
            Depth::Bits => Voice::Bits(EveryBit::new(plan, layout)),
        };
        Narrator { voice }
    }

    /// A job that nobody planned begins; it has the next number.
    pub fn add_job(&mut self, job: &JobPlan, plan: &Plan) {
        if let Voice::Story(story) = &mut self.voice {
            story.add_job(job, plan);
        }
    }

    /// What is to be told of a fact, each line ended.
    pub fn tell(&mut self, fact: &Fact, connections: &Connections) -> String {
        match &mut self.voice {
            Voice::Story(story) => story.tell(fact, connections),
            Voice::Protocol(protocol) => protocol.tell(fact, connections),
            Voice::Bits(bits) => bits.tell(fact),
        }
    }

    /// What is left to be told when the run has ended.
    pub fn finish(&mut self) -> String {
        match &mut self.voice {
            Voice::Story(story) => story.finish(),
            Voice::Protocol(_) | Voice::Bits(_) => String::new(),
        }
    }
}

/// Why `fact` was said, in a sentence, where that helps.
pub fn reason(fact: &Fact, connections: &Connections) -> Option<String> {
    reasons::of(fact, connections).map(|(_, why)| why)
}
