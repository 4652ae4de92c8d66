//! A study: the mean round trips of a network under its measured load, beside what was measured then.

mod misses;
mod tested;
mod text;

use std::fmt;

use arpanet_scenario::Study;
use serde::Serialize;

use crate::anatomy::{Anatomy, Part};
use crate::assumptions;
use crate::figures::{Figure, Figures};
use crate::fit::{self, Fit};
use crate::progress::Progress;
use crate::run::{self, Sample, TakeIns};
pub use misses::{Miss, Share};
pub use tested::Tested;

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StudyFailed {
    /// What the world has against the plan.
    Plan(String),
    /// Nobody wants the result any more.
    Cancelled,
    /// No message went over the hops that the take-in time is to be fitted on.
    NothingToFit(u16),
}

impl fmt::Display for StudyFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StudyFailed::Plan(why) => f.write_str(why),
            StudyFailed::Cancelled => f.write_str("interrupted"),
            StudyFailed::NothingToFit(hops) => {
                write!(f, "no message went over {hops} hops, so nothing can be fitted on them")
            }
        }
    }
}

impl std::error::Error for StudyFailed {}

/// All messages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overall {
    /// Messages a minute in the runs.
    pub messages_per_min: f64,
    /// Messages a minute as measured.
    pub measured_messages_per_min: f64,
    /// Mean round trip in the runs.
    pub simulated_ms: Option<f64>,
    /// Half the width of its 95 % confidence interval.
    pub ci95_ms: Option<f64>,
    /// Mean round trip as measured.
    pub measured_ms: f64,
    /// Mean round trip in the runs, the IMPs' own messages left out.
    pub simulated_without_status_ms: Option<f64>,
}

/// The messages over so many hops.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HopsRow {
    /// Least number of hops between source and destination.
    pub hops: u16,
    /// Messages a minute in the runs.
    pub messages_per_min: f64,
    /// Messages a minute as measured.
    pub measured_messages_per_min: Option<f64>,
    /// Mean round trip in the runs.
    pub simulated_ms: Option<f64>,
    /// Half the width of its 95 % confidence interval.
    pub ci95_ms: Option<f64>,
    /// Mean round trip as measured.
    pub measured_ms: Option<f64>,
}

/// The messages from one site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteRow {
    /// The site.
    pub site: String,
    /// Messages a minute in the runs.
    pub messages_per_min: f64,
    /// Messages a minute as measured.
    pub measured_messages_per_min: f64,
    /// Mean round trip in the runs.
    pub simulated_ms: Option<f64>,
    /// Half the width of its 95 % confidence interval.
    pub ci95_ms: Option<f64>,
    /// Mean round trip as measured.
    pub measured_ms: f64,
}

/// The messages from one site to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairRow {
    /// The source.
    pub from: String,
    /// The destination.
    pub to: String,
    /// Messages a minute in the runs.
    pub messages_per_min: f64,
    /// Messages a minute as measured.
    pub measured_messages_per_min: f64,
    /// Mean round trip in the runs.
    pub simulated_ms: Option<f64>,
    /// Half the width of its 95 % confidence interval.
    pub ci95_ms: Option<f64>,
    /// Mean round trip as measured.
    pub measured_ms: f64,
}

/// What a study found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StudyResult {
    /// What was studied.
    pub title: String,
    /// Whence the measured figures.
    pub measured_by: String,
    /// Simulated time measured, all runs together, in seconds.
    pub simulated_s: f64,
    /// Independent runs.
    pub replications: u32,
    /// Seed of the first.
    pub seed: u64,
    /// All messages.
    pub overall: Overall,
    /// By hops.
    pub by_hops: Vec<HopsRow>,
    /// By source.
    pub sites: Vec<SiteRow>,
    /// By source and destination, where measured.
    pub pairs: Vec<PairRow>,
    /// Classes of hops that are far from the measured figure, and whose messages make them so.
    pub misses: Vec<Miss>,
    /// What came of the explanation that the study puts to the test.
    pub test: Option<Tested>,
    /// How the take-in time was found; `None` when the file gives it.
    pub fit: Option<Fit>,
    /// What the round trips consist of.
    pub anatomy: Vec<Part>,
    /// Messages of the measured time that ended otherwise than by a RFNM.
    pub failed: u64,
    /// Messages that were never sent, because too many waited at their host.
    pub withheld: u64,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
}

impl StudyResult {
    /// Plays all runs of `study` and compares.
    ///
    /// # Errors
    /// See [`StudyFailed`].
    pub fn of(study: &Study, progress: &dyn Progress) -> Result<StudyResult, StudyFailed> {
        let take_in = &study.file.hosts.take_in;
        let (fit, take_in_ns, samples) = match (take_in.fit_to_hops, take_in.mean) {
            (Some(hops), _) => {
                let row = study.file.measured.by_hops.iter().find(|row| row.hops == hops);
                let measured = row.ok_or(StudyFailed::NothingToFit(hops))?.ms;
                let (fit, take_in_ns, samples) = fit::fit(study, hops, measured, progress)?;
                (Some(fit), take_in_ns, samples)
            }
            (None, mean) => {
                let take_in_ns = mean.unwrap_or_default().ns;
                let samples = run::replications(study, TakeIns::of(take_in_ns), "measuring", progress)?;
                (None, take_in_ns, samples)
            }
        };
        let anatomy = dissect(study, take_in_ns, progress)?;
        let result = compare(study, fit, take_in_ns, &samples, anatomy);
        let test = tested::test(study, take_in_ns, &result, progress)?;
        Ok(StudyResult { test, ..result })
    }
}

