//! A gateway between the network and whatever stands outside the run: octets that come as keys go to a host's service, and
//! what the service says is printed, each octet a character. Either way round:
//!
//! - `gateway call HOST SOCKET`: an initial connection with the service at that socket of the host of this number;
//! - `gateway listen SOCKET`: the next user who asks for the service at this host's own socket.
//!
//! As soon as the connections are open the program prints nothing, once: whoever waits outside knows by it. It ends when
//! either side ends.

use arpanet_wire::{Bits, HostAddress};
use futures_lite::future;

use crate::error::{CloseReason, Failure, Outcome};
use crate::icp::{self, Service, Session};
use crate::sys::Sys;

/// What happens next.
enum Happening {
    Keys(Option<Vec<u8>>),
    Arrived(Result<Vec<u8>, CloseReason>),
}

/// The program.
pub async fn gateway(sys: Sys) -> Outcome {
    let words: Vec<&str> = sys.arguments().iter().map(String::as_str).collect();
    match words[..] {
        ["call", host, socket] => {
            let host = host.parse().map_err(|_| Failure::new(format!("`{host}` is no number of a host")))?;
            let service = Service::of_octets("gateway", odd(socket)?);
            let session = icp::user(&sys, HostAddress::from_octet(host), service).await?;
            relay(&sys, session).await
        }
        ["listen", socket] => {
            let service = Service::of_octets("gateway", odd(socket)?);
            let session = icp::serve_one(&sys, service).await?;
            relay(&sys, session).await
        }
        _ => Err(Failure::new("gateway wants `call HOST SOCKET` or `listen SOCKET`")),
    }
}

/// A service's socket sends.
fn odd(typed: &str) -> Result<u32, Failure> {
    let socket = typed.parse().ok().filter(|socket| socket % 2 == 1);
    socket.ok_or_else(|| Failure::new(format!("`{typed}` is no socket of a service: those are odd")))
}

async fn relay(sys: &Sys, session: Session) -> Outcome {
    sys.print("");
    loop {
        let keys = async { Happening::Keys(sys.read_keys().await) };
        let arrived = async { Happening::Arrived(session.receive.receive_octets().await) };
        match future::or(arrived, keys).await {
            Happening::Arrived(Ok(octets)) => {
                sys.print(octets.into_iter().map(char::from).collect::<String>());
            }
            Happening::Keys(Some(octets)) => {
                session.send.offer(&Bits::from_octets(&octets));
                if session.send.room().await.is_err() {
                    break;
                }
            }
            Happening::Keys(None) | Happening::Arrived(Err(_)) => break,
        }
    }
    let Session { receive, send, .. } = session;
    future::zip(receive.close(), send.close()).await;
    Ok(())
}
