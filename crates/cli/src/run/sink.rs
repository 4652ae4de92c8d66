//! Where narration, trace and what is to be drawn go while a run is played.

use std::io::{self, BufWriter, ErrorKind, Write};

use arpanet_report::Recording;
use arpanet_scenario::run::{Packets, Sink};
use arpanet_scenario::trace::{Connections, Fact};

use super::drawings::Drawings;
use crate::args::RunArguments;
use crate::written::{CannotWrite, Written};

/// Standard output for the narration, a file for the trace, memory for the drawings.
#[derive(Debug)]
pub struct Outputs {
    narration: Option<BufWriter<io::Stdout>>,
    trace: Option<Written>,
    packets: Packets,
    recording: Recording,
    wanted: Option<Packets>,
    fault: Option<CannotWrite>,
}

impl Outputs {
    /// Opens what the arguments ask for, on a network with so many lines.
    pub fn open(arguments: &RunArguments, drawings: &Drawings, lines: usize) -> Result<Outputs, CannotWrite> {
        let narration = (!arguments.json && !arguments.quiet).then(|| BufWriter::new(io::stdout()));
        let trace = arguments.trace.as_deref().map(Written::open).transpose()?;
        let packets = Packets::told(arguments.packets);
        let (recording, wanted) = (Recording::new(lines), drawings.wanted());
        Ok(Outputs { narration, trace, packets, recording, wanted, fault: None })
    }

    /// Writes to the narration, where there is one.
    pub fn narrate_all(&mut self, text: &str) {
        if self.narration.is_some() {
            self.narrate(text);
        }
    }

    /// Finishes narration and trace; gives what has been kept for the drawings.
    pub fn close(self) -> Result<Recording, CannotWrite> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some(mut narration) = self.narration {
            match narration.flush() {
                Err(fault) if fault.kind() != ErrorKind::BrokenPipe => return Err(standard_output(fault)),
                _ => {}
            }
        }
        self.trace.map_or(Ok(()), Written::close)?;
        Ok(self.recording)
    }
}

fn standard_output(fault: io::Error) -> CannotWrite {
    CannotWrite { place: String::from("standard output"), fault }
}

impl Sink for Outputs {
    fn narrate(&mut self, text: &str) {
        let Some(narration) = &mut self.narration else { return };
        match narration.write_all(text.as_bytes()) {
            Ok(()) => {}
            // The reader has left: the run goes on for its exit code.
            Err(fault) if fault.kind() == ErrorKind::BrokenPipe => self.narration = None,
            Err(fault) => self.fault = Some(standard_output(fault)),
        }
    }

    fn trace(&mut self, line: &str) {
        let Some(trace) = &mut self.trace else { return };
        if let Err(fault) = trace.write_line(line) {
            self.fault = Some(fault);
            self.trace = None;
        }
    }

    fn wants_narration(&self) -> bool {
        self.narration.is_some()
    }

    fn wants_trace(&self) -> Option<Packets> {
        self.trace.as_ref().map(|_| self.packets)
    }

    fn hear(&mut self, facts: &[Fact], connections: &Connections) {
        self.recording.hear(facts, connections);
    }

    fn wants_facts(&self) -> Option<Packets> {
        self.wanted
    }
}
