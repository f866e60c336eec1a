//! A moment: Go's `time.Time`.

use super::civil::{self, Civil};
use super::duration::SECOND;
use super::zone::Zone;

/// Seconds from the year 1, where Go's zero time is, to 1970.
const FROM_YEAR_ONE: i64 = 62_135_596_800;

/// A moment in a zone.
#[derive(Clone, Debug)]
pub struct Time {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanoseconds: i64,
    /// Where.
    pub zone: Zone,
    /// What the clock that never goes back showed, where the time was read from the clock.
    pub monotonic: Option<i64>,
    /// The machine's zone, for the method `Local`; UTC where nobody said.
    pub local: Zone,
}

impl Time {
    /// Go's zero time: the first of January of the year 1.
    pub fn zero() -> Time {
        Time::unix(-FROM_YEAR_ONE, 0, Zone::Utc)
    }

    /// `time.Unix`, in a zone.
    pub fn unix(seconds: i64, nanoseconds: i64, zone: Zone) -> Time {
        Time {
            seconds: seconds.wrapping_add(nanoseconds.div_euclid(SECOND)),
            nanoseconds: nanoseconds.rem_euclid(SECOND),
            zone,
            monotonic: None,
            local: Zone::Utc,
        }
    }

    /// The same time, knowing which zone is the machine's.
    pub fn with_local(self, local: Zone) -> Time {
        Time { local, ..self }
    }

    /// `time.Date`: a wall clock's seconds (see [`civil::seconds`]) in a zone.
    pub fn from_wall(wall: i64, nanoseconds: i64, zone: Zone) -> Time {
        let mut seconds = wall;
        let offset = zone.offset_at(wall);
        if offset != 0 {
            // The offset at that wall time may not be the one at that moment.
            seconds = wall.wrapping_sub(zone.offset_at(wall.wrapping_sub(offset)));
        }
        Time::unix(seconds, nanoseconds, zone)
    }

    /// The same moment elsewhere.
    pub fn to_zone(&self, zone: Zone) -> Time {
        Time {
            zone,
            monotonic: None,
            ..self.clone()
        }
    }

    /// The date and time that a wall clock shows.
    pub fn civil(&self) -> Civil {
        Civil::of(self.seconds.wrapping_add(self.zone.offset_at(self.seconds)))
    }

    /// `Time.Add`.
    pub fn add(&self, duration: i64) -> Time {
        let nanoseconds = self.nanoseconds + duration % SECOND;
        let seconds = self.seconds.wrapping_add(duration / SECOND);
        Time {
            monotonic: self.monotonic.and_then(|m| m.checked_add(duration)),
            ..Time::unix(seconds, nanoseconds, self.zone.clone())
        }
        .with_local(self.local.clone())
    }

    /// `Time.AddDate`.
    pub fn add_date(&self, years: i64, months: i64, days: i64) -> Time {
        let now = self.civil();
        let wall = civil::seconds(
            now.year.wrapping_add(years),
            now.month.wrapping_add(months),
            now.day.wrapping_add(days),
            now.hour,
            now.minute,
            now.second,
        );
        Time::from_wall(wall, self.nanoseconds, self.zone.clone()).with_local(self.local.clone())
    }

    /// `Time.Compare`.
    pub fn compare(&self, other: &Time) -> std::cmp::Ordering {
        if let (Some(own), Some(other)) = (self.monotonic, other.monotonic) {
            return own.cmp(&other);
        }
        (self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
    }

    /// `Time.Sub`: the nanoseconds between, cut to what 64 bits hold.
    pub fn since(&self, earlier: &Time) -> i64 {
        if let (Some(own), Some(earlier)) = (self.monotonic, earlier.monotonic) {
            return own.saturating_sub(earlier);
        }
        let total = |time: &Time| {
            i128::from(time.seconds) * i128::from(SECOND) + i128::from(time.nanoseconds)
        };
        let between = total(self) - total(earlier);
        i64::try_from(between).unwrap_or(if between < 0 { i64::MIN } else { i64::MAX })
    }

    /// The nanoseconds behind the last whole `duration` since the year 1 (`div`).
    fn behind(&self, duration: i64) -> i64 {
        let since = (i128::from(self.seconds) + i128::from(FROM_YEAR_ONE)) * i128::from(SECOND)
            + i128::from(self.nanoseconds);
        i64::try_from(since.rem_euclid(i128::from(duration))).unwrap_or_default()
    }

    /// `Time.Truncate`.
    pub fn truncate(&self, duration: i64) -> Time {
        let plain = Time {
            monotonic: None,
            ..self.clone()
        };
        if duration <= 0 {
            return plain;
        }
        plain.add(-self.behind(duration))
    }

    /// `Time.Round`.
    pub fn round(&self, duration: i64) -> Time {
        let plain = Time {
            monotonic: None,
            ..self.clone()
        };
        if duration <= 0 {
            return plain;
        }
        let behind = self.behind(duration);
        if (behind as u64) < (duration as u64) - (behind as u64) {
            plain.add(-behind)
        } else {
            plain.add(duration - behind)
        }
    }

    /// `Time.IsZero`.
    pub fn is_zero(&self) -> bool {
        self.seconds == -FROM_YEAR_ONE && self.nanoseconds == 0
    }

    /// All nanoseconds since 1970, wrapping as Go's do.
    pub fn unix_nanoseconds(&self) -> i64 {
        self.seconds
            .wrapping_mul(SECOND)
            .wrapping_add(self.nanoseconds)
    }
}
