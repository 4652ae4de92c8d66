//! (being built) The machine.

use crate::config::{Config, WarmTables};
use crate::io::{Input, Output};
use crate::pool::Pool;
use arpanet_kernel::Time;

/// One IMP.
#[derive(Clone, Debug, PartialEq)]
pub struct Imp {
    config: Config,
    now: Time,
}

impl Imp {
    /// An IMP that starts cold at the beginning of the run.
    pub fn new(config: Config) -> Imp {
        Imp { config, now: Time::ZERO }
    }

    /// An IMP that has been running for long: lines up, routing settled, hosts as given.
    pub fn warm(config: Config, _tables: &WarmTables) -> Imp {
        Imp::new(config)
    }

    /// Its configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// When it wants an [`Input::Wake`], if nothing else happens before.
    pub fn next_wake(&self) -> Option<Time> {
        None
    }

    /// True when nothing but housekeeping is pending: no message, packet, reply or host transfer in hand.
    pub fn is_quiet(&self) -> bool {
        true
    }

    /// Something happens at `now`; `now` never decreases.
    pub fn handle(&mut self, now: Time, _input: Input, _pool: &mut Pool, _out: &mut Vec<Output>) {
        self.now = now;
    }
}
