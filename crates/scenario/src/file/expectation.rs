//! What must be true of a run.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

use super::quantity::Duration;
use super::scenario::ContentFile;

/// One expectation: exactly one of the keys below, and perhaps `what`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What it means, for the reader of the result; told from the rest when left out.
    #[serde(default)]
    pub what: Option<String>,
    /// A file is there at the end, with this content.
    #[serde(default)]
    pub file: Option<FileExpectation>,
    /// These occur in this order; others may stand between.
    #[serde(default)]
    pub in_order: Option<Vec<Matcher>>,
    /// These occur in this order, and nothing of the next one's kind stands before it: no other command of its name, no
    /// other answer of an IMP, no other line of text, between the same hosts.
    #[serde(default)]
    pub next: Option<Vec<Matcher>>,
    /// This does not occur.
    #[serde(default)]
    pub never: Option<Matcher>,
    /// This occurs so many times.
    #[serde(default)]
    pub count: Option<CountExpectation>,
    /// So many connections were opened, refused, closed, or carried so much.
    #[serde(default)]
    pub connection: Option<ConnectionExpectation>,
    /// A job's terminal showed this.
    #[serde(default)]
    pub terminal: Option<TerminalExpectation>,
    /// The run ended so.
    #[serde(default)]
    pub end: Option<EndExpectation>,
    /// So many messages ended so.
    #[serde(default)]
    pub messages: Option<MessagesExpectation>,
}

/// What to look for. Exactly one of `ncp`, `imp`, `subnet`, `ftp`, `telnet` and `data_between` names the kind; the rest
/// narrows it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// A host-host command by its name in NIC 8246 (`STR`, `RTS`, `ALL` ...) or RFC 467 (`RCS`, `RCR`), `data` for a data
    /// message, or `any`.
    #[serde(default)]
    pub ncp: Option<String>,
    /// A message between host and IMP by its type: `regular`, `RFNM`, `dead`, `incomplete`, `error`, `reset`, `NOP`,
    /// `going-down`, or `any`. `from` and `to` are the hosts that the message goes, or went, between: the RFNM for a
    /// message from A to B is one from B to A.
    #[serde(default)]
    pub imp: Option<String>,
    /// What happens inside the subnet; `from` and `to` are sites. To a message that comes to its destination IMP: `arrived`
    /// (all its packets), `asked` (one packet, taken for a request for a buffer), `complete` (its host has all of it). A
    /// reply that the destination IMP sends to the source IMP: `ALL1`, `ALL8`, `RFNM1`, `RFNM8`, `RFNM+ALL8`, `INC!1`,
    /// `INC!8`, `INC!8+ALL`. A question about an unanswered message: `queried`. What an IMP finds out about another:
    /// `reachable`, `unreachable`. What befalls one IMP: `line-up`, `line-down`, `bad-checksum`, `intra-imp-error`,
    /// `routing-check-failed`, `started`, `stopped`.
    #[serde(default)]
    pub subnet: Option<String>,
    /// A line on an FTP control connection by its first word: a command such as `RETR`, a reply such as `250`, or `any`.
    #[serde(default)]
    pub ftp: Option<String>,
    /// A line on a TELNET connection by its first word, or `any`.
    #[serde(default)]
    pub telnet: Option<String>,
    /// A data message between these two hosts, whichever sends it.
    #[serde(default)]
    pub data_between: Option<[String; 2]>,
    /// The host that sends it.
    #[serde(default)]
    pub from: Option<String>,
    /// The host that it is for.
    #[serde(default)]
    pub to: Option<String>,
    /// Whether it counts when its last bit leaves the sender, as it does when left out, or when it has reached the host
    /// that it is for.
    #[serde(default)]
    pub when: Option<When>,
    /// The kind of connection it belongs to, or one of its two socket numbers.
    #[serde(default)]
    pub socket: Option<SocketChoice>,
    /// The sender's socket in an RTS, STR or CLS.
    #[serde(default)]
    pub my_socket: Option<u32>,
    /// The receiver's socket in an RTS, STR or CLS.
    #[serde(default)]
    pub your_socket: Option<u32>,
    /// The link that it is on, or that it names.
    #[serde(default)]
    pub link: Option<u8>,
    /// The byte size in an STR or of a data message.
    #[serde(default)]
    pub size: Option<u8>,
    /// The code of an ERR, or the subtype of a message from the IMP.
    #[serde(default)]
    pub code: Option<u8>,
    /// The reassembly buffers that the destination IMP has then promised.
    #[serde(default)]
    pub allocated: Option<u16>,
    /// The reassembly buffers that the destination IMP has then in use.
    #[serde(default)]
    pub in_use: Option<u16>,
    /// What the line of text, or the text of the data message, holds.
    #[serde(default)]
    pub contains: Option<String>,
    /// What the line of text, or the text of the data message, does not hold.
    #[serde(default)]
    pub lacks: Option<String>,
    /// Not before this time.
    #[serde(default)]
    pub after: Option<Duration>,
    /// Not after this time.
    #[serde(default)]
    pub before: Option<Duration>,
}

