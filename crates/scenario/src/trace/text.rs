//! Lines of text from the octets of a connection.

/// Longer lines are cut here.
const LONGEST_LINE: usize = 4096;

/// What has come of the line that is not yet complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMaker {
    begun: Vec<u8>,
}

impl LineMaker {
    /// Takes octets; gives the lines that they complete. TELNET's codes, from 128 up, and NULs count for nothing.
    pub fn take(&mut self, octets: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for octet in octets {
            match octet {
                b'\n' => lines.push(self.finish()),
                b'\r' | 0 | 128.. => {}
                _ if self.begun.len() < LONGEST_LINE => self.begun.push(*octet),
                _ => {}
            }
        }
        lines
    }

    fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.begun)).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_complete_at_cr_lf_however_they_are_cut() {
        let mut maker = LineMaker::default();
        assert_eq!(maker.take(b"300 Hel"), Vec::<String>::new());
        assert_eq!(maker.take(b"lo\r\n230 You\xff\x00 are in\r\n2"), ["300 Hello", "230 You are in"]);
    }
}
