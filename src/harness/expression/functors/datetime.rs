//! `datetime`: days and moments that can be moved. Both are in UTC, so that a rendering does not
//! depend on where it runs.

use std::fmt;

use super::super::error::Fault;
use super::super::value::Value;
use crate::world::Timestamp;

const SECONDS_PER_DAY: i64 = 86_400;
/// The years that Java's and our calendars can both print.
const YEARS: std::ops::RangeInclusive<i64> = -9999..=9999;

/// A day, as days since 1970-01-01. Prints as `2024-02-28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(i64);

/// A moment. Prints as `2024-02-28T10:20:30.123+0000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(Timestamp);

/// Year, month and day of a day number (Gregorian, proleptic).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day number of a date.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day so many months on; a day that the month does not have becomes its last one.
fn plus_months(days: i64, months: i64) -> Option<i64> {
    let (year, month, day) = civil(days);
    let total = year
        .checked_mul(12)?
        .checked_add(month - 1)?
        .checked_add(months)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    YEARS
        .contains(&year)
        .then(|| day_number(year, month, day.min(days_in_month(year, month))))
}

/// The day moved by so many of a unit.
fn moved(days: i64, method: &str, count: i64) -> Option<Option<i64>> {
    let moved = match method {
        "plusYears" => count.checked_mul(12).and_then(|m| plus_months(days, m)),
        "plusMonths" => plus_months(days, count),
        "plusWeeks" => count.checked_mul(7).and_then(|d| days.checked_add(d)),
        "plusDays" => days.checked_add(count),
        _ => return None,
    };
    let in_range = |d: &i64| d.abs() < 4_000_000 && YEARS.contains(&civil(*d).0);
    Some(moved.filter(in_range))
}

fn count(arguments: &[Value]) -> Option<i64> {
    match arguments {
        [Value::Int(count)] => Some((*count).into()),
        [Value::Long(count)] => Some(*count),
        _ => None,
    }
}

fn unknown<T>(kind: &str, name: &str) -> Result<T, Fault> {
    Err(Fault::evaluate(format!(
        "a {kind} has no method `{name}` for these arguments"
    )))
}

fn out_of_range<T>() -> Result<T, Fault> {
    Err(Fault::evaluate("the date leaves the calendar"))
}

impl Date {
    /// The day of a moment in seconds since 1970.
    pub fn of(seconds: i64) -> Self {
        Date(seconds.div_euclid(SECONDS_PER_DAY))
    }

    /// Calls a method.
    pub fn method(self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        if let ("toString", []) = (name, arguments) {
            return Ok(Value::Text(self.to_string().into()));
        }
        match count(arguments).and_then(|count| moved(self.0, name, count)) {
            Some(Some(days)) => Ok(Value::Date(Date(days))),
            Some(None) => out_of_range(),
            None => unknown("date", name),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Time {
    /// This moment.
    pub fn of(moment: Timestamp) -> Self {
        Time(moment)
    }

    /// Calls a method.
    pub fn method(self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        if let ("toString", []) = (name, arguments) {
            return Ok(Value::Text(self.to_string().into()));
        }
        let Some(count) = count(arguments) else {
            return unknown("time", name);
        };
        let seconds_each = match name {
            "plusHours" => 3600,
            "plusMinutes" => 60,
            "plusSeconds" => 1,
            "plusNanos" => return self.plus_nanoseconds(count),
            _ => {
                let day = self.0.seconds.div_euclid(SECONDS_PER_DAY);
                let within = self.0.seconds.rem_euclid(SECONDS_PER_DAY);
                return match moved(day, name, count) {
                    Some(Some(day)) => self.at(day * SECONDS_PER_DAY + within),
                    Some(None) => out_of_range(),
                    None => unknown("time", name),
                };
            }
        };
        match count
            .checked_mul(seconds_each)
            .and_then(|s| self.0.seconds.checked_add(s))
        {
            Some(seconds) => self.at(seconds),
            None => out_of_range(),
        }
    }

    fn at(self, seconds: i64) -> Result<Value, Fault> {
        if seconds.abs() > 4_000_000 * SECONDS_PER_DAY {
            return out_of_range();
        }
        Ok(Value::Time(Time(Timestamp { seconds, ..self.0 })))
    }

    fn plus_nanoseconds(self, count: i64) -> Result<Value, Fault> {
        let total = i64::from(self.0.nanoseconds).saturating_add(count);
        let seconds = self
            .0
            .seconds
            .saturating_add(total.div_euclid(1_000_000_000));
        let nanoseconds = u32::try_from(total.rem_euclid(1_000_000_000)).unwrap_or(0);
        Time(Timestamp {
            seconds,
            nanoseconds,
        })
        .at(seconds)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.seconds.rem_euclid(SECONDS_PER_DAY);
        write!(
            f,
            "{}T{:02}:{:02}:{:02}.{:03}+0000",
            Date::of(self.0.seconds),
            of_day / 3600,
            of_day / 60 % 60,
            of_day % 60,
            self.0.nanoseconds / 1_000_000
        )
    }
}
