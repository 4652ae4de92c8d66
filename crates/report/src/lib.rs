//! What is shown of networks and messages, as text: pure functions from facts to text.

mod decode;
mod dot;
mod net;
mod table;

pub use decode::{Decoded, Framing, UnreadableHex, decode};
pub use dot::network_dot;
pub use net::{hops_text, network_json, network_text};
pub use table::{Align, columns};
