//! Runes and their classes as Go's `unicode` and `unicode/utf8` see them (Unicode 17, as in
//! Go 1.27).

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// The first rune of `bytes` and its width; a byte that starts no valid sequence is U+FFFD of
/// width 1, and nothing is U+FFFD of width 0 (`utf8.DecodeRune`).
///
/// ```
/// use manifest_render::gotemplate::unicode::decode_rune;
///
/// assert_eq!(decode_rune("é".as_bytes()), ('é', 2));
/// assert_eq!(decode_rune(b"\xff"), ('\u{fffd}', 1));
/// ```
pub fn decode_rune(bytes: &[u8]) -> (char, usize) {
    let Some(&first) = bytes.first() else {
        return (char::REPLACEMENT_CHARACTER, 0);
    };
    let width = match first {
        0..=0x7f => return (char::from(first), 1),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    bytes
        .get(..width)
        .and_then(|rune| std::str::from_utf8(rune).ok())
        .and_then(|rune| rune.chars().next())
        .map_or((char::REPLACEMENT_CHARACTER, 1), |rune| (rune, width))
}

/// Whether a rune is a letter: general category L (`unicode.IsLetter`).
pub fn is_letter(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_alphabetic();
    }
    rune.general_category_group() == GeneralCategoryGroup::Letter
}

/// Whether a rune is a decimal digit: general category Nd (`unicode.IsDigit`).
pub fn is_digit(rune: char) -> bool {
    if rune.is_ascii() {
        return rune.is_ascii_digit();
    }
    rune.general_category() == unicode_properties::GeneralCategory::DecimalNumber
}

/// Whether a rune is printable: letters, marks, numbers, punctuation, symbols and the ASCII
/// space (`unicode.IsPrint`, `strconv.IsPrint`).
pub fn is_print(rune: char) -> bool {
    if rune.is_ascii() {
        return (' '..='~').contains(&rune);
    }
    matches!(
        rune.general_category_group(),
        GeneralCategoryGroup::Letter
            | GeneralCategoryGroup::Mark
            | GeneralCategoryGroup::Number
            | GeneralCategoryGroup::Punctuation
            | GeneralCategoryGroup::Symbol
    )
}

/// Whether a rune can be in an identifier of a template: a letter, a digit or `_`.
pub fn is_alphanumeric(rune: char) -> bool {
    rune == '_' || is_letter(rune) || is_digit(rune)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_are_one_wide() {
        assert_eq!(decode_rune(b""), ('\u{fffd}', 0));
        assert_eq!(decode_rune(b"\xe4\xb8"), ('\u{fffd}', 1));
        assert_eq!(decode_rune(b"\xed\xa0\x80"), ('\u{fffd}', 1));
        assert_eq!(decode_rune("世".as_bytes()), ('世', 3));
        assert_eq!(decode_rune("🎉x".as_bytes()), ('🎉', 4));
    }

    #[test]
    fn classes() {
        assert!(is_letter('é') && is_letter('日') && !is_letter('\u{0301}'));
        assert!(is_digit('٣') && !is_digit('²'));
        assert!(is_print('\u{fffd}') && !is_print('\u{ad}') && !is_print('\u{2028}'));
    }
}
