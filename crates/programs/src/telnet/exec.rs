//! The command interpreter that a user of the logger meets: TENEX's EXEC, as much of it as a visitor needs.
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
//! only; the wording of what EXEC says is ours.

use super::tty::{Gone, Printed, Tty, Typed};
use crate::error::{LoginError, Outcome};
use crate::files::FileInfo;
use crate::icp::Session;
use crate::sys::Sys;

/// The commands, in the order in which `?` lists them.
const COMMANDS: [&str; 7] = ["DAYTIME", "DIRECTORY", "LOGIN", "LOGOUT", "SYSTAT", "TYPE", "WHO"];

/// One user at a terminal, from the greeting to the end of the connections.
pub async fn session(sys: Sys, session: Session) -> Outcome {
    let Session { receive, send, block, .. } = session;
    let mut exec = Exec { tty: Tty::new(&sys, receive, send), user: None, sys: sys.clone() };
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
            self.tty.print(system.prompt).await?;
            match self.tty.read().await? {
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
        let printed = match command(verb) {
            Command::None => Printed::Whole,
            Command::Help => self.tty.print(&format!("{}\n", COMMANDS.join("\n"))).await?,
            Command::Unknown => self.tty.print(" ?\n").await?,
            Command::Ambiguous => self.tty.print(" ? WHICH ONE\n").await?,
            Command::Known("LOGIN") => self.login(argument.trim()).await?,
            Command::Known("LOGOUT") => {
                let printed = self.logout().await?;
                return Ok((printed, Next::Leave));
            }
            Command::Known("DAYTIME") => self.daytime().await?,
            Command::Known("WHO" | "SYSTAT") => self.who().await?,
            Command::Known("DIRECTORY") => self.directory(argument.trim()).await?,
            Command::Known(_) => self.type_file(argument.trim()).await?,
        };
        Ok((printed, Next::Prompt))
    }

    /// `LOGIN user password account`; what is left out is asked for.
    async fn login(&mut self, argument: &str) -> Result<Printed, Gone> {
        if self.user.is_some() {
            return self.tty.print(" ? YOU ARE LOGGED IN\n").await;
        }
        let mut words = argument.split_whitespace().map(str::to_owned);
        let Some(user) = words.next() else {
            return self.tty.print(" ? LOGIN WHOM\n").await;
        };
        let (mut password, mut account) = (words.next(), words.next());
        loop {
            match self.sys.login(&user, password.as_deref(), account.as_deref()).await {
                Ok(()) => break,
                Err(LoginError::PasswordNeeded) => match self.ask("(PASSWORD) ", true).await? {
                    Some(typed) => password = Some(typed),
                    None => return Ok(Printed::Broken),
                },
                Err(LoginError::AccountNeeded) => match self.ask("(ACCOUNT #) ", false).await? {
                    Some(typed) => account = Some(typed),
                    None => return Ok(Printed::Broken),
                },
                Err(refused) => {
                    let refused = refused.to_string().to_ascii_uppercase();
                    return self.tty.print(&format!(" ? {refused}\n")).await;
                }
            }
        }
        let job = self.sys.job_number();
        self.user = Some(user.to_ascii_uppercase());
        self.tty.print(&format!(" JOB {job} ON TTY{job} {}\n", self.sys.date())).await
    }

    async fn ask(&mut self, what: &str, hidden: bool) -> Result<Option<String>, Gone> {
        self.tty.print(what).await?;
        let typed = if hidden { self.tty.read_hidden().await? } else { self.tty.read().await? };
        match typed {
            Typed::Line(line) => Ok(Some(line.trim().to_owned())),
            Typed::Break => Ok(None),
        }
    }

    async fn logout(&mut self) -> Result<Printed, Gone> {
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

    async fn who(&mut self) -> Result<Printed, Gone> {
        let users = self.sys.who().await;
        let mut text = " JOB USER         PROGRAM\n".to_owned();
        for entry in users {
            text.push_str(&format!(
                " {:3} {:12} {}\n",
                entry.job,
                entry.user,
                entry.program.to_ascii_uppercase()
            ));
        }
        self.tty.print(&text).await
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
    Known(&'static str),
    Ambiguous,
    Unknown,
}

fn command(verb: &str) -> Command {
    let verb = verb.to_ascii_uppercase();
    match verb.as_str() {
        "" => return Command::None,
        "?" | "HELP" => return Command::Help,
        _ => {}
    }
    let mut fitting = COMMANDS.iter().filter(|command| command.starts_with(&verb));
    match (fitting.next(), fitting.next()) {
        (None, _) => Command::Unknown,
        (Some(command), None) => Command::Known(command),
        (Some(command), Some(_)) if *command == verb => Command::Known(command),
        _ => Command::Ambiguous,
    }
}

/// A directory listing: the directory, then its files without it.
fn listing(files: &[FileInfo]) -> String {
    let mut text = String::new();
    let mut directory = "";
    for file in files {
        let name = file.full_name.as_str();
        let (own, rest) = name.split_once('>').map_or(("", name), |(own, rest)| (own, rest));
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

    #[test]
    fn a_command_may_be_cut_short_as_long_as_it_is_clear() {
        assert_eq!(command("dir"), Command::Known("DIRECTORY"));
        assert_eq!(command("LOGI"), Command::Known("LOGIN"));
        assert_eq!(command("LOG"), Command::Ambiguous);
        assert_eq!(command("D"), Command::Ambiguous);
        assert_eq!(command("XYZ"), Command::Unknown);
        assert_eq!(command(""), Command::None);
    }
}
