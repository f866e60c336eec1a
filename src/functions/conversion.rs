//! Numbers of any value: `int`, `float64`, `atoi`.

use super::cast::{Cast, Sprig2, Sprig3, atoi};
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::function::{Failure, Function, Int64};
use crate::gotemplate::printf;
use crate::value::number::parse_int;
use crate::value::{Str, Value};

/// Conversions between types.
pub static TABLE: &[Entry] = &[
    entry(
        function!("atoi", |text: &Str| atoi(text.as_bytes())),
        "(s string) int",
    )
    .help(
        "A decimal text as an integer; 0 if it is none.",
        r#"{{ atoi "42" }}"#,
    ),
    entry(function!("float64", float64::<Sprig3>), "(v any) float64")
        .help(
            "Any value as a float; 0 if it is no number.",
            r#"{{ float64 "1.5" }}"#,
        )
        .profiles(Profiles::Helm),
    entry(function!("float64", float64::<Sprig2>), "(v any) float64")
        .help(
            "Any value as a float; 0 if it is no number.",
            r#"{{ float64 "1.5" }}"#,
        )
        .profiles(Profiles::Harness),
    entry(function!("int", int::<Sprig3>), "(v any) int")
        .help(
            "Any value as an integer; 0 if it is no number.",
            "{{ int .Values.replicas }}",
        )
        .profiles(Profiles::Helm),
    entry(function!("int", int::<Sprig2>), "(v any) int")
        .help(
            "Any value as an integer; 0 if it is no number.",
            "{{ int .Values.replicas }}",
        )
        .profiles(Profiles::Harness),
    entry(function!("int64", int64::<Sprig3>), "(v any) int64")
        .help("As int, of Go's type int64.", "{{ int64 .Values.size }}")
        .profiles(Profiles::Helm),
    entry(function!("int64", int64::<Sprig2>), "(v any) int64")
        .help("As int, of Go's type int64.", "{{ int64 .Values.size }}")
        .profiles(Profiles::Harness),
    entry(function!("toDecimal", to_decimal), "(v any) int64").help(
        "An octal number such as a file mode in decimal.",
        r#"{{ toDecimal "0777" }}"#,
    ),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Conversion, signature)
}

fn int<C: Cast>(value: &Value) -> i64 {
    C::int(value)
}

fn int64<C: Cast>(value: &Value) -> Int64 {
    Int64(C::int(value))
}

fn float64<C: Cast>(value: &Value) -> f64 {
    C::float(value)
}

fn to_decimal(value: &Value) -> Result<Int64, Failure> {
    let text = printf::to_str(value)?;
    Ok(Int64(parse_int(text.as_bytes(), 8, 64).unwrap_or(0)))
}
