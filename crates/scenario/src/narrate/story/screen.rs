//! A terminal's paper: the line that is being printed, and the lines that are complete.

use arpanet_kernel::Time;

/// What has been printed and not yet told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Screen {
    line: String,
    touched: Time,
}

impl Screen {
    /// Prints text; gives the lines that it completes.
    pub(super) fn take(&mut self, now: Time, text: &str) -> Vec<String> {
        self.touched = now;
        let mut complete = Vec::new();
        for character in text.chars() {
            match character {
                '\n' => complete.push(std::mem::take(&mut self.line)),
                control if control.is_control() => {}
                character => self.line.push(character),
            }
        }
        complete
    }

    /// A line that was typed and not printed: it stands after what the line holds already, such as a prompt.
    pub(super) fn typed(&mut self, text: &str) -> String {
        format!("{}> {text}", std::mem::take(&mut self.line))
    }

    /// The line that is not complete, and when it was last printed on.
    pub(super) fn flush(&mut self) -> Option<(Time, String)> {
        (!self.line.is_empty()).then(|| (self.touched, std::mem::take(&mut self.line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_waits_for_what_is_typed_after_it() {
        let mut screen = Screen::default();
        assert_eq!(screen.take(Time::ZERO, "UTAH-10 TENEX\r\n@"), ["UTAH-10 TENEX"]);
        assert_eq!(screen.take(Time::from_ns(1), "DAYTIME\r\n"), ["@DAYTIME"]);
        assert_eq!(screen.take(Time::from_ns(2), "@"), Vec::<String>::new());
        assert_eq!(screen.flush(), Some((Time::from_ns(2), String::from("@"))));
        assert_eq!(screen.flush(), None);
    }

    #[test]
    fn a_line_that_is_not_printed_is_marked_as_typed() {
        let mut screen = Screen::default();
        screen.take(Time::ZERO, "PASSWORD: ");
        assert_eq!(screen.typed("SECRET"), "PASSWORD: > SECRET");
    }
}
