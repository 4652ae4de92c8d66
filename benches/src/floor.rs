//! The floor: packets that hop through a network of nothing but arrays and `std`'s heap, with no protocol at all.
//!
//! What a packet-hop of the simulation costs can be put beside what the bare movement costs. Nodes lie on a torus; each has
//! a table with the line to every node, four lines with the time at which each is free, and every packet that arrives is replaced
//! by one for another node, so that the load grows with the network.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arpanet_kernel::{Stream, Streams};

/// Time of a packet on a line, in nanoseconds: 1160 bits at 50 kb/s.
const SEND_NS: u64 = 23_200_000;
/// Packets under way for each node.
const PER_NODE: usize = 2;

/// Nodes, lines and packets.
pub struct Floor {
    side: usize,
    /// For each node and each destination the line: 0 east, 1 west, 2 south, 3 north.
    table: Vec<u8>,
    free_at: Vec<u64>,
    to: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32, u32)>>,
    stream: Stream,
}

impl Floor {
    /// A torus with `side` nodes on each side.
    pub fn new(side: usize) -> Floor {
        let nodes = side * side;
        let line = |from: usize, to: usize| direction(side, from, to);
        let table = (0..nodes * nodes).map(|at| line(at / nodes, at % nodes)).collect();
        let mut stream = Streams::new(1973).stream("floor", side as u64);
        let packets = nodes * PER_NODE;
        let to = (0..packets).map(|_| stream.below(nodes as u64) as u32).collect();
        let start = |packet: usize| Reverse((packet as u64 * 1000, (packet % nodes) as u32, packet as u32));
        let heap = (0..packets).map(start).collect();
        Floor { side, table, free_at: vec![0; nodes * 4], to, heap, stream }
    }

    /// Plays one hop of one packet; when.
    ///
    /// # Panics
    /// Never: each hop makes another.
    pub fn hop(&mut self) -> u64 {
        let nodes = self.side * self.side;
        let Reverse((now, node, packet)) = self.heap.pop().expect("each hop makes another");
        let here = node as usize;
        while self.to[packet as usize] == node {
            self.to[packet as usize] = self.stream.below(nodes as u64) as u32;
        }
        let line = self.table[here * nodes + self.to[packet as usize] as usize];
        let free_at = &mut self.free_at[here * 4 + usize::from(line)];
        *free_at = now.max(*free_at) + SEND_NS;
        let next = neighbour(self.side, here, line);
        self.heap.push(Reverse((*free_at, next as u32, packet)));
        now
    }
}

/// The line on the shortest way, columns first.
fn direction(side: usize, from: usize, to: usize) -> u8 {
    let ahead = |from: usize, to: usize| (to + side - from) % side;
    let (columns, rows) = (ahead(from % side, to % side), ahead(from / side, to / side));
    match (columns, rows) {
        (0, rows) => 2 + u8::from(rows * 2 > side),
        (columns, _) => u8::from(columns * 2 > side),
    }
}

fn neighbour(side: usize, node: usize, line: u8) -> usize {
    let (column, row) = (node % side, node / side);
    match line {
        0 => row * side + (column + 1) % side,
        1 => row * side + (column + side - 1) % side,
        2 => (row + 1) % side * side + column,
        _ => (row + side - 1) % side * side + column,
    }
}
