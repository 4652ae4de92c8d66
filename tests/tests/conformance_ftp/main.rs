//! FTP of July 1972 at the server and at the user: the FTP rows of the ledger that one session on the bench decides.
//!
//! What takes whole hosts is in `conformance_third_party`.

#[path = "../ftp_support/mod.rs"]
mod ftp_support;

mod access;
mod commands;
mod data_connection;
mod modes;
mod of_1973;
mod parameters;
mod replies;
mod reply_table;
mod representation;
mod service;
mod user;
