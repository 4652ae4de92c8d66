//! The operating statistics as RFC 618 p. 2-3 prints Harvard's, in its order and shape.
//!
//! Not there: Harvard's "Timed-out exec ICPs", which only the operating system could count (ours are RFCs), and the free
//! buffers at the end, since our buffers are not a pool.

use std::fmt::{self, Write};

use arpanet_wire::HostAddress;

use super::{Counters, RecordedError};

/// Messages from the IMP by type, with RFC 618's words for those that it lists.
const IMP_TYPES: [(&str, usize); 9] = [
    ("Regular", 0),
    ("Err w/o id", 1),
    ("IMP going down", 2),
    ("NOP", 4),
    ("RFNM", 5),
    ("Dest dead", 7),
    ("Err w/ id", 8),
    ("Inc trans", 9),
    ("IMP reset", 10),
];

impl Counters {
    /// The operating statistics, in the order and shape of RFC 618's. `name_of` gives a host's name.
    pub fn typescript(&self, name_of: impl Fn(HostAddress) -> String) -> String {
        let mut text = String::new();
        self.write(&mut text, &name_of).expect("a string takes any text");
        text
    }

    fn write(&self, out: &mut String, name_of: &dyn Fn(HostAddress) -> String) -> fmt::Result {
        self.write_errors(out, name_of)?;
        self.write_commands(out)?;
        self.write_received_errors(out, name_of)?;
        self.write_faults(out)?;
        self.write_imp_messages(out)?;
        self.write_histogram(out)
    }

    fn write_errors(&self, out: &mut String, name_of: &dyn Fn(HostAddress) -> String) -> fmt::Result {
        writeln!(out, "NCP (link 0) message errors:")?;
        writeln!(out, "Socket not found: {}", self.errors.socket_not_found)?;
        writeln!(out, "Improper state: {}", self.errors.improper_state)?;
        writeln!(out, "Illegal message type: {}", self.errors.illegal_opcodes)?;
        if let Some((host, link)) = self.last_discarded_allocation {
            writeln!(out, "Last discarded allocation from {} link {link}", name_of(host))?;
        }
        writeln!(out, "Timed-out RFCs: {}", self.requests_timed_out)?;
        writeln!(out)
    }

    fn write_commands(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "NCP messages:\nType Received Sent")?;
        for ((name, received), (_, sent)) in self.received.named().zip(self.sent.named()) {
            writeln!(out, "{name} {received} {sent}")?;
        }
        writeln!(out)
    }

    fn write_received_errors(
        &self,
        out: &mut String,
        name_of: &dyn Fn(HostAddress) -> String,
    ) -> fmt::Result {
        writeln!(out, "Received NCP error messages:\nType Count")?;
        for (code, count) in &self.received_errors {
            writeln!(out, "{code} {count}")?;
        }
        if let Some(RecordedError { host, report, .. }) = self.recent_errors.back() {
            let list =
                |render: fn(&u8) -> String| report.data.iter().map(render).collect::<Vec<_>>().join(" ");
            writeln!(out, "\nMost recent error: type {} from {}", report.code.number(), name_of(*host))?;
            writeln!(out, "Data (octal) {}", list(|octet| format!("{octet:o}")))?;
            writeln!(out, "(decimal)    {}", list(|octet| octet.to_string()))?;
        }
        writeln!(out)
    }

    fn write_faults(&self, out: &mut String) -> fmt::Result {
        let damaged = self.errors.short_messages + self.errors.wrong_byte_sizes;
        writeln!(out, "IMP data message faults:")?;
        writeln!(out, "Hardware fault: {damaged}")?;
        writeln!(out, "Link not found: {}", self.errors.links_not_found)?;
        writeln!(out, "Discarded RFNMs: {}", self.discarded_rfnms)?;
        writeln!(out, "Simulated (timed out) RFNMs: {}\n", self.simulated_rfnms)
    }

    fn write_imp_messages(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "Received IMP messages:")?;
        for (name, kind) in IMP_TYPES.into_iter().filter(|(_, kind)| self.from_imp[*kind] > 0) {
            writeln!(out, "{name} {}", self.from_imp[kind])?;
        }
        writeln!(out)
    }

    fn write_histogram(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "Histogram of received data message sizes\nBits Count")?;
        self.size_histogram().try_for_each(|(bound, count)| writeln!(out, "<{bound} {count}"))
    }
}
