//! Upper, lower, camel, snake and other cases, by the algorithms of Go's `strings`, of goutils
//! and of xstrings.

use super::runes::{
    ERROR, decode, is_digit, is_letter, is_lower, is_number, is_punct, is_space, is_title,
    is_upper, runes, to_lower, to_title, to_upper,
};
use crate::value::utf8::push;

/// `strings.ToUpper`: each rune to its one upper case rune; bad bytes become U+FFFD.
pub fn upper(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    map(text, to_upper)
}

/// `strings.ToLower`.
pub fn lower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    map(text, to_lower)
}

fn map(text: &[u8], mut with: impl FnMut(char) -> char) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for rune in runes(text) {
        push(&mut out, with(rune));
    }
    out
}

/// `strings.Title`: title case after every separator, which an apostrophe is as well
/// (`it's` becomes `It'S`); the rest of a word stays.
pub fn title(text: &[u8]) -> Vec<u8> {
    let mut before = ' ';
    map(text, |rune| {
        let start = is_separator(before);
        before = rune;
        if start { to_title(rune) } else { rune }
    })
}

fn is_separator(rune: char) -> bool {
    if rune.is_ascii() {
        return !(rune.is_ascii_alphanumeric() || rune == '_');
    }
    !is_letter(rune) && !is_digit(rune) && is_space(rune)
}

/// `goutils.Uncapitalize`: the first letter of each word between white space in lower case.
pub fn untitle(text: &[u8]) -> Vec<u8> {
    let mut next = true;
    map(text, |rune| {
        if is_space(rune) {
            next = true;
            rune
        } else if std::mem::take(&mut next) {
            to_lower(rune)
        } else {
            rune
        }
    })
}

/// `goutils.SwapCase`: upper and title case to lower, lower case to upper, but to title case at
/// the start of a word.
pub fn swapcase(text: &[u8]) -> Vec<u8> {
    let mut after_space = true;
    map(text, |rune| {
        if is_upper(rune) || is_title(rune) {
            after_space = false;
            to_lower(rune)
        } else if is_lower(rune) {
            if std::mem::take(&mut after_space) {
                to_title(rune)
            } else {
                to_upper(rune)
            }
        } else {
            after_space = is_space(rune);
            rune
        }
    })
}

/// `goutils.Initials`: the first byte of each word, read as a Latin-1 rune, as goutils does.
pub fn initials(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut gap = true;
    for &byte in text {
        let rune = char::from(byte);
        if is_space(rune) {
            gap = true;
        } else if std::mem::take(&mut gap) {
            push(&mut out, rune);
        }
    }
    out
}

/// `goutils.DeleteWhiteSpace`: byte by byte, each read as a Latin-1 rune; text without white
/// space stays as it is.
pub fn nospace(text: &[u8]) -> Vec<u8> {
    let kept = text.iter().filter(|&&byte| !is_space(char::from(byte)));
    if kept.clone().count() == text.len() {
        return text.to_vec();
    }
    let mut out = Vec::with_capacity(text.len());
    for &byte in kept {
        push(&mut out, char::from(byte));
    }
    out
}

fn is_connector(rune: char) -> bool {
    rune == '-' || rune == '_' || is_space(rune)
}

/// `xstrings.ToPascalCase`: `foo-bar` to `FooBar`; a run of capitals at the start of a word is
/// lowered (`HTTPServer` to `Httpserver`), connectors before and after the words stay.
pub fn camelcase(text: &[u8]) -> Vec<u8> {
    pascal(text, false)
}

/// The same of xstrings 1.3, which Harness's renderer has: a word's other letters are lowered
/// (`FooBar` to `Foobar`).
pub fn camelcase_1_3(text: &[u8]) -> Vec<u8> {
    pascal(text, true)
}

fn pascal(text: &[u8], lower_all: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = runes(text).peekable();
    let Some(mut now) = rest.next() else {
        return out;
    };
    while is_connector(now) {
        let Some(next) = rest.next() else {
            // Only connectors: xstrings writes the last one twice.
            push(&mut out, now);
            push(&mut out, now);
            return out;
        };
        push(&mut out, now);
        now = next;
    }
    let mut in_capitals = is_upper(now);
    now = to_upper(now);
    for next in rest {
        let before = std::mem::replace(&mut now, next);
        if is_connector(now) && is_connector(before) {
            push(&mut out, before);
            continue;
        }
        if is_connector(before) {
            in_capitals = is_upper(now);
            now = to_upper(now);
            continue;
        }
        if lower_all {
            now = to_lower(now);
        } else if in_capitals {
            if is_upper(now) {
                now = to_lower(now);
            } else {
                in_capitals = false;
            }
        }
        push(&mut out, before);
    }
    push(&mut out, now);
    out
}

/// `xstrings.ToSnakeCase`: `FirstName` to `first_name`, `HTTP20xOK` to `http_20x_ok`.
pub fn snakecase(text: &[u8]) -> Vec<u8> {
    lower_words(text, '_', false)
}

/// The same of xstrings 1.3, which Harness's renderer has: a connector behind a number comes
/// twice.
pub fn snakecase_1_3(text: &[u8]) -> Vec<u8> {
    lower_words(text, '_', true)
}

/// `xstrings.ToKebabCase`: as [`snakecase`], with hyphens.
pub fn kebabcase(text: &[u8]) -> Vec<u8> {
    lower_words(text, '-', false)
}

/// As [`snakecase_1_3`], with hyphens.
pub fn kebabcase_1_3(text: &[u8]) -> Vec<u8> {
    lower_words(text, '-', true)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    End,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punct,
    Other,
}

impl Kind {
    fn ends_words(self) -> bool {
        matches!(self, Kind::Connector | Kind::Punct)
    }

