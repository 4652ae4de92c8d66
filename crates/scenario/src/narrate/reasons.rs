//! Why something was said: one line each.

use arpanet_wire::command::Command;

use super::protocol::counted;
use crate::file::ConnectionClass;
use crate::trace::{Connections, Detail, Fact, On, Service, State};

/// Whether a connection is open by now.
fn is_open(connections: &Connections, connection: usize) -> bool {
    connections.all()[&connection].state == State::Open
}

/// A reason, and the key under which it is given only once; without a key it is given each time.
pub(super) fn of(fact: &Fact, connections: &Connections) -> Option<(Option<&'static str>, String)> {
    match &fact.detail {
        Detail::Command { command, on, .. } => of_command(command, *on, connections),
        Detail::Data { handed_out: Some(s), .. } => {
            let text = format!(
                "the server hands out S = {s}: it will receive at {s} and send at {}",
                s.wrapping_add(1)
            );
            Some((None, text))
        }
        Detail::ToHost { .. } => of_answer(fact.kind()),
        Detail::Line { service: Service::Ftp, .. } => of_ftp(fact.kind()),
        _ => None,
    }
}

fn of_command(
    command: &Command,
    on: Option<On>,
    connections: &Connections,
) -> Option<(Option<&'static str>, String)> {
    match (command, on) {
        (Command::Rts { .. } | Command::Str { .. }, Some(on)) => {
            Some((None, of_request(command, on, connections)))
        }
        (Command::All { messages, bits, .. }, Some(on)) => {
            let key = match on.class {
                ConnectionClass::Icp => None,
                ConnectionClass::Control => Some("ALL control"),
                ConnectionClass::Data => Some("ALL data"),
            };
            Some((
                key,
                format!(
                    "room for {} and {}; without it nothing may be sent",
                    counted(u64::from(*messages), "message"),
                    counted(u64::from(*bits), "bit")
                ),
            ))
        }
        (Command::Cls { .. }, Some(on)) => of_close(on, connections),
        (Command::Rst, _) => {
            once("RST", "asks the other NCP to forget whatever it believes is open between the two")
        }
        (Command::Rrp, _) => once("RRP", "everything between the two is forgotten; they may begin"),
        (Command::Ins { .. } | Command::Inr { .. }, _) => {
            once("INS", "an interrupt: look at once, do not wait for the data")
        }
        (Command::Eco { .. }, _) => once("ECO", "are you there?"),
        (Command::Err(_), _) => {
            Some((None, String::from("it tells the other NCP that it has made a mistake")))
        }
        _ => None,
    }
}

fn of_request(command: &Command, on: On, connections: &Connections) -> String {
    let opens = is_open(connections, on.connection);
    let service = on.service.map_or("the service", Service::name);
    match (on.class, opens) {
        (ConnectionClass::Icp, false) => {
            format!(
                "asks for {service}, socket {}: the initial connection begins",
                on.send_socket.min(on.receive_socket)
            )
        }
        (ConnectionClass::Icp, true) => {
            String::from("the server takes the request: the initial connection is open")
        }
        (ConnectionClass::Control, false) => match command {
            Command::Rts { .. } => format!("asks to hear, for {service}"),
            _ => format!("asks to speak, for {service}"),
        },
        (ConnectionClass::Control, true) => String::from("the two requests meet: the connection is open"),
        (ConnectionClass::Data, false) => match command {
            Command::Rts { .. } => String::from("asks for a data connection, to receive"),
            _ => String::from("asks for a data connection, to send"),
        },
        (ConnectionClass::Data, true) => String::from("the request is matched: the data connection is open"),
    }
}

fn of_close(on: On, connections: &Connections) -> Option<(Option<&'static str>, String)> {
    match connections.all()[&on.connection].state {
        State::Refusing(_) => Some((None, String::from("the request is refused, or withdrawn"))),
        State::Refused => once("CLS refused", "both sides have forgotten it"),
        State::Closing(_) if on.class == ConnectionClass::Icp => {
            once("CLS icp", "the initial connection has done its work")
        }
        State::Closing(_) => once("CLS", "one side closes; the other must answer with its own CLS"),
        State::Closed => {
            once("CLS answered", "both sides have closed: the sockets and the link are free again")
        }
        State::Asked | State::Open => None,
    }
}

fn of_answer(kind: &str) -> Option<(Option<&'static str>, String)> {
    match kind {
        "RFNM" => once(
            "RFNM",
            "ready for next message: it has arrived, and the link is free again. Later RFNMs are not told.",
        ),
        "dead" => {
            Some((None, String::from("the subnet could not deliver a message: the host or its IMP is down")))
        }
        "incomplete" => Some((None, String::from("the subnet could not deliver a message whole"))),
        "reset" => once("reset", "the IMP had dropped its ready line; what it held for the host is lost"),
        _ => None,
    }
}

fn of_ftp(word: &str) -> Option<(Option<&'static str>, String)> {
    const WORDS: [(&str, &str); 20] = [
        (
            "LSTN",
            "asks the server for a data socket on which it will listen, not ask, when the transfer comes (RFC 438 p. 2)",
        ),
        ("SOCK", "names the far end of the data connection: host, socket"),
        ("255", "the socket at which the server will have its end of the data connection"),
        ("RETR", "send this file over the data connection"),
        ("STOR", "put what comes over the data connection into this file"),
        ("APPE", "append what comes over the data connection to this file"),
        ("TYPE", "how the file is represented: A characters, I bits"),
        ("BYTE", "bits in a byte of the data connection"),
        ("USER", "who wants to work"),
        ("BYE", "no more is wanted"),
        ("230", "logged in"),
        ("250", "the transfer has begun"),
        ("252", "the transfer is complete"),
        ("300", "the server greets"),
        ("330", "the password is wanted"),
        ("331", "an account to charge is wanted"),
        ("451", "access to the file is denied"),
        ("452", "the transfer broke off: the data connection closed before its end"),
        ("454", "no data connection came about"),
        ("505", "this contradicts what was said before"),
    ];
    let (key, why) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    once(key, why)
}

fn once(key: &'static str, why: &str) -> Option<(Option<&'static str>, String)> {
    Some((Some(key), why.to_owned()))
}
