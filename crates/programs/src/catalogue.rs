//! The programs that exist: those that a person can run, and the servers that start with a host.

use std::future::Future;
use std::pin::Pin;

use arpanet_wire::HostAddress;

use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::small::sockets::{self, service_at};
use crate::sys::Sys;
use crate::talkers::{Doctor, Parry};
use crate::{echo, ftp, gateway, mail, rsexec, small, talkers, telnet, tip};

/// A program on its way to its outcome.
pub type Running = Pin<Box<dyn Future<Output = Outcome>>>;

/// A program that a person can run.
#[derive(Clone, Copy)]
pub struct Program {
    /// What it is called by.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(Sys) -> Running,
}

/// A server that can start with a host.
#[derive(Clone, Copy)]
pub struct Server {
    /// What it is called by.
    pub name: &'static str,
    /// What it offers, and where; `None` for one that works in the background.
    pub service: Option<Service>,
    /// The names of the ways in which it can differ from its usual one.
    pub profiles: &'static [&'static str],
    /// Runs it.
    pub run: fn(Sys, Option<&str>) -> Running,
}

impl Server {
    /// The socket at which it waits on the host of this address, in this way of its.
    pub fn socket(&self, host: HostAddress, profile: Option<&str>) -> Option<u32> {
        let usual = self.service?;
        if usual == icp::FTP {
            return Some(ftp::server::Profile::named_or_usual(profile).socket);
        }
        Some(service_at(usual, host, profile).socket)
    }
}

const PROGRAMS: &[Program] = &[
    Program { name: "telnet", run: |sys| Box::pin(telnet::user(sys)) },
    Program { name: "ftp", run: |sys| Box::pin(ftp::user::ftp(sys)) },
    Program { name: "rsexec", run: |sys| Box::pin(rsexec::rsexec(sys)) },
    Program { name: "sndmsg", run: |sys| Box::pin(mail::sndmsg(sys)) },
    Program { name: "readmail", run: |sys| Box::pin(mail::readmail(sys)) },
    Program { name: "finger", run: |sys| Box::pin(small::finger_user(sys)) },
    Program { name: "doctor", run: |sys| Box::pin(talkers::at_terminal(sys, Doctor::new())) },
    Program { name: "parry", run: |sys| Box::pin(talkers::at_terminal(sys, Parry::new())) },
    Program { name: "encounter", run: |sys| Box::pin(talkers::encounter(sys)) },
    Program { name: "gateway", run: |sys| Box::pin(gateway::gateway(sys)) },
    Program { name: "tip", run: |sys| Box::pin(tip::tip(sys)) },
];

const SERVERS: &[Server] = &[
    Server {
        name: "telnet",
        service: Some(icp::TELNET),
        profiles: telnet::PROFILES,
        run: |sys, profile| {
            let dialect = profile.and_then(telnet::Dialect::named).unwrap_or_default();
            Box::pin(telnet::server(sys, icp::TELNET, dialect))
        },
    },
    Server {
        name: "new-telnet",
        service: Some(icp::NEW_TELNET),
        profiles: &[],
        run: |sys, _| Box::pin(telnet::server(sys, icp::NEW_TELNET, telnet::Dialect::New)),
    },
    Server {
        name: "ftp",
        service: Some(icp::FTP),
        profiles: ftp::server::Profile::NAMES,
        run: |sys, profile| Box::pin(ftp::server::serve(sys, ftp::server::Profile::named_or_usual(profile))),
    },
    Server {
        name: "echo",
        service: Some(icp::ECHO),
        profiles: sockets::PROFILES,
        run: |sys, profile| {
            let service = service_at(icp::ECHO, sys.address(), profile);
            Box::pin(echo::echo(sys, service))
        },
    },
    Server {
        name: "discard",
        service: Some(icp::DISCARD),
        profiles: sockets::PROFILES,
        run: |sys, profile| {
            let service = service_at(icp::DISCARD, sys.address(), profile);
            Box::pin(echo::discard(sys, service))
        },
    },
    Server {
        name: "systat",
        service: Some(small::SYSTAT),
        profiles: sockets::PROFILES,
        run: |sys, profile| {
            let service = service_at(small::SYSTAT, sys.address(), profile);
            Box::pin(small::systat(sys, service))
        },
    },
    Server {
        name: "netstat",
        service: Some(small::NETSTAT),
        profiles: sockets::PROFILES,
        run: |sys, profile| {
            let service = service_at(small::NETSTAT, sys.address(), profile);
            Box::pin(small::netstat(sys, service))
        },
    },
    Server {
        name: "daytime",
        service: Some(small::DAYTIME),
        profiles: sockets::PROFILES,
        run: |sys, profile| {
            let service = service_at(small::DAYTIME, sys.address(), profile);
            Box::pin(small::daytime(sys, service))
        },
    },
    Server {
        name: "chargen",
        service: Some(small::CHARGEN),
        profiles: &[],
        run: |sys, _| Box::pin(small::chargen(sys)),
    },
    Server {
        name: "finger",
        service: Some(small::FINGER),
        profiles: &[],
        run: |sys, _| Box::pin(small::finger_server(sys)),
    },
    Server {
        name: "tip-news",
        service: Some(small::TIP_NEWS),
        profiles: &[],
        run: |sys, _| Box::pin(small::tip_news(sys)),
    },
    Server {
        name: "doctor",
        service: Some(talkers::DOCTOR),
        profiles: &[],
        run: |sys, _| Box::pin(talkers::serve(sys, talkers::DOCTOR, Doctor::new)),
    },
    Server {
        name: "parry",
        service: Some(talkers::PARRY),
        profiles: &[],
        run: |sys, _| Box::pin(talkers::serve(sys, talkers::PARRY, Parry::new)),
    },
    Server {
        name: "mailer",
        service: None,
        profiles: &[],
        run: |sys, _| Box::pin(mail::mailer::mailer(sys)),
    },
];

/// The program of this name.
pub fn program(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.name == name)
}

/// The names of all programs.
pub fn program_names() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|program| program.name)
}

/// The server of this name.
pub fn server(name: &str) -> Option<&'static Server> {
    SERVERS.iter().find(|server| server.name == name)
}

/// The names of all servers.
pub fn server_names() -> impl Iterator<Item = &'static str> {
    SERVERS.iter().map(|server| server.name)
}
