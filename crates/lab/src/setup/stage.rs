//! The plan of one run: a user, a server some hops away, and for third parties a second server beside the user.

use arpanet_scenario::wire::{HostAddress, ImpNumber};
use arpanet_scenario::world::programs::EarlyRfcs;
use arpanet_scenario::world::{
    CablePlan, FileContents, FilePlan, HostKind, HostPlan, JobPlan, Limits, Login, Plan, ServerPlan, Start,
    SystemPlan,
};
use arpanet_scenario::{Network, Study, Time};
use serde::Serialize;

use super::Case;

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Runs TELNET to the server.
    Telnet,
    /// Runs FTP to the server, logs in and fetches a file.
    Ftp,
    /// Has RSEXEC append a file of the server to one of the server beside.
    ThirdParty,
}

/// How the hosts' NCPs treat a request that finds nobody waiting (NIC 8246 p. 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NcpKind {
    /// They queue it.
    Queueing,
    /// They refuse it.
    Refusing,
}

/// What else goes on in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Load {
    /// Nothing.
    None,
    /// The measured load.
    Measured,
}

/// Host interfaces of the user, the server and the server beside the user; host 0 is the load's.
pub(super) const INTERFACES: [u8; 3] = [1, 2, 3];
/// The user's name everywhere.
const USER: (&str, &str, &str) = ("THOMAS", "RSEXEC", "1");
/// Simulated time before the job, without load and with it.
const LEAD_NS: [u64; 2] = [1_000_000_000, 10_000_000_000];
/// So much later for each further placement, so that routing messages are met in all their phases. A prime.
const STEP_NS: u64 = 97_000_003;
/// When a run is given up.
const LIMIT_NS: u64 = 120_000_000_000;
/// The mean time in which the load's hosts take a message in, as the study of RFC 619 finds it.
const TAKE_IN_NS: u64 = 18_300_000;

impl Job {
    /// All of them.
    pub const ALL: [Job; 3] = [Job::Telnet, Job::Ftp, Job::ThirdParty];
}

impl NcpKind {
    /// Both.
    pub const ALL: [NcpKind; 2] = [NcpKind::Queueing, NcpKind::Refusing];

    /// What an NCP of this kind does. TENEX's queued; all else in it is the same for both kinds, so that nothing else decides.
    const fn early_rfcs(self) -> EarlyRfcs {
        match self {
            NcpKind::Queueing => EarlyRfcs::Queue,
            NcpKind::Refusing => EarlyRfcs::Refuse,
        }
    }

    /// Its name in results.
    pub const fn name(self) -> &'static str {
        match self {
            NcpKind::Queueing => "queueing",
            NcpKind::Refusing => "refusing",
        }
    }
}

impl Load {
    /// Its name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Load::None => "none",
            Load::Measured => "measured",
        }
    }
}

/// Where a case is played.
pub(super) struct Stage<'a> {
    pub network: &'a Network,
    pub load: Option<&'a Study>,
    pub case: &'a Case,
}

impl Stage<'_> {
    /// The plan of the run.
    pub(super) fn plan(&self) -> Plan {
        let seed = u64::from(self.case.place.nth) + 1;
        let mut plan = match self.load.filter(|_| self.case.load == Load::Measured) {
            Some(study) => {
                let mean = study.file.hosts.take_in.mean.map_or(TAKE_IN_NS, |mean| mean.ns);
                study.plan(seed, mean, &[])
            }
            None => Plan {
                seed,
                start: Start::Warm,
                imps: self.network.imps().to_vec(),
                lines: self.network.line_plans().to_vec(),
                ..Plan::default()
            },
        };
        let at = self.starts_at();
        plan.limits = Limits { until: at.after_ns(LIMIT_NS), stop_when_idle: false };
        let user = arpanet_scenario::world::HostId(plan.hosts.len() as u16);
        plan.hosts.extend(self.hosts());
        plan.jobs.push(self.job(user, at));
        plan
    }

    fn starts_at(&self) -> Time {
        let lead_ns = LEAD_NS[usize::from(self.case.load == Load::Measured)];
        Time::from_ns(lead_ns + STEP_NS * u64::from(self.case.place.nth))
    }

    fn hosts(&self) -> [HostPlan; 3] {
        let place = self.case.place;
        let [user, server, beside] = INTERFACES;
        let servers = |names: &[&str]| -> Vec<ServerPlan> {
            names.iter().map(|name| ServerPlan { name: (*name).to_owned(), profile: None }).collect()
        };
        [
            self.host("USER", place.user, user, Vec::new()),
            self.host("SERVER", place.server, server, servers(&["telnet", "ftp"])),
            self.host("BESIDE", place.user, beside, servers(&["ftp"])),
        ]
    }

    fn host(&self, name: &str, site: usize, interface: u8, servers: Vec<ServerPlan>) -> HostPlan {
        let imp = ImpNumber(self.network.sites()[site].number);
        let file = |path: &str, text: &str| FilePlan {
            path: path.to_owned(),
            contents: FileContents::Text(text.to_owned()),
        };
        HostPlan {
            name: name.to_owned(),
            address: HostAddress { imp, host: interface },
            kind: HostKind::System(SystemPlan {
                system: String::from("tenex"),
                early_rfcs: Some(self.case.ncp.early_rfcs()),
                servers,
                accounts: vec![login()],
                files: vec![file("<THOMAS>ONE.TXT;1", "ONE\n"), file("<THOMAS>TWO.TXT;1", "TWO\n")],
                ..SystemPlan::default()
            }),
            cable: CablePlan::default(),
        }
    }

    fn job(&self, host: arpanet_scenario::world::HostId, at: Time) -> JobPlan {
        let (user, password, account) = USER;
        let (program, arguments, terminal): (_, &[&str], _) = match self.case.job {
            Job::Telnet => ("telnet", &["SERVER"], vec![]),
            Job::Ftp => (
                "ftp",
                &["SERVER"],
                vec![
                    format!("LOGIN {user} {password} {account}"),
                    String::from("RETRIEVE <THOMAS>ONE.TXT;1 (TO FILE) <THOMAS>NEW.TXT;1"),
                ],
            ),
            Job::ThirdParty => (
                "rsexec",
                &[],
                vec![String::from(
                    "APPEND (FILE) [SERVER]<THOMAS>ONE.TXT;1 (TO FILE) [BESIDE]<THOMAS>TWO.TXT;1",
                )],
            ),
        };
        JobPlan {
            at,
            host,
            program: program.to_owned(),
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            login: Some(login()),
            logins: Default::default(),
            terminal: terminal.iter().map(|line| line.as_str().into()).collect(),
        }
    }
}

fn login() -> Login {
    let (user, password, account) = USER;
    Login { user: user.to_owned(), password: password.to_owned(), account: account.to_owned() }
}
