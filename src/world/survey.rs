//! The way through a folder: its files, its links, and what is no file.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use walkdir::WalkDir;

/// What is in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The files, sorted, and what else can be read.
    pub files: Vec<PathBuf>,
    /// Those of them that are no files that lie there: devices, pipes.
    pub irregular: HashSet<PathBuf>,
    /// The links that were met on the way, in their order.
    pub links: Vec<Link>,
}

impl Survey {
    /// What a world without links has: those of the files under a folder that lie in no folder that
    /// is not entered.
    pub(super) fn of(
        folder: &Path,
        mut files: Vec<PathBuf>,
        enters: &mut dyn FnMut(&Path) -> bool,
    ) -> Survey {
        let mut last: Option<(PathBuf, bool)> = None;
        files.retain(|file| {
            let Some(own) = file.parent() else {
                return true;
            };
            if last.as_ref().is_none_or(|(known, _)| known != own) {
                let below = own.ancestors().take_while(|&above| above != folder);
                let below: Vec<&Path> = below.filter(|above| above.starts_with(folder)).collect();
                let entered = below.into_iter().rev().all(&mut *enters);
                last = Some((own.to_path_buf(), entered));
            }
            last.as_ref().is_some_and(|(_, entered)| *entered)
        });
        Survey {
            files,
            ..Survey::default()
        }
    }
}

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its path, as that of the folder was given.
    pub path: PathBuf,
    /// Where it is, from the root.
    pub absolute: PathBuf,
    /// Where it leads in the end, from the root and without links; or what is missing there.
    pub target: PathBuf,
    /// What that is to the folder that was walked.
    pub leads: Leads,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To something in the folder that was walked.
    Inside,
    /// To something elsewhere.
    Outside,
    /// To nothing.
    Nowhere,
}

/// A place where the way through a folder ended.
#[derive(Debug)]
pub struct SurveyError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was wrong with it.
    pub error: io::Error,
}

impl SurveyError {
    /// The error, with its place where that is not the folder itself.
    pub fn seen_from(self, folder: &Path) -> io::Error {
        match self.path == folder {
            true => self.error,
            false => io::Error::other(format!("{}: {}", self.path.display(), self.error)),
        }
    }
}

/// Goes through a folder, links followed, and through those folders in it that it `enters`. A file
/// given instead of a folder is the only one.
pub(super) fn survey(
    folder: &Path,
    enters: &mut dyn FnMut(&Path) -> bool,
) -> Result<Survey, SurveyError> {
    let fails = |error| SurveyError {
        path: folder.to_path_buf(),
        error,
    };
    let mut found = Survey::default();
    let mut entries = WalkDir::new(folder).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // A folder that is not entered may lead back up, and a link that leads nowhere is
                // for the caller to judge.
                let looped = error.loop_ancestor().is_some();
                let path = error.path().filter(|_| error.depth() > 0);
                let path = path.filter(|path| !looped || !enters(path));
                let met = path.and_then(|path| link(folder, path).ok().flatten());
                match met.filter(|met| looped || met.leads == Leads::Nowhere) {
                    Some(met) => found.links.push(met),
                    None => return Err(at(folder, error)),
                }
                continue;
            }
        };
        if found.files.len() >= MAX_FILES {
            let text = format!("there are more than {MAX_FILES} files in it");
            return Err(fails(io::Error::other(text)));
        }
        if entry.path_is_symlink() && entry.depth() > 0 {
            let link = link(folder, entry.path()).map_err(fails)?;
            found.links.extend(link);
        }
        let kind = entry.file_type();
        if kind.is_dir() {
            if entry.depth() > 0 && !enters(entry.path()) {
                entries.skip_current_dir();
            }
            continue;
        }
        if !kind.is_file() {
            found.irregular.insert(entry.path().to_path_buf());
        }
        found.files.push(entry.into_path());
    }
    // In one go, which takes a fraction of the time that sorting each folder takes. All begin
    // with the folder.
    let from = folder.as_os_str().len();
    found.files.sort_unstable_by(|a, b| by_names(a, b, from));
    found.links.sort_by(|a, b| by_names(&a.path, &b.path, from));
    Ok(found)
}

/// The most files of a folder.
const MAX_FILES: usize = 500_000;

/// The order of paths name by name: what is in a folder stands together. They are the same up to a
/// place.
fn by_names(a: &Path, b: &Path, from: usize) -> Ordering {
    fn rest(path: &Path, from: usize) -> &[u8] {
        let whole = path.as_os_str().as_encoded_bytes();
        whole.get(from..).unwrap_or_default()
    }
    let (a, b) = (rest(a, from), rest(b, from));
    let ((eights, _), (others, _)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let eights = eights.iter().zip(others);
    let mut same = eights.take_while(|(a, b)| a == b).count() * 8;
    let rest = a[same..].iter().zip(&b[same..]);
    same += rest.take_while(|(a, b)| a == b).count();
    let rank = |byte: Option<&u8>| byte.map(|&byte| (byte != MAIN_SEPARATOR as u8, byte));
    rank(a.get(same)).cmp(&rank(b.get(same)))
}

/// A link at this path; `None` where what it leads to cannot be followed for another reason than
/// that it is missing.
fn link(folder: &Path, path: &Path) -> io::Result<Option<Link>> {
    let (target, leads) = match fs::canonicalize(path) {
        Ok(target) if target.starts_with(fs::canonicalize(folder)?) => (target, Leads::Inside),
        Ok(target) => (target, Leads::Outside),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let Some(missing) = missing(path, MAX_LINKS) else {
                return Ok(None);
            };
            (missing, Leads::Nowhere)
        }
        Err(_) => return Ok(None),
    };
    Ok(Some(Link {
        path: path.to_path_buf(),
        absolute: std::path::absolute(path)?,
        target,
        leads,
    }))
}

/// How many links lead to another, at most, as in Go.
const MAX_LINKS: usize = 255;

/// The first name on the way of a link that is not there, behind the folders it leads through.
fn missing(link: &Path, links: usize) -> Option<PathBuf> {
    let target = link.parent()?.join(fs::read_link(link).ok()?);
    let mut way = PathBuf::new();
    for name in target.components() {
        way.push(name);
        let Ok(met) = fs::symlink_metadata(&way) else {
            let folder = way.parent().map(fs::canonicalize)?.ok()?;
            return Some(folder.join(way.file_name()?));
        };
        if met.is_symlink() && !way.exists() {
            return missing(&way, links.checked_sub(1)?);
        }
    }
    None
}

/// An error on the way through a folder, at its place.
fn at(folder: &Path, error: walkdir::Error) -> SurveyError {
    let path = error.path().unwrap_or(folder).to_path_buf();
    let looped = error.loop_ancestor().is_some();
    let text = error.to_string();
    let error = error.into_io_error().filter(|_| !looped);
    SurveyError {
        path,
        error: error.unwrap_or_else(|| io::Error::other(text)),
    }
}
