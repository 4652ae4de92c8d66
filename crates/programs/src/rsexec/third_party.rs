//! A file goes from one site to another while we only talk: RFC 438 p. 3.
//!
//! ```text
//!      to SITE1, which has the file          to SITE2, which gets it
//!   1.                                       LSTN R            255 SOCK X
//!   2. SOCK SITE2,X      255 SOCK Y
//!   3.                                       SOCK SITE1,Y      255 SOCK X
//!   4. RETR PROG1.PL1    250 ... 252         APPE PROG2.PL1    250 ... 252
//! ```
//!
//! When only SITE1's server knows LSTN, the same is done in the mirror: LSTN S there, and SITE2 asks for the connection. When
//! neither does, PASV is tried in the same way (RFC 478 p. 2, RFC 542 p. 34): the data sockets are then known by rule, and
//! SOCK tells each site the other's.

use arpanet_wire::ftp::{Command, Direction, HostSocket, Verb};
use futures_lite::future::{or, zip};

use crate::ftp::parameters::{Coding, Parameters};
use crate::ftp::user::{Remote, RemoteError};
use crate::sys::Sys;

/// How long the other site may take to tell what became of its part, once one has failed: its server finds out within
/// 60 s that its partner is dead.
const VERDICT_NS: u64 = 90_000_000_000;

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    /// The file at SITE1.
    pub source: &'a str,
    /// The file at SITE2.
    pub target: &'a str,
    /// Append to the target, or store it.
    pub appends: bool,
    /// TYPE, BYTE, MODE and STRU for both.
    pub parameters: &'a Parameters,
}

/// The two sites.
pub struct Sites {
    /// SITE1, which sends.
    pub from: Remote,
    /// SITE2, which receives.
    pub to: Remote,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    From,
    To,
}

/// How a server is made to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    Lstn,
    Pasv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Primary,
    Secondary,
}

impl Sites {
    /// Does the errand. Whatever the result, neither site is left waiting: what still runs after a failure is aborted.
    pub async fn run(&mut self, sys: &Sys, errand: &Errand<'_>) -> Result<(), RemoteError> {
        sys.say("both sites must agree on TYPE, BYTE, MODE and STRU before the transfer (RFC 438 p. 3)");
        self.from.set_parameters(errand.parameters).await?;
        self.to.set_parameters(errand.parameters).await?;
        let listener = self.introduce(sys).await?;
        let done = self.transfer(sys, errand, listener).await;
        if let Err(error) = &done {
            self.quiet(sys, error).await;
        }
        done
    }

    /// Steps 1 to 3. Returns who listens: the first that knows how. The error is that of the first who does not.
    async fn introduce(&mut self, sys: &Sys) -> Result<Site, RemoteError> {
        let (to, from) = (self.to.site().to_owned(), self.from.site().to_owned());
        let first = match self.listen_by(sys, Means::Lstn, Site::To).await {
            Err(error) if error.is_unknown_command() => error,
            done => return done.map(|()| Site::To),
        };
        sys.say(format!("{to} does not know LSTN: the other way about, {from} is to listen"));
        for (means, site) in [(Means::Lstn, Site::From), (Means::Pasv, Site::To), (Means::Pasv, Site::From)] {
            if (means, site) == (Means::Pasv, Site::To) {
                sys.print(format!("Neither {to} nor {from} knows LSTN: trying PASV.\r\n"));
            }
            match self.listen_by(sys, means, site).await {
                Err(error) if error.is_unknown_command() => {}
                done => return done.map(|()| site),
            }
        }
        Err(first)
    }

    /// Has a site listen, and makes the two known to each other.
    async fn listen_by(&mut self, sys: &Sys, means: Means, site: Site) -> Result<(), RemoteError> {
        let (listener, direction, asker) = match site {
            Site::To => (&mut self.to, Direction::Receive, &mut self.from),
            Site::From => (&mut self.from, Direction::Send, &mut self.to),
        };
        let known = known_socket(asker, direction.reverse());
        match means {
            Means::Lstn => {
                let x = listener.socket(&Command::Lstn(direction)).await?;
                let x = x.ok_or_else(|| RemoteError::NoSocket {
                    site: listener.site().to_owned(),
                    text: "LSTN was answered without one".into(),
                })?;
                let told = asker.socket(&sock(listener, x)?).await?;
                restrict(sys, listener, asker, told.or(known)).await
            }
            Means::Pasv => {
                // RFC 542 p. 24 has the SOCK before; what is known only from the answer of the other site follows.
                if known.is_some() {
                    restrict(sys, listener, asker, known).await?;
                }
                listener.command(&Command::Pasv).await?;
                sys.print(format!("{} listens by PASV.\r\n", listener.site()));
                let x = listener.fixed_socket(direction);
                match asker.socket(&sock(listener, x)?).await? {
                    _ if known.is_some() => Ok(()),
                    told => restrict(sys, listener, asker, told).await,
                }
            }
        }
    }

