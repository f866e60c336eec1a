//! Java's hash codes, and the order in which its `HashMap` and `HashSet` iterate: a map literal
//! printed as JSON shows it.

use super::value::{ListKind, Value};

/// How deep collections are followed for their hash.
const MAX_DEPTH: usize = 64;

/// Java's `hashCode` of a text: over UTF-16 units.
pub fn of_text(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |h, unit| {
        h.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}

/// Java's `hashCode` of a value; of objects without one of their own, zero.
pub fn of(value: &Value) -> i32 {
    within(value, MAX_DEPTH)
}

fn within(value: &Value, depth: usize) -> i32 {
    let Some(depth) = depth.checked_sub(1) else {
        return 0;
    };
    match value {
        Value::Bool(true) => 1231,
        Value::Bool(false) => 1237,
        Value::Char(c) => i32::from(*c),
        Value::Int(i) => *i,
        Value::Long(l) => fold(*l),
        Value::Double(d) => fold(d.to_bits().cast_signed()),
        Value::Big(big) => {
            let (sign, digits) = big.to_u32_digits();
            let magnitude = digits.iter().rev().fold(0_i32, |h, digit| {
                h.wrapping_mul(31).wrapping_add(digit.cast_signed())
            });
            if sign == num_bigint::Sign::Minus {
                magnitude.wrapping_neg()
            } else {
                magnitude
            }
        }
        Value::Text(text) => of_text(text),
        Value::List(list) => match list.kind {
            ListKind::Array => 0,
            ListKind::Set => {
                (list.items.iter()).fold(0_i32, |h, item| h.wrapping_add(within(item, depth)))
            }
            _ => (list.items.iter()).fold(1_i32, |h, item| {
                h.wrapping_mul(31).wrapping_add(within(item, depth))
            }),
        },
        Value::Map(map) => map.entries().iter().fold(0_i32, |h, entry| {
            h.wrapping_add(within(&entry.key, depth) ^ within(&entry.value, depth))
        }),
        _ => 0,
    }
}

fn fold(long: i64) -> i32 {
    let bits = long.cast_unsigned();
    let folded = bits ^ (bits >> 32);
    ((folded & 0xffff_ffff) as u32).cast_signed()
}

/// The order in which a hash table, made for `size` entries and given these keys one after the
/// other, iterates over them.
pub fn order<'a>(keys: impl Iterator<Item = &'a Value>, size: usize) -> Vec<usize> {
    let hashes: Vec<u32> = keys
        .map(|key| {
            let h = of(key).cast_unsigned();
            h ^ (h >> 16)
        })
        .collect();
    let mut capacity = size.max(1).next_power_of_two();
    while hashes.len() * 4 > capacity * 3 {
        capacity *= 2;
    }
    let mut order: Vec<usize> = (0..hashes.len()).collect();
    order.sort_by_key(|at| hashes.get(*at).map_or(0, |h| *h as usize & (capacity - 1)));
    order
}
