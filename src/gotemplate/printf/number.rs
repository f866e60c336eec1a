//! Integers and floating point numbers under flags.

use super::flags::Flags;
use crate::value::number::{append_float, append_uint};
use crate::value::printable::is_print;
use crate::value::quote::append_quote_rune;
use crate::value::utf8;

/// The character of a code point, U+FFFD where there is none.
fn character(code: u64) -> char {
    u32::try_from(code)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// An integer by its size and sign.
#[derive(Clone, Copy)]
pub(super) struct Integer {
    size: u64,
    negative: bool,
    signed: bool,
}

impl Integer {
    pub fn signed(value: i64) -> Self {
        Integer {
            size: value.unsigned_abs(),
            negative: value < 0,
            signed: true,
        }
    }

    pub fn unsigned(value: u64) -> Self {
        Integer {
            size: value,
            negative: false,
            signed: false,
        }
    }

    /// The bits as Go's `uint64`, which `%c`, `%q` and `%U` look at.
    fn bits(self) -> u64 {
        if self.negative {
            self.size.wrapping_neg()
        } else {
            self.size
        }
    }

    /// Writes the integer with this verb; false where the verb is not one for integers.
    pub fn write(self, buf: &mut Vec<u8>, flags: &Flags, verb: char) -> bool {
        let start = buf.len();
        match verb {
            'v' if flags.sharp_v && !self.signed => {
                self.write_hex(buf, flags, true);
            }
            'v' | 'd' => self.write_base(buf, flags, 10, verb),
            'b' => self.write_base(buf, flags, 2, verb),
            'o' | 'O' => self.write_base(buf, flags, 8, verb),
            'x' | 'X' => self.write_base(buf, flags, 16, verb),
            'c' => {
                utf8::push(buf, character(self.bits()));
                flags.pad_since(buf, start);
            }
            'q' => {
                append_quote_rune(buf, character(self.bits()), flags.plus);
                flags.pad_since(buf, start);
            }
            'U' => self.write_unicode(buf, flags),
            _ => return false,
        }
        true
    }

    /// `0x1f`, with or without the prefix whatever the flags say.
    pub fn write_hex(self, buf: &mut Vec<u8>, flags: &Flags, prefix: bool) {
        self.write_base(
            buf,
            &Flags {
                sharp: prefix,
                ..*flags
            },
            16,
            'v',
        );
    }

    fn write_base(self, buf: &mut Vec<u8>, flags: &Flags, base: u64, verb: char) {
        if base == 10 && flags.width.is_none() && flags.precision.is_none() {
            match (self.negative, flags.plus, flags.space) {
                (true, ..) => buf.push(b'-'),
                (_, true, _) => buf.push(b'+'),
                (_, _, true) => buf.push(b' '),
                _ => {}
            }
            return append_uint(buf, self.size);
        }
        let start = buf.len();
        let sign = self.negative || flags.plus || flags.space;
        let least = match (flags.precision, flags.width) {
            (Some(0), _) if self.size == 0 => {
                let width = flags.width.unwrap_or(0);
                return Flags {
                    zero: false,
                    ..*flags
                }
                .write_fill(buf, width);
            }
            (Some(precision), _) => precision,
            (None, Some(width)) if flags.zero && !flags.minus => {
                width.saturating_sub(usize::from(sign))
            }
            _ => 0,
        };
        let mut space = [0u8; 64];
        let digits = digits_of(self.size, base, verb == 'X', &mut space);
        let zeros = least.saturating_sub(digits.len());
        match (self.negative, flags.plus, flags.space) {
            (true, ..) => buf.push(b'-'),
            (_, true, _) => buf.push(b'+'),
            (_, _, true) => buf.push(b' '),
            _ => {}
        }
        if verb == 'O' {
            buf.extend_from_slice(b"0o");
        }
        if flags.sharp {
            match base {
                2 => buf.extend_from_slice(b"0b"),
                8 if zeros == 0 && digits.first() != Some(&b'0') => buf.push(b'0'),
                16 if verb == 'X' => buf.extend_from_slice(b"0X"),
                16 => buf.extend_from_slice(b"0x"),
                _ => {}
            }
        }
        buf.extend(std::iter::repeat_n(b'0', zeros));
        buf.extend_from_slice(digits);
        flags.pad_spaces_since(buf, start);
    }

    /// `U+0078`, with sharp also `'x'`.
    fn write_unicode(self, buf: &mut Vec<u8>, flags: &Flags) {
        let start = buf.len();
        let code = self.bits();
        let mut space = [0u8; 64];
        let digits = digits_of(code, 16, true, &mut space);
        let zeros = flags
            .precision
            .unwrap_or(4)
            .max(4)
            .saturating_sub(digits.len());
        buf.extend_from_slice(b"U+");
        buf.extend(std::iter::repeat_n(b'0', zeros));
        buf.extend_from_slice(digits);
        if flags.sharp
            && let Some(c) = u32::try_from(code).ok().and_then(char::from_u32)
            && is_print(c)
        {
            buf.extend_from_slice(b" '");
            utf8::push(buf, c);
            buf.push(b'\'');
        }
        flags.pad_spaces_since(buf, start);
    }
}

/// The digits of `value` in a base of 2 to 16.
fn digits_of(mut value: u64, base: u64, capitals: bool, space: &mut [u8; 64]) -> &[u8] {
    let table: &[u8; 16] = if capitals {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    let mut start = space.len();
    for slot in space.iter_mut().rev() {
        *slot = table.get((value % base) as usize).copied().unwrap_or(b'0');
        start -= 1;
        value /= base;
        if value == 0 {
            break;
        }
    }
    space.get(start..).unwrap_or_default()
}

/// Writes a float with this verb; false where the verb is not one for floats.
pub(super) fn write_float(buf: &mut Vec<u8>, flags: &Flags, value: f64, verb: char) -> bool {
    let (format, precision) = match verb {
        'v' => (b'g', None),
        'b' | 'g' | 'G' | 'x' | 'X' => (verb as u8, None),
        'f' | 'e' | 'E' => (verb as u8, Some(6)),
        'F' => (b'f', Some(6)),
        _ => return false,
    };
    let precision = flags.precision.or(precision);
    let sharp = flags.sharp && format != b'b';
    if !(flags.width.is_some() || flags.plus || flags.space || sharp) {
        append_float(buf, value, format, precision);
        return true;
    }
    let start = buf.len();
    let signless = !value.is_infinite() && (value.is_nan() || value.is_sign_positive());
    if signless {
        buf.push(b'+');
    }
    append_float(buf, value, format, precision);
    let positive = buf.get(start) == Some(&b'+');
    let space_sign = positive && flags.space && !flags.plus;
    if space_sign && let Some(sign) = buf.get_mut(start) {
        *sign = b' ';
    }
    if !value.is_finite() {
        if value.is_nan() && !flags.space && !flags.plus {
            buf.remove(start);
        }
        flags.pad_spaces_since(buf, start);
        return true;
    }
    if sharp {
        keep_zeros(buf, start, format, precision);
    }
    if flags.plus || !positive || space_sign {
        let missing = flags.missing(buf.len() - start);
        if flags.zero && !flags.minus && missing > 0 {
            // The sign stays in front of the zeros.
            flags.write_fill(buf, missing);
            if let Some(behind) = buf.get_mut(start + 1..) {
                behind.rotate_right(missing);
            }
            return true;
        }
    } else {
        buf.remove(start);
    }
    flags.pad_since(buf, start);
    true
}

/// The `#` flag on what was written since `start`, sign included: a point in any case, and for
/// `g` and `x` the zeros at the end.
fn keep_zeros(buf: &mut Vec<u8>, start: usize, format: u8, precision: Option<usize>) {
    let mut digits = match format {
        b'g' | b'G' | b'x' => precision.unwrap_or(6) as i64,
        _ => 0,
    };
    let hex = matches!(format, b'x' | b'X');
    let (mut point, mut significant) = (false, false);
    let mut end = buf.len();
    for (at, c) in buf.iter().enumerate().skip(start + 1) {
        match c {
            b'.' => point = true,
            b'p' | b'P' => {
                end = at;
                break;
            }
            b'e' | b'E' if !hex => {
                end = at;
                break;
            }
            c => {
                significant |= *c != b'0';
                digits -= i64::from(significant);
            }
        }
    }
    let mut exponent = [0u8; 8];
    let tail = buf.get(end..).unwrap_or_default();
    let len = tail.len().min(exponent.len());
    for (slot, c) in exponent.iter_mut().zip(tail) {
        *slot = *c;
    }
    if !point {
        if buf.get(start + 1..end) == Some(b"0") {
            digits -= 1;
        }
        buf.truncate(end);
        buf.push(b'.');
    } else {
        buf.truncate(end);
    }
    buf.extend(std::iter::repeat_n(
        b'0',
        usize::try_from(digits).unwrap_or(0),
    ));
    buf.extend_from_slice(exponent.get(..len).unwrap_or_default());
}

/// Writes a complex number; false where the verb is not one for complex numbers.
pub(super) fn write_complex(
    buf: &mut Vec<u8>,
    flags: &Flags,
    (re, im): (f64, f64),
    verb: char,
) -> bool {
    if !matches!(
        verb,
        'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E'
    ) {
        return false;
    }
    buf.push(b'(');
    write_float(buf, flags, re, verb);
    write_float(
        buf,
        &Flags {
            plus: true,
            ..*flags
        },
        im,
        verb,
    );
    buf.extend_from_slice(b"i)");
    true
}
