//! The formats that a schema may ask of texts, as santhosh-tekuri/jsonschema 6 has them: what it takes
//! and what it says of the rest. Formats that it does not know take everything.

use std::error::Error;

use boon::Format;
use serde_json::Value as Json;

use crate::functions::regex::parse::parse as parse_regex;
use crate::functions::urls::escape::{Part, unescape};
use crate::functions::urls::ip::is_v4;
use crate::functions::urls::url::Url;
use crate::value::number::parse_int;
use crate::value::quote::append_quote_rune;
use crate::value::time::{Zone, parse as parse_time};

/// The name that `regex` goes by: `boon` has its own of that name, which nobody can change.
pub(super) const REGEX: &str = "go-regex";

/// The format of each name. All but strings fit.
pub(super) const FORMATS: [Format; 21] = [
    format("json-pointer", |value| of(value, json_pointer)),
    format("relative-json-pointer", |value| {
        of(value, relative_json_pointer)
    }),
    format("uuid", |value| of(value, uuid)),
    format("duration", |value| of(value, duration)),
    format("period", |value| of(value, period)),
    format("ipv4", |value| of(value, ipv4)),
    format("ipv6", |value| of(value, ipv6)),
    format("hostname", |value| of(value, hostname)),
    format("email", |value| of(value, email)),
    format("date", |value| of(value, date)),
    format("time", |value| of(value, time)),
    format("date-time", |value| of(value, date_time)),
    format("uri", |value| of(value, uri)),
    format("iri", |value| of(value, uri)),
    format("uri-reference", |value| of(value, uri_reference)),
    format("iri-reference", |value| of(value, uri_reference)),
    format("uri-template", |value| of(value, uri_template)),
    format("semver", |value| of(value, semver)),
    format(REGEX, |value| of(value, regex)),
    // The Go library does not know these two.
    format("idn-hostname", |_| Ok(())),
    format("idn-email", |_| Ok(())),
];

/// Whether a text is of the format of this name.
pub(super) fn fits(name: &str, text: &str) -> bool {
    let name = if name == "regex" { REGEX } else { name };
    let known = FORMATS.iter().find(|known| known.name == name);
    known.is_none_or(|known| (known.func)(&Json::from(text)).is_ok())
}

const fn format(name: &'static str, func: fn(&Json) -> Result<(), Box<dyn Error>>) -> Format {
    Format { name, func }
}

/// What is wrong with a text, if anything is.
type Checked = Result<(), String>;

fn of(value: &Json, check: fn(&str) -> Checked) -> Result<(), Box<dyn Error>> {
    match value {
        Json::String(text) => Ok(check(text)?),
        _ => Ok(()),
    }
}

fn fail(text: &str) -> Checked {
    Err(text.to_string())
}

/// A character in single quotes, as Go's `%q` writes it.
fn rune(c: char) -> String {
    let mut quoted = Vec::new();
    append_quote_rune(&mut quoted, c, false);
    String::from_utf8_lossy(&quoted).into_owned()
}

fn invalid(c: char) -> Checked {
    Err(format!("invalid character {}", rune(c)))
}

fn regex(text: &str) -> Checked {
    parse_regex(text.as_bytes()).map(drop)
}

fn json_pointer(text: &str) -> Checked {
    if text.is_empty() {
        return Ok(());
    }
    let Some(rest) = text.strip_prefix('/') else {
        return fail("not starting with /");
    };
    for token in rest.split('/') {
        let mut chars = token.chars();
        while let Some(c) = chars.next() {
            if c == '~' && !matches!(chars.next(), Some('0' | '1')) {
                return fail("~ must be followed by 0 or 1");
            }
        }
    }
    Ok(())
}

fn relative_json_pointer(text: &str) -> Checked {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match text.len() - rest.len() {
        0 => fail("must start with non-negative integer"),
        2.. if text.starts_with('0') => fail("starts with zero"),
        _ if rest == "#" => Ok(()),
        _ => json_pointer(rest),
    }
}

fn uuid(text: &str) -> Checked {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() != LENGTHS.len() {
        return fail("must have 5 elements");
    }
    for (at, (group, length)) in groups.into_iter().zip(LENGTHS).enumerate() {
        if group.len() != length {
            return Err(format!(
                "element {} must be {length} characters long",
                at + 1
            ));
        }
        if let Some(c) = group.chars().find(|c| !c.is_ascii_hexdigit()) {
            return Err(format!("non-hex character {}", rune(c)));
        }
    }
    Ok(())
}

