//! A line printer at a port of a TIP. It prints what anyone sends to the port's receive socket, n * 65536 + 2 (RFC 354 p. 23,
//! RFC 360 p. 6).
//!
//! Assumed: it takes a connection from whoever asks first, of 8-bit bytes, prints until the sender closes, and then takes
//! the next.

use arpanet_wire::telnet::{LineEnds, Text};

use super::{PORT_BLOCK, base_of};
use crate::call::Filter;
use crate::connection::Connection;
use crate::error::Outcome;
use crate::sys::Sys;
use crate::telnet::printed;

/// Prints so many files, and is done.
pub async fn printer(sys: &Sys, port: u32, files: u32) -> Outcome {
    let block = sys.reserve_at(base_of(port), PORT_BLOCK).await?;
    let socket = block.socket(2);
    // Who comes while something is being printed waits.
    let _door = sys.hold(socket).await?;
    for _ in 0..files {
        let sender = sys.listen(socket, 8, Filter::default()).await?;
        let whom = format!("socket {} at {}", sender.foreign().number, sys.name_of(sender.foreign_host()));
        sys.say(format!("the printer at port {port} prints what comes from {whom}"));
        print(sys, sender).await;
    }
    Ok(())
}

async fn print(sys: &Sys, sender: Connection) {
    let (mut line_ends, mut text) = (LineEnds::default(), Vec::new());
    while let Ok(octets) = sender.receive_octets().await {
        octets.iter().for_each(|octet| line_ends.read(*octet, &mut text));
        print_text(sys, &mut text);
    }
    text.extend(line_ends.end());
    print_text(sys, &mut text);
    sender.close().await;
}

fn print_text(sys: &Sys, text: &mut Vec<Text>) {
    let paper: String = text.drain(..).map(printed).collect();
    if !paper.is_empty() {
        sys.print(paper);
    }
}
