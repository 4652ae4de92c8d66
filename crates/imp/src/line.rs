//! A modem line: hello and I-heard-you, up and down, speed and load.
//!
//! The routing message is the hello; a null with a flag is the I-heard-you. Each direction is judged by the end that sends: my line is up
//! while the neighbour keeps telling me that it hears me.
//!
//! ```text
//!          killed                        10 basic intervals            60 intervals with I-heard-you, less the misses
//!   up/coming up --> held (silent, deaf) ------------------> coming up ---------------------------------------> up
//!                      ^ two intervals in: its news is forgotten                                                |
//!                      +----------------------- fifth interval in a row without I-heard-you -------------------+
//! ```
//!
//! IMP program 3050 (the DEDL step). The bring-up takes 38.4 s at every speed but the slowest.

use crate::channels::{Channels, due_after};
use crate::clock::{Clock, FAST_IN_SLOW};
use crate::config::{LineConfig, RoutingPeriod};
use crate::io::KillReason;
use crate::packet::Packet;
use crate::parts::Turn;
use arpanet_kernel::Time;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{FRAMING_BITS, Place, ROUTING_WORDS};

/// Basic intervals for which a killed line stays silent.
const HOLD_INTERVALS: u8 = 10;
/// Basic intervals of silence left when routing forgets the line: in the second.
const FORGET_AT: u8 = HOLD_INTERVALS - 1;
/// Intervals without an I-heard-you that kill a line.
const DOWN_INTERVALS: i16 = 5;
/// What is left of them when routing forgets the line: after the second miss.
const FORGET_MISSES: i16 = -3;
/// More such intervals for lines that start up: not as long, in all, as a killed line's silence.
const WARM_GRACE: i16 = 4;
/// Positions in a basic interval at which a routing message may be sent.
const POSITIONS: u8 = 5;
/// Busy time in a slow tick, in counts, that costs one of the four extra routing messages.
const BUSY_COUNTS_PER_EXTRA: u64 = 1320;
/// Which positions send, by the number of extra messages.
const PATTERNS: [&[u8]; 5] = [&[0], &[0, 2], &[0, 2, 3], &[0, 1, 3, 4], &[0, 1, 2, 3, 4]];
/// Routing messages whose sending time is compared before a line's type is believed.
const MEASUREMENTS: u8 = 4;
/// Basic intervals that a core image waits for after it was asked for.
const CORE_INTERVALS: u8 = 4;

/// A line and all that hangs on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) rate_bps: u32,
    kind: LineKind,
    /// The kind that the speed will turn out to be, and measurements until then.
    true_kind: LineKind,
    measurements: u8,
    by_load: bool,
    /// Basic intervals of silence left after a kill; zero when open.
    hold: u8,
    pub(crate) up: bool,
    /// LTR: coming up, from minus the bring-up count to 0; up, from -5 to 0.
    timer: i16,
    /// LAC, E123 and SIHY.
    heard_by_neighbour: u8,
    pub(crate) hellos_heard: u8,
    pub(crate) owes_heard: bool,
    pub(crate) neighbour: Option<ImpNumber>,
    /// Serial, and part, of the last routing message whose content was looked at.
    pub(crate) serial: Option<u16>,
    /// A core image is to be sent after so many intervals.
    core_after: Option<u8>,
    position: u8,
    extra: u8,
    /// What the modem is to send at its next opportunities besides packets.
    pub(crate) duty: Duty,
    pub(crate) turn: Turn,
    pub(crate) channels: Channels,
    /// CED: 3 and the occupied channels, as of the last slow tick.
    pub(crate) cost: u8,
    pub(crate) sending: Option<Sending>,
    /// Busy time since the last slow tick.
    busy_ns: u64,
    /// The fast tick up to which the retransmission ring has moved.
    pub(crate) ring_tick: u64,
    /// Something has changed that may give the modem work.
    pub(crate) touched: bool,
    /// When the ring last moved for another reason than the clock.
    opportunity: Option<Time>,
    /// No packet is due to be sent again before; kept low while nobody asks for the truth.
    due: Time,
    /// When the ring, moving with the fast ticks, meets a packet that is due; found only after `due`.
    pub(crate) again: Option<Time>,
    /// When it next wants the machine to be woken, as far as that has been found.
    wake: Option<Option<Time>>,
    pub(crate) tally: LineTally,
}

