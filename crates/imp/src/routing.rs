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
const HOLD_DOWN: u8 = 3;
/// The two-bit going-down timer as it is set; it counts every sixth slow tick.
const GOING_DOWN: u8 = 3;
const GOING_DOWN_EVERY: u8 = 6;
/// The three-bit coming-up timer as it is set; it counts every ninth slow tick.
const COMING_UP: u8 = 7;
const COMING_UP_EVERY: u8 = 9;

/// The routing tables of one IMP.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Router {
    me: ImpNumber,
    routes: Vec<Route>,
    /// Of the last message built.
    pub(crate) serial: u8,
    highest_reachable: ImpNumber,
    going_down_clock: u8,
    coming_up_clock: u8,
}

/// What is known of one IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Route {
    /// HOP and DLY.
    hops: u8,
    delay: u16,
    /// HL and DL.
    hop_line: Option<LineIndex>,
    delay_line: Option<LineIndex>,
    /// DED.
    dead: bool,
    /// CMU, GD, HH and HD.
    coming_up: u8,
    going_down: u8,
    hold_hops: u8,
    hold_delay: u8,
}

/// What a slow tick changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Reachable(ImpNumber),
    Dead(ImpNumber),
}

impl Router {
    /// Tables at the start: nobody is reachable but the IMP itself.
    pub(crate) fn new(me: ImpNumber, highest: ImpNumber) -> Router {
        let mut routes = vec![Route::DEAD; usize::from(highest.0.max(me.0)) + 1];
        routes[usize::from(me.0)] = Route::SELF;
        Router { me, routes, serial: 0, highest_reachable: me, going_down_clock: 0, coming_up_clock: 0 }
    }

    /// Settled tables.
    pub(crate) fn warm(me: ImpNumber, highest: ImpNumber, ways: &[Option<Way>]) -> Router {
        let mut router = Router::new(me, highest);
        for (index, way) in ways.iter().enumerate().take(router.routes.len()) {
            if let Some(way) = way.filter(|_| index != usize::from(me.0)) {
                router.routes[index] = Route {
                    hops: way.hops,
                    delay: way.delay,
                    hop_line: Some(way.hop_line),
                    delay_line: Some(way.delay_line),
                    ..Route::SELF
                };
                router.highest_reachable = router.highest_reachable.max(ImpNumber(index as u16));
            }
        }
        router
    }

    /// Whether the IMP is dead, or does not exist.
    pub(crate) fn is_dead(&self, imp: ImpNumber) -> bool {
        self.route(imp).is_none_or(|route| route.dead)
    }

    /// Whether hosts may send there: not dead, and not in its coming-up delay.
    pub(crate) fn is_open(&self, imp: ImpNumber) -> bool {
        self.route(imp).is_some_and(|route| !route.dead && route.coming_up == 0)
    }

    /// Whether the IMP is reachable but still in its coming-up delay.
    pub(crate) fn is_coming_up(&self, imp: ImpNumber) -> bool {
        self.route(imp).is_some_and(|route| !route.dead && route.coming_up != 0)
    }

