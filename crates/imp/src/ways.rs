//! The ways to all other IMPs: found out by the distance vector of 1973, or fixed from the start.
//!
//! Liberty: fixed ways are for networks that were never built. At 50 kb/s the tables of ten thousand IMPs would take 3.6 s to send, and
//! 22 hops were infinity.

use crate::config::{Config, LineIndex, Routing, Way};
use crate::routing::Router;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::RoutingEntry;

/// What an IMP knows of the ways.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ways {
    Adaptive(Router),
    Fixed(Fixed),
}

/// The line to each IMP, and no more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fixed {
    me: ImpNumber,
    /// By IMP number; [`NO_LINE`] where there is no way, and for the IMP itself.
    lines: Box<[u8]>,
    highest: ImpNumber,
}

/// No line.
const NO_LINE: u8 = u8::MAX;

impl Ways {
    /// At the start of the program, when nobody else is reachable.
    pub(crate) fn new(config: &Config) -> Ways {
        match config.settings.routing {
            Routing::Adaptive(_) => Ways::Adaptive(Router::new(config.number, config.highest)),
            Routing::Static => Ways::Fixed(Fixed::new(config.number, &[])),
        }
    }

    /// Of an IMP that has been running for long.
    pub(crate) fn warm(config: &Config, ways: &[Option<Way>]) -> Ways {
        match config.settings.routing {
            Routing::Adaptive(_) => Ways::Adaptive(Router::warm(config.number, config.highest, ways)),
            Routing::Static => Ways::Fixed(Fixed::new(config.number, ways)),
        }
    }

    /// Whether the IMP is dead, or does not exist.
    pub(crate) fn is_dead(&self, imp: ImpNumber) -> bool {
        match self {
            Ways::Adaptive(router) => router.is_dead(imp),
            Ways::Fixed(fixed) => imp != fixed.me && fixed.line(imp).is_none(),
        }
    }

    /// Whether hosts may send there.
    pub(crate) fn is_open(&self, imp: ImpNumber) -> bool {
        match self {
            Ways::Adaptive(router) => router.is_open(imp),
            Ways::Fixed(_) => !self.is_dead(imp),
        }
    }

    /// Whether the IMP is reachable but still in its coming-up delay.
    pub(crate) fn is_coming_up(&self, imp: ImpNumber) -> bool {
        matches!(self, Ways::Adaptive(router) if router.is_coming_up(imp))
    }

    /// The line to send a packet over.
    pub(crate) fn delay_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        match self {
            Ways::Adaptive(router) => router.delay_line(imp),
            Ways::Fixed(fixed) => fixed.line(imp),
        }
    }

    /// The line with the fewest hops.
    pub(crate) fn hop_line(&self, imp: ImpNumber) -> Option<LineIndex> {
        match self {
            Ways::Adaptive(router) => router.hop_line(imp),
            Ways::Fixed(fixed) => fixed.line(imp),
        }
    }

    /// What the routing tables say of an IMP; fixed ways have no hops and delays.
    pub(crate) fn entry(&self, imp: ImpNumber) -> Option<RoutingEntry> {
        match self {
            Ways::Adaptive(router) => Some(router.entry(imp)),
            Ways::Fixed(_) => None,
        }
    }

    /// The highest number that is reachable: the source of the network's time.
    pub(crate) fn highest_reachable(&self) -> ImpNumber {
        match self {
            Ways::Adaptive(router) => router.highest_reachable(),
            Ways::Fixed(fixed) => fixed.highest,
        }
    }

    /// The lowest number that is reachable, this IMP itself apart.
    pub(crate) fn lowest_reachable(&self) -> Option<ImpNumber> {
        match self {
            Ways::Adaptive(router) => router.lowest_reachable(),
            Ways::Fixed(fixed) => fixed.reachable().next(),
        }
    }

    /// A transmission from there has arrived: hosts may send there at once.
    pub(crate) fn hear_from(&mut self, imp: ImpNumber) {
        if let Ways::Adaptive(router) = self {
            router.hear_from(imp);
        }
    }

    /// The distance vector, where there is one.
    pub(crate) fn adaptive(&mut self) -> Option<&mut Router> {
        match self {
            Ways::Adaptive(router) => Some(router),
            Ways::Fixed(_) => None,
        }
    }
}

impl Fixed {
    fn new(me: ImpNumber, ways: &[Option<Way>]) -> Fixed {
        let line = |(imp, way): (u16, &Option<Way>)| match way {
            Some(way) if imp != me.0 => way.delay_line.0,
            _ => NO_LINE,
        };
        let mut fixed = Fixed { me, lines: (0..).zip(ways).map(line).collect(), highest: me };
        fixed.highest = fixed.reachable().last().map_or(me, |last| last.max(me));
        fixed
    }

    fn line(&self, imp: ImpNumber) -> Option<LineIndex> {
        self.lines.get(usize::from(imp.0)).filter(|&&line| line != NO_LINE).map(|&line| LineIndex(line))
    }

    fn reachable(&self) -> impl Iterator<Item = ImpNumber> {
        let lines = (0..).zip(&self.lines).filter(|&(_, &line)| line != NO_LINE);
        lines.map(|(imp, _)| ImpNumber(imp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn fixed_ways_lead_where_they_were_told_and_nowhere_else() {
        let settings = Settings { routing: Routing::Static, ..Settings::AUGUST_1973 };
        let (number, highest) = (ImpNumber(700), ImpNumber(900));
        let config = Config { number, highest, lines: Vec::new(), hosts: 0, phase_ns: 0, settings };
        let line = LineIndex(3);
        let mut ways = vec![None; 901];
        ways[900] = Some(Way { hop_line: line, hops: 255, delay_line: line, delay: 2000 });
        let ways = Ways::warm(&config, &ways);
        assert_eq!(ways.delay_line(highest), Some(line));
        assert!(ways.is_open(highest) && ways.is_open(number));
        assert!(ways.is_dead(ImpNumber(899)) && ways.is_dead(ImpNumber(901)));
        assert_eq!((ways.highest_reachable(), ways.lowest_reachable()), (highest, Some(highest)));
    }

    #[test]
    fn ways_that_are_not_known_at_the_start_stay_unknown_where_they_are_fixed() {
        let settings = Settings { routing: Routing::Static, ..Settings::AUGUST_1973 };
        let number = ImpNumber(1);
        let config = Config { number, highest: number, lines: Vec::new(), hosts: 0, phase_ns: 0, settings };
        let ways = Ways::new(&config);
        assert!(ways.is_dead(ImpNumber(2)) && !ways.is_dead(number));
        assert_eq!(ways.highest_reachable(), number);
    }
}
