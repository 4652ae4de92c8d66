//! A study's result as tables.

use std::fmt::Write;

use arpanet_report::{Align, columns};

use super::StudyResult;

const ROW: [Align; 6] = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right];

impl StudyResult {
    /// All tables, the parts of the round trips, and the assumptions.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n", self.title, self.by_hops_table());
        self.misses_lines(&mut text);
        self.test_lines(&mut text);
        let _ = write!(text, "{}\n{}", self.sites_table(), self.anatomy_table());
        if self.failed + self.withheld > 0 {
            let _ =
                writeln!(text, "\n{} messages got no RFNM, {} were never sent.", self.failed, self.withheld);
        }
        text.push_str("\nAssumptions\n");
        for assumption in &self.assumptions {
            let _ = writeln!(text, "- {assumption}");
        }
        text
    }

    fn by_hops_table(&self) -> String {
        let mut rows = vec![self.head("hops")];
        for row in &self.by_hops {
            rows.push(cells(
                row.hops.to_string(),
                (row.measured_messages_per_min, row.messages_per_min),
                (row.measured_ms, row.simulated_ms, row.ci95_ms),
            ));
        }
        let all = &self.overall;
        rows.push(cells(
            String::from("all"),
            (Some(all.measured_messages_per_min), all.messages_per_min),
            (Some(all.measured_ms), all.simulated_ms, all.ci95_ms),
        ));
        columns(&ROW, &rows)
    }

    fn misses_lines(&self, text: &mut String) {
        for miss in &self.misses {
            let _ = writeln!(text, "Over {} hops it is off by {:+.1} ms. Of that", miss.hops, miss.off_ms);
            for share in &miss.pairs {
                let _ = writeln!(
                    text,
                    "  {:+.1} ms from {} to {}: {:.1} ms here, {:.1} ms measured, {} a minute",
                    share.share_ms,
                    share.from,
                    share.to,
                    share.simulated_ms,
                    share.measured_ms,
                    share.messages_per_min
                );
            }
            let _ = writeln!(text, "  {:+.1} ms from all other pairs together\n", miss.others_ms);
        }
    }

    fn test_lines(&self, text: &mut String) {
        let Some(test) = &self.test else { return };
        let sites = test.sites.join(" and ");
        let _ = writeln!(
            text,
            "One time for all hosts cannot show hosts that differ, and they did: the messages of {like} to itself, which meet nothing \
             but its hosts, took {measured} ms; here {before:.1} ms. Let the hosts of {like} be so quick that theirs take \
             {after:.1} ms (a take-in time of {quick:.1} ms), and those of {sites} be like them; then",
            like = test.like,
            measured = test.like_measured_ms,
            before = test.like_before_ms,
            after = test.like_simulated_ms,
            quick = test.take_in_ms,
        );
        let line = |simulated: Option<f64>, measured: Option<f64>| {
            let off = match (simulated, measured) {
                (Some(simulated), Some(measured)) => {
                    format!(" ({:+.0} %)", (simulated / measured - 1.0) * 100.0)
                }
                _ => String::new(),
            };
            format!("{} ms, {} ms measured{off}", number(simulated), number(measured))
        };
        for pair in &test.pairs {
            let figures = line(pair.simulated_ms, Some(pair.measured_ms));
            let _ = writeln!(text, "  {} to {}: {figures}", pair.from, pair.to);
        }
        for row in &test.by_hops {
            let _ = writeln!(text, "  over {} hops: {}", row.hops, line(row.simulated_ms, row.measured_ms));
        }
        text.push('\n');
    }

    fn sites_table(&self) -> String {
        let mut rows = vec![self.head("from")];
        for row in &self.sites {
            rows.push(cells(
                row.site.clone(),
                (Some(row.measured_messages_per_min), row.messages_per_min),
                (Some(row.measured_ms), row.simulated_ms, row.ci95_ms),
            ));
        }
        columns(&ROW, &rows)
    }

    fn head(&self, first: &str) -> Vec<String> {
        let by = &self.measured_by;
        [
            first.to_owned(),
            format!("{by} /min"),
            "here /min".into(),
            format!("{by} ms"),
            "here ms".into(),
            "off by".into(),
        ]
        .into()
    }

    fn anatomy_table(&self) -> String {
        let heads = [
            "hops",
            "1-packet /min",
            "ms",
            "lines",
            "propagation",
            "cable",
            "take-in",
            "wait at host",
            "wait in IMPs",
            "crossings",
            "again",
            "n-packet /min",
            "ms",
        ];
        let mut rows = vec![heads.map(String::from).to_vec()];
        for part in &self.anatomy {
            let times = [
                part.messages_per_min,
                part.round_trip_ms,
                part.lines_ms,
                part.propagation_ms,
                part.cable_ms,
                part.take_in_ms,
                part.host_queue_ms,
                part.imp_queue_ms,
                part.lines_crossed,
                part.sent_again,
                part.multi_per_min,
            ];
            let mut row = vec![part.hops.to_string()];
            row.extend(times.map(|time| format!("{time:.1}")));
            row.push(number(part.multi_ms));
            rows.push(row);
        }
        let table = columns(&[Align::Right; 13], &rows);
        format!("What the round trips of the first run consist of\n{table}")
    }
}

fn cells(
    name: String,
    (measured_rate, rate): (Option<f64>, f64),
    (measured, simulated, ci95): (Option<f64>, Option<f64>, Option<f64>),
) -> Vec<String> {
    let off = match (measured, simulated) {
        (Some(measured), Some(simulated)) => format!("{:+.0} %", (simulated / measured - 1.0) * 100.0),
        _ => String::new(),
    };
    let here = match ci95 {
        Some(ci95) => format!("{} ±{ci95:.1}", number(simulated)),
        None => number(simulated),
    };
    vec![name, number(measured_rate), format!("{rate:.1}"), number(measured), here, off]
}

fn number(value: Option<f64>) -> String {
    value.map_or(String::from("-"), |value| format!("{value:.1}"))
}
