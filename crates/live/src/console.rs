//! The person's own terminal: keys one at a time, and back to how it was whatever happens.

use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use crossterm::terminal;
use mio::Waker;

/// Keys that leave: control-C and control-].
pub const LEAVE_KEYS: [u8; 2] = [0x03, 0x1d];
/// Reads of the keyboard that wait to be taken; then the keyboard waits.
const MOST_READS: usize = 64;

/// Standard input and output as a terminal.
#[derive(Debug)]
pub struct Console {
    keys: Receiver<Vec<u8>>,
    sender: Option<SyncSender<Vec<u8>>>,
    is_raw: bool,
    is_over: bool,
}

/// What the keyboard says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// Nothing.
    Nothing,
    /// These keys.
    Keys(Vec<u8>),
    /// The person leaves.
    Leave,
    /// No more keys will come.
    Over,
}

impl Console {
    /// Takes the terminal over, if there is one: from now on every key comes as it is pressed, unshown.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn open() -> io::Result<Console> {
        let is_raw = io::stdin().is_terminal();
        if is_raw {
            terminal::enable_raw_mode()?;
        }
        let (sender, keys) = sync_channel(MOST_READS);
        Ok(Console { keys, sender: Some(sender), is_raw, is_over: false })
    }

    /// Reads the keyboard in a thread of its own, for it cannot be waited for together with sockets on every system.
    pub(crate) fn start(&mut self, waker: Arc<Waker>) {
        let Some(sender) = self.sender.take() else { return };
        thread::spawn(move || {
            let mut keys = [0; 256];
            // Ends with the input, or when nobody takes the keys any more.
            while let Ok(length @ 1..) = io::stdin().read(&mut keys) {
                if sender.send(keys[..length].to_vec()).is_err() {
                    return;
                }
                // Without it the keys are seen with the next event.
                let _ = waker.wake();
            }
            drop(sender);
            let _ = waker.wake();
        });
    }

    /// What the keyboard says now.
    pub(crate) fn poll(&mut self) -> Pressed {
        if self.is_over {
            return Pressed::Nothing;
        }
        match self.keys.try_recv() {
            Ok(keys) if self.is_raw && keys.iter().any(|key| LEAVE_KEYS.contains(key)) => Pressed::Leave,
            Ok(keys) => Pressed::Keys(keys),
            Err(TryRecvError::Empty) => Pressed::Nothing,
            Err(TryRecvError::Disconnected) => {
                self.is_over = true;
                Pressed::Over
            }
        }
    }

    /// Shows what the simulated terminal prints.
    ///
    /// # Errors
    /// Those of standard output.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        if self.is_raw {
            // If the terminal refuses, there is nobody to tell in a way that could be read.
            let _ = terminal::disable_raw_mode();
        }
    }
}
