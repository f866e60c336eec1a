//! Formats that are known before there are arguments.

use std::ops::Range;

use super::flags::Flags;
use super::printer::Printer;
use super::{MAX_OUTPUT, PrintError};
use crate::value::number::append_int;
use crate::value::{IntKind, Str, StrBuf, Value};

/// A format that was read once, and whose directives take one argument after the other.
#[derive(Debug)]
pub(in crate::gotemplate) struct Format {
    text: Str,
    pieces: Box<[Piece]>,
}

/// A part of a [`Format`].
#[derive(Clone, Debug)]
pub(in crate::gotemplate) enum Piece {
    /// Some of its bytes as they stand.
    Text(Range<u32>),
    /// The next argument.
    Directive(Directive),
}

/// How an argument is printed.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Directive {
    flags: Flags,
    verb: u8,
    /// Whether it has no flags, and its verb prints strings as they are.
    plain: bool,
}

/// Longer widths and precisions are left to [`super::directive`], which knows Go's bound.
const DIGITS: usize = 5;

impl Format {
    /// Reads a format for so many arguments; `None` for one that counts them in another way, or
    /// that is a mistake.
    pub fn new(format: &Str, args: usize) -> Option<Format> {
        let text = format.as_bytes();
        let mut pieces = Vec::new();
        let mut directives = 0;
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let plain = memchr::memchr(b'%', rest).unwrap_or(rest.len());
            if plain > 0 {
                pieces.push(Piece::Text(range(at, at + plain)?));
            }
            at += plain;
            let Some((b'%', directive)) = text.get(at..)?.split_first() else {
                break;
            };
            let (directive, len) = Directive::read(directive)?;
            pieces.push(Piece::Directive(directive));
            directives += 1;
            at += 1 + len;
        }
        (directives == args).then(|| Format {
            text: format.clone(),
            pieces: pieces.into(),
        })
    }

    /// Its parts in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The bytes of a [`Piece::Text`].
    pub fn text(&self, range: &Range<u32>) -> &[u8] {
        let range = range.start as usize..range.end as usize;
        self.text.as_bytes().get(range).unwrap_or_default()
    }
}

fn range(start: usize, end: usize) -> Option<Range<u32>> {
    Some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
}

impl Directive {
    /// `%v` without flags, which `print` uses for all its arguments.
    pub const VALUE: Directive = Directive {
        flags: Flags::NONE,
        verb: b'v',
        plain: true,
    };

    /// Reads what follows a `%`, and tells how long it is.
    fn read(text: &[u8]) -> Option<(Directive, usize)> {
        let mut flags = Flags::NONE;
        let mut at = 0;
        loop {
            match text.get(at)? {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            at += 1;
        }
        flags.width = number(text, &mut at)?;
        if text.get(at) == Some(&b'.') {
            at += 1;
            flags.precision = Some(number(text, &mut at)?.unwrap_or(0));
        }
        let verb = *text.get(at).filter(|c| c.is_ascii_alphabetic())?;
        let plain = at == 0 && matches!(verb, b's' | b'v');
        if matches!(verb, b'v' | b'w') {
            flags.for_value();
        }
        Some((Directive { flags, verb, plain }, at + 1))
    }

    /// Whether it prints strings as they are.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// Prints an argument; what is written since `start` is bounded.
    ///
    /// # Errors
    /// Where a bound is met.
    #[inline]
    pub fn write(self, out: &mut StrBuf, start: usize, value: &Value) -> Result<(), PrintError> {
        match value {
            Value::Str(text) if self.plain => out.push(text),
            Value::Int(IntKind::Int | IntKind::Int64, number)
                if self.verb == b'd' && self.flags.is_none() =>
            {
                append_int(out.bytes_mut(), *number);
                out.plain();
            }
            _ => return self.write_other(out, start, value),
        }
        Ok(())
    }

    fn write_other(self, out: &mut StrBuf, start: usize, value: &Value) -> Result<(), PrintError> {
        let written = out.len() - start;
        let mut printer = Printer::new(out, MAX_OUTPUT.saturating_sub(written));
        printer.flags = self.flags;
        printer.argument(value, char::from(self.verb));
        printer.finish()
    }
}

/// Reads digits, if there are any; `None` where there are too many.
fn number(text: &[u8], at: &mut usize) -> Option<Option<usize>> {
    let start = *at;
    let mut number = None;
    while let Some(digit @ b'0'..=b'9') = text.get(*at) {
        if *at - start == DIGITS {
            return None;
        }
        number = Some(number.unwrap_or(0) * 10 + usize::from(digit - b'0'));
        *at += 1;
    }
    Some(number)
}
