//! The network as a graph: who is how many hops from whom, and over which modem the way begins.
//!
//! The delay of 1973 counts 4 for each hop over an idle line, whatever its speed or length (IMP program 3050, reference
//! on routing: queue length + 4), so on an idle network least delay and fewest hops are the same way. Where several
//! ways are equally short, the modem with the lowest number is taken, as the IMP program does when it hears of all of
//! them at the same moment.

use std::collections::{BTreeSet, VecDeque};

use petgraph::graph::{EdgeIndex, NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;

use crate::id::{End, ImpId, LineId};
use crate::plan::Plan;

/// Delay that the routing of 1973 counts for one hop over an idle line.
pub const IDLE_HOP_DELAY: u16 = 4;

/// The network's graph: nodes are IMPs, edges are lines, both in the order of the plan.
#[derive(Clone, Debug)]
pub struct Topology {
    graph: UnGraph<ImpId, LineId>,
    modems: Vec<[u8; 2]>,
}

/// The shortest ways from one IMP to everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Hops to each IMP of the plan; `None` where there is no way.
    pub hops: Vec<Option<u16>>,
    /// The modem over which the way begins; `None` to the IMP itself and where there is no way.
    pub modem: Vec<Option<u8>>,
}

impl Topology {
    /// The graph of the plan's IMPs and lines.
    ///
    /// # Panics
    /// When a line ends at an IMP that the plan lacks.
    pub fn of(plan: &Plan) -> Topology {
        let mut graph = UnGraph::with_capacity(plan.imps.len(), plan.lines.len());
        let mut modems_used = vec![0u8; plan.imps.len()];
        let mut modems = Vec::with_capacity(plan.lines.len());
        for imp in 0..plan.imps.len() {
            graph.add_node(ImpId(imp as u16));
        }
        for (line, planned) in plan.lines.iter().enumerate() {
            let [a, b] = planned.ends;
            modems.push([a, b].map(|end| {
                modems_used[end.index()] += 1;
                modems_used[end.index()] - 1
            }));
            graph.add_edge(node(a), node(b), LineId(line as u16));
        }
        Topology { graph, modems }
    }

    /// The graph itself.
    pub fn graph(&self) -> &UnGraph<ImpId, LineId> {
        &self.graph
    }

    /// The number of the modem interface to which `end` of `line` is connected, from 0.
    pub fn modem(&self, line: LineId, end: End) -> u8 {
        self.modems[line.index()][end.index()]
    }

    /// The shortest ways from `source`, breadth first.
    pub fn ways_from(&self, source: ImpId) -> Ways {
        self.ways_avoiding(source, &BTreeSet::new())
    }

    /// The shortest ways from `source` that neither pass nor end at any of `avoided`.
    pub fn ways_avoiding(&self, source: ImpId, avoided: &BTreeSet<ImpId>) -> Ways {
        let mut hops: Vec<Option<u16>> = vec![None; self.graph.node_count()];
        let mut modem = vec![None; self.graph.node_count()];
        let mut waiting = VecDeque::from([node(source)]);
        hops[source.index()] = Some(0);
        while let Some(here) = waiting.pop_front() {
            let next = hops[here.index()].map(|hops| hops + 1);
            for edge in self.graph.edges(here) {
                let there = if edge.source() == here { edge.target() } else { edge.source() };
                if avoided.contains(&self.graph[there]) {
                    continue;
                }
                if hops[there.index()].is_none() {
                    hops[there.index()] = next;
                    waiting.push_back(there);
                }
                if hops[there.index()] == next {
                    // All that lead here were taken from the queue before, so what is noted for `here` is final.
                    let begins = modem[here.index()].unwrap_or_else(|| self.modem_at(edge.id(), here));
                    modem[there.index()] = Some(modem[there.index()].map_or(begins, |m: u8| m.min(begins)));
                }
            }
        }
        Ways { hops, modem }
    }

