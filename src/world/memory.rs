//! A made-up world, for tests and for machines without files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::seeded::Stream;
use super::{
    Bytes, DrawKey, FileKind, Finished, Nearby, Program, Randomness, Timestamp, Unread, World,
};

/// A world of files and variables in memory. Its clock stands still and its randomness follows
/// from an empty seed; it has no programs and no network.
///
/// ```
/// use std::path::Path;
/// use manifest_render::world::{MemoryWorld, World};
///
/// let world = MemoryWorld::new().with_file("templates/a.yaml", "kind: Pod");
/// assert_eq!(world.read(Path::new("templates/a.yaml"))?, b"kind: Pod");
/// assert_eq!(world.walk(Path::new("templates"))?.len(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryWorld {
    files: RefCell<BTreeMap<PathBuf, Vec<u8>>>,
    variables: BTreeMap<String, String>,
    stdin: Vec<u8>,
    now: Timestamp,
}

impl MemoryWorld {
    /// An empty world at the start of 1970.
    pub fn new() -> Self {
        MemoryWorld {
            files: RefCell::default(),
            variables: BTreeMap::new(),
            stdin: Vec::new(),
            now: Timestamp {
                seconds: 0,
                nanoseconds: 0,
            },
        }
    }

    /// The world with one more file.
    pub fn with_file(self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.files.borrow_mut().insert(path.into(), content.into());
        self
    }

    /// The world with one more environment variable.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_string(), value.to_string());
        self
    }

    /// The world with this text on standard input.
    pub fn with_stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    /// The world at this time.
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }
}

impl Default for MemoryWorld {
    fn default() -> Self {
        MemoryWorld::new()
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let files = self.files.borrow();
        files
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_within(
        &self,
        path: &Path,
        most: usize,
        _: &mut Nearby,
        _: Option<&Unread>,
    ) -> io::Result<Option<Bytes>> {
        let files = self.files.borrow();
        let file = files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok((file.len() <= most).then(|| file.as_slice().into()))
    }

    fn kind(&self, path: &Path) -> io::Result<FileKind> {
        let files = self.files.borrow();
        if files.contains_key(path) {
            Ok(FileKind::File)
        } else if files.keys().any(|file| file.starts_with(path)) {
            Ok(FileKind::Folder)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.kind(folder)?;
        let files = self.files.borrow();
        Ok(files
            .keys()
            .filter(|file| file.starts_with(folder))
            .cloned()
            .collect())
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        Ok(self.stdin.clone())
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.files
            .borrow_mut()
            .insert(path.to_path_buf(), content.to_vec());
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let removed = self.files.borrow_mut().remove(path);
        removed
            .map(drop)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").map(PathBuf::from)
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness> {
        Box::new(Stream::new("", key))
    }

    fn run(&self, _: &Program<'_>) -> io::Result<Finished> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Err(io::ErrorKind::NotFound.into())
    }
}
