//! Go's runes: reading text as code points, and what `unicode` says of one.
//!
//! Go decodes each byte that is no UTF-8 as U+FFFD of width one, maps case one rune to one
//! rune, and tells letters, numbers and punctuation apart by their general category.

use crate::value::utf8;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// What Go reads where bytes are not UTF-8.
pub const ERROR: char = char::REPLACEMENT_CHARACTER;

/// The first rune of `text` and its width in bytes; `(U+FFFD, 1)` for a bad byte, `None` at the
/// end (`utf8.DecodeRune`).
pub fn decode(text: &[u8]) -> Option<(char, usize)> {
    utf8::first(text).map(|(rune, width)| (rune.unwrap_or(ERROR), width))
}

/// The runes of `text`, as Go's `for range` gives them.
pub fn runes(text: &[u8]) -> impl Iterator<Item = char> + '_ {
    text.utf8_chunks().flat_map(|chunk| {
        let bad = std::iter::repeat_n(ERROR, chunk.invalid().len());
        chunk.valid().chars().chain(bad)
    })
}

/// `unicode.ToUpper`: the one upper case rune, or the rune itself (`ß` stays).
pub fn to_upper(rune: char) -> char {
    if rune.is_ascii() {
        return rune.to_ascii_uppercase();
    }
    single(rune.to_uppercase()).unwrap_or_else(|| iota(rune))
}

/// `unicode.ToLower`: the one lower case rune, or the rune itself.
pub fn to_lower(rune: char) -> char {
    if rune.is_ascii() {
        return rune.to_ascii_lowercase();
    }
    // Of all runes only İ has more than one rune in lower case.
    single(rune.to_lowercase()).unwrap_or('i')
}

/// `unicode.ToTitle`: upper case but for the digraphs, which have a case of their own, and the
/// Georgian letters, which have none.
pub fn to_title(rune: char) -> char {
    match rune {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => rune,
        _ => to_upper(rune),
    }
}

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next()?;
    mapped.next().is_none().then_some(first)
}

/// The Greek letters with a small iota keep it in their one-rune upper case.
fn iota(rune: char) -> char {
    let up = |by: u32| char::from_u32(u32::from(rune) + by).unwrap_or(rune);
    match rune {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => up(8),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => up(9),
        _ => rune,
    }
}

/// `unicode.IsSpace`.
pub fn is_space(rune: char) -> bool {
    rune.is_whitespace()
}

/// `unicode.IsUpper`: category Lu.
pub fn is_upper(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_uppercase();
    }
    rune.general_category() == GeneralCategory::UppercaseLetter
}

/// `unicode.IsLower`: category Ll.
pub fn is_lower(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_lowercase();
    }
    rune.general_category() == GeneralCategory::LowercaseLetter
}

/// `unicode.IsTitle`: category Lt.
pub fn is_title(rune: char) -> bool {
    rune.general_category() == GeneralCategory::TitlecaseLetter
}

/// `unicode.IsLetter`: the categories L.
pub fn is_letter(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_alphabetic();
    }
    rune.general_category_group() == GeneralCategoryGroup::Letter
}

/// `unicode.IsDigit`: category Nd.
pub fn is_digit(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_digit();
    }
    rune.general_category() == GeneralCategory::DecimalNumber
}

/// `unicode.IsNumber`: the categories N.
pub fn is_number(rune: char) -> bool {
    rune.is_numeric()
}

/// `unicode.IsPunct`: the categories P (not the symbols `$+<=>^|~` and the back quote).
pub fn is_punct(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_punctuation() && !"$+<=>^`|~".contains(rune);
    }
    rune.general_category_group() == GeneralCategoryGroup::Punctuation
}
