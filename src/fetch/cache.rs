//! What was fetched before: archives by digest, everything else by where it came from.

use std::path::PathBuf;

use super::MAX_ARCHIVE;
use super::sha256_hex;
use crate::chart::{Error, go_io_error};
use crate::world::World;

/// A folder with what was fetched before.
#[derive(Debug)]
pub struct Cache<'w> {
    world: &'w dyn World,
    root: Option<PathBuf>,
}

/// What is kept by where it came from.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    /// The index of a repository.
    Index,
    /// The digest of what an address gave.
    Digest,
    /// The manifest of a reference to a registry.
    Manifest,
    /// The tags of a registry's repository.
    Tags,
    /// A schema, behind the time when it was fetched.
    Schema,
}

impl Kept {
    fn folder(self) -> &'static str {
        match self {
            Kept::Index => "indexes",
            Kept::Digest => "digests",
            Kept::Manifest => "manifests",
            Kept::Tags => "tags",
            Kept::Schema => "schemas",
        }
    }
}

impl<'w> Cache<'w> {
    pub fn new(world: &'w dyn World) -> Self {
        let root = world
            .variable("XDG_CACHE_HOME")
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from)
            .or_else(|| Some(world.home()?.join(".cache")));
        Cache {
            world,
            root: root.map(|root| root.join("render").join("charts")),
        }
    }

    /// The archive with this digest, `sha256:…`, if it is there and still is what it was.
    pub fn archive(&self, digest: &str) -> Option<(PathBuf, Vec<u8>)> {
        let folder = self.archive_folder(digest)?;
        let path = self.world.walk(&folder).ok()?.into_iter().next()?;
        let bytes = self.world.read(&path).ok()?;
        let fits = bytes.len() as u64 <= MAX_ARCHIVE && sha256_hex(&bytes) == hex_of(digest);
        fits.then_some((path, bytes))
    }

    /// Keeps an archive under its digest.
    pub fn keep_archive(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let folder = self.archive_folder(&format!("sha256:{}", sha256_hex(bytes)));
        let folder = folder.ok_or_else(|| {
            Error::new("there is no place for what is fetched: neither $XDG_CACHE_HOME nor a home")
        })?;
        let path = folder.join(name);
        self.world
            .write(&path, bytes)
            .map_err(|error| go_io_error("open", &path, &error))?;
        Ok(path)
    }

    /// What came from there the last time.
    pub fn recall(&self, kept: Kept, from: &str) -> Option<Vec<u8>> {
        self.world.read(&self.place(kept, from)?).ok()
    }

    /// Keeps what came from there. A cache that cannot be written is no reason to fail.
    pub fn remember(&self, kept: Kept, from: &str, bytes: &[u8]) {
        if let Some(path) = self.place(kept, from) {
            let _ = self.world.write(&path, bytes);
        }
    }

    fn place(&self, kept: Kept, from: &str) -> Option<PathBuf> {
        let root = self.root.as_ref()?;
        Some(root.join(kept.folder()).join(sha256_hex(from.as_bytes())))
    }

    /// A folder with one file, so that the archive keeps its name.
    fn archive_folder(&self, digest: &str) -> Option<PathBuf> {
        let hex = hex_of(digest);
        let fits = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let root = self.root.as_ref().filter(|_| fits)?;
        Some(root.join("archives").join(hex))
    }
}

/// The digest without the name of its algorithm.
pub fn hex_of(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest)
}
