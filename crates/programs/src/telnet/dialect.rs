//! Which TELNET an end of a connection speaks.
//!
//! | dialect | signals of 1972 | sequences of May 1973 | echo | an early DATA MARK |
//! |---|---|---|---|---|
//! | minimum | deleted | deleted | the using site | deleted |
//! | RFC 318 | heeded | deleted | the user asks | stops everything until its interrupt |
//! | RFC 435 | heeded | deleted | either side asks | stops everything until its interrupt |
//! | RFC 495 | deleted | heeded | negotiated | does nothing |
//! | dual | heeded | heeded | as it is asked | as it is written |

use arpanet_wire::telnet::{Command, Item, NewForm, Signal};

/// Which TELNET an end speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// The minimum implementation: every signal is deleted. RFC 318 p. 6-7.
    Minimum,
    /// The ad hoc TELNET of 1972.
    #[default]
    AdHoc,
    /// The same, but the server too may ask for a change of echo. RFC 435 p. 2-3, a proposal.
    EitherAsks,
    /// The TELNET of May 1973. RFC 495.
    New,
    /// Old and new, as MIT-DMCG's server (RFC 593 p. 1, RFC 595 p. 5): it answers in the form in which it was spoken to.
    Dual,
}

/// What a DATA MARK does that comes before its interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyMark {
    /// Nothing passes until the interrupt has come. RFC 318 p. 5.
    Stops,
    /// Nothing; the interrupt, when it comes, finds its mark gone and does nothing either. RFC 764 p. 9.
    Passes,
}

impl Dialect {
    /// Their names in scenario files and on command lines.
    pub const NAMES: [(&'static str, Dialect); 5] = [
        ("MINIMUM", Dialect::Minimum),
        ("RFC318", Dialect::AdHoc),
        ("RFC435", Dialect::EitherAsks),
        ("RFC495", Dialect::New),
        ("DUAL", Dialect::Dual),
    ];

    /// The dialect of this name, in capitals or not.
    pub fn named(name: &str) -> Option<Dialect> {
        let found = Dialect::NAMES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, dialect)| dialect)
    }

    /// Whether the signals of 1972 mean anything.
    pub fn heeds_signals(self) -> bool {
        matches!(self, Dialect::AdHoc | Dialect::EitherAsks | Dialect::Dual)
    }

    /// Whether the sequences of May 1973 mean anything.
    pub fn heeds_sequences(self) -> bool {
        matches!(self, Dialect::New | Dialect::Dual)
    }

    /// Whether an item is a DATA MARK, and what it does when it is early.
    pub fn mark(self, item: &Item) -> Option<EarlyMark> {
        match item {
            Item::Signal(Signal::DataMark) if self.heeds_signals() => Some(EarlyMark::Stops),
            Item::NewForm(NewForm::Command(Command::DataMark)) if self.heeds_sequences() => {
                Some(EarlyMark::Passes)
            }
            _ => None,
        }
    }
}
