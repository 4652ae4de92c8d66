//! Where narration and trace go. The trace is there whole, or not at all.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use arpanet_scenario::run::{Packets, Sink};
use tempfile::NamedTempFile;

use crate::args::RunArguments;

/// Standard output for the narration, a file for the trace.
#[derive(Debug)]
pub struct Outputs {
    narration: Option<BufWriter<io::Stdout>>,
    trace: Option<Trace>,
    packets: Packets,
    fault: Option<io::Error>,
}

#[derive(Debug)]
enum Trace {
    /// Becomes the file when it is whole.
    Whole(BufWriter<NamedTempFile>, PathBuf),
    /// A pipe or a device, which cannot be replaced.
    Through(BufWriter<File>),
}

impl Outputs {
    /// Opens what the arguments ask for.
    pub fn open(arguments: &RunArguments) -> io::Result<Outputs> {
        let narration = (!arguments.json && !arguments.quiet).then(|| BufWriter::new(io::stdout()));
        let trace = arguments.trace.as_deref().map(Trace::open).transpose()?;
        let packets = if arguments.packets { Packets::Told } else { Packets::Untold };
        Ok(Outputs { narration, trace, packets, fault: None })
    }

    /// Writes to the narration, where there is one.
    pub fn narrate_all(&mut self, text: &str) {
        if self.narration.is_some() {
            self.narrate(text);
        }
    }

    /// Finishes both; the trace appears under its name only now.
    pub fn close(self) -> io::Result<()> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some(mut narration) = self.narration {
            match narration.flush() {
                Err(fault) if fault.kind() != ErrorKind::BrokenPipe => return Err(fault),
                _ => {}
            }
        }
        self.trace.map_or(Ok(()), Trace::close)
    }
}

impl Sink for Outputs {
    fn narrate(&mut self, text: &str) {
        let Some(narration) = &mut self.narration else { return };
        match narration.write_all(text.as_bytes()) {
            Ok(()) => {}
            // The reader has left: the run goes on for its exit code.
            Err(fault) if fault.kind() == ErrorKind::BrokenPipe => self.narration = None,
            Err(fault) => self.fault = Some(fault),
        }
    }

    fn trace(&mut self, line: &str) {
        let Some(trace) = &mut self.trace else { return };
        if let Err(fault) = writeln!(trace.writer(), "{line}") {
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
}

impl Trace {
    fn open(path: &Path) -> io::Result<Trace> {
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Trace::Through(BufWriter::new(File::options().write(true).open(path)?)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = tempfile::Builder::new().prefix(".arpanet-trace-").tempfile_in(folder)?;
        Ok(Trace::Whole(BufWriter::new(beside), path.to_owned()))
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Trace::Whole(writer, _) => writer,
            Trace::Through(writer) => writer,
        }
    }

    fn close(self) -> io::Result<()> {
        match self {
            Trace::Whole(writer, path) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(path)?;
                Ok(())
            }
            Trace::Through(mut writer) => writer.flush(),
        }
    }
}