/// What the modem is sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sending {
    pub(crate) what: Sent,
    pub(crate) since: Time,
    /// When it will have left, if the caller has said so.
    pub(crate) until: Option<Time>,
}

/// The kinds of things a modem sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Null,
    Routing,
    /// The packet on this channel.
    Data(u8),
    Core,
    /// Something of the program's last life, cut off by a crash.
    Stale,
}

/// SLT, its positive side: each turn of routing sends a null, then the routing message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duty {
    None,
    NullThenRouting,
    Routing,
    /// Whatever waits for one opportunity, then the next part of the routing message.
    OthersThenRouting,
}

/// Line types 0 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineKind(pub(crate) u8);

/// Counts for the trouble reports, since the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineTally {
    pub(crate) intervals: u16,
    pub(crate) missed: u16,
    pub(crate) packets: u16,
    pub(crate) words: u16,
}

/// What a basic interval brought (DEDL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing to tell.
    Quiet,
    /// Routing is to forget the line.
    Forget,
    /// The line is up.
    Up,
    /// The line is to be killed.
    Kill(KillReason),
    /// The hold is over: queued packets go elsewhere and the channels start afresh.
    Open,
    /// It is time for the core image that the neighbour asked for.
    SendCore,
}

impl LineKind {
    const START: LineKind = LineKind(2);

    /// The type of a line by the time of a routing message in counts.
    fn by_time(counts: u64) -> LineKind {
        match counts {
            0..=113 => LineKind(3),
            114..=566 => LineKind(2),
            567..=2178 => LineKind(1),
            _ => LineKind(0),
        }
    }

    /// Fast ticks between two positions.
    const fn send_clock(self) -> u64 {
        [50, 25, 5, 1][self.0 as usize]
    }

    /// Intervals with an I-heard-you until the line is up.
    const fn bring_up(self) -> i16 {
        [7, 12, 60, 300][self.0 as usize]
    }
}

impl Line {
    /// A line at the start of the program: held down like a killed one.
    pub(crate) fn new(config: &LineConfig, period: Option<RoutingPeriod>, count_ns: u64) -> Line {
        let routing_bits = ROUTING_WORDS as u64 * 16 + FRAMING_BITS;
        let routing_ns = routing_bits * 1_000_000_000 / u64::from(config.rate_bps.max(1));
        let by_load = period == Some(RoutingPeriod::SpeedAndLoad);
        let true_kind = if by_load { LineKind::by_time(routing_ns / count_ns) } else { LineKind::START };
        Line {
            rate_bps: config.rate_bps,
            kind: LineKind::START,
            true_kind,
            measurements: MEASUREMENTS,
            by_load,
            // The first step falls on the start itself, so that intervals begin with slow ticks (seen in captures).
            hold: HOLD_INTERVALS - 1,
            up: false,
            timer: -LineKind::START.bring_up(),
            heard_by_neighbour: 0,
            hellos_heard: 0,
            owes_heard: false,
            neighbour: None,
            serial: None,
            core_after: None,
            position: if by_load { 1 } else { 0 },
            extra: POSITIONS - 1,
            duty: Duty::None,
            turn: Turn::default(),
            channels: Channels::new(),
            cost: 3,
            sending: None,
            busy_ns: 0,
            ring_tick: 0,
            touched: false,
            opportunity: None,
            due: Time::MAX,
            again: None,
            wake: Some(None),
            tally: LineTally::default(),
        }
    }

    /// A line that has been up for long, with this neighbour.
    pub(crate) fn warm(
        config: &LineConfig,
        period: Option<RoutingPeriod>,
        count_ns: u64,
        neighbour: ImpNumber,
    ) -> Line {
        let mut line = Line::new(config, period, count_ns);
        line.kind = line.true_kind;
        line.measurements = 0;
        line.hold = 0;
        line.up = true;
        // Nothing is on its way yet: the first I-heard-you takes some intervals.
        line.timer = -DOWN_INTERVALS - WARM_GRACE;
        line.neighbour = Some(neighbour);
        line
    }

    /// Killed and not yet open again: no output, no input.
    pub(crate) const fn is_held(&self) -> bool {
        self.hold > 0
    }

