//! The tables of commands and replies: whatever is said in whatever order, no command is answered by a code that its row
//! does not have. RFC 354 p. 22-23 with RFC 385 p. 1, p. 4-5 and RFC 414 p. 3-4; RFC 438 p. 2; RFC 454 p. 33; RFC 542 p. 37-38.

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{L438, P72, P454, P542, PV478, Profile};
use arpanet_wire::ftp::Direction::{self, Receive, Send};
use proptest::prelude::*;

use crate::ftp_support::{Bench, codes};

/// A command, the codes of its primary reply when it is done, and when it is not. 500 to 506 may answer every command here.
type Row = (&'static str, &'static [u16], &'static [u16]);

/// RFC 354 with RFC 385 and RFC 414. HELP and STAT end with 200 (RFC 414 p. 2-3).
const OF_1972: &[Row] = &[
    ("USER", &[230, 330], &[430, 431, 432]),
    ("PASS", &[230, 331], &[430, 431, 432]),
    ("ACCT", &[230], &[430, 431, 432]),
    ("BYE", &[231, 232], &[430, 431, 432]),
    ("BYTE", &[200], &[]),
    ("SOCK", &[200], &[]),
    ("TYPE", &[200], &[]),
    ("STRU", &[200], &[]),
    ("MODE", &[200], &[]),
    ("RETR", &[250], &[450, 451, 454]),
    ("STOR", &[250], &[433, 451, 454]),
    ("APPE", &[250], &[433, 451, 454]),
    ("ALLO", &[200], &[]),
    ("REST", &[200], &[]),
    ("RNFR", &[200], &[450, 451]),
    ("RNTO", &[253], &[450, 451]),
    ("ABOR", &[201, 202], &[]),
    ("DELE", &[254], &[450, 451]),
    ("LIST", &[250], &[450, 454]),
    ("NLST", &[250], &[450, 454]),
    ("STAT", &[100, 150, 151, 200], &[450, 451]),
    ("HELP", &[100, 200], &[]),
    ("MLFL", &[250], &[451, 454]),
    ("FROB", &[], &[]),
];

/// What differs: RFC 438 p. 2.
const OF_RFC_438: &[Row] = &[("SOCK", &[255], &[]), ("LSTN", &[255], &[])];
/// RFC 454 p. 33.
const OF_RFC_454: &[Row] = &[
    ("LSTN", &[255], &[]),
    ("FORM", &[200], &[]),
    ("REIN", &[232, 233], &[401, 436]),
    ("NOOP", &[200], &[]),
    ("QUOT", &[200], &[]),
    ("NQUO", &[200], &[]),
    ("STAT", &[100, 110, 150, 151], &[450, 451]),
    ("HELP", &[0, 30, 50], &[]),
];
/// RFC 478 p. 2.
const OF_RFC_478: &[Row] = &[("PASV", &[200], &[])];
/// RFC 542 p. 37-38. Dispute: p. 32 has 332, "Login first, please", and no row has it; here it answers whatever waits for a
/// login.
const OF_RFC_542: &[Row] = &[
    ("PASV", &[200], &[332]),
    ("SITE", &[200], &[402]),
    ("REIN", &[232, 233], &[401, 436]),
    ("NOOP", &[200], &[]),
    ("TYPE", &[200], &[402]),
    ("MODE", &[200], &[402]),
    ("RETR", &[250], &[332, 402, 450, 451, 454]),
    ("STOR", &[250], &[332, 402, 451, 454]),
    ("APPE", &[250], &[332, 402, 451, 454]),
    ("LIST", &[250], &[332, 402, 450, 454]),
    ("NLST", &[250], &[332, 402, 450, 454]),
    ("ALLO", &[200], &[332]),
    ("REST", &[200], &[332]),
    ("RNFR", &[200], &[332, 450, 451]),
    ("RNTO", &[253], &[332, 450, 451]),
    ("DELE", &[254], &[332, 450, 451]),
    ("STAT", &[100, 110, 150, 151], &[332, 450, 451]),
    ("HELP", &[30, 50], &[]),
];

/// What may come when nothing was said: beginnings, ends, markers and farewells of transfers; the server's socket.
const LATER: &[u16] = &[250, 251, 252, 255, 257, 300, 430, 452, 453, 454];
const ARGUMENTS: &[&str] = &[
    "", " ", " f", " MISSING", " SECRET", " GUEST", " DOE", " MUMBLE", " 8", " 36", " 0", " A", " I",
    " L 36", " E", " S", " B", " T", " H", " C", " R", " F", " P", " 69,76", " 69,77", " 76", " x,y", " 10",
];

fn row(tables: [&'static [Row]; 2], verb: &str) -> Option<Row> {
    let [changes, base] = tables;
    changes.iter().chain(base).find(|(name, ..)| *name == verb).copied()
}

/// A session and its data connections, as far as the replies to them matter.
struct Walk {
    bench: Bench,
    tables: [&'static [Row]; 2],
    verbs: Vec<&'static str>,
    opening: Option<Direction>,
    open: Option<Direction>,
    is_over: bool,
}

impl Walk {
    fn new(profile: &'static Profile, changes: &'static [Row]) -> Walk {
        let tables = [changes, OF_1972];
        let verbs = changes.iter().chain(OF_1972).map(|(verb, ..)| *verb).collect();
        let bench = Bench::with_file(profile, "f", "ONE\nTWO\n");
        Walk { bench, tables, verbs, opening: None, open: None, is_over: false }
    }

    /// One thing that happens; an error names the reply that has no place in the table.
    fn step(&mut self, what: u8, which: u8, argument: u8) -> Result<(), String> {
        let (context, told, allowed) = match what % 8 {
            0..=3 => self.command(which, argument),
            4 => match self.opening.take() {
                Some(direction) if !argument.is_multiple_of(4) => {
                    self.open = Some(direction);
                    ("opened".into(), self.bench.opened(direction, 69, 76), LATER.to_vec())
                }
                Some(direction) => ("refused".into(), self.bench.refused(direction), LATER.to_vec()),
                None => return Ok(()),
            },
            5 => match self.open {
                Some(Send) => ("sent".into(), self.bench.sent(), LATER.to_vec()),
                Some(Receive) => ("data".into(), self.bench.data(b"THREE\r\n"), LATER.to_vec()),
                None => return Ok(()),
            },
            6 => match self.open.take() {
                Some(direction) => {
                    ("ended".into(), self.bench.ended(direction, CloseReason::There), LATER.to_vec())
                }
                None => return Ok(()),
            },
            _ => ("time".into(), self.bench.wait(u64::from(argument)), LATER.to_vec()),
        };
        self.follow(&told);
        match codes(&told).into_iter().find(|code| !allowed.contains(code)) {
            Some(code) => Err(format!("{context} is answered by {code}: {told:?}")),
            None => Ok(()),
        }
    }

    fn command(&mut self, which: u8, argument: u8) -> (String, Vec<String>, Vec<u16>) {
        let verb = self.verbs[usize::from(which) % self.verbs.len()];
        let argument = ARGUMENTS[usize::from(argument) % ARGUMENTS.len()];
        let line = format!("{verb}{argument}");
        let told = self.bench.line(&line);
        let (_, success, failure) = row(self.tables, verb).expect("the verb is of the tables");
        // The socket of a transfer is told unasked (255), and a reply that ends too many tries is 430.
        let always = (500..=506).chain([255]);
        (line, told, success.iter().chain(failure).copied().chain(always).collect())
    }

    /// What becomes of the data connection.
    fn follow(&mut self, told: &[String]) {
        for line in told {
            match line.as_str() {
                line if line.starts_with("[initiate S") || line.starts_with("[listen S") => {
                    self.opening = Some(Send);
                }
                line if line.starts_with("[initiate R") || line.starts_with("[listen R") => {
                    self.opening = Some(Receive);
                }
                line if line.starts_with("[give up") => self.opening = None,
                line if line.starts_with("[close S") || line.starts_with("[close R") => self.open = None,
                line if line.starts_with("[abort") => self.open = None,
                "[close control]" => self.is_over = true,
                _ => {}
            }
        }
    }
}

static PROFILES: [(&Profile, &[Row]); 5] =
    [(&P72, &[]), (&L438, OF_RFC_438), (&P454, OF_RFC_454), (&PV478, OF_RFC_478), (&P542, OF_RFC_542)];

proptest! {
    #[test]
    fn ftp_013_ftp_018_no_command_is_answered_outside_its_row(
        profile in 0..PROFILES.len(),
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..120),
    ) {
        let (profile, changes) = PROFILES[profile];
        let mut walk = Walk::new(profile, changes);
        for (what, which, argument) in steps {
            if walk.is_over {
                break;
            }
            if let Err(why) = walk.step(what, which, argument) {
                prop_assert!(false, "{}: {}", profile.name, why);
            }
        }
    }
}

/// The walk can fail: by the table of 1972 a server of RFC 438 answers SOCK wrongly.
#[test]
fn ftp_018_the_walk_finds_a_reply_that_is_out_of_its_row() {
    let mut walk = Walk::new(&L438, &[]);
    walk.tables = [&[("STRU", &[], &[])], OF_1972];
    let stru = walk.verbs.iter().position(|verb| *verb == "STRU").expect("it is there") as u8;
    let r = ARGUMENTS.iter().position(|argument| *argument == " R").expect("it is there") as u8;
    assert!(walk.step(0, stru, r).is_err_and(|why| why.contains("STRU R is answered by 200")));
}
