//! Several IMPs, joined by lines, with hosts: the whole subnet in miniature.

mod boot;
mod exchange;
mod faults;
mod flow;
mod hosts;
mod invariants;
mod lines;
mod net;
mod own_hosts;
mod reachability;
