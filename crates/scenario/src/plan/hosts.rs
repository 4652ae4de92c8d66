//! The hosts that are up: their systems, servers, users and files.

use arpanet_world::programs::{Manner, Order, Resynchronisation};
use arpanet_world::{CablePlan, FileContents, FilePlan, HostKind, HostPlan, Login, ServerPlan, SystemPlan};

use super::hex_octets;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::file::{
    AccountFile, ContentFile, HostSetup, IcpWord, RepeatFile, ResynchronisationWord, ScenarioFile,
};
use crate::json::{Document, tree::Step};
use crate::network::Network;
use crate::path;

/// The hosts that are up, in the order of the network file.
pub(super) fn plan(
    document: &Document,
    file: &ScenarioFile,
    network: &Network,
) -> Result<Vec<HostPlan>, Diagnostic> {
    for name in file.hosts.keys() {
        if network.host(name).is_none() {
            let fault =
                document.fault_of_key(&path!["hosts", name.as_str()], format!("unknown host \"{name}\""));
            return Err(fault
                .expected(format!("a host of {}", file.network))
                .help(network.nearest_host(name)));
        }
    }
    let mut hosts = Vec::with_capacity(file.hosts.len());
    for (at, host) in network.hosts().iter().enumerate() {
        let Some(setup) = file.hosts.get(&host.name) else { continue };
        let kind = Setup { document, name: &host.name, setup }.kind()?;
        let address = network.address(at);
        let cable = CablePlan { half_duplex: setup.half_duplex, ..CablePlan::default() };
        hosts.push(HostPlan { name: host.name.clone(), address, kind, cable });
    }
    Ok(hosts)
}

/// In the place of a system: none.
const BARE: &str = "bare";

/// One host's entry in the file.
struct Setup<'a> {
    document: &'a Document,
    name: &'a str,
    setup: &'a HostSetup,
}

