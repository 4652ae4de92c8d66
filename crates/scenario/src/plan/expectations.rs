//! What must be true of the run: names resolved, words checked.

use arpanet_kernel::Time;
use arpanet_wire::command::{Command, Experiment};
use arpanet_wire::ftp::Verb;

use super::{Maker, hex_octets};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::expect::{self, Check, Content, Expected, ImpWord, NcpWord, Pick};
use crate::file::{
    ConnectionExpectation, CountExpectation, Expectation, FileExpectation, Matcher, TerminalExpectation,
};
use crate::json::tree::Step;
use crate::path;
use crate::trace::{SUBNET_WORDS, Service};

pub(super) fn plan(maker: &Maker<'_>) -> Result<Vec<Expected>, Diagnostic> {
    maker.file.expect.iter().enumerate().map(|(at, expectation)| expected(maker, at, expectation)).collect()
}

fn expected(maker: &Maker<'_>, at: usize, file: &Expectation) -> Result<Expected, Diagnostic> {
    let entry = Entry { maker, base: path!["expect", at].to_vec() };
    let checks = [
        file.file.as_ref().map(|file| entry.file(file)),
        file.in_order.as_ref().map(|steps| entry.steps("in_order", steps).map(Check::InOrder)),
        file.next.as_ref().map(|steps| entry.steps("next", steps).map(Check::Next)),
        file.never.as_ref().map(|of| entry.never(of).map(Check::Never)),
        file.count.as_ref().map(|count| entry.count(count)),
        file.connection.as_ref().map(|connection| entry.connection(connection)),
        file.terminal.as_ref().map(|terminal| entry.terminal(terminal)),
        file.end.as_ref().map(|end| Ok(Check::End(end.clone()))),
        file.messages.as_ref().map(|messages| Ok(Check::Messages(*messages))),
    ];
    let mut checks = checks.into_iter().flatten();
    let (Some(check), None) = (checks.next(), checks.next()) else {
        let fault = entry.wrong(&[], "an expectation looks at one thing");
        let keys =
            ["file", "in_order", "next", "never", "count", "connection", "terminal", "end", "messages"];
        return Err(fault.expected(format!("exactly one of {}", one_of(keys))));
    };
    let check = check?;
    let host_name = |host: arpanet_world::HostId| maker.names.name(host).to_owned();
    let what = file.what.clone().unwrap_or_else(|| expect::told(&check, &host_name));
    Ok(Expected { what, check })
}

/// What to look for, which stands at `base` of the maker's document.
pub(super) fn matcher(
    maker: &Maker<'_>,
    base: &[Step],
    file: &Matcher,
) -> Result<expect::Matcher, Diagnostic> {
    Entry { maker, base: base.to_vec() }.matcher(&[], file)
}

struct Entry<'a> {
    maker: &'a Maker<'a>,
    /// Where the entry stands in the document.
    base: Vec<Step>,
}

