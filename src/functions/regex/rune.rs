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
