//! From single runs to rows: the spread over all placements of a distance.

use serde::Serialize;

use super::Case;
use super::stage::{Load, NcpKind};
use super::watch::Measured;
use super::way::Way;

/// One distance, way, kind of NCP and load.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Hops between the user's IMP and the server's; for third parties between the two servers'.
    pub hops: u16,
    /// How.
    pub way: Way,
    /// Between what kind of hosts.
    pub ncp: NcpKind,
    /// Under what load.
    pub load: Load,
    /// Until it was there.
    pub simulated_ms: Spread,
    /// Messages on link 0 that it took; the median.
    pub control_messages: u32,
    /// Commands in them; the median.
    pub control_commands: u32,
    /// Packets between IMPs, acknowledgments and routing apart; the median. Under load they cannot be told from others: none.
    pub imp_packets: Option<u32>,
    /// Wall-clock time of the simulation for one set-up, in microseconds, watched down to its packets where there is no
    /// load; the median. Not reproducible.
    pub wall_us: f64,
    /// Placements measured.
    pub placements: usize,
    /// Placements in which it was not there after two minutes.
    pub failed: usize,
}

/// Simulated times over all placements.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The shortest, in milliseconds.
    pub min: f64,
    /// The median.
    pub median: f64,
    /// The longest.
    pub max: f64,
}

/// The rows, by way, load, kind of NCP and distance.
pub(super) fn of(cases: &[Case], measured: &[Vec<Measured>]) -> Vec<Row> {
    let farthest = cases.iter().map(|case| case.place.hops).max().unwrap_or(0);
    let mut rows = Vec::new();
    for way in Way::ALL {
        for load in [Load::None, Load::Measured] {
            for ncp in NcpKind::ALL {
                let of_hops = |hops| row(cases, measured, (way, load, ncp, hops));
                rows.extend((0..=farthest).filter_map(of_hops));
            }
        }
    }
    rows
}

fn row(
    cases: &[Case],
    measured: &[Vec<Measured>],
    (way, load, ncp, hops): (Way, Load, NcpKind, u16),
) -> Option<Row> {
    let fits = |case: &Case| {
        case.place.hops == hops && case.ncp == ncp && case.load == load && case.job == way.job()
    };
    let runs: Vec<_> = cases.iter().zip(measured).filter(|(case, _)| fits(case)).collect();
    let found: Vec<Measured> =
        runs.iter().filter_map(|(_, all)| all.iter().find(|one| one.way == way).copied()).collect();
    let times = sorted(&found, |one| one.simulated_ns);
    let ms = |ns: u64| ns as f64 / 1e6;
    Some(Row {
        hops,
        way,
        ncp,
        load,
        simulated_ms: Spread {
            min: ms(*times.first()?),
            median: ms(middle(&times)?),
            max: ms(*times.last()?),
        },
        control_messages: middle(&sorted(&found, |one| one.spent.control_messages))?,
        control_commands: middle(&sorted(&found, |one| one.spent.control_commands))?,
        imp_packets: middle(&sorted(&found, |one| one.spent.imp_packets)).filter(|_| load == Load::None),
        wall_us: middle(&sorted(&found, |one| one.spent.wall_ns))? as f64 / 1e3,
        placements: found.len(),
        failed: runs.len() - found.len(),
    })
}

fn sorted<T: Ord>(found: &[Measured], figure: impl Fn(&Measured) -> T) -> Vec<T> {
    let mut figures: Vec<T> = found.iter().map(figure).collect();
    figures.sort_unstable();
    figures
}

/// The median; of an even number the lower of the two.
fn middle<T: Copy>(figures: &[T]) -> Option<T> {
    figures.get(figures.len().saturating_sub(1) / 2).copied()
}
