//! The news of the network: the TIP's `@NEWS` gets it, and users of other hosts from "socket 15600031 (octal) at the BBN
//! Tenex" (RFC 381 p. 4).
//!
//! Assumed: it is a text file, NEWS.TXT of the operator's, sent whole; then the connections close.

use super::{TIP_NEWS, tell};
use crate::error::Outcome;
use crate::sys::Sys;

const NEWS: &str = "NEWS.TXT";

/// The server.
pub async fn tip_news(sys: Sys) -> Outcome {
    tell(sys, TIP_NEWS, |sys| async move { news(&sys).await }).await
}

async fn news(sys: &Sys) -> String {
    let Some(places) = sys.system().mail else { return String::new() };
    match sys.acting_for(places.operator).read_file(NEWS).await {
        Ok(file) => file.content.text(sys.system()),
        Err(_) => "NO NEWS\n".to_owned(),
    }
}
