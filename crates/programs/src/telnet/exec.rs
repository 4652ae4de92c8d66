//! The command interpreter that a user of the logger meets: TENEX's EXEC, as much of it as a visitor needs, and with other
//! words those of the other systems ([`Login`]).
//!
//! ```text
//! UTAH-10 TENEX
//! @LOGIN THOMAS
//! (PASSWORD)
//! (ACCOUNT #) 1
//! JOB 4 ON TTY4 15-JAN-73 12:00:07
//! @DIRECTORY
//!    <THOMAS>
//!  PROG1.PL1;1
//! @LOGOUT
//! ```
//!
//! A command may be cut short as long as no other begins like it. Liberty: our sources show fragments of such sessions
//! only; the wording of what EXEC says is ours, and it serves all systems.

mod subsystem;

use super::Dialect;
use super::editor::Typed;
use super::tty::{Gone, Printed, Tty};
use crate::error::{Failure, LoginError, Outcome};
use crate::files::FileInfo;
use crate::icp::Session;
use crate::status;
use crate::sys::Sys;
use crate::system::{Attempt, Login, Wish};

/// One user at a terminal, from the greeting to the end of the connections.
pub async fn session(sys: Sys, session: Session, dialect: Dialect) -> Outcome {
    let Session { receive, send, block, .. } = session;
    let Some(login) = &sys.system().login else {
        return Err(Failure::new(format!("nobody logs in at a {}", sys.system().title)));
    };
    let tty = Tty::new(&sys, receive, send, dialect);
    let mut exec = Exec { tty, user: None, sys: sys.clone(), login };
    let Ok(()) = exec.run().await else {
        exec.sys.say("the user has gone without logging out");
        return Ok(());
    };
    exec.tty.close().await;
    drop(block);
    Ok(())
}

struct Exec {
    sys: Sys,
    login: &'static Login,
    tty: Tty,
    user: Option<String>,
}

/// What a command leads to.
enum Next {
    Prompt,
    Leave,
}

impl Exec {
    async fn run(&mut self) -> Result<(), Gone> {
        let system = self.sys.system();
        let greeting = system.greeting.replace("{host}", self.sys.host_name());
        self.tty.print(&format!("{greeting}\n")).await?;
        loop {
            self.tty.prompt(system.prompt).await?;
            match self.tty.read().await? {
                Typed::TooLong => drop(self.tty.print(" ? TOO LONG\n").await?),
                Typed::Break => drop(self.tty.print("^C\n").await?),
                Typed::Line(line) => match self.on_line(line.trim()).await? {
                    (Printed::Whole, Next::Prompt) => {}
                    (Printed::Broken, Next::Prompt) => drop(self.tty.print("^C\n").await?),
                    (_, Next::Leave) => return Ok(()),
                },
            }
        }
    }

    async fn on_line(&mut self, line: &str) -> Result<(Printed, Next), Gone> {
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        let argument = argument.trim();
        let printed = match command(self.login, verb) {
            Command::None => Printed::Whole,
            Command::Help => self.help().await?,
            Command::Unknown => match self.program(verb) {
                Some(program) => self.run_program(program).await?,
                None => self.tty.print(" ?\n").await?,
            },
            Command::Ambiguous => self.tty.print(" ? WHICH ONE\n").await?,
            Command::Known(Wish::LogIn) => self.log_in(argument).await?,
            Command::Known(Wish::LogOut) => {
                let printed = self.log_out().await?;
                return Ok((printed, Next::Leave));
            }
            Command::Known(Wish::Time) => self.daytime().await?,
            Command::Known(Wish::Users) => {
                let users = self.sys.who().await;
                self.tty.print(&status::who(&users)).await?
            }
            Command::Known(Wish::Load) => {
                let report = status::systat(&self.sys).await;
                self.tty.print(&report).await?
            }
            Command::Known(Wish::Network) => {
                let report = status::netstat(&self.sys).await;
                self.tty.print(&report).await?
            }
            Command::Known(Wish::List) => self.directory(argument).await?,
            Command::Known(Wish::Type) => self.type_file(argument).await?,
        };
        Ok((printed, Next::Prompt))
    }

    async fn help(&mut self) -> Result<Printed, Gone> {
        let words: Vec<&str> = self.login.commands.iter().map(|(word, _)| *word).collect();
        self.tty.print(&format!("{}\n", words.join("\n"))).await
    }

