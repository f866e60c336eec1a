//! What counts as a `!!timestamp`.

/// Whether go-yaml takes the text for a point in time. Dates stay text in any case; this decides
/// whether a scalar may carry the tag.
pub(super) fn is_timestamp(text: &[u8]) -> bool {
    parse(text).is_some()
}

fn parse(text: &[u8]) -> Option<()> {
    let (year, rest) = digits(text, 4, 4)?;
    let rest = rest.strip_prefix(b"-")?;
    let (month, rest) = digits(rest, 1, 2)?;
    let rest = rest.strip_prefix(b"-")?;
    let (day, rest) = digits(rest, 1, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day < 1 || day > days {
        return None;
    }
    let (zoned, rest) = match rest {
        [] => return Some(()),
        [b'T' | b't', rest @ ..] => (true, rest),
        // Several blanks stand for one, as everywhere in Go's layouts.
        [b' ', ..] => (false, {
            let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
            rest.get(blanks..)?
        }),
        _ => return None,
    };
    let (hour, rest) = digits(rest, 1, 2)?;
    let rest = rest.strip_prefix(b":")?;
    let (minute, rest) = digits(rest, 1, 2)?;
    let rest = rest.strip_prefix(b":")?;
    let (second, mut rest) = digits(rest, 1, 2)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if let [b'.' | b',', fraction @ ..] = rest {
        let length = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if length == 0 {
            return None;
        }
        rest = fraction.get(length..)?;
    }
    match rest {
        [] => (!zoned).then_some(()),
        b"Z" => zoned.then_some(()),
        [b'+' | b'-', rest @ ..] if zoned => {
            let (hours, rest) = digits(rest, 2, 2)?;
            let (minutes, rest) = digits(rest.strip_prefix(b":")?, 2, 2)?;
            (rest.is_empty() && hours <= 24 && minutes <= 60).then_some(())
        }
        _ => None,
    }
}

/// A number of `least` to `most` digits, and what follows.
fn digits(text: &[u8], least: usize, most: usize) -> Option<(u32, &[u8])> {
    let length = text
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if length < least {
        return None;
    }
    let number = text
        .iter()
        .take(length)
        .fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    Some((number, text.get(length..)?))
}
