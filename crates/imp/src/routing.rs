//! Routing: the distance vector of 1973.
//!
//! Each IMP keeps, for every other, the line with the fewest hops and the line with the least delay. Packets follow the delay; the
//! hops decide only who is reachable (22 hops are infinity). The tables of the neighbours come in on every line and
//! are believed at once when they come over the best line; another line takes over when it is better, but not during the
//! hold-down after the best line's news got worse. There is no split horizon. IMP program 3050 (RSTINP, RUTOUT, RUTCLK).
//!
//! ```text
//!            news below 22 hops                 22 hops or more, 12-18 slow ticks
//!   dead -----------------------> coming up (CMU 7..1) --> alive --> going down (GD 3..1) --> dead
//!                                 hosts hear "dead" for 55-63 slow ticks,
//!                                 or until a transmission from there arrives
//! ```

use crate::config::{LineIndex, Way};
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::RoutingEntry;

/// From this many hops on an IMP is unreachable.
pub(crate) const INFINITE_HOPS: u8 = 22;
/// A delay over the best line may grow by so much without a hold-down.
const TOLERATED_DELAY: u16 = 8;
/// Slow ticks of a hold-down, as the two-bit timer is set.
const HOLD_DOWN: u16 = 3;
/// The two-bit going-down timer as it is set; it counts every sixth slow tick.
const GOING_DOWN: u16 = 3;
const GOING_DOWN_EVERY: u8 = 6;
/// The three-bit coming-up timer as it is set; it counts every ninth slow tick.
const COMING_UP: u8 = 7;
const COMING_UP_EVERY: u8 = 9;

/// The routing tables of one IMP: a column for each field, by IMP number. The columns that every message or every slow tick goes
/// through are of one width, so that many of their entries are taken in at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Router {
    me: ImpNumber,
    /// HOP and DLY.
    hops: Vec<u16>,
    delay: Vec<u16>,
    /// HL and DL; [`NO_LINE`] where there is none.
    hop_line: Vec<u16>,
    delay_line: Vec<u16>,
    /// DED: [`ALIVE`] or [`DEAD`].
    dead: Vec<u16>,
    /// CMU, GD, HH and HD.
    coming_up: Vec<u8>,
    going_down: Vec<u16>,
    hold_hops: Vec<u16>,
    hold_delay: Vec<u16>,
    /// Of the last message built.
    pub(crate) serial: u8,
    highest_reachable: ImpNumber,
    going_down_clock: u8,
    coming_up_clock: u8,
}

/// Not dead: no bit.
const ALIVE: u16 = 0;
/// Dead: all bits, so that it masks.
const DEAD: u16 = u16::MAX;
/// No line.
const NO_LINE: u16 = u16::MAX;
/// No way is longer.
const MAX_HOPS: u16 = RoutingEntry::MAX_HOPS as u16;

/// What a slow tick changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Reachable(ImpNumber),
    Dead(ImpNumber),
}

impl Router {
    /// Tables at the start: nobody is reachable but the IMP itself.
    pub(crate) fn new(me: ImpNumber, highest: ImpNumber) -> Router {
        let imps = usize::from(highest.0.max(me.0)) + 1;
        let mut router = Router {
            me,
            hops: vec![MAX_HOPS; imps],
            delay: vec![RoutingEntry::MAX_DELAY; imps],
            hop_line: vec![NO_LINE; imps],
            delay_line: vec![NO_LINE; imps],
            dead: vec![DEAD; imps],
            coming_up: vec![0; imps],
            going_down: vec![0; imps],
            hold_hops: vec![0; imps],
            hold_delay: vec![0; imps],
            serial: 0,
            highest_reachable: me,
            going_down_clock: 0,
            coming_up_clock: 0,
        };
        let index = usize::from(me.0);
        (router.hops[index], router.delay[index], router.dead[index]) = (0, 0, ALIVE);
        router
    }

    /// Settled tables.
    pub(crate) fn warm(me: ImpNumber, highest: ImpNumber, ways: &[Option<Way>]) -> Router {
        let mut router = Router::new(me, highest);
        for (index, way) in ways.iter().enumerate().take(router.hops.len()) {
            if let Some(way) = way.filter(|_| index != usize::from(me.0)) {
                (router.hops[index], router.delay[index]) = (u16::from(way.hops), way.delay);
                (router.hop_line[index], router.delay_line[index]) =
                    (u16::from(way.hop_line.0), u16::from(way.delay_line.0));
                router.dead[index] = ALIVE;
                router.highest_reachable = router.highest_reachable.max(ImpNumber(index as u16));
            }
        }
        router
    }

    /// Whether the IMP is dead, or does not exist.
    pub(crate) fn is_dead(&self, imp: ImpNumber) -> bool {
        self.dead.get(usize::from(imp.0)).is_none_or(|&dead| dead == DEAD)
    }