/// Watches one more run, the first replication again, down to its packets.
fn dissect(study: &Study, take_in_ns: u64, progress: &dyn Progress) -> Result<Vec<Part>, StudyFailed> {
    let seed = run::seed(study, 0);
    let mut anatomy = Anatomy::new(study, &study.plan(seed, take_in_ns, &[]));
    progress.begin("dissecting one run", study.end().as_ns());
    run::play(study, seed, TakeIns::of(take_in_ns), &mut anatomy, progress)?;
    Ok(anatomy.parts(study, take_in_ns))
}

fn compare(
    study: &Study,
    fit: Option<Fit>,
    take_in_ns: u64,
    samples: &[Sample],
    anatomy: Vec<Part>,
) -> StudyResult {
    let (file, figures) = (&study.file, Figures::new(study));
    let by_hops: Vec<HopsRow> =
        (0..=figures.farthest()).map(|hops| hops_row(study, &figures, samples, hops)).collect();
    let pairs = pair_rows(study, &figures, samples);
    StudyResult {
        title: file.title.clone(),
        measured_by: file.measured.source.clone(),
        simulated_s: file.duration.ns as f64 / 1e9 * f64::from(file.replications),
        replications: file.replications,
        seed: file.seed,
        overall: overall(study, &figures, samples),
        misses: misses::of(study, &by_hops, &pairs),
        by_hops,
        sites: site_rows(study, &figures, samples),
        pairs,
        assumptions: assumptions::of(study, fit.as_ref(), take_in_ns),
        test: None,
        fit,
        anatomy,
        failed: samples.iter().map(|sample| sample.round_trips.failed()).sum(),
        withheld: samples.iter().map(|sample| sample.outcome.withheld).sum(),
    }
}

fn overall(study: &Study, figures: &Figures, samples: &[Sample]) -> Overall {
    let (simulated, measured) = (figures.overall(samples), study.file.measured.overall);
    Overall {
        messages_per_min: simulated.messages_per_min,
        measured_messages_per_min: measured.messages_per_min,
        simulated_ms: mean(&simulated),
        ci95_ms: ci95(&simulated),
        measured_ms: measured.ms,
        simulated_without_status_ms: mean(&figures.of_hosts(samples)),
    }
}

fn hops_row(study: &Study, figures: &Figures, samples: &[Sample], hops: u16) -> HopsRow {
    let simulated = figures.by_hops(samples, hops);
    let measured = study.file.measured.by_hops.iter().find(|row| row.hops == hops);
    HopsRow {
        hops,
        messages_per_min: simulated.messages_per_min,
        measured_messages_per_min: measured.map(|row| row.messages_per_min),
        simulated_ms: mean(&simulated),
        ci95_ms: ci95(&simulated),
        measured_ms: measured.map(|row| row.ms),
    }
}

fn site_rows(study: &Study, figures: &Figures, samples: &[Sample]) -> Vec<SiteRow> {
    let row = |measured: &arpanet_scenario::file::MeasuredSite| {
        let site = study.network.site(&measured.site).expect("the study's sites have been checked");
        let simulated = figures.of_site(samples, site);
        SiteRow {
            site: measured.site.clone(),
            messages_per_min: simulated.messages_per_min,
            measured_messages_per_min: measured.messages_per_min,
            simulated_ms: mean(&simulated),
            ci95_ms: ci95(&simulated),
            measured_ms: measured.ms,
        }
    };
    study.file.measured.sites.iter().map(row).collect()
}

fn pair_rows(study: &Study, figures: &Figures, samples: &[Sample]) -> Vec<PairRow> {
    let site = |name: &str| study.network.site(name).expect("the study's sites have been checked");
    let row = |measured: &arpanet_scenario::file::MeasuredPair| {
        let simulated = figures.of_pair(samples, (site(&measured.from), site(&measured.to)));
        PairRow {
            from: measured.from.clone(),
            to: measured.to.clone(),
            messages_per_min: simulated.messages_per_min,
            measured_messages_per_min: measured.messages_per_min,
            simulated_ms: mean(&simulated),
            ci95_ms: ci95(&simulated),
            measured_ms: measured.ms,
        }
    };
    study.file.measured.pairs.iter().map(row).collect()
}

fn mean(figure: &Figure) -> Option<f64> {
    figure.round_trip.map(|estimate| estimate.mean)
}

fn ci95(figure: &Figure) -> Option<f64> {
    figure.round_trip.and_then(|estimate| estimate.ci95)
}
