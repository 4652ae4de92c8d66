//! Finger: `finger` lists who is on at a host, `finger doe@host` tells of one user. RFC 742; it is of December 1977, and
//! here because today's NCP daemons have it.
//!
//! The user sends one line. An empty one asks for everybody; names with commas between them ask for those, and `/W`, for
//! more, asks for nothing more here (RFC 742 p. 1). A user's plan is the file PLAN in the user's directory (p. 2).

use super::{FINGER, LineSession, MOST_SESSIONS};
use crate::error::{Failure, Outcome};
use crate::icp::{self, Session};
use crate::status;
use crate::sys::Sys;

/// How long the user may take to send the line: 60 s. Assumed.
const LINE_LIMIT_NS: u64 = 60_000_000_000;
/// A user's plan.
const PLAN: &str = "PLAN";

/// The server.
pub async fn finger_server(sys: Sys) -> Outcome {
    icp::serve(sys, FINGER, MOST_SESSIONS, answer).await
}

async fn answer(sys: Sys, session: Session) -> Outcome {
    let mut session = LineSession::new(&sys, session);
    if let Some(Some(request)) = sys.within(LINE_LIMIT_NS, session.read_request()).await {
        let told = match request {
            Some(line) => tell(&sys, &line).await,
            None => "?\n".to_owned(),
        };
        session.print(&told).await;
    }
    session.close().await;
    Ok(())
}

async fn tell(sys: &Sys, line: &str) -> String {
    let names: Vec<&str> =
        line.split([',', ' ']).filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("/W")).collect();
    if names.is_empty() {
        return status::systat(sys).await;
    }
    let mut told = String::new();
    for name in names {
        told.push_str(&match sys.user_named(name) {
            Some(user) => one_user(sys, user).await,
            None => {
                let readable: String = name.chars().filter(char::is_ascii_graphic).collect();
                format!("{readable}: NO SUCH USER\n")
            }
        });
    }
    told
}

async fn one_user(sys: &Sys, user: &str) -> String {
    let mut on = sys.who().await;
    on.retain(|entry| entry.user == user);
    let state = if on.is_empty() { format!("{user} IS NOT LOGGED IN\n") } else { status::who(&on) };
    match sys.acting_for(user).read_file(PLAN).await {
        Ok(plan) => format!("{state}PLAN:\n{}\n", plan.content.text(sys.system())),
        Err(_) => format!("{state}NO PLAN\n"),
    }
}

/// The user's program: `finger [NAME]@HOST`.
pub async fn finger_user(sys: Sys) -> Outcome {
    let wanted = sys.arguments().join(" ");
    let (line, host) = wanted.rsplit_once('@').ok_or_else(|| Failure::new("finger wants [NAME]@HOST"))?;
    let address = sys.address_of(host).ok_or_else(|| Failure::new(format!("there is no host `{host}`")))?;
    let session = icp::user(&sys, address, FINGER).await?;
    let mut session = LineSession::new(&sys, session);
    session.print(&format!("{line}\n")).await;
    while let Some(line) = session.read_line().await {
        sys.print(format!("{line}\r\n"));
    }
    session.close().await;
    Ok(())
}
