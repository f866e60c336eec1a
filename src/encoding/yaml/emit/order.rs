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
use super::glance;
use crate::value::Entry;

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

/// What is found out about the keys of a map, which come in byte order.
pub(super) struct Keys {
    /// [`glance::is_plain_key`] knows all of them.
    pub(super) plain: bool,
    /// [`sorted`] would leave them as they are; never so where one is not UTF-8.
    pub(super) in_order: bool,
}

impl Keys {
    /// Looks them over once.
    pub(super) fn of(entries: &[Entry], dialect: Dialect) -> Keys {
        let mut before: Option<&[u8]> = None;
        for (at, Entry { key, .. }) in entries.iter().enumerate() {
            let bytes = key.as_bytes();
            if !glance::is_plain_key(key) {
                let rest = entries.get(at.saturating_sub(1)..).unwrap_or_default();
                return Keys {
                    plain: false,
                    in_order: are_in_order(rest, dialect),
                };
            }
            if before.is_some_and(|before| !stays_behind(before, bytes, true, dialect)) {
                return Keys {
                    plain: entries.iter().all(|entry| glance::is_plain_key(&entry.key)),
                    in_order: false,
                };
            }
            before = Some(bytes);
        }
        Keys {
            plain: true,
            in_order: true,
        }
    }
}

fn are_in_order(entries: &[Entry], dialect: Dialect) -> bool {
    let keys = entries.iter().map(|entry| entry.key.as_bytes());
    let behind = keys.clone().skip(1);
    let is_text = |key: &[u8]| key.is_ascii() || std::str::from_utf8(key).is_ok();
    keys.clone().next().is_none_or(is_text)
        && keys
            .zip(behind)
            .all(|(a, b)| stays_behind(a, b, b.is_ascii(), dialect))
}

/// Whether the second key stays behind the first, which is UTF-8 and comes first in byte order.
#[inline(always)]
fn stays_behind(a: &[u8], b: &[u8], b_is_ascii: bool, dialect: Dialect) -> bool {
    match a.iter().zip(b).find(|(a, b)| a != b) {
        None if b_is_ascii => true,
        // Letters stand behind everything else, but for go-yaml v3 not behind a digit.
        Some((a, b))
            if b_is_ascii
                && b.is_ascii_alphabetic()
                && (a.is_ascii_alphabetic() || (dialect == Dialect::V2 && a.is_ascii())) =>
        {
            true
        }
        _ => stays_behind_by_characters(a, b, dialect),
    }
}

#[inline(never)]
fn stays_behind_by_characters(a: &[u8], b: &[u8], dialect: Dialect) -> bool {
    match (std::str::from_utf8(a), std::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => !less(b, a, dialect),
        _ => false,
    }
}

/// Whether go-yaml writes `a` before `b`.
#[inline]
pub(super) fn less(a: &str, b: &str, dialect: Dialect) -> bool {
    let mut same = common_prefix(a.as_bytes(), b.as_bytes());
    // Most keys differ in a letter or in a number that begins there.
    match (a.as_bytes().get(same), b.as_bytes().get(same)) {
        (Some(x), Some(y)) if x.is_ascii_alphabetic() && y.is_ascii_alphabetic() => return x < y,
        (Some(x @ b'1'..=b'9'), Some(y @ b'1'..=b'9')) => {
            let (number_a, digits_a) = number(&a[same..], false);
            let (number_b, digits_b) = number(&b[same..], false);
            return (number_a, digits_a, x) < (number_b, digits_b, y);
        }
        _ => {}
    }
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

#[inline]
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

/// How many bytes are the same at the start of both.
#[inline]
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let (eights_a, _) = a.as_chunks::<8>();
    let (eights_b, _) = b.as_chunks::<8>();
    let eights = eights_a.iter().zip(eights_b);
    let start = 8 * eights.take_while(|(a, b)| a == b).count();
    let rest = a[start..].iter().zip(&b[start..]);
    start + rest.take_while(|(a, b)| a == b).count()
}

/// The digits at the start of a text as a number that wraps as Go's `int64` does, and how many.
#[inline]
fn number(text: &str, goes_on: bool) -> (i64, usize) {
    let add = |(number, digits): (i64, usize), code: u32| {
        let digit = i64::from(code) - i64::from(b'0');
        (number.wrapping_mul(10).wrapping_add(digit), digits + 1)
    };
    let bytes = text.as_bytes();
    let mut ascii = (i64::from(goes_on), 0);
    while let Some(byte @ b'0'..=b'9') = bytes.get(ascii.1) {
        ascii = add(ascii, (*byte).into());
    }
    if bytes.get(ascii.1).is_none_or(u8::is_ascii) {
        return ascii;
    }
    let rest = text[ascii.1..].chars().take_while(|&char| is_digit(char));
    rest.fold(ascii, |sum, char| add(sum, char.into()))
}
