//! What RFC 165 leaves to each host in the ICP. "The labels here imply no ordering except that ordering required by the
//! Host-Host Protocol" (p. 4): so hosts differed, and RFC 202 found that two of them may wait for each other.

use std::future::Future;

use arpanet_ncp::Gender;
use futures_lite::future;

use crate::connection::Connection;
use crate::error::OpenError;

/// How a host goes through the ICP, the same for all its programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// In which order it asks for the two connections.
    pub order: Order,
    /// As user it leaves U open for as long as the session lasts: "If the user side declines to close socket U, then it
    /// must be handled automatically by the second level" (RFC 165 p. 3). Others let go of U once they are connected.
    pub keeps_u: bool,
}

/// In which order the two connections with S and S+1 are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Both at once, that of S and U+3 first: what RFC 202 p. 2 recommends.
    #[default]
    Together,
    /// The one on which this side sends; the other one when that is matched.
    SendFirst,
    /// The one on which this side receives; the other one when that is matched.
    ReceiveFirst,
}

impl Order {
    /// Opens both connections. `leader` tells on which of the two this side has S or U+3.
    pub(super) async fn open<F>(
        self,
        send: F,
        receive: F,
        leader: Gender,
    ) -> Result<(Connection, Connection), OpenError>
    where
        F: Future<Output = Result<Connection, OpenError>>,
    {
        match (self, leader) {
            (Order::Together, Gender::Send) => future::try_zip(send, receive).await,
            (Order::Together, Gender::Receive) => {
                let (receive, send) = future::try_zip(receive, send).await?;
                Ok((send, receive))
            }
            (Order::SendFirst, _) => {
                let send = send.await?;
                Ok((send, receive.await?))
            }
            (Order::ReceiveFirst, _) => {
                let receive = receive.await?;
                Ok((send.await?, receive))
            }
        }
    }
}
