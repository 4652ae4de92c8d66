//! A scenario in real time: what the world is told, and who is attached where.

mod attach;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::Path;

use arpanet_kernel::Time;
use arpanet_world::{HostId, HostKind, HostPlan, JobPlan, Limits, LineId};

use crate::diagnostic::Diagnostic;
use crate::file::{File, LiveFile};
use crate::json::Document;
use crate::path;
use crate::plan::{Overrides, Scenario};
use crate::source::Source;

/// A scenario ready to be played in real time.
#[derive(Clone, Debug)]
pub struct Live {
    /// The scenario. It has no end of its own.
    pub scenario: Scenario,
    /// Who is attached.
    pub attached: Vec<Attached>,
    /// Simulated seconds in a second.
    pub pace: f64,
    document: Document,
}

/// Someone real, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// What for.
    pub role: Role,
    /// Our address.
    pub local: Option<SocketAddr>,
    /// Theirs; with port 0 where any port will do.
    pub peer: Option<SocketAddr>,
}

/// What someone real is to our world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A host; we are its IMP.
    Host(HostId),
    /// An IMP; this host of ours is its host.
    Imp(HostId),
    /// An IMP at the far end of this line.
    Neighbour(LineId),
    /// A person at this port of a TIP.
    Person {
        /// The TIP.
        tip: HostId,
        /// The port.
        port: u32,
    },
    /// A caller by TCP, connected to an NCP socket.
    Caller {
        /// The gateway.
        host: HostId,
        /// Number of the host called.
        to: u8,
        /// Socket called.
        socket: u32,
    },
    /// A server by TCP, called from an NCP socket.
    Server {
        /// The gateway.
        host: HostId,
        /// The socket at which it listens.
        socket: u32,
    },
}

impl Live {
    /// Simulated seconds in a second: from a thousand times slower than life to a thousand times faster.
    pub const PACES: RangeInclusive<f64> = 0.001..=1000.0;

    /// Reads the file at `path`, of kind live or scenario, and everything that it names. A scenario has nobody attached
    /// and the pace of life.
    pub fn read(source: &dyn Source, path: &Path) -> Result<Live, Diagnostic> {
        match File::read(source, path)? {
            (document, File::Live(file)) => Live::of(source, &document, *file),
            (document, File::Scenario(file)) => {
                let mut scenario = Scenario::of(source, &document, *file, Overrides::default())?;
                endless(&mut scenario);
                Ok(Live { scenario, attached: Vec::new(), pace: 1.0, document })
            }
            (document, other) => {
                let fault = document.fault(&path!["kind"], format!("this is a {}", other.kind().word()));
                Err(fault.expected("live"))
            }
        }
    }

    /// Checks a live file that has been read, and reads what it names.
    pub fn of(source: &dyn Source, document: &Document, mut file: LiveFile) -> Result<Live, Diagnostic> {
        let (attach, pace, clock_us) = (std::mem::take(&mut file.attach), file.pace, file.imp_clock_us);
        if !Live::PACES.contains(&pace) {
            let fault = document.fault(&path!["pace"], format!("{pace} is no pace"));
            return Err(fault.expected("0.001 to 1000; 1 is life"));
        }
        let mut scenario = Scenario::of(source, document, file.scenario(), Overrides::default())?;
        endless(&mut scenario);
        let attached = attach::attach(document, &attach, clock_us, &mut scenario)?;
        Ok(Live { scenario, attached, pace, document: document.clone() })
    }

    /// A fault of an entry's own address, found by whoever would have it.
    pub fn fault_of_address(
        &self,
        entry: usize,
        address: SocketAddr,
        message: impl Into<String>,
    ) -> Diagnostic {
        let is_local = self.attached[entry].local == Some(address);
        self.document.fault(&path!["attach", entry, if is_local { "local" } else { "peer" }], message)
    }

    /// The first TIP of the scenario, if it has one.
    pub fn first_tip(&self) -> Option<HostId> {
        let at = self.scenario.plan.hosts.iter().position(is_tip)?;
        Some(HostId(at as u16))
    }

    /// What is started when a person sits down at a port of a TIP.
    pub fn tip_job(tip: HostId, port: u32) -> JobPlan {
        job(tip, "tip", vec![port.to_string()])
    }
}

impl Role {
    /// The host whose cable leads outside.
    pub fn cable(self) -> Option<HostId> {
        match self {
            Role::Host(host) | Role::Imp(host) => Some(host),
            Role::Neighbour(_) | Role::Person { .. } | Role::Caller { .. } | Role::Server { .. } => None,
        }
    }

    /// The line that leads outside.
    pub fn line(self) -> Option<LineId> {
        match self {
            Role::Neighbour(line) => Some(line),
            _ => None,
        }
    }

    /// What is started at our end when somebody connects, or, for a server, in order that somebody may.
    pub fn job(self) -> Option<JobPlan> {
        match self {
            Role::Host(_) | Role::Imp(_) | Role::Neighbour(_) => None,
            Role::Person { tip, port } => Some(Live::tip_job(tip, port)),
            Role::Caller { host, to, socket } => {
                Some(job(host, "gateway", vec![String::from("call"), to.to_string(), socket.to_string()]))
            }
            Role::Server { host, socket } => {
                Some(job(host, "gateway", vec![String::from("listen"), socket.to_string()]))
            }
        }
    }
}

fn job(host: HostId, program: &str, arguments: Vec<String>) -> JobPlan {
    JobPlan {
        at: Time::ZERO,
        host,
        program: program.to_owned(),
        arguments,
        login: None,
        logins: BTreeMap::new(),
        terminal: Vec::new(),
    }
}

fn is_tip(host: &HostPlan) -> bool {
    matches!(&host.kind, HostKind::System(system) if system.system == "tip")
}

/// It goes on until somebody stops it.
fn endless(scenario: &mut Scenario) {
    scenario.plan.limits = Limits { until: Time::MAX, stop_when_idle: false };
}
