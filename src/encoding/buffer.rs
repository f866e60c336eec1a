//! The text that is being written.

use crate::value::number::append_int;
use crate::value::{INLINE, Str};

/// A text that grows. It has bytes behind its end, so that a piece of fixed size, which is faster
/// to copy than one of any size, can be laid there of which only a part counts.
#[derive(Debug)]
pub(crate) struct Buffer {
    /// The text, and some bytes that mean nothing.
    bytes: Vec<u8>,
    /// The length of the text.
    len: usize,
    /// For what can only be appended to a vector.
    piece: Vec<u8>,
}

impl Buffer {
    pub(crate) fn new() -> Self {
        /// What most values need that charts write.
        const ROOM: usize = 512;
        Buffer {
            bytes: vec![0; ROOM],
            len: 0,
            piece: Vec::new(),
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The text behind a place; empty where that is behind its end.
    pub(crate) fn since(&self, start: usize) -> &[u8] {
        self.bytes.get(start..self.len).unwrap_or_default()
    }

    /// The text.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// The bytes behind the text, if there are so many: write there, then [`Buffer::advance`].
    #[inline(always)]
    pub(crate) fn window<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        self.bytes.get_mut(self.len..)?.first_chunk_mut()
    }

    /// Lets so many bytes more count.
    #[inline(always)]
    pub(crate) fn advance(&mut self, count: usize) {
        self.len += count;
    }

    /// The last byte.
    #[inline]
    pub(crate) fn last(&self) -> Option<u8> {
        self.bytes.get(self.len.checked_sub(1)?).copied()
    }

    /// Takes the last byte back.
    #[inline]
    pub(crate) fn pop(&mut self) {
        self.len = self.len.saturating_sub(1);
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.push_all([byte]);
    }

    /// Appends a few bytes.
    #[inline(always)]
    pub(crate) fn push_all<const N: usize>(&mut self, bytes: [u8; N]) {
        match self.window() {
            Some(window) => {
                *window = bytes;
                self.advance(N);
            }
            None => self.extend(&bytes),
        }
    }

    /// Appends a text and what follows it.
    #[inline(always)]
    pub(crate) fn push_text<const N: usize>(&mut self, text: &Str, behind: [u8; N]) {
        if let Some((bytes, len)) = text.in_place()
            && let Some(window) = self.window::<{ INLINE + 2 }>()
        {
            window[..INLINE].copy_from_slice(bytes);
            window[len..len + N].copy_from_slice(&behind);
            self.advance(len + N);
        } else {
            self.extend(text.as_bytes());
            self.extend(&behind);
        }
    }

    /// Appends an integer.
    pub(crate) fn push_int(&mut self, number: i64) {
        /// Most are ports, counts and percentages.
        const DIGITS: usize = 5;
        let fits = usize::try_from(number).ok().filter(|&size| size < 100_000);
        let (Some(mut size), Some(window)) = (fits, self.window::<DIGITS>()) else {
            return self.append(|piece| append_int(piece, number));
        };
        let count = 1 + [10, 100, 1_000, 10_000]
            .iter()
            .filter(|&&power| size >= power)
            .count();
        for slot in window[..count].iter_mut().rev() {
            *slot = b'0' + (size % 10) as u8;
            size /= 10;
        }
        self.advance(count);
    }

    /// Appends bytes.
    #[inline(never)]
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if end > self.bytes.len() {
            self.grow(bytes.len());
        }
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(bytes);
            self.len = end;
        }
    }

    /// Appends what is appended to an empty vector.
    pub(crate) fn append(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        let mut piece = std::mem::take(&mut self.piece);
        piece.clear();
        append(&mut piece);
        self.extend(&piece);
        self.piece = piece;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, count: usize) {
        /// So much is filled ahead at most, that it is in the cache when it is written.
        const AHEAD: usize = 32 * 1024;
        let room = count.max(self.bytes.len().min(AHEAD));
        self.bytes.resize(self.bytes.len() + room, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_every_kind_stand_one_behind_the_other() {
        let mut buffer = Buffer::new();
        let mut want = Vec::new();
        for round in 0..4_000 {
            let text = Str::from("0123456789".repeat(7)).slice(0..round % 60);
            buffer.push_text(&text, *b": ");
            want.extend_from_slice(text.as_bytes());
            want.extend_from_slice(b": ");
            let number = (round as i64 - 50) * (round as i64).pow(2) / 7;
            buffer.push_int(number);
            append_int(&mut want, number);
            buffer.push_all(*b"x\ny");
            buffer.pop();
            want.extend_from_slice(b"x\n");
            assert_eq!(buffer.len(), want.len());
            assert_eq!(buffer.last(), Some(b'\n'));
        }
        assert_eq!(buffer.since(want.len() - 9), &want[want.len() - 9..]);
        assert!(buffer.since(want.len() + 1).is_empty());
        assert_eq!(buffer.into_bytes(), want);
    }
}
