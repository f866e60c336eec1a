//! The order of keys.
//!
//! go-yaml compares keys naturally: runs of digits by their value, letters after everything else.
//! The comparison is not transitive: `a10 < a1a10`, `a1a10 < a2`, and yet `a2 < a10`. Go sorts
//! keys in the random order of its maps, so that on such keys its result differs from run to run;
//! every order in which no key is less than the one right before it can come out. Ours is the one
//! that insertion makes of the keys in reverse byte order (a merge, of very many keys), which on
//! all such maps recorded is among Helm's. Where Helm's order is always the same there is only one
//! such order, so that ours is that one.

use std::cmp::Ordering;

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::emitter::Dialect;

/// Sorts items by their keys as go-yaml does; the keys must come in byte order.
pub(super) fn sort<T>(items: &mut Vec<T>, key: impl Fn(&T) -> &str, dialect: Dialect) {
    let less = |a: &T, b: &T| less(key(a), key(b), dialect);
    if items.windows(2).all(|pair| !less(&pair[1], &pair[0])) {
        return;
    }
    /// Go sorts so many keys at once by insertion.
    const FEW: usize = 64;
    items.reverse();
    if items.len() <= FEW {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && less(&items[at], &items[at - 1]) {
                items.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    // The standard library's sorts may panic where the order is not total.
    let mut runs: Vec<Vec<T>> = items.drain(..).map(|item| vec![item]).collect();
    while runs.len() > 1 {
        let mut next = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            next.push(match rest.next() {
                Some(right) => merge(left, right, &less),
                None => left,
            });
        }
        runs = next;
    }
    items.extend(runs.into_iter().flatten());
}

fn merge<T>(left: Vec<T>, right: Vec<T>, less: &impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if less(b, a) {
            right.next()
        } else {
            left.next()
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

/// Whether go-yaml surely writes `a` before `b`, of two keys in byte order: they differ in ASCII
/// letters first, or one begins with the other. It reads what is not ASCII in its own way.
pub(super) fn surely_less(a: &[u8], b: &[u8]) -> bool {
    let differ = a.iter().zip(b).find(|(a, b)| a != b);
    differ.is_none_or(|(a, b)| a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
        && a.is_ascii()
        && b.is_ascii()
}

/// Whether go-yaml writes `a` before `b`.
pub(super) fn less(a: &str, b: &str, dialect: Dialect) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let mut same = same.min(a.len()).min(b.len());
    while !a.is_char_boundary(same) {
        same -= 1;
    }
    let (head, rest_a, rest_b) = (&a[..same], &a[same..], &b[same..]);
    let (Some(char_a), Some(char_b)) = (rest_a.chars().next(), rest_b.chars().next()) else {
        return rest_a.len() < rest_b.len();
    };
    match (is_letter(char_a), is_letter(char_b)) {
        (true, true) => return char_a < char_b,
        (false, false) => {}
        (a_is_letter, _) => {
            let behind_digit = || head.chars().next_back().is_some_and(is_digit);
            return a_is_letter == (dialect == Dialect::V3 && behind_digit());
        }
    }
    // A number that began before with a digit other than 0 goes on here: compare what follows by
    // length first.
    let goes_on = (char_a == '0' || char_b == '0')
        && head
            .chars()
            .rev()
            .take_while(|&char| is_digit(char))
            .any(|char| char != '0');
    let (number_a, digits_a) = number(rest_a, goes_on);
    let (number_b, digits_b) = number(rest_b, goes_on);
    let order = number_a
        .cmp(&number_b)
        .then(digits_a.cmp(&digits_b))
        .then(char_a.cmp(&char_b));
    order == Ordering::Less
}

fn is_letter(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphabetic();
    }
    char.general_category_group() == GeneralCategoryGroup::Letter
}

fn is_digit(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_digit();
    }
    char.general_category() == GeneralCategory::DecimalNumber
}

/// The digits at the start of a text as a number that wraps as Go's `int64` does, and how many.
fn number(text: &str, goes_on: bool) -> (i64, usize) {
    text.chars().take_while(|&char| is_digit(char)).fold(
        (i64::from(goes_on), 0),
        |(number, digits), char| {
            let digit = i64::from(u32::from(char)) - i64::from(b'0');
            (number.wrapping_mul(10).wrapping_add(digit), digits + 1)
        },
    )
}
