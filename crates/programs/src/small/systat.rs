//! Who is on: the users logged in, and the connections close. RFC 503 p. 2.

use super::{LineSession, MOST_SESSIONS, SYSTAT};
use crate::call::LoggedIn;
use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::sys::Sys;

/// The server, at the socket that `service` says.
pub async fn systat(sys: Sys, service: Service) -> Outcome {
    debug_assert_eq!(service.name, SYSTAT.name);
    icp::serve(sys, service, MOST_SESSIONS, |sys, session| async move {
        let session = LineSession::new(&sys, session);
        session.print(&report(&sys, None).await).await;
        session.close().await;
        Ok(())
    })
    .await
}

/// The host, the time, and the users that are on: all of them, or those of one name.
pub(super) async fn report(sys: &Sys, only: Option<&str>) -> String {
    let mut users = sys.who().await;
    users.retain(|entry| only.is_none_or(|only| entry.user == only));
    format!("{}, {}, {} JOBS\n{}", sys.host_name(), sys.date(), users.len(), Columns(&users))
}

/// Users in columns.
struct Columns<'a>(&'a [LoggedIn]);

impl std::fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "JOB  USER         PROGRAM")?;
        for entry in self.0 {
            writeln!(f, "{:3}  {:12} {}", entry.job, entry.user, entry.program.to_ascii_uppercase())?;
        }
        Ok(())
    }
}
