//! Go's `fmt`: what `print`, `println` and `printf` write.
//!
//! Every verb, flag, width, precision and argument index of Go's `Sprintf`, on every kind of
//! value, and Go's way to print a mistake instead of failing: `%!d(string=hi)`,
//! `%!(EXTRA int=1)`, `%!s(MISSING)`.
//!
//! - `directive`: the format string.
//! - `format`: format strings that are known beforehand.
//! - `printer`: values under a verb.
//! - `text`: quoted and hexadecimal text.
//! - `number`: integers and floats under flags.
//! - `flags`: flags and padding.
//!
//! Text is written straight into a [`StrBuf`]; strings that are only moved (`%s`, `%v`) keep
//! their origins.

mod directive;
mod flags;
mod format;
mod number;
mod printer;
mod text;

use std::fmt;

use crate::value::{Kind, Str, StrBuf, Value};
use directive::Directives;
pub(super) use format::{Directive, Format, Piece};
use printer::Printer;

/// What one call may print, in bytes. `%1000000d` of a list could ask for any amount.
pub const MAX_OUTPUT: usize = 256 << 20;

/// A bound that was met while printing. Go has none of them and would die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintError {
    /// The text exceeds [`MAX_OUTPUT`].
    TooLong,
    /// The value holds itself, or is nested too deep.
    TooDeep,
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PrintError::TooLong => "printed text exceeds the limit of 256 MiB",
            PrintError::TooDeep => "printed value is nested deeper than 10000 levels",
        })
    }
}

impl std::error::Error for PrintError {}

/// Writes `args` as Go's `fmt.Sprintf(format, args...)`.
///
/// # Errors
/// Only where a bound is met; mistakes in the format are printed, as in Go.
///
/// ```
/// use manifest_render::gotemplate::printf::sprintf;
/// use manifest_render::value::{StrBuf, Value};
///
/// let mut text = StrBuf::new();
/// sprintf(&mut text, &"%s-%03d %d".into(), &[Value::from("web"), Value::from(7)]).unwrap();
/// assert_eq!(text.as_bytes(), b"web-007 %!d(MISSING)");
/// ```
pub fn sprintf(out: &mut StrBuf, format: &Str, args: &[Value]) -> Result<(), PrintError> {
    Directives::new(Printer::new(out, MAX_OUTPUT), format, args)
        .print()
        .finish()
}

/// Writes `args` as Go's `fmt.Sprint(args...)`: with a space between two of which neither is a
/// string.
///
/// # Errors
/// Where a bound is met.
pub fn sprint(out: &mut StrBuf, args: &[Value]) -> Result<(), PrintError> {
    side_by_side(Printer::new(out, MAX_OUTPUT), args)
}

/// As [`sprint`], of what pointers point to: so `html`, `js` and `urlquery` see their arguments.
///
/// # Errors
/// Where a bound is met.
pub fn sprint_printable(out: &mut StrBuf, args: &[Value]) -> Result<(), PrintError> {
    side_by_side(Printer::new(out, MAX_OUTPUT).following(), args)
}

fn side_by_side(mut printer: Printer<'_>, args: &[Value]) -> Result<(), PrintError> {
    let mut after_string = true;
    for value in args {
        let string = value.kind() == Kind::String;
        if !string && !after_string {
            printer.out.push_bytes(b" ");
        }
        printer.argument(value, 'v');
        after_string = string;
    }
    printer.finish()
}

/// Writes `args` as Go's `fmt.Sprintln(args...)`: with a space between all and a line feed.
///
/// # Errors
/// Where a bound is met.
pub fn sprintln(out: &mut StrBuf, args: &[Value]) -> Result<(), PrintError> {
    let mut printer = Printer::new(out, MAX_OUTPUT);
    for (i, value) in args.iter().enumerate() {
        if i > 0 {
            printer.out.push_bytes(b" ");
        }
        printer.argument(value, 'v');
    }
    printer.out.push_bytes(b"\n");
    printer.finish()
}

/// Writes one value as `%v`.
///
/// # Errors
/// Where a bound is met.
pub fn write_value(out: &mut StrBuf, value: &Value) -> Result<(), PrintError> {
    one(Printer::new(out, MAX_OUTPUT), value)
}

/// Writes what a template's action prints of a value, but for the missing one: as [`write_value`],
/// and what a pointer points to.
///
/// # Errors
/// Where a bound is met.
pub fn write_printable(out: &mut StrBuf, value: &Value) -> Result<(), PrintError> {
    one(Printer::new(out, MAX_OUTPUT).following(), value)
}

fn one(mut printer: Printer<'_>, value: &Value) -> Result<(), PrintError> {
    if let Value::Str(text) = value {
        printer.out.push(text);
        return Ok(());
    }
    printer.argument(value, 'v');
    printer.finish()
}

/// The text of one value as `%v`.
///
/// # Errors
/// Where a bound is met.
pub fn to_str(value: &Value) -> Result<Str, PrintError> {
    if let Value::Str(text) = value {
        return Ok(text.clone());
    }
    let mut out = StrBuf::new();
    write_value(&mut out, value)?;
    Ok(out.into_str())
}