fn duration(text: &str) -> Checked {
    const UNITS: [&str; 2] = ["YMD", "HMS"];
    let Some(text) = text.strip_prefix('P') else {
        return fail("must start with P");
    };
    if text.is_empty() {
        return fail("nothing after P");
    }
    if let Some(week) = text.strip_suffix('W') {
        return match week.chars().all(|c| c.is_ascii_digit()) {
            _ if week.is_empty() => fail("no number in week"),
            true => Ok(()),
            false => fail("invalid week"),
        };
    }
    for (at, mut part) in text.split('T').enumerate() {
        if at > 0 && part.is_empty() {
            return fail("no time elements");
        }
        let Some(all) = UNITS.get(at) else {
            return fail("more than one T");
        };
        let mut left = *all;
        while !part.is_empty() {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == part.len() {
                return fail("missing number");
            }
            let Some(&byte) = rest.as_bytes().first() else {
                return fail("missing unit");
            };
            // Go looks at a byte, and shows it as the character of that number.
            let unit = char::from(byte);
            let Some((_, after)) = left.split_once(unit) else {
                return Err(match all.contains(unit) {
                    true => format!("unit {} out of order", rune(unit)),
                    false => format!("invalid unit {}", rune(unit)),
                });
            };
            left = after;
            part = rest.get(1..).unwrap_or_default();
        }
    }
    Ok(())
}

fn period(text: &str) -> Checked {
    let Some((start, end)) = text.split_once('/') else {
        return fail("missing slash");
    };
    let part = |which: &str, kind: &str, check: Checked| {
        check.map_err(|why| format!("invalid {which} {kind}: {why}"))
    };
    if start.starts_with('P') {
        part("start", "duration", duration(start))?;
        return part("end", "date-time", date_time(end));
    }
    part("start", "date-time", date_time(start))?;
    match end.starts_with('P') {
        true => part("end", "duration", duration(end)),
        false => part("end", "date-time", date_time(end)),
    }
}

fn ipv4(text: &str) -> Checked {
    let decimals: Vec<&str> = text.split('.').collect();
    if decimals.len() != 4 {
        return fail("expected four decimals");
    }
    for decimal in decimals {
        if decimal.len() > 1 && decimal.starts_with('0') {
            return fail("leading zeros");
        }
        let number = parse_int(decimal.as_bytes(), 10, 64).map_err(|error| {
            let decimal = crate::chart::error::quoted(decimal);
            format!("strconv.Atoi: parsing {decimal}: {}", error.text())
        })?;
        if !(0..=255).contains(&number) {
            return fail("decimal must be between 0 and 255");
        }
    }
    Ok(())
}

fn ipv6(text: &str) -> Checked {
    if !text.contains(':') {
        return fail("missing colon");
    }
    is_v4(text.as_bytes())?;
    match text.contains('%') {
        true => fail("zone id is not a part of ipv6 address"),
        false => Ok(()),
    }
}

fn hostname(text: &str) -> Checked {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.len() > 253 {
        return fail("more than 253 characters long");
    }
    for label in text.split('.') {
        if !(1..=63).contains(&label.len()) {
            return fail("label must be 1 to 63 characters long");
        }
        if label.starts_with('-') {
            return fail("label starts with hyphen");
        }
        if label.ends_with('-') {
            return fail("label ends with hyphen");
        }
        let usual = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        if let Some(c) = label.chars().find(|c| !usual(c)) {
            return invalid(c);
        }
    }
    Ok(())
}

fn email(text: &str) -> Checked {
    if text.len() > 254 {
        return fail("more than 255 characters long");
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return fail("missing @");
    };
    if local.len() > 64 {
        return fail("local part more than 64 characters long");
    }
    // Go takes the last character for a quote, whatever it is.
    if let Some(quoted) = local.strip_prefix('"').filter(|rest| !rest.is_empty()) {
        let inner = quoted.as_bytes().split_last().map_or(&[][..], |it| it.1);
        if inner.iter().any(|byte| matches!(byte, b'\\' | b'"')) {
            return fail("backslash and quote are not allowed within quoted local part");
        }
    } else {
        if local.starts_with('.') {
            return fail("starts with dot");
        }
        if local.ends_with('.') {
            return fail("ends with dot");
        }
        if local.contains("..") {
            return fail("consecutive dots");
        }
        let usual = |c: &char| c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(*c);
        if let Some(c) = local.chars().find(|c| !usual(c)) {
            return invalid(c);
        }
    }
    let address = domain.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match address.map(|address| (address, address.strip_prefix("IPv6:"))) {
        Some((_, Some(address))) => {
            ipv6(address).map_err(|why| format!("invalid ipv6 address: {why}"))
        }
        Some((address, None)) => {
            ipv4(address).map_err(|why| format!("invalid ipv4 address: {why}"))
        }
        None => hostname(domain).map_err(|why| format!("invalid domain: {why}")),
    }
}

fn date(text: &str) -> Checked {
    date_of(text.as_bytes())
}

fn date_of(text: &[u8]) -> Checked {
    parse_time(b"2006-01-02", text, &Zone::Utc).map(drop)
}

fn time(text: &str) -> Checked {
    time_of(text.as_bytes())
}

