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

/// The order in which go-yaml writes keys that come in byte order, as their places.
pub(super) fn sorted(keys: &[impl AsRef<str>], dialect: Dialect) -> Vec<u32> {
    /// Go sorts so many keys at once by insertion.
    const FEW: usize = 64;
    let key = |place: u32| keys.get(place as usize).map_or("", AsRef::as_ref);
    let less = |a: u32, b: u32| less(key(a), key(b), dialect);
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    if order.windows(2).all(|pair| !less(pair[1], pair[0])) {
        return order;
    }
    order.reverse();
    if order.len() <= FEW {
        for end in 1..order.len() {
            let mut at = end;
            while at > 0 && less(order[at], order[at - 1]) {
                order.swap(at, at - 1);
                at -= 1;
            }
        }
        return order;
    }
    // The standard library's sorts may panic where the order is not total.
    let mut merged = Vec::with_capacity(order.len());
    let mut width = 1;
    while width < order.len() {
        merged.clear();
        for pair in order.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, &mut merged, &less);
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

fn merge(
    mut left: &[u32],
    mut right: &[u32],
    merged: &mut Vec<u32>,
    less: &impl Fn(u32, u32) -> bool,
) {
    while let (Some((&a, behind_a)), Some((&b, behind_b))) =
        (left.split_first(), right.split_first())
    {
        if less(b, a) {
            merged.push(b);
            right = behind_b;
        } else {
            merged.push(a);
            left = behind_a;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
}

/// Whether [`sorted`] would leave the items as they are, which come in byte order; a key that is not
/// UTF-8 is no such case.
pub(super) fn is_kept<T>(items: &[T], key: impl Fn(&T) -> &[u8], dialect: Dialect) -> bool {
    let Some((first, rest)) = items.split_first() else {
        return true;
    };
    let mut before = key(first);
    if !before.is_ascii() && std::str::from_utf8(before).is_err() {
        return false;
    }
    for item in rest {
        let key = key(item);
        if !stays_behind(before, key, dialect) {
            return false;
        }
        before = key;
    }
    true
}

/// Whether the second key stays behind the first, which is UTF-8 and comes first in byte order.
#[inline]
fn stays_behind(a: &[u8], b: &[u8], dialect: Dialect) -> bool {
    let plain = b.iter().fold(0, |seen, byte| seen | byte) < 0x80;
    match a.iter().zip(b).find(|(a, b)| a != b) {
        None if plain => return true,
        // Letters stand behind everything else, but for go-yaml v3 not behind a digit.
        Some((a, b))
            if plain
                && b.is_ascii_alphabetic()
                && (a.is_ascii_alphabetic() || (dialect == Dialect::V2 && a.is_ascii())) =>
        {
            return true;
        }
        _ => {}
    }
    match (std::str::from_utf8(a), std::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => !less(b, a, dialect),
        _ => false,
    }
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