    /// The line to send a packet over.
    pub(crate) fn delay_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        self.route(imp)?.delay_line
    }

    /// The line with the fewest hops.
    pub(crate) fn hop_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        self.route(imp)?.hop_line
    }

    /// What this IMP would say of the other.
    pub(crate) fn entry(&self, imp: ImpNumber) -> RoutingEntry {
        self.route(imp).map_or(RoutingEntry::UNREACHABLE, Route::entry)
    }

    /// The highest number that is reachable: the source of the network's time.
    pub(crate) fn highest_reachable(&self) -> ImpNumber {
        self.highest_reachable
    }

    /// The lowest number that is reachable, this IMP itself apart.
    pub(crate) fn lowest_reachable(&self) -> Option<ImpNumber> {
        let others = (1..self.routes.len() as u16).map(ImpNumber).filter(|&imp| imp != self.me);
        others.into_iter().find(|&imp| !self.is_dead(imp))
    }

    /// The entries of the routing message, from IMP 0.
    pub(crate) fn entries(&self) -> impl Iterator<Item = RoutingEntry> + '_ {
        self.routes.iter().map(Route::entry)
    }

    /// A transmission from there has arrived: hosts may send there at once.
    pub(crate) fn hear_from(&mut self, imp: ImpNumber) {
        if let Some(route) = self.routes.get_mut(usize::from(imp.0)) {
            route.coming_up = 0;
        }
    }

    /// A neighbour's table came in on `line`, over which a packet costs `cost` (RSTINP).
    pub(crate) fn on_message(&mut self, line: LineIndex, cost: u16, table: &[RoutingEntry]) {
        for (route, entry) in self.routes.iter_mut().zip(table) {
            route.hear(line, (entry.hops() + 1).min(RoutingEntry::MAX_HOPS), entry.delay() + cost);
        }
    }

    /// A line has gone silent: as if its neighbour reached nobody.
    pub(crate) fn on_silence(&mut self, line: LineIndex) {
        for route in &mut self.routes {
            route.hear(line, RoutingEntry::MAX_HOPS, RoutingEntry::MAX_DELAY);
        }
    }

    /// The slow tick: timers (RUTCLK), then the message to send (RUTOUT).
    pub(crate) fn on_slow_tick(&mut self, changes: &mut Vec<Change>) {
        self.count_timers(changes);
        self.serial = self.serial.wrapping_add(1);
        self.highest_reachable = self.me;
        for (index, route) in self.routes.iter_mut().enumerate() {
            let imp = ImpNumber(index as u16);
            if route.dead {
                if route.hops < INFINITE_HOPS {
                    route.dead = false;
                    route.coming_up = COMING_UP;
                    route.going_down = 0;
                    changes.push(Change::Reachable(imp));
                } else {
                    route.hops = RoutingEntry::MAX_HOPS;
                    route.delay = RoutingEntry::MAX_DELAY;
                }
            } else if route.hops >= INFINITE_HOPS {
                if route.going_down == 0 {
                    route.going_down = GOING_DOWN;
                }
            } else {
                route.going_down = 0;
                self.highest_reachable = self.highest_reachable.max(imp);
            }
        }
    }

    fn count_timers(&mut self, changes: &mut Vec<Change>) {
        self.going_down_clock = (self.going_down_clock + 1) % GOING_DOWN_EVERY;
        self.coming_up_clock = (self.coming_up_clock + 1) % COMING_UP_EVERY;
        for (index, route) in self.routes.iter_mut().enumerate() {
            route.hold_hops = route.hold_hops.saturating_sub(1);
            route.hold_delay = route.hold_delay.saturating_sub(1);
            if self.coming_up_clock == 0 {
                route.coming_up = route.coming_up.saturating_sub(1);
            }
            if self.going_down_clock == 0 && route.going_down > 0 {
                route.going_down -= 1;
                if route.going_down == 0 {
                    *route = Route::DEAD;
                    changes.push(Change::Dead(ImpNumber(index as u16)));
                }
            }
        }
    }

    fn route(&self, imp: ImpNumber) -> Option<&Route> {
        self.routes.get(usize::from(imp.0))
    }
}

impl Route {
    const DEAD: Route = Route {
        hops: RoutingEntry::MAX_HOPS,
        delay: RoutingEntry::MAX_DELAY,
        hop_line: None,
        delay_line: None,
        dead: true,
        coming_up: 0,
        going_down: 0,
        hold_hops: 0,
        hold_delay: 0,
    };
    const SELF: Route = Route { hops: 0, delay: 0, dead: false, ..Route::DEAD };

    fn entry(&self) -> RoutingEntry {
        if self.dead { RoutingEntry::UNREACHABLE } else { RoutingEntry::new(self.hops, self.delay) }
    }

