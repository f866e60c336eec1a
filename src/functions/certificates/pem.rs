//! PEM: base64 of a block between a BEGIN and an END line, as Go's `encoding/pem` reads and
//! writes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::functions::base::decode_base64;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"\n-----END ";
const DASHES: &[u8] = b"-----";

/// A block as text, 64 characters a line.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
    out
}

/// The label and content of the first whole block; what stands around it is passed over.
pub(super) fn decode(text: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut rest = text;
    loop {
        let end = find(rest, END)?;
        let after_end = rest.get(end + END.len()..)?;
        // Of several BEGIN lines before an END only the last can belong to it.
        let begin = rest.get(..end).and_then(|before| find_last(before, BEGIN));
        let block = begin
            .filter(|&begin| begin == 0 || rest.get(begin - 1) == Some(&b'\n'))
            .and_then(|begin| rest.get(begin + BEGIN.len()..end));
        if let Some(block) = block.and_then(|block| read(block, after_end)) {
            return Some(block);
        }
        rest = after_end;
    }
}

/// Reads a block: what follows `-----BEGIN ` up to the END line, and what follows `-----END `.
fn read(block: &[u8], after_end: &[u8]) -> Option<(String, Vec<u8>)> {
    let (first, mut body) = line(block);
    let label = first.strip_suffix(DASHES)?;
    loop {
        let (header, rest) = line(body);
        if body.is_empty() || !header.contains(&b':') {
            break;
        }
        body = rest;
    }
    let (last, _) = line(after_end);
    if last.strip_prefix(label) != Some(DASHES) {
        return None;
    }
    let digits: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| !matches!(b, b' ' | b'\t'))
        .collect();
    let der = decode_base64(&digits).ok()?;
    Some((String::from_utf8_lossy(label).into_owned(), der))
}

/// The first line, without its end and trailing blanks, and what follows it.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let (mut line, rest) = match text.iter().position(|&b| b == b'\n') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[][..]),
    };
    line = line.strip_suffix(b"\r").unwrap_or(line);
    while let Some(shorter) = line.strip_suffix(b" ").or_else(|| line.strip_suffix(b"\t")) {
        line = shorter;
    }
    (line, rest)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, what)
}

fn find_last(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(text, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_and_broken_ones_passed_over() {
        let block = encode("A KEY", &[7; 60]);
        assert_eq!(block.lines().nth(1).map(str::len), Some(64));
        assert_eq!(
            decode(block.as_bytes()),
            Some(("A KEY".to_string(), vec![7; 60]))
        );
        let broken = "-----BEGIN A KEY-----\n%\n-----END A KEY-----\n";
        let noisy = format!("noise\n{broken}{}", block.replace('\n', "\r\n"));
        assert_eq!(decode(noisy.as_bytes()).map(|b| b.1.len()), Some(60));
        let headed = "-----BEGIN X-----\nA: b\n\nAAAA\n-----END X-----";
        assert_eq!(
            decode(headed.as_bytes()),
            Some(("X".to_string(), vec![0; 3]))
        );
        assert_eq!(decode(b"-----BEGIN X-----\nAAAA\n-----END Y-----"), None);
        assert_eq!(decode(b"bad"), None);
    }
}
