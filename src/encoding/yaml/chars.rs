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

/// The place of the first byte from `pos` on that is a blank, a control, a colon or not ASCII;
/// the text's length where there is none.
#[inline(always)]
pub(super) fn plain_run(text: &[u8], mut pos: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const COLONS: u64 = u64::from_le_bytes([b':'; 8]);
    while let Some(chunk) = text.get(pos..).and_then(<[u8]>::first_chunk) {
        let bytes = u64::from_le_bytes(*chunk);
        let colons = bytes ^ COLONS;
        // Per byte, the highest bit: below `!`, beyond ASCII, or a colon. What a byte borrows from
        // the next can only mislead behind the first that is found.
        let found = ((bytes.wrapping_sub(ONES * 0x21) & !bytes)
            | bytes
            | (colons.wrapping_sub(ONES) & !colons))
            & HIGH;
        if found != 0 {
            return pos + (found.trailing_zeros() / 8) as usize;
        }
        pos += 8;
    }
    while let Some(byte) = text.get(pos)
        && (b'!'..0x80).contains(byte)
        && *byte != b':'
    {
        pos += 1;
    }
    pos
}

/// The place of the first byte from `pos` on that is no space.
#[inline(always)]
pub(super) fn skip_spaces(text: &[u8], mut pos: usize) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    while let Some(chunk) = text.get(pos..).and_then(<[u8]>::first_chunk) {
        let other = u64::from_le_bytes(*chunk) ^ SPACES;
        if other != 0 {
            return pos + (other.trailing_zeros() / 8) as usize;
        }
        pos += 8;
    }
    while at(text, pos) == b' ' {
        pos += 1;
    }
    pos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_a_look_at_each_byte_ends_them() {
        let stops = |byte: u8| byte <= b' ' || byte >= 0x80 || byte == b':';
        for stop in 0..=255 {
            for at in 0..20 {
                let mut text = vec![b'~'; 20];
                text[at] = stop;
                text[19] = b'!';
                let end = text.iter().position(|byte| stops(*byte)).unwrap_or(20);
                assert_eq!(plain_run(&text, 0), end, "{stop} at {at}");
                let mut spaces = vec![b' '; at];
                spaces.push(stop);
                let want = spaces.iter().position(|byte| *byte != b' ');
                assert_eq!(skip_spaces(&spaces, 0), want.unwrap_or(at + 1));
            }
        }
    }
}
