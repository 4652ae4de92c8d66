//! From the plan's hosts to host systems.

use std::rc::Rc;

use arpanet_ncp::CATALOGUE;
use arpanet_programs::account::Account;
use arpanet_programs::date::Date;
use arpanet_programs::directory::Directory;
use arpanet_programs::host::{Host, HostConfig, ServerConfig, SetupContents, SetupFile};
use arpanet_programs::system::System;

use crate::network::HostNode;
use crate::plan::{FileContents, HostKind, HostPlan, Plan, SystemPlan};
use crate::plan_error::PlanError;

/// The longest message that an IMP in the emulator takes from a host: a leader and 441 words, 7 packets, for it hears of
/// the end one packet late (observed: 442 words are refused with type 9 subtype 1).
const EMULATOR_MESSAGE_BITS: u16 = 32 + 441 * 16;

/// Puts a system behind each interface where the plan wants one.
pub(crate) fn put_systems(plan: &Plan, nodes: &mut [HostNode]) -> Result<(), PlanError> {
    let day = plan.date;
    let date = Date::noon(day.year, day.month, day.day).ok_or(PlanError::NoSuchDay(day))?;
    let up = plan.hosts.iter().map(|host| (host.name.clone(), host.address));
    let directory = Rc::new(Directory::new(up.chain(plan.directory.iter().cloned())));
    for (planned, node) in plan.hosts.iter().zip(nodes) {
        if let HostKind::System(system) = &planned.kind {
            let mut config = config(planned, system, date, &directory)?;
            if node.far_imp.is_some() {
                config.ncp.max_message_bits = config.ncp.max_message_bits.min(EMULATOR_MESSAGE_BITS);
            }
            let made = Host::new(config);
            let made = made.map_err(|error| PlanError::Host { host: planned.name.clone(), error })?;
            node.machine = Some(Box::new(made));
        }
    }
    Ok(())
}

fn config(
    planned: &HostPlan,
    plan: &SystemPlan,
    date: Date,
    directory: &Rc<Directory>,
) -> Result<HostConfig, PlanError> {
    let host = || planned.name.clone();
    let system = System::named(&plan.system)
        .ok_or_else(|| PlanError::NoSuchSystem { host: host(), system: plan.system.clone() })?;
    let mut config = HostConfig::bare(&planned.name, planned.address, system);
    let profile = plan.profile.as_deref().unwrap_or(&plan.system);
    match (CATALOGUE.iter().find(|entry| entry.name == profile), &plan.profile) {
        (Some(entry), _) => config.ncp = entry.profile,
        (None, Some(profile)) => {
            return Err(PlanError::NoSuchProfile { host: host(), profile: profile.clone() });
        }
        (None, None) => {}
    }
    if let Some(way) = plan.resynchronisation {
        config.ncp.resynchronisation = way;
    }
    if let Some(way) = plan.early_rfcs {
        config.ncp.early_rfcs = way;
    }
    if let Some(most) = plan.most_connections {
        config.ncp.max_connections = most;
    }
    config.most_users = plan.most_users;
    config.icp = plan.icp;
    config.accounts = plan.accounts.iter().map(account).collect();
    config.files = plan.files.iter().map(file).collect();
    config.servers = plan.servers.iter().map(server).collect();
    config.directory = Rc::clone(directory);
    config.date = date;
    Ok(config)
}

fn account(login: &crate::plan::Login) -> Account {
    Account { user: login.user.clone(), password: login.password.clone(), account: login.account.clone() }
}

fn file(file: &crate::plan::FilePlan) -> SetupFile {
    let contents = match &file.contents {
        FileContents::Text(text) => SetupContents::Text(text.clone()),
        FileContents::Octets(octets) => SetupContents::Octets(octets.clone()),
    };
    SetupFile { path: file.path.clone(), contents, private: false }
}

fn server(server: &crate::plan::ServerPlan) -> ServerConfig {
    ServerConfig { name: server.name.clone(), profile: server.profile.clone() }
}
