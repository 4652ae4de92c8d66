//! From time to height. Silence is shortened: a ladder is read for its order, and its times stand beside it.

use arpanet_scenario::Time;

/// Points for a millisecond, as long as a gap is short.
const POINTS_PER_MS: f64 = 0.22;
/// The most that one gap may take.
const LONGEST_GAP: f64 = 46.0;
/// Points from one label to the next.
pub const ROW: f64 = 23.0;
/// Points from anything to what comes next without a label.
const STEP: f64 = 2.0;

/// Heights for the times of a chart.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// Times and heights, both rising.
    marks: Vec<(Time, f64)>,
    /// Silences that were shortened: the height of their middle, and their length in nanoseconds.
    pub gaps: Vec<(f64, u64)>,
}

impl Axis {
    /// For rows, which need room, and for other moments, which do not. Gives the height of each row, in the order of
    /// the rows, which must be that of their times.
    pub fn of(rows: &[Time], moments: &[Time], top: f64) -> (Axis, Vec<f64>) {
        let mut axis = Axis::default();
        let mut heights = Vec::new();
        let mut events: Vec<(Time, bool)> = rows.iter().map(|time| (*time, true)).collect();
        events.extend(moments.iter().map(|time| (*time, false)));
        events.sort();
        let (mut before, mut height, mut last_row) = (None, top, top - ROW);
        for (time, is_row) in events {
            let gap_ns = before.map_or(0, |before: Time| time.ns_since(before));
            let wanted = gap_ns as f64 / 1e6 * POINTS_PER_MS;
            let from = height;
            height += wanted.min(LONGEST_GAP);
            if is_row {
                height = height.max(last_row + ROW);
                last_row = height;
                heights.push(height);
            } else if gap_ns > 0 {
                height = height.max(from + STEP);
            }
            if wanted > LONGEST_GAP {
                axis.gaps.push(((from + height) / 2.0, gap_ns));
            }
            axis.marks.push((time, height));
            before = Some(time);
        }
        (axis, heights)
    }

    /// The height of a moment; the first there is, where several events share it.
    pub fn height(&self, time: Time) -> f64 {
        let after = self.marks.partition_point(|(mark, _)| *mark < time);
        match (self.marks.get(after), after.checked_sub(1).map(|at| self.marks[at])) {
            (Some((_, height)), _) => *height,
            (None, Some((_, height))) => height,
            (None, None) => 0.0,
        }
    }

    /// The lowest height in use.
    pub fn foot(&self) -> f64 {
        self.marks.last().map_or(0.0, |(_, height)| *height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Time {
        Time::from_ns(ms * 1_000_000)
    }

    #[test]
    fn rows_keep_their_distance_and_silence_is_shortened() {
        let rows = [ms(0), ms(0), ms(10), ms(60_000)];
        let (axis, heights) = Axis::of(&rows, &[ms(5), ms(70)], 100.0);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= ROW), "{heights:?}");
        assert!(heights[3] - heights[2] < LONGEST_GAP + ROW + 20.0, "a minute takes no page: {heights:?}");
        assert_eq!(axis.gaps.iter().map(|(_, ns)| ns / 1_000_000).collect::<Vec<_>>(), [59_930]);
        assert!(axis.height(ms(5)) <= axis.height(ms(10)));
    }
}
