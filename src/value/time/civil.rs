//! The proleptic Gregorian calendar on seconds since 1970, over all that Go's 64 bits hold.

/// Seconds in a day.
pub const DAY: i64 = 86_400;

/// The day of the epoch on Go's absolute calendar, whose first day is the first of March of the
/// year -292277022400; seconds before that wrap around, as they do in Go.
const EPOCH: i64 = 106_751_991_073_400;

/// A date and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year; 0 is the one before 1.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
    /// The day of the year, from 1.
    pub year_day: i64,
    /// The day of the week, Sunday being 0.
    pub weekday: i64,
    /// The hour, from 0.
    pub hour: i64,
    /// The minute.
    pub minute: i64,
    /// The second.
    pub second: i64,
}

impl Civil {
    /// The date and time this many seconds after the start of 1970.
    pub fn of(seconds: i64) -> Civil {
        let absolute = (seconds as u64).wrapping_add((EPOCH as u64).wrapping_mul(DAY as u64));
        let days = (absolute / DAY as u64) as i64 - EPOCH;
        let clock = (absolute % DAY as u64) as i64;
        let (year, month, day) = date(days);
        Civil {
            year,
            month,
            day,
            year_day: days - days_before(year, 1, 1) + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: clock / 3600,
            minute: clock / 60 % 60,
            second: clock % 60,
        }
    }

    /// The year and week of ISO 8601.
    pub fn iso_week(&self) -> (i64, i64) {
        let days = days_before(self.year, 1, self.year_day);
        // The Thursday of a week decides to which year it belongs.
        let thursday = days + 3 - (self.weekday + 6) % 7;
        let (year, ..) = date(thursday);
        (year, (thursday - days_before(year, 1, 1)) / 7 + 1)
    }
}

/// Year, month and day of a day counted from 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    // Counted from the first of March of the year 0, so that the leap day is the last of a year.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The days from 1970-01-01 to a date whose month is from 1 to 12; the day may be any.
pub fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (month + 9) % 12;
    let day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5;
    era.wrapping_mul(146_097)
        .wrapping_add(day_of_era)
        .wrapping_add(day)
        .wrapping_sub(719_469)
}

/// Whether a year has a 29th of February.
pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The days of a month.
pub fn days_in(month: i64, year: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The seconds from 1970 to a date and time whose parts may be out of range, as `time.Date`
/// carries them over (the 32nd of January is the 1st of February).
pub fn seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> i64 {
    let month = month.wrapping_sub(1);
    let year = year.wrapping_add(month.div_euclid(12));
    // Years that no 64 bits of seconds can hold would only wrap around.
    let year = year.clamp(-1_000_000_000_000, 1_000_000_000_000);
    let days = days_before(year, month.rem_euclid(12) + 1, 1).wrapping_add(day.wrapping_sub(1));
    days.wrapping_mul(DAY)
        .wrapping_add(hour.wrapping_mul(3600))
        .wrapping_add(minute.wrapping_mul(60))
        .wrapping_add(second)
}
