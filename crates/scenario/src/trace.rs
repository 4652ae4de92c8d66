//! What a run tells, read the way a protocol analyser reads it: who sent what to whom, at which layer, on which
//! connection, with the control connections' lines of text put together.

mod analyser;
mod cast;
mod connections;
mod fact;
mod said;
mod subnet;
mod text;
mod write;

pub use analyser::Analyser;
pub use cast::Cast;
pub use connections::{Connection, Connections, Service, Socket, State};
pub(crate) use fact::subnet_text;
pub use fact::{Detail, Fact, JobChange, Layer, On, Party};
pub(crate) use subnet::WORDS as SUBNET_WORDS;
pub use write::{TRACE_SCHEMA, TraceHead, TraceLine, trace_line};
