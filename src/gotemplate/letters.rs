//! Which characters identifiers are made of: Go's `unicode.IsLetter` and `unicode.IsDigit`
//! (Unicode 17, as in Go 1.27).

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a character is a letter (general category L).
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.general_category_group() == GeneralCategoryGroup::Letter
}

/// Whether a character is a decimal digit (general category Nd).
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category() == GeneralCategory::DecimalNumber
}

/// Whether a character can be in an identifier of a template.
pub fn is_alphanumeric(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert!(is_letter('é') && is_letter('日') && !is_letter('\u{0301}'));
        assert!(is_digit('٣') && !is_digit('²'));
    }
}
