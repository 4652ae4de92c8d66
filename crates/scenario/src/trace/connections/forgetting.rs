//! What is forgotten of connections in a run that has no end in sight.

use std::collections::BTreeSet;

use super::{Connections, State};

/// Connections kept that are over or that nobody has answered, and initial connections kept: more than may be under way
/// at one time, so that what arrives late still meets its connection.
const KEPT: usize = 512;

impl Connections {
    /// Forgets the oldest of those that are over, or were never answered, where there are many; `true` when some were.
    pub(in crate::trace) fn forget_what_is_over(&mut self) -> bool {
        // Half as many again first: to look at all of them for each new one would be slow.
        if self.all.len() < self.links.len() + KEPT + KEPT / 2 {
            return false;
        }
        let over: Vec<usize> =
            self.all.keys().copied().filter(|connection| !self.is_in_use(*connection)).collect();
        let Some(excess) = over.len().checked_sub(KEPT) else { return false };
        for connection in &over[..excess] {
            self.all.remove(connection);
        }
        let all = &self.all;
        self.links.retain(|_, connection| all.contains_key(connection));
        self.forget_initial();
        excess > 0
    }

    /// It is open, and no later one has its link.
    fn is_in_use(&self, connection: usize) -> bool {
        let known = &self.all[&connection];
        let latest = known.link.and_then(|link| self.on_link(known.sender.host, known.receiver.host, link));
        known.state == State::Open && latest == Some(connection)
    }

    /// An initial connection is kept as long as a connection that it led to.
    fn forget_initial(&mut self) {
        let latest = self.initial.len().saturating_sub(KEPT);
        let sockets = self.all.values().map(|known| (known.sender, known.receiver));
        let led_to: BTreeSet<usize> = sockets
            .filter_map(|(sender, receiver)| self.initial_at(sender, receiver))
            .filter(|initial| *initial < latest)
            .collect();
        let kept = self.initial.drain(..).enumerate();
        self.initial =
            kept.filter(|(at, _)| *at >= latest || led_to.contains(at)).map(|(_, one)| one).collect();
    }
}

#[cfg(test)]
mod tests {
    use arpanet_kernel::Time;
    use arpanet_wire::HostAddress;

    use super::super::{Side, Socket};
    use super::*;
    use crate::file::ConnectionClass;

    fn socket(host: u8, number: u32) -> Socket {
        Socket { host: HostAddress::from_octet(host), number }
    }

    /// An initial connection from socket U to TELNET; it leads to U+3 and S. `closes`: it is closed at once.
    fn round(seen: &mut Connections, u: u32, link: u8, closes: bool) -> usize {
        let u = 1000 + u;
        let (user, server, s) = (socket(70, u), socket(69, 1), 8 * u);
        let icp = seen.on_rts(Time::ZERO, server, user, link);
        seen.on_str(Time::ZERO, server, user, 32);
        seen.on_handed_out(icp, s);
        let (sender, receiver) = (socket(70, u + 3), socket(69, s));
        let control = seen.on_rts(Time::ZERO, sender, receiver, link);
        seen.on_str(Time::ZERO, sender, receiver, 8);
        for (sender, receiver) in [(server, user), (sender, receiver)] {
            for side in [Side::Sender, Side::Receiver] {
                let _ = closes.then(|| seen.on_cls(sender, receiver, side));
            }
        }
        control
    }

    #[test]
    fn ten_thousand_connections_that_are_over_leave_no_more_than_a_thousand() {
        let mut seen = Connections::default();
        let open = round(&mut seen, 8, 9, false);
        for at in 2..10_002 {
            round(&mut seen, 8 * at, 2, true);
            // One that nobody ever answers.
            seen.on_str(Time::ZERO, socket(70, 8 * at + 5), socket(71, 8), 8);
            seen.forget_what_is_over();
        }
        assert!(seen.all().len() < 2 * KEPT && seen.initial.len() < 2 * KEPT, "{}", seen.all().len());
        assert!(seen.links.len() < 10);
        assert_eq!(seen.class(open), ConnectionClass::Control, "what is open is known as ever");
        let latest = seen.on_str(Time::ZERO, socket(1, 1001), socket(2, 1000), 8);
        assert_eq!(latest, 2 + 3 * 10_000, "numbers go on");
    }
}
