//! Text: bytes that are nearly always UTF-8, as Go's strings are.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use super::origin::{Mark, Run, Site};
use super::str_buf::StrBuf;
use super::words;

/// The longest text that is kept without an allocation.
pub(crate) const INLINE: usize = 22;

/// A Go string: immutable bytes, cheap to clone.
///
/// Up to 22 bytes live in the value itself; longer texts are shared by reference count. In a
/// tracing run a text also knows, by runs of bytes, which template place wrote it and which
/// values it was made of; such runs survive [`Str::slice`] and [`StrBuf::push`].
///
/// ```
/// use manifest_render::value::Str;
///
/// let name = Str::from("web-deployment");
/// assert_eq!(name.slice(0..3), "web");
/// assert_eq!(name.len(), 14);
/// ```
#[derive(Clone)]
pub struct Str(pub(super) Repr);

#[derive(Clone)]
pub(super) enum Repr {
    /// Zeros stand behind the text.
    Inline {
        len: u8,
        bytes: [u8; INLINE],
    },
    Shared(Rc<[u8]>),
    /// In the memory in which it was written.
    Whole(Rc<Vec<u8>>),
    Static(&'static [u8]),
    Traced(Rc<Traced>),
}

pub(super) struct Traced {
    pub bytes: Box<[u8]>,
    pub runs: Box<[Run]>,
}

impl Str {
    /// The empty text.
    pub const EMPTY: Str = Str(Repr::Static(b""));

    /// A text from bytes, which are copied.
    pub fn new(bytes: &[u8]) -> Self {
        if bytes.len() <= INLINE {
            let mut inline = [0; INLINE];
            inline[..bytes.len()].copy_from_slice(bytes);
            Str(Repr::Inline {
                len: bytes.len() as u8,
                bytes: inline,
            })
        } else {
            Str(Repr::Shared(Rc::from(bytes)))
        }
    }

    /// A text that lives as long as the program; nothing is copied.
    pub const fn from_static(text: &'static str) -> Self {
        Str(Repr::Static(text.as_bytes()))
    }

