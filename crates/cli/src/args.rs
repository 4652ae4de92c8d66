//! The command line.

use std::path::{Path, PathBuf};

use arpanet_report::Framing;
use arpanet_scenario::Generated;
use arpanet_scenario::file::Duration;
use arpanet_scenario::live::Live;
use arpanet_scenario::narrate::Depth;
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
    /// Play a scenario and tell what happens
    Run(Box<RunArguments>),
    /// Validate files without running them
    Check(CheckArguments),
    /// Print the JSON Schema of the files
    Schema(SchemaArguments),
    /// Name every bit field of a message
    Decode(DecodeArguments),
    /// Print the dissector, in Lua, with which Wireshark and tshark read what `--pcapng` writes
    Dissector,
    /// Tell what a network is: sites, lines, hop histogram
    Net(NetArguments),
    /// Write a scenario to begin with, and a network of three IMPs for it
    New(NewArguments),
    /// Play in real time, with real hosts, IMPs and people attached
    Live(LiveArguments),
    /// Sit at a terminal of a simulated TIP; control-] leaves
    Tip(TipArguments),
    /// Take a measurement of long ago again, in many runs, and put it beside its figures
    Study(StudyArguments),
    /// Measure how long connections take to set up, over each distance and by each way to connect
    Setup(SetupArguments),
}

/// `run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The scenario file
    #[arg(value_name = "SCENARIO.json", required_unless_present = "replay")]
    pub scenario: Option<PathBuf>,
    /// Play again what a session in real time has logged; takes no scenario
    #[arg(long, value_name = "LOG", conflicts_with_all = ["scenario", "seed", "until", "shuffle_ties"])]
    pub replay: Option<PathBuf>,
    /// The root of all chance, instead of the file's
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = seed)]
    pub seed: Option<u64>,
    /// When to stop, in simulated time, instead of the file's limit: 90 s, 10 min
    #[arg(long, value_name = "TIME")]
    pub until: Option<Duration>,
    /// Write the trace to this file, as JSON Lines
    #[arg(long, value_name = "OUT.jsonl")]
    pub trace: Option<PathBuf>,
    /// In the trace, tell the packets on the lines between IMPs too
    #[arg(long, requires = "trace")]
    pub packets: bool,
    /// How deep to tell it
    #[arg(long, value_name = "DEPTH", default_value = "protocol")]
    pub tell: TellArgument,
    /// Print one summary object instead of the narration
    #[arg(long)]
    pub json: bool,
    /// No narration, only what came of the expectations
    #[arg(long)]
    pub quiet: bool,
    /// After the narration, print what each host's NCP has counted, in the order and shape of RFC 618
    #[arg(long, conflicts_with = "json")]
    pub counters: bool,
    /// Take events of the same instant in an order shuffled by this seed, to find results that hang on it
    #[arg(long, value_name = "N")]
    pub shuffle_ties: Option<u64>,
    /// What is drawn of the run.
    #[command(flatten, next_help_heading = "Drawings and files for other tools")]
    pub drawings: DrawingArguments,
}

/// The drawings that a run leaves behind.
#[derive(Debug, Args)]
pub struct DrawingArguments {
    /// Draw the messages between hosts as a sequence chart, time downwards
    #[arg(long, value_name = "OUT.svg")]
    pub ladder: Option<PathBuf>,
    /// The hosts on the ladder, in this order; those that took part when left out
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "ladder")]
    pub hosts: Vec<String>,
    /// Draw the network on its geography, with what its lines carried and what broke
    #[arg(long, value_name = "OUT.svg")]
    pub map: Option<PathBuf>,
    /// Write one HTML file with everything: the map played over time, the ladder, every bit, the terminals
    #[arg(long, value_name = "OUT.html")]
    pub report: Option<PathBuf>,
    /// Write every message on a host's cable for Wireshark; `arpanet dissector` prints what Wireshark needs to read it
    #[arg(long, value_name = "OUT.pcapng")]
    pub pcapng: Option<PathBuf>,
    /// Write messages, jobs and packets for ui.perfetto.dev or chrome://tracing
    #[arg(long, value_name = "OUT.json")]
    pub perfetto: Option<PathBuf>,
}

impl RunArguments {
    /// The files that the run is to write, each with the flag that names it.
    pub fn files(&self) -> Vec<(&str, &Path)> {
        let drawings = &self.drawings;
        named([
            ("--trace", &self.trace),
            ("--ladder", &drawings.ladder),
            ("--map", &drawings.map),
            ("--report", &drawings.report),
            ("--pcapng", &drawings.pcapng),
            ("--perfetto", &drawings.perfetto),
        ])
    }
}

fn named<'a, const N: usize>(files: [(&'a str, &'a Option<PathBuf>); N]) -> Vec<(&'a str, &'a Path)> {
    files.into_iter().filter_map(|(flag, path)| Some((flag, path.as_deref()?))).collect()
}