    /// Ordered pairs of IMPs by their distance in hops, each IMP with itself included (distance 0).
    pub fn hop_histogram(&self) -> Vec<u64> {
        let mut pairs = Vec::new();
        for source in self.graph.node_indices() {
            for hops in self.ways_from(ImpId(source.index() as u16)).hops.into_iter().flatten() {
                let hops = usize::from(hops);
                pairs.resize(pairs.len().max(hops + 1), 0);
                pairs[hops] += 1;
            }
        }
        pairs
    }

    fn modem_at(&self, line: EdgeIndex, imp: NodeIndex) -> u8 {
        let (a, _) = self.graph.edge_endpoints(line).expect("the edge is one of the graph's");
        self.modems[line.index()][usize::from(a != imp)]
    }
}

fn node(imp: ImpId) -> NodeIndex {
    NodeIndex::new(imp.index())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rate;
    use crate::plan::{ImpPlan, LineErrors, LinePlan};
    use arpanet_imp::Settings;
    use arpanet_wire::ImpNumber;

    fn network(imps: u16, lines: &[(u16, u16)]) -> Topology {
        let imp = |number| ImpPlan {
            number: ImpNumber(number + 1),
            name: String::new(),
            settings: Settings::JANUARY_1973,
        };
        let line = |&(a, b)| LinePlan {
            ends: [ImpId(a), ImpId(b)],
            rate: Rate::bits_per_second(50_000),
            propagation_ns: 0,
            errors: LineErrors::default(),
        };
        Topology::of(&Plan {
            imps: (0..imps).map(imp).collect(),
            lines: lines.iter().map(line).collect(),
            ..Plan::default()
        })
    }

    #[test]
    fn a_chain_counts_its_hops() {
        let ways = network(4, &[(0, 1), (1, 2), (2, 3)]).ways_from(ImpId(1));
        assert_eq!(ways.hops, [Some(1), Some(0), Some(1), Some(2)]);
        assert_eq!(ways.modem, [Some(0), None, Some(1), Some(1)]);
    }

    #[test]
    fn of_equal_ways_the_one_over_the_lowest_modem_is_taken() {
        // From 0 to 3 both ways have two hops; the line to 2 was named first.
        let ways = network(4, &[(0, 2), (0, 1), (1, 3), (2, 3)]).ways_from(ImpId(0));
        assert_eq!(ways.modem, [None, Some(1), Some(0), Some(0)]);
        assert_eq!(ways.hops[3], Some(2));
    }

    #[test]
    fn the_choice_of_modem_reaches_through_to_the_far_end() {
        // 0 to 4: over 1 and 3, or over 2 and 3; both begin here.
        let ways = network(5, &[(0, 2), (0, 1), (1, 3), (2, 3), (3, 4)]).ways_from(ImpId(0));
        assert_eq!((ways.hops[4], ways.modem[4]), (Some(3), Some(0)));
    }

    #[test]
    fn the_december_1969_ring_with_utah_has_the_hops_of_its_map() {
        // UCLA-SRI, UCLA-UCSB, SRI-UCSB, SRI-UTAH.
        let topology = network(4, &[(0, 1), (0, 2), (1, 2), (1, 3)]);
        assert_eq!(topology.hop_histogram(), [4, 8, 4]);
        assert_eq!(topology.modem(LineId(3), End::A), 2);
        assert_eq!(topology.modem(LineId(3), End::B), 0);
    }

    #[test]
    fn an_island_cannot_be_reached() {
        let ways = network(3, &[(0, 1)]).ways_from(ImpId(2));
        assert_eq!(ways.hops, [None, None, Some(0)]);
        assert_eq!(ways.modem, [None; 3]);
    }

    #[test]
    fn a_test_line_from_an_imp_to_itself_uses_two_modems_and_leads_nowhere() {
        let topology = network(2, &[(0, 0), (0, 1)]);
        assert_eq!((topology.modem(LineId(0), End::A), topology.modem(LineId(0), End::B)), (0, 1));
        assert_eq!(topology.ways_from(ImpId(0)).modem, [None, Some(2)]);
    }
}
