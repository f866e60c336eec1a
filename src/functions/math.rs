//! Integers, floats and decimal numbers.
//!
//! The integer functions take any value as sprig casts it and wrap around as Go's `int64` does;
//! those whose names end in `f` calculate with decimal digits.

use super::cast::{Cast, Sprig2, Sprig3};
use super::decimal::Decimal;
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::function::{Failure, Function, Int64, Rest};
use crate::value::Value;

/// Arithmetic.
pub static TABLE: &[Entry] = &[
    sprig3(function!("add", add::<Sprig3>), "(v ...any) int64"),
    sprig2(function!("add", add::<Sprig2>), "(v ...any) int64"),
    sprig3(function!("add1", add1::<Sprig3>), "(v any) int64"),
    sprig2(function!("add1", add1::<Sprig2>), "(v any) int64"),
    sprig3(function!("add1f", add1f), "(v any) float64"),
    sprig3(function!("addf", addf), "(v ...any) float64"),
    sprig3(
        function!("biggest", max::<Sprig3>),
        "(a any, v ...any) int64",
    ),
    sprig2(
        function!("biggest", max::<Sprig2>),
        "(a any, v ...any) int64",
    ),
    sprig3(function!("ceil", ceil::<Sprig3>), "(v any) float64"),
    sprig2(function!("ceil", ceil::<Sprig2>), "(v any) float64"),
    sprig3(function!("div", div::<Sprig3>), "(a, b any) int64"),
    sprig2(function!("div", div::<Sprig2>), "(a, b any) int64"),
    sprig3(function!("divf", divf), "(a any, v ...any) float64"),
    sprig3(function!("floor", floor::<Sprig3>), "(v any) float64"),
    sprig2(function!("floor", floor::<Sprig2>), "(v any) float64"),
    sprig3(function!("max", max::<Sprig3>), "(a any, v ...any) int64"),
    sprig2(function!("max", max::<Sprig2>), "(a any, v ...any) int64"),
    sprig3(function!("maxf", maxf), "(a any, v ...any) float64"),
    sprig3(function!("min", min::<Sprig3>), "(a any, v ...any) int64"),
    sprig2(function!("min", min::<Sprig2>), "(a any, v ...any) int64"),
    sprig3(function!("minf", minf), "(a any, v ...any) float64"),
    sprig3(function!("mod", modulo::<Sprig3>), "(a, b any) int64"),
    sprig2(function!("mod", modulo::<Sprig2>), "(a, b any) int64"),
    sprig3(function!("mul", mul::<Sprig3>), "(a any, v ...any) int64"),
    sprig2(function!("mul", mul::<Sprig2>), "(a any, v ...any) int64"),
    sprig3(function!("mulf", mulf), "(a any, v ...any) float64"),
    sprig3(
        function!("round", round::<Sprig3>),
        "(v any, places int, roundOn ...float64) float64",
    ),
    sprig2(
        function!("round", round::<Sprig2>),
        "(v any, places int, roundOn ...float64) float64",
    ),
    sprig3(function!("sub", sub::<Sprig3>), "(a, b any) int64"),
    sprig2(function!("sub", sub::<Sprig2>), "(a, b any) int64"),
    sprig3(function!("subf", subf), "(a any, v ...any) float64"),
];

/// As sprig 3 has it, for Helm.
const fn sprig3(function: Function, signature: &'static str) -> Entry {
    described(function, signature).profiles(Profiles::Helm)
}

/// As sprig 2 has it, for Harness.
const fn sprig2(function: Function, signature: &'static str) -> Entry {
    described(function, signature).profiles(Profiles::Harness)
}

