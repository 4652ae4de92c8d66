//! Octet offsets in a text to lines and columns, and back.

use std::ops::Range;

/// Line and column in characters, both from 1, of the octet `offset`; the end of the text when it lies beyond.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (1 + before.matches('\n').count(), 1 + before[line_start..].chars().count())
}

/// Characters of `span` up to the end of its first line, at least 1.
pub fn length_on_line(text: &str, span: &Range<usize>) -> usize {
    let part = text.get(span.clone()).unwrap_or("");
    part.lines().next().map_or(1, |line| line.chars().count().max(1))
}

/// The octet offset of a line and an octet column, both from 1, as serde_json counts them; column 0 is the line's
/// beginning. Always on a character's first octet.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut line_start = 0;
    for _ in 1..line {
        match text[line_start..].find('\n') {
            Some(newline) => line_start += newline + 1,
            None => return text.len(),
        }
    }
    let mut offset = (line_start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_of_characters() {
        assert_eq!(line_and_column("ab\ncd", 0), (1, 1));
        assert_eq!(line_and_column("ab\ncd", 4), (2, 2));
        assert_eq!(line_and_column("ab\nüd", 5), (2, 2));
        assert_eq!(line_and_column("ab", 99), (1, 3));
    }

    #[test]
    fn lines_and_columns_become_offsets_of_whole_characters() {
        assert_eq!(offset_of("ab\ncd", 2, 2), 4);
        assert_eq!(offset_of("ab\ncd", 2, 0), 3);
        assert_eq!(offset_of("ü", 1, 2), 0);
        assert_eq!(offset_of("ab", 7, 1), 2);
    }
}
