//! Dates and durations, by Go's `time`.

use crate::function;
use crate::functions::{Entry, Family, Profiles};
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Arg, Failure, Function};
use crate::value::time::{self, TIME, Time, Zone, Zones, duration};
use crate::value::{GoType, IntKind, Str, Value};
use crate::world::Timestamp;

/// The date functions.
pub static TABLE: &[Entry] = &[
    entry(function!("ago", ago), "(t any) string")
        .help(
            "How long ago a time was, in whole seconds.",
            "{{ ago now }}",
        )
        .impure(),
    entry(function!("date", date), "(layout string, t any) string")
        .help(
            "A time in a layout; now where it is no time.",
            r#"{{ date "2006-01-02" 0 }}"#,
        )
        .impure(),
    zoned(function!("dateInZone", date_in_zone)),
    zoned(function!("date_in_zone", date_in_zone)),
    modify(function!("dateModify", date_modify)),
    modify(function!("date_modify", date_modify)),
    helm(function!("duration", duration_of), "(sec any) string")
        .help("Seconds as a duration.", r#"{{ duration "95" }}"#),
    helm(function!("durationRound", duration_round), "(d any) string")
        .help(
            "The largest unit of a duration.",
            r#"{{ durationRound "2h10m5s" }}"#,
        )
        .impure(),
    entry(function!("htmlDate", html_date), "(t any) string")
        .help("The day as HTML wants it.", "{{ htmlDate 0 }}")
        .impure(),
    entry(
        function!("htmlDateInZone", html_date_in_zone),
        "(t any, zone string) string",
    )
    .help(
        "The day in a zone, as HTML wants it.",
        r#"{{ htmlDateInZone 0 "UTC" }}"#,
    )
    .impure(),
    must_modify(function!("mustDateModify", must_date_modify)),
    must_modify(function!("must_date_modify", must_date_modify)),
    helm(
        function!("mustToDate", must_to_date),
        "(layout, s string) (time.Time, error)",
    )
    .help(
        "Reads a time by a layout.",
        r#"{{ mustToDate "2006-01-02" "2020-02-29" }}"#,
    )
    .impure(),
    entry(function!("now", now), "() time.Time")
        .help("The time now.", "{{ now.Year }}")
        .impure(),
    entry(function!("toDate", to_date), "(layout, s string) time.Time")
        .help(
            "Reads a time by a layout; the year 1 where it cannot.",
            r#"{{ toDate "2006-01-02" "2020-02-29" }}"#,
        )
        .impure(),
    entry(function!("unixEpoch", unix_epoch), "(t time.Time) string")
        .help("Seconds since 1970.", "{{ now | unixEpoch }}"),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Dates, signature)
}

const fn helm(function: Function, signature: &'static str) -> Entry {
    entry(function, signature).profiles(Profiles::Helm)
}

const fn zoned(function: Function) -> Entry {
    entry(function, "(layout string, t any, zone string) string")
        .help(
            "A time in a layout and a zone.",
            r#"{{ dateInZone "15:04" 0 "Asia/Tokyo" }}"#,
        )
        .impure()
}

const fn modify(function: Function) -> Entry {
    entry(function, "(d string, t time.Time) time.Time").help(
        "A time and a duration later.",
        r#"{{ now | dateModify "-1.5h" }}"#,
    )
}

const fn must_modify(function: Function) -> Entry {
    helm(function, "(d string, t time.Time) (time.Time, error)").help(
        "As dateModify, but a bad duration is an error.",
        r#"{{ now | mustDateModify "-1.5h" }}"#,
    )
}

/// A `time.Time`.
impl Arg for &Time {
    const TYPE: GoType = GoType::Named(TIME);
    type Of<'a> = &'a Time;

    fn take(value: &mut Value) -> Option<Self::Of<'_>> {
        value.as_object()
    }
}

fn local(call: &Call<'_>) -> Zone {
    call.cache::<Zones>().local(call.world())
}

/// When the clock was first asked in a rendering: Go's monotonic clock starts with the program.
#[derive(Default)]
struct Start(std::cell::Cell<Option<Timestamp>>);

fn time_now(call: &Call<'_>) -> Time {
    let Timestamp {
        seconds,
        nanoseconds,
    } = call.world().now();
    let now = Time::unix(seconds, i64::from(nanoseconds), local(call));
    let start = call.cache::<Start>();
    let first = start.0.get().unwrap_or(Timestamp {
        seconds,
        nanoseconds,
    });
    start.0.set(Some(first));
    let since = now.since(&Time::unix(
        first.seconds,
        i64::from(first.nanoseconds),
        Zone::Utc,
    ));
    Time {
        monotonic: Some(since.max(0).saturating_add(1)),
        ..now.with_local(local(call))
    }
}

