//! Counters added up: one host's over several lives.

use std::collections::BTreeMap;

use super::{CommandCounts, Counters, ERRORS_KEPT, ErrorCounts};

impl Counters {
    /// Adds what was counted in another, later life of the host.
    pub fn add(&mut self, later: &Counters) {
        // Taken apart whole, so that none can be forgotten.
        let Counters {
            errors,
            received,
            sent,
            sent_errors,
            received_errors,
            recent_errors,
            last_discarded_allocation,
            from_imp,
            sent_to_imp,
            data_sizes,
            errors_detected,
            messages_sent_again,
            discarded_rfnms,
            simulated_rfnms,
            stray_answers,
            possibly_lost,
            ignored_from_imp,
            unassigned_types,
            ignored_links,
            nonzero_fillers,
            data_messages_sent,
            data_bits_sent,
            data_bits_received,
            data_after_close,
            commands_after_close,
            ignored_during_reset,
            connections_opened,
            connections_closed,
            requests_refused,
            requests_timed_out,
            closes_forgotten,
            allocations_mended,
            resynchronisations_late,
            stray_echo_replies,
            stray_reset_replies,
            answers_withheld,
        } = later;
        self.errors.add(errors);
        self.received.add(received);
        self.sent.add(sent);
        add_map(&mut self.sent_errors, sent_errors);
        add_map(&mut self.received_errors, received_errors);
        self.recent_errors.extend(recent_errors);
        let surplus = self.recent_errors.len().saturating_sub(ERRORS_KEPT);
        self.recent_errors.drain(..surplus);
        self.last_discarded_allocation = last_discarded_allocation.or(self.last_discarded_allocation);
        add_each(&mut self.from_imp, from_imp);
        add_each(&mut self.sent_to_imp, sent_to_imp);
        add_each(&mut self.data_sizes, data_sizes);
        self.errors_detected += errors_detected;
        self.messages_sent_again += messages_sent_again;
        self.discarded_rfnms += discarded_rfnms;
        self.simulated_rfnms += simulated_rfnms;
        self.stray_answers += stray_answers;
        self.possibly_lost += possibly_lost;
        self.ignored_from_imp += ignored_from_imp;
        self.unassigned_types += unassigned_types;
        self.ignored_links += ignored_links;
        self.nonzero_fillers += nonzero_fillers;
        self.data_messages_sent += data_messages_sent;
        self.data_bits_sent += data_bits_sent;
        self.data_bits_received += data_bits_received;
        self.data_after_close += data_after_close;
        self.commands_after_close += commands_after_close;
        self.ignored_during_reset += ignored_during_reset;
        self.connections_opened += connections_opened;
        self.connections_closed += connections_closed;
        self.requests_refused += requests_refused;
        self.requests_timed_out += requests_timed_out;
        self.closes_forgotten += closes_forgotten;
        self.allocations_mended += allocations_mended;
        self.resynchronisations_late += resynchronisations_late;
        self.stray_echo_replies += stray_echo_replies;
        self.stray_reset_replies += stray_reset_replies;
        self.answers_withheld += answers_withheld;
    }
}

impl ErrorCounts {
    fn add(&mut self, later: &ErrorCounts) {
        let ErrorCounts {
            socket_not_found,
            improper_state,
            illegal_opcodes,
            short_commands,
            bad_parameters,
            bad_headers,
            short_messages,
            wrong_byte_sizes,
            over_allocations,
            unasked_returns,
            links_not_found,
        } = later;
        self.socket_not_found += socket_not_found;
        self.improper_state += improper_state;
        self.illegal_opcodes += illegal_opcodes;
        self.short_commands += short_commands;
        self.bad_parameters += bad_parameters;
        self.bad_headers += bad_headers;
        self.short_messages += short_messages;
        self.wrong_byte_sizes += wrong_byte_sizes;
        self.over_allocations += over_allocations;
        self.unasked_returns += unasked_returns;
        self.links_not_found += links_not_found;
    }

    /// Those that are not zero, by name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let named = [
            ("socket_not_found", self.socket_not_found),
            ("improper_state", self.improper_state),
            ("illegal_opcodes", self.illegal_opcodes),
            ("short_commands", self.short_commands),
            ("bad_parameters", self.bad_parameters),
            ("bad_headers", self.bad_headers),
            ("short_messages", self.short_messages),
            ("wrong_byte_sizes", self.wrong_byte_sizes),
            ("over_allocations", self.over_allocations),
            ("unasked_returns", self.unasked_returns),
            ("links_not_found", self.links_not_found),
        ];
        named.into_iter().filter(|(_, count)| *count > 0)
    }
}

impl CommandCounts {
    fn add(&mut self, later: &CommandCounts) {
        add_each(&mut self.by_opcode, &later.by_opcode);
        self.extensions += later.extensions;
    }
}

fn add_each(sums: &mut [u64], more: &[u64]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

fn add_map(sums: &mut BTreeMap<u8, u64>, more: &BTreeMap<u8, u64>) {
    more.iter().for_each(|(code, count)| *sums.entry(*code).or_default() += count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lives_are_counted_as_one() {
        let mut first = Counters { connections_opened: 3, ..Counters::default() };
        first.received.by_opcode[4] = 10;
        first.data_sizes[1] = 7;
        first.sent_errors.insert(4, 1);
        let mut later = Counters { connections_opened: 2, ..Counters::default() };
        later.received.by_opcode[4] = 5;
        later.data_sizes[1] = 1;
        later.errors.short_commands = 6;
        later.sent_errors.insert(4, 2);
        first.add(&later);
        assert_eq!(first.connections_opened, 5);
        assert_eq!(first.received.by_opcode[4], 15);
        assert_eq!(first.data_sizes[1], 8);
        assert_eq!(first.errors.named().collect::<Vec<_>>(), [("short_commands", 6)]);
        assert_eq!(first.sent_errors[&4], 3);
    }
}
