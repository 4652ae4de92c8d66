//! What breaks, and what is mended.

use arpanet_kernel::Time;
use arpanet_wire::command::Command;
use arpanet_wire::{DownReason, GoingDown};
use arpanet_world::imp::{Damage, DamageKind, Fault as ImpFault, LineIndex};
use arpanet_world::{Fault, FaultPlan, HostFault, ImpId, LineErrors, LineId, LostKind, MessageLoss, SentBy};

use super::Maker;
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::file::{Duration, FaultFile, LossFile, NoticeFile, NoticeReason};
use crate::json::tree::Step;
use crate::path;

const LINE_WORDS: [&str; 5] = ["down", "up", "errors", "loop", "unloop"];
const IMP_WORDS: [&str; 9] = [
    "crash",
    "reload",
    "stop",
    "announce",
    "zero-routing",
    "true-routing",
    "random-routing",
    "damage",
    "repair",
];
const DAMAGES: [(&str, DamageKind); 5] = [
    ("drop-bits", DamageKind::DropBits),
    ("pick-bits", DamageKind::PickBits),
    ("drop-first-word", DamageKind::DropFirstWord),
    ("change-low-bits", DamageKind::ChangeLowBits),
    ("before-checksum", DamageKind::BeforeChecksum),
];
const HOST_WORDS: [&str; 6] = ["crash", "restart", "stop-reading", "resume-reading", "ready-off", "ready-on"];

pub(super) fn plan(maker: &Maker<'_>) -> Result<Vec<FaultPlan>, Diagnostic> {
    let mut planned = Vec::new();
    for (at, fault) in maker.file.faults.iter().enumerate() {
        let entry = Entry { maker, at, fault };
        let changes = entry.changes()?;
        let start = Time::from_ns(fault.at.ns);
        let end = fault.down_for.map(|time| start.after_ns(time.ns));
        planned.push(FaultPlan { at: start, fault: changes.now });
        if let (Some(end), Some(later)) = (end, changes.later) {
            planned.push(FaultPlan { at: end, fault: later });
        }
    }
    Ok(planned)
}

/// What a fault changes when it strikes and, with `down_for`, when it mends itself.
struct Changes {
    now: Fault,
    later: Option<Fault>,
}

struct Entry<'a> {
    maker: &'a Maker<'a>,
    at: usize,
    fault: &'a FaultFile,
}

