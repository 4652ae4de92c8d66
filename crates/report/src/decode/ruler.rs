//! The bits of a message in rows, with a letter under each bit for the field that it belongs to, and a mark where the
//! format is broken.
//!
//! ```text
//!        1        9        17       25
//!     1  00000000 01000101 00000000 00000000
//!        abcdeeee ffgggggg hhhhhhhh iiiijjjj
//! ```

use arpanet_wire::Bits;
use arpanet_wire::fields::Dissection;

const BITS_IN_A_ROW: usize = 32;
const BITS_IN_A_GROUP: usize = 8;
/// Rows in the midst of one long field are left out, when there are more than this.
const ROWS_OF_A_FIELD: usize = 2;
/// Letters of fields; after the last comes the first again.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The letter of the field at a position.
pub fn letter(field: usize) -> char {
    char::from(LETTERS[field % LETTERS.len()])
}

/// The ruler of a message.
pub fn ruler(dissection: &Dissection) -> String {
    let bits = dissection.reassemble();
    let mut text = heading();
    let mut left_out = 0;
    let rows = bits.length_bits().div_ceil(BITS_IN_A_ROW);
    for row in 0..rows {
        if is_dull(dissection, row, rows) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            text.push_str(&format!("{:>5}  {} bits of the same field\n", "...", left_out * BITS_IN_A_ROW));
            left_out = 0;
        }
        text.push_str(&one_row(dissection, &bits, row));
    }
    text.push_str(&beyond_the_end(dissection, bits.length_bits()));
    text
}

/// First and last bit of the place where the format is broken, counted from 1. They may lie beyond the end.
fn error_bits(dissection: &Dissection) -> Option<(usize, usize)> {
    // Every error names its place in this form; a test holds it to that.
    let (_, rest) = dissection.error.as_deref()?.split_once("(bits ")?;
    let (place, _) = rest.split_once(')')?;
    let (first, last) = place.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn heading() -> String {
    let numbers = (1..=BITS_IN_A_ROW).step_by(BITS_IN_A_GROUP).map(|bit| format!("{bit:<8}"));
    format!("{:5}  {}", "", numbers.collect::<Vec<_>>().join(" ").trim_end()) + "\n"
}

/// The position of the field to which a bit, counted from 1, belongs.
fn field_of(dissection: &Dissection, bit: usize) -> usize {
    dissection.fields.partition_point(|field| field.bits.1 < bit)
}

/// Whether a row, the rows before it and the one after it are all of one field.
fn is_dull(dissection: &Dissection, row: usize, rows: usize) -> bool {
    let Some(before) = row.checked_sub(ROWS_OF_A_FIELD) else { return false };
    if row + 2 >= rows {
        return false;
    }
    let (first, last) = (before * BITS_IN_A_ROW + 1, (row + 2) * BITS_IN_A_ROW);
    let marked = error_bits(dissection).is_some_and(|(from, to)| from <= last && to >= first);
    !marked && field_of(dissection, first) == field_of(dissection, last)
}

fn one_row(dissection: &Dissection, bits: &Bits, row: usize) -> String {
    let first = row * BITS_IN_A_ROW + 1;
    let last = (first + BITS_IN_A_ROW - 1).min(bits.length_bits());
    let digit = |bit: usize| if bits.get(bit - 1, 1) == Some(1) { '1' } else { '0' };
    let (from, to) = error_bits(dissection).unwrap_or((usize::MAX, usize::MAX));
    let mark = |bit: usize| if (from..=to).contains(&bit) { '^' } else { ' ' };
    let mut text = line(&first.to_string(), first, last, digit);
    text.push_str(&line("", first, last, |bit| letter(field_of(dissection, bit))));
    if (first..=last).any(|bit| mark(bit) == '^') {
        text.push_str(&line("wrong", first, last, mark));
    }
    text
}

/// A character for each bit, in groups.
fn line(head: &str, first: usize, last: usize, character: impl Fn(usize) -> char) -> String {
    let mut text = format!("{head:>5}  ");
    for bit in first..=last {
        if bit > first && (bit - first).is_multiple_of(BITS_IN_A_GROUP) {
            text.push(' ');
        }
        text.push(character(bit));
    }
    text.trim_end().to_owned() + "\n"
}

/// What is missing is told where it would stand.
fn beyond_the_end(dissection: &Dissection, length_bits: usize) -> String {
    match error_bits(dissection) {
        Some((first, last)) if last > length_bits => {
            let missing = last - length_bits.max(first - 1);
            format!("{:>5}  ^ {missing} bits are missing here, after bit {length_bits}\n", "wrong")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::fields::{Layer, dissect};

    fn ruler_of(layer: Layer, hex: &str) -> String {
        ruler(&dissect(layer, &Bits::from_hex(hex).expect("hexadecimal")))
    }

    #[test]
    fn each_bit_has_the_letter_of_its_field() {
        let expected = "       1        9        17       25\n    1  00000000 01000101 00000000 00000000\n       \
                        abcdeeee ffgggggg hhhhhhhh iiiijjjj\n";
        assert_eq!(ruler_of(Layer::ImpHost, "00450000"), expected);
    }

    #[test]
    fn the_place_that_is_wrong_is_marked() {
        let wrong = ruler_of(Layer::HostImp, "03034121");
        assert!(wrong.contains("\nwrong      ^^^^\n"), "{wrong}");
        let cut = ruler_of(Layer::HostHost, "004500000008000a00010001");
        assert!(cut.ends_with("wrong  ^ 56 bits are missing here, after bit 96\n"), "{cut}");
    }

    /// Every beginning of a message, and every message with one octet spoilt: what is an error has a place.
    #[test]
    fn every_error_names_the_bits_where_it_is() {
        let whole = Bits::from_hex("00450000 00080014 00 01 00045600 00012303 02 02 00045601 00012302 08 80");
        let whole = whole.expect("hexadecimal");
        for layer in Layer::ALL {
            for length in 0..whole.length_bits() {
                let mut spoilt = whole.octets().to_vec();
                spoilt[length / 8] ^= 0xff;
                for bits in [whole.slice(0, length), Bits::from_octets(&spoilt)] {
                    let dissection = dissect(layer, &bits);
                    assert_eq!(
                        dissection.error.is_some(),
                        error_bits(&dissection).is_some(),
                        "{dissection:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_midst_of_a_long_field_is_left_out_and_counted() {
        let long = format!("00450200 000803e0 00 {}", "41".repeat(992));
        let text = ruler_of(Layer::HostHost, &long);
        assert!(text.lines().count() < 30, "{text}");
        assert!(text.contains("bits of the same field"), "{text}");
    }
}