/// Help stands here once for the two versions of a function.
const fn described(function: Function, signature: &'static str) -> Entry {
    let (help, example) = match function.name.as_bytes() {
        b"add" => ("The sum of integers.", "{{ add 1 2 3 }}"),
        b"add1" => ("An integer plus one.", "{{ add1 $index }}"),
        b"add1f" => ("A decimal number plus one.", "{{ add1f 1.5 }}"),
        b"addf" => ("The sum of decimal numbers.", "{{ addf 0.1 0.2 }}"),
        b"biggest" => (
            "The largest integer; max is the newer name.",
            "{{ biggest 1 3 2 }}",
        ),
        b"ceil" => ("The next whole number above.", "{{ ceil 1.2 }}"),
        b"div" => (
            "The quotient of integers, without the rest.",
            "{{ div 7 2 }}",
        ),
        b"divf" => (
            "The quotient of decimal numbers, to 16 digits.",
            "{{ divf 1 3 }}",
        ),
        b"floor" => ("The next whole number below.", "{{ floor 1.8 }}"),
        b"max" => ("The largest integer.", "{{ max 1 3 2 }}"),
        b"maxf" => ("The largest float.", "{{ maxf 1.5 2 }}"),
        b"min" => ("The smallest integer.", "{{ min 1 3 2 }}"),
        b"minf" => ("The smallest float.", "{{ minf 1.5 2 }}"),
        b"mod" => ("The rest of a division of integers.", "{{ mod 7 2 }}"),
        b"mul" => ("The product of integers.", "{{ mul 2 3 4 }}"),
        b"mulf" => ("The product of decimal numbers.", "{{ mulf 1.1 1.1 }}"),
        b"round" => ("A float rounded to so many places.", "{{ round 1.256 2 }}"),
        b"sub" => ("The difference of integers.", "{{ sub 5 2 }}"),
        _ => ("The difference of decimal numbers.", "{{ subf 0.3 0.1 }}"),
    };
    Entry::new(function, Family::Math, signature).help(help, example)
}

fn add<C: Cast>(values: Rest<'_, Value>) -> Int64 {
    Int64(
        values
            .values()
            .iter()
            .map(C::int)
            .fold(0, i64::wrapping_add),
    )
}

fn add1<C: Cast>(value: &Value) -> Int64 {
    Int64(C::int(value).wrapping_add(1))
}

fn sub<C: Cast>(a: &Value, b: &Value) -> Int64 {
    Int64(C::int(a).wrapping_sub(C::int(b)))
}

fn mul<C: Cast>(first: &Value, rest: Rest<'_, Value>) -> Int64 {
    Int64(
        rest.values()
            .iter()
            .map(C::int)
            .fold(C::int(first), i64::wrapping_mul),
    )
}

fn div<C: Cast>(a: &Value, b: &Value) -> Result<Int64, Failure> {
    match C::int(b) {
        0 => Err(divided_by_zero()),
        b => Ok(Int64(C::int(a).wrapping_div(b))),
    }
}

fn modulo<C: Cast>(a: &Value, b: &Value) -> Result<Int64, Failure> {
    match C::int(b) {
        0 => Err(divided_by_zero()),
        b => Ok(Int64(C::int(a).wrapping_rem(b))),
    }
}

fn divided_by_zero() -> Failure {
    Failure::new("runtime error: integer divide by zero")
}

fn max<C: Cast>(first: &Value, rest: Rest<'_, Value>) -> Int64 {
    Int64(
        rest.values()
            .iter()
            .map(C::int)
            .fold(C::int(first), i64::max),
    )
}

fn min<C: Cast>(first: &Value, rest: Rest<'_, Value>) -> Int64 {
    Int64(
        rest.values()
            .iter()
            .map(C::int)
            .fold(C::int(first), i64::min),
    )
}

fn maxf(first: &Value, rest: Rest<'_, Value>) -> f64 {
    extreme(
        first,
        rest,
        |a, b| a > b || (a == b && a.is_sign_positive()),
        f64::INFINITY,
    )
}

fn minf(first: &Value, rest: Rest<'_, Value>) -> f64 {
    extreme(
        first,
        rest,
        |a, b| a < b || (a == b && a.is_sign_negative()),
        f64::NEG_INFINITY,
    )
}

