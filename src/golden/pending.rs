//! What waits to be accepted.
//!
//! A new text stands beside its golden file as `….yaml.new`. An index in the folder of the case
//! knows what the golden files were when they were compared, and which of them are to go: what
//! somebody changed since then is not overwritten.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diff::{Manifest, Options, ResourceDiff, compare};
use crate::harness::mask::Masker;
use crate::world::World;

/// The name of the index.
const INDEX: &str = ".pending.new";
/// What stands behind the name of a golden file.
const NEW: &str = ".new";

/// The files of a case that wait.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    files: Vec<Waiting>,
    #[serde(skip)]
    texts: Vec<Option<Vec<u8>>>,
}

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The path of the golden file under the folder of its case.
    pub file: String,
    /// The SHA-256 of the golden file when it was compared; `None` where there was none.
    pub was: Option<String>,
    /// Whether the golden file is to go.
    pub gone: bool,
}

impl Waiting {
    /// The path of what waits, for people.
    pub fn shown(&self, folder: &Path) -> String {
        let path = folder.join(&self.file);
        match self.gone {
            true => format!("the end of {}", path.display()),
            false => format!("{}{NEW}", path.display()),
        }
    }
}

impl Index {
    /// Adds a file that differs.
    pub fn add(&mut self, name: &str, golden: Option<&[u8]>, now: Option<&[u8]>) {
        self.files.push(Waiting {
            file: name.to_string(),
            was: golden.map(hash),
            gone: now.is_none(),
        });
        self.texts.push(now.map(<[u8]>::to_vec));
    }

    /// Writes what waits, and removes what waits no longer.
    pub fn write(&self, folder: &Path, world: &dyn World) -> io::Result<()> {
        for old in waiting(folder, world)? {
            if !self
                .files
                .iter()
                .any(|new| new.file == old.file && new.gone == old.gone)
            {
                remove_if_there(&new_path(folder, &old.file), world)?;
            }
        }
        for (waiting, text) in self.files.iter().zip(&self.texts) {
            let path = new_path(folder, &waiting.file);
            if let Some(text) = text
                && world.read(&path).ok().as_ref() != Some(text)
            {
                world.write(&path, text)?;
            }
        }
        let index = folder.join(INDEX);
        if self.files.is_empty() {
            return remove_if_there(&index, world);
        }
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other)?;
        world.write(&index, format!("{text}\n").as_bytes())
    }
}

fn new_path(folder: &Path, file: &str) -> PathBuf {
    folder.join(format!("{file}{NEW}"))
}

fn hash(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn remove_if_there(path: &Path, world: &dyn World) -> io::Result<()> {
    match world.kind(path) {
        Ok(_) => world.remove(path),
        Err(_) => Ok(()),
    }
}

/// What waits in a folder: what the index says, and files that it does not know.
///
/// # Errors
/// When the folder cannot be read.
pub fn waiting(folder: &Path, world: &dyn World) -> io::Result<Vec<Waiting>> {
    if world.kind(folder).is_err() {
        return Ok(Vec::new());
    }
    let index: Index = match world.read(&folder.join(INDEX)) {
        Ok(text) => serde_json::from_slice(&text).unwrap_or_default(),
        Err(_) => Index::default(),
    };
    let mut files: Vec<Waiting> = Vec::new();
    for waiting in index.files {
        // A path from a file must not lead elsewhere.
        let inside = Path::new(&waiting.file)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        let is_there = waiting.gone || world.kind(&new_path(folder, &waiting.file)).is_ok();
        if inside && is_there {
            files.push(waiting);
        }
    }
    for path in world.walk(folder)? {
        let name = super::check::name_under(folder, &path);
        if let Some(file) = name.strip_suffix(NEW)
            && name != INDEX
            && !files.iter().any(|waiting| waiting.file == file)
        {
            let was = world.read(&folder.join(file)).ok().map(|text| hash(&text));
            files.push(Waiting {
                file: file.to_string(),
                was,
                gone: false,
            });
        }
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(files)
}

/// A file that waits, with what it would change.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The file.
    pub waiting: Waiting,
    /// What it would change.
    pub diff: ResourceDiff,
}

impl Pending {
    /// Looks at a file that waits; `None` where it changes nothing.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn look(folder: &Path, waiting: Waiting, world: &dyn World) -> io::Result<Option<Pending>> {
        let path = folder.join(&waiting.file);
        let golden = world.read(&path).ok();
        let new = match waiting.gone {
            true => None,
            false => Some(world.read(&new_path(folder, &waiting.file))?),
        };
        let side = |text: Option<Vec<u8>>| -> Vec<Manifest> {
            let text = text.iter();
            text.map(|text| super::check::manifest(&waiting.file, text, None))
                .collect()
        };
        let (old, new) = (side(golden), side(new));
        let parts: Vec<_> = folder
            .components()
            .map(|p| p.as_os_str().to_string_lossy())
            .collect();
        let options = Options {
            folder: parts.join("/"),
            renames: true,
            ..Options::default()
        };
        let compared = compare(&old, &new, &options, &Masker::default());
        let mut resources = compared.resources.into_iter();
        Ok(resources.next().map(|diff| Pending { waiting, diff }))
    }
}

/// What became of a file that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is golden now.
    Accepted,
    /// The golden file is gone.
    Removed,
    /// It waits no longer; the golden file is as it was.
    Rejected,
    /// The golden file was changed since it was compared; both are as they were.
    Changed,
}

/// Lets a file that waits become golden, unless its golden file was changed meanwhile.
///
/// # Errors
/// When a file cannot be read or written.
pub fn accept(folder: &Path, waiting: &Waiting, world: &dyn World) -> io::Result<Settled> {
    let path = folder.join(&waiting.file);
    let golden = world.read(&path).ok();
    if golden.as_deref().map(hash) != waiting.was {
        return Ok(Settled::Changed);
    }
    let settled = match waiting.gone {
        true => {
            remove_if_there(&path, world)?;
            Settled::Removed
        }
        false => {
            let new = new_path(folder, &waiting.file);
            world.write(&path, &world.read(&new)?)?;
            world.remove(&new)?;
            Settled::Accepted
        }
    };
    forget(folder, waiting, world)?;
    Ok(settled)
}

/// Lets a file wait no longer.
///
/// # Errors
/// When a file cannot be removed.
pub fn reject(folder: &Path, waiting: &Waiting, world: &dyn World) -> io::Result<Settled> {
    remove_if_there(&new_path(folder, &waiting.file), world)?;
    forget(folder, waiting, world)?;
    Ok(Settled::Rejected)
}

/// Takes a file out of the index.
fn forget(folder: &Path, settled: &Waiting, world: &dyn World) -> io::Result<()> {
    let path = folder.join(INDEX);
    let Ok(text) = world.read(&path) else {
        return Ok(());
    };
    let mut index: Index = serde_json::from_slice(&text).unwrap_or_default();
    index.files.retain(|waiting| waiting.file != settled.file);
    if index.files.is_empty() {
        return world.remove(&path);
    }
    let text = serde_json::to_string_pretty(&index).map_err(io::Error::other)?;
    world.write(&path, format!("{text}\n").as_bytes())
}
