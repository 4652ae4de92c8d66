//! Three TENEXes, each at an IMP of its own, which hang on a fourth; and the messages of one undisturbed append.

use std::collections::BTreeMap;

use arpanet_imp::Settings;
use arpanet_kernel::Time;
use arpanet_wire::command::{Command, Commands};
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, HostAddress};
use arpanet_world::{
    CableMessage, Direction, FileContents, FilePlan, HostId, HostKind, HostPlan, Interests, JobId, JobPlan,
    Limits, Login, Observer, Plan, Record, ServerPlan, SystemPlan, TerminalLine, World,
};

use crate::world_net::{SECOND, address, bare_host, network};

/// The user's host.
pub const BBN: HostId = HostId(0);
/// The host that has the file.
pub const UTAH: HostId = HostId(1);
/// The host that gets it.
pub const CASE: HostId = HostId(2);
/// All three.
pub const HOSTS: [HostId; 3] = [BBN, UTAH, CASE];
const NAMES: [&str; 3] = ["BBN-TENEX", "UTAH-10", "CASE-10"];

/// Where the file is appended to.
pub const TARGET: &str = "<THOMAS>PROG2.PL1;1";
/// What is there before.
pub const BEFORE: &str = "SECOND: PROCEDURE;\n";
/// When the next user comes.
pub const NEXT_USER_NS: u64 = 600 * SECOND;

/// When the run ends. A server gives up a silent user after a quarter of an hour.
const END_NS: u64 = 1800 * SECOND;

/// A message that a host has sent.
#[derive(Clone, Debug)]
pub struct Step {
    /// When its last bit had crossed the cable.
    pub at: Time,
    /// By whom, and what.
    pub what: String,
}

/// What is appended: six messages of it.
pub fn text() -> String {
    (0..200).map(|line| format!("LINE {line} OF THE LARGE TEXT\n")).collect()
}

/// The hosts, and two users one after the other who have the same done.
pub fn plan(utah: &str, case: &str) -> Plan {
    let lines = [(1, 4), (2, 4), (3, 4)];
    let ftp = |profile: &str| vec![ServerPlan { name: "ftp".into(), profile: Some(profile.into()) }];
    let file = |path: &str, text: String| FilePlan { path: path.into(), contents: FileContents::Text(text) };
    let hosts = vec![
        host(BBN, vec![], vec![]),
        host(UTAH, ftp(utah), vec![file("<THOMAS>LARGE.TXT;1", text())]),
        host(CASE, ftp(case), vec![file(TARGET, BEFORE.into())]),
    ];
    let jobs = [SECOND, NEXT_USER_NS].map(job).to_vec();
    let limits = Limits { until: Time::from_ns(END_NS), stop_when_idle: false };
    Plan { hosts, jobs, limits, ..network(4, &lines, &Settings::JANUARY_1973) }
}

fn thomas() -> Login {
    Login { user: "THOMAS".into(), password: "RSEXEC".into(), account: "1".into() }
}

fn host(id: HostId, servers: Vec<ServerPlan>, files: Vec<FilePlan>) -> HostPlan {
    let system = SystemPlan {
        system: "tenex".into(),
        servers,
        accounts: vec![thomas()],
        files,
        ..SystemPlan::default()
    };
    HostPlan { name: NAMES[id.index()].into(), kind: HostKind::System(system), ..bare_host(id.0 + 1, 0) }
}

fn job(at_ns: u64) -> JobPlan {
    let append = "APPEND (FILE) [UTAH-10]<THOMAS>LARGE.TXT (TO FILE) [CASE-10]<THOMAS>PROG2.PL1";
    JobPlan {
        at: Time::from_ns(at_ns),
        host: BBN,
        program: "rsexec".into(),
        arguments: Vec::new(),
        login: Some(thomas()),
        logins: BTreeMap::new(),
        terminal: vec![TerminalLine { after_ns: 0, text: append.into() }],
    }
}

/// The host's address.
pub fn address_of(host: HostId) -> HostAddress {
    address(host.0 + 1, 0)
}

/// Keeps what hosts send and what the two users see.
#[derive(Default)]
pub struct Witness {
    /// In the order of sending: when, by whom, to whom, what.
    pub sent: Vec<(Time, HostId, HostAddress, Sent)>,
    /// The terminals.
    pub terminals: [String; 2],
}

/// What a host has sent.
pub enum Sent {
    /// One control message.
    Commands(Vec<Command>),
    /// Data.
    Data(Bits),
}

impl Observer for Witness {
    fn interests(&self) -> Interests {
        Interests { cables: true, terminals: true, ..Interests::NONE }
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        match record {
            Record::Cable { host, direction: Direction::ToImp, message: CableMessage::Real(bits) } => {
                self.on_message(now, *host, bits);
            }
            Record::Terminal { job: JobId(job), text, .. } => {
                if let Some(terminal) = self.terminals.get_mut(*job as usize) {
                    terminal.push_str(text);
                }
            }
            _ => {}
        }
    }
}

impl Witness {
    fn on_message(&mut self, now: Time, host: HostId, bits: &Bits) {
        let Ok(message) = Message::parse(bits) else { return };
        let leader = message.header().leader;
        if leader.message_type != 0 {
            return;
        }
        let sent = if leader.link == 0 {
            Sent::Commands(Commands::new(message.text().octets()).filter_map(Result::ok).collect())
        } else {
            Sent::Data(message.into_text())
        };
        self.sent.push((now, host, leader.address, sent));
    }

    /// What `from` has sent to `to` as data of 8-bit bytes, replies among them, up to a time.
    pub fn octets(&self, from: HostId, to: HostId) -> String {
        let to = address_of(to);
        let mut octets = Vec::new();
        for (_, by, whom, sent) in &self.sent {
            if let (true, Sent::Data(bits)) = ((*by, *whom) == (from, to), sent) {
                octets.extend_from_slice(bits.octets());
            }
        }
        String::from_utf8_lossy(&octets).into_owned()
    }
}

/// The messages of the append when nothing fails.
pub fn steps(utah: &str, case: &str) -> Vec<Step> {
    let witness = undisturbed(utah, case);
    assert!(witness.terminals[0].contains("appended to"), "{}", witness.terminals[0]);
    let steps = witness.sent.iter().map(|(at, host, _, sent)| {
        let what = match sent {
            Sent::Commands(commands) => {
                commands.iter().map(Command::to_string).collect::<Vec<_>>().join(", ")
            }
            Sent::Data(bits) => {
                let text = String::from_utf8_lossy(bits.octets()).into_owned();
                text.lines().next().unwrap_or_default().to_owned()
            }
        };
        Step { at: *at, what: format!("{}: {what}", NAMES[host.index()]) }
    });
    steps.collect()
}

/// What is seen of the first append when nothing fails.
pub fn undisturbed(utah: &str, case: &str) -> Witness {
    let mut world = World::new(plan(utah, case)).expect("the plan is sound");
    let mut witness = Witness::default();
    world.run_until(Time::from_ns(NEXT_USER_NS - SECOND), &mut witness);
    witness
}
