//! `arpanet net NETWORK.json`, `arpanet net --generate SITES`

use arpanet_report::{hops_text, network_dot, network_json, network_text};
use arpanet_scenario::{Diagnostic, Generated, Network};

use crate::args::NetArguments;
use crate::disk::Disk;
use crate::{End, diagnose, output};

/// Prints what a network is, or the file of one that is made.
pub fn net(arguments: &NetArguments) -> End {
    let network = match network(arguments) {
        Ok(network) => network,
        Err(fault) => return diagnose::tell(&fault),
    };
    output::print(&match arguments {
        NetArguments { hops: true, .. } => hops_text(&network),
        NetArguments { dot: true, .. } => network_dot(&network),
        NetArguments { json: true, .. } => format!("{:#}\n", network_json(&network)),
        NetArguments { generate: Some(_), .. } => file_text(&network),
        NetArguments { .. } => network_text(&network),
    })
}

fn network(arguments: &NetArguments) -> Result<Network, Diagnostic> {
    let &NetArguments { generate, seed, fixed_ways: has_fixed_ways, .. } = arguments;
    if let Some(sites) = generate {
        return Ok(Generated { sites, seed, has_fixed_ways }.network());
    }
    Network::read(&Disk, arguments.network.as_ref().expect("the command line asks for one of the two"))
}

fn file_text(network: &Network) -> String {
    let text = serde_json::to_string_pretty(network.file()).expect("a network file has only text for keys");
    text + "\n"
}
