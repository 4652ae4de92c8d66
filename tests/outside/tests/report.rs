//! The HTML report in a real Chromium: it loads without an error, plays, shows a clicked message down to its bits, and
//! stays small in the browser with 100,000 records.

mod support;

use std::ffi::OsStr;
use std::sync::Arc;
use std::time::Duration;

use headless_chrome::browser::tab::point::Point;
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;
use support::arpanet;
use tempfile::TempDir;

/// Nothing here takes nearly as long; it ends a test that hangs.
const PATIENCE: Duration = Duration::from_secs(180);

const FLAGS: [&str; 7] = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// A page that shows a report, and what it lives in.
struct Page {
    tab: Arc<Tab>,
    _browser: Browser,
    _folder: TempDir,
}

/// The report of a scenario, opened in a browser with a profile of its own.
fn open(scenario: &str, more: &[&str]) -> Page {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let report = folder.path().join("report.html");
    let words = ["run", scenario, "--quiet", "--report", &report.display().to_string()];
    arpanet(&[&words, more].concat());
    let options = LaunchOptions::default_builder()
        .headless(true)
        .sandbox(false)
        .window_size(Some((1500, 1400)))
        .user_data_dir(Some(folder.path().join("profile")))
        .idle_browser_timeout(PATIENCE)
        .args(FLAGS.iter().map(OsStr::new).collect())
        .build()
        .expect("the options are whole");
    let browser = Browser::new(options).expect("Chromium is installed and starts");
    let tab = browser.new_tab().expect("a tab opens");
    tab.set_default_timeout(PATIENCE);
    tab.navigate_to(&format!("file://{}", report.display())).expect("a file can be opened");
    tab.wait_for_element("html[data-ready=yes]").expect("the report becomes ready");
    Page { tab, _browser: browser, _folder: folder }
}

impl Page {
    fn ask(&self, expression: &str) -> Value {
        let answer =
            self.tab.evaluate(expression, true).unwrap_or_else(|fault| panic!("{expression}: {fault}"));
        answer.value.unwrap_or(Value::Null)
    }

    fn number(&self, expression: &str) -> u64 {
        let answer = self.ask(&format!("Number({expression})"));
        answer.as_f64().unwrap_or_else(|| panic!("{expression}: {answer}")) as u64
    }

    fn text(&self, selector: &str) -> String {
        let answer = self.ask(&format!("document.querySelector({selector:?}).innerText"));
        answer.as_str().unwrap_or_else(|| panic!("{selector}: {answer}")).to_owned()
    }

    /// Waits, frame by frame, until the page says yes.
    fn until(&self, condition: &str) {
        let waited = format!(
            "new Promise(done => {{ const look = () => {condition} ? done(true) : requestAnimationFrame(look); look(); }})"
        );
        assert_eq!(self.ask(&waited), Value::Bool(true), "{condition}");
    }

    fn click(&self, selector: &str) {
        let element =
            self.tab.wait_for_element(selector).unwrap_or_else(|fault| panic!("{selector}: {fault}"));
        element.click().unwrap_or_else(|fault| panic!("{selector}: {fault}"));
    }

    fn assert_well(&self) {
        assert_eq!(
            self.ask("document.documentElement.dataset.errors ?? 'none'"),
            "none",
            "{}",
            self.text("#about")
        );
        assert_eq!(
            self.number("performance.getEntriesByType('resource').length"),
            0,
            "it asks nobody for anything"
        );
    }
}

#[test]
fn a_report_loads_without_an_error_and_tells_what_came_of_the_run() {
    let page = open("scenarios/rfc438-append.json", &[]);
    page.assert_well();
    assert_eq!(page.text("#title"), "RFC 438: RSEXEC appends a file across two foreign sites");
    assert_eq!(page.text("#verdict"), "17 of 17 expectations met");
    assert!(page.number("document.querySelectorAll('#map .wire').length") > 30);
    assert!(page.number("document.documentElement.dataset.rungsDrawn") > 10);
}

