//! Text as times, by Go's layouts.

use super::civil::{self, days_in, is_leap};
use super::duration::leading_int;
use super::format::{RFC3339, RFC3339_NANO};
use super::layout::{self, Offset, Piece, quote};
use super::moment::Time;
use super::named::{DAYS, MONTHS};
use super::zone::Zone;

/// `time.ParseInLocation`.
///
/// # Errors
/// Go's texts: `parsing time "x" as "2006": cannot parse "x" as "2006"`.
pub fn parse(layout: &[u8], text: &[u8], local: &Zone) -> Result<Time, String> {
    if (layout == RFC3339 || layout == RFC3339_NANO)
        && let Some(time) = rfc3339(text, local)
    {
        return Ok(time);
    }
    let mut parts = Parts::default();
    let mut rest = text;
    let mut pattern = layout;
    let cannot = |part: &[u8], at: &[u8]| {
        format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quote(text),
            quote(layout),
            quote(at),
            quote(part)
        )
    };
    let range = |what: &str| format!("parsing time {}: {what} out of range", quote(text));
    loop {
        let chunk = layout::first(pattern);
        rest = skip(rest, chunk.prefix).map_err(|at| cannot(chunk.prefix, at))?;
        let Some(piece) = chunk.piece else {
            if !rest.is_empty() {
                return Err(format!(
                    "parsing time {}: extra text: {}",
                    quote(text),
                    quote(rest)
                ));
            }
            break;
        };
        pattern = chunk.rest;
        rest = parts
            .read(piece, rest, pattern)
            .map_err(|fault| match fault {
                Fault::Bad => cannot(chunk.text, rest),
                Fault::Range(what) => range(what),
            })?;
    }
    parts
        .time(local)
        .map_err(|what| format!("parsing time {}: {what}", quote(text)))
}

/// Why a part of a time could not be read.
enum Fault {
    Bad,
    Range(&'static str),
}

/// A value and the rest of the text.
type Taken<'t, T> = Result<(T, &'t [u8]), Fault>;

/// What a text has said so far.
#[derive(Default)]
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanoseconds: i64,
    morning: bool,
    afternoon: bool,
    utc: bool,
    offset: Option<i64>,
    zone: String,
}

