//! Long charts made readable: what repeats is folded into one line with its count, and what is still too much is left
//! out, with its count.

use std::collections::BTreeMap;

use arpanet_scenario::Time;

use super::arrow::{Arrow, Note};
use super::{MOST_ARROWS, UNFOLDED};
use crate::words::{span, thousands};

/// One row of the chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A message.
    Arrow(Arrow),
    /// Something at a host.
    Note(Note),
    /// Messages that repeat those before.
    Folded(Folded),
    /// Messages that are not drawn.
    LeftOut(LeftOut),
}

/// Messages like the ones before, from one host to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The sender's column.
    pub from: usize,
    /// The receiver's column.
    pub to: usize,
    /// When the first of them was sent.
    pub at: Time,
    /// When the last was.
    pub until: Time,
    /// What they are.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// Their bits.
    pub bits: u64,
}

/// Rows that are not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// When the first would stand.
    pub at: Time,
    /// When the last would.
    pub until: Time,
    /// How many.
    pub count: usize,
}

/// How many messages there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// In the run.
    pub all: usize,
    /// Between the hosts on the chart.
    pub between_chosen: usize,
}

/// Of each group, so many are drawn before the rest is folded.
const DRAWN_OF_A_GROUP: u64 = 2;

/// The rows of a chart, in the order of time.
pub fn fold(arrows: Vec<Arrow>, notes: Vec<Note>) -> Vec<Row> {
    let rows =
        if arrows.len() > UNFOLDED { folded(arrows) } else { arrows.into_iter().map(Row::Arrow).collect() };
    let mut rows = rows;
    rows.extend(notes.into_iter().map(Row::Note));
    rows.sort_by_key(Row::at);
    shortened(rows)
}

/// Sender's and receiver's column, connection, and what repeats on it.
type Group = (usize, usize, usize, &'static str);

/// How often a group was seen, and the row that folds what is not drawn of it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    messages: u64,
    folded_at: Option<usize>,
}

fn folded(arrows: Vec<Arrow>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut groups: BTreeMap<Group, Seen> = BTreeMap::new();
    for arrow in arrows {
        let Some((on, what)) = arrow.group else {
            rows.push(Row::Arrow(arrow));
            continue;
        };
        let seen = groups.entry((arrow.from, arrow.to, on, what)).or_default();
        seen.messages += 1;
        if seen.messages <= DRAWN_OF_A_GROUP {
            rows.push(Row::Arrow(arrow));
            continue;
        }
        let at = *seen.folded_at.get_or_insert(rows.len());
        if at == rows.len() {
            let Arrow { from, to, sent, .. } = arrow;
            rows.push(Row::Folded(Folded { from, to, at: sent, until: sent, what, count: 0, bits: 0 }));
        }
        if let Row::Folded(folded) = &mut rows[at] {
            folded.until = arrow.sent;
            folded.count += 1;
            folded.bits += arrow.length_bits as u64;
        }
    }
    rows
}

/// Keeps the beginning and the end of what is still too long.
fn shortened(mut rows: Vec<Row>) -> Vec<Row> {
    if rows.len() <= MOST_ARROWS {
        return rows;
    }
    let (first, last) = (MOST_ARROWS * 3 / 4, MOST_ARROWS / 4);
    let tail = rows.split_off(rows.len() - last);
    let out = rows.split_off(first);
    if let (Some(from), Some(to)) = (out.first(), out.last()) {
        let count = out.iter().map(Row::weight).sum();
        rows.push(Row::LeftOut(LeftOut { at: from.at(), until: to.at(), count }));
    }
    rows.extend(tail);
    rows
}

impl Row {
    /// When it begins.
    pub fn at(&self) -> Time {
        match self {
            Row::Arrow(arrow) => arrow.sent,
            Row::Note(note) => note.at,
            Row::Folded(folded) => folded.at,
            Row::LeftOut(out) => out.at,
        }
    }

    /// How many messages and notes it stands for.
    fn weight(&self) -> usize {
        match self {
            Row::Arrow(_) | Row::Note(_) => 1,
            Row::Folded(folded) => folded.count as usize,
            Row::LeftOut(out) => out.count,
        }
    }
}

impl Folded {
    /// `38 data messages more, 12,000 bits, in 1.20 s`.
    pub fn words(&self) -> String {
        let plural = if self.count == 1 { "" } else { "s" };
        let (count, bits) = (thousands(self.count), thousands(self.bits));
        let took = match self.until.ns_since(self.at) {
            0 => String::new(),
            ns => format!(", in {}", span(ns)),
        };
        format!("{count} {}{plural} more, {bits} bits{took}", self.what)
    }
}

impl LeftOut {
    /// `12,345 messages and events from 1.0 s to 2.0 s are not drawn`.
    pub fn words(&self) -> String {
        let count = thousands(self.count as u64);
        format!("{count} messages and events from {} to {} are not drawn", self.at, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::super::arrow::{Fate, Tone};
    use super::*;

    fn arrow(ms: u64, group: Option<(usize, &'static str)>) -> Arrow {
        let sent = Time::from_ns(ms * 1_000_000);
        Arrow {
            from: 0,
            to: 1,
            sent,
            fate: Fate::Arrived(sent.after_ns(1)),
            answered: None,
            label: String::from("data"),
            tone: Tone::Data,
            group,
            length_bits: 100,
            heard: 0,
        }
    }

    fn stands_for(rows: &[Row]) -> usize {
        rows.iter().map(Row::weight).sum()
    }

    #[test]
    fn a_short_chart_is_drawn_whole() {
        let arrows: Vec<Arrow> =
            (0..UNFOLDED as u64).map(|ms| arrow(ms, Some((1, "data message")))).collect();
        assert_eq!(fold(arrows, Vec::new()).len(), UNFOLDED);
    }

    #[test]
    fn what_repeats_is_folded_with_its_count() {
        let arrows = (0..1000).map(|ms| arrow(ms, Some((1, "data message")))).collect();
        let rows = fold(arrows, Vec::new());
        let [.., Row::Folded(folded)] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((rows.len(), folded.count, folded.bits), (3, 998, 99_800));
        assert_eq!(folded.words(), "998 data messages more, 99,800 bits, in 997.0 ms");
    }

    #[test]
    fn what_does_not_repeat_is_left_out_in_the_middle_and_counted() {
        let rows = fold((0..5000).map(|ms| arrow(ms, None)).collect(), Vec::new());
        assert_eq!((rows.len(), stands_for(&rows)), (MOST_ARROWS + 1, 5000));
        let Some(Row::LeftOut(out)) = rows.iter().find(|row| matches!(row, Row::LeftOut(_))) else {
            panic!("nothing is left out")
        };
        assert_eq!(out.count, 4600);
    }
}
