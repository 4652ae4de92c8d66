//! Packets between IMPs: the 16-bit words that cross a modem line.
//!
//! ```text
//!  w0  ACKH    channel, odd/even bit, acknowledgment bits   (zero in routing messages)
//!  w1  HEAD    message number and kind, or control family
//!  w2  HEAD1   destination          | SYNC in nulls         | serial in routing messages
//!  w3  HEAD2   source               | 0 in nulls            | first entry of the routing table
//!  w4  HEAD3   link; only in packets that carry a leader
//!  w5..        0 to 63 data words
//!  last        software checksum
//! ```
//!
//! Source: IMP program 3050 (September 1973), as seen in captures of the real program. The types here are lenses: they keep
//! every bit, the meaningless ones too, so that parse and emit are each other's inverse, and they judge only what
//! makes a packet unreadable. IMP numbers are wider than the six bits of the words, for generated networks; emit says
//! when a number does not fit.

mod ack;
mod checksum;
mod error;
mod head;
mod packet;
mod place;
mod routing;

pub use ack::Ack;
pub use checksum::{checksum, checksum_error};
pub use error::ModemError;
pub use head::{ControlHead, Head, Kind};
pub use packet::{Content, Header, Packet};
pub use place::Place;
pub use routing::RoutingEntry;

/// Words of a routing message: acknowledgment, head, serial, 64 entries, checksum.
pub const ROUTING_WORDS: usize = 68;
/// Entries of a routing message, for IMP 0 (unused) to 63.
pub const ROUTING_ENTRIES: usize = 64;
/// Words of a null packet, of a made reply and of a core request.
pub const SHORT_WORDS: usize = 5;
/// Data words of a full packet: 1008 bits.
pub const MAX_DATA_WORDS: usize = 63;
/// Words of the longest data packet.
pub const MAX_DATA_PACKET_WORDS: usize = 6 + MAX_DATA_WORDS;
/// Words of a core image, memory 0o60 to 0o32777: no header, no checksum.
pub const CORE_IMAGE_WORDS: usize = 13_776;
/// What the line's hardware adds to a packet: SYN SYN DLE STX, DLE ETX (48 bits) and a 24-bit check (RFC 635 p. 7).
pub const FRAMING_BITS: u64 = 72;