    /// Whether hosts may send there: not dead, and not in its coming-up delay.
    pub(crate) fn is_open(&self, imp: ImpNumber) -> bool {
        !self.is_dead(imp) && self.coming_up[usize::from(imp.0)] == 0
    }

    /// Whether the IMP is reachable but still in its coming-up delay.
    pub(crate) fn is_coming_up(&self, imp: ImpNumber) -> bool {
        !self.is_dead(imp) && self.coming_up[usize::from(imp.0)] != 0
    }

    /// The line to send a packet over.
    pub(crate) fn delay_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        line_of(&self.delay_line, imp)
    }

    /// The line with the fewest hops.
    pub(crate) fn hop_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        line_of(&self.hop_line, imp)
    }

    /// What this IMP would say of the other.
    pub(crate) fn entry(&self, imp: ImpNumber) -> RoutingEntry {
        if self.is_dead(imp) {
            return RoutingEntry::UNREACHABLE;
        }
        let index = usize::from(imp.0);
        RoutingEntry::new(self.hops[index] as u8, self.delay[index])
    }

    /// The highest number that is reachable: the source of the network's time.
    pub(crate) fn highest_reachable(&self) -> ImpNumber {
        self.highest_reachable
    }

    /// The lowest number that is reachable, this IMP itself apart.
    pub(crate) fn lowest_reachable(&self) -> Option<ImpNumber> {
        let others = (1..self.hops.len() as u16).map(ImpNumber).filter(|&imp| imp != self.me);
        others.into_iter().find(|&imp| !self.is_dead(imp))
    }

    /// The entries of the routing message, from IMP 0, as they are after a slow tick: who is dead then is as far as can be, which
    /// reads as unreachable.
    pub(crate) fn entries(&self) -> impl Iterator<Item = RoutingEntry> + '_ {
        self.hops.iter().zip(&self.delay).map(|(&hops, &delay)| RoutingEntry::new(hops as u8, delay))
    }

    /// A transmission from there has arrived: hosts may send there at once.
    pub(crate) fn hear_from(&mut self, imp: ImpNumber) {
        if let Some(coming_up) = self.coming_up.get_mut(usize::from(imp.0)) {
            *coming_up = 0;
        }
    }

    /// A neighbour's table, or the part of it from IMP `first` on, came in on `line`, over which a packet costs `cost` (RSTINP).
    pub(crate) fn on_message(&mut self, line: LineIndex, cost: u16, first: usize, table: &[RoutingEntry]) {
        let first = first.min(self.hops.len());
        let hops = |entry: RoutingEntry| (u16::from(entry.hops()) + 1).min(MAX_HOPS);
        let state = (&mut self.hops[first..], &mut self.hop_line[first..], &mut self.hold_hops[first..]);
        hear(state, (line, 0), table, hops);
        let delay = |entry: RoutingEntry| (entry.delay() + cost).min(RoutingEntry::MAX_DELAY);
        let state = (&mut self.delay[first..], &mut self.delay_line[first..], &mut self.hold_delay[first..]);
        hear(state, (line, TOLERATED_DELAY), table, delay);
    }

    /// A line has gone silent: as if its neighbour reached nobody.
    pub(crate) fn on_silence(&mut self, line: LineIndex) {
        let nobody = vec![RoutingEntry::UNREACHABLE; self.hops.len()];
        self.on_message(line, 0, 0, &nobody);
    }

    /// The slow tick: timers (RUTCLK), then the message to send (RUTOUT).
    pub(crate) fn on_slow_tick(&mut self, changes: &mut Vec<Change>) {
        self.count_timers(changes);
        self.serial = self.serial.wrapping_add(1);
        let mut states = self.dead.iter().zip(&self.hops);
        let reachable = states.rposition(|(&dead, &hops)| dead == ALIVE && is_near(hops));
        self.highest_reachable = reachable.map_or(self.me, |index| ImpNumber(index as u16));
        if self.has_news() {
            self.judge(changes);
        }
        for (&dead, (hops, delay)) in self.dead.iter().zip(self.hops.iter_mut().zip(&mut self.delay)) {
            *hops = *hops & !dead | MAX_HOPS & dead;
            *delay = *delay & !dead | RoutingEntry::MAX_DELAY & dead;
        }
    }

    /// Whether anybody dead is near, alive but far, or was going down: in most slow ticks nobody. Without a branch.
    fn has_news(&self) -> bool {
        let states = self.dead.iter().zip(&self.hops).zip(&self.going_down);
        let news = states.fold(0, |news, ((&dead, &hops), &going_down)| {
            news | dead ^ if is_near(hops) { ALIVE } else { DEAD } | going_down
        });
        news != 0
    }

    /// Who is near is alive, who is far goes down.
    fn judge(&mut self, changes: &mut Vec<Change>) {
        for index in 0..self.hops.len() {
            match (self.dead[index] == DEAD, is_near(self.hops[index])) {
                (true, true) => {
                    self.dead[index] = ALIVE;
                    self.coming_up[index] = COMING_UP;
                    self.going_down[index] = 0;
                    changes.push(Change::Reachable(ImpNumber(index as u16)));
                }
                (false, false) if self.going_down[index] == 0 => self.going_down[index] = GOING_DOWN,
                (false, true) => self.going_down[index] = 0,
                (true, false) | (false, false) => {}
            }
        }
    }

    fn count_timers(&mut self, changes: &mut Vec<Change>) {
        self.going_down_clock = (self.going_down_clock + 1) % GOING_DOWN_EVERY;
        self.coming_up_clock = (self.coming_up_clock + 1) % COMING_UP_EVERY;
        let count = |timer: &mut u16| *timer = timer.saturating_sub(1);
        self.hold_hops.iter_mut().for_each(count);
        self.hold_delay.iter_mut().for_each(count);
        if self.coming_up_clock == 0 {
            self.coming_up.iter_mut().for_each(|timer| *timer = timer.saturating_sub(1));
        }
        if self.going_down_clock == 0 {
            for index in 0..self.going_down.len() {
                if self.going_down[index] == 1 {
                    self.forget(index);
                    changes.push(Change::Dead(ImpNumber(index as u16)));
                }
                count(&mut self.going_down[index]);
            }
        }
    }

    /// An IMP is dead: nothing is known of it.
    fn forget(&mut self, index: usize) {
        (self.hops[index], self.delay[index]) = (MAX_HOPS, RoutingEntry::MAX_DELAY);
        (self.hop_line[index], self.delay_line[index]) = (NO_LINE, NO_LINE);
        (self.hold_hops[index], self.hold_delay[index]) = (0, 0);
        (self.coming_up[index], self.dead[index]) = (0, DEAD);
    }
}

