//! Pathnames across the network: `[SITE]<DIRECTORY>NAME.EXT;VERSION`. Without a site, the user's own.

use std::fmt;

/// A file somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pathname {
    /// The site's name as typed; `None` for the user's own.
    pub site: Option<String>,
    /// The file's name in the site's own syntax.
    pub file: String,
}

impl Pathname {
    /// Reads a pathname. `None`: the bracket isn't closed, the site has no name, or the file has none.
    pub fn parse(text: &str) -> Option<Pathname> {
        let (site, file) = match text.strip_prefix('[') {
            Some(rest) => {
                let (site, file) = rest.split_once(']')?;
                (Some(site.trim().to_owned()), file)
            }
            None => (None, text),
        };
        let is_named = !file.is_empty() && site.as_deref() != Some("");
        is_named.then(|| Pathname { site, file: file.to_owned() })
    }
}

impl fmt::Display for Pathname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(site) = &self.site {
            write!(f, "[{site}]")?;
        }
        f.write_str(&self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_stands_in_brackets_before_the_file() {
        let there = Pathname { site: Some("UTAH-10".into()), file: "<THOMAS>PROG1.PL1;1".into() };
        assert_eq!(Pathname::parse("[UTAH-10]<THOMAS>PROG1.PL1;1"), Some(there.clone()));
        assert_eq!(there.to_string(), "[UTAH-10]<THOMAS>PROG1.PL1;1");
        let here = Pathname { site: None, file: "PROG1.PL1".into() };
        assert_eq!(Pathname::parse("PROG1.PL1"), Some(here));
        for text in ["", "[UTAH-10]", "[UTAH-10<THOMAS>X", "[]X"] {
            assert_eq!(Pathname::parse(text), None, "{text}");
        }
    }
}