    pub(crate) const fn kind(&self) -> LineKind {
        self.kind
    }

    /// Fast ticks between the steps of the line's clock.
    pub(crate) const fn send_clock(&self) -> u64 {
        if self.by_load { self.kind.send_clock() } else { FAST_IN_SLOW }
    }

    /// LEND: the ENDBIT that this end sends.
    pub(crate) fn end_bit(&self, me: ImpNumber) -> bool {
        self.neighbour.is_some_and(|neighbour| me > neighbour)
    }

    /// Whether a data packet from the line is to be looked at: it carries the other end's ENDBIT.
    pub(crate) fn is_from_other_end(&self, from: &Place, me: ImpNumber) -> bool {
        from.has(Place::END) != self.end_bit(me)
    }

    /// An I-heard-you has come.
    pub(crate) const fn on_heard(&mut self) {
        self.heard_by_neighbour = self.heard_by_neighbour.saturating_add(1);
    }

    /// One step of the line's clock: the basic interval's verdict at its first position, then perhaps a turn of routing.
    pub(crate) fn on_clock(&mut self) -> Step {
        let position = self.position;
        let positions = if self.by_load { POSITIONS } else { 1 };
        self.position = (position + 1) % positions;
        let step = if position == 0 { self.on_interval() } else { Step::Quiet };
        let sends = position == 0 || PATTERNS[usize::from(self.extra)].contains(&position);
        let is_open = !self.is_held() && !matches!(step, Step::Kill(_));
        if is_open && sends {
            self.duty = Duty::NullThenRouting;
            self.turn.begin();
        }
        step
    }

    /// The verdict of a basic interval.
    fn on_interval(&mut self) -> Step {
        self.tally.intervals = self.tally.intervals.wrapping_add(1);
        if self.is_held() {
            self.tally.missed = self.tally.missed.wrapping_add(1);
            return self.on_held_interval();
        }
        if self.hellos_heard > 0 {
            self.hellos_heard = 0;
            self.owes_heard = true;
        }
        if self.heard_by_neighbour > 0 {
            self.heard_by_neighbour = (self.heard_by_neighbour - 1).min(1);
            return self.on_hit();
        }
        self.tally.missed = self.tally.missed.wrapping_add(1);
        self.on_miss()
    }

    fn on_held_interval(&mut self) -> Step {
        let forget = self.hold == FORGET_AT;
        self.hold -= 1;
        self.timer = -self.kind.bring_up();
        if self.hold == 0 {
            return Step::Open;
        }
        if let Some(after) = self.core_after.take() {
            if after <= 1 {
                return Step::SendCore;
            }
            self.core_after = Some(after - 1);
        }
        if forget { Step::Forget } else { Step::Quiet }
    }

    fn on_hit(&mut self) -> Step {
        if self.up {
            self.timer = -DOWN_INTERVALS;
            return Step::Quiet;
        }
        self.timer += 1;
        if self.timer < 0 {
            return Step::Quiet;
        }
        self.up = true;
        self.timer = -DOWN_INTERVALS;
        Step::Up
    }

    fn on_miss(&mut self) -> Step {
        if !self.up {
            self.timer = (self.timer - 1).max(-self.kind.bring_up());
            return Step::Quiet;
        }
        self.timer += 1;
        match self.timer {
            FORGET_MISSES => Step::Forget,
            0 => Step::Kill(KillReason::Silence),
            _ => Step::Quiet,
        }
    }

    /// A routing message has left. The first ones measure the line: a line that is not up by then starts again with the
    /// constants of its type, even where they are those that were assumed (seen in captures).
    pub(crate) fn on_routing_sent(&mut self) -> Option<KillReason> {
        if self.measurements > 0 && self.by_load {
            self.measurements -= 1;
            if self.measurements == 0 {
                self.kind = self.true_kind;
                return (!self.up).then_some(KillReason::SpeedMeasured);
            }
        }
        None
    }

    /// The line is killed: silence for ten basic intervals. Its packets stay until then.
    pub(crate) fn kill(&mut self) {
        self.hold = HOLD_INTERVALS;
        self.up = false;
        self.timer = -self.kind.bring_up();
        self.neighbour = None;
        self.serial = None;
        self.heard_by_neighbour = 0;
        self.hellos_heard = 0;
        self.owes_heard = false;
        self.duty = Duty::None;
        self.core_after = None;
        self.due = Time::MAX;
        self.again = None;
        self.wake = Some(None);
    }

