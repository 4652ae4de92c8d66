//! The server's side of the ICP.

use std::future::Future;

use arpanet_ncp::{Gender, SocketName};
use arpanet_wire::Bits;
use futures_lite::future;

use super::{IcpFailure, SERVER_BLOCK, STEP_LIMIT_NS, Service, Session, Step};
use crate::call::Filter;
use crate::connection::{Connection, HeldSocket, SocketBlock};
use crate::error::{Failure, OpenError, Outcome};
use crate::sys::Sys;

/// Waits at the service's socket for ever, and starts a session for each user who comes: one at a time at the door,
/// any number inside up to `most_sessions`, or the host's own number ([`Sys::most_users`]); beyond that users are refused with CLS
/// (RFC 361).
///
/// A session is a program of its own, `session`; it begins when both connections are open.
pub async fn serve<F, S>(sys: Sys, service: Service, most_sessions: u32, session: S) -> Outcome
where
    S: Fn(Sys, Session) -> F + Clone + 'static,
    F: Future<Output = Outcome> + 'static,
{
    let most_sessions = sys.most_users().unwrap_or(most_sessions);
    // Users who come while another one is at the door wait there.
    let door = sys.hold(service.socket).await?;
    loop {
        if sys.children().await >= most_sessions {
            sys.say(format!(
                "{most_sessions} users are all this server has room for: the next one is refused"
            ));
            future::or(door.refuse(), sys.child_ended()).await;
            continue;
        }
        let user = sys.listen(service.socket, 32, Filter::default()).await?;
        admit(&sys, service, user, session.clone()).await?;
    }
}

/// Waits at the service's socket for one user, and gets as far as both connections with it.
pub async fn serve_one(sys: &Sys, service: Service) -> Result<Session, Failure> {
    let door = sys.hold(service.socket).await?;
    let user = sys.listen(service.socket, 32, Filter::default()).await?;
    drop(door);
    let (u, block, doors) = give_number(sys, user).await?;
    connect(sys, service, u, block, doors).await
}

/// S5 and S6, and a session for the rest.
async fn admit<F, S>(sys: &Sys, service: Service, user: Connection, session: S) -> Outcome
where
    S: Fn(Sys, Session) -> F + 'static,
    F: Future<Output = Outcome> + 'static,
{
    match give_number(sys, user).await {
        Ok((u, block, doors)) => {
            sys.spawn(service.name, move |sys| answer(sys, service, u, block, doors, session));
        }
        Err(failure) => sys.say(failure.to_string()),
    }
    Ok(())
}

/// S5 and S6: the user's first socket, our block, and its first two sockets held.
async fn give_number(
    sys: &Sys,
    user: Connection,
) -> Result<(SocketName, SocketBlock, (HeldSocket, HeldSocket)), Failure> {
    let block = sys.reserve(SERVER_BLOCK).await?;
    // The user's requests may come before ours go out: they are to wait.
    let doors = (sys.hold(block.socket(0)).await?, sys.hold(block.socket(1)).await?);
    let u = user.foreign();
    let mut s = Bits::new();
    s.push(u64::from(block.base()), 32);
    if let Err(reason) = user.send(&s).await {
        return Err(Failure::new(format!("the user at {u} went away: {reason}")));
    }
    if !user.close_within(STEP_LIMIT_NS).await {
        return Err(Failure::new(format!("the user at {u} did not take its socket number in time")));
    }
    Ok((u, block, doors))
}

/// S7 and S8 by a program of their own; then the session.
async fn answer<F, S>(
    sys: Sys,
    service: Service,
    u: SocketName,
    block: SocketBlock,
    doors: (HeldSocket, HeldSocket),
    session: S,
) -> Outcome
where
    S: Fn(Sys, Session) -> F,
    F: Future<Output = Outcome>,
{
    let block = block.adopted_by(&sys);
    let doors = (doors.0.adopted_by(&sys), doors.1.adopted_by(&sys));
    let connected = connect(&sys, service, u, block, doors).await?;
    session(sys, connected).await
}

/// S7 and S8, by the manner of the host: both at once and S first (RFC 202 p. 2), or one after the other.
async fn connect(
    sys: &Sys,
    service: Service,
    u: SocketName,
    block: SocketBlock,
    doors: (HeldSocket, HeldSocket),
) -> Result<Session, Failure> {
    let receive = sys.init(block.socket(0), SocketName { number: u.number + 3, ..u }, service.user_byte_size);
    let send = sys.init(block.socket(1), SocketName { number: u.number + 2, ..u }, service.server_byte_size);
    let both = sys.within(STEP_LIMIT_NS, sys.icp().order.open(send, receive, Gender::Receive)).await;
    let both = both.ok_or(Step::Connections.failed(IcpFailure::TimedOut))?;
    let (send, receive) = both.map_err(|error: OpenError| Step::Connections.failed(error))?;
    drop(doors);
    Ok(Session { receive, send, foreign_base: u, block, u: None })
}
