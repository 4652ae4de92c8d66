//! What breaks in a scenario.

use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::Duration;

/// One fault: of a line, of an IMP, or of a host; with `down_for` it mends itself.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// When it strikes.
    pub at: Duration,
    /// A line, by the sites at its ends.
    #[serde(default)]
    pub line: Option<[String; 2]>,
    /// An IMP, by its site's name.
    #[serde(default)]
    pub imp: Option<String>,
    /// A host, by name.
    #[serde(default)]
    pub host: Option<String>,
    /// Down now (a line passes nothing, an IMP or host crashes), and up again after this time.
    #[serde(default)]
    pub down_for: Option<Duration>,
    /// What happens, where it is not `down_for`. A line: `down`, `up`, `errors`. An IMP: `crash`, `reload`, `stop`.
    /// A host: `crash`, `restart`, `stop-reading`, `resume-reading`, `ready-off`, `ready-on`.
    #[serde(default)]
    pub does: Option<String>,
    /// Of a line: only what this site sends.
    #[serde(default)]
    pub sent_by: Option<String>,
    /// Of a line that `does` `errors`: the probability that a bit arrives wrong.
    #[serde(default)]
    pub bit_error_rate: Option<f64>,
}
