//! The character generator: sends lines of every printing character, each line turned by one, until the user goes. RFC 433
//! p. 1 calls it "e.g. TTYTST". Liberty: RFC 429, which describes it, is not among our sources; the pattern is the one
//! that character generators have had ever since.

use futures_lite::future;

use super::{CHARGEN, MOST_SESSIONS};
use crate::error::Outcome;
use crate::icp::{self, Session};
use crate::sys::Sys;

/// Characters in a line.
const LINE_LENGTH: usize = 72;
/// The printing characters of USASCII, from space to `~`.
const PRINTING: std::ops::RangeInclusive<u8> = b' '..=b'~';

/// The server.
pub async fn chargen(sys: Sys) -> Outcome {
    icp::serve(sys, CHARGEN, MOST_SESSIONS, generate).await
}

async fn generate(_sys: Sys, session: Session) -> Outcome {
    let Session { send, receive, .. } = session;
    let lines = async {
        let mut number = 0;
        while send.send_octets(&line(number)).await.is_ok() {
            number += 1;
        }
    };
    // What the user sends is thrown away.
    let input = async { while receive.receive_octets().await.is_ok() {} };
    future::or(lines, input).await;
    future::zip(send.close(), receive.close()).await;
    Ok(())
}

fn line(number: usize) -> Vec<u8> {
    let from = number % PRINTING.count();
    PRINTING.cycle().skip(from).take(LINE_LENGTH).chain(*b"\r\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_begins_with_the_next_character() {
        assert!(line(0).starts_with(b" !\"#$%&'()*+,-./0123456789:;<=>?@ABC"));
        assert!(line(1).starts_with(b"!\"#"));
        assert!(line(94).starts_with(b"~ !"));
        assert_eq!(line(95), line(0));
        assert!((0..200).all(|n| line(n).len() == 74 && line(n).ends_with(b"\r\n")));
    }
}
