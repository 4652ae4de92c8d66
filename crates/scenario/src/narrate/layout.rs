//! Where the columns of told text begin, and how wide they are.

use arpanet_kernel::Time;
use textwrap::{Options, WordSplitter};

/// The widest clock, and the blanks after it.
pub(super) const TIME_WIDTH: usize = 14;
/// Text that begins further right than this share of the width is too narrow to be read, and is not wrapped there.
const NARROWEST: usize = 24;

/// How wide text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    width: Option<usize>,
}

impl Layout {
    /// For text of so many columns; for text that is not wrapped.
    pub(super) const fn new(width: Option<usize>) -> Layout {
        Layout { width }
    }

    /// The columns that there are, where there is a terminal.
    pub(super) const fn width(self) -> Option<usize> {
        self.width
    }

    /// `text` after `head`; where it goes over several lines, the others begin under its first word.
    pub(super) fn hanging(self, head: &str, text: &str) -> String {
        let indent = head.chars().count();
        let Some(width) = self.width.filter(|width| *width >= indent + NARROWEST) else {
            return format!("{head}{text}\n");
        };
        let below = " ".repeat(indent);
        let options = Options::new(width)
            .initial_indent(head)
            .subsequent_indent(&below)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options) + "\n"
    }
}

/// The time, right-aligned, and two blanks.
pub(super) fn clock(time: Time) -> String {
    format!("{:>width$}  ", time.to_string(), width = TIME_WIDTH - 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_continues_under_its_first_word_and_only_on_a_terminal() {
        let text = "the request is matched: the data connection is open";
        let told = Layout::new(Some(40)).hanging("  ncp  ", text);
        assert_eq!(told, "  ncp  the request is matched: the data\n       connection is open\n");
        assert_eq!(Layout::new(None).hanging("  ncp  ", text), format!("  ncp  {text}\n"));
        let narrow = Layout::new(Some(20)).hanging("  ncp  ", text);
        assert_eq!(narrow, format!("  ncp  {text}\n"), "there is no room to wrap in");
    }
}
