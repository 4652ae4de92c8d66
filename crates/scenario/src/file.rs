//! The files that people write, as typed data: one module a kind.
//!
//! Every file carries `"kind"`, which is looked at before anything else; unknown keys are errors; times are text such
//! as `"125 ms"`. What a file says is checked here only as far as it can be told from the file alone.

mod expectation;
mod fault;
mod kind;
mod live;
mod load;
mod network;
mod quantity;
mod scenario;
mod study;
mod sweep;
mod traffic;

pub use expectation::{
    ConnectionClass, ConnectionExpectation, CountExpectation, EndExpectation, EndReason, Expectation,
    FileExpectation, Matcher, MessagesExpectation, SocketChoice, TerminalExpectation, When,
};
pub use fault::{FaultFile, LossFile, NoticeFile, NoticeReason};
pub use kind::{File, Kind, schema, schema_of_all};
pub use live::{AttachFile, LiveFile, LiveKind};
pub use load::{GeneratorFile, MessageFile};
pub use network::{
    Certainty, FlowControl, HostFile, ImpProgram, LineFile, Medium, NetworkFile, NetworkKind, Routing,
    Setting, SiteFile, SiteKind, SourceNote,
};
pub use quantity::{Date, Duration};
pub use scenario::{
    AccountFile, ContentFile, HostSetup, IcpWord, JobFile, LimitsFile, RepeatFile, ResynchronisationWord,
    ScenarioFile, ScenarioKind, TerminalFile, TrafficUse,
};
pub use study::{
    MeasuredFile, MeasuredHops, MeasuredOverall, MeasuredPair, MeasuredSite, StatusReportsFile, StudyFile,
    StudyHostsFile, StudyTestFile, TakeInDistribution, TakeInFile,
};
pub use sweep::{MeasureFile, SeedsFile, SweepFile, VaryFile};
pub use traffic::{SizeBinFile, SizesFile, TrafficFile};
