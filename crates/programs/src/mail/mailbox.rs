//! A mailbox: a file of letters, each with a line ahead that says when it came and how long it is.
//!
//! ```text
//! 15-JAN-73 12:00:07,61;
//! Mail from BBN-TENEX
//! FROM: THOMAS
//! ...
//! ```
//!
//! The count is of the characters after the line, its CR LF not among them, as they go over the network: the end of a line
//! counts as two. So a letter may have any lines in it. Liberty: this is TENEX's custom, and here that of all systems; our
//! sources leave it to each host (RFC 385 p. 4).

use crate::date::Date;

/// A letter in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it came, as the host's clock showed it.
    pub received: String,
    /// The letter, in network ASCII: lines end with CR LF.
    pub text: Vec<u8>,
}

/// A letter as it is put into a mailbox. A last line without an end gets one.
pub fn emit(received: Date, text: &[u8]) -> Vec<u8> {
    let end: &[u8] = if text.ends_with(b"\r\n") { b"" } else { b"\r\n" };
    let mut entry = format!("{received},{};\r\n", text.len() + end.len()).into_bytes();
    entry.extend_from_slice(text);
    entry.extend_from_slice(end);
    entry
}

/// The letters of a mailbox, in the order in which they came. Whatever follows something that is no letter belongs to
/// one last letter without a date: nothing is hidden from the reader.
pub fn parse(mailbox: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = mailbox;
    while !rest.is_empty() {
        match parse_one(rest) {
            Some((entry, after)) => {
                entries.push(entry);
                rest = after;
            }
            None => {
                entries.push(Entry { received: String::new(), text: rest.to_vec() });
                rest = &[];
            }
        }
    }
    entries
}

fn parse_one(octets: &[u8]) -> Option<(Entry, &[u8])> {
    let end = octets.windows(2).position(|pair| pair == b"\r\n")?;
    let head = std::str::from_utf8(&octets[..end]).ok()?;
    let (received, count) = head.strip_suffix(';')?.rsplit_once(',')?;
    let length: usize = count.parse().ok()?;
    let text = octets[end + 2..].get(..length)?;
    Some((Entry { received: received.to_owned(), text: text.to_vec() }, &octets[end + 2 + length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_out_as_they_went_in() {
        let texts: [&[u8]; 3] = [b"ONE\r\n15-JAN-73 12:00:00,5;\r\nTWO\r\n", b"", b"no end"];
        let mailbox: Vec<u8> = texts.iter().flat_map(|text| emit(Date::default(), text)).collect();
        let entries = parse(&mailbox);
        assert_eq!(entries.len(), 3);
        assert!(entries.iter().all(|entry| entry.received == "15-JAN-73 12:00:00"));
        assert_eq!(entries[0].text, texts[0]);
        assert_eq!(entries[1].text, b"\r\n");
        assert_eq!(entries[2].text, b"no end\r\n");
    }

    #[test]
    fn what_is_no_letter_is_shown_all_the_same() {
        for odd in [&b"scribble\r\n"[..], b"1-JAN-73 00:00:00,99;\r\nshort\r\n", b"x,;\r\n", b"\xff"] {
            assert_eq!(parse(odd), [Entry { received: String::new(), text: odd.to_vec() }]);
        }
    }
}