impl Entry<'_> {
    fn path(&self, rest: &[Step]) -> Vec<Step> {
        [&self.base, rest].concat()
    }

    fn wrong(&self, rest: &[Step], message: impl Into<String>) -> Diagnostic {
        self.maker.document.fault(&self.path(rest), message)
    }

    /// What must not be seen; a slip of the pen would never be seen either.
    fn never(&self, of: &Matcher) -> Result<expect::Matcher, Diagnostic> {
        if let Some(word) = of.ftp.as_deref().filter(|word| Verb::parse(word).is_none())
            && let near @ Some(_) = did_you_mean(word, Verb::ALL.into_iter().map(Verb::name))
        {
            let fault = self.wrong(&path!["never", "ftp"], format!("\"{word}\" is no command of FTP"));
            return Err(fault.expected("a command, a reply's three digits, or any").help(near));
        }
        self.matcher(&path!["never"], of)
    }

    fn file(&self, file: &FileExpectation) -> Result<Check, Diagnostic> {
        let host = self.maker.host(&self.path(&path!["file", "host"]), &file.host)?;
        let system = &self.maker.file.hosts[&file.host].system;
        if let Err(why) = Catalogue::check_pathname(system, &file.path) {
            let fault = self
                .wrong(&path!["file", "path"], format!("{system} cannot hold a file of this name: {why}"));
            return Err(fault.expected(Catalogue::pathname_example(system)));
        }
        let content = match (&file.text, &file.hex, file.absent) {
            (Some(text), None, false) => Some(Content::Text(text.clone())),
            (None, Some(hex), false) => {
                let path = self.path(&path!["file", "hex"]);
                Some(Content::Octets(hex_octets(self.maker.document, &path, hex)?))
            }
            (None, None, true) => None,
            _ => {
                let fault = self.wrong(&path!["file"], "it is not clear what must be in the file");
                return Err(fault.expected("exactly one of text, hex and \"absent\": true"));
            }
        };
        Ok(Check::File { host, path: file.path.clone(), content })
    }

    fn steps(&self, key: &'static str, steps: &[Matcher]) -> Result<Vec<expect::Matcher>, Diagnostic> {
        if steps.len() < 2 {
            return Err(self.wrong(&path![key], "there is no order here").expected("two or more"));
        }
        steps.iter().enumerate().map(|(at, step)| self.matcher(&path![key, at], step)).collect()
    }

    fn count(&self, count: &CountExpectation) -> Result<Check, Diagnostic> {
        let of = self.matcher(&path!["count", "of"], &count.of)?;
        let (at_least, at_most) = match (count.is, count.at_least, count.at_most) {
            (Some(is), None, None) => (is, is),
            (None, Some(least), most) => (least, most.unwrap_or(u64::MAX)),
            (None, None, Some(most)) => (0, most),
            _ => {
                let fault = self.wrong(&path!["count"], "it is not clear how many");
                return Err(fault.expected("is, or at_least, or at_most, or the last two"));
            }
        };
        if at_least > at_most {
            return Err(self
                .wrong(&path!["count"], "no number is both")
                .expected("at_least not above at_most"));
        }
        Ok(Check::Count { of, at_least, at_most })
    }

    fn connection(&self, connection: &ConnectionExpectation) -> Result<Check, Diagnostic> {
        let sender = self.maker.host(&self.path(&path!["connection", "from"]), &connection.from)?;
        let receiver = self.maker.host(&self.path(&path!["connection", "to"]), &connection.to)?;
        let ConnectionExpectation { opened, refused, closed, size, bits, .. } = connection;
        if let (Some(opened), Some(closed)) = (opened, closed)
            && closed > opened
        {
            let message = format!("more are closed than the {opened} that are opened");
            let fault = self.wrong(&path!["connection", "closed"], message);
            return Err(fault.expected(format!("at most {opened}")));
        }
        if [opened, refused, closed, bits].iter().all(|number| number.is_none()) && size.is_none() {
            let fault = self.wrong(&path!["connection"], "nothing is expected of the connections");
            return Err(fault.expected("one or more of opened, refused, closed, size and bits"));
        }
        Ok(Check::Connection { sender, receiver, rest: connection.clone() })
    }

    fn terminal(&self, terminal: &TerminalExpectation) -> Result<Check, Diagnostic> {
        let jobs = self.maker.file.jobs.len();
        if terminal.job >= jobs {
            let fault = self.wrong(&path!["terminal", "job"], format!("there is no job {}", terminal.job));
            return Err(fault.expected(format!("0 to {}, a job's place in \"jobs\"", jobs.saturating_sub(1))));
        }
        if terminal.contains.is_none() && terminal.lacks.is_none() {
            let fault = self.wrong(&path!["terminal"], "nothing is expected of the terminal");
            return Err(fault.expected("contains, lacks, or both"));
        }
        let (contains, lacks) = (terminal.contains.clone(), terminal.lacks.clone());
        Ok(Check::Terminal { job: terminal.job, contains, lacks })
    }

    fn matcher(&self, at: &[Step], file: &Matcher) -> Result<expect::Matcher, Diagnostic> {
        let pick = self.pick(at, file)?;
        self.check_numbers(at, file, &pick)?;
        let host = |key: &'static str, name: &Option<String>| -> Result<Option<String>, Diagnostic> {
            let Some(name) = name else { return Ok(None) };
            self.party(&[at, &path![key]].concat(), name, &pick).map(Some)
        };
        let (from, to) = (host("from", &file.from)?, host("to", &file.to)?);
        let texts = [("contains", &file.contains), ("lacks", &file.lacks)];
        if let Some((key, _)) = texts.into_iter().find(|(_, text)| text.is_some())
            && !matches!(pick, Pick::Line(..) | Pick::Ncp(NcpWord::Data))
        {
            let fault = self.wrong(&[at, &path![key]].concat(), "only a line of text holds text");
            return Err(fault.expected("\"ftp\", \"telnet\" or \"ncp\": \"data\" beside it"));
        }
        let buffers = [("allocated", file.allocated), ("in_use", file.in_use)];
        if let (Some((key, _)), false) =
            (buffers.into_iter().find(|(_, count)| count.is_some()), matches!(pick, Pick::Subnet(_)))
        {
            let fault = self.wrong(&[at, &path![key]].concat(), "only an IMP has reassembly buffers");
            return Err(fault.expected("\"subnet\" beside it"));
        }
        if let (Some(after), Some(before)) = (file.after, file.before)
            && before < after
        {
            let fault = self.wrong(&[at, &path!["before"]].concat(), format!("{before} lies before {after}"));
            return Err(fault.expected("a time after the one of \"after\""));
        }
        Ok(expect::Matcher {
            pick,
            from,
            to,
            when: file.when.unwrap_or_default(),
            socket: file.socket,
            my_socket: file.my_socket,
            your_socket: file.your_socket,
            link: file.link,
            size: file.size,
            code: file.code,
            allocated: file.allocated,
            in_use: file.in_use,
            contains: file.contains.clone(),
            lacks: file.lacks.clone(),
            after: file.after.map(|time| Time::from_ns(time.ns)),
            before: file.before.map(|time| Time::from_ns(time.ns)),
        })
    }

    /// Who a name means, as facts name him: a host, or for what happens inside the subnet the IMP of a site.
    fn party(&self, at: &[Step], name: &str, pick: &Pick) -> Result<String, Diagnostic> {
        if let Pick::Subnet(_) = pick {
            self.maker.site(&self.path(at), name)?;
            return Ok(format!("{name} IMP"));
        }
        self.known_host(at, name)?;
        Ok(name.to_owned())
    }

    /// A host of the network; it need not be up.
    fn known_host(&self, at: &[Step], name: &str) -> Result<(), Diagnostic> {
        if self.maker.network.host(name).is_some() {
            return Ok(());
        }
        let fault = self.wrong(at, format!("unknown host \"{name}\""));
        Err(fault.expected("a host of the network").help(self.maker.network.nearest_host(name)))
    }

    fn pick(&self, at: &[Step], file: &Matcher) -> Result<Pick, Diagnostic> {
        let between = |pair: &[String; 2]| -> Result<Pick, Diagnostic> {
            for (end, name) in pair.iter().enumerate() {
                self.known_host(&[at, &path!["data_between", end]].concat(), name)?;
            }
            Ok(Pick::DataBetween(pair[0].clone(), pair[1].clone()))
        };
        let picks = [
            file.ncp.as_ref().map(|word| self.ncp_word(&[at, &path!["ncp"]].concat(), word).map(Pick::Ncp)),
            file.imp.as_ref().map(|word| self.imp_word(&[at, &path!["imp"]].concat(), word).map(Pick::Imp)),
            file.subnet
                .as_ref()
                .map(|word| self.subnet_word(&[at, &path!["subnet"]].concat(), word).map(Pick::Subnet)),
            file.ftp.as_ref().map(|word| Ok(line(Service::Ftp, word))),
            file.telnet.as_ref().map(|word| Ok(line(Service::Telnet, word))),
            file.data_between.as_ref().map(between),
        ];
        let mut picks = picks.into_iter().flatten();
        match (picks.next(), picks.next()) {
            (Some(pick), None) => pick,
            _ => {
                let fault = self.wrong(at, "it is not clear what to look for");
                Err(fault.expected("exactly one of ncp, imp, subnet, ftp, telnet and data_between"))
            }
        }
    }

    fn ncp_word(&self, at: &[Step], word: &str) -> Result<NcpWord, Diagnostic> {
        match word {
            "any" => return Ok(NcpWord::Any),
            "data" => return Ok(NcpWord::Data),
            _ => {}
        }
        if let Some(name) = Command::NAMES.into_iter().chain(Experiment::NAMES).find(|name| *name == word) {
            return Ok(NcpWord::Command(name));
        }
        let known = || Command::NAMES.into_iter().chain(Experiment::NAMES).chain(["data", "any"]);
        let fault = self.wrong(at, format!("\"{word}\" is no host-host command"));
        Err(fault.expected("a name from NIC 8246 p. 26, data or any").help(did_you_mean(word, known())))
    }

    fn imp_word(&self, at: &[Step], word: &str) -> Result<ImpWord, Diagnostic> {
        if word == "any" {
            return Ok(ImpWord::Any);
        }
        if let Some(name) = ImpWord::TYPES.into_iter().find(|name| *name == word) {
            return Ok(ImpWord::Type(name));
        }
        let known = || ImpWord::TYPES.into_iter().chain(["any"]);
        let fault = self.wrong(at, format!("\"{word}\" is no type of message between host and IMP"));
        Err(fault.expected(one_of(known())).help(did_you_mean(word, known())))
    }

    fn subnet_word(&self, at: &[Step], word: &str) -> Result<&'static str, Diagnostic> {
        if let Some(known) = SUBNET_WORDS.into_iter().find(|known| *known == word) {
            return Ok(known);
        }
        let fault = self.wrong(at, format!("\"{word}\" is nothing that happens in the subnet"));
        Err(fault.expected(one_of(SUBNET_WORDS)).help(did_you_mean(word, SUBNET_WORDS)))
    }

    /// Numbers that no such message can have: an odd receive socket, an even send socket, a link that carries nothing.
    fn check_numbers(&self, at: &[Step], file: &Matcher, pick: &Pick) -> Result<(), Diagnostic> {
        let genders = match pick {
            Pick::Ncp(NcpWord::Command("RTS")) => Some((0, 1)),
            Pick::Ncp(NcpWord::Command("STR")) => Some((1, 0)),
            Pick::Ncp(NcpWord::Command("CLS") | NcpWord::Any) => None,
            _ => {
                let given = [("my_socket", file.my_socket), ("your_socket", file.your_socket)];
                if let Some((key, _)) = given.into_iter().find(|(_, given)| given.is_some()) {
                    let fault = self.wrong(&[at, &path![key]].concat(), "only RTS, STR and CLS name sockets");
                    return Err(fault.expected("\"socket\", or one of these commands"));
                }
                None
            }
        };
        for (key, socket, gender) in [
            ("my_socket", file.my_socket, genders.map(|(mine, _)| mine)),
            ("your_socket", file.your_socket, genders.map(|(_, yours)| yours)),
        ] {
            let (Some(socket), Some(gender)) = (socket, gender) else { continue };
            if socket % 2 != gender {
                let (is, wanted) = match gender {
                    0 => ("a send socket", "a receive socket, which is even"),
                    _ => ("a receive socket", "a send socket, which is odd"),
                };
                let fault = self.wrong(&[at, &path![key]].concat(), format!("{socket} is {is}"));
                return Err(fault.expected(wanted));
            }
        }
        if let (Some(mine), Some(yours)) = (file.my_socket, file.your_socket)
            && mine % 2 == yours % 2
        {
            let fault = self
                .wrong(&[at, &path!["your_socket"]].concat(), format!("{mine} and {yours} cannot be joined"));
            return Err(fault.expected("an even and an odd socket"));
        }
        Ok(())
    }
}

fn line(service: Service, word: &str) -> Pick {
    Pick::Line(service, Some(word.to_owned()).filter(|word| word != "any"))
}
