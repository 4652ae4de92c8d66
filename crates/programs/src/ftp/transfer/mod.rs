//! A file on its way over a data connection.
//!
//! ```text
//!   content of a file  --representation-->  transfer bytes  --encode-->  what the connection carries
//!                      <-------------------                 <--decode--
//! ```
//!
//! Transfer bytes are a [`Bits`](arpanet_wire::Bits) of whole bytes. In a text they are network ASCII with CR LF after
//! each line, and a record is a line: this is all the record structure that the systems here keep (RFC 354 p. 9 lets
//! the receiver discard more).

mod august1973;
mod decode;
mod encode;
mod representation;

pub use decode::{Damage, Decoder, Marker};
pub use encode::encode;
pub use representation::{content_of, transfer_bytes};