    /// `LOGIN user password account`; what is left out is asked for.
    async fn log_in(&mut self, argument: &str) -> Result<Printed, Gone> {
        if self.user.is_some() {
            return self.tty.print(" ? YOU ARE LOGGED IN\n").await;
        }
        let Some(Attempt { user, mut password, mut account }) = self.login.parse(argument) else {
            return self.tty.print(" ? LOGIN WHOM\n").await;
        };
        loop {
            match self.sys.login(&user, password.as_deref(), account.as_deref()).await {
                Ok(()) => break,
                Err(LoginError::PasswordNeeded) => match self.ask(self.login.asks_password, true).await? {
                    Some(typed) => password = Some(typed),
                    None => return Ok(Printed::Broken),
                },
                Err(LoginError::AccountNeeded) => match self.ask(self.login.asks_account, false).await? {
                    Some(typed) => account = Some(typed),
                    None => return Ok(Printed::Broken),
                },
                Err(refused) => {
                    let refused = refused.to_string().to_ascii_uppercase();
                    return self.tty.print(&format!(" ? {refused}\n")).await;
                }
            }
        }
        let user = self.sys.system().names.user(&user);
        let (job, date) = (self.sys.job_number().to_string(), self.sys.date().to_string());
        let welcome =
            self.login.welcome.replace("{user}", &user).replace("{job}", &job).replace("{date}", &date);
        self.user = Some(user);
        self.tty.print(&format!("{welcome}\n")).await
    }

    async fn ask(&mut self, what: &str, hidden: bool) -> Result<Option<String>, Gone> {
        self.tty.prompt(what).await?;
        let typed = if hidden { self.tty.read_hidden().await? } else { self.tty.read().await? };
        match typed {
            Typed::Line(line) => Ok(Some(line.trim().to_owned())),
            Typed::TooLong | Typed::Break => Ok(None),
        }
    }

    async fn log_out(&mut self) -> Result<Printed, Gone> {
        self.sys.logout().await;
        match self.user.take() {
            Some(user) => self.tty.print(&format!(" LOGOUT {user} AT {}\n", self.sys.date())).await,
            None => self.tty.print(" GOODBYE\n").await,
        }
    }

    async fn daytime(&mut self) -> Result<Printed, Gone> {
        let date = self.sys.date();
        self.tty.print(&format!(" {}, {date}\n", date.weekday())).await
    }

    async fn directory(&mut self, group: &str) -> Result<Printed, Gone> {
        match self.sys.list_files(group).await {
            Ok(files) => self.tty.print(&listing(&files)).await,
            Err(error) => self.refuse(&error.to_string()).await,
        }
    }

    async fn type_file(&mut self, name: &str) -> Result<Printed, Gone> {
        match self.sys.read_file(name).await {
            Ok(file) => self.tty.print(&format!("{}\n", file.content.text(self.sys.system()))).await,
            Err(error) => self.refuse(&error.to_string()).await,
        }
    }

    async fn refuse(&mut self, why: &str) -> Result<Printed, Gone> {
        self.tty.print(&format!(" ? {}\n", why.to_ascii_uppercase())).await
    }
}

/// What the first word of a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    None,
    Help,
    Known(Wish),
    Ambiguous,
    Unknown,
}

fn command(login: &Login, verb: &str) -> Command {
    match verb {
        "" => return Command::None,
        "?" => return Command::Help,
        _ if verb.eq_ignore_ascii_case("HELP") => return Command::Help,
        _ => {}
    }
    let begins_so = |word: &str| word.get(..verb.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(verb));
    let mut fitting = login.commands.iter().filter(|(word, _)| begins_so(word));
    match (fitting.next(), fitting.next()) {
        (None, _) => Command::Unknown,
        (Some((_, wish)), None) => Command::Known(*wish),
        (Some((word, wish)), Some(_)) if word.len() == verb.len() => Command::Known(*wish),
        _ => Command::Ambiguous,
    }
}

/// A directory listing: where names begin with their directory in angle brackets, as TENEX's do, each directory and then its
/// files without it; else the full names.
fn listing(files: &[FileInfo]) -> String {
    let mut text = String::new();
    let mut directory = "";
    for file in files {
        let name = file.full_name.as_str();
        let split = name.split_once('>').filter(|_| name.starts_with('<'));
        let (own, rest) = split.unwrap_or(("", name));
        if own != directory {
            text.push_str(&format!("   {own}>\n"));
            directory = own;
        }
        text.push_str(&format!(" {rest}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{OS360, TENEX};

    #[test]
    fn a_command_may_be_cut_short_as_long_as_it_is_clear() {
        let tenex = TENEX.login.as_ref().unwrap();
        assert_eq!(command(tenex, "dir"), Command::Known(Wish::List));
        assert_eq!(command(tenex, "LOGI"), Command::Known(Wish::LogIn));
        assert_eq!(command(tenex, "LOG"), Command::Ambiguous);
        assert_eq!(command(tenex, "D"), Command::Ambiguous);
        assert_eq!(command(tenex, "XYZ"), Command::Unknown);
        assert_eq!(command(tenex, "caf\u{e9}"), Command::Unknown);
        assert_eq!(command(tenex, ""), Command::None);
        let os360 = OS360.login.as_ref().unwrap();
        assert_eq!(command(os360, "list"), Command::Known(Wish::Type), "although LISTCAT begins like it");
    }
}