impl Entry<'_> {
    fn path(&self, rest: &[Step]) -> Vec<Step> {
        [&path!["faults", self.at][..], rest].concat()
    }

    fn wrong(&self, rest: &[Step], message: impl Into<String>) -> Diagnostic {
        self.maker.document.fault(&self.path(rest), message)
    }

    fn changes(&self) -> Result<Changes, Diagnostic> {
        let fault = self.fault;
        if fault.line.is_none() {
            let given =
                [("sent_by", fault.sent_by.is_some()), ("bit_error_rate", fault.bit_error_rate.is_some())];
            if let Some((key, _)) = given.into_iter().find(|(_, given)| *given) {
                let fault = self.maker.document.fault_of_key(&self.path(&path![key]), "only a line has this");
                return Err(fault.expected("\"line\""));
            }
        }
        if fault.imp.is_none() && fault.notice.is_some() {
            let fault =
                self.maker.document.fault_of_key(&self.path(&path!["notice"]), "only an IMP has this");
            return Err(fault.expected("\"imp\""));
        }
        if !(fault.imp.is_some() && matches!(fault.does.as_deref(), Some("damage" | "repair"))) {
            let given = [
                ("damage", fault.damage.is_some()),
                ("interface_to", fault.interface_to.is_some()),
                ("one_in", fault.one_in.is_some()),
            ];
            if let Some((key, _)) = given.into_iter().find(|(_, given)| *given) {
                let message = "only an IMP that damages packets has this";
                let fault = self.maker.document.fault_of_key(&self.path(&path![key]), message);
                return Err(fault.expected("\"imp\" and \"does\": \"damage\""));
            }
        }
        if fault.host.is_none() && fault.loses.is_some() {
            let fault = self.maker.document.fault_of_key(&self.path(&path!["loses"]), "only a host has this");
            return Err(fault.expected("\"host\""));
        }
        match (&fault.line, &fault.imp, &fault.host) {
            (Some(line), None, None) => self.line(line),
            (None, Some(imp), None) => self.imp(imp),
            (None, None, Some(host)) => self.host(host),
            _ => Err(self
                .wrong(&[], "it is not clear what breaks")
                .expected("exactly one of line, imp and host")),
        }
    }

    /// The word of `does`, one of `known`; `None` where `down_for` stands instead.
    fn word(&self, known: &[&'static str]) -> Result<Option<&'static str>, Diagnostic> {
        let expected = || format!("either down_for or does, which is {}", one_of(known.iter().copied()));
        match (&self.fault.down_for, &self.fault.does) {
            (Some(_), None) => Ok(None),
            (None, Some(word)) => match known.iter().find(|known| *known == word) {
                Some(known) => Ok(Some(known)),
                None => {
                    let fault = self.wrong(&path!["does"], format!("\"{word}\" is not known here"));
                    Err(fault
                        .expected(one_of(known.iter().copied()))
                        .help(did_you_mean(word, known.iter().copied())))
                }
            },
            (None, None) => Err(self.wrong(&[], "it is not said what happens").expected(expected())),
            (Some(_), Some(_)) => {
                Err(self.wrong(&path!["does"], "this says it a second time").expected(expected()))
            }
        }
    }

    fn line(&self, between: &[String; 2]) -> Result<Changes, Diagnostic> {
        let [a, b] = [0, 1].map(|end| self.maker.site(&self.path(&path!["line", end]), &between[end]));
        let line = self.line_between(&path!["line"], a?, b?)?;
        let sent_by = self.sent_by(line)?;
        let passes = |passes| Fault::Line { line, sent_by, passes };
        match self.word(&LINE_WORDS)? {
            None => Ok(Changes { now: passes(false), later: Some(passes(true)) }),
            Some("down") => Ok(Changes { now: passes(false), later: None }),
            Some("up") => Ok(Changes { now: passes(true), later: None }),
            Some("loop") => Ok(Changes { now: Fault::Loopback { line, looped: true }, later: None }),
            Some("unloop") => Ok(Changes { now: Fault::Loopback { line, looped: false }, later: None }),
            Some(_) => {
                let rate = self.fault.bit_error_rate.filter(|rate| (0.0..=1.0).contains(rate));
                let Some(bit_error_rate) = rate else {
                    let fault =
                        self.wrong(&path!["bit_error_rate"], "a line that errs needs \"bit_error_rate\"");
                    return Err(fault.expected("a probability from 0 to 1"));
                };
                let errors = LineErrors { bit_error_rate, ..LineErrors::default() };
                Ok(Changes { now: Fault::Errors { line, errors }, later: None })
            }
        }
    }

    /// The line between two sites, which are named at a place of the entry.
    fn line_between(&self, at: &[Step], a: usize, b: usize) -> Result<LineId, Diagnostic> {
        let sites = self.maker.network.sites();
        let [name_a, name_b] = [a, b].map(|site| &sites[site].name);
        match self.maker.network.lines_between(a, b).as_slice() {
            [line] => Ok(LineId(*line as u16)),
            [] => {
                let fault = self.wrong(at, format!("no line joins {name_a} and {name_b}"));
                let ends = self.maker.network.lines().filter_map(|(line, ends)| {
                    let other = usize::from(ends[0] == a);
                    ends.contains(&a).then(|| line.between[other].as_str())
                });
                Err(fault.expected(format!("a line; those of {name_a} lead to {}", one_of(ends))))
            }
            _ => {
                let fault = self.wrong(at, format!("several lines join {name_a} and {name_b}"));
                Err(fault.expected("sites that one line joins"))
            }
        }
    }

    fn sent_by(&self, line: LineId) -> Result<SentBy, Diagnostic> {
        let Some(site) = &self.fault.sent_by else { return Ok(SentBy::Both) };
        let between = &self.maker.network.file().lines[line.index()].between;
        match between.iter().position(|end| end == site) {
            Some(0) => Ok(SentBy::A),
            Some(_) => Ok(SentBy::B),
            None => {
                let fault = self.wrong(&path!["sent_by"], format!("{site} is at neither end of the line"));
                Err(fault.expected(one_of(between.iter().map(String::as_str))))
            }
        }
    }

    fn imp(&self, name: &str) -> Result<Changes, Diagnostic> {
        let imp = ImpId(self.maker.site(&self.path(&path!["imp"]), name)? as u16);
        let suffers = |fault| Fault::Imp { imp, fault };
        let word = self.word(&IMP_WORDS)?;
        if word == Some("announce") {
            return Ok(Changes { now: Fault::Announce { imp, notice: self.notice()? }, later: None });
        }
        if self.fault.notice.is_some() {
            let fault = self.wrong(&path!["notice"], "this is told by announcing only");
            return Err(fault.expected("\"does\": \"announce\""));
        }
        let change = match word {
            None => {
                return Ok(Changes { now: suffers(ImpFault::Crash), later: Some(suffers(ImpFault::Reload)) });
            }
            Some("crash") => ImpFault::Crash,
            Some("reload") => ImpFault::Reload,
            Some("stop") => ImpFault::StopNicely,
            Some("zero-routing") => ImpFault::ZeroRouting(true),
            Some("random-routing") => ImpFault::RandomRouting(Some(self.maker.file.seed)),
            Some("true-routing") => ImpFault::ZeroRouting(false),
            Some(word) => self.breakage(imp, word == "damage")?,
        };
        Ok(Changes { now: suffers(change), later: None })
    }

    /// What the hosts are told; in 30 s, when nothing is said.
    fn notice(&self) -> Result<GoingDown, Diagnostic> {
        let Some(NoticeFile { reason, starts_in, lasts }) = self.fault.notice else {
            return Ok(GoingDown::IN_30_SECONDS);
        };
        let reason = match reason {
            NoticeReason::Hardware => DownReason::HardwareMaintenance,
            NoticeReason::Software => DownReason::SoftwareReload,
            NoticeReason::Emergency => DownReason::Emergency,
        };
        let starts_in = self.units("starts_in", starts_in)?;
        let lasts = self.units("lasts", lasts)?;
        let narrow = u8::try_from(starts_in).unwrap_or(u8::MAX);
        GoingDown::new(reason, narrow, lasts).map_err(|fault| {
            let fault = self.wrong(&path!["notice"], fault.to_string());
            fault.expected("starts_in up to 75 min, lasts up to 5115 min")
        })
    }

    /// A time in whole units of 5 minutes.
    fn units(&self, key: &str, time: Duration) -> Result<u16, Diagnostic> {
        let unit_ns = u64::from(GoingDown::UNIT_MINUTES) * 60_000_000_000;
        let units = u16::try_from(time.ns / unit_ns).ok().filter(|_| time.ns.is_multiple_of(unit_ns));
        units.ok_or_else(|| {
            let fault = self.wrong(&path!["notice", key], format!("the message cannot say {time}"));
            fault.expected("whole units of 5 minutes (RFC 381 p. 2)")
        })
    }

    /// A modem interface or memory that damages packets, or is mended.
    fn breakage(&self, imp: ImpId, breaks: bool) -> Result<ImpFault, Diagnostic> {
        let damage = if breaks { Some(self.damage()?) } else { None };
        let Some(neighbour) = &self.fault.interface_to else { return Ok(ImpFault::Memory(damage)) };
        let at = path!["interface_to"];
        let neighbour = self.maker.site(&self.path(&at), neighbour)?;
        let line = self.line_between(&at, imp.index(), neighbour)?;
        let modem = self.maker.network.modem(line.index(), imp.index());
        Ok(ImpFault::Interface(LineIndex(modem), damage))
    }

    fn damage(&self) -> Result<Damage, Diagnostic> {
        let word = self.fault.damage.as_deref().unwrap_or_default();
        let Some((_, kind)) = DAMAGES.into_iter().find(|(known, _)| *known == word) else {
            let at = if word.is_empty() { &path!["does"][..] } else { &path!["damage"][..] };
            let fault = self.wrong(at, "it is not said what happens to packets");
            return Err(fault
                .expected(format!("damage, one of {}", one_of(DAMAGES.map(|(known, _)| known))))
                .help(did_you_mean(word, DAMAGES.into_iter().map(|(known, _)| known))));
        };
        let at_interface =
            matches!(kind, DamageKind::DropBits | DamageKind::PickBits | DamageKind::DropFirstWord);
        if at_interface != self.fault.interface_to.is_some() {
            let fault = self.wrong(&path!["damage"], format!("{word} is not done there"));
            return Err(fault.expected("interface_to beside drop-bits, pick-bits and drop-first-word only"));
        }
        Ok(Damage { kind, one_in: self.fault.one_in.unwrap_or(1), seed: self.maker.file.seed })
    }

    fn host(&self, name: &str) -> Result<Changes, Diagnostic> {
        let host = self.maker.host(&self.path(&path!["host"]), name)?;
        let suffers = |fault| Fault::Host { host, fault };
        if let Some(loss) = &self.fault.loses {
            return Ok(Changes { now: suffers(HostFault::Loses(self.loss(loss)?)), later: None });
        }
        let change = match self.word(&HOST_WORDS)? {
            None => {
                return Ok(Changes {
                    now: suffers(HostFault::Crash),
                    later: Some(suffers(HostFault::Restart)),
                });
            }
            Some("crash") => HostFault::Crash,
            Some("restart") => HostFault::Restart,
            Some("stop-reading") => HostFault::StopReading,
            Some("resume-reading") => HostFault::ResumeReading,
            Some("ready-off") => HostFault::ReadyOff,
            Some(_) => HostFault::ReadyOn,
        };
        Ok(Changes { now: suffers(change), later: None })
    }

    fn loss(&self, loss: &LossFile) -> Result<MessageLoss, Diagnostic> {
        for (key, given) in [("does", self.fault.does.is_some()), ("down_for", self.fault.down_for.is_some())]
        {
            if given {
                let fault = self.wrong(&path![key], "this says it a second time");
                return Err(fault.expected("either loses, or does, or down_for"));
            }
        }
        if loss.nth == 0 {
            return Err(self.wrong(&path!["loses", "nth"], "they are counted from 1").expected("at least 1"));
        }
        let opcode = Command::NAMES.iter().position(|name| *name == loss.ncp);
        let what = match (opcode, loss.ncp.as_str()) {
            (Some(opcode), _) => LostKind::Command { opcode: opcode as u8 },
            (None, "data") => LostKind::Data,
            (None, word) => {
                let known = || Command::NAMES.iter().copied().chain(["data"]);
                let fault = self.wrong(&path!["loses", "ncp"], format!("\"{word}\" is no command"));
                return Err(fault.expected(one_of(known())).help(did_you_mean(word, known())));
            }
        };
        if let Some(name) = &loss.from {
            self.maker.host(&self.path(&path!["loses", "from"]), name)?;
        }
        let network = self.maker.network;
        let from = loss.from.as_ref().and_then(|name| network.host(name)).map(|at| network.address(at));
        Ok(MessageLoss { what, from, nth: loss.nth })
    }
}
