//! What a scenario sends without an NCP: single messages from bare hosts, and the IMPs' message generators.

use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::Duration;

/// A message from a bare host, once or several times: a host-host message of 8-bit bytes, by its text or by its length.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageFile {
    /// When the host offers it to its IMP.
    pub at: Duration,
    /// The host that sends it; its `system` is `bare`.
    pub from: String,
    /// The host that it is for; it need not be up.
    pub to: String,
    /// The link; 2 when left out.
    #[serde(default)]
    pub link: Option<u8>,
    /// The priority bit of the leader.
    #[serde(default)]
    pub priority: bool,
    /// Its text, in ASCII.
    #[serde(default)]
    pub text: Option<String>,
    /// Instead of a text, how many octets of one. Up to 120 make one packet, 877 to 1002 make eight.
    #[serde(default)]
    pub octets: Option<u16>,
    /// How often it is sent; once when left out.
    #[serde(default)]
    pub times: Option<u32>,
    /// The time from one sending to the next.
    #[serde(default)]
    pub every: Option<Duration>,
}

/// The message generator of an IMP: messages of one length to one place. Either `every` or `when_answered`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneratorFile {
    /// When it is started.
    pub at: Duration,
    /// At which site.
    pub site: String,
    /// The host that the messages are for.
    #[serde(default)]
    pub to: Option<String>,
    /// Instead of a host, the site whose discard (fake host 3) takes the messages.
    #[serde(default)]
    pub to_discard: Option<String>,
    /// Words of each message, up to 504.
    #[schemars(range(max = 504))]
    pub words: u16,
    /// The time from one message to the next; a whole number of the IMP's fast ticks of 25.6 ms.
    #[serde(default)]
    pub every: Option<Duration>,
    /// `true`: the next message goes when the last one has been answered.
    #[serde(default)]
    pub when_answered: bool,
    /// How many in all.
    #[serde(default)]
    pub count: Option<u32>,
    /// When it is stopped.
    #[serde(default)]
    pub until: Option<Duration>,
}
