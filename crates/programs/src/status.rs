//! How a host and its network are doing, as text: for the command interpreter of a visitor (SYSTAT, WHO, NETSTAT and the like)
//! and for the servers that tell anyone who asks (RFC 503 p. 2: "who-is-on" and "who-is-up").
//!
//! Liberty: the wording is ours.

use arpanet_ncp::ConnectionStatus;

use crate::call::LoggedIn;
use crate::sys::Sys;

/// Hosts in a line of the table of hosts.
const HOSTS_IN_A_LINE: usize = 3;

/// The host, how busy it is, and who is on.
pub async fn systat(sys: &Sys) -> String {
    let (users, load) = (sys.who().await, sys.load().await);
    let up = sys.now().ns_since(load.up_since) / 1_000_000_000;
    let (used, all) = load.disk_words;
    format!(
        "{}, {}, {} JOBS\n UP {}:{:02}:{:02}, {} PROGRAMS, DISK {} OF {} WORDS\n{}",
        sys.host_name(),
        sys.date(),
        users.len(),
        up / 3600,
        up / 60 % 60,
        up % 60,
        load.programs,
        used,
        all,
        who(&users),
    )
}

/// The users that are on.
pub fn who(users: &[LoggedIn]) -> String {
    let mut text = " JOB USER         PROGRAM\n".to_owned();
    for LoggedIn { job, user, program } in users {
        text.push_str(&format!(" {job:3} {user:12} {}\n", program.to_ascii_uppercase()));
    }
    text
}

/// The hosts of the network, up, down, or not known; and the connections of this one.
pub async fn netstat(sys: &Sys) -> String {
    let status = sys.net_status().await;
    let mut text = format!("{}, {}\n", sys.host_name(), sys.date());
    for hosts in status.hosts.chunks(HOSTS_IN_A_LINE) {
        let told = hosts.iter().map(|(address, is_up)| {
            let state = is_up.map_or("?", |up| if up { "UP" } else { "DOWN" });
            format!(" {:14} {state:6}", sys.name_of(*address))
        });
        text.push_str(&format!("{}\n", told.collect::<String>().trim_end()));
    }
    text.push_str("      LOCAL    FOREIGN AT            LINK SIZE STATE\n");
    for connection in &status.connections {
        text.push_str(&connection_line(sys, connection));
    }
    text
}

fn connection_line(sys: &Sys, status: &ConnectionStatus) -> String {
    let number = |number: Option<u8>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let foreign = status.pair.foreign;
    format!(
        " {:10} {:10} {:14} {:>4} {:>4} {}\n",
        status.pair.local,
        foreign.number,
        sys.name_of(foreign.host),
        number(status.link),
        number(status.byte_size),
        format!("{:?}", status.state).to_ascii_uppercase(),
    )
}