    fn runs_on(self) -> bool {
        matches!(self, Kind::Alphabet | Kind::Number)
    }
}

/// The words of a text, one at a time, as xstrings splits them.
struct Words<'a> {
    kind: Kind,
    word: &'a [u8],
    rest: &'a [u8],
}

impl Words<'_> {
    fn advance(&mut self) {
        let (kind, len) = first_word(self.rest);
        self.kind = kind;
        (self.word, self.rest) = self.rest.split_at(len);
    }
}

fn lower_words(text: &[u8], connector: char, twice: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    let mut join = Vec::new();
    push(&mut join, connector);
    let mut words = Words {
        kind: Kind::End,
        word: &[],
        rest: text,
    };
    words.advance();
    while !words.rest.is_empty() {
        if words.kind != Kind::Connector {
            push_lower(&mut out, words.kind, words.word, connector);
        }
        let (kind, word) = (words.kind, words.word);
        words.advance();
        match kind {
            Kind::Number => {
                while words.kind.runs_on() {
                    push_lower(&mut out, words.kind, words.word, connector);
                    words.advance();
                }
                let ends = match words.kind {
                    Kind::Connector => !twice,
                    kind => kind == Kind::End || kind.ends_words(),
                };
                if !ends {
                    out.extend_from_slice(&join);
                }
            }
            Kind::Connector => push_lower(&mut out, kind, word, connector),
            Kind::Punct => {}
            _ if words.kind != Kind::Number => {
                if !words.kind.ends_words() {
                    out.extend_from_slice(&join);
                }
            }
            _ if words.rest.is_empty() => {}
            _ => {
                let number = words.word;
                words.advance();
                if words.kind != Kind::Alphabet {
                    // A number before a capital belongs to the word before: Bld4Floor.
                    push_lower(&mut out, Kind::Number, number, connector);
                    if !words.kind.ends_words() {
                        out.extend_from_slice(&join);
                    }
                    continue;
                }
                // One before small letters starts a word of its own: HTTP2xx.
                out.extend_from_slice(&join);
                push_lower(&mut out, Kind::Number, number, connector);
                while words.kind.runs_on() {
                    push_lower(&mut out, words.kind, words.word, connector);
                    words.advance();
                }
                if words.kind != Kind::End && !words.kind.ends_words() {
                    out.extend_from_slice(&join);
                }
            }
        }
    }
    push_lower(&mut out, words.kind, words.word, connector);
    out
}

fn push_lower(out: &mut Vec<u8>, kind: Kind, word: &[u8], connector: char) {
    if !matches!(kind, Kind::Upper | Kind::Connector) {
        out.extend_from_slice(word);
        return;
    }
    for rune in runes(word) {
        let rune = if is_connector(rune) {
            connector
        } else if is_upper(rune) {
            to_lower(rune)
        } else {
            rune
        };
        push(out, rune);
    }
}

/// The next rune that is not U+FFFD and what it takes to get behind it; at the end of the text
/// the one before stands in.
fn next_valid(text: &[u8], before: char) -> (char, usize) {
    let mut taken = 0;
    while let Some((rune, width)) = decode(&text[taken..]) {
        taken += width;
        if rune != ERROR {
            return (rune, taken);
        }
    }
    (before, taken)
}

fn is_alphabet(rune: char) -> bool {
    // xstrings: a letter that is no Han character.
    is_letter(rune)
        && !matches!(
            rune,
            '\u{4e00}'..='\u{9fcc}' | '\u{3400}'..='\u{4d85}' | '\u{20000}'..='\u{2b81d}'
        )
}

/// How long the run of runes that `holds` is, after `from` bytes; a run of bad bytes up to the
/// end of the text belongs to it as xstrings counts it.
fn run(text: &[u8], from: usize, first: char, holds: impl Fn(char) -> bool) -> usize {
    let (mut at, mut before) = (from, first);
    while at < text.len() {
        let (rune, width) = next_valid(&text[at..], before);
        if !holds(rune) {
            break;
        }
        (at, before) = (at + width, rune);
    }
    at
}

fn first_word(text: &[u8]) -> (Kind, usize) {
    let (first, width) = next_valid(text, ERROR);
    if first == ERROR {
        return (Kind::End, width);
    }
    let small = |rune| is_alphabet(rune) && !is_upper(rune);
    if is_connector(first) {
        (Kind::Connector, run(text, width, first, is_connector))
    } else if is_punct(first) {
        (Kind::Punct, run(text, width, first, is_punct))
    } else if is_upper(first) {
        (Kind::Upper, upper_word(text, first, width))
    } else if is_alphabet(first) {
        (Kind::Alphabet, run(text, width, first, small))
    } else if is_number(first) {
        (Kind::Number, run(text, width, first, is_number))
    } else {
        let other =
            |rune| !(is_connector(rune) || is_alphabet(rune) || is_number(rune) || is_punct(rune));
        (Kind::Other, run(text, width, first, other))
    }
}

/// A capital and small letters, or capitals; the last of several capitals before a small letter
/// starts the next word (`HTTPStatus`).
fn upper_word(text: &[u8], first: char, width: usize) -> usize {
    if width >= text.len() {
        return width;
    }
    let (second, step) = next_valid(&text[width..], first);
    if !is_upper(second) {
        let small = |rune| is_alphabet(rune) && !is_upper(rune);
        return if is_alphabet(second) {
            run(text, width + step, second, small)
        } else {
            width
        };
    }
    let (mut at, mut last_step, mut now) = (width + step, step, second);
    while at < text.len() {
        let (rune, step) = next_valid(&text[at..], now);
        now = rune;
        if !is_upper(rune) {
            break;
        }
        (at, last_step) = (at + step, step);
    }
    if at < text.len() && is_alphabet(now) {
        at - last_step
    } else {
        at
    }
}
