//! What the programs of a host have of the network: connections, blocks of sockets, held sockets.

use std::collections::VecDeque;

use arpanet_ncp::{CloseReason, SocketName};
use arpanet_wire::Bits;
use litemap::LiteMap;

use super::process::{Caller, ProcessId};
use crate::call::{Filter, Handle};

/// A connection, as the system keeps it for its program.
#[derive(Debug)]
pub(super) struct Channel {
    pub local: u32,
    /// Bits in a byte, once the connection is open.
    pub byte_size: u8,
    pub state: ChannelState,
    /// Handed over by the program, not yet by us to the NCP.
    pub outgoing: VecDeque<Bits>,
    /// How much of the first of `outgoing` the NCP has.
    pub outgoing_at: usize,
    /// The NCP has yet to answer the last of it with Room.
    pub awaits_room: bool,
    pub sender: Option<Caller>,
    /// What the NCP handed over and the program is not known to have taken.
    pub pocket: Bits,
    /// How many bits had been taken before the first of `pocket`.
    pub pocket_from: u64,
    pub receiver: Option<(Caller, usize)>,
    /// Interrupts so far.
    pub interrupts: u32,
    pub interrupt_waiter: Option<(Caller, u32)>,
    /// To be closed once `outgoing` is empty.
    pub closing: bool,
    pub closer: Option<Caller>,
    /// The program has let go of it.
    pub abandoned: bool,
}

/// How far a connection has come.
#[derive(Debug)]
pub(super) enum ChannelState {
    /// Asked for or listened for; with a filter when others are to be refused.
    Opening { waiter: Option<Caller>, filter: Option<Filter> },
    /// Both requests have been exchanged.
    Open,
    /// It is no more.
    Ended(CloseReason),
}

/// A socket at which requests wait.
#[derive(Debug)]
pub(super) struct Door {
    pub local: u32,
    /// Waits to refuse the next one.
    pub refuser: Option<Caller>,
}

/// A block of sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub base: u32,
    pub count: u32,
}

/// All that programs of a host hold.
#[derive(Debug)]
pub(super) struct Table {
    pub channels: LiteMap<Handle, Box<Channel>>,
    pub doors: LiteMap<Handle, Door>,
    pub blocks: LiteMap<Handle, Block>,
    /// Which process each handle belongs to, files included.
    pub owners: LiteMap<Handle, ProcessId>,
    next_socket: u32,
}

/// Sockets from here on are given out. Below are those that RFC 433 assigns.
const FIRST_SOCKET: u32 = 256;
/// Blocks begin at multiples of this, so that one is told from the other at a glance.
const BLOCK_STEP: u32 = 8;

impl Table {
    pub fn new() -> Table {
        Table {
            channels: LiteMap::new_vec(),
            doors: LiteMap::new_vec(),
            blocks: LiteMap::new_vec(),
            owners: LiteMap::new_vec(),
            next_socket: FIRST_SOCKET,
        }
    }

    /// Takes a block of sockets that nobody has and no connection uses. The numbers go up and come round again late,
    /// so that a number is not soon used again. `None`: there is no such block.
    pub fn take_block(&mut self, handle: Handle, count: u32) -> Option<Block> {
        let span = count.checked_next_multiple_of(BLOCK_STEP)?;
        // A block in the way meets so many of the spans tried, a connection one; one more comes round the end.
        let met = |block: &Block| (block.count / BLOCK_STEP + 2) as usize;
        let in_the_way = self.blocks.values().map(met).sum::<usize>() + self.channels.len();
        for _ in 0..in_the_way + 2 {
            if self.next_socket > u32::MAX - span {
                self.next_socket = FIRST_SOCKET;
            }
            let block = Block { base: self.next_socket, count };
            self.next_socket += span;
            if self.is_free(block) {
                self.blocks.insert(handle, block);
                return Some(block);
            }
        }
        None
    }

    /// Takes the block that begins at `base`. `None`: someone has a socket of it.
    pub fn take_block_at(&mut self, handle: Handle, base: u32, count: u32) -> Option<Block> {
        base.checked_add(count)?;
        let block = Block { base, count };
        self.is_free(block).then(|| {
            self.blocks.insert(handle, block);
            block
        })
    }

    fn is_free(&self, wanted: Block) -> bool {
        let apart = |block: &Block| block.end() <= wanted.base || wanted.end() <= block.base;
        self.blocks.values().all(apart) && !self.channels.values().any(|channel| wanted.has(channel.local))
    }

    /// Whether a socket lies in the block of another process.
    pub fn is_anothers(&self, process: ProcessId, socket: u32) -> bool {
        let mut around = self.blocks.iter().filter(|(_, block)| block.has(socket));
        around.any(|(handle, _)| self.owners.get(handle) != Some(&process))
    }

    /// The door at a socket.
    pub fn door_at(&mut self, socket: u32) -> Option<(Handle, &mut Door)> {
        self.doors.iter_mut().find(|(_, door)| door.local == socket).map(|(handle, door)| (*handle, door))
    }

    /// All handles of a process.
    pub fn owned_by(&self, process: ProcessId) -> Vec<Handle> {
        self.owners.iter().filter(|(_, owner)| **owner == process).map(|(handle, _)| *handle).collect()
    }
}

impl Block {
    fn end(&self) -> u32 {
        self.base + self.count
    }

    fn has(&self, socket: u32) -> bool {
        (self.base..self.end()).contains(&socket)
    }
}

impl Channel {
    pub fn opening(local: u32, waiter: Caller, filter: Option<Filter>) -> Channel {
        Channel {
            local,
            byte_size: 1,
            state: ChannelState::Opening { waiter: Some(waiter), filter },
            outgoing: VecDeque::new(),
            outgoing_at: 0,
            awaits_room: false,
            sender: None,
            pocket: Bits::new(),
            pocket_from: 0,
            receiver: None,
            interrupts: 0,
            interrupt_waiter: None,
            closing: false,
            closer: None,
            abandoned: false,
        }
    }

    /// Why the connection is no more, if so.
    pub fn ended(&self) -> Option<CloseReason> {
        match self.state {
            ChannelState::Ended(reason) => Some(reason),
            _ => None,
        }
    }

    /// The program has taken so many bits in all: the pocket keeps the rest.
    pub fn taken(&mut self, taken: u64) {
        let gone = taken.saturating_sub(self.pocket_from) as usize;
        if gone > 0 {
            self.pocket = self.pocket.slice(gone, self.pocket.length_bits());
            self.pocket_from = taken;
        }
    }

    /// What the pocket has for a program that wants at most `max_bits`: whole bytes, at least one.
    pub fn pocketful(&self, max_bits: usize) -> Option<Bits> {
        if self.pocket.is_empty() {
            return None;
        }
        let byte_bits = usize::from(self.byte_size);
        let wanted = (max_bits / byte_bits).max(1) * byte_bits;
        Some(self.pocket.slice(0, wanted))
    }
}

impl Filter {
    /// Whether a request from `foreign` is acceptable.
    pub(super) fn accepts(self, foreign: SocketName) -> bool {
        self.host.is_none_or(|host| host == foreign.host)
            && self.socket.is_none_or(|socket| socket == foreign.number)
    }
}
