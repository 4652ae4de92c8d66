//! Hosts with FTP servers, people who talk to them, and scripted third hosts.

use arpanet_programs::host::{JobId, JobSpec, ServerConfig};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex, text_file, thomas};
use arpanet_wire::command::Command;
use arpanet_wire::{Bits, HostAddress};

/// A scripted host: SU-AI, host 0 at IMP 11.
pub const THIRD: HostAddress = HostAddress::from_octet(11);
/// Another: MIT-DMCG, host 1 at IMP 6.
pub const OTHER: HostAddress = HostAddress::from_octet(70);

/// THOMAS's file at UTAH, as `sites` has it.
pub const PROG1: &str = "FIRST: PROCEDURE;\nEND;\n";
/// His file at CASE.
pub const PROG2: &str = "SECOND: PROCEDURE;\n";

/// RFC 438 p. 1, with sites and directories.
pub const APPEND: &str = "APPEND (FILE) [UTAH-10]<THOMAS>PROG1.PL1 (TO FILE) [CASE-10]<THOMAS>PROG2.PL1";

/// A person at BBN-TENEX who talks to an FTP server by TELNET.
pub struct Controller {
    job: JobId,
    /// How much of the terminal has been read.
    read: usize,
}

/// UTAH and CASE with FTP servers of these profiles, BBN without servers, and two scripted hosts.
pub fn hosts(utah: &str, case: &str) -> PerfectSubnet {
    hosts_with(utah, case, 0)
}

/// The same; UTAH and CASE also have LARGE.TXT of so many lines.
pub fn hosts_with(utah: &str, case: &str, lines: usize) -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    for (site, profile) in [(UTAH, utah), (CASE, case)] {
        let mut config = tenex(site, &[]);
        config.servers = vec![ServerConfig { name: "ftp".into(), profile: Some(profile.into()) }];
        if site == CASE {
            config.files.push(text_file("<THOMAS>PROG2.PL1;1", PROG2));
        }
        if lines > 0 {
            config.files.push(text_file("<THOMAS>LARGE.TXT;1", &large(lines)));
        }
        net.attach(config);
    }
    net.attach(tenex(BBN, &[]));
    net.attach_peer(THIRD);
    net.attach_peer(OTHER);
    net
}

/// LARGE.TXT of so many lines.
pub fn large(lines: usize) -> String {
    (0..lines).map(|line| format!("LINE {line} OF THE LARGE TEXT\n")).collect()
}

/// What a file of THOMAS's at a host holds.
pub fn text_at(net: &PerfectSubnet, host: HostAddress, path: &str) -> Option<String> {
    let host = net.host(host);
    host.file(path).ok().map(|content| content.text(host.config().system))
}

/// PROG2 at CASE.
pub fn prog2(net: &PerfectSubnet) -> String {
    text_at(net, CASE, "<THOMAS>PROG2.PL1;1").expect("it was there from the beginning")
}

/// The job `rsexec`, THOMAS's.
pub fn rsexec() -> JobSpec {
    JobSpec { program: "rsexec".into(), login: Some(thomas()), ..JobSpec::default() }
}

/// The job `ftp HOST`, THOMAS's.
pub fn ftp_to(host: &str) -> JobSpec {
    JobSpec {
        program: "ftp".into(),
        login: Some(thomas()),
        arguments: vec![host.to_owned()],
        ..JobSpec::default()
    }
}

impl Controller {
    /// Someone who has logged in at the server of `site` as THOMAS.
    pub fn at(net: &mut PerfectSubnet, site: &str) -> Controller {
        Controller::at_socket(net, site, 3)
    }

    /// The same at the server that waits at this socket.
    pub fn at_socket(net: &mut PerfectSubnet, site: &str, socket: u32) -> Controller {
        let job = net.start_program(BBN, telnet_to(site, Some(socket)));
        let mut controller = Controller { job, read: 0 };
        controller.hears(net, 300);
        controller.says(net, "USER THOMAS", 330);
        controller.says(net, "PASS RSEXEC", 331);
        controller.says(net, "ACCT 1", 230);
        controller
    }

    /// Types a line, without waiting for anything.
    pub fn types(&self, net: &mut PerfectSubnet, line: &str) {
        net.type_line(self.job, line);
    }

    /// Types a line and waits for a reply of this code; returns its text.
    pub fn says(&mut self, net: &mut PerfectSubnet, line: &str, code: u16) -> String {
        self.types(net, line);
        self.hears(net, code)
    }

