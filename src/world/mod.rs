//! The one door to the outside: files, clock, randomness, environment, programs, servers.
//!
//! Nothing else in the library touches the machine it runs on. [`RealWorld`] is that machine,
//! [`MemoryWorld`] a made-up one for tests and browsers, and [`SeededWorld`] any other one whose
//! clock and randomness follow from a text, so that a rendering gives the same bytes everywhere.
//! [`RevisionWorld`] has the files of a git revision.

mod bytes;
#[cfg(feature = "fetch")]
mod client;
mod http;
mod memory;
mod nearby;
mod real;
mod revision;
mod seeded;
mod survey;
mod write;

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

pub use bytes::{Bytes, Unread};
pub use http::{HttpRequest, HttpResponse, Tls};
pub use memory::MemoryWorld;
pub use nearby::Nearby;
pub use real::RealWorld;
pub use revision::RevisionWorld;
pub use seeded::SeededWorld;
pub use survey::{Leads, Link, Survey, SurveyError};

/// The outside, as the library sees it.
pub trait World: fmt::Debug {
    /// The content of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The content of a file that has so many bytes at most; `None` where it has more.
    ///
    /// With `unread` perhaps nobody looks at it: that it can be read is seen at once, and what is
    /// in it may be read when it is looked at.
    fn read_within(
        &self,
        path: &Path,
        most: usize,
        nearby: &mut Nearby,
        unread: Option<&Unread>,
    ) -> io::Result<Option<Bytes>> {
        let _ = (nearby, unread);
        let bytes = self.read(path)?;
        Ok((bytes.len() <= most).then(|| bytes.into()))
    }

    /// What a path is; links are followed.
    fn kind(&self, path: &Path) -> io::Result<FileKind>;

    /// The paths of all files under a folder, sorted; links are followed, and one that leads back
    /// up is an error. A file given instead of a folder is the only one.
    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// As [`World::walk`], with what there is to know of links and devices, and only through the
    /// folders below that one that it `enters`.
    ///
    /// # Errors
    /// What cannot be read on the way. A link that leads nowhere is none: it stands among the links.
    fn survey(
        &self,
        folder: &Path,
        enters: &mut dyn FnMut(&Path) -> bool,
    ) -> Result<Survey, SurveyError> {
        let files = self.walk(folder).map_err(|error| SurveyError {
            path: folder.to_path_buf(),
            error,
        })?;
        Ok(Survey::of(folder, files, enters))
    }

    /// The paths of what is directly in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let files = self.walk(folder)?;
        let mut entries: Vec<PathBuf> = (files.iter())
            .filter_map(|file| Some(folder.join(file.strip_prefix(folder).ok()?.iter().next()?)))
            .collect();
        entries.dedup();
        Ok(entries)
    }

    /// All of standard input, each time it is asked for.
    fn read_stdin(&self) -> io::Result<Vec<u8>>;

    /// Writes a file as a whole or not at all, with the folders it needs.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// An environment variable, `None` where it is not set or not UTF-8.
    fn variable(&self, name: &str) -> Option<String>;

    /// The user's home folder.
    fn home(&self) -> Option<PathBuf>;

    /// The machine behind a world that stands in front of one, with its own files and clock.
    fn machine(&self) -> Option<Rc<dyn World>> {
        None
    }

    /// The time now.
    fn now(&self) -> Timestamp;

    /// Random bytes for one call in a template.
    fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness>;

    /// Runs a program to its end.
    fn run(&self, program: &Program<'_>) -> io::Result<Finished>;

    /// The addresses of a host.
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// Asks a server. Redirects are followed; credentials stay with the host they are for.
    ///
    /// # Errors
    /// When the server cannot be reached or says more than the request takes. A status that
    /// means failure is no error. A world without a network refuses everything.
    fn http(&self, request: &HttpRequest<'_>) -> io::Result<HttpResponse> {
        let _ = request;
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this world has no network",
        ))
    }
}

/// The machine behind a world, however many stand in front of it; itself, where none does.
pub fn machine(world: &Rc<dyn World>) -> Rc<dyn World> {
    world.machine().unwrap_or_else(|| world.clone())
}

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file, or something that can be read as one.
    File,
    /// A folder.
    Folder,
}

/// A moment: seconds and nanoseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanoseconds: u32,
}

/// Which random draw this is: with a seed, its bytes depend on nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DrawKey {
    /// The template file that is being executed.
    pub template: String,
    /// How many draws it made before.
    pub number: u64,
}

/// A stream of random bytes. It can be sent to another thread, where keys are made.
pub trait Randomness: Send {
    /// Fills the buffer.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()>;
}

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program<'a> {
    /// Its name, looked for in `PATH`, or its path.
    pub name: &'a str,
    /// Its arguments.
    pub args: &'a [&'a str],
    /// What it reads on standard input.
    pub stdin: &'a [u8],
    /// How long it may take.
    pub time_limit: Duration,
}

/// What a program left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}