impl Setup<'_> {
    fn at(&self, rest: &[Step]) -> Vec<Step> {
        [&path!["hosts", self.name][..], rest].concat()
    }

    /// A word that is none of those known.
    fn unknown<'a>(
        &self,
        rest: &[Step],
        what: &str,
        word: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Diagnostic {
        let known: Vec<&str> = known.collect();
        let fault = self.document.fault(&self.at(rest), format!("there is no {what} \"{word}\""));
        fault.expected(one_of(known.iter().copied())).help(did_you_mean(word, known.iter().copied()))
    }

    fn kind(&self) -> Result<HostKind, Diagnostic> {
        if self.setup.system == BARE { self.bare() } else { self.system().map(HostKind::System) }
    }

    /// A host without a system has nothing that belongs to one.
    fn bare(&self) -> Result<HostKind, Diagnostic> {
        let HostSetup {
            ncp,
            resynchronisation,
            icp,
            servers,
            profiles,
            accounts,
            files,
            system: _,
            half_duplex: _,
            note: _,
        } = self.setup;
        let given = [
            ("ncp", ncp.is_some()),
            ("resynchronisation", resynchronisation.is_some()),
            ("icp", *icp != IcpWord::default()),
            ("servers", !servers.is_empty()),
            ("profiles", !profiles.is_empty()),
            ("accounts", !accounts.is_empty()),
            ("files", !files.is_empty()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((key, _)) => {
                let fault = self.document.fault_of_key(&self.at(&path![key]), "a bare host has no system");
                Err(fault.expected("nothing but half_duplex beside \"system\": \"bare\""))
            }
            None => Ok(HostKind::Bare),
        }
    }

    fn system(&self) -> Result<SystemPlan, Diagnostic> {
        let setup = self.setup;
        if !Catalogue::systems().any(|known| known == setup.system) {
            let known = Catalogue::systems().chain([BARE]);
            return Err(self.unknown(&path!["system"], "system", &setup.system, known));
        }
        if let Some(profile) = &setup.ncp
            && !Catalogue::ncp_profiles().any(|known| known == profile)
        {
            return Err(self.unknown(&path!["ncp"], "NCP profile", profile, Catalogue::ncp_profiles()));
        }
        Ok(SystemPlan {
            system: setup.system.clone(),
            profile: setup.ncp.clone(),
            resynchronisation: setup.resynchronisation.map(resynchronisation),
            early_rfcs: None,
            most_connections: None,
            most_users: None,
            icp: icp(setup.icp),
            servers: self.servers()?,
            accounts: self.accounts()?,
            files: self.files()?,
        })
    }

    fn servers(&self) -> Result<Vec<ServerPlan>, Diagnostic> {
        let setup = self.setup;
        let mut servers: Vec<ServerPlan> = Vec::with_capacity(setup.servers.len());
        for (at, name) in setup.servers.iter().enumerate() {
            if !Catalogue::servers().any(|known| known == name) {
                return Err(self.unknown(&path!["servers", at], "server", name, Catalogue::servers()));
            }
            if let Some(other) = servers.iter().find(|other| Catalogue::same_socket(&other.name, name)) {
                let message = format!("{name} and {} would listen on one socket", other.name);
                let fault = self.document.fault(&self.at(&path!["servers", at]), message);
                return Err(fault.expected("each socket once"));
            }
            let profile = setup.profiles.get(name).cloned();
            servers.push(ServerPlan { name: name.clone(), profile });
        }
        for (server, profile) in &setup.profiles {
            if !setup.servers.contains(server) {
                let message = format!("{server} is not among the servers of {}", self.name);
                let fault =
                    self.document.fault_of_key(&self.at(&path!["profiles", server.as_str()]), message);
                return Err(fault.expected(one_of(setup.servers.iter().map(String::as_str))));
            }
            if !Catalogue::server_profiles(server).any(|known| known == profile) {
                let known = Catalogue::server_profiles(server);
                return Err(self.unknown(&path!["profiles", server.as_str()], "profile", profile, known));
            }
        }
        Ok(servers)
    }

    fn repeated(&self, path: &[Step], repeat: &RepeatFile) -> Result<String, Diagnostic> {
        let octets = repeat.text.len() as u64 * u64::from(repeat.times);
        if octets > LONGEST_REPEAT_OCTETS {
            let at = [path, &path!["repeat", "times"]].concat();
            let fault = self.document.fault(&at, format!("{octets} octets are too long a file"));
            return Err(fault.expected(format!("at most {LONGEST_REPEAT_OCTETS} octets")));
        }
        Ok(repeat.text.repeat(repeat.times as usize))
    }

    fn accounts(&self) -> Result<Vec<Login>, Diagnostic> {
        let mut accounts: Vec<Login> = Vec::with_capacity(self.setup.accounts.len());
        for (at, account) in self.setup.accounts.iter().enumerate() {
            if account.user.is_empty() {
                let fault =
                    self.document.fault(&self.at(&path!["accounts", at, "user"]), "the user has no name");
                return Err(fault.expected("at least one character"));
            }
            if accounts.iter().any(|other| other.user.eq_ignore_ascii_case(&account.user)) {
                let message = format!("the user {} stands here a second time", account.user);
                let fault = self.document.fault(&self.at(&path!["accounts", at, "user"]), message);
                return Err(fault.expected("each user once"));
            }
            accounts.push(login(account));
        }
        Ok(accounts)
    }

    fn files(&self) -> Result<Vec<FilePlan>, Diagnostic> {
        let mut files = Vec::with_capacity(self.setup.files.len());
        for (name, content) in &self.setup.files {
            let path = self.at(&path!["files", name.as_str()]);
            if let Err(why) = Catalogue::check_pathname(&self.setup.system, name) {
                let message = format!("{} cannot hold a file of this name: {why}", self.setup.system);
                let fault = self.document.fault_of_key(&path, message);
                return Err(fault.expected(Catalogue::pathname_example(&self.setup.system)));
            }
            let contents = match content {
                ContentFile::Text(text) => FileContents::Text(text.clone()),
                ContentFile::Repeat(repeat) => FileContents::Text(self.repeated(&path, repeat)?),
                ContentFile::Hex(hex) => FileContents::Octets(hex_octets(
                    self.document,
                    &[&path[..], &path!["hex"]].concat(),
                    hex,
                )?),
            };
            if let Err(why) = Catalogue::check_contents(&self.setup.system, &contents) {
                let fault =
                    self.document.fault(&path, format!("{} cannot hold this: {why}", self.setup.system));
                return Err(fault.expected("characters that the system has"));
            }
            files.push(FilePlan { path: name.clone(), contents });
        }
        Ok(files)
    }
}

/// The longest text that `repeat` may make: 16 MiB, more than a disk of the time held.
const LONGEST_REPEAT_OCTETS: u64 = 16 << 20;

fn resynchronisation(word: ResynchronisationWord) -> Resynchronisation {
    let name = match word {
        ResynchronisationWord::None => "none",
        ResynchronisationWord::Rfc467 => "rfc467",
        ResynchronisationWord::Rfc492 => "rfc492",
    };
    Resynchronisation::named(name).expect("the NCP knows the three names")
}

fn icp(word: IcpWord) -> Manner {
    let order = match word {
        IcpWord::Together | IcpWord::KeepsU => Order::Together,
        IcpWord::SendFirst => Order::SendFirst,
        IcpWord::ReceiveFirst => Order::ReceiveFirst,
    };
    Manner { order, keeps_u: word == IcpWord::KeepsU }
}

/// An account as the world takes it.
pub(super) fn login(account: &AccountFile) -> Login {
    Login { user: account.user.clone(), password: account.password.clone(), account: account.account.clone() }
}
