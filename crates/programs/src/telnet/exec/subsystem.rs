//! Programs run from the command interpreter: a user who is logged in types the program's name, as TENEX's users did for
//! its subsystems. Liberty: the other systems, whose words for it our sources do not show, do it in the same way.

use futures_lite::future::or;

use super::super::editor::Typed;
use super::super::tty::{Gone, Printed};
use super::Exec;
use crate::catalogue::{self, Program};

/// Programs for a person at a terminal of the host. `tip` is a TIP's own.
const SUBSYSTEMS: [&str; 7] = ["ftp", "telnet", "rsexec", "sndmsg", "readmail", "doctor", "parry"];

/// What happens while a program runs.
enum Happening {
    Printed(Option<String>),
    Typed(Result<Typed, Gone>),
}

impl Exec {
    /// The program that a logged-in user means by a word.
    pub(super) fn program(&self, word: &str) -> Option<&'static Program> {
        let name = word.to_ascii_lowercase();
        let is_known = self.user.is_some() && SUBSYSTEMS.contains(&name.as_str());
        is_known.then(|| catalogue::program(&name)).flatten()
    }

    /// Runs a program at the user's terminal until it ends. A break, or the user's going, takes its terminal away.
    pub(super) async fn run_program(&mut self, program: &'static Program) -> Result<Printed, Gone> {
        self.sys.start_guest(program.name, program.run);
        loop {
            let sys = self.sys.clone();
            let printed = async { Happening::Printed(sys.guest_prints().await) };
            let typed = async { Happening::Typed(self.tty.read().await) };
            match or(printed, typed).await {
                // A break in the middle of what is printed breaks off that and not the program.
                Happening::Printed(Some(text)) => drop(self.tty.print(&text.replace("\r\n", "\n")).await?),
                Happening::Printed(None) => {
                    self.tty.put_back(self.sys.guest_unread().await);
                    return Ok(Printed::Whole);
                }
                Happening::Typed(Ok(Typed::Line(line))) => self.sys.type_to_guest(&line),
                Happening::Typed(Ok(Typed::TooLong)) => drop(self.refuse("line too long").await?),
                Happening::Typed(Ok(Typed::Break)) => {
                    self.sys.hang_up_guest();
                    return Ok(Printed::Broken);
                }
                Happening::Typed(Err(Gone)) => {
                    self.sys.hang_up_guest();
                    return Err(Gone);
                }
            }
        }
    }
}
