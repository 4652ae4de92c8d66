//! What a study takes for granted, in words: all of it is part of the result.

use arpanet_scenario::Study;
use arpanet_scenario::file::TakeInDistribution;

use crate::fit::Fit;

/// Everything assumed: what the tool does by its nature, then what the file says of itself.
pub(crate) fn of(study: &Study, fit: Option<&Fit>, take_in_ns: u64) -> Vec<String> {
    let mut all = vec![
        String::from(
            "A round trip begins when the message is entered in the pending packet or pending leader table of its source IMP, after its \
             first packet is in (T2), and ends when the RFNM is back there (T6), as RFC 619 p. 1-2 has it.",
        ),
        take_in(study, take_in_ns),
        fitting(fit, take_in_ns),
        String::from(
            "Messages arrive as independent Poisson processes of constant rate, one for each pair of sites: no hours of the day, no \
             answers, no conversations.",
        ),
        format!(
            "Message lengths are drawn anew for each message, the same way for every pair, from {}.",
            study.file.sizes.as_deref().unwrap_or("the sizes file that the traffic file names")
        ),
        reports(study),
        String::from(
            "The IMP's program itself takes no time: what its processor needs for a packet is not simulated. Everything else in the \
             subnet is the IMP program's own timing and the lines' bits and lengths.",
        ),
        format!(
            "{} independent runs of {} each, after {} that are not measured; network warm at the start: lines up, routing settled.",
            study.file.replications, study.file.duration, study.file.warm_up
        ),
    ];
    all.extend(study.file.assumptions.iter().cloned());
    all
}

fn take_in(study: &Study, take_in_ns: u64) -> String {
    let hosts = &study.file.hosts;
    let varies = match hosts.take_in.distribution {
        TakeInDistribution::Fixed => "always",
        TakeInDistribution::Exponential => "exponentially distributed, on average",
    };
    format!(
        "Each site has one host, all alike, on a cable of {} kb/s. It lets its IMP wait before the first bit of every message, RFNMs \
         too: {varies} {:.2} ms.",
        hosts.cable_kbps,
        take_in_ns as f64 / 1e6
    )
}

fn fitting(fit: Option<&Fit>, take_in_ns: u64) -> String {
    match fit {
        Some(fit) => format!(
            "The mean of that wait is the one fitted parameter. It was found by bisection over whole runs, in {} guesses with the same \
             seeds, such that the mean round trip over {} hops comes to the measured {} ms; no other figure was looked at.",
            fit.guesses.len(),
            fit.hops,
            fit.measured_ms
        ),
        None => format!(
            "The mean of that wait, {:.2} ms, is given by the study; nothing is fitted.",
            take_in_ns as f64 / 1e6
        ),
    }
}

fn reports(study: &Study) -> String {
    match &study.file.status_reports {
        None => String::from("The IMPs send no status reports."),
        Some(reports) => {
            let counted = match reports.in_traffic {
                true => {
                    "the measured load counts them, so each site's flow to that site is lessened by as much, as far as it goes"
                }
                false => "they come on top of the measured load",
            };
            format!(
                "Every site with traffic sends {:.2} status reports a minute to host 0 of {}; {counted}.",
                study.reports_per_minute(),
                reports.to
            )
        }
    }
}
