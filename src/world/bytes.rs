//! Bytes that are shared, and bytes that are read when they are first looked at.

use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Bytes: those of a file, or others. A clone is the same bytes.
///
/// Some files of a chart are large and nobody looks at them, so what is in a file may be read when
/// it is first looked at. If that fails, the bytes are none and [`Unread`] knows why.
///
/// ```
/// use manifest_render::world::Bytes;
///
/// let bytes = Bytes::from(b"abc".as_slice());
/// assert_eq!(bytes.len(), 3);
/// assert_eq!(&bytes[1..], b"bc");
/// ```
#[derive(Clone)]
pub struct Bytes(Kept);

#[derive(Clone)]
enum Kept {
    Here(Rc<[u8]>),
    Later(Rc<Later>),
}

struct Later {
    read: OnceCell<Rc<[u8]>>,
    path: PathBuf,
    length: usize,
    /// What is left out where the content begins with it.
    prefix: &'static [u8],
    reader: Reader,
    unread: Unread,
}

/// Reads so many bytes of the file at a path.
type Reader = fn(&Path, usize) -> io::Result<Rc<[u8]>>;

/// What could not be read when it was looked at. A clone is the same.
#[derive(Clone, Debug, Default)]
pub struct Unread(Rc<RefCell<Option<(PathBuf, io::Error)>>>);

impl Unread {
    /// The first file that could not be read, and why; afterwards it is forgotten.
    pub fn take(&self) -> Option<(PathBuf, io::Error)> {
        self.0.take()
    }
}

impl Bytes {
    /// What `reader` will find at a path when somebody looks: so many bytes.
    pub(super) fn later(path: PathBuf, length: usize, reader: Reader, unread: &Unread) -> Self {
        Bytes(Kept::Later(Rc::new(Later {
            read: OnceCell::new(),
            path,
            length,
            prefix: &[],
            reader,
            unread: unread.clone(),
        })))
    }

    /// How many bytes there are, in a file before it is read.
    pub fn size(&self) -> usize {
        match &self.0 {
            Kept::Here(bytes) => bytes.len(),
            Kept::Later(later) => later.length,
        }
    }

    /// The bytes without these in front of them.
    pub fn without(mut self, prefix: &'static [u8]) -> Bytes {
        match &mut self.0 {
            Kept::Here(bytes) => match bytes.strip_prefix(prefix) {
                Some(rest) => Bytes::from(rest),
                None => self,
            },
            Kept::Later(later) => {
                if let Some(later) = Rc::get_mut(later) {
                    later.prefix = prefix;
                }
                self
            }
        }
    }

    /// The bytes, as they are shared.
    pub fn shared(&self) -> &Rc<[u8]> {
        match &self.0 {
            Kept::Here(bytes) => bytes,
            Kept::Later(later) => later.read.get_or_init(|| later.look()),
        }
    }
}

impl Later {
    fn look(&self) -> Rc<[u8]> {
        match (self.reader)(&self.path, self.length) {
            Ok(bytes) => match bytes.strip_prefix(self.prefix) {
                Some(rest) if !self.prefix.is_empty() => rest.into(),
                _ => bytes,
            },
            Err(error) => {
                let mut unread = self.unread.0.borrow_mut();
                unread.get_or_insert_with(|| (self.path.clone(), error));
                Rc::default()
            }
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.shared()
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Bytes(Kept::Here(Rc::default()))
    }
}

impl<T: Into<Rc<[u8]>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Bytes(Kept::Here(bytes.into()))
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kept::Here(bytes) => bytes.fmt(f),
            Kept::Later(later) => write!(f, "the content of {}", later.path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::PathBuf;

    use super::{Bytes, Unread};

    #[test]
    fn what_cannot_be_read_later_is_told() {
        let unread = Unread::default();
        let gone = |_: &std::path::Path, _| Err(ErrorKind::NotFound.into());
        let bytes = Bytes::later(PathBuf::from("a"), 3, gone, &unread);
        assert_eq!(bytes.size(), 3);
        assert!(unread.take().is_none(), "nobody has looked at it");
        assert!(bytes.is_empty());
        let told = unread.take().map(|(path, error)| (path, error.kind()));
        assert_eq!(told, Some((PathBuf::from("a"), ErrorKind::NotFound)));
    }

    #[test]
    fn what_stands_in_front_is_left_out_when_it_is_read() {
        let reader = |_: &std::path::Path, _| Ok(b"<<text".as_slice().into());
        let later = Bytes::later(PathBuf::from("a"), 6, reader, &Unread::default());
        assert_eq!(&*later.without(b"<<"), b"text");
        assert_eq!(&*Bytes::from(b"text".as_slice()).without(b"<<"), b"text");
    }
}