impl Parts {
    /// Reads what `piece` stands for; `pattern` is the rest of the layout.
    fn read<'t>(
        &mut self,
        piece: Piece,
        text: &'t [u8],
        pattern: &[u8],
    ) -> Result<&'t [u8], Fault> {
        let rest = match piece {
            Piece::Year => {
                let (digits, rest) = take(text, 2)?;
                let year = integer(digits).ok_or(Fault::Bad)?;
                self.year = if year >= 69 { year + 1900 } else { year + 2000 };
                rest
            }
            Piece::LongYear => {
                let (digits, rest) = take(text, 4)?;
                if !digits.first().is_some_and(u8::is_ascii_digit) {
                    return Err(Fault::Bad);
                }
                self.year = integer(digits).ok_or(Fault::Bad)?;
                rest
            }
            Piece::Month => {
                let (at, rest) = name(text, &MONTHS, 3)?;
                self.month = Some(at + 1);
                rest
            }
            Piece::LongMonth => {
                let (at, rest) = name(text, &MONTHS, usize::MAX)?;
                self.month = Some(at + 1);
                rest
            }
            Piece::NumMonth | Piece::ZeroMonth => {
                let (month, rest) = two(text, piece == Piece::ZeroMonth)?;
                self.month = Some(within(month, 1, 12, "month")?);
                rest
            }
            Piece::WeekDay => name(text, &DAYS, 3)?.1,
            Piece::LongWeekDay => name(text, &DAYS, usize::MAX)?.1,
            Piece::Day | Piece::UnderDay | Piece::ZeroDay => {
                let text = match text {
                    [b' ', text @ ..] if piece == Piece::UnderDay => text,
                    text => text,
                };
                let (day, rest) = two(text, piece == Piece::ZeroDay)?;
                self.day = Some(day);
                rest
            }
            Piece::UnderYearDay | Piece::ZeroYearDay => {
                let spaces = text.iter().take(2).take_while(|b| **b == b' ').count();
                let spaces = if piece == Piece::UnderYearDay {
                    spaces
                } else {
                    0
                };
                let text = text.get(spaces..).unwrap_or_default();
                let (day, rest) = three(text, piece == Piece::ZeroYearDay)?;
                self.year_day = Some(day);
                rest
            }
            Piece::Hour => {
                let (hour, rest) = two(text, false)?;
                self.hour = within(hour, 0, 23, "hour")?;
                rest
            }
            Piece::Hour12 | Piece::ZeroHour12 => {
                let (hour, rest) = two(text, piece == Piece::ZeroHour12)?;
                self.hour = within(hour, 0, 12, "hour")?;
                rest
            }
            Piece::Minute | Piece::ZeroMinute => {
                let (minute, rest) = two(text, piece == Piece::ZeroMinute)?;
                self.minute = within(minute, 0, 59, "minute")?;
                rest
            }
            Piece::Second | Piece::ZeroSecond => {
                let (second, rest) = two(text, piece == Piece::ZeroSecond)?;
                self.second = within(second, 0, 59, "second")?;
                self.unasked_fraction(rest, pattern)?
            }
            Piece::Pm | Piece::SmallPm => {
                let (mark, rest) = take(text, 2)?;
                let (am, pm) = if piece == Piece::Pm {
                    (b"AM", b"PM")
                } else {
                    (b"am", b"pm")
                };
                match mark {
                    mark if mark == pm => self.afternoon = true,
                    mark if mark == am => self.morning = true,
                    _ => return Err(Fault::Bad),
                }
                rest
            }
            Piece::Zone => self.zone_name(text)?,
            Piece::Offset(form) => self.offset(form, text)?,
            Piece::Fraction {
                trim: false,
                digits,
                ..
            } => {
                let (text, rest) = take(text, digits + 1)?;
                self.nanoseconds = fraction(text)?;
                rest
            }
            Piece::Fraction { trim: true, .. } => match fraction_len(text) {
                // Such a fraction may be left out.
                0 => text,
                len => {
                    let (text, rest) = take(text, len)?;
                    self.nanoseconds = fraction(text)?;
                    rest
                }
            },
        };
        Ok(rest)
    }

    /// A fraction behind the seconds is taken even where the layout has none.
    fn unasked_fraction<'t>(&mut self, text: &'t [u8], pattern: &[u8]) -> Result<&'t [u8], Fault> {
        let asked = matches!(layout::first(pattern).piece, Some(Piece::Fraction { .. }));
        match fraction_len(text) {
            len if len > 0 && !asked => {
                let (text, rest) = take(text, len)?;
                self.nanoseconds = fraction(text)?;
                Ok(rest)
            }
            _ => Ok(text),
        }
    }

    fn zone_name<'t>(&mut self, text: &'t [u8]) -> Result<&'t [u8], Fault> {
        if let Some(rest) = text.strip_prefix(b"UTC") {
            self.utc = true;
            return Ok(rest);
        }
        let (name, rest) = take(text, zone_len(text).ok_or(Fault::Bad)?)?;
        self.zone = String::from_utf8_lossy(name).into_owned();
        Ok(rest)
    }

    fn offset<'t>(&mut self, form: Offset, text: &'t [u8]) -> Result<&'t [u8], Fault> {
        if let (true, [b'Z', rest @ ..]) = (form.zulu, text) {
            self.utc = true;
            return Ok(rest);
        }
        let colon = usize::from(form.colon);
        let minutes_at = 3 + colon;
        let seconds_at = minutes_at + 2 + colon;
        let len = match (form.minutes, form.seconds) {
            (false, _) => 3,
            (_, false) => minutes_at + 2,
            _ => seconds_at + 2,
        };
        let (written, rest) = take(text, len)?;
        let colon_at = |at: usize| form.colon && written.get(at) != Some(&b':');
        if form.minutes && colon_at(3) || form.seconds && colon_at(6) {
            return Err(Fault::Bad);
        }
        let part = |at: usize| {
            let digits = written.get(at..at + 2).unwrap_or_default();
            let good = digits.iter().all(u8::is_ascii_digit);
            good.then(|| integer(digits)).flatten()
        };
        let hours = part(1);
        let minutes = if form.minutes {
            part(minutes_at)
        } else {
            Some(0)
        };
        let seconds = if form.seconds {
            part(seconds_at)
        } else {
            Some(0)
        };
        // Go reads hours first, stops where one is no number, and reports the last out of range.
        let minutes = hours.and(minutes);
        let seconds = minutes.and(seconds);
        within(seconds.unwrap_or(0), 0, 60, "time zone offset second")?;
        within(minutes.unwrap_or(0), 0, 60, "time zone offset minute")?;
        within(hours.unwrap_or(0), 0, 24, "time zone offset hour")?;
        let (Some(hours), Some(minutes), Some(seconds)) = (hours, minutes, seconds) else {
            return Err(Fault::Bad);
        };
        let offset = (hours * 60 + minutes) * 60 + seconds;
        self.offset = Some(match written.first() {
            Some(b'+') => offset,
            Some(b'-') => -offset,
            _ => return Err(Fault::Bad),
        });
        Ok(rest)
    }

    fn time(mut self, local: &Zone) -> Result<Time, &'static str> {
        if self.afternoon && self.hour < 12 {
            self.hour += 12;
        } else if self.morning && self.hour == 12 {
            self.hour = 0;
        }
        let (month, day) = self.date()?;
        if day < 1 || day > days_in(month, self.year) {
            return Err("day out of range");
        }
        let wall = civil::seconds(self.year, month, day, self.hour, self.minute, self.second);
        let in_zone = |zone: Zone| Ok(Time::from_wall(wall, self.nanoseconds, zone));
        if self.utc {
            return in_zone(Zone::Utc);
        }
        if let Some(offset) = self.offset.filter(|offset| *offset != -1) {
            let moment = wall - offset;
            let period = local.at(moment);
            let known = self.zone.is_empty() || period.name == self.zone;
            let zone = if period.offset == offset && known {
                local.clone()
            } else {
                Zone::Fixed(self.zone.into(), offset)
            };
            return Ok(Time::unix(moment, self.nanoseconds, zone));
        }
        if self.zone.is_empty() {
            return in_zone(local.clone());
        }
        if let Some(offset) = local.offset_of(&self.zone, wall) {
            return Ok(Time::unix(wall - offset, self.nanoseconds, local.clone()));
        }
        let mut offset = 0;
        if self.zone.len() > 3
            && let Some(hours) = self.zone.strip_prefix("GMT")
        {
            offset = integer(hours.as_bytes()).unwrap_or_default() * 3600;
        }
        // Go takes such a time as if it were in UTC and only calls its zone so.
        Ok(Time::unix(
            wall,
            self.nanoseconds,
            Zone::Fixed(self.zone.into(), offset),
        ))
    }

    /// Month and day, also from the day of the year.
    fn date(&self) -> Result<(i64, i64), &'static str> {
        let Some(year_day) = self.year_day else {
            return Ok((self.month.unwrap_or(1), self.day.unwrap_or(1)));
        };
        let length = if is_leap(self.year) { 366 } else { 365 };
        if year_day < 1 || year_day > length {
            return Err("day-of-year out of range");
        }
        let (mut month, mut day) = (1, year_day);
        while day > days_in(month, self.year) {
            day -= days_in(month, self.year);
            month += 1;
        }
        if self.month.is_some_and(|given| given != month) {
            return Err("day-of-year does not match month");
        }
        if self.day.is_some_and(|given| given != day) {
            return Err("day-of-year does not match day");
        }
        Ok((month, day))
    }
}

