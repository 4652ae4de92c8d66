//! Standard output: results, and a reader who may leave early.

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::End;

/// Writes `text` to standard output. A reader who has left (`| head`) is no fault; a full disk is.
pub fn print(text: &str) -> End {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => End::Well,
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => End::Well,
        Err(fault) => {
            complain(&format!("standard output: {fault}"));
            End::BadInput
        }
    }
}

/// Writes `result` to standard output as JSON.
pub fn print_json(result: &impl Serialize) -> End {
    match serde_json::to_string_pretty(result) {
        Ok(text) => print(&(text + "\n")),
        Err(fault) => {
            complain(&fault.to_string());
            End::BadInput
        }
    }
}

/// Writes one line of diagnosis to standard error. When that fails too, there is nobody left to tell.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// Why the system refused, without its numbers and its names of files.
pub fn in_plain_words(fault: &io::Error) -> String {
    match fault.kind() {
        ErrorKind::NotFound => String::from("there is no such folder"),
        ErrorKind::PermissionDenied => String::from("that is not allowed"),
        ErrorKind::NotADirectory => String::from("what stands before the last / is no folder"),
        ErrorKind::IsADirectory => String::from("this is a folder"),
        ErrorKind::StorageFull => String::from("the disk is full"),
        _ => fault.to_string(),
    }
}

/// The columns of the terminal that standard output is; `None` when it is none.
pub fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Whether standard output is a terminal whose user has nothing against colours (NO_COLOR).
pub fn colours_stdout() -> bool {
    io::stdout().is_terminal() && colours_are_welcome()
}

/// Whether NO_COLOR is unset or empty.
pub fn colours_are_welcome() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
