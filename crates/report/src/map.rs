//! The network drawn on its geography, with what its lines carried and what broke.

mod faults;
mod labels;

pub use faults::{FaultMark, Struck, marks};
pub use labels::place_labels;

use std::collections::BTreeSet;

use arpanet_scenario::Scenario;
use arpanet_scenario::file::{Medium, SiteKind};
use svg::Document;
use svg::node::element::{Circle, ClipPath, Group, Line, Path, Rectangle, Style, Text, Title};

use crate::geography::{Geography, HEIGHT, WIDTH};
use crate::recording::{Load, Recording};
use crate::words::thousands;

/// Room above the map for the title, in points.
const HEAD: f64 = 64.0;
/// Room for each line of the legend.
const LEGEND_LINE: f64 = 19.0;

const STYLE: &str = "
  text { font-family: 'Helvetica Neue', Helvetica, Arial, sans-serif; fill: #1f2a36; }
  .title { font-size: 24px; font-weight: 600; } .small { font-size: 12.5px; fill: #5b6672; }
  .coast { fill: none; stroke: #a9b5bc; stroke-width: 1.1; } .border { fill: none; stroke: #d9dfe2; stroke-width: .8; }
  .inset { fill: none; stroke: #c8cfd3; stroke-dasharray: 3 3; } .leader { stroke: #9aa7af; stroke-width: .8; }
  .line { stroke-linecap: round; } .satellite { stroke-dasharray: 7 6; } .broken { stroke: #b3261e; }
  .site { stroke: #1f2a36; stroke-width: 1.5; fill: #fff; } .busy { fill: #c2410c; }
  .name { font-size: 12px; } .played { font-weight: 700; }
  .count { font-size: 10px; fill: #7c2d12; } .halo { paint-order: stroke; stroke: #fbfaf6; stroke-width: 3.5px; }
  .mark { fill: #b3261e; } .marked { font-size: 10px; font-weight: 700; fill: #fff; }";

/// The map of a run as SVG.
pub fn map_svg(scenario: &Scenario, recording: &Recording) -> String {
    let geography = Geography::of(&scenario.network);
    let played = sites_that_played(scenario, recording);
    let marks = marks(scenario, recording);
    let legend = legend(recording, &marks);
    let height = HEAD + HEIGHT + 16.0 + LEGEND_LINE * (legend.len() as f64 + 1.0);
    let map = Group::new()
        .set("transform", format!("translate(0 {HEAD})"))
        .set("clip-path", "url(#sheet)")
        .add(background(&geography))
        .add(lines(scenario, recording, &geography))
        .add(sites(scenario, &geography, &played))
        .add(line_counts(scenario, recording, &geography))
        .add(fault_marks(&geography, scenario, &marks));
    let file = &scenario.network.file();
    Document::new()
        .set("viewBox", (0, 0, WIDTH, height))
        .set("width", WIDTH)
        .set("height", height)
        .add(Style::new(STYLE))
        .add(
            ClipPath::new()
                .set("id", "sheet")
                .add(Rectangle::new().set("width", WIDTH).set("height", HEIGHT)),
        )
        .add(Rectangle::new().set("width", WIDTH).set("height", height).set("fill", "#fbfaf6"))
        .add(text(&scenario.file.title, 24.0, 34.0, "title"))
        .add(text(&format!("{}: what its lines carried", file.title), 24.0, 54.0, "small"))
        .add(map)
        .add(legend_group(&legend))
        .to_string()
}

/// The sites whose hosts sent or got a message.
pub fn sites_that_played(scenario: &Scenario, recording: &Recording) -> BTreeSet<usize> {
    let plan = &scenario.plan;
    let parties = recording.heard().iter().flat_map(|heard| [&heard.fact.from, &heard.fact.to]);
    let hosts: BTreeSet<_> = parties.filter_map(|party| party.host).collect();
    let imps = hosts.iter().map(|host| plan.hosts[host.index()].address.imp);
    imps.filter_map(|number| plan.imps.iter().position(|imp| imp.number == number)).collect()
}

fn text(words: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(words).set("x", round(x)).set("y", round(y)).set("class", class)
}

/// A tenth of a point is enough.
fn round(value: f64) -> f64 {
    libm::round(value * 10.0) / 10.0
}

fn background(geography: &Geography) -> Group {
    let path = |lines: &[Vec<[f64; 2]>], class: &str| {
        Path::new().set("d", path_of(lines)).set("class", class.to_owned())
    };
    let mut group = Group::new()
        .add(path(&geography.outline.borders, "border"))
        .add(path(&geography.outline.coasts, "coast"));
    for (name, [x, y, width, height]) in &geography.insets {
        let frame = Rectangle::new().set("x", *x).set("y", *y).set("width", *width).set("height", *height);
        group = group.add(frame.set("rx", 6).set("class", "inset")).add(text(
            name,
            x + 8.0,
            y + height - 8.0,
            "small",
        ));
    }
    group
}

/// Polylines as the `d` of an SVG path, clipped to what is on the drawing.
pub fn path_of(lines: &[Vec<[f64; 2]>]) -> String {
    let mut path = String::new();
    for line in lines {
        let mut pen_down = false;
        for [x, y] in line {
            let is_near = (-200.0..WIDTH + 200.0).contains(x) && (-200.0..HEIGHT + 200.0).contains(y);
            if is_near {
                path.push_str(&format!("{}{:.1} {:.1}", if pen_down { 'L' } else { 'M' }, x, y));
            }
            pen_down = is_near;
        }
    }
    path
}

fn lines(scenario: &Scenario, recording: &Recording, geography: &Geography) -> Group {
    let most = recording.loads().iter().map(both_ways).max().unwrap_or(0).max(1);
    let mut strokes = Group::new();
    for ((line, [a, b]), loads) in scenario.network.lines().zip(recording.loads()) {
        let (from, to) = (geography.sites[a].at, geography.sites[b].at);
        let packets = both_ways(loads);
        let share = libm::sqrt(packets as f64 / most as f64);
        let class = if line.medium == Medium::Satellite { "line satellite" } else { "line" };
        let stroke = Line::new()
            .set("x1", round(from[0]))
            .set("y1", round(from[1]))
            .set("x2", round(to[0]))
            .set("y2", round(to[1]))
            .set("class", class)
            .set("stroke", colour(packets, share))
            .set("stroke-width", round(1.2 + 6.0 * share));
        strokes = strokes.add(stroke.add(Title::new(line_in_words(&line.between, line.kbps, loads))));
    }
    strokes
}

/// The packets of each line that has carried some, on the line, where it is freest.
fn line_counts(scenario: &Scenario, recording: &Recording, geography: &Geography) -> Group {
    let mut labels = place_labels(scenario, geography);
    let mut counts = Group::new();
    for ((_, ends), loads) in scenario.network.lines().zip(recording.loads()) {
        let packets = both_ways(loads);
        if packets > 0 {
            let words = thousands(packets);
            let [x, y] = labels.place_on_line(ends.map(|site| geography.sites[site].at), &words);
            counts = counts.add(text(&words, x, y + 3.5, "count halo").set("text-anchor", "middle"));
        }
    }
    counts
}

fn both_ways(loads: &[Load; 2]) -> u64 {
    loads[0].packets() + loads[1].packets()
}

/// From the grey of an idle line to the red-brown of the busiest.
fn colour(packets: u64, share: f64) -> String {
    if packets == 0 {
        return "#b8c4cb".to_owned();
    }
    let mix = |idle: f64, busy: f64| libm::round(idle + (busy - idle) * share) as u8;
    format!("#{:02x}{:02x}{:02x}", mix(224.0, 194.0), mix(160.0, 65.0), mix(110.0, 12.0))
}

fn line_in_words(between: &[String; 2], kbps: f64, loads: &[Load; 2]) -> String {
    let way = |end: usize| {
        let load = &loads[end];
        format!(
            "{} sent {} packets of messages and {} answers, {} bits in all, and {} packets of housekeeping",
            between[end],
            thousands(load.messages),
            thousands(load.answers),
            thousands(load.bits),
            thousands(load.housekeeping)
        )
    };
    format!("{} - {}, {kbps} kb/s\n{}\n{}", between[0], between[1], way(0), way(1))
}

fn sites(scenario: &Scenario, geography: &Geography, played: &BTreeSet<usize>) -> Group {
    let labels = place_labels(scenario, geography);
    let (mut leaders, mut group) = (Group::new(), Group::new());
    for (at, (site, drawn)) in scenario.network.sites().iter().zip(&geography.sites).enumerate() {
        let ([x, y], [true_x, true_y]) = (drawn.at, drawn.place);
        if libm::fabs(x - true_x) + libm::fabs(y - true_y) > 8.0 {
            let to_place = Line::new()
                .set("x1", round(x))
                .set("y1", round(y))
                .set("x2", round(true_x))
                .set("y2", round(true_y));
            let place = Circle::new().set("cx", round(true_x)).set("cy", round(true_y)).set("r", 1.6);
            leaders = leaders.add(to_place.set("class", "leader")).add(place.set("fill", "#9aa7af"));
        }
        let class = if played.contains(&at) { "site busy" } else { "site" };
        let title =
            Title::new(format!("{} {}", site.number, site.long_name.as_deref().unwrap_or(&site.name)));
        group = match site.kind {
            SiteKind::Imp => group.add(
                Circle::new()
                    .set("cx", round(x))
                    .set("cy", round(y))
                    .set("r", 6)
                    .set("class", class)
                    .add(title),
            ),
            SiteKind::Tip => group.add(
                Rectangle::new()
                    .set("x", round(x - 5.5))
                    .set("y", round(y - 5.5))
                    .set("width", 11)
                    .set("height", 11)
                    .set("class", class)
                    .add(title),
            ),
        };
        let label = &labels.names[at];
        let class = if played.contains(&at) { "name played halo" } else { "name halo" };
        group = group.add(text(&site.name, label.at[0], label.at[1], class).set("text-anchor", label.anchor));
    }
    Group::new().add(leaders).add(group)
}

/// A numbered disc where each fault struck; several at one place stand side by side.
fn fault_marks(geography: &Geography, scenario: &Scenario, marks: &[FaultMark]) -> Group {
    let mut group = Group::new();
    let ends: Vec<[usize; 2]> = scenario.network.lines().map(|(_, ends)| ends).collect();
    for (number, mark) in marks.iter().enumerate().take(MOST_FAULTS_TOLD) {
        let earlier = marks[..number].iter().filter(|other| other.struck == mark.struck).count();
        let [x, y] = match mark.struck {
            Struck::Line(line) => {
                let [a, b] = ends[line].map(|site| geography.sites[site].at);
                [(a[0] * 2.0 + b[0]) / 3.0, (a[1] * 2.0 + b[1]) / 3.0]
            }
            Struck::Site(site) => [geography.sites[site].at[0] + 11.0, geography.sites[site].at[1] - 11.0],
        };
        let x = x + 15.0 * earlier as f64;
        let disc = Circle::new().set("cx", round(x)).set("cy", round(y)).set("r", 7.5).set("class", "mark");
        let number = text(&(number + 1).to_string(), x, y + 3.6, "marked").set("text-anchor", "middle");
        group = group.add(disc.add(Title::new(mark.text.clone()))).add(number);
    }
    group
}

const MOST_FAULTS_TOLD: usize = 12;

fn legend(recording: &Recording, marks: &[FaultMark]) -> Vec<String> {
    let sum = |of: &dyn Fn(&Load) -> u64| recording.loads().iter().flatten().map(of).sum::<u64>();
    let mut legend = vec![format!(
        "Numbers on the lines: packets of messages and their answers, both ways; {} in all, {} bits. Housekeeping \
         (routing, hello, null) is {} packets more.",
        thousands(sum(&Load::packets)),
        thousands(sum(&|load| load.bits)),
        thousands(sum(&|load| load.housekeeping)),
    )];
    legend.push(String::from(
        "Circles are IMPs, squares TIPs; filled: its hosts took part. Dashed lines go by satellite. A thin stroke \
         leads to a site's true place.",
    ));
    let told = marks.iter().take(MOST_FAULTS_TOLD).enumerate();
    legend.extend(told.map(|(number, mark)| format!("{}  {}  {}", number + 1, mark.at, mark.text)));
    if marks.len() > MOST_FAULTS_TOLD {
        legend.push(format!("... and {} faults more", marks.len() - MOST_FAULTS_TOLD));
    }
    legend
}

fn legend_group(legend: &[String]) -> Group {
    let top = HEAD + HEIGHT + 16.0;
    let line =
        |(at, words): (usize, &String)| text(words, 24.0, top + LEGEND_LINE * (at as f64 + 0.6), "small");
    legend.iter().enumerate().map(line).fold(Group::new(), Group::add)
}