/// Go's `math.Max` and `math.Min`: the infinity wins over NaN, NaN over all else, and the two
/// zeros are told apart.
fn extreme(
    first: &Value,
    rest: Rest<'_, Value>,
    wins: impl Fn(f64, f64) -> bool,
    infinity: f64,
) -> f64 {
    rest.values()
        .iter()
        .map(Sprig3::float)
        .fold(Sprig3::float(first), |a, b| {
            if a == infinity || b == infinity {
                infinity
            } else if a.is_nan() || b.is_nan() {
                f64::NAN
            } else if wins(a, b) {
                a
            } else {
                b
            }
        })
}

fn floor<C: Cast>(value: &Value) -> f64 {
    C::float(value).floor()
}

fn ceil<C: Cast>(value: &Value) -> f64 {
    C::float(value).ceil()
}

fn round<C: Cast>(value: &Value, places: i64, round_on: Rest<'_, f64>) -> f64 {
    let round_on = round_on.into_iter().next().unwrap_or(0.5);
    let power = power_of_ten(places);
    let digits = power * C::float(value);
    // The fraction of a negative number is negative and never reaches the bound, so those are
    // rounded down whatever it is.
    let fraction = if digits.is_infinite() {
        f64::NAN
    } else {
        digits.fract()
    };
    let whole = if fraction >= round_on {
        digits.ceil()
    } else {
        digits.floor()
    };
    whole / power
}

/// `math.Pow(10, n)` by squaring, as Go calculates it: other ways differ in the last digit.
fn power_of_ten(exponent: i64) -> f64 {
    let (mut result, mut result_scale) = (1.0f64, 0i64);
    // 10 is 0.625 × 2^4.
    let (mut square, mut square_scale) = (0.625f64, 4i64);
    let mut rest = exponent.unsigned_abs();
    while rest != 0 {
        if square_scale.abs() > 1 << 12 {
            result_scale += square_scale;
            break;
        }
        if rest & 1 == 1 {
            result *= square;
            result_scale += square_scale;
        }
        square *= square;
        square_scale *= 2;
        if square < 0.5 {
            square += square;
            square_scale -= 1;
        }
        rest >>= 1;
    }
    if exponent < 0 {
        result = 1.0 / result;
        result_scale = -result_scale;
    }
    scale(result, result_scale)
}

/// `number × 2^exponent`.
fn scale(mut number: f64, exponent: i64) -> f64 {
    let mut rest = exponent.clamp(-3000, 3000);
    while rest != 0 {
        let step = rest.clamp(-500, 500);
        number *= 2f64.powi(step as i32);
        rest -= step;
    }
    number
}

/// Goes through decimal numbers from the first to the last.
fn decimals(
    first: f64,
    rest: &[Value],
    step: impl Fn(&Decimal, &Decimal) -> Result<Decimal, Failure>,
) -> Result<f64, Failure> {
    let mut result = Decimal::new(first)?;
    for value in rest {
        result = step(&result, &Decimal::new(Sprig3::float(value))?)?;
    }
    Ok(result.to_float())
}

fn add1f(value: &Value) -> Result<f64, Failure> {
    decimals(Sprig3::float(value), &[Value::from(1)], |a, b| Ok(a.add(b)))
}

fn addf(values: Rest<'_, Value>) -> Result<f64, Failure> {
    decimals(0.0, values.values(), |a, b| Ok(a.add(b)))
}

fn subf(first: &Value, rest: Rest<'_, Value>) -> Result<f64, Failure> {
    decimals(Sprig3::float(first), rest.values(), |a, b| Ok(a.sub(b)))
}

fn mulf(first: &Value, rest: Rest<'_, Value>) -> Result<f64, Failure> {
    decimals(Sprig3::float(first), rest.values(), |a, b| Ok(a.mul(b)))
}

fn divf(first: &Value, rest: Rest<'_, Value>) -> Result<f64, Failure> {
    decimals(Sprig3::float(first), rest.values(), Decimal::div)
}
