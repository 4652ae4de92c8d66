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
//! When only SITE1's server knows LSTN, the same is done in the mirror: LSTN S there, and SITE2 asks for the connection.

use arpanet_wire::ftp::{Command, Direction, HostSocket, Verb};
use futures_lite::future::or;

use crate::ftp::parameters::Parameters;
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

    /// Steps 1 to 3. Returns who listens.
    async fn introduce(&mut self, sys: &Sys) -> Result<Site, RemoteError> {
        let lstn = self.to.socket(&Command::Lstn(Direction::Receive)).await;
        match lstn {
            Err(error) if error.is_unknown_command() => {
                sys.say(format!(
                    "{} does not know LSTN: the other way about, {} is to listen",
                    self.to.site(),
                    self.from.site()
                ));
                let x = self.from.socket(&Command::Lstn(Direction::Send)).await?;
                introduce(sys, &mut self.from, x, &mut self.to).await.map(|()| Site::From)
            }
            x => introduce(sys, &mut self.to, x?, &mut self.from).await.map(|()| Site::To),
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
            if remote.is_transferring() {
                let verdict = sys.within(VERDICT_NS, remote.secondary());
                let _: Option<Result<_, RemoteError>> = verdict.await;
            }
            let is_gone = matches!(error, RemoteError::Lost { site, .. } if site == remote.site());
            if remote.is_busy() && !is_gone {
                // That it cannot be aborted is no news after the failure.
                let _: Result<_, RemoteError> = remote.abort().await;
            }
        }
    }

    /// BYE to both.
    pub async fn bye(self) {
        self.from.bye().await;
        self.to.bye().await;
    }
}

/// Tells the one that asks where to ask, and the one that listens for whom alone.
async fn introduce(
    sys: &Sys,
    listener: &mut Remote,
    x: Option<u32>,
    asker: &mut Remote,
) -> Result<(), RemoteError> {
    let x = x.ok_or_else(|| RemoteError::NoSocket {
        site: listener.site().to_owned(),
        text: "LSTN was answered without one".into(),
    })?;
    let y = asker.socket(&sock(listener, x)?).await?;
    match y {
        Some(y) => listener.socket(&sock(asker, y)?).await.map(drop),
        None => {
            sys.print(format!(
                "{} has not told its socket, so {} must take whoever comes.\r\n",
                asker.site(),
                listener.site()
            ));
            Ok(())
        }
    }
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
