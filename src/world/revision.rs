//! The files of a git revision.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::IpAddr;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use super::{DrawKey, FileKind, Finished, Program, Randomness, Timestamp, World, machine};

/// How long git may take for one answer.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// So many links are followed from one to the next.
const MOST_LINKS: usize = 8;
/// Git's mode of a link.
const LINK: &str = "120000";

/// Another world whose files are those of a git revision, as seen from the folder we are in. It
/// asks the `git` program, and only reads.
#[derive(Debug)]
pub struct RevisionWorld {
    entries: BTreeMap<PathBuf, Entry>,
    contents: RefCell<HashMap<String, Vec<u8>>>,
    outside: Rc<dyn World>,
}

#[derive(Debug)]
struct Entry {
    object: String,
    is_link: bool,
}

impl RevisionWorld {
    /// The files of a revision: a branch, a tag, a commit, `HEAD~2`.
    ///
    /// # Errors
    /// In git's words, where it knows no such revision or is not there.
    pub fn open(revision: &str, outside: Rc<dyn World>) -> io::Result<RevisionWorld> {
        let commit = format!("{revision}^{{commit}}");
        let commit = git(
            &*outside,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &commit,
            ],
        )
        .map_err(|_| io::Error::other(format!("git knows no revision `{revision}` here")))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_string();
        let listed = git(&*outside, &["ls-tree", "-r", "-z", &commit])?;
        let mut entries = BTreeMap::new();
        for line in listed.split(|&byte| byte == 0) {
            let line = String::from_utf8_lossy(line);
            // `mode type object<TAB>path`
            if let Some((head, path)) = line.split_once('\t')
                && let [mode, "blob", object] = head.split(' ').collect::<Vec<_>>()[..]
            {
                let entry = Entry {
                    object: object.to_string(),
                    is_link: mode == LINK,
                };
                entries.insert(PathBuf::from(path), entry);
            }
        }
        Ok(RevisionWorld {
            entries,
            contents: RefCell::default(),
            outside,
        })
    }

    fn content(&self, object: &str) -> io::Result<Vec<u8>> {
        if let Some(content) = self.contents.borrow().get(object) {
            return Ok(content.clone());
        }
        let content = git(&*self.outside, &["cat-file", "blob", object])?;
        self.contents
            .borrow_mut()
            .insert(object.to_string(), content.clone());
        Ok(content)
    }

    /// A path without `.`, `..` and links on the way.
    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let mut path = plain(path);
        for _ in 0..MOST_LINKS {
            let link = path.ancestors().find_map(|part| {
                let entry = self.entries.get(part).filter(|entry| entry.is_link)?;
                Some((part.to_path_buf(), &entry.object))
            });
            let Some((part, object)) = link else {
                return Ok(path);
            };
            let target = self.content(object)?;
            let target = PathBuf::from(String::from_utf8_lossy(&target).into_owned());
            let rest = path
                .strip_prefix(&part)
                .unwrap_or(Path::new(""))
                .to_path_buf();
            path = plain(
                &part
                    .parent()
                    .unwrap_or(Path::new(""))
                    .join(target)
                    .join(rest),
            );
        }
        Err(io::Error::other("links lead to links without end"))
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.pop() => {}
            other => plain.push(other),
        }
    }
    plain
}

fn git(world: &dyn World, args: &[&str]) -> io::Result<Vec<u8>> {
    let program = Program {
        name: "git",
        args,
        stdin: b"",
        time_limit: TIME_LIMIT,
    };
    let finished = world.run(&program).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::other("the program git is not there"),
        _ => error,
    })?;
    match finished.code {
        Some(0) => Ok(finished.stdout),
        _ => Err(io::Error::other(
            String::from_utf8_lossy(&finished.stderr).trim().to_string(),
        )),
    }
}

impl World for RevisionWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let entry = self.entries.get(&self.real(path)?);
        let entry = entry.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        self.content(&entry.object)
    }

    fn kind(&self, path: &Path) -> io::Result<FileKind> {
        let path = self.real(path)?;
        if self.entries.contains_key(&path) {
            return Ok(FileKind::File);
        }
        let mut after = self.entries.range(path.clone()..);
        match after
            .next()
            .is_some_and(|(file, _)| file.starts_with(&path))
        {
            true => Ok(FileKind::Folder),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.kind(folder)?;
        let real = self.real(folder)?;
        let under = |path: &PathBuf| Some(folder.join(path.strip_prefix(&real).ok()?));
        let is_file = |path: &PathBuf| matches!(self.kind(path), Ok(FileKind::File));
        if self.entries.contains_key(&real) {
            return Ok(vec![folder.to_path_buf()]);
        }
        Ok(self
            .entries
            .keys()
            .filter_map(under)
            .filter(is_file)
            .collect())
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        self.outside.read_stdin()
    }

    fn write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.outside.variable(name)
    }

    fn home(&self) -> Option<PathBuf> {
        self.outside.home()
    }

    fn machine(&self) -> Option<Rc<dyn World>> {
        Some(machine(&self.outside))
    }

    fn now(&self) -> Timestamp {
        self.outside.now()
    }

    fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness> {
        self.outside.randomness(key)
    }

    fn run(&self, program: &Program<'_>) -> io::Result<Finished> {
        self.outside.run(program)
    }

    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.outside.resolve(host)
    }
}
