//! A network for Graphviz: nodes at their places on the map, satellite lines dashed, fast lines bold.

use arpanet_scenario::Network;
use arpanet_scenario::file::{Medium, SiteKind};
use petgraph::dot::{Config, Dot};
use petgraph::graph::UnGraph;

/// Points on the drawing for one degree of longitude; latitudes are stretched as at 38 degrees north.
const POINTS_PER_DEGREE: f64 = 40.0;
const LATITUDE_STRETCH: f64 = 1.27;

/// The network as a Graphviz graph: `dot`, or `neato -n` to keep the geography.
pub fn network_dot(network: &Network) -> String {
    let mut graph: UnGraph<usize, usize> = UnGraph::default();
    let nodes: Vec<_> = (0..network.sites().len()).map(|site| graph.add_node(site)).collect();
    for (line, (_, [a, b])) in network.lines().enumerate() {
        graph.add_edge(nodes[a], nodes[b], line);
    }
    let edge = |_: &UnGraph<usize, usize>, edge: petgraph::graph::EdgeReference<'_, usize>| {
        line_attributes(network, *edge.weight())
    };
    let node = |_: &UnGraph<usize, usize>, (_, site): (petgraph::graph::NodeIndex, &usize)| {
        site_attributes(network, *site)
    };
    let no_labels = [Config::NodeNoLabel, Config::EdgeNoLabel];
    let body = Dot::with_attr_getters(&graph, &no_labels, &edge, &node).to_string();
    let title = quoted(&network.file().title);
    body.replacen(
        "graph {",
        &format!("graph {{\n    label = {title}\n    node [fontname = \"Helvetica\"]"),
        1,
    )
}

fn site_attributes(network: &Network, site: usize) -> String {
    let site = &network.sites()[site];
    let shape = match site.kind {
        SiteKind::Imp => "circle",
        SiteKind::Tip => "box",
    };
    let place = match (site.lat, site.lon) {
        (Some(lat), Some(lon)) => {
            let (x, y) = (lon * POINTS_PER_DEGREE, lat * POINTS_PER_DEGREE * LATITUDE_STRETCH);
            format!(" pos = \"{x:.1},{y:.1}!\"")
        }
        _ => String::new(),
    };
    let label = quoted(&format!("{}\n{}", site.name, site.number));
    format!("label = {label} shape = {shape}{place}")
}

fn line_attributes(network: &Network, line: usize) -> String {
    let line = &network.file().lines[line];
    let style = match line.medium {
        Medium::Satellite => "dashed",
        Medium::Land if line.kbps > 50.0 => "bold",
        Medium::Land => "solid",
    };
    let label = if line.kbps == 50.0 { String::new() } else { format!(" label = \"{} kb/s\"", line.kbps) };
    format!("style = {style}{label}")
}

/// A string as the DOT language writes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