fn within(value: i64, low: i64, high: i64, what: &'static str) -> Result<i64, Fault> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(Fault::Range(what))
    }
}

fn take(text: &[u8], len: usize) -> Taken<'_, &[u8]> {
    text.split_at_checked(len).ok_or(Fault::Bad)
}

/// Skips the text of a layout; a space stands for any number of them. What is left where it
/// does not fit is the error.
fn skip<'t>(mut text: &'t [u8], mut prefix: &[u8]) -> Result<&'t [u8], &'t [u8]> {
    fn without_spaces(text: &[u8]) -> &[u8] {
        let spaces = text.iter().take_while(|b| **b == b' ').count();
        text.get(spaces..).unwrap_or_default()
    }
    while let Some((&want, tail)) = prefix.split_first() {
        if want == b' ' {
            if text.first().is_some_and(|b| *b != b' ') {
                return Err(text);
            }
            prefix = without_spaces(prefix);
            text = without_spaces(text);
            continue;
        }
        match text.split_first() {
            Some((&got, rest)) if got == want => text = rest,
            _ => return Err(text),
        }
        prefix = tail;
    }
    Ok(text)
}

/// One or two digits; two where `fixed`.
fn two(text: &[u8], fixed: bool) -> Taken<'_, i64> {
    let digit = |at: usize| {
        text.get(at)
            .filter(|b| b.is_ascii_digit())
            .map(|b| i64::from(b - b'0'))
    };
    let rest = |len: usize| text.get(len..).unwrap_or_default();
    match (digit(0), digit(1)) {
        (Some(tens), Some(ones)) => Ok((tens * 10 + ones, rest(2))),
        (Some(ones), None) if !fixed => Ok((ones, rest(1))),
        _ => Err(Fault::Bad),
    }
}

/// One to three digits; three where `fixed`.
fn three(text: &[u8], fixed: bool) -> Taken<'_, i64> {
    let len = text
        .iter()
        .take(3)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if len == 0 || fixed && len != 3 {
        return Err(Fault::Bad);
    }
    let (digits, rest) = take(text, len)?;
    Ok((integer(digits).ok_or(Fault::Bad)?, rest))
}

