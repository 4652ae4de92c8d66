//! Several IMPs, joined by lines, with hosts: the whole subnet in miniature.

mod boot;
mod breakage;
mod exchange;
mod hosts;
mod invariants;
mod life;
mod lines;
mod net;
mod numbers;
mod older;
mod own_hosts;
mod tables;
