//! A program that runs at another program's terminal, as one started from a command interpreter does: what it prints goes
//! to the other, and what the other reads it may hand on.

use arpanet_kernel::CallId;

use super::Host;
use super::process::{Caller, Process, ProcessId, Role, Waiting};
use crate::call::{Program, Reply};
use crate::sys::Setup;

/// The guest of a process, from the process's side.
#[derive(Debug)]
pub(super) struct Guest {
    /// None once it has ended.
    process: Option<ProcessId>,
    /// What it has printed and is not known to be taken.
    printed: String,
    /// Octets printed before that.
    first: u64,
    /// Lines typed to it that it left unread when it ended.
    unread: Vec<String>,
    /// Waits for what comes after the first so many octets.
    waiter: Option<(CallId, u64)>,
}

impl Guest {
    /// What was printed after the first `taken` octets; `Some(None)` when that was all.
    fn after(&mut self, taken: u64) -> Option<Option<String>> {
        let known = (taken - self.first) as usize;
        self.printed.drain(..known);
        self.first = taken;
        match self.printed.is_empty() {
            false => Some(Some(self.printed.clone())),
            true => self.process.is_none().then_some(None),
        }
    }
}

impl Host {
    /// Starts a guest; it runs as the user of its process. An earlier one loses its terminal.
    pub(super) fn on_start_guest(&mut self, parent: ProcessId, name: &str, program: Program) {
        self.hang_up_guest(parent);
        self.process(parent).children.running += 1;
        let id = self.new_process();
        let setup = Setup { number: id.0, ..Setup::default() };
        let mut child = Process::new(name, Role::Child(parent), &self.view, setup, program);
        child.user = self.process(parent).user.clone();
        child.has_terminal = true;
        let guest =
            Guest { process: Some(id), printed: String::new(), first: 0, unread: Vec::new(), waiter: None };
        self.process(parent).guest = Some(guest);
        self.start(id, child);
    }

    pub(super) fn on_type_to_guest(&mut self, parent: ProcessId, line: String) {
        let guest = self.process(parent).guest.as_ref().and_then(|guest| guest.process);
        if let Some(process) = guest.and_then(|id| self.processes.get_mut(&id)) {
            process.terminal.push(line);
            guest.into_iter().for_each(|id| self.serve_terminal(id));
        }
    }

    /// No more will be typed for the guest, if there is one.
    pub(super) fn hang_up_guest(&mut self, parent: ProcessId) {
        let guest = self.process(parent).guest.as_ref().and_then(|guest| guest.process);
        guest.into_iter().for_each(|id| self.end_terminal(id));
    }

    /// No more will be typed at a process's terminal.
    pub(super) fn end_terminal(&mut self, id: ProcessId) {
        if let Some(process) = self.processes.get_mut(&id) {
            process.terminal.ended = true;
            self.serve_terminal(id);
        }
    }

    pub(super) fn on_read_guest(&mut self, caller: Caller, taken: u64) {
        let Some(guest) = &mut self.process(caller.process).guest else {
            return self.answer(caller, Reply::Printed(None));
        };
        match guest.after(taken) {
            Some(printed) => self.answer(caller, Reply::Printed(printed)),
            None => {
                guest.waiter = Some((caller.call, taken));
                self.wait(caller, Waiting::Guest);
            }
        }
    }

    /// True when `child` is the guest of `parent`, whose terminal has then been given this to print.
    pub(super) fn on_guest_prints(&mut self, parent: ProcessId, child: ProcessId, text: &str) -> bool {
        let guest = self.processes.get_mut(&parent).and_then(|process| process.guest.as_mut());
        let Some(guest) = guest.filter(|guest| guest.process == Some(child)) else { return false };
        guest.printed.push_str(text);
        self.serve_guest(parent);
        true
    }

    /// A child has ended; if it was the guest, its process hears of it.
    pub(super) fn on_guest_ended(&mut self, parent: ProcessId, child: ProcessId, unread: Vec<String>) {
        let guest = self.processes.get_mut(&parent).and_then(|process| process.guest.as_mut());
        if let Some(guest) = guest.filter(|guest| guest.process == Some(child)) {
            guest.process = None;
            guest.unread = unread;
            self.serve_guest(parent);
        }
    }

    /// The lines that the last guest left unread; told once.
    pub(super) fn take_unread_of_guest(&mut self, parent: ProcessId) -> Vec<String> {
        self.process(parent).guest.as_mut().map_or_else(Vec::new, |guest| std::mem::take(&mut guest.unread))
    }

    fn serve_guest(&mut self, parent: ProcessId) {
        let Some(guest) = &mut self.process(parent).guest else { return };
        if let Some((call, taken)) = guest.waiter
            && let Some(printed) = guest.after(taken)
        {
            guest.waiter = None;
            self.answer(Caller { process: parent, call }, Reply::Printed(printed));
        }
    }

    /// A process no longer waits for its guest.
    pub(super) fn forget_guest_waiter(&mut self, process: ProcessId) {
        if let Some(guest) = &mut self.process(process).guest {
            guest.waiter = None;
        }
    }

    /// What remains of a process that has ended: its guest, which nobody can see any more.
    pub(super) fn dismiss_guest(&mut self, ended: &Process) {
        let guest = ended.guest.as_ref().and_then(|guest| guest.process);
        guest.into_iter().for_each(|id| self.end_terminal(id));
    }
}
