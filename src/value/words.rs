//! A look at eight bytes of a text at once.

use super::str::INLINE;

/// Each of eight bytes is this one.
pub(crate) const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Sets the high bit of a byte that is below this one, which is 0x80 at most, or beyond ASCII.
/// Where none is, no high bit is set; where one is, others may be.
#[inline(always)]
pub(crate) fn below(eight: u64, byte: u8) -> u64 {
    eight.wrapping_sub(all(byte)) | eight
}

/// Sets the high bit of a byte that is this one. Where none is, no high bit is set.
#[inline(always)]
pub(crate) fn equal(eight: u64, byte: u8) -> u64 {
    let other = eight ^ all(byte);
    other.wrapping_sub(all(1)) & !other
}

/// Sets the high bit of a byte that is a blank, a control or beyond ASCII, as [`below`] does.
#[inline(always)]
pub(super) fn hidden(eight: u64) -> u64 {
    below(eight, b'!') | eight.wrapping_add(all(1))
}

/// The bytes, if the test sets no high bit for any of them.
#[inline(never)]
pub(super) fn slice_without(bytes: &[u8], test: impl Fn(u64) -> u64) -> Option<&[u8]> {
    let found = match bytes.last_chunk() {
        Some(last) => {
            let (chunks, _) = bytes.as_chunks();
            let found = |found, chunk| found | test(word(chunk));
            chunks.iter().fold(found(0, last), found)
        }
        None => {
            let mut eight = [FILLER; 8];
            eight[..bytes.len()].copy_from_slice(bytes);
            test(word(&eight))
        }
    };
    (found & all(0x80) == 0).then_some(bytes)
}

/// The first `len` of the bytes, if the test sets no high bit for any of them. Behind them there
/// are zeros.
#[inline(always)]
pub(super) fn first_without(
    bytes: &[u8; INLINE],
    len: usize,
    test: impl Fn(u64) -> u64,
) -> Option<&[u8]> {
    let behind = BEHIND.get(len)?;
    let [a, b, c] = words(bytes);
    let mut found = test(a | behind[0]);
    if len > 8 {
        found |= test(b | behind[1]) | test(c | behind[2]);
    }
    (found & all(0x80) == 0).then_some(&bytes[..len])
}

const fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*bytes)
}

/// All of the bytes, some of them twice.
#[inline(always)]
const fn words(bytes: &[u8; INLINE]) -> [u64; 3] {
    let (first, rest) = bytes.split_at(8);
    match (first.first_chunk(), rest.first_chunk(), rest.last_chunk()) {
        (Some(a), Some(b), Some(c)) => [word(a), word(b), word(c)],
        _ => [0; 3],
    }
}

/// Stands in for bytes that are not there; no test may find it.
const FILLER: u8 = b'a';

/// For each length, what makes fillers of the zeros behind the text.
static BEHIND: [[u64; 3]; INLINE + 1] = {
    let mut table = [[0; 3]; INLINE + 1];
    let mut len = 0;
    while len <= INLINE {
        let mut bytes = [0; INLINE];
        let mut at = len;
        while at < INLINE {
            bytes[at] = FILLER;
            at += 1;
        }
        table[len] = words(&bytes);
        len += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use crate::value::Str;

    #[test]
    fn every_byte_at_every_place() {
        for len in 1..40 {
            for at in 0..len {
                for byte in 0..=255_u8 {
                    let mut text = vec![b'~'; len];
                    text[len / 2] = b'!';
                    text[at] = byte;
                    let want = text.iter().all(u8::is_ascii_graphic);
                    let text = Str::from(text);
                    assert_eq!(text.as_graphic().is_some(), want, "{byte} at {at} of {len}");
                }
            }
        }
        assert_eq!(Str::EMPTY.as_graphic(), Some(b"".as_slice()));
    }
}