fn now(call: &mut Call<'_>) -> Value {
    Value::object(time_now(call))
}

/// sprig's idea of a time: one, or seconds since 1970 in some kinds of integers; else now.
fn moment(call: &Call<'_>, value: &Value, small: bool) -> Time {
    match value {
        Value::Int(IntKind::Int | IntKind::Int64, seconds) => Time::unix(*seconds, 0, Zone::Utc),
        Value::Int(IntKind::Int32, seconds) if small => Time::unix(*seconds, 0, Zone::Utc),
        other => match other.as_object::<Time>() {
            Some(time) => time.clone(),
            None => time_now(call),
        },
    }
}

fn formatted(call: &Call<'_>, layout: &[u8], value: &Value, zone: &[u8]) -> Str {
    let zone = call
        .cache::<Zones>()
        .load(zone, call.world())
        .unwrap_or(Zone::Utc);
    time::format(&moment(call, value, true).to_zone(zone), layout).into()
}

const HTML: &[u8] = b"2006-01-02";

fn date(call: &mut Call<'_>, layout: &Str, value: &Value) -> Str {
    formatted(call, layout.as_bytes(), value, b"Local")
}

fn date_in_zone(call: &mut Call<'_>, layout: &Str, value: &Value, zone: &Str) -> Str {
    formatted(call, layout.as_bytes(), value, zone.as_bytes())
}

fn html_date(call: &mut Call<'_>, value: &Value) -> Str {
    formatted(call, HTML, value, b"Local")
}

fn html_date_in_zone(call: &mut Call<'_>, value: &Value, zone: &Str) -> Str {
    formatted(call, HTML, value, zone.as_bytes())
}

fn date_modify(duration: &Str, time: &Time) -> Value {
    let by = duration::parse(duration.as_bytes());
    Value::object(by.map_or_else(|_| time.clone(), |by| time.add(by)))
}

fn must_date_modify(duration: &Str, time: &Time) -> Result<Value, Failure> {
    let by = duration::parse(duration.as_bytes()).map_err(Failure::new)?;
    Ok(Value::object(time.add(by)))
}

fn to_date(call: &mut Call<'_>, layout: &Str, text: &Str) -> Value {
    let local = local(call);
    let time = time::parse(layout.as_bytes(), text.as_bytes(), &local);
    Value::object(time.unwrap_or_else(|_| Time::zero()).with_local(local))
}

fn must_to_date(call: &mut Call<'_>, layout: &Str, text: &Str) -> Result<Value, Failure> {
    let local = local(call);
    let time = time::parse(layout.as_bytes(), text.as_bytes(), &local).map_err(Failure::new)?;
    Ok(Value::object(time.with_local(local)))
}

fn unix_epoch(time: &Time) -> String {
    time.seconds.to_string()
}

fn ago(call: &mut Call<'_>, value: &Value) -> Str {
    let since = time_now(call).since(&moment(call, value, false));
    printed(duration::round(since, duration::SECOND))
}

fn printed(nanoseconds: i64) -> Str {
    time::named::named_integer(IntKind::Duration, nanoseconds).unwrap_or_default()
}

fn duration_of(value: &Value) -> Str {
    let seconds = match value {
        Value::Int(IntKind::Int64, seconds) => *seconds,
        Value::Str(text) => clamped(text.as_bytes()),
        _ => 0,
    };
    printed(seconds.wrapping_mul(duration::SECOND))
}

/// `strconv.ParseInt` in base 10 with its error ignored: 0 for no number, the nearest for one out
/// of range.
fn clamped(text: &[u8]) -> i64 {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let limit = if negative { i64::MIN } else { i64::MAX };
    let mut value = 0_u64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return 0;
        }
        let next = value.checked_mul(10);
        let next = next.and_then(|value| value.checked_add(u64::from(digit - b'0')));
        // Go looks no further then, whatever follows.
        let Some(next) = next else { return limit };
        value = next;
    }
    match negative {
        true => 0_i64.checked_sub_unsigned(value),
        false => 0_i64.checked_add_unsigned(value),
    }
    .unwrap_or(limit)
}

fn duration_round(call: &mut Call<'_>, value: &Value) -> String {
    let nanoseconds = match value {
        Value::Str(text) => duration::parse(text.as_bytes()).unwrap_or(0),
        Value::Int(IntKind::Int64, nanoseconds) => *nanoseconds,
        other => other
            .as_object::<Time>()
            .map_or(0, |time| time_now(call).since(time)),
    };
    duration::rounded(nanoseconds)
}
