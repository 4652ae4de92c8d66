//! Several IMPs, joined by lines, with hosts: the whole subnet in miniature.

mod boot;
mod exchange;
mod invariants;
mod net;
