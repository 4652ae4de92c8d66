//! Date and time, in one line. RFC 503 p. 2.

use super::tell;
use crate::error::Outcome;
use crate::icp::Service;
use crate::sys::Sys;

/// The server, at the socket that `service` says.
pub async fn daytime(sys: Sys, service: Service) -> Outcome {
    tell(sys, service, |sys| async move { format!("{}, {}\n", sys.date().weekday(), sys.date()) }).await
}
