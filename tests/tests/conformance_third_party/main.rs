//! FTP over whole hosts: the data connections of LSTN with scripted third hosts, RFC 438's append, and the user FTP.
//!
//! Rows that one session decides are in `conformance_lstn` and `conformance_ftp`.

mod append;
mod bad_input;
mod faults;
mod passive;
mod requests;
mod stage;
mod systems;
mod user;
