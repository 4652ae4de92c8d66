//! What every handler needs at hand: the time, the store of words, and the outbox.

use crate::io::{Note, Output};
use crate::pool::Pool;
use arpanet_kernel::Time;

/// One input's surroundings.
pub(crate) struct Context<'a> {
    pub(crate) now: Time,
    pub(crate) pool: &'a mut Pool,
    pub(crate) out: &'a mut Vec<Output>,
    /// Somebody reads all notes.
    pub(crate) notes_are_read: bool,
}

impl Context<'_> {
    pub(crate) fn note(&mut self, note: Note) {
        if self.notes_are_read || note.is_always_made() {
            self.out.push(Output::Note(note));
        }
    }
}
