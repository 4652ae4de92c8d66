//! The file of a study's results: each run's line is written as the run ends, so that a study that was broken off goes on where
//! it was. Once all runs are there, the lines are put in the order of the runs.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arpanet_lab::sweep;
use arpanet_scenario::sweep::Row;
use arpanet_scenario::{Diagnostic, Source, Sweep, Unreadable};

use crate::disk::Disk;
use crate::run::cannot_write;
use crate::written::{CannotWrite, Written};
use crate::{End, diagnose};

/// Results being written.
#[derive(Debug)]
pub struct Results {
    path: PathBuf,
    file: Mutex<File>,
    kept: AtomicUsize,
    runs: usize,
}

impl Results {
    /// Opens the file, and takes what is kept there already.
    pub fn open(path: &Path, study: &Sweep) -> Result<(Results, Vec<Row>), End> {
        let text = match Disk.read(path) {
            // Octets that are no text are found where they stand, or break off with the last line.
            Ok(octets) => String::from_utf8_lossy(&octets).into_owned(),
            Err(Unreadable::Missing) => String::new(),
            Err(why) => return Err(diagnose::tell(&Diagnostic::of_file(path, why.to_string()))),
        };
        let kept = sweep::read(study, path, &text).map_err(|fault| diagnose::tell(&fault))?;
        let file = open(path, study, &text, kept.whole_octets)
            .map_err(|fault| cannot_write(&CannotWrite::file(path, fault)))?;
        let results = Results {
            path: path.to_owned(),
            file: Mutex::new(file),
            kept: AtomicUsize::new(kept.rows.len()),
            runs: study.runs(),
        };
        Ok((results, kept.rows))
    }

    /// Writes the line of a run; it is there when this returns.
    pub fn keep(&self, row: &Row) -> Result<(), String> {
        let mut file = self.file.lock().map_err(|_| String::from("another thread has died"))?;
        let written = file.write_all(sweep::line(row).as_bytes());
        self.kept.fetch_add(1, Ordering::Relaxed);
        written.map_err(|fault| format!("{}: cannot be written: {fault}", self.path.display()))
    }

    /// How many runs are kept, in words.
    pub fn told(&self) -> String {
        let kept = self.kept.load(Ordering::Relaxed);
        format!("{kept} of {} runs are kept in {}", self.runs, self.path.display())
    }

    /// Puts the lines in the order of the runs. A pipe or a device keeps the order in which they came.
    pub fn close(self, study: &Sweep, rows: &[Row]) -> Result<(), CannotWrite> {
        if !self.path.is_file() {
            return Ok(());
        }
        let mut whole = Written::open(&self.path)?;
        whole.write(sweep::header(study).as_bytes())?;
        for row in rows {
            whole.write(sweep::line(row).as_bytes())?;
        }
        whole.close()
    }
}

/// Opened for further lines, without the line that breaks off, and with the first line.
fn open(path: &Path, study: &Sweep, text: &str, whole_octets: usize) -> std::io::Result<File> {
    let mut file = File::options().create(true).append(true).open(path)?;
    if whole_octets < text.len() {
        file.set_len(whole_octets as u64)?;
    }
    if whole_octets == 0 {
        file.write_all(sweep::header(study).as_bytes())?;
    }
    Ok(file)
}
