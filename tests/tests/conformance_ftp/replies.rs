//! Replies of the server: rows FTP-017 to FTP-030, the server's part.

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{L438, P72};
use arpanet_wire::ftp::Direction::{Receive, Send};
use arpanet_wire::ftp::{Class, Code, ReplyLine, Verb};

use crate::ftp_support::{Bench, codes};

/// Commands that together draw most replies.
const SESSION: [&str; 20] = [
    "HELP",
    "STAT",
    "USER DOE",
    "PASS wrong",
    "USER DOE",
    "PASS MUMBLE",
    "TYPE I",
    "BYTE 36",
    "TYPE A",
    "STAT f",
    "SOCK 69,76",
    "MODE H",
    "FROB",
    "DELE none",
    "RNFR f",
    "RNTO g",
    "ALLO 5",
    "LIST none",
    "ABOR",
    "BYE",
];

fn reply_lines(bench: &mut Bench, line: &str) -> Vec<String> {
    let told = bench.line(line);
    let replies = told.iter().filter(|line| !line.starts_with('['));
    replies.flat_map(|reply| reply.split("\r\n").map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// RFC 354 p. 17, and p. 19 with RFC 414 p. 2 for what goes on from another line.
#[test]
fn ftp_017_ftp_027_every_line_is_a_code_with_text_or_goes_on_after_three_spaces() {
    let mut bench = Bench::new(&L438);
    bench.put("f", "text\n");
    for line in SESSION {
        for reply in reply_lines(&mut bench, line) {
            match ReplyLine::parse(&reply) {
                ReplyLine::Coded { goes_on, text, .. } => {
                    assert_eq!(reply.as_bytes()[3], b' ', "{reply}");
                    assert!(!goes_on && !text.is_empty(), "{reply}");
                }
                ReplyLine::Continued(text) => assert!(text.starts_with("   "), "{reply}"),
            }
        }
    }
}

/// Secondary replies come later; 255 is spontaneous, and a status answer ends with 200.
#[test]
fn ftp_018_each_command_has_one_primary_reply() {
    for profile in [&P72, &L438] {
        let mut bench = Bench::new(profile);
        bench.put("f", "text\n");
        for line in SESSION {
            let primary: Vec<u16> = codes(&bench.line(line))
                .into_iter()
                .filter(|code| !matches!(code, 100..=199) || !matches!(line, "HELP" | "STAT" | "STAT f"))
                .collect();
            assert_eq!(primary.len(), 1, "{line}: {primary:?}");
        }
    }
}

#[test]
fn ftp_020_a_transfer_has_one_secondary_reply() {
    let mut bench = Bench::with_file(&L438, "f", "text\n");
    bench.line("RETR f");
    assert_eq!(codes(&bench.opened(Send, 70, 2004)), [250]);
    assert_eq!(codes(&bench.sent()), [252]);
    assert_eq!(codes(&bench.wait(600)), [0; 0]);
    bench.line("RETR f");
    assert_eq!(codes(&bench.opened(Send, 70, 2004)), [250]);
    assert_eq!(codes(&bench.ended(Send, CloseReason::Reset)), [452]);
    assert_eq!(codes(&bench.wait(600)), [0; 0]);
}

/// RFC 354 p. 18 and p. 23.
#[test]
fn ftp_022_the_first_digit_classes_every_code() {
    let classes = [
        (0..100, Class::Informative),
        (100..200, Class::Status),
        (200..300, Class::Success),
        (300..400, Class::MoreInput),
        (400..500, Class::Unsuccessful),
        (500..600, Class::Incorrect),
        (600..1000, Class::Experimental),
    ];
    for (codes, class) in classes {
        for code in codes {
            assert_eq!(Code(code).class(), class, "{code}");
        }
    }
}

#[test]
fn ftp_024_ftp_114_status_and_help_begin_with_1xx_and_end_with_200() {
    let mut bench = Bench::with_file(&L438, "f", "text\n");
    for line in ["STAT", "STAT f", "HELP"] {
        let lines = reply_lines(&mut bench, line);
        let (first, last) = (&lines[0], &lines[lines.len() - 1]);
        assert!(first.starts_with('1') && last.starts_with("200 "), "{lines:?}");
        let body = &lines[1..lines.len() - 1];
        assert!(!body.is_empty() && body.iter().all(|line| !line.starts_with(|c: char| c.is_ascii_digit())));
    }
}

#[test]
fn ftp_041_help_and_bye_need_no_login() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("HELP"), [100, 200]);
    assert_eq!(bench.codes("BYE"), [231]);
}

#[test]
fn ftp_057_ftp_059_the_socket_is_told_before_data_flow_and_once() {
    let mut bench = Bench::with_file(&P72, "f", "text\n");
    let told = bench.line("RETR f");
    assert_eq!(told, ["255 SOCK 1003", "[initiate S 1003 -> 70,2004 size 8]"]);
    bench.opened(Send, 70, 2004);
    bench.sent();
    assert_eq!(bench.line("RETR f"), ["[initiate S 1003 -> 70,2004 size 8]"]);
    bench.line("ABOR");
    assert_eq!(bench.line("STOR g"), ["255 SOCK 1002", "[initiate R 1002 -> 70,2005 size 8]"]);
    bench.opened(Receive, 70, 2005);
}

#[test]
fn help_lists_the_commands_that_the_server_knows() {
    let help = Bench::new(&L438).line("HELP").join("\n");
    for verb in Verb::ALL {
        assert_eq!(help.contains(verb.name()), L438.knows(verb), "{verb}");
    }
}
