//! Who is on, and who is up: a server's report of its host, or of the network as its NCP knows it, and the connections
//! close. RFC 503 p. 2.

use super::{LineSession, MOST_SESSIONS};
use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::status;
use crate::sys::Sys;

/// Who is on, at the socket that `service` says.
pub async fn systat(sys: Sys, service: Service) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, |sys, session| async move {
        let session = LineSession::new(&sys, session);
        session.print(&status::systat(&sys).await).await;
        session.close().await;
        Ok(())
    })
    .await
}

/// Who is up, at the socket that `service` says.
pub async fn netstat(sys: Sys, service: Service) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, |sys, session| async move {
        let session = LineSession::new(&sys, session);
        session.print(&status::netstat(&sys).await).await;
        session.close().await;
        Ok(())
    })
    .await
}
