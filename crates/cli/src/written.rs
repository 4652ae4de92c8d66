//! Files that are there whole or not at all, and such as grow.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file being written.
#[derive(Debug)]
pub struct Written {
    path: PathBuf,
    writer: Writer,
}

#[derive(Debug)]
enum Writer {
    /// Becomes the file when it is whole.
    Whole(BufWriter<NamedTempFile>),
    /// A pipe or a device, which cannot be replaced.
    Through(BufWriter<File>),
}

/// A file that could not be written, and why.
#[derive(Debug)]
pub struct CannotWrite {
    /// The file, or in words what took its place.
    pub place: String,
    /// Why.
    pub fault: io::Error,
}

impl CannotWrite {
    /// `path` could not be written.
    pub fn file(path: &Path, fault: io::Error) -> CannotWrite {
        CannotWrite { place: path.display().to_string(), fault }
    }
}

impl Written {
    /// Begins a file. Nothing is seen under its name before [`Written::close`].
    pub fn open(path: &Path) -> Result<Written, CannotWrite> {
        let writer = Writer::open(path).map_err(|fault| CannotWrite::file(path, fault))?;
        Ok(Written { path: path.to_owned(), writer })
    }

    /// Writes all of `octets`.
    pub fn write(&mut self, octets: &[u8]) -> Result<(), CannotWrite> {
        let writer: &mut dyn Write = match &mut self.writer {
            Writer::Whole(writer) => writer,
            Writer::Through(writer) => writer,
        };
        writer.write_all(octets).map_err(|fault| CannotWrite::file(&self.path, fault))
    }

    /// Writes `line` and ends it.
    pub fn write_line(&mut self, line: &str) -> Result<(), CannotWrite> {
        self.write(line.as_bytes())?;
        self.write(b"\n")
    }

    /// Ends the file; it appears under its name.
    pub fn close(self) -> Result<(), CannotWrite> {
        let closed = match self.writer {
            Writer::Whole(writer) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error);
                file.and_then(|file| file.persist(&self.path).map_err(io::Error::from)).map(drop)
            }
            Writer::Through(mut writer) => writer.flush(),
        };
        closed.map_err(|fault| CannotWrite::file(&self.path, fault))
    }
}

/// A file that is there from its beginning on: what has been written stays, however the process ends.
#[derive(Debug)]
pub struct Growing {
    path: PathBuf,
    file: File,
}

impl Growing {
    /// Begins a file in the place of what was there.
    pub fn open(path: &Path) -> Result<Growing, CannotWrite> {
        let file = File::create(path).map_err(|fault| CannotWrite::file(path, fault))?;
        Ok(Growing { path: path.to_owned(), file })
    }

    /// Writes all of `octets`, past any buffer of this process.
    pub fn write(&mut self, octets: &[u8]) -> Result<(), CannotWrite> {
        self.file.write_all(octets).map_err(|fault| CannotWrite::file(&self.path, fault))
    }
}

impl Writer {
    fn open(path: &Path) -> io::Result<Writer> {
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Writer::Through(BufWriter::new(File::options().write(true).open(path)?)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut beside = tempfile::Builder::new();
        beside.prefix(".arpanet-");
        // As any file of this user would be, not for its owner alone.
        #[cfg(unix)]
        beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let beside = beside.tempfile_in(folder)?;
        Ok(Writer::Whole(BufWriter::new(beside)))
    }
}
