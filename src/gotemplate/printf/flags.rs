//! What stands between `%` and the verb, and the padding it asks for.

use crate::value::{StrBuf, utf8};

/// The flags, width and precision of one directive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub width: Option<usize>,
    pub precision: Option<usize>,
    pub minus: bool,
    pub plus: bool,
    pub sharp: bool,
    pub space: bool,
    pub zero: bool,
    /// `%+v`, which names the fields of structs; for all else a plus.
    pub plus_v: bool,
    /// `%#v`, Go's syntax.
    pub sharp_v: bool,
}

impl Flags {
    /// No flags, as for `Sprint`.
    pub const NONE: Flags = Flags {
        width: None,
        precision: None,
        minus: false,
        plus: false,
        sharp: false,
        space: false,
        zero: false,
        plus_v: false,
        sharp_v: false,
    };

    /// Whether there are none.
    #[inline]
    pub fn is_none(&self) -> bool {
        *self == Flags::NONE
    }

    /// `%v` and `%w` give plus and sharp a meaning of their own.
    pub fn for_value(&mut self) {
        self.sharp_v = std::mem::take(&mut self.sharp);
        self.plus_v = std::mem::take(&mut self.plus);
    }

    /// The byte that fills up to the width.
    fn fill(&self) -> u8 {
        if self.zero && !self.minus { b'0' } else { b' ' }
    }

    /// How many bytes of filling a text of so many characters needs.
    pub fn missing(&self, characters: usize) -> usize {
        self.width.unwrap_or(0).saturating_sub(characters)
    }

    /// Writes so many bytes of filling.
    pub fn write_fill(&self, buf: &mut Vec<u8>, count: usize) {
        buf.extend(std::iter::repeat_n(self.fill(), count));
    }

    /// Fills what was written since `start` up to the width.
    pub fn pad_since(&self, buf: &mut Vec<u8>, start: usize) {
        if self.width.is_none() {
            return;
        }
        let count = self.missing(utf8::count(buf.get(start..).unwrap_or_default()));
        if count == 0 {
            return;
        }
        self.write_fill(buf, count);
        if !self.minus
            && let Some(text) = buf.get_mut(start..)
        {
            text.rotate_right(count);
        }
    }

    /// Fills with spaces only, as numbers do that have had their zeros.
    pub fn pad_spaces_since(&self, buf: &mut Vec<u8>, start: usize) {
        Flags {
            zero: false,
            ..*self
        }
        .pad_since(buf, start);
    }

    /// Runs `write` with the filling before or behind what it writes, which has so many
    /// characters.
    pub fn padded(&self, buf: &mut StrBuf, characters: usize, write: impl FnOnce(&mut StrBuf)) {
        let count = self.missing(characters);
        if count > 0 && !self.minus {
            self.write_fill(buf.bytes_mut(), count);
            buf.plain();
        }
        write(buf);
        if count > 0 && self.minus {
            self.write_fill(buf.bytes_mut(), count);
            buf.plain();
        }
    }
}
