//! TELNET, row by row: TEL-001 to TEL-053 of the ledger, on a perfect subnet. The ad hoc TELNET of 1972 (RFC 318) is in the
//! first four files, that of May 1973 in `new`.

mod echo;
mod forms;
mod new;
mod stage;
mod synch;
mod terminal;
