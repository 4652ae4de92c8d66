//! Bits 17-32 of "IMP going down", type 2 to the host (RFC 381 p. 2).
//!
//! ```text
//!  17 18  19 . . 22  23 . . . . . . . 32
//! +------+---------+--------------------+
//! | why  | how soon|  how long          |   both times in units of 5 minutes
//! +------+---------+--------------------+
//! ```
//! All bits zero: in 30 seconds.

use crate::WireError;
use std::fmt;

/// Why, when and for how long an IMP goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoingDown {
    reason: DownReason,
    starts_in_units: u8,
    lasts_units: u16,
}

/// Bits 17-18: why an IMP goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DownReason {
    /// 00: not said.
    Unsaid,
    /// 01: scheduled hardware maintenance ("PM").
    HardwareMaintenance,
    /// 10: scheduled software reload.
    SoftwareReload,
    /// 11: emergency reload or restart.
    Emergency,
}

impl GoingDown {
    /// One unit of both times.
    pub const UNIT_MINUTES: u32 = 5;

    /// The notice that an IMP gives last: in 30 seconds. All bits zero.
    pub const IN_30_SECONDS: GoingDown = GoingDown::from_word(0);

    /// A notice: why, in how many units of 5 minutes (0 to 15), for how many units of 5 minutes (0 to 1023).
    ///
    /// # Errors
    /// A time that its field cannot hold.
    pub const fn new(
        reason: DownReason,
        starts_in_units: u8,
        lasts_units: u16,
    ) -> Result<GoingDown, WireError> {
        if starts_in_units > 0xf {
            let (value, expected) = (starts_in_units as u64, "0 to 15 units of 5 minutes");
            return Err(WireError::Value { field: "how soon", first: 19, last: 22, value, expected });
        }
        if lasts_units > 0x3ff {
            let (value, expected) = (lasts_units as u64, "0 to 1023 units of 5 minutes");
            return Err(WireError::Value { field: "how long", first: 23, last: 32, value, expected });
        }
        Ok(GoingDown { reason, starts_in_units, lasts_units })
    }

    /// The notice that bits 17-32 hold.
    pub const fn from_word(word: u16) -> GoingDown {
        let reason = match word >> 14 {
            0 => DownReason::Unsaid,
            1 => DownReason::HardwareMaintenance,
            2 => DownReason::SoftwareReload,
            _ => DownReason::Emergency,
        };
        GoingDown { reason, starts_in_units: (word >> 10 & 0xf) as u8, lasts_units: word & 0x3ff }
    }

    /// Bits 17-32.
    pub const fn word(self) -> u16 {
        (self.reason as u16) << 14 | (self.starts_in_units as u16) << 10 | self.lasts_units
    }

    /// Bits 17-18.
    pub const fn reason(self) -> DownReason {
        self.reason
    }

    /// Bits 19-22: how soon, in units of 5 minutes.
    pub const fn starts_in_units(self) -> u8 {
        self.starts_in_units
    }

    /// Bits 23-32: how long, in units of 5 minutes.
    pub const fn lasts_units(self) -> u16 {
        self.lasts_units
    }
}

impl fmt::Display for GoingDown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == GoingDown::IN_30_SECONDS {
            return f.write_str("in 30 s");
        }
        let starts = u32::from(self.starts_in_units) * GoingDown::UNIT_MINUTES;
        let lasts = u32::from(self.lasts_units) * GoingDown::UNIT_MINUTES;
        write!(f, "{} in {starts} min for {lasts} min", self.reason)
    }
}

impl fmt::Display for DownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DownReason::Unsaid => "no reason given",
            DownReason::HardwareMaintenance => "hardware PM",
            DownReason::SoftwareReload => "software reload",
            DownReason::Emergency => "emergency reload or restart",
        })
    }
}
