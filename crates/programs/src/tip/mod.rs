//! The TIP: terminals on an IMP, from which people use the hosts of the network.
//!
//! Port n of a TIP receives at socket n * 65536 + 2 and sends from n * 65536 + 3 (RFC 360 p. 6); with its logger's
//! n * 65536 these make the U, U+2 and U+3 of an ICP. Other hosts may ask for a port's sockets directly: so a file goes
//! straight to the line printer at port 1, socket 65538 (RFC 354 p. 23).
//!
//! A port is a job of the TIP's host: `tip PORT` for a terminal, `tip PORT printer [FILES]` for a line printer.

pub mod command;
mod keyboard;
mod port;
mod printer;
mod terminal;

use crate::error::{Failure, Outcome};
use crate::sys::Sys;

pub use command::{COMMANDS, Command, Source};
pub use port::{Action, Port};

/// Ports of a TIP are numbered from 1 to this. RFC 360 p. 6 leaves room for more; BBN's TIP had 63 at most.
const LAST_PORT: u32 = 63;
/// The port of a terminal whose owner doesn't say. Assumed.
const USUAL_PORT: u32 = 2;
/// Sockets of a port: n * 65536 and what follows.
const PORT_BLOCK: u32 = 8;

/// The program.
pub async fn tip(sys: Sys) -> Outcome {
    let (port, device) = match sys.arguments() {
        [] => (USUAL_PORT, &[][..]),
        [port, device @ ..] => (port_number(port)?, device),
    };
    match device.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => terminal::terminal(&sys, port).await,
        ["printer"] => printer::printer(&sys, port, 1).await,
        ["printer", files] => {
            let files =
                files.parse().map_err(|_| Failure::new(format!("`{files}` is no number of files")))?;
            printer::printer(&sys, port, files).await
        }
        _ => Err(Failure::new("tip wants a port, and `printer [FILES]` if that is what is there")),
    }
}

fn port_number(typed: &str) -> Result<u32, Failure> {
    let port = typed.parse().ok().filter(|port| (1..=LAST_PORT).contains(port));
    port.ok_or_else(|| Failure::new(format!("`{typed}` is no port: they go from 1 to {LAST_PORT}")))
}

/// The first socket of a port. RFC 360 p. 6.
fn base_of(port: u32) -> u32 {
    port << 16
}
