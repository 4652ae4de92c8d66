//! The command line.

use std::path::PathBuf;

use arpanet_report::Framing;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// The ARPANET of 1973, to the bit, in one deterministic process.
#[derive(Debug, Parser)]
#[command(name = "arpanet", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Validate files without running them
    Check(CheckArguments),
    /// Print the JSON Schema of the files
    Schema(SchemaArguments),
    /// Name every bit field of a message
    Decode(DecodeArguments),
    /// Tell what a network is: sites, lines, hop histogram
    Net(NetArguments),
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Files, or folders whose .json files are all checked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// The kind of file; all kinds when left out
    pub kind: Option<KindArgument>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArgument {
    /// Something to play
    Scenario,
    /// A network of a date
    Network,
    /// Who sends how much to whom
    Traffic,
    /// How long messages are
    Sizes,
}

/// `decode`.
#[derive(Debug, Args)]
pub struct DecodeArguments {
    /// Where the message was seen
    #[arg(long, value_name = "LAYER")]
    pub layer: LayerArgument,
    /// What stands around the protocol's bits: the head of the h316 emulator's datagrams, and on host layers its flag word
    #[arg(long, value_name = "FRAMING")]
    pub framing: Option<FramingArgument>,
    /// Print one JSON object a message
    #[arg(long)]
    pub json: bool,
    /// The message in hexadecimal, or - to read one a line from standard input
    #[arg(value_name = "HEX", required = true)]
    pub hex: Vec<String>,
}

/// Where a message was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LayerArgument {
    /// From a host to its IMP
    HostImp,
    /// From an IMP to its host
    ImpHost,
    /// Between two hosts' NCPs
    HostHost,
    /// On a line between two IMPs
    ImpImp,
}

impl LayerArgument {
    /// The layer's name in traces.
    pub fn name(self) -> &'static str {
        match self {
            LayerArgument::HostImp => "host-imp",
            LayerArgument::ImpHost => "imp-host",
            LayerArgument::HostHost => "host-host",
            LayerArgument::ImpImp => "imp-imp",
        }
    }
}

/// What stands around a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FramingArgument {
    /// The h316 emulator's datagrams
    H316,
}

impl From<FramingArgument> for Framing {
    fn from(framing: FramingArgument) -> Framing {
        match framing {
            FramingArgument::H316 => Framing::H316,
        }
    }
}

/// `net`.
#[derive(Debug, Args)]
pub struct NetArguments {
    /// The network file
    #[arg(value_name = "NETWORK.json")]
    pub network: PathBuf,
    /// The hop histogram alone
    #[arg(long, group = "form")]
    pub hops: bool,
    /// A graph for Graphviz
    #[arg(long, group = "form")]
    pub dot: bool,
    /// One JSON object
    #[arg(long, group = "form")]
    pub json: bool,
}
