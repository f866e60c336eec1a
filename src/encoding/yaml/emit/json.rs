//! What becomes of a text on its way through JSON, which Helm's `toYaml` takes: Go writes the
//! value as JSON, go-yaml reads that back, and only then writes it as YAML.

use std::borrow::Cow;

/// go-yaml does not read the text back.
pub(super) struct Refused;

/// Keys whose JSON form has more characters than this cannot be read back.
const KEY_CHARACTERS: usize = 1024;

/// The text as it comes back: bytes that are not UTF-8 become U+FFFD, next lines (U+0085) are
/// folded as YAML folds line breaks in quotes.
///
/// An error where go-yaml refuses to read it: U+007F, the other C1 controls, U+FFFE and U+FFFF,
/// and what looks like the end of a document behind a next line.
pub(super) fn through_json(bytes: &[u8]) -> Result<Cow<'_, str>, Refused> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(replace_invalid(bytes)),
    };
    // What is refused or folded begins with one of these.
    if memchr::memchr3(0x7F, 0xC2, 0xEF, text.as_bytes()).is_none() {
        return Ok(text);
    }
    let refused =
        |char| matches!(char, '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}');
    if text.contains(refused) {
        return Err(Refused);
    }
    if !text.contains('\u{85}') {
        return Ok(text);
    }
    fold_next_lines(&text).map(Cow::Owned)
}

/// The same for a key.
pub(super) fn key_through_json(bytes: &[u8]) -> Result<Cow<'_, str>, Refused> {
    let key = through_json(bytes)?;
    if bytes.windows(2).any(|pair| pair == [0xC2, 0x85]) {
        return Err(Refused);
    }
    // No character takes more than six in JSON.
    if key.len() * 6 > KEY_CHARACTERS - 2 && json_characters(&key) > KEY_CHARACTERS - 2 {
        return Err(Refused);
    }
    Ok(key)
}

/// How many characters the text has in Go's JSON, without its quotes.
fn json_characters(text: &str) -> usize {
    let escaped = |char| match char {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{C}' => 2,
        '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => 6,
        _ => 1,
    };
    text.chars().map(escaped).sum()
}

/// With U+FFFD for each byte that is no part of a character.
pub(super) fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

fn fold_next_lines(text: &str) -> Result<String, Refused> {
    const NEXT_LINE: char = '\u{85}';
    let blank = |char| matches!(char, ' ' | NEXT_LINE);
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NEXT_LINE) {
        folded.push_str(rest[..at].trim_end_matches(' '));
        let behind = rest[at..].trim_start_matches(blank);
        let blanks = &rest[at..rest.len() - behind.len()];
        let breaks = blanks.matches(NEXT_LINE).count();
        match breaks {
            1 => folded.push(' '),
            _ => folded.extend(std::iter::repeat_n('\n', breaks - 1)),
        }
        let ends_document = blanks.ends_with(NEXT_LINE)
            && (behind.starts_with("---") || behind.starts_with("..."))
            && behind[3..].starts_with(blank);
        if ends_document {
            return Err(Refused);
        }
        rest = behind;
    }
    folded.push_str(rest);
    Ok(folded)
}
