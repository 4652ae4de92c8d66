//! Date and time: one line, and the connections close. RFC 503 p. 2.

use super::{LineSession, MOST_SESSIONS};
use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::sys::Sys;

/// The server, at the socket that `service` says.
pub async fn daytime(sys: Sys, service: Service) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, |sys, session| async move {
        let session = LineSession::new(&sys, session);
        let date = sys.date();
        session.print(&format!("{}, {date}\n", date.weekday())).await;
        session.close().await;
        Ok(())
    })
    .await
}