/// A whole text as a number, with a sign if need be.
fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        _ => (false, text),
    };
    let (value, rest) = leading_int(digits)?;
    let value = i64::try_from(value).ok().filter(|_| rest.is_empty())?;
    Some(if negative { -value } else { value })
}

/// Which of the names, or of their first letters, a text starts with; capitals do not matter.
fn name<'t>(text: &'t [u8], names: &[&str], letters: usize) -> Taken<'t, i64> {
    for (at, name) in (0..).zip(names) {
        let name = name.as_bytes();
        let name = name.get(..letters.min(name.len())).unwrap_or_default();
        if let Some((head, rest)) = text.split_at_checked(name.len())
            && head.eq_ignore_ascii_case(name)
        {
            return Ok((at, rest));
        }
    }
    Err(Fault::Bad)
}

/// How long the fraction is that a text starts with, point included; 0 for none.
fn fraction_len(text: &[u8]) -> usize {
    if !matches!(text, [b'.' | b',', digit, ..] if digit.is_ascii_digit()) {
        return 0;
    }
    1 + text
        .iter()
        .skip(1)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

/// A point and digits as nanoseconds.
fn fraction(text: &[u8]) -> Result<i64, Fault> {
    let Some((b'.' | b',', digits)) = text.split_first() else {
        return Err(Fault::Bad);
    };
    let digits = digits.get(..digits.len().min(9)).unwrap_or_default();
    let value = integer(digits).ok_or(Fault::Bad)?;
    if value < 0 {
        return Err(Fault::Range("fractional second"));
    }
    Ok((digits.len()..9).fold(value, |value, _| value * 10))
}

/// How long the zone abbreviation is that a text starts with (`parseTimeZone`).
fn zone_len(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if let Some(rest) = text.strip_prefix(b"GMT") {
        return Some(3 + signed_len(rest));
    }
    if matches!(text, [b'+' | b'-', ..]) {
        return Some(signed_len(text)).filter(|len| *len > 0);
    }
    let capitals = text
        .iter()
        .take(6)
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    match capitals {
        5 if text.get(4) == Some(&b'T') => Some(5),
        4 if text.get(3) == Some(&b'T') || text.starts_with(b"WITA") => Some(4),
        3 => Some(3),
        _ => None,
    }
}

/// The length of a sign and a number of hours up to 23; 0 for anything else.
fn signed_len(text: &[u8]) -> usize {
    let Some((b'+' | b'-', digits)) = text.split_first() else {
        return 0;
    };
    match leading_int(digits) {
        Some((hours, rest)) if rest.len() < digits.len() && hours <= 23 => text.len() - rest.len(),
        _ => 0,
    }
}

/// A text just as RFC 3339 wants it; `None` for any other, which may still fit the layout.
fn rfc3339(text: &[u8], local: &Zone) -> Option<Time> {
    let part = |at: usize, len: usize, low: i64, high: i64| {
        let digits = text
            .get(at..at + len)
            .filter(|digits| digits.iter().all(u8::is_ascii_digit));
        integer(digits?).filter(|value| (low..=high).contains(value))
    };
    let is = |at: usize, want: u8| text.get(at) == Some(&want);
    let year = part(0, 4, 0, 9999)?;
    let month = part(5, 2, 1, 12)?;
    let day = part(8, 2, 1, days_in(month, year))?;
    let (hour, minute, second) = (
        part(11, 2, 0, 23)?,
        part(14, 2, 0, 59)?,
        part(17, 2, 0, 59)?,
    );
    if !(is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':')) {
        return None;
    }
    let wall = civil::seconds(year, month, day, hour, minute, second);
    let mut at = 19;
    let mut nanoseconds = 0;
    if is(at, b'.') {
        let tail = text.get(at..).unwrap_or_default();
        let len = fraction_len(tail);
        nanoseconds = fraction(tail.get(..len).unwrap_or_default()).unwrap_or_default();
        at += len;
    }
    if text.get(at..)? == b"Z" {
        return Some(Time::unix(wall, nanoseconds, Zone::Utc));
    }
    if text.len() != at + 6 || !is(at + 3, b':') {
        return None;
    }
    let offset = (part(at + 1, 2, 0, 23)? * 60 + part(at + 4, 2, 0, 59)?) * 60;
    let offset = match text.get(at)? {
        b'+' => offset,
        b'-' => -offset,
        _ => return None,
    };
    let moment = wall - offset;
    let zone = if local.offset_at(moment) == offset {
        local.clone()
    } else {
        Zone::Fixed("".into(), offset)
    };
    Some(Time::unix(moment, nanoseconds, zone))
}