    /// The bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Repr::Shared(bytes) => bytes,
            Repr::Whole(bytes) => bytes,
            Repr::Static(bytes) => bytes,
            Repr::Traced(traced) => &traced.bytes,
        }
    }

    /// The text, if it is kept without an allocation: its bytes, with zeros behind them, and their
    /// number.
    #[inline(always)]
    pub(crate) fn in_place(&self) -> Option<(&[u8; INLINE], usize)> {
        match &self.0 {
            Repr::Inline { len, bytes } => Some((bytes, usize::from(*len))),
            _ => None,
        }
    }

    /// Appends the bytes to a buffer.
    #[inline]
    pub(super) fn append_to(&self, out: &mut Vec<u8>) {
        match &self.0 {
            // To append all and take some back is faster than to append a part.
            Repr::Inline { len, bytes } if out.capacity() - out.len() >= INLINE => {
                let end = out.len() + usize::from(*len);
                out.extend_from_slice(bytes);
                out.truncate(end);
            }
            _ => out.extend_from_slice(self.as_bytes()),
        }
    }

    /// The bytes, if all of them are ASCII that can be seen: neither blanks nor controls.
    ///
    /// ```
    /// use manifest_render::value::Str;
    ///
    /// assert_eq!(Str::from("a/b").as_graphic(), Some(b"a/b".as_slice()));
    /// assert!(Str::from("a b").as_graphic().is_none());
    /// assert!(Str::from("größe").as_graphic().is_none());
    /// ```
    #[inline(always)]
    pub fn as_graphic(&self) -> Option<&[u8]> {
        self.without(words::hidden)
    }

    /// The bytes, if a test that looks at eight at once sets no high bit for any of them. It must
    /// let `a` pass.
    #[inline(always)]
    pub(crate) fn without(&self, test: impl Fn(u64) -> u64) -> Option<&[u8]> {
        match &self.0 {
            Repr::Inline { len, bytes } => words::first_without(bytes, usize::from(*len), test),
            _ => words::slice_without(self.as_bytes(), test),
        }
    }

    /// The length in bytes, which is what Go's `len` counts.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether the text is empty.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, if it is UTF-8.
    pub fn to_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text, with U+FFFD for what is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        // Nearly every text is UTF-8, and to see only whether it is takes half as long.
        match self.to_str() {
            Some(text) => Cow::Borrowed(text),
            None => String::from_utf8_lossy(self.as_bytes()),
        }
    }

    /// A part of the text. A range beyond the end is cut to the text's length.
    pub fn slice(&self, range: Range<usize>) -> Str {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        match &self.0 {
            Repr::Traced(traced) => {
                let mut buf = StrBuf::new();
                buf.push_runs(&traced.bytes, &traced.runs, start..end);
                buf.into_str()
            }
            _ if start == 0 && end == self.len() => self.clone(),
            _ => Str::new(&self.as_bytes()[start..end]),
        }
    }

    /// The runs of a traced text; empty for any other.
    pub fn runs(&self) -> &[Run] {
        match &self.0 {
            Repr::Traced(traced) => &traced.runs,
            _ => &[],
        }
    }

    /// The same text, made of one run with this mark where it has no runs yet.
    pub fn with_mark(self, mark: Mark) -> Str {
        if mark.is_none() || matches!(self.0, Repr::Traced(_)) {
            return self;
        }
        let run = Run {
            end: self.len() as u32,
            site: Site::NONE,
            mark,
        };
        Str(Repr::Traced(Rc::new(Traced {
            bytes: self.as_bytes().into(),
            runs: Box::new([run]),
        })))
    }

    /// The same text, the mark of each run being another; a text without runs stays as it is.
    pub fn with_marks(self, mut other: impl FnMut(&Run) -> Mark) -> Str {
        let Repr::Traced(traced) = &self.0 else {
            return self;
        };
        let runs = traced.runs.iter().map(|run| Run {
            mark: other(run),
            ..*run
        });
        Str(Repr::Traced(Rc::new(Traced {
            bytes: traced.bytes.clone(),
            runs: runs.collect(),
        })))
    }
}

impl Default for Str {
    fn default() -> Self {
        Str::EMPTY
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Str::new(text.as_bytes())
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Str::from(text.into_bytes())
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        Str::new(bytes)
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        if bytes.len() <= INLINE {
            Str::new(&bytes)
        } else {
            Str(Repr::Shared(Rc::from(bytes)))
        }
    }
}

impl From<Rc<[u8]>> for Str {
    fn from(bytes: Rc<[u8]>) -> Self {
        if bytes.len() <= INLINE {
            Str::new(&bytes)
        } else {
            Str(Repr::Shared(bytes))
        }
    }
}

impl From<Cow<'_, str>> for Str {
    fn from(text: Cow<'_, str>) -> Self {
        Str::from(text.as_ref())
    }
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // What is behind a short text is zero.
            (Repr::Inline { len: a, bytes: x }, Repr::Inline { len: b, bytes: y }) => {
                a == b && x == y
            }
            _ => same_bytes(self, other),
        }
    }
}

/// Out of line: what is compared is mostly short.
#[inline(never)]
fn same_bytes(a: &Str, b: &Str) -> bool {
    a.as_bytes() == b.as_bytes()
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // Behind the end of a text in place there are zeros, so that its first bytes, as one
        // number, tell it from most others, and the next ones from most of those that begin alike.
        if let (Repr::Inline { bytes: a, .. }, Repr::Inline { bytes: b, .. }) = (&self.0, &other.0)
            && let (Some(a), Some(b)) = (a.first_chunk(), b.first_chunk())
        {
            let (a, b) = (u128::from_be_bytes(*a), u128::from_be_bytes(*b));
            if a != b {
                return a.cmp(&b);
            }
        }
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_small() {
        assert_eq!(size_of::<Str>(), 24);
        assert_eq!(size_of::<crate::value::Value>(), 24);
    }
}