    /// The neighbour has asked for a core image; the line is killed first.
    pub(crate) const fn schedule_core(&mut self) {
        self.core_after = Some(CORE_INTERVALS);
    }

    /// The modem has started on something.
    pub(crate) fn start(&mut self, what: Sent, packet: &Packet, now: Time) {
        self.sending = Some(Sending { what, since: now, until: None });
        if let Sent::Data(_) = what {
            self.tally.packets = self.tally.packets.wrapping_add(1);
            self.tally.words = self.tally.words.wrapping_add(packet.words() as u16);
        }
    }

    /// Something has come up for the modem, and the ring moves on; what comes up at one instant is one opportunity.
    pub(crate) fn take_opportunity(&mut self, now: Time) {
        if self.opportunity.replace(now) != Some(now) {
            self.channels.move_ring(1);
        }
    }

    /// When the modem will have finished, if it is known.
    pub(crate) fn free_at(&self) -> Option<Time> {
        self.sending?.until
    }

    /// Whether the modem has something to do as soon as it has finished, at `until`.
    fn needs_modem(&self, until: Time, count_ns: u64) -> bool {
        let measures = self.by_load && self.measurements > 0;
        let may_be_due = self.due < until;
        measures
            || self.duty != Duty::None
            || self.channels.has_queued()
            || may_be_due && self.channels.is_any_due(until, count_ns)
    }

    /// When the line wants the machine to be woken must be found anew.
    pub(crate) const fn look_again(&mut self) {
        self.again = None;
        self.wake = None;
    }

    /// When the line wants the machine to be woken: when the modem is free, if something waits for it, or when a packet may
    /// have to be sent again.
    #[inline]
    pub(crate) fn next_wake(&mut self, count_ns: u64) -> Option<Time> {
        self.wake.unwrap_or_else(|| self.find_wake(count_ns))
    }

    fn find_wake(&mut self, count_ns: u64) -> Option<Time> {
        let wake = match self.sending {
            Some(Sending { until: None, .. }) => None,
            Some(Sending { until: Some(until), .. }) if self.needs_modem(until, count_ns) => Some(until),
            Some(Sending { what, until: Some(until), .. }) => {
                let leaving = if let Sent::Data(channel) = what { Some((channel, until)) } else { None };
                if self.due <= until {
                    self.due = self.channels.earliest_due(leaving, count_ns);
                }
                (self.channels.occupied() > 0 && !self.is_held()).then_some(self.due)
            }
            None => (self.channels.occupied() > 0 && !self.is_held()).then_some(self.due),
        };
        self.wake = Some(wake);
        wake
    }

    /// Finds, for an idle modem, when a packet is due, and if it is by now, when the ring, moving on with the fast
    /// ticks, will meet it.
    pub(crate) fn find_again(&mut self, now: Time, clock: Clock) {
        self.due = self.channels.earliest_due(None, clock.count_ns());
        if self.due > now {
            self.wake = Some((self.due < Time::MAX).then_some(self.due));
            return;
        }
        let from = clock.time(self.ring_tick);
        let visits = self.channels.visits_until_due(from, clock.fast_ns(), clock.count_ns());
        self.again = visits.map(|visits| clock.time(self.ring_tick + visits));
        self.wake = Some(self.again);
    }

    /// Whether the time of `due` has come and nobody has looked.
    pub(crate) fn may_be_due(&self, now: Time) -> bool {
        self.due <= now && self.again.is_none() && self.sending.is_none() && self.channels.occupied() > 0
    }

    /// No packet is left that might have to be sent again.
    pub(crate) fn forget_again(&mut self) {
        if self.channels.occupied() == 0 {
            self.due = Time::MAX;
            self.look_again();
        }
    }

    /// The packet being sent will have left at `until`.
    pub(crate) fn leaves_at(&mut self, until: Time, count_ns: u64) {
        let Some(sending) = &mut self.sending else { return };
        sending.until = Some(until);
        if let Sent::Data(_) = sending.what {
            self.due = self.due.min(due_after(until, count_ns));
        }
        self.look_again();
    }

