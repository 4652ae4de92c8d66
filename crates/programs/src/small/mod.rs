//! Small servers: a character generator, who is on, who is up, date and time, and finger, with the sockets that hosts had them at.

mod chargen;
mod daytime;
mod finger;
mod line_session;
mod news;
pub mod sockets;
mod systat;

use std::future::Future;

use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::sys::Sys;

pub use chargen::chargen;
pub use daytime::daytime;
pub use finger::{finger_server, finger_user};
pub use line_session::LineSession;
pub use news::tip_news;
pub use systat::{netstat, systat};

/// Who is on. RFC 503 p. 2.
pub const SYSTAT: Service = Service::of_octets("systat", 11);
/// Date and time. RFC 503 p. 2.
pub const DAYTIME: Service = Service::of_octets("daytime", 13);
/// Who is up. RFC 503 p. 2.
pub const NETSTAT: Service = Service::of_octets("netstat", 15);
/// The character generator. RFC 433 p. 1.
pub const CHARGEN: Service = Service::of_octets("chargen", 19);
/// Finger. RFC 742 p. 1: 117 octal.
pub const FINGER: Service = Service::of_octets("finger", 0o117);

/// The news of the network. RFC 381 p. 4: 15600031 octal.
pub const TIP_NEWS: Service = Service::of_octets("tip-news", 0o15_600_031);

/// Users at a time of each of these servers. Assumed.
const MOST_SESSIONS: u32 = 8;

/// A server that says one thing to whoever comes, and closes the connections.
async fn tell<F, T>(sys: Sys, service: Service, text: T) -> Outcome
where
    T: Fn(Sys) -> F + Copy + 'static,
    F: Future<Output = String> + 'static,
{
    icp::serve(sys, service, MOST_SESSIONS, move |sys, session| async move {
        let session = LineSession::new(&sys, session);
        session.print(&text(sys).await).await;
        session.close().await;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_are_those_that_the_documents_print_in_decimal() {
        let services = [SYSTAT, DAYTIME, NETSTAT, CHARGEN, FINGER, TIP_NEWS];
        assert_eq!(services.map(|service| service.socket), [11, 13, 15, 19, 79, 3_604_505]);
    }
}