    fn hear(&mut self, line: LineIndex, hops: u8, delay: u16) {
        let delay = delay.min(RoutingEntry::MAX_DELAY);
        if self.hop_line == Some(line) {
            if hops > self.hops && self.hold_hops == 0 {
                self.hold_hops = HOLD_DOWN;
            }
            self.hops = hops;
        } else if self.hold_hops == 0 && hops < self.hops {
            self.hops = hops;
            self.hop_line = Some(line);
        }
        if self.delay_line == Some(line) {
            if delay > self.delay + TOLERATED_DELAY && self.hold_delay == 0 {
                self.hold_delay = HOLD_DOWN;
            }
            self.delay = delay;
        } else if self.hold_delay == 0 && delay < self.delay {
            self.delay = delay;
            self.delay_line = Some(line);
        }
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
        router.on_message(A, 4, &table(1, 4));
        ticks(&mut router, 1);
        assert_eq!(router.entry(ImpNumber(2)), RoutingEntry(0x0804));
        assert_eq!(router.entry(FAR), RoutingEntry::new(2, 8));
        assert_eq!(router.entry(ImpNumber(1)), RoutingEntry::SELF);
    }

    #[test]
    fn packets_follow_the_delay_and_not_the_hops() {
        let mut router = router();
        router.on_message(A, 4, &table(1, 30));
        router.on_message(B, 4, &table(2, 8));
        assert_eq!(router.hop_line(FAR), Some(A));
        assert_eq!(router.delay_line(FAR), Some(B));
    }

    #[test]
    fn news_over_the_best_line_is_believed_even_when_worse() {
        let mut router = router();
        router.on_message(A, 4, &table(1, 4));
        router.on_message(A, 4, &table(5, 60));
        ticks(&mut router, 1);
        assert_eq!(router.entry(FAR), RoutingEntry::new(6, 64));
    }

    /// The timer is set to 3 and counts at slow ticks; another line may take over at the third.
    #[test]
    fn during_hold_down_no_other_line_takes_over() {
        let mut router = router();
        router.on_message(A, 4, &table(1, 4));
        router.on_message(A, 4, &table(9, 200));
        for _ in 0..3 {
            router.on_message(B, 4, &table(2, 8));
            assert_eq!((router.hop_line(FAR), router.delay_line(FAR)), (Some(A), Some(A)));
            ticks(&mut router, 1);
        }
        router.on_message(B, 4, &table(2, 8));
        assert_eq!((router.hop_line(FAR), router.delay_line(FAR)), (Some(B), Some(B)));
    }

    #[test]
    fn a_delay_that_grows_by_eight_starts_no_hold_down() {
        let mut router = router();
        router.on_message(A, 4, &table(1, 4));
        router.on_message(A, 12, &table(1, 4));
        router.on_message(B, 4, &table(1, 4));
        assert_eq!(router.delay_line(FAR), Some(B));
    }

    /// 12 to 18 slow ticks from the loss to the verdict, whatever the phase of the timer's clock.
    #[test]
    fn an_imp_is_declared_dead_twelve_to_eighteen_slow_ticks_after_its_loss() {
        for phase in 0..GOING_DOWN_EVERY {
            let mut router = router();
            router.on_message(A, 4, &table(1, 4));
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
            router.on_message(A, 4, &table(1, 4));
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
        router.on_message(A, 4, &table(1, 4));
        ticks(&mut router, 1);
        router.hear_from(FAR);
        assert!(router.is_open(FAR));
        assert!(router.is_coming_up(ImpNumber(2)));
    }

    #[test]
    fn twenty_two_hops_are_unreachable() {
        let mut router = router();
        router.on_message(A, 4, &table(INFINITE_HOPS - 1, 4));
        ticks(&mut router, 1);
        assert!(router.is_dead(FAR));
        router.on_message(A, 4, &table(INFINITE_HOPS - 2, 4));
        ticks(&mut router, 1);
        assert!(!router.is_dead(FAR));
    }

    /// RFC 528 p. 2: zeros say "zero delay to all destinations", the best route to everywhere.
    #[test]
    fn a_table_of_zeros_is_believed_to_be_the_best_way_to_everywhere() {
        let mut router = router();
        router.on_message(A, 4, &table(1, 4));
        router.on_message(B, 4, &[RoutingEntry::SELF; 4]);
        assert_eq!(router.delay_line(FAR), Some(B));
        assert_eq!(router.entry(ImpNumber(1)), RoutingEntry::SELF);
    }

    #[test]
    fn an_imp_that_does_not_exist_is_dead() {
        assert!(router().is_dead(ImpNumber(9)));
        assert!(!router().is_open(ImpNumber(9)));
    }
}
