//! What each byte means to the scanner.

/// Blank, line end, NUL, or the first byte of a line end beyond ASCII.
pub(super) const BLANKZ: u8 = 1;
/// Ends a plain scalar inside `[]` and `{}`.
pub(super) const FLOW: u8 = 2;
/// `:`, which ends a plain scalar before a blank.
pub(super) const COLON: u8 = 4;
/// A letter, a digit, `_` or `-`: may stand in anchors, handles and directive names.
pub(super) const WORD: u8 = 8;
/// May stand in a tag.
pub(super) const URI: u8 = 16;
/// Cannot start a plain scalar (some can, depending on what follows).
pub(super) const INDICATOR: u8 = 32;
/// A line end, NUL, or the first byte of a line end beyond ASCII.
pub(super) const BREAKZ: u8 = 64;
/// A quote or a backslash.
pub(super) const QUOTE: u8 = 128;

static CLASS: [u8; 256] = table();

const fn table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        let mut class = 0;
        if matches!(byte, b' ' | b'\t') {
            class |= BLANKZ;
        }
        if matches!(byte, b'\n' | b'\r' | 0 | 0xC2 | 0xE2) {
            class |= BLANKZ | BREAKZ;
        }
        if matches!(byte, b',' | b'?' | b'[' | b']' | b'{' | b'}') {
            class |= FLOW;
        }
        if byte == b':' {
            class |= COLON;
        }
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
            class |= WORD | URI;
        }
        if matches!(
            byte,
            b';' | b'/'
                | b'?'
                | b':'
                | b'@'
                | b'&'
                | b'='
                | b'+'
                | b'$'
                | b','
                | b'.'
                | b'!'
                | b'~'
                | b'*'
                | b'\''
                | b'('
                | b')'
                | b'['
                | b']'
                | b'%'
        ) {
            class |= URI;
        }
        if matches!(
            byte,
            b'-' | b'?'
                | b':'
                | b','
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'#'
                | b'&'
                | b'*'
                | b'!'
                | b'|'
                | b'>'
                | b'\''
                | b'"'
                | b'%'
                | b'@'
                | b'`'
        ) {
            class |= INDICATOR;
        }
        if matches!(byte, b'\'' | b'"' | b'\\') {
            class |= QUOTE;
        }
        table[b] = class;
        b += 1;
    }
    table
}

/// Whether the byte has one of these classes.
#[inline(always)]
pub(super) fn is(byte: u8, classes: u8) -> bool {
    CLASS[usize::from(byte)] & classes != 0
}

/// The byte at a place; NUL behind the end.
#[inline(always)]
pub(super) fn at(text: &[u8], pos: usize) -> u8 {
    match text.get(pos) {
        Some(byte) => *byte,
        None => 0,
    }
}

/// The length of the line end at a place, CR LF counting as one; 0 where there is none.
///
/// YAML 1.1 also ends lines at U+0085, U+2028 and U+2029.
#[inline(always)]
pub(super) fn line_end(text: &[u8], pos: usize) -> usize {
    match at(text, pos) {
        b'\n' => 1,
        b'\r' if at(text, pos + 1) == b'\n' => 2,
        b'\r' => 1,
        0xC2 if at(text, pos + 1) == 0x85 => 2,
        0xE2 if at(text, pos + 1) == 0x80 && at(text, pos + 2) | 1 == 0xA9 => 3,
        _ => 0,
    }
}

/// Whether there is a blank, a line end or the end of the text at a place.
#[inline(always)]
pub(super) fn is_blankz(text: &[u8], pos: usize) -> bool {
    let byte = at(text, pos);
    is(byte, BLANKZ) && (byte < 0x80 || line_end(text, pos) > 0)
}

/// Whether there is a line end or the end of the text at a place.
#[inline(always)]
pub(super) fn is_breakz(text: &[u8], pos: usize) -> bool {
    let byte = at(text, pos);
    is(byte, BREAKZ) && (byte < 0x80 || line_end(text, pos) > 0)
}