#[test]
fn a_report_plays_from_its_beginning_and_stops_at_its_end() {
    let page = open("scenarios/rfc438-append.json", &[]);
    assert_eq!(page.number("state.now"), 0);
    page.ask("document.getElementById('speed').value = '2', true");
    page.click("#play");
    page.until("state.now > 1.5e9");
    page.until("Number(document.documentElement.dataset.packets) > 0");
    assert!(
        page.number("document.querySelectorAll('#map .wire[style*=stroke]').length") > 0,
        "lines have carried"
    );
    page.until("!state.playing");
    assert_eq!(page.number("state.now"), page.number("DATA.end_ns"));
    assert_eq!(page.number("document.querySelectorAll('.teletype .future').length"), 0, "all has been shown");
    page.assert_well();
}

#[test]
fn a_click_on_a_message_shows_its_fields_and_every_bit() {
    let page = open("scenarios/rfc438-append.json", &[]);
    page.click("#tab-list");
    page.ask("document.getElementById('find').value = 'STR my 259 your 272', filterList(), true");
    page.click("#list-scroll .record");
    page.until("document.querySelector('#detail h2').textContent === 'STR my 259 your 272 size 8'");
    let fields = page.text("#fields");
    for told in [
        "message type",
        "my send socket",
        "259",
        "odd: sends",
        "NIC 8246 p. 22",
        "zeros that fill the sending host's word",
    ] {
        assert!(fields.contains(told), "no {told} in {fields}");
    }
    let length = page.number("R.length[carrierOf(state.picked)]");
    assert_eq!(page.number("document.querySelectorAll('.ruler [data-field]').length"), length);
    page.click("#detail .views button:nth-child(2)");
    assert!(page.text("#fields").contains("not read by the IMP"));
    page.assert_well();
}

#[test]
fn a_click_on_an_arrow_of_the_ladder_shows_its_fields() {
    let page = open("scenarios/rfc438-append.json", &[]);
    let place = page.ask(
        "(() => { const box = document.querySelector('#ladder-scroll canvas').getBoundingClientRect(); \
         const row = rungs.rows.findIndex(row => row.m === 3); \
         return [box.left + 400, box.top + rungs.rowY[row], rungs.rows[row].record].join() })()",
    );
    let numbers: Vec<f64> =
        place.as_str().expect("a place").split(',').map(|n| n.parse().expect("a number")).collect();
    page.tab.click_point(Point { x: numbers[0], y: numbers[1] }).expect("a point can be clicked");
    assert_eq!(page.number("state.picked"), numbers[2] as u64);
    assert!(page.number("document.querySelectorAll('#fields tbody tr').length") > 10);
    page.assert_well();
}

/// Twelve minutes of August 1973 are some 35,000 messages, each sent, received and answered.
#[test]
fn a_report_of_100_000_records_draws_only_what_is_in_sight() {
    let page = open("scenarios/august-1973-hour.json", &["--until", "12 min"]);
    page.assert_well();
    assert!(page.number("document.documentElement.dataset.records") >= 100_000);
    let elements = "document.querySelectorAll('*').length";
    assert!(page.number(elements) < 3_000, "{} elements", page.number(elements));
    page.click("#tab-list");
    for share in ["0", "0.5", "1"] {
        page.ask(&format!(
            "(() => {{ const list = document.getElementById('list-scroll'); \
             list.scrollTop = {share} * (list.scrollHeight - list.clientHeight); return true }})()"
        ));
        page.until(&format!(
            "Math.abs(Number(document.querySelector('.record').dataset.record) - {share} * (R.n - 1)) < 60"
        ));
        assert!(page.number("document.querySelectorAll('.record').length") < 60);
    }
    page.click("#list-scroll .record");
    assert_eq!(
        page.number("document.querySelectorAll('#fields tbody tr').length"),
        10,
        "a leader has ten fields"
    );
    page.click("#tab-ladder");
    page.ask("document.getElementById('ladder-scroll').scrollTop = 1e6, true");
    page.until("document.getElementById('ladder-scroll').scrollTop > 1000");
    assert!(page.number("document.documentElement.dataset.rungsDrawn") < 200);
    page.ask("setNow(DATA.end_ns / 2), true");
    assert!(page.number(elements) < 3_000);
    page.assert_well();
}
