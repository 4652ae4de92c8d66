//! `arpanet net NETWORK.json`

use arpanet_report::{hops_text, network_dot, network_json, network_text};
use arpanet_scenario::Network;

use crate::args::NetArguments;
use crate::disk::Disk;
use crate::{End, diagnose, output};

/// Prints what a network is.
pub fn net(arguments: &NetArguments) -> End {
    let network = match Network::read(&Disk, &arguments.network) {
        Ok(network) => network,
        Err(fault) => return diagnose::tell(&fault),
    };
    output::print(&match arguments {
        NetArguments { hops: true, .. } => hops_text(&network),
        NetArguments { dot: true, .. } => network_dot(&network),
        NetArguments { json: true, .. } => format!("{:#}\n", network_json(&network)),
        NetArguments { .. } => network_text(&network),
    })
}
