//! Network mail, row by row: MAIL-001 to MAIL-019 of the ledger.
//!
//! `server` puts an FTP server's session on a bench; `sending` runs SNDMSG, the mailer and whole servers over a perfect
//! subnet, where a scripted server answers what the test wants.

#[path = "../ftp_support/mod.rs"]
mod ftp_support;

mod sending;
mod server;