    /// The modem has finished; what it was.
    pub(crate) fn finish(&mut self, now: Time, count_ns: u64) -> Option<Sent> {
        let sending = self.sending.take()?;
        self.busy_ns += now.ns_since(sending.since);
        if let Sent::Data(_) = sending.what {
            self.due = self.due.min(due_after(now, count_ns));
        }
        Some(sending.what)
    }

    /// The slow tick: cost of the line for routing, and how many extra routing messages its load leaves room for.
    pub(crate) fn on_slow_tick(&mut self, count_ns: u64) {
        self.cost = 3 + self.channels.occupied();
        let taken = self.busy_ns / count_ns / BUSY_COUNTS_PER_EXTRA;
        self.extra = (POSITIONS - 1).saturating_sub(taken.min(u64::from(POSITIONS)) as u8);
        self.busy_ns = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::HostAddress;

    const COUNT: u64 = 100_000;

    fn line(rate_bps: u32, period: RoutingPeriod) -> Line {
        Line::new(&LineConfig { rate_bps }, Some(period), COUNT)
    }

    fn up(rate_bps: u32) -> Line {
        Line::warm(&LineConfig { rate_bps }, Some(RoutingPeriod::SpeedAndLoad), COUNT, ImpNumber(2))
    }

    fn interval(line: &mut Line) -> Step {
        let steps = (0..POSITIONS).map(|_| line.on_clock());
        steps.filter(|&step| step != Step::Quiet).last().unwrap_or(Step::Quiet)
    }

    /// IMP program 3050: 250 kb/s type 3, 50 kb/s type 2, 10 kb/s type 1, 5 kb/s type 0.
    #[test]
    fn the_speed_of_a_line_is_its_type() {
        for (rate_bps, kind) in [(230_400, 3), (50_000, 2), (9_600, 1), (4_800, 0)] {
            assert_eq!(
                line(rate_bps, RoutingPeriod::SpeedAndLoad).true_kind,
                LineKind(kind),
                "{rate_bps} b/s"
            );
        }
    }

    /// As seen in captures: with counts of 20 us and 56 kb/s the program takes a line for type 1.
    #[test]
    fn the_emulators_clock_makes_a_fast_line_type_1() {
        let line = Line::new(&LineConfig { rate_bps: 56_000 }, Some(RoutingPeriod::SpeedAndLoad), 20_000);
        assert_eq!(line.true_kind, LineKind(1));
    }

    #[test]
    fn bring_up_takes_38_seconds_at_every_usual_speed() {
        for kind in 1..4 {
            let kind = LineKind(kind);
            let ticks = kind.bring_up() as u64 * kind.send_clock() * u64::from(POSITIONS);
            assert_eq!(ticks * 25_600, 38_400_000, "us");
        }
    }

    #[test]
    fn a_killed_line_is_silent_for_ten_intervals_and_forgotten_in_the_second() {
        let mut line = up(50_000);
        line.kill();
        let steps: Vec<_> = (0..10).map(|_| interval(&mut line)).collect();
        assert_eq!(steps[1], Step::Forget);
        assert_eq!(steps[9], Step::Open);
        assert_eq!(steps.iter().filter(|&&step| step == Step::Quiet).count(), 8);
        assert!(!line.is_held());
    }

    /// As seen in a capture: 60 intervals at 50 kb/s.
    #[test]
    fn a_line_is_up_after_sixty_intervals_net_of_misses() {
        let mut line = up(50_000);
        line.kill();
        while line.is_held() {
            interval(&mut line);
        }
        let mut steps = Vec::new();
        for _ in 0..59 {
            line.on_heard();
            steps.push(interval(&mut line));
        }
        steps.push(interval(&mut line));
        for _ in 0..2 {
            line.on_heard();
            steps.push(interval(&mut line));
        }
        assert_eq!(steps.iter().position(|&step| step == Step::Up), Some(61));
    }

    #[test]
    fn five_intervals_without_i_heard_you_kill_and_two_are_enough_for_routing() {
        let mut line = up(50_000);
        line.on_heard();
        line.on_heard();
        assert_eq!(interval(&mut line), Step::Quiet);
        // What was in store answers for one more interval.
        assert_eq!(interval(&mut line), Step::Quiet);
        let steps: Vec<_> = (0..5).map(|_| interval(&mut line)).collect();
        let expected = [Step::Quiet, Step::Forget, Step::Quiet, Step::Quiet, Step::Kill(KillReason::Silence)];
        assert_eq!(steps, expected);
    }

    #[test]
    fn four_misses_and_a_hit_keep_the_line_up() {
        let mut line = up(50_000);
        line.on_heard();
        interval(&mut line);
        for _ in 0..4 {
            interval(&mut line);
        }
        line.on_heard();
        assert_eq!(interval(&mut line), Step::Quiet);
        assert!(line.up);
        assert_eq!(line.timer, -5);
    }

    /// IMP program 3050: surplus I-heard-yous are clipped to one.
    #[test]
    fn surplus_i_heard_yous_are_not_saved_up() {
        let mut line = up(50_000);
        for _ in 0..9 {
            line.on_heard();
        }
        let steps: Vec<_> = (0..7).map(|_| interval(&mut line)).collect();
        assert_eq!(
            steps[6],
            Step::Kill(KillReason::Silence),
            "one interval on the hello heard, one on the surplus"
        );
    }

    /// RFC 635 p. 5: "as low as 128 ms"; IMP program 3050: an idle line carries five pairs in a basic interval, a loaded one fewer.
    #[test]
    fn load_thins_out_the_routing_messages() {
        for (busy_ms, pairs) in [(0, 5), (131, 5), (132, 4), (264, 3), (400, 2), (528, 1), (640, 1)] {
            let mut line = up(50_000);
            line.busy_ns = busy_ms * 1_000_000;
            line.on_slow_tick(COUNT);
            let mut sent = 0;
            for _ in 0..POSITIONS {
                line.on_clock();
                sent += u8::from(std::mem::replace(&mut line.duty, Duty::None) != Duty::None);
            }
            assert_eq!(sent, pairs, "{busy_ms} ms busy");
        }
    }

    /// Until August 1973 one routing message each 640 ms, whatever the speed.
    #[test]
    fn by_the_slow_tick_every_line_sends_once_each_640_ms() {
        for rate_bps in [9_600, 50_000, 230_400] {
            let mut line = line(rate_bps, RoutingPeriod::SlowTick);
            assert_eq!(line.send_clock(), FAST_IN_SLOW);
            line.hold = 0;
            line.on_clock();
            assert_eq!(line.duty, Duty::NullThenRouting);
            assert_eq!(line.position, 0);
        }
    }

    /// As seen in a capture: four pairs at 50 kb/s spacing after the start, then silence for the hold, then the right type.
    #[test]
    fn the_fourth_routing_message_shows_a_slow_line_for_what_it_is() {
        let mut line = line(9_600, RoutingPeriod::SpeedAndLoad);
        line.hold = 0;
        assert_eq!((0..3).find_map(|_| line.on_routing_sent()), None);
        assert_eq!(line.on_routing_sent(), Some(KillReason::SpeedMeasured));
        assert_eq!(line.kind(), LineKind(1));
    }

    #[test]
    fn the_cost_of_a_line_counts_its_occupied_channels() {
        let mut line = up(50_000);
        line.on_slow_tick(COUNT);
        assert_eq!(line.cost, 3);
        let head = arpanet_wire::modem::ControlHead::new(ImpNumber(1), 0);
        let packet = Packet::new(crate::packet::Words::Core { head, password: 0 });
        for _ in 0..8 {
            line.channels.enqueue(packet, false, None);
        }
        line.on_slow_tick(COUNT);
        assert_eq!(line.cost, 11);
    }

    #[test]
    fn a_packet_with_my_own_end_bit_has_come_round_a_loop() {
        let line = up(50_000);
        let mine = Place::new(0, HostAddress { imp: ImpNumber(1), host: 0 });
        assert!(line.is_from_other_end(&mine.with(Place::END, true), ImpNumber(1)));
        assert!(!line.is_from_other_end(&mine, ImpNumber(1)));
        let mut looped = up(50_000);
        looped.neighbour = Some(ImpNumber(1));
        assert!(!looped.is_from_other_end(&mine, ImpNumber(1)));
    }
}
