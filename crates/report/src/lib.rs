//! What is shown of networks, messages and runs: text, drawings and files for other tools. Pure functions from facts to
//! text or octets.

mod decode;
mod dot;
mod geography;
mod html;
mod ladder;
mod map;
mod net;
mod pcapng;
mod perfetto;
mod recording;
mod table;
mod words;

pub use decode::{Decoded, Framing, UnreadableHex, decode};
pub use dot::network_dot;
pub use html::report_html;
pub use ladder::{UnknownHost, hosts_named, ladder_svg};
pub use map::map_svg;
pub use net::{hops_text, network_json, network_text};
pub use pcapng::{DISSECTOR, Pcapng, pcapng};
pub use perfetto::perfetto;
pub use recording::{Answer, Heard, Load, Message, Recording, messages};
pub use table::{Align, columns};
