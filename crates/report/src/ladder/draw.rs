//! The chart as SVG.

use arpanet_scenario::world::HostId;
use arpanet_scenario::{Scenario, Time};
use svg::Document;
use svg::node::element::{Circle, Definitions, Group, Line, Marker, Path, Rectangle, Style, Text, Title};

use super::arrow::{Arrow, Fate, Note, Tone};
use super::axis::{Axis, ROW};
use super::fold::{Count, Folded, Row};
use crate::recording::Answer;
use crate::words::{shortened, span, thousands};

const LEFT: f64 = 118.0;
const TOP: f64 = 96.0;
/// Points for a character of a label.
const CHARACTER: f64 = 6.35;
/// How far a message that did not arrive is drawn, as a part of its way.
const LOST_AT: f64 = 0.55;

const STYLE: &str = "
  text { font-family: 'Helvetica Neue', Helvetica, Arial, sans-serif; fill: #1f2a36; }
  .title { font-size: 22px; font-weight: 600; } .small { font-size: 12px; fill: #5b6672; }
  .host { font-size: 14px; font-weight: 700; text-anchor: middle; } .box { fill: #fff; stroke: #1f2a36; stroke-width: 1.3; }
  .life { stroke: #c3ccd2; stroke-width: 1.2; } .time, .gap { font-size: 10.5px; fill: #78838c; text-anchor: end; }
  .gap { font-style: italic; } .label, .note { font-family: Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 10.5px; }
  .label { paint-order: stroke; stroke: #fbfaf6; stroke-width: 4px; }
  .arrow { stroke-width: 1.3; fill: none; } .note { fill: #44505b; paint-order: stroke; stroke: #fbfaf6; stroke-width: 4px; }
  .command { stroke: #1d4e89; } text.command { fill: #1d4e89; stroke: #fbfaf6; } .text { stroke: #14663a; } text.text { fill: #14663a; stroke: #fbfaf6; }
  .data { stroke: #c2410c; } text.data { fill: #9a3412; stroke: #fbfaf6; } .other { stroke: #6b7280; } text.other { fill: #4b5563; stroke: #fbfaf6; }
  .missing { stroke: #b3261e; stroke-dasharray: 5 4; } .bad { fill: #b3261e; } .folded { stroke-dasharray: 2 4; }
  .fault { fill: #fbe4e1; } .faulttext { font-size: 11.5px; fill: #8c1d18; text-anchor: middle; }
  .out { fill: #eceff1; } .outtext { font-size: 11.5px; fill: #44505b; text-anchor: middle; }
  .rfnm { fill: #fbfaf6; stroke: #78838c; stroke-width: 1; }";

/// Where things stand across the page.
struct Frame {
    columns: usize,
    spacing: f64,
}

impl Frame {
    fn for_hosts(columns: usize) -> Frame {
        Frame { columns, spacing: if columns <= 3 { 320.0 } else { 250.0 } }
    }

    fn x(&self, column: usize) -> f64 {
        LEFT + 72.0 + column as f64 * self.spacing
    }

    fn last(&self) -> usize {
        self.columns.max(1) - 1
    }

    /// The notes of the last host stand to the right of its line.
    fn width(&self, rows: &[Row]) -> f64 {
        let is_last = |row: &Row| matches!(row, Row::Note(note) if note.column == Some(self.last()));
        let to_the_right = if rows.iter().any(is_last) { 330.0 } else { 118.0 };
        (self.x(self.last()) + to_the_right).max(900.0)
    }
}

/// The chart of `rows` between `hosts`.
pub fn chart(scenario: &Scenario, hosts: &[HostId], rows: &[Row], count: &Count) -> String {
    let frame = Frame::for_hosts(hosts.len());
    let (axis, heights) = Axis::of(&rows.iter().map(Row::at).collect::<Vec<_>>(), &moments(rows), TOP + 30.0);
    let foot = axis.foot() + 30.0;
    let names: Vec<&str> = hosts.iter().map(|host| scenario.plan.hosts[host.index()].name.as_str()).collect();
    // Words lie over all strokes, so that none crosses them.
    let (mut strokes, mut words) = (Group::new(), Group::new());
    for (row, height) in rows.iter().zip(&heights) {
        let drawn = draw_row(row, *height, &axis, &frame);
        strokes = strokes.add(drawn.strokes);
        words = words.add(drawn.words).add(time_at(row.at(), *height));
    }
    let (width, height) = (frame.width(rows), foot + 76.0);
    Document::new()
        .set("viewBox", (0, 0, width, height))
        .set("width", width)
        .set("height", height)
        .add(Style::new(STYLE))
        .add(arrow_heads())
        .add(Rectangle::new().set("width", width).set("height", height).set("fill", "#fbfaf6"))
        .add(text(&scenario.file.title, 24.0, 36.0, "title"))
        .add(text(&counted(rows, count), 24.0, 56.0, "small"))
        .add(lifelines(&frame, &names, foot))
        .add(gaps(&axis))
        .add(strokes)
        .add(words)
        .add(key(foot + 44.0))
        .to_string()
}

/// The instants at which something is drawn beside the rows.
fn moments(rows: &[Row]) -> Vec<Time> {
    let mut moments = Vec::new();
    for row in rows {
        let Row::Arrow(arrow) = row else { continue };
        if let Fate::Arrived(time) = arrow.fate {
            moments.push(time);
        }
        moments.extend(arrow.answered.map(|(time, _)| time));
    }
    moments
}

fn text(words: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(words).set("x", round(x)).set("y", round(y)).set("class", class)
}

fn round(value: f64) -> f64 {
    libm::round(value * 10.0) / 10.0
}

fn line(from: [f64; 2], to: [f64; 2], class: &str) -> Line {
    Line::new()
        .set("x1", round(from[0]))
        .set("y1", round(from[1]))
        .set("x2", round(to[0]))
        .set("y2", round(to[1]))
        .set("class", class)
}

fn counted(rows: &[Row], count: &Count) -> String {
    let sum = |of: &dyn Fn(&Row) -> u64| rows.iter().map(of).sum::<u64>();
    let drawn = sum(&|row| u64::from(matches!(row, Row::Arrow(_))));
    let folded = sum(&|row| if let Row::Folded(folded) = row { folded.count } else { 0 });
    let mut text = format!("{} messages drawn", thousands(drawn));
    if folded > 0 {
        text.push_str(&format!(", {} folded into lines that count them", thousands(folded)));
    }
    let left = count.between_chosen as u64 - drawn - folded;
    if left > 0 {
        text.push_str(&format!(", {} between these hosts left out", thousands(left)));
    }
    let others = count.all - count.between_chosen;
    if others > 0 {
        text.push_str(&format!(
            "; {} messages to or from other hosts are not shown",
            thousands(others as u64)
        ));
    }
    text.push('.');
    text
}

fn lifelines(frame: &Frame, names: &[&str], foot: f64) -> Group {
    let mut group = Group::new();
    for (column, name) in names.iter().enumerate() {
        let x = frame.x(column);
        group = group.add(line([x, TOP], [x, foot], "life"));
        for y in [TOP - 22.0, foot] {
            let width = 22.0 + name.chars().count() as f64 * 9.4;
            let place = Rectangle::new()
                .set("x", round(x - width / 2.0))
                .set("y", round(y))
                .set("width", round(width))
                .set("height", 24)
                .set("rx", 4)
                .set("class", "box");
            group = group.add(place).add(text(name, x, y + 16.5, "host"));
        }
    }
    group
}

fn gaps(axis: &Axis) -> Group {
    axis.gaps.iter().fold(Group::new(), |group, (height, ns)| {
        group.add(text(&format!("{} later", span(*ns)), LEFT - 34.0, height + 3.0, "gap"))
    })
}

/// A row's strokes, and its words, which lie over all strokes.
struct Drawn {
    strokes: Group,
    words: Group,
}

fn draw_row(row: &Row, height: f64, axis: &Axis, frame: &Frame) -> Drawn {
    match row {
        Row::Arrow(arrow) => draw_arrow(arrow, height, axis, frame),
        Row::Note(note) => draw_note(note, height, frame),
        Row::Folded(folded) => draw_folded(folded, height, frame),
        Row::LeftOut(out) => band(&out.words(), height, frame, ("out", "outtext")),
    }
}

fn time_at(time: Time, height: f64) -> Text {
    let seconds = time.as_ns() as f64 / 1e9;
    text(&format!("{seconds:.4}"), LEFT - 34.0, height + 3.5, "time")
}

fn draw_arrow(arrow: &Arrow, height: f64, axis: &Axis, frame: &Frame) -> Drawn {
    let (from, to) = (frame.x(arrow.from), frame.x(arrow.to));
    let tone = arrow.tone.class();
    let title = || Title::new(told(arrow));
    if arrow.from == arrow.to {
        let words = Group::new().add(text(&arrow.label, from + 60.0, height + 3.0, "note"));
        return Drawn {
            strokes: Group::new().add(own_message(from, height, tone)),
            words: words.add(title()),
        };
    }
    let mut words = Group::new().add(title());
    let stroke = match arrow.fate {
        Fate::Arrived(time) => {
            let end = [to, axis.height(time).max(height + 3.0)];
            line([from, height], end, &format!("arrow {tone}")).set("marker-end", format!("url(#{tone})"))
        }
        Fate::Missing => {
            let end = [from + (to - from) * LOST_AT, height + 8.0];
            words = words.add(text("\u{d7}", end[0] - 5.0, end[1] + 5.0, "bad"));
            line([from, height], end, "arrow missing")
        }
    };
    let mut strokes = Group::new().add(title()).add(stroke);
    match arrow.answered {
        Some((time, Answer::Rfnm)) => strokes = strokes.add(rfnm(from, axis.height(time))),
        Some((time, answer)) => words = words.add(bad_answer(from, axis.height(time), answer, to > from)),
        None => {}
    }
    Drawn { strokes, words: words.add(label(&arrow.label, [from, to], height, tone)) }
}

/// A host's message to itself: the subnet brings it back.
fn own_message(x: f64, height: f64, tone: &str) -> Path {
    let (y, back) = (round(height), round(height + 10.0));
    Path::new().set("d", format!("M{x} {y}h48v10L{x} {back}")).set("class", format!("arrow {tone}"))
}

fn rfnm(x: f64, height: f64) -> Circle {
    let dot = Circle::new().set("cx", round(x)).set("cy", round(height)).set("r", 2.4);
    dot.set("class", "rfnm").add(Title::new(Answer::Rfnm.word()))
}

fn bad_answer(x: f64, height: f64, answer: Answer, to_the_right: bool) -> Text {
    let (x, anchor) = if to_the_right { (x - 6.0, "end") } else { (x + 6.0, "start") };
    text(answer.word(), x, height + 3.5, "note bad").set("text-anchor", anchor)
}

/// A label lies on its arrow where that begins: what crosses it there is younger.
fn label(words: &str, [from, to]: [f64; 2], height: f64, tone: &str) -> Text {
    let room = (((to - from).abs() - 24.0) / CHARACTER) as usize;
    let anchor = if to > from { "start" } else { "end" };
    let class = format!("label {tone}");
    text(&shortened(words, room), from + 12.0f64.copysign(to - from), height - 3.0, &class)
        .set("text-anchor", anchor)
}

fn told(arrow: &Arrow) -> String {
    let arrived = match arrow.fate {
        Fate::Arrived(time) => format!("arrived after {}", span(time.ns_since(arrow.sent))),
        Fate::Missing => String::from("never arrived"),
    };
    let answered = match arrow.answered {
        Some((time, answer)) => format!("{} after {}", answer.word(), span(time.ns_since(arrow.sent))),
        None => String::from("no answer"),
    };
    format!("{}\nsent at {}, {} bits; {arrived}; {answered}", arrow.label, arrow.sent, arrow.length_bits)
}

fn draw_note(note: &Note, height: f64, frame: &Frame) -> Drawn {
    let Some(column) = note.column else {
        return band(&note.text, height, frame, ("fault", "faulttext"));
    };
    let x = frame.x(column);
    let dot = Rectangle::new()
        .set("x", round(x - 3.0))
        .set("y", round(height - 3.0))
        .set("width", 6)
        .set("height", 6);
    let words = text(&shortened(&note.text, 46), x + 10.0, height + 3.5, "note");
    let title = Title::new(note.text.clone());
    Drawn { strokes: Group::new().add(dot.set("fill", "#44505b")), words: Group::new().add(title).add(words) }
}

fn draw_folded(folded: &Folded, height: f64, frame: &Frame) -> Drawn {
    let ends = [frame.x(folded.from), frame.x(folded.to)];
    let tone = if folded.what == "allocation" { Tone::Command } else { Tone::Data }.class();
    let stroke = line([ends[0], height], [ends[1], height], &format!("arrow folded {tone}"));
    let words = folded.words();
    Drawn {
        strokes: Group::new().add(stroke.set("marker-end", format!("url(#{tone})"))),
        words: Group::new().add(Title::new(words.clone())).add(label(&words, ends, height, tone)),
    }
}

/// Words across the whole chart.
fn band(words: &str, height: f64, frame: &Frame, (class, text_class): (&str, &str)) -> Drawn {
    let (left, right) = (LEFT - 20.0, frame.x(frame.last()) + 90.0);
    let place = Rectangle::new()
        .set("x", left)
        .set("y", round(height - 10.0))
        .set("width", round(right - left))
        .set("height", ROW - 3.0)
        .set("class", class);
    let room = ((right - left - 10.0) / 5.9) as usize;
    let told = text(&shortened(words, room), (left + right) / 2.0, height + 4.0, text_class);
    let words = Group::new().add(Title::new(words.to_owned())).add(told);
    Drawn { strokes: Group::new().add(place), words }
}

fn arrow_heads() -> Definitions {
    Tone::ALL.iter().fold(Definitions::new(), |heads, (tone, colour, _)| {
        let head = Path::new().set("d", "M0 0L9 3.5L0 7z").set("fill", *colour);
        let marker = Marker::new()
            .set("id", tone.class())
            .set("viewBox", "0 0 9 7")
            .set("refX", 9)
            .set("refY", 3.5)
            .set("markerWidth", 8)
            .set("markerHeight", 7)
            .set("orient", "auto");
        heads.add(marker.add(head))
    })
}

fn key(y: f64) -> Group {
    let mut group = Group::new();
    let mut x = 24.0;
    for (tone, _, words) in Tone::ALL {
        let stroke = line([x, y - 4.0], [x + 26.0, y - 4.0], &format!("arrow {}", tone.class()));
        group = group.add(stroke).add(text(words, x + 32.0, y, "small"));
        x += 56.0 + words.len() as f64 * 6.8;
    }
    let dot = Circle::new().set("cx", x + 4.0).set("cy", y - 4.0).set("r", 2.4).set("class", "rfnm");
    let rest = "RFNM: the subnet says that the message was taken in.";
    group.add(dot).add(text(rest, x + 14.0, y, "small")).add(text(
        "Times in seconds; an arrow begins when the last bit leaves the sender's cable and ends when the last bit has \
         crossed the receiver's. Long silences are shortened.",
        24.0,
        y + 18.0,
        "small",
    ))
}

impl Tone {
    /// Each with its colour and what it stands for.
    pub const ALL: [(Tone, &'static str, &'static str); 4] = [
        (Tone::Command, "#1d4e89", "NCP command"),
        (Tone::Text, "#14663a", "text of a control connection"),
        (Tone::Data, "#c2410c", "data"),
        (Tone::Other, "#6b7280", "other"),
    ];

    /// The name of its style.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Command => "command",
            Tone::Text => "text",
            Tone::Data => "data",
            Tone::Other => "other",
        }
    }
}
