//! Texts by number: in a run most are said again and again.

use std::collections::BTreeMap;

/// Each text once, in the order in which they came.
#[derive(Debug, Default)]
pub struct Dictionary {
    numbers: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Dictionary {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    /// The texts by number.
    pub fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number() {
        let mut dictionary = Dictionary::default();
        assert_eq!(["a", "b", "a"].map(|text| dictionary.number(text)), [0, 1, 0]);
        assert_eq!(dictionary.into_texts(), ["a", "b"]);
    }
}
