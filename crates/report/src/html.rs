//! One HTML file that holds a whole run: the map played over time, the ladder, every message down to its bits, the
//! terminals, the expectations. It needs no server and no network; its data are JSON, deflated, in base64.

mod data;
mod dictionary;
mod dissections;
mod records;

use std::io::Write;

use arpanet_scenario::Scenario;
use arpanet_scenario::run::Ended;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::recording::Recording;

const PAGE: &str = include_str!("../assets/report/page.html");
const STYLE: &str = include_str!("../assets/report/style.css");
const D3: &str = include_str!("../assets/d3.min.js");
const D3_LICENCE: &str = include_str!("../assets/d3.LICENSE");

/// The parts of the page's own script, in the order in which they build on each other.
const SCRIPTS: [&str; 9] = [
    include_str!("../assets/report/data.js"),
    include_str!("../assets/report/state.js"),
    include_str!("../assets/report/detail.js"),
    include_str!("../assets/report/map.js"),
    include_str!("../assets/report/ladder.js"),
    include_str!("../assets/report/list.js"),
    include_str!("../assets/report/terminals.js"),
    include_str!("../assets/report/transport.js"),
    include_str!("../assets/report/main.js"),
];

/// The report of a run that has ended.
pub fn report_html(scenario: &Scenario, recording: &Recording, ended: &Ended) -> String {
    let data = data::data(scenario, recording, ended).to_string();
    let parts = [
        ("{{title}}", escaped(&scenario.file.title)),
        ("{{style}}", STYLE.to_owned()),
        ("{{d3-licence}}", D3_LICENCE.trim().replace("--", "- -")),
        ("{{d3}}", D3.trim().to_owned()),
        ("{{script}}", SCRIPTS.concat()),
        ("{{data}}", STANDARD.encode(deflated(data.as_bytes()))),
    ];
    // Each place once and in order, so that nothing put in is itself searched.
    let mut page = String::new();
    let mut rest = PAGE;
    for (place, part) in parts {
        let (before, after) = rest.split_once(place).expect("the page has its places: a test fills them");
        page.push_str(before);
        page.push_str(&part);
        rest = after;
    }
    page + rest
}

fn deflated(octets: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(octets).and_then(|()| encoder.finish()).expect("a Vec takes all")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
