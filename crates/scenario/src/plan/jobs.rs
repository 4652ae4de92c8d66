//! What people start at the hosts.

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_world::{JobPlan, TerminalLine};

use super::Maker;
use super::hosts::login;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::file::{JobFile, TerminalFile};
use crate::path;

pub(super) fn plan(maker: &Maker<'_>) -> Result<Vec<JobPlan>, Diagnostic> {
    maker.file.jobs.iter().enumerate().map(|(at, job)| job_plan(maker, at, job)).collect()
}

/// The host that a user TELNET is to call must be one of the network; it need not be up.
fn called(maker: &Maker<'_>, at: usize, job: &JobFile) -> Result<(), Diagnostic> {
    match job.arguments.first() {
        Some(name) if job.program == "telnet" && maker.network.host(name).is_none() => {
            let path = path!["jobs", at, "arguments", 0];
            let fault = maker.document.fault(&path, format!("unknown host \"{name}\""));
            Err(fault.expected("a host of the network").help(maker.network.nearest_host(name)))
        }
        _ => Ok(()),
    }
}

fn job_plan(maker: &Maker<'_>, at: usize, job: &JobFile) -> Result<JobPlan, Diagnostic> {
    let host = maker.host(&path!["jobs", at, "host"], &job.host)?;
    if !Catalogue::programs().any(|known| known == job.program) {
        let fault = maker
            .document
            .fault(&path!["jobs", at, "program"], format!("there is no program \"{}\"", job.program));
        let fault = fault.expected(one_of(Catalogue::programs()));
        return Err(fault.help(did_you_mean(&job.program, Catalogue::programs())));
    }
    called(maker, at, job)?;
    let mut logins = BTreeMap::new();
    for (name, account) in &job.logins {
        if maker.network.host(name).is_none() {
            let fault = maker.document.fault_of_key(
                &path!["jobs", at, "logins", name.as_str()],
                format!("unknown host \"{name}\""),
            );
            return Err(fault.expected("a host of the network").help(maker.network.nearest_host(name)));
        }
        logins.insert(name.clone(), login(account));
    }
    Ok(JobPlan {
        at: Time::from_ns(job.at.ns),
        host,
        program: job.program.clone(),
        arguments: job.arguments.clone(),
        login: job.login.as_ref().map(login),
        logins,
        terminal: terminal(maker, at, &job.terminal)?,
    })
}

fn terminal(maker: &Maker<'_>, job: usize, lines: &[TerminalFile]) -> Result<Vec<TerminalLine>, Diagnostic> {
    let mut before = 0;
    for (at, typed) in lines.iter().enumerate() {
        let path = path!["jobs", job, "terminal", at];
        if let Some(wrong) = typed.line.chars().find(|c| c.is_control() || !c.is_ascii()) {
            let fault = maker.document.fault(&path, format!("{wrong:?} cannot be typed within a line"));
            return Err(fault.expected("printing ASCII characters; each line is an element of its own"));
        }
        if typed.after.ns < before {
            let fault = maker.document.fault(&path, "this line is typed before the one above it");
            let fault = fault.expected("lines in the order of their times");
            let bare = "a line without \"after\" is typed at the job's start; give it an \"after\", too";
            return Err(if typed.after.ns == 0 { fault.help(Some(bare.to_owned())) } else { fault });
        }
        before = typed.after.ns;
    }
    Ok(lines
        .iter()
        .map(|typed| TerminalLine { after_ns: typed.after.ns, text: typed.line.clone() })
        .collect())
}
