//! The format string of `Sprintf`: text, directives, argument indexes.

use super::flags::Flags;
use super::printer::Printer;
use crate::value::{Str, Value, utf8};

/// Go's bound on widths, precisions and argument indexes.
const MAX_NUMBER: usize = 1_000_000;

/// Reads a format and prints the arguments it asks for.
pub(super) struct Directives<'p, 'a> {
    format: &'p Str,
    text: &'p [u8],
    at: usize,
    args: &'p [Value],
    arg: usize,
    /// Whether an index such as `%[2]d` was used: then unused arguments are no mistake.
    reordered: bool,
    good_index: bool,
    printer: Printer<'a>,
}

impl<'p, 'a> Directives<'p, 'a> {
    pub fn new(printer: Printer<'a>, format: &'p Str, args: &'p [Value]) -> Self {
        Directives {
            format,
            text: format.as_bytes(),
            at: 0,
            args,
            arg: 0,
            reordered: false,
            good_index: true,
            printer,
        }
    }

    /// Prints all of it, and gives the printer back.
    pub fn print(mut self) -> Printer<'a> {
        while self.at < self.text.len() && self.printer.room() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = memchr::memchr(b'%', rest).unwrap_or(rest.len());
            if plain > 0 {
                self.printer
                    .out
                    .push_slice(self.format, self.at..self.at + plain);
                self.at += plain;
            }
            if self.at >= self.text.len() {
                break;
            }
            self.at += 1;
            self.directive();
        }
        self.extra();
        self.printer
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn say(&mut self, text: &[u8]) {
        self.printer.out.push_bytes(text);
    }

    /// Reads what follows a `%` and prints what it asks for.
    fn directive(&mut self) {
        self.good_index = true;
        let mut flags = Flags::NONE;
        while let Some(c) = self.peek() {
            match c {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                b'a'..=b'z' if self.arg < self.args.len() => {
                    self.at += 1;
                    return self.verb(flags, char::from(c));
                }
                _ => break,
            }
            self.at += 1;
        }
        let mut after_index = self.index();
        if self.peek() == Some(b'*') {
            self.at += 1;
            match self.number_argument() {
                Some(width) => {
                    flags.width = usize::try_from(width.unsigned_abs()).ok();
                    if width < 0 {
                        flags.minus = true;
                        flags.zero = false;
                    }
                }
                None => self.say(b"%!(BADWIDTH)"),
            }
            after_index = false;
        } else {
            flags.width = self.number(self.text.len());
            if after_index && flags.width.is_some() {
                self.good_index = false;
            }
        }
        if self.at + 1 < self.text.len() && self.peek() == Some(b'.') {
            self.at += 1;
            if after_index {
                self.good_index = false;
            }
            after_index = self.index();
            if self.peek() == Some(b'*') {
                self.at += 1;
                let precision = self.number_argument();
                flags.precision = precision.and_then(|p| usize::try_from(p).ok());
                if flags.precision.is_none() {
                    self.say(b"%!(BADPREC)");
                }
                after_index = false;
            } else {
                flags.precision = Some(self.number(self.text.len()).unwrap_or(0));
            }
        }
        if !after_index {
            self.index();
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some((c, size)) = utf8::first(rest) else {
            return self.say(b"%!(NOVERB)");
        };
        self.at += size;
        let verb = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        if verb == '%' {
            self.say(b"%");
        } else if !self.good_index {
            self.complain(verb, b"(BADINDEX)");
        } else if self.arg >= self.args.len() {
            self.complain(verb, b"(MISSING)");
        } else {
            self.verb(flags, verb);
        }
    }

    /// Prints the argument whose turn it is.
    fn verb(&mut self, mut flags: Flags, verb: char) {
        if matches!(verb, 'v' | 'w') {
            flags.for_value();
        }
        self.printer.flags = flags;
        if let Some(value) = self.args.get(self.arg) {
            self.printer.argument(value, verb);
        }
        self.arg += 1;
    }

    /// `%!d(BADINDEX)` and its like.
    fn complain(&mut self, verb: char, what: &[u8]) {
        self.say(b"%!");
        utf8::push(self.printer.out.bytes_mut(), verb);
        self.printer.out.plain();
        self.say(what);
    }

    /// Reads digits up to `end`; a number beyond Go's bound swallows all the rest.
    fn number(&mut self, end: usize) -> Option<usize> {
        let mut number = None;
        while self.at < end
            && let Some(digit @ b'0'..=b'9') = self.peek()
        {
            let before = number.unwrap_or(0);
            if before > MAX_NUMBER {
                self.at = end;
                return None;
            }
            number = Some(before * 10 + usize::from(digit - b'0'));
            self.at += 1;
        }
        number
    }

    /// Reads `[n]` and turns to that argument; tells whether one was there.
    fn index(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let close = if rest.len() < 3 {
            None
        } else {
            memchr::memchr(b']', rest)
        };
        let Some(close) = close else {
            self.good_index = false;
            self.at += 1;
            return false;
        };
        let end = self.at + close;
        self.at += 1;
        let number = self.number(end);
        let whole = self.at == end;
        self.at = end + 1;
        match number.filter(|_| whole) {
            Some(n @ 1..) if n <= self.args.len() => {
                self.arg = n - 1;
                true
            }
            read => {
                self.good_index = false;
                read.is_some()
            }
        }
    }

    /// Takes a width or precision from the arguments.
    fn number_argument(&mut self) -> Option<i64> {
        let value = self.args.get(self.arg)?;
        self.arg += 1;
        let number = match value {
            Value::Int(_, number) => Some(*number),
            Value::Uint(_, number) => i64::try_from(*number).ok(),
            _ => None,
        };
        number.filter(|n| n.unsigned_abs() <= MAX_NUMBER as u64)
    }

    /// `%!(EXTRA int=1)` for arguments that nothing asked for.
    fn extra(&mut self) {
        let args = self.args;
        let Some(rest @ [_, ..]) = args.get(self.arg..).filter(|_| !self.reordered) else {
            return;
        };
        self.printer.flags = Flags::NONE;
        self.say(b"%!(EXTRA ");
        for (i, value) in rest.iter().enumerate() {
            if i > 0 {
                self.say(b", ");
            }
            if value.is_nil() {
                self.say(b"<nil>");
                continue;
            }
            self.say(value.type_name().as_bytes());
            self.say(b"=");
            self.printer.argument(value, 'v');
        }
        self.say(b")");
    }
}