/// How deep a run is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TellArgument {
    /// What people did and saw, with what the network did beside it
    Story,
    /// Who sent what to whom, each message with its meaning
    Protocol,
    /// Every message on a cable, field by field
    Bits,
}

impl From<TellArgument> for Depth {
    fn from(tell: TellArgument) -> Depth {
        match tell {
            TellArgument::Story => Depth::Story,
            TellArgument::Protocol => Depth::Protocol,
            TellArgument::Bits => Depth::Bits,
        }
    }
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
    /// A measurement to be taken again
    Study,
    /// Something to play in real time
    Live,
    /// A line of what `run --trace` writes
    Trace,
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

/// How many sites can be made.
fn sites() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(i64::from(Generated::FEWEST)..=i64::from(Generated::MOST))
}

/// `net`.
#[derive(Debug, Args)]
pub struct NetArguments {
    /// The network file
    #[arg(value_name = "NETWORK.json", required_unless_present = "generate")]
    pub network: Option<PathBuf>,
    /// Make a network of so many sites instead, and print its file
    #[arg(long, value_name = "SITES", conflicts_with = "network", value_parser = sites())]
    pub generate: Option<u16>,
    /// The chance of the network that is made
    #[arg(long, default_value_t = 1973, requires = "generate")]
    pub seed: u64,
    /// The ways in the network that is made are fixed: no routing messages
    #[arg(long, requires = "generate")]
    pub fixed_ways: bool,
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

/// `new`.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// Its name, perhaps with a folder before it: NAME.json and NAME-network.json are written
    #[arg(value_name = "NAME")]
    pub name: PathBuf,
}

/// `setup`.
#[derive(Debug, Args)]
pub struct SetupArguments {
    /// The network file; then there is no load
    #[arg(long, value_name = "NETWORK.json")]
    pub network: Option<PathBuf>,
    /// The study whose network and load are taken where no network is named
    #[arg(long, value_name = "STUDY.json", default_value = "scenarios/studies/rfc619-1973-08.json")]
    pub load: PathBuf,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Draw the medians over the distance into this file
    #[arg(long, value_name = "OUT.svg")]
    pub plot: Option<PathBuf>,
    /// Pairs of sites played for each distance, at most
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    pub placements: u16,
    /// The distances to play, in hops, as in 0,1,5; all of the network's when left out
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    pub hops: Vec<u16>,
    /// Runs played at once; 0 means as many as there are cores. The simulated figures do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub workers: usize,
}

/// `study`.
#[derive(Debug, Args)]
pub struct StudyArguments {
    /// The study file
    #[arg(value_name = "STUDY.json")]
    pub study: PathBuf,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Of a study that varies a scenario: keep a line for each run in this file; what is kept there already is not played again
    #[arg(long, value_name = "OUT.csv")]
    pub results: Option<PathBuf>,
    /// Runs played at once; 0 means as many as there are cores. The figures do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub workers: usize,
}

/// `live`.
#[derive(Debug, Args)]
pub struct LiveArguments {
    /// The file, of kind live
    #[arg(value_name = "CONFIG.json")]
    pub config: PathBuf,
    #[command(flatten)]
    pub outputs: SessionOutputs,
    /// Allow addresses beyond this machine, and such as can be reached from there
    #[arg(long)]
    pub beyond_loopback: bool,
}

/// `tip`.
#[derive(Debug, Args)]
pub struct TipArguments {
    /// The scenario file, with a host whose system is `tip`
    #[arg(long, value_name = "S.json")]
    pub scenario: PathBuf,
    /// The port at which the terminal is
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=63))]
    pub port: u32,
    /// Simulated seconds in a second
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = pace)]
    pub pace: f64,
    #[command(flatten)]
    pub outputs: SessionOutputs,
}

/// What a session in real time leaves behind.
#[derive(Debug, Args)]
pub struct SessionOutputs {
    /// Write what came from outside to this file, for `run --replay`
    #[arg(long, value_name = "OUT")]
    pub log: Option<PathBuf>,
    /// Write the trace to this file, as JSON Lines
    #[arg(long, value_name = "OUT.jsonl")]
    pub trace: Option<PathBuf>,
    /// In the trace, tell the packets on the lines between IMPs too
    #[arg(long, requires = "trace")]
    pub packets: bool,
    /// Write what crosses each attached cable and line to this file as it crosses, for Wireshark with `arpanet dissector`
    #[arg(long, value_name = "OUT.pcapng")]
    pub pcapng: Option<PathBuf>,
}

impl SessionOutputs {
    /// The files that the session is to write, each with the flag that names it.
    pub fn files(&self) -> Vec<(&str, &Path)> {
        named([("--log", &self.log), ("--trace", &self.trace), ("--pcapng", &self.pcapng)])
    }
}

fn seed(written: &str) -> Result<u64, String> {
    written.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

fn pace(written: &str) -> Result<f64, String> {
    let pace = written.parse().ok().filter(|pace| Live::PACES.contains(pace));
    pace.ok_or_else(|| String::from("a pace is 0.001 to 1000; 1 is life"))
}