/// Whether so many hops are fewer than infinity.
const fn is_near(hops: u16) -> bool {
    hops < INFINITE_HOPS as u16
}

fn line_of(lines: &[u16], imp: ImpNumber) -> Option<LineIndex> {
    lines.get(usize::from(imp.0)).filter(|&&line| line != NO_LINE).map(|&line| LineIndex(line as u8))
}

/// Takes in one field of all entries of a message. The best line's word is believed, and starts a hold-down when it is worse
/// by more than is tolerated; another line's is believed when it is better and no hold-down is on. Without a branch and not
/// merged into its callers, so that the compiler takes in many entries at a time.
#[inline(never)]
fn hear(
    (best, best_line, hold): (&mut [u16], &mut [u16], &mut [u16]),
    (line, tolerated): (LineIndex, u16),
    table: &[RoutingEntry],
    field: impl Fn(RoutingEntry) -> u16,
) {
    let line = u16::from(line.0);
    let state = best.iter_mut().zip(best_line).zip(hold);
    for (((best, best_line), hold), &entry) in state.zip(table) {
        let (old, old_line, old_hold) = (*best, *best_line, *hold);
        let new = field(entry);
        let is_best_line = old_line == line;
        let is_free = old_hold == 0;
        let starts_hold = is_best_line & is_free & (new > old + tolerated);
        let is_believed = is_best_line | (is_free & (new < old));
        *hold = if starts_hold { HOLD_DOWN } else { old_hold };
        *best = if is_believed { new } else { old };
        *best_line = if is_believed { line } else { old_line };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: LineIndex = LineIndex(0);
    const B: LineIndex = LineIndex(1);
    const FAR: ImpNumber = ImpNumber(3);

    fn router() -> Router {
        Router::new(ImpNumber(1), ImpNumber(3))
    }

    fn table(hops: u8, delay: u16) -> [RoutingEntry; 4] {
        [
            RoutingEntry::UNREACHABLE,
            RoutingEntry::UNREACHABLE,
            RoutingEntry::SELF,
            RoutingEntry::new(hops, delay),
        ]
    }

    fn ticks(router: &mut Router, count: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        for _ in 0..count {
            router.on_slow_tick(&mut changes);
        }
        changes
    }

    /// As seen in a capture: a neighbour over an idle line is 1 hop and delay 4, the next one 2 and 8.
    #[test]
    fn an_idle_line_adds_one_hop_and_a_delay_of_four() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        ticks(&mut router, 1);
        assert_eq!(router.entry(ImpNumber(2)), RoutingEntry(0x0804));
        assert_eq!(router.entry(FAR), RoutingEntry::new(2, 8));
        assert_eq!(router.entry(ImpNumber(1)), RoutingEntry::SELF);
    }

    #[test]
    fn packets_follow_the_delay_and_not_the_hops() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 30));
        router.on_message(B, 4, 0, &table(2, 8));
        assert_eq!(router.hop_line(FAR), Some(A));
        assert_eq!(router.delay_line(FAR), Some(B));
    }

    #[test]
    fn news_over_the_best_line_is_believed_even_when_worse() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        router.on_message(A, 4, 0, &table(5, 60));
        ticks(&mut router, 1);
        assert_eq!(router.entry(FAR), RoutingEntry::new(6, 64));
    }

    /// The timer is set to 3 and counts at slow ticks; another line may take over at the third.
    #[test]
    fn during_hold_down_no_other_line_takes_over() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        router.on_message(A, 4, 0, &table(9, 200));
        for _ in 0..3 {
            router.on_message(B, 4, 0, &table(2, 8));
            assert_eq!((router.hop_line(FAR), router.delay_line(FAR)), (Some(A), Some(A)));
            ticks(&mut router, 1);
        }
        router.on_message(B, 4, 0, &table(2, 8));
        assert_eq!((router.hop_line(FAR), router.delay_line(FAR)), (Some(B), Some(B)));
    }

    #[test]
    fn a_delay_that_grows_by_eight_starts_no_hold_down() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        router.on_message(A, 12, 0, &table(1, 4));
        router.on_message(B, 4, 0, &table(1, 4));
        assert_eq!(router.delay_line(FAR), Some(B));
    }

    /// 12 to 18 slow ticks from the loss to the verdict, whatever the phase of the timer's clock.
    #[test]
    fn an_imp_is_declared_dead_twelve_to_eighteen_slow_ticks_after_its_loss() {
        for phase in 0..GOING_DOWN_EVERY {
            let mut router = router();
            router.on_message(A, 4, 0, &table(1, 4));
            ticks(&mut router, 1 + usize::from(phase));
            router.on_silence(A);
            let mut waited = 0;
            while !router.is_dead(FAR) {
                ticks(&mut router, 1);
                waited += 1;
            }
            assert!((13..=19).contains(&waited), "{waited} slow ticks, the first of which notices the loss");
        }
    }

    /// 55 to 63 slow ticks (about 40 s), whatever the phase of the timer's clock.
    #[test]
    fn hosts_wait_fifty_five_to_sixty_three_slow_ticks_for_an_imp_that_comes_up() {
        for phase in 0..COMING_UP_EVERY {
            let mut router = router();
            ticks(&mut router, usize::from(phase));
            router.on_message(A, 4, 0, &table(1, 4));
            assert_eq!(ticks(&mut router, 1), [ImpNumber(2), FAR].map(Change::Reachable));
            let mut waited = 0;
            while !router.is_open(FAR) {
                assert!(router.is_coming_up(FAR));
                ticks(&mut router, 1);
                waited += 1;
            }
            assert!((55..=63).contains(&waited), "{waited} slow ticks");
        }
    }

    #[test]
    fn a_transmission_ends_the_coming_up_delay() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        ticks(&mut router, 1);
        router.hear_from(FAR);
        assert!(router.is_open(FAR));
        assert!(router.is_coming_up(ImpNumber(2)));
    }

    #[test]
    fn twenty_two_hops_are_unreachable() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(INFINITE_HOPS - 1, 4));
        ticks(&mut router, 1);
        assert!(router.is_dead(FAR));
        router.on_message(A, 4, 0, &table(INFINITE_HOPS - 2, 4));
        ticks(&mut router, 1);
        assert!(!router.is_dead(FAR));
    }

    /// RFC 528 p. 2: zeros say "zero delay to all destinations", the best route to everywhere.
    #[test]
    fn a_table_of_zeros_is_believed_to_be_the_best_way_to_everywhere() {
        let mut router = router();
        router.on_message(A, 4, 0, &table(1, 4));
        router.on_message(B, 4, 0, &[RoutingEntry::SELF; 4]);
        assert_eq!(router.delay_line(FAR), Some(B));
        assert_eq!(router.entry(ImpNumber(1)), RoutingEntry::SELF);
    }

    #[test]
    fn a_part_of_a_table_speaks_of_its_own_imps_alone() {
        let mut router = Router::new(ImpNumber(1), ImpNumber(200));
        router.on_message(A, 4, 128, &[RoutingEntry::new(1, 4); 64]);
        router.on_message(B, 4, 1024, &[RoutingEntry::SELF; 64]);
        let lines =
            |imps: std::ops::Range<u16>| imps.filter_map(|imp| router.delay_line(ImpNumber(imp))).count();
        assert_eq!((lines(0..128), lines(128..192), lines(192..201)), (0, 64, 0));
    }

    #[test]
    fn an_imp_that_does_not_exist_is_dead() {
        assert!(router().is_dead(ImpNumber(9)));
        assert!(!router().is_open(ImpNumber(9)));
    }
}
