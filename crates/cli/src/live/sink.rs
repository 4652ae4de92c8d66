//! What a session in real time leaves behind while it goes: the trace, and what crossed the attached cables and lines.

use std::path::Path;

use arpanet_report::Pcapng;
use arpanet_scenario::live::Live;
use arpanet_scenario::run::{Packets, Sink};
use arpanet_scenario::trace::{Connections, Fact};

use crate::args::SessionOutputs;
use crate::written::{CannotWrite, Growing, Written};

/// The trace is there when it is whole; the pcapng file grows, and can be read at any time.
#[derive(Debug)]
pub struct Outputs {
    trace: Option<Written>,
    packets: Packets,
    capture: Option<Capture>,
    fault: Option<CannotWrite>,
}

#[derive(Debug)]
struct Capture {
    pcapng: Pcapng,
    file: Growing,
    packets: Packets,
}

impl Outputs {
    /// Opens what is wanted.
    pub fn open(wanted: &SessionOutputs, live: &Live) -> Result<Outputs, CannotWrite> {
        let trace = wanted.trace.as_deref().map(Written::open).transpose()?;
        let capture = wanted.pcapng.as_deref().map(|path| Capture::open(path, live)).transpose()?;
        Ok(Outputs { trace, packets: Packets::told(wanted.packets), capture, fault: None })
    }

    /// Finishes the trace.
    pub fn close(self) -> Result<(), CannotWrite> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.trace.map_or(Ok(()), Written::close)
    }
}

impl Capture {
    fn open(path: &Path, live: &Live) -> Result<Capture, CannotWrite> {
        let cables = live.attached.iter().filter_map(|one| one.role.cable());
        let lines = live.attached.iter().filter_map(|one| one.role.line());
        let packets = Packets::told(lines.clone().next().is_some());
        let pcapng = Pcapng::new(&live.scenario, cables, lines);
        let mut capture = Capture { pcapng, file: Growing::open(path)?, packets };
        capture.write()?;
        Ok(capture)
    }

    fn write(&mut self) -> Result<(), CannotWrite> {
        let octets = self.pcapng.take();
        if octets.is_empty() { Ok(()) } else { self.file.write(&octets) }
    }
}

impl Sink for Outputs {
    fn narrate(&mut self, _text: &str) {}

    fn trace(&mut self, line: &str) {
        let Some(trace) = &mut self.trace else { return };
        if let Err(fault) = trace.write_line(line) {
            self.fault = Some(fault);
            self.trace = None;
        }
    }

    fn wants_narration(&self) -> bool {
        false
    }

    fn wants_trace(&self) -> Option<Packets> {
        self.trace.as_ref().map(|_| self.packets)
    }

    fn hear(&mut self, facts: &[Fact], _connections: &Connections) {
        let Some(capture) = &mut self.capture else { return };
        capture.pcapng.hear(facts);
        if let Err(fault) = capture.write() {
            self.fault = Some(fault);
            self.capture = None;
        }
    }

    fn wants_facts(&self) -> Option<Packets> {
        self.capture.as_ref().map(|capture| capture.packets)
    }
}