fn time_of(text: &[u8]) -> Checked {
    if text.len() < 9 {
        return fail("less than 9 characters long");
    }
    let &[h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = text else {
        return fail("missing colon in correct place");
    };
    let number = |digits: [u8; 2], bad: &str, negative: &str| {
        let number = parse_int(&digits, 10, 64).map_err(|_| bad.to_string())?;
        match number {
            ..0 => Err(negative.to_string()),
            number => Ok(number),
        }
    };
    let clock = |digits| number(digits, "invalid hour/min/sec", "non-positive hour/min/sec");
    let (mut hour, mut minute) = (clock([h1, h2])?, clock([m1, m2])?);
    let second = clock([s1, s2])?;
    if hour > 23 || minute > 59 || second > 60 {
        return fail("hour/min/sec out of range");
    }
    let mut rest = rest;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
        rest = match digits.count() {
            0 => return fail("no digits in second fraction"),
            digits => fraction.get(digits..).unwrap_or_default(),
        };
    }
    if !matches!(rest, b"z" | b"Z") {
        let &[sign, h1, h2, colon, m1, m2] = rest else {
            return fail("offset must be 6 characters long");
        };
        let sign = match sign {
            b'+' => -1,
            b'-' => 1,
            _ => return fail("offset must begin with plus/minus"),
        };
        if colon != b':' {
            return fail("missing colon in offset in correct place");
        }
        let offset = |digits| {
            let bad = "invalid hour/min in offset";
            number(digits, bad, "non-positive hour/min in offset")
        };
        let (hours, minutes) = (offset([h1, h2])?, offset([m1, m2])?);
        if hours > 23 || minutes > 59 {
            return fail("hour/min in offset out of range");
        }
        let mut all = hour * 60 + minute + sign * (hours * 60 + minutes);
        if all < 0 {
            all += 24 * 60;
        }
        (hour, minute) = (all / 60, all % 60);
    }
    match second >= 60 && (hour, minute) != (23, 59) {
        true => fail("invalid leap second"),
        false => Ok(()),
    }
}

fn date_time(text: &str) -> Checked {
    let text = text.as_bytes();
    if text.len() < 20 {
        return fail("less than 20 characters long");
    }
    let (date, rest) = text.split_at(10);
    let Some((b't' | b'T', time)) = rest.split_first() else {
        return fail("11th character must be t or T");
    };
    date_of(date).map_err(|why| format!("invalid date element: {why}"))?;
    time_of(time).map_err(|why| format!("invalid time element: {why}"))
}

fn url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.as_bytes())?;
    let host = url.hostname();
    if host.contains(&b':') {
        if !url.host.contains(&b'[') || !url.host.contains(&b']') {
            return Err("ipv6 address not enclosed in brackets".to_string());
        }
        let checked = ipv6(&String::from_utf8_lossy(host));
        checked.map_err(|why| format!("invalid ipv6 address: {why}"))?;
    }
    Ok(url)
}

fn uri(text: &str) -> Checked {
    match url(text)?.scheme.is_empty() {
        true => fail("relative url"),
        false => Ok(()),
    }
}

fn uri_reference(text: &str) -> Checked {
    match text.contains('\\') {
        true => fail("contains \\"),
        false => url(text).map(drop),
    }
}

fn uri_template(text: &str) -> Checked {
    let url = url(text)?;
    for part in url.raw_path().split(|&byte| byte == b'/') {
        let part =
            unescape(part, Part::Segment).map_err(|why| format!("percent decode failed: {why}"))?;
        let mut open = false;
        for byte in part.into_iter().filter(|byte| matches!(byte, b'{' | b'}')) {
            if open == (byte == b'{') {
                return fail("nested curly braces");
            }
            open = !open;
        }
        if open {
            return fail("no matching closing brace");
        }
    }
    Ok(())
}

fn semver(text: &str) -> Checked {
    let (text, build) = match text.split_once('+') {
        Some((text, build)) => (text, Some(build)),
        None => (text, None),
    };
    let odd = |part: &str| {
        let usual = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        part.chars().find(|c| !usual(c)).map(rune)
    };
    if build == Some("") {
        return fail("build is empty");
    }
    for part in build.into_iter().flat_map(|build| build.split('.')) {
        if part.is_empty() {
            return fail("build identifier is empty");
        }
        if let Some(c) = odd(part) {
            return Err(format!("invalid character {c} in build identifier"));
        }
    }
    let (core, release) = match text.split_once('-') {
        Some((core, release)) => (core, Some(release)),
        None => (text, None),
    };
    for part in release.into_iter().flat_map(|release| release.split('.')) {
        if part.is_empty() {
            return fail("pre-release identifier is empty");
        }
        if let Some(c) = odd(part) {
            return Err(format!("invalid character {c} in pre-release identifier"));
        }
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        if digits && part.len() > 1 && part.starts_with('0') {
            return fail("pre-release numeric identifier starts with zero");
        }
    }
    let numbers: Vec<&str> = core.split('.').collect();
    if numbers.len() != 3 {
        return fail("versionCore must have 3 numbers separated by dot");
    }
    for (name, number) in ["major", "minor", "patch"].into_iter().zip(numbers) {
        let wrong = match number.as_bytes() {
            [] => "is empty",
            [b'0', _, ..] => "starts with zero",
            digits if !digits.iter().all(u8::is_ascii_digit) => "contains non-digit",
            _ => continue,
        };
        return Err(format!("{name} {wrong}"));
    }
    Ok(())
}
