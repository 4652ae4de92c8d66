//! The rows as tables, one for each way.

use std::fmt::Write;

use arpanet_report::{Align, columns};

use super::{Load, Row, SetupResult, Way};

const ALIGN: [Align; 8] = [
    Align::Right,
    Align::Left,
    Align::Left,
    Align::Right,
    Align::Right,
    Align::Right,
    Align::Right,
    Align::Right,
];

impl SetupResult {
    /// All tables.
    pub fn text(&self) -> String {
        let mut text =
            format!("{}\nUp to {} pairs of sites for each distance.\n", self.network, self.placements);
        for way in Way::ALL {
            let rows: Vec<&Row> = self.rows.iter().filter(|row| row.way == way).collect();
            let _ = write!(text, "\n{}\n{}", way.name(), table(&rows));
        }
        let failed: usize = self.rows.iter().map(|row| row.failed).sum();
        if failed > 0 {
            let _ = writeln!(text, "\n{failed} set-ups were not there after two minutes.");
        }
        text
    }
}

fn table(rows: &[&Row]) -> String {
    let head = ["hops", "NCPs", "load", "min ms", "median ms", "max ms", "commands", "packets"];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for row in rows {
        let packets = match row.load {
            Load::None => row.imp_packets.map_or_else(String::new, |packets| packets.to_string()),
            Load::Measured => String::new(),
        };
        lines.push(vec![
            row.hops.to_string(),
            row.ncp.name().to_owned(),
            row.load.name().to_owned(),
            format!("{:.1}", row.simulated_ms.min),
            format!("{:.1}", row.simulated_ms.median),
            format!("{:.1}", row.simulated_ms.max),
            row.control_commands.to_string(),
            packets,
        ]);
    }
    columns(&ALIGN, &lines)
}
