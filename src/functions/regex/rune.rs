//! One rune of a class, spelled out in bytes where that is short.
//!
//! For a class with runes beyond ASCII `regex-automata` fills a table of 320 kB, which takes longer
//! than most patterns are used. The usual ones need none: all the rest of Unicode (`.`, `[^/]`,
//! `\W`), or a few runes (`(?i)k`, which is the Kelvin sign, too).

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir};
use regex_syntax::utf8::Utf8Sequences;

/// The most sequences of bytes that are spelled out.
const MOST: usize = 8;

/// The bytes behind the first one of a rune.
const NEXT: (u8, u8) = (0x80, 0xbf);
/// All runes beyond ASCII in a text that is UTF-8, where the first byte tells how many follow.
const BEYOND_ASCII: [&[(u8, u8)]; 3] = [
    &[(0xc2, 0xdf), NEXT],
    &[(0xe0, 0xef), NEXT, NEXT],
    &[(0xf0, 0xf4), NEXT, NEXT, NEXT],
];

/// What matches one rune of this class in a text that is UTF-8.
pub fn one_of(class: ClassUnicode) -> Hir {
    match beyond_ascii(&class) {
        Some(mut ways) if !ways.is_empty() => {
            let mut ascii = class;
            ascii.intersect(&ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]));
            if !ascii.ranges().is_empty() {
                ways.insert(0, Hir::class(Class::Unicode(ascii)));
            }
            Hir::alternation(ways)
        }
        _ => Hir::class(Class::Unicode(class)),
    }
}

/// The runes of a class that are not ASCII, in bytes; `None` where that is long.
fn beyond_ascii(class: &ClassUnicode) -> Option<Vec<Hir>> {
    let last = class.ranges().last();
    if last.is_some_and(|last| last.start() <= '\u{80}' && last.end() == char::MAX) {
        return Some(
            BEYOND_ASCII
                .into_iter()
                .map(|way| in_turn(way.iter().copied()))
                .collect(),
        );
    }
    let mut ways = Vec::new();
    for range in class
        .ranges()
        .iter()
        .filter(|range| !range.end().is_ascii())
    {
        for sequence in Utf8Sequences::new(range.start().max('\u{80}'), range.end()) {
            if ways.len() == MOST {
                return None;
            }
            let ranges = sequence.as_slice().iter();
            ways.push(in_turn(ranges.map(|range| (range.start, range.end))));
        }
    }
    Some(ways)
}

/// A byte of each of these ranges, one behind the other.
fn in_turn(ranges: impl Iterator<Item = (u8, u8)>) -> Hir {
    let byte = |(first, last)| {
        let range = ClassBytesRange::new(first, last);
        Hir::class(Class::Bytes(ClassBytes::new([range])))
    };
    Hir::concat(ranges.map(byte).collect())
}

#[cfg(test)]
mod tests {
    use regex_automata::meta::Regex;

    use super::*;

    #[test]
    fn spelled_out_classes_have_the_same_runes() {
        let edges = [
            0, 0x2f, 0x41, 0x4b, 0x6b, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0x212a, 0xd7ff, 0xe000,
            0xfffd, 0xffff, 0x1_0000, 0x3_ffff, 0xf_ffff, 0x10_0000, 0x10_ffff,
        ];
        let edges: Vec<char> = edges.into_iter().filter_map(char::from_u32).collect();
        for &low in &edges {
            for &high in edges.iter().filter(|high| **high >= low) {
                let range = ClassUnicode::new([ClassUnicodeRange::new(low, high)]);
                let mut rest = range.clone();
                rest.negate();
                for class in [range, rest] {
                    let whole = Regex::builder().build_from_hir(&one_of(class.clone()));
                    let whole = whole.expect("a class is small");
                    for &rune in &edges {
                        let inside = class.iter().any(|r| (r.start()..=r.end()).contains(&rune));
                        let text = rune.to_string();
                        let found = whole.find(&text).map(|found| found.range());
                        assert_eq!(found, inside.then_some(0..text.len()), "{class:?} {rune:?}");
                    }
                }
            }
        }
    }
}
