//! Who is on, and who is up: a server's report of its host, or of the network as its NCP knows it. RFC 503 p. 2.

use super::tell;
use crate::error::Outcome;
use crate::icp::Service;
use crate::status;
use crate::sys::Sys;

/// Who is on, at the socket that `service` says.
pub async fn systat(sys: Sys, service: Service) -> Outcome {
    tell(sys, service, |sys| async move { status::systat(&sys).await }).await
}

/// Who is up, at the socket that `service` says.
pub async fn netstat(sys: Sys, service: Service) -> Outcome {
    tell(sys, service, |sys| async move { status::netstat(&sys).await }).await
}