/// At which end something counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// When its last bit leaves the sending host.
    #[default]
    Sent,
    /// When its last bit reaches the receiving host.
    Received,
}

/// What a connection is for, as far as the messages tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionClass {
    /// To a well-known socket: the 32 bits of the initial connection protocol.
    Icp,
    /// To the sockets that an initial connection gave out: FTP control, TELNET.
    Control,
    /// Any other: file data, most often.
    Data,
}

/// A class of connections or a socket number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketChoice {
    /// All connections of a class.
    Class(ConnectionClass),
    /// One socket number at either end.
    Number(u32),
}

impl<'de> Deserialize<'de> for SocketChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SocketChoice, D::Error> {
        deserializer.deserialize_any(SocketVisitor)
    }
}

struct SocketVisitor;

impl Visitor<'_> for SocketVisitor {
    type Value = SocketChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("icp, control, data or a socket number")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<SocketChoice, E> {
        match word {
            "icp" => Ok(SocketChoice::Class(ConnectionClass::Icp)),
            "control" => Ok(SocketChoice::Class(ConnectionClass::Control)),
            "data" => Ok(SocketChoice::Class(ConnectionClass::Data)),
            _ => Err(E::unknown_variant(word, &["icp", "control", "data"])),
        }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<SocketChoice, E> {
        let number = u32::try_from(number)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &"a socket number of 32 bits"))?;
        Ok(SocketChoice::Number(number))
    }
}

impl JsonSchema for SocketChoice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SocketChoice".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What the connection is for, or one of its two socket numbers.",
            "anyOf": [
                { "enum": ["icp", "control", "data"] },
                { "type": "integer", "minimum": 0, "maximum": 4294967295u32 },
            ],
        })
    }
}

/// A file at the end of the run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileExpectation {
    /// At which host.
    pub host: String,
    /// Its pathname there.
    pub path: String,
    /// The characters in it.
    #[serde(default)]
    pub text: Option<String>,
    /// The octets in it, in hexadecimal, blanks ignored.
    #[serde(default)]
    pub hex: Option<String>,
    /// `true`: there is no such file.
    #[serde(default)]
    pub absent: bool,
}

impl FileExpectation {
    /// The content that is expected, where one is.
    pub fn content(&self) -> Option<ContentFile> {
        let text = self.text.clone().map(ContentFile::Text);
        text.or_else(|| self.hex.clone().map(ContentFile::Hex))
    }
}

/// So many times: at least one of the three numbers.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountExpectation {
    /// What is counted.
    pub of: Matcher,
    /// Exactly this many times.
    #[serde(default)]
    pub is: Option<u64>,
    /// At least this many times.
    #[serde(default)]
    pub at_least: Option<u64>,
    /// At most this many times.
    #[serde(default)]
    pub at_most: Option<u64>,
}

/// Connections between two hosts, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionExpectation {
    /// The host with the send socket.
    pub from: String,
    /// The host with the receive socket.
    pub to: String,
    /// What it is for, or one of its two socket numbers.
    #[serde(default)]
    pub socket: Option<SocketChoice>,
    /// How many were opened.
    #[serde(default)]
    pub opened: Option<u64>,
    /// How many were asked for and refused or never answered.
    #[serde(default)]
    pub refused: Option<u64>,
    /// How many were closed after they had been open.
    #[serde(default)]
    pub closed: Option<u64>,
    /// The byte size of those opened.
    #[serde(default)]
    pub size: Option<u8>,
    /// The bits that they carried together.
    #[serde(default)]
    pub bits: Option<u64>,
}

/// What a job's terminal showed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminalExpectation {
    /// The job, by its place in `jobs`, from 0.
    pub job: usize,
    /// What was shown.
    #[serde(default)]
    pub contains: Option<String>,
    /// What was not shown.
    #[serde(default)]
    pub lacks: Option<String>,
}

/// How the run ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndExpectation {
    /// `idle`, `deadline`, `goal` or `stalled`.
    #[serde(default)]
    pub reason: Option<EndReason>,
    /// Not after this time.
    #[serde(default)]
    pub before: Option<Duration>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndReason {
    /// Nothing was left to happen.
    Idle,
    /// The time limit was reached.
    Deadline,
    /// What was waited for had happened.
    Goal,
    /// Jobs were unfinished, and nothing could wake them.
    Stalled,
}

/// How many of the messages that hosts sent ended how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagesExpectation {
    /// Sent.
    #[serde(default)]
    pub sent: Option<u64>,
    /// Delivered.
    #[serde(default)]
    pub delivered: Option<u64>,
    /// Answered by a RFNM.
    #[serde(default)]
    pub rfnm: Option<u64>,
    /// Answered by `destination dead`.
    #[serde(default)]
    pub dead: Option<u64>,
    /// Answered by `incomplete transmission`.
    #[serde(default)]
    pub incomplete: Option<u64>,
    /// Answered by an error.
    #[serde(default)]
    pub error: Option<u64>,
    /// Not answered at the end.
    #[serde(default)]
    pub in_flight: Option<u64>,
}