    /// Step 4. Neither command waits for the other's reply. The one for the listening site goes first, so that it works
    /// with a site at which requests for connection cannot wait.
    async fn transfer(&mut self, sys: &Sys, errand: &Errand<'_>, listener: Site) -> Result<(), RemoteError> {
        sys.say(
            "the two commands may come in any order: an early request for connection waits for the later one",
        );
        let send = Command::Retr(errand.source.to_owned());
        let target = errand.target.to_owned();
        let receive = if errand.appends { Command::Appe(target) } else { Command::Stor(target) };
        match listener {
            Site::To => {
                self.to.send(&receive).await?;
                self.from.send(&send).await?;
            }
            Site::From => {
                self.from.send(&send).await?;
                self.to.send(&receive).await?;
            }
        }
        self.both(Stage::Primary, receive.verb()).await?;
        self.both(Stage::Secondary, receive.verb()).await
    }

    /// Waits for the reply of this stage from both; the first failure counts.
    async fn both(&mut self, stage: Stage, verb: Verb) -> Result<(), RemoteError> {
        let first = or(async { (Site::From, wait(&mut self.from, stage, Verb::Retr).await) }, async {
            (Site::To, wait(&mut self.to, stage, verb).await)
        });
        let (site, result) = first.await;
        result?;
        match site {
            Site::From => wait(&mut self.to, stage, verb).await,
            Site::To => wait(&mut self.from, stage, Verb::Retr).await,
        }
    }

    /// After a failure: a site whose transfer has begun tells by itself what becomes of it, and one that still waits for
    /// a connection is told to stop.
    async fn quiet(&mut self, sys: &Sys, error: &RemoteError) {
        for remote in [&mut self.from, &mut self.to] {
            if error.is_the_end_of(remote.site()) {
                continue;
            }
            if remote.is_transferring() {
                let verdict = sys.within(VERDICT_NS, remote.secondary());
                let _: Option<Result<_, RemoteError>> = verdict.await;
            }
            if remote.is_busy() {
                // That it cannot be aborted is no news after the failure.
                let abort = sys.within(VERDICT_NS, remote.abort());
                let _: Option<Result<_, RemoteError>> = abort.await;
            }
        }
    }

    /// BYE to both.
    pub async fn bye(self) {
        self.from.bye().await;
        self.to.bye().await;
    }

    /// BYE to both at once, after a failure: a site that does not answer lets nobody wait for the other.
    pub async fn part(self) {
        zip(self.from.bye(), self.to.bye()).await;
    }
}

/// Tells the one that listens for whom alone, if that is known.
async fn restrict(
    sys: &Sys,
    listener: &mut Remote,
    asker: &Remote,
    y: Option<u32>,
) -> Result<(), RemoteError> {
    match y {
        Some(y) => listener.socket(&sock(asker, y)?).await.map(drop),
        None => {
            let (asker, listener) = (asker.site(), listener.site());
            sys.print(format!("{asker} has not told its socket, so {listener} must take whoever comes.\r\n"));
            Ok(())
        }
    }
}

/// A site's data socket where the protocol fixes it: RFC 354 p. 6 leaves it to the server, RFC 542 p. 24 does not.
fn known_socket(remote: &Remote, direction: Direction) -> Option<u32> {
    (remote.coding() == Coding::August1973).then(|| remote.fixed_socket(direction))
}

/// `SOCK host,socket`: host numbers are decimal and of one octet (RFC 354 p. 22).
fn sock(remote: &Remote, socket: u32) -> Result<Command, RemoteError> {
    match remote.host().to_octet() {
        Some(host) => Ok(Command::Sock(HostSocket { host: Some(host), socket })),
        None => Err(RemoteError::NoNumber { site: remote.site().to_owned() }),
    }
}

async fn wait(remote: &mut Remote, stage: Stage, verb: Verb) -> Result<(), RemoteError> {
    let reply = match stage {
        Stage::Primary => remote.primary().await?,
        Stage::Secondary => remote.secondary().await?,
    };
    remote.judge(verb, reply).map(drop)
}
