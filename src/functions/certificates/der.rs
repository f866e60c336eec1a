//! DER: writing it, and reading it with the error texts of Go's `encoding/asn1`.

use crypto_bigint::BoxedUint;

/// The tags that are used here.
pub(super) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
}

/// One element: tag, length, content.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let significant = length
        .iter()
        .position(|&b| b != 0)
        .unwrap_or(length.len() - 1);
    let length = &length[significant..];
    match length {
        [short] if *short < 0x80 => out.push(*short),
        _ => {
            out.push(0x80 | length.len() as u8);
            out.extend_from_slice(length);
        }
    }
    out.extend_from_slice(content);
    out
}

/// An element of several parts.
pub(super) fn group(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    element(tag, &parts.concat())
}

/// A SEQUENCE.
pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    group(tag::SEQUENCE, parts)
}

/// An INTEGER that is not negative, from its bytes, most significant first.
pub(super) fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|&b| b != 0).unwrap_or(bytes.len());
    let bytes = &bytes[start..];
    match bytes.first() {
        Some(first) if *first < 0x80 => element(tag::INTEGER, bytes),
        _ => element(tag::INTEGER, &[&[0], bytes].concat()),
    }
}

/// An INTEGER.
pub(super) fn big(number: &BoxedUint) -> Vec<u8> {
    integer(&number.to_be_bytes())
}

/// A BIT STRING of whole bytes.
pub(super) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[0], bytes].concat())
}

/// Go's parameters of a field that has none, as its error texts show them.
const PARAMS: &str = "{optional:false explicit:false application:false private:false \
    defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";

/// The head of an element.
struct Head {
    class: u8,
    tag: u64,
    length: usize,
    compound: bool,
}

/// Reads the fields of a Go struct one after the other.
///
/// Errors are the texts of Go's `asn1.Unmarshal`, for a struct read as these calls read it.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The content of a field with this tag; `go_type` is the name its type has in Go.
    pub(super) fn field(&mut self, tag: u8, go_type: &str) -> Result<&'a [u8], String> {
        if self.is_empty() {
            return Err("asn1: syntax error: sequence truncated".to_string());
        }
        let (head, start) = self.head()?;
        let (number, compound) = (u64::from(tag & 0x1f), tag & 0x20 != 0);
        if head.class != 0 || head.tag != number || head.compound != compound {
            let Head {
                class,
                tag,
                length,
                compound,
            } = head;
            return Err(format!(
                "asn1: structure error: tags don't match ({number} vs {{class:{class} tag:{tag} \
                 length:{length} isCompound:{compound}}}) {PARAMS} {go_type} @{start}"
            ));
        }
        self.content(&head, start)
    }

    /// An INTEGER that fits `i64`, which is an `int` in Go.
    pub(super) fn int(&mut self) -> Result<i64, String> {
        let bytes = self.integer("int")?;
        if bytes.len() > 8 {
            return Err("asn1: structure error: integer too large".to_string());
        }
        let sign = if bytes.first().is_some_and(|b| *b >= 0x80) {
            -1
        } else {
            0
        };
        Ok(bytes
            .iter()
            .fold(sign, |number, byte| number << 8 | i64::from(*byte)))
    }

    /// An INTEGER as a `*big.Int`: its bytes, or nothing where it is not positive.
    pub(super) fn big(&mut self) -> Result<Option<&'a [u8]>, String> {
        let bytes = self.integer("")?;
        let positive = bytes.first().is_some_and(|b| *b < 0x80) && bytes.iter().any(|b| *b != 0);
        Ok(positive.then_some(bytes))
    }

    fn integer(&mut self, go_type: &str) -> Result<&'a [u8], String> {
        let bytes = self.field(tag::INTEGER, go_type)?;
        match bytes {
            [] => Err("asn1: structure error: empty integer".to_string()),
            [0, next, ..] if *next < 0x80 => {
                Err("asn1: structure error: integer not minimally-encoded".to_string())
            }
            [0xff, next, ..] if *next >= 0x80 => {
                Err("asn1: structure error: integer not minimally-encoded".to_string())
            }
            _ => Ok(bytes),
        }
    }

    /// The content of an optional element with this whole tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, String> {
        if self.bytes.get(self.at) != Some(&tag) {
            return Ok(None);
        }
        let (head, start) = self.head()?;
        self.content(&head, start).map(Some)
    }

    /// Any element: its tag byte, and the whole of it.
    pub(super) fn any(&mut self) -> Result<(u8, &'a [u8]), String> {
        let from = self.at;
        let (head, start) = self.head()?;
        self.content(&head, start)?;
        let whole = self.bytes.get(from..self.at).unwrap_or_default();
        Ok((whole.first().copied().unwrap_or_default(), whole))
    }

    /// All that was not read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn content(&mut self, head: &Head, start: usize) -> Result<&'a [u8], String> {
        let content = start
            .checked_add(head.length)
            .and_then(|end| self.bytes.get(start..end));
        match content {
            Some(content) => {
                self.at = start + head.length;
                Ok(content)
            }
            None => Err("asn1: syntax error: data truncated".to_string()),
        }
    }

    /// The head at the reader's place, and where its content starts. Nothing is consumed.
    fn head(&self) -> Result<(Head, usize), String> {
        let truncated = || "asn1: syntax error: truncated tag or length".to_string();
        let mut at = self.at;
        let mut next = || {
            let byte = self.bytes.get(at).copied().ok_or_else(truncated)?;
            at += 1;
            Ok::<u8, String>(byte)
        };
        let first = next()?;
        let mut tag = u64::from(first & 0x1f);
        if tag == 0x1f {
            tag = 0;
            for count in 0.. {
                let byte = next()?;
                if count == 0 && byte == 0x80 {
                    return Err("asn1: syntax error: integer is not minimally encoded".to_string());
                }
                if count == 4 {
                    return Err("asn1: structure error: base 128 integer too large".to_string());
                }
                tag = tag << 7 | u64::from(byte & 0x7f);
                if byte < 0x80 {
                    break;
                }
            }
            if tag < 0x1f {
                return Err("asn1: syntax error: non-minimal tag".to_string());
            }
        }
        let mut length = usize::from(next()?);
        if length == 0x80 {
            return Err("asn1: syntax error: indefinite length found (not DER)".to_string());
        }
        if length > 0x80 {
            let count = length & 0x7f;
            length = 0;
            for _ in 0..count {
                let byte = next()?;
                if length >= 1 << 23 {
                    return Err("asn1: structure error: length too large".to_string());
                }
                length = length << 8 | usize::from(byte);
                if length == 0 {
                    let text = "asn1: structure error: superfluous leading zeros in length";
                    return Err(text.to_string());
                }
            }
            if length < 0x80 {
                return Err("asn1: structure error: non-minimal length".to_string());
            }
        }
        let head = Head {
            class: first >> 6,
            tag,
            length,
            compound: first & 0x20 != 0,
        };
        Ok((head, at))
    }
}

/// An object identifier as its numbers with dots, for messages.
pub(super) fn dotted(oid: &[u8]) -> String {
    let mut numbers: Vec<u64> = Vec::new();
    let mut number = 0u64;
    for &byte in oid {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.extend([first, number - 40 * first]);
            } else {
                numbers.push(number);
            }
            number = 0;
        }
    }
    numbers
        .iter()
        .map(u64::to_string)
        .collect::<Vec<_>>()
        .join(".")
}
