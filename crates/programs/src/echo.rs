//! Two servers for testing the network: one gives back what it gets, one throws it away. RFC 347, 348.

use futures_lite::future;

use crate::error::Outcome;
use crate::icp::{self, Service, Session};
use crate::sys::Sys;

/// A session in which nothing arrives for so long is closed: two minutes, as at MIT-DMCG (RFC 361).
const IDLE_LIMIT_NS: u64 = 120_000_000_000;
/// Sessions at a time. Assumed.
const MOST_SESSIONS: u32 = 8;

/// "The data received is sent back over the network, bit for bit with no modification by the echo process." RFC 347.
///
/// `service` says at which socket.
pub async fn echo(sys: Sys, service: Service) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, echo_session).await
}

/// What arrives is thrown away; only the allocation shows that it was taken. RFC 348.
///
/// `service` says at which socket.
pub async fn discard(sys: Sys, service: Service) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, discard_session).await
}

async fn echo_session(sys: Sys, session: Session) -> Outcome {
    while let Some(octets) = next_octets(&sys, &session).await {
        if session.send.send_octets(&octets).await.is_err() {
            break;
        }
    }
    close(session).await;
    Ok(())
}

async fn discard_session(sys: Sys, session: Session) -> Outcome {
    while next_octets(&sys, &session).await.is_some() {}
    close(session).await;
    Ok(())
}

/// What arrives next; `None` when the user has gone, or has been silent for too long.
async fn next_octets(sys: &Sys, session: &Session) -> Option<Vec<u8>> {
    match sys.within(IDLE_LIMIT_NS, session.receive.receive_octets()).await {
        Some(received) => received.ok(),
        None => {
            sys.say("nothing has come for two minutes: closing");
            None
        }
    }
}

async fn close(session: Session) {
    future::zip(session.receive.close(), session.send.close()).await;
}
