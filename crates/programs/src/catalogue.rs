//! The programs that exist: those that a person can run, and the servers that start with a host.

use std::future::Future;
use std::pin::Pin;

use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::sys::Sys;
use crate::{echo, ftp, mail, rsexec, telnet};

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

const PROGRAMS: &[Program] = &[
    Program { name: "telnet", run: |sys| Box::pin(telnet::user(sys)) },
    Program { name: "ftp", run: |sys| Box::pin(ftp::user::ftp(sys)) },
    Program { name: "rsexec", run: |sys| Box::pin(rsexec::rsexec(sys)) },
    Program { name: "sndmsg", run: |sys| Box::pin(mail::sndmsg(sys)) },
    Program { name: "readmail", run: |sys| Box::pin(mail::readmail(sys)) },
];

const SERVERS: &[Server] = &[
    Server {
        name: "telnet",
        service: Some(icp::TELNET),
        profiles: &[],
        run: |sys, _| Box::pin(telnet::server(sys)),
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
        profiles: &[],
        run: |sys, _| Box::pin(echo::echo(sys)),
    },
    Server {
        name: "discard",
        service: Some(icp::DISCARD),
        profiles: &[],
        run: |sys, _| Box::pin(echo::discard(sys)),
    },
    Server { name: "mailer", service: None, profiles: &[], run: |sys, _| Box::pin(mail::mailer::mailer(sys)) },
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
