//! Why a text is not JSON, in Go's words.

use super::read::{MAX_DEPTH, ReadError};
use crate::value::quote::append_quote;

/// What the next byte may be.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    /// A value is complete.
    End,
    InString,
    Escape,
    /// That many hexadecimal digits are to come.
    Hex(u8),
    /// After `-`.
    Sign,
    /// After a leading `0`.
    Zero,
    Digits,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    /// Within `true`, `false` or `null`, after so many letters.
    Word(&'static str, u8),
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Key,
    Object,
    Array,
}

/// The error that Go's scanner stops with.
#[cold]
pub(super) fn explain(text: &[u8]) -> ReadError {
    let mut scanner = Scanner {
        step: Step::Value,
        open: Vec::new(),
    };
    for (offset, &byte) in text.iter().enumerate() {
        if let Err(problem) = scanner.take(byte) {
            return invalid(byte, &problem, offset);
        }
    }
    // Go lets a blank follow, so that numbers and words end.
    match scanner.take(b' ') {
        Err(problem) => invalid(b' ', &problem, text.len()),
        Ok(()) => ReadError::new("unexpected end of JSON input", text.len()),
    }
}

fn invalid(byte: u8, problem: &str, offset: usize) -> ReadError {
    let quoted = match byte {
        b'\'' => r"'\''".to_string(),
        b'"' => "'\"'".to_string(),
        _ => {
            let mut quoted = Vec::new();
            append_quote(
                &mut quoted,
                char::from(byte).encode_utf8(&mut [0; 4]).as_bytes(),
            );
            let quoted = String::from_utf8_lossy(&quoted);
            format!("'{}'", quoted.trim_matches('"'))
        }
    };
    ReadError::new(format!("invalid character {quoted} {problem}"), offset)
}

struct Scanner {
    step: Step,
    open: Vec<Within>,
}

type Taken = Result<(), String>;

impl Scanner {
    fn take(&mut self, byte: u8) -> Taken {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.step = match self.step {
            Step::Value | Step::ValueOrEnd | Step::Key | Step::KeyOrEnd if blank => return Ok(()),
            Step::ValueOrEnd if byte == b']' => return self.end(byte),
            Step::KeyOrEnd if byte == b'}' => {
                self.within(Within::Object);
                return self.end(byte);
            }
            Step::Value | Step::ValueOrEnd => return self.value(byte),
            Step::Key | Step::KeyOrEnd => match byte {
                b'"' => Step::InString,
                _ => return Err("looking for beginning of object key string".into()),
            },
            Step::End => return self.end(byte),
            Step::InString => match byte {
                b'"' => Step::End,
                b'\\' => Step::Escape,
                0..0x20 => return Err("in string literal".into()),
                _ => Step::InString,
            },
            Step::Escape => match byte {
                b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => Step::InString,
                b'u' => Step::Hex(4),
                _ => return Err("in string escape code".into()),
            },
            Step::Hex(left) if byte.is_ascii_hexdigit() => match left {
                1 => Step::InString,
                _ => Step::Hex(left - 1),
            },
            Step::Hex(_) => return Err(r"in \u hexadecimal character escape".into()),
            Step::Sign => match byte {
                b'0' => Step::Zero,
                b'1'..=b'9' => Step::Digits,
                _ => return Err("in numeric literal".into()),
            },
            Step::Digits if byte.is_ascii_digit() => Step::Digits,
            Step::Zero | Step::Digits => match byte {
                b'.' => Step::Point,
                b'e' | b'E' => Step::Exponent,
                _ => return self.end(byte),
            },
            Step::Point if byte.is_ascii_digit() => Step::Fraction,
            Step::Point => return Err("after decimal point in numeric literal".into()),
            Step::Fraction => match byte {
                b'0'..=b'9' => Step::Fraction,
                b'e' | b'E' => Step::Exponent,
                _ => return self.end(byte),
            },
            Step::Exponent if matches!(byte, b'+' | b'-') => Step::ExponentSign,
            Step::Exponent | Step::ExponentSign if byte.is_ascii_digit() => Step::ExponentDigits,
            Step::Exponent | Step::ExponentSign => {
                return Err("in exponent of numeric literal".into());
            }
            Step::ExponentDigits if byte.is_ascii_digit() => Step::ExponentDigits,
            Step::ExponentDigits => return self.end(byte),
            Step::Word(word, at) => match word.as_bytes().get(usize::from(at)) {
                Some(letter) if *letter == byte && usize::from(at) + 1 == word.len() => Step::End,
                Some(letter) if *letter == byte => Step::Word(word, at + 1),
                Some(letter) => {
                    let letter = char::from(*letter);
                    return Err(format!("in literal {word} (expecting '{letter}')"));
                }
                None => return self.end(byte),
            },
        };
        Ok(())
    }

    fn within(&mut self, now: Within) {
        if let Some(last) = self.open.last_mut() {
            *last = now;
        }
    }

    fn value(&mut self, byte: u8) -> Taken {
        self.step = match byte {
            b'{' => return self.push(Within::Key, Step::KeyOrEnd),
            b'[' => return self.push(Within::Array, Step::ValueOrEnd),
            b'"' => Step::InString,
            b'-' => Step::Sign,
            b'0' => Step::Zero,
            b'1'..=b'9' => Step::Digits,
            b't' => Step::Word("true", 1),
            b'f' => Step::Word("false", 1),
            b'n' => Step::Word("null", 1),
            _ => return Err("looking for beginning of value".into()),
        };
        Ok(())
    }

    fn push(&mut self, within: Within, step: Step) -> Taken {
        self.open.push(within);
        self.step = step;
        if self.open.len() > MAX_DEPTH {
            Err("exceeded max depth".into())
        } else {
            Ok(())
        }
    }

    fn end(&mut self, byte: u8) -> Taken {
        self.step = Step::End;
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let Some(within) = self.open.last().copied() else {
            return if blank {
                Ok(())
            } else {
                Err("after top-level value".into())
            };
        };
        if blank {
            return Ok(());
        }
        match (within, byte) {
            (Within::Key, b':') => {
                self.within(Within::Object);
                self.step = Step::Value;
            }
            (Within::Object, b',') => {
                self.within(Within::Key);
                self.step = Step::Key;
            }
            (Within::Array, b',') => self.step = Step::Value,
            (Within::Object, b'}') | (Within::Array, b']') => {
                self.open.pop();
            }
            (Within::Key, _) => return Err("after object key".into()),
            (Within::Object, _) => return Err("after object key:value pair".into()),
            (Within::Array, _) => return Err("after array element".into()),
        }
        Ok(())
    }
}
