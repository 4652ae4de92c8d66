//! Text mode: 8-bit ASCII with two TELNET-like codes in the stream (RFC 354 p. 10).

/// Ends a record: 300 octal.
pub const END_OF_RECORD: u8 = 0o300;
/// Ends the file: 301 octal.
pub const END_OF_FILE: u8 = 0o301;
