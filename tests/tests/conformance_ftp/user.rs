//! The user's half of the dialogue: rows FTP-016, FTP-019, FTP-021, FTP-023, FTP-025 and FTP-026.

use arpanet_programs::ftp::user::{Dialogue, Event};
use arpanet_wire::ftp::{Reply, Verb};

/// A dialogue in which a command was sent, and what it makes of lines from the server.
fn hear(verb: Verb, lines: &[&str]) -> Vec<Event> {
    let mut dialogue = Dialogue::default();
    dialogue.on_sent(verb);
    let mut events = Vec::new();
    for line in lines {
        dialogue.on_octets(format!("{line}\r\n").as_bytes(), &mut events);
    }
    events
}

fn primary(verb: Verb, code: u16, text: &str, more: &[&str]) -> Event {
    let more = more.iter().map(|line| (*line).to_owned()).collect();
    Event::Primary { verb, reply: Reply { more, ..Reply::new(code, text) } }
}

#[test]
fn ftp_016_an_experimental_reply_is_informative() {
    let events = hear(Verb::Type, &["950 odd", "200 ok"]);
    assert_eq!(events, [Event::Spontaneous(Reply::new(950, "odd")), primary(Verb::Type, 200, "ok", &[])]);
}

#[test]
fn ftp_019_no_command_follows_before_the_primary_reply() {
    let mut dialogue = Dialogue::default();
    dialogue.on_sent(Verb::Retr);
    for verb in Verb::ALL {
        let is_for_synch = matches!(verb, Verb::Abor | Verb::Stat | Verb::Bye);
        assert_eq!(dialogue.may_send(verb), is_for_synch, "{verb}");
    }
    dialogue.on_octets(b"450 no such file\r\n", &mut Vec::new());
    assert!(dialogue.may_send(Verb::Retr));
}

/// RFC 354 p. 23 lists them.
#[test]
fn ftp_021_spontaneous_replies_never_break_the_step() {
    for line in [
        "000 hello",
        "030 hello",
        "050 x",
        "251 MARK a = b",
        "255 SOCK 5",
        "300 hi",
        "301 x",
        "434 x",
        "435 x",
        "436 x",
    ] {
        let events = hear(Verb::Retr, &[line, "250 started", "252 done"]);
        assert!(matches!(events[0], Event::Spontaneous(_)), "{line}");
        assert_eq!(events[1], primary(Verb::Retr, 250, "started", &[]));
        let done = Event::Secondary { verb: Verb::Retr, reply: Reply::new(252, "done") };
        assert_eq!(events[2], done, "{line}");
    }
}

/// The row's own script: '151 a', '    b', '252 done'.
#[test]
fn ftp_023_three_spaces_go_on_from_the_line_before() {
    let mut dialogue = Dialogue::default();
    let mut events = Vec::new();
    dialogue.on_sent(Verb::Retr);
    dialogue.on_octets(b"250 started\r\n", &mut events);
    dialogue.on_sent(Verb::Stat);
    dialogue.on_octets(b"151 a\r\n    b\r\n252 done\r\n", &mut events);
    assert_eq!(events[1], primary(Verb::Stat, 151, "a", &["b"]));
    assert!(matches!(events[2], Event::Secondary { verb: Verb::Retr, .. }));
    let events = hear(Verb::Type, &["200 ok", "   and more"]);
    assert_eq!(events[1], Event::Continued("and more".into()));
}

/// RFC 454 p. 24; RFC 614 p. 2 d for lines that begin with digits.
#[test]
fn ftp_025_a_hyphenated_reply_is_one_whatever_its_lines_begin_with() {
    let lines = ["100-Help", "  spaces", "200 is not its end", "100x", "100 end"];
    let expected = primary(Verb::Help, 100, "Help", &["  spaces", "200 is not its end", "100x", "end"]);
    assert_eq!(hear(Verb::Help, &lines), [expected]);
}

/// RFC 354 p. 19, RFC 414 p. 2, RFC 454 p. 24, RFC 686 p. 4.
#[test]
fn ftp_026_all_four_styles_are_understood() {
    let styles: [&[&str]; 4] = [
        &["151 f", "   one", "   two", "200 end"],
        &["151 f", "one", "two", "200 end"],
        &["151-f", "one", "151 two"],
        &["151 f", "151 one", "151 two", "200 end"],
    ];
    for style in styles {
        assert_eq!(hear(Verb::Stat, style), [primary(Verb::Stat, 151, "f", &["one", "two"])], "{style:?}");
    }
}