    /// LSTN or SOCK: the socket that the server names.
    pub fn socket(&mut self, net: &mut PerfectSubnet, line: &str) -> u32 {
        let text = self.says(net, line, 255);
        text.trim_start_matches("SOCK ").parse().expect("255 SOCK nnnn")
    }

    /// Waits for the next reply of this code; returns its text.
    pub fn hears(&mut self, net: &mut PerfectSubnet, code: u16) -> String {
        let wanted = format!("{code:03} ");
        let (job, read) = (self.job, self.read);
        let heard = net.run_until(|net| reply(&net.terminal(job)[read..], &wanted).is_some());
        let new = &net.terminal(job)[read..];
        assert!(heard, "no {code} came; the terminal says:\n{new}\nwhat crossed:\n{}", net.told());
        let (text, end) = reply(new, &wanted).expect("it was there a moment ago");
        self.read += end;
        text
    }

    /// True when some reply of this code has come that nobody has waited for.
    pub fn has_heard(&self, net: &PerfectSubnet, code: u16) -> bool {
        reply(&net.terminal(self.job)[self.read..], &format!("{code:03} ")).is_some()
    }

    /// Leaves the terminal for ever: the connections are closed after a minute of silence.
    pub fn goes_away(&self, net: &mut PerfectSubnet) {
        net.input(BBN, arpanet_programs::HostInput::TerminalEnd { job: self.job });
    }
}

/// The first whole line that begins with `code`: its text, and where it ends.
fn reply(terminal: &str, code: &str) -> Option<(String, usize)> {
    let mut at = 0;
    for line in terminal.split_inclusive('\n') {
        at += line.len();
        if line.starts_with(code) && line.ends_with('\n') {
            return Some((line[code.len()..].trim_end().to_owned(), at));
        }
    }
    None
}

/// A scripted host asks to send: STR.
pub fn asks_to_send(net: &mut PerfectSubnet, peer: HostAddress, from: u32, to: u32, byte_size: u8) {
    net.say(peer, CASE, &[Command::Str { my_socket: from, your_socket: to, byte_size }]);
}

/// A scripted host asks to receive: RTS, on link 30.
pub fn asks_to_receive(net: &mut PerfectSubnet, peer: HostAddress, at: u32, from: u32) {
    net.say(peer, CASE, &[Command::Rts { my_socket: at, your_socket: from, link: 30 }]);
}

/// A scripted host closes.
pub fn closes(net: &mut PerfectSubnet, peer: HostAddress, my_socket: u32, your_socket: u32) {
    net.say(peer, CASE, &[Command::Cls { my_socket, your_socket }]);
}

/// Waits for CASE's RTS to a scripted sender; returns the link.
pub fn expect_rts(net: &mut PerfectSubnet, peer: HostAddress, at: u32, from: u32) -> u8 {
    net.expect(CASE, peer, "the matching RTS", |command| match *command {
        Command::Rts { my_socket, your_socket, link } if (my_socket, your_socket) == (at, from) => Some(link),
        _ => None,
    })
}

/// Waits for CASE's CLS.
pub fn expect_cls(net: &mut PerfectSubnet, peer: HostAddress, at: u32, from: u32) {
    net.expect(CASE, peer, "CLS", |command| match *command {
        Command::Cls { my_socket, your_socket } => ((my_socket, your_socket) == (at, from)).then_some(()),
        _ => None,
    });
}

/// True when CASE has sent the host no request for connection and no close about this socket of its own.
pub fn is_silent_about(net: &PerfectSubnet, peer: HostAddress, socket: u32) -> bool {
    !net.commands(CASE, peer).iter().any(|command| match *command {
        Command::Rts { my_socket, .. } | Command::Str { my_socket, .. } | Command::Cls { my_socket, .. } => {
            my_socket == socket
        }
        _ => false,
    })
}

/// A scripted host sends octets on a link once it has been given allocation.
pub fn sends_text(net: &mut PerfectSubnet, peer: HostAddress, link: u8, text: &[u8]) {
    net.expect(CASE, peer, "ALL", |command| match *command {
        Command::All { link: of, .. } if of == link => Some(()),
        _ => None,
    });
    net.send_data(peer, CASE, link, 8, &Bits::from_octets(text));
}

/// Lets some seconds pass.
pub fn wait(net: &mut PerfectSubnet, seconds: u64) {
    net.run_for(seconds * SECOND);
}
