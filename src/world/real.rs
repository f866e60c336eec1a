//! The machine the program runs on.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{IpAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use walkdir::WalkDir;

use super::{
    DrawKey, FileKind, Finished, HttpRequest, HttpResponse, Link, Program, Randomness, Timestamp,
    World,
};

/// The real files, clock, randomness, environment and programs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealWorld;

/// Standard input can be read just once.
static STDIN: Mutex<Option<Vec<u8>>> = Mutex::new(None);

impl World for RealWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        // What is made while it is read, as below /proc, is said to be empty.
        let most = if length == 0 { u64::MAX } else { length };
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX))?;
        // Within its length there is no need to ask whether there is more.
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn size(&self, path: &Path) -> io::Result<Option<u64>> {
        let about = fs::metadata(path)?;
        Ok(about.is_file().then_some(about.len()))
    }

    fn kind(&self, path: &Path) -> io::Result<FileKind> {
        let folder = fs::metadata(path)?.is_dir();
        Ok(if folder {
            FileKind::Folder
        } else {
            FileKind::File
        })
    }

    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        Ok(self.walk_with_links(folder)?.0)
    }

    fn walk_with_links(&self, folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<Link>)> {
        let mut files = Vec::new();
        let mut links = Vec::new();
        for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
            let entry = entry.map_err(|error| at(folder, error))?;
            if files.len() >= MAX_WALK {
                let text = format!("there are more than {MAX_WALK} files in it");
                return Err(io::Error::other(text));
            }
            if entry.path_is_symlink() && entry.depth() > 0 {
                links.push(link(folder, entry.path())?);
            }
            if !entry.file_type().is_dir() {
                files.push(entry.into_path());
            }
        }
        Ok((files, links))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
        let mut entries = entries.collect::<io::Result<Vec<PathBuf>>>()?;
        entries.sort();
        Ok(entries)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        let mut read = STDIN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = &*read {
            return Ok(text.clone());
        }
        let mut text = Vec::new();
        io::stdin().lock().read_to_end(&mut text)?;
        Ok(read.insert(text).clone())
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(name);
        let written = fs::write(&unfinished, content).and_then(|()| fs::rename(&unfinished, path));
        if written.is_err() {
            // The first error is the one to tell; the leftover may not even exist.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn home(&self) -> Option<PathBuf> {
        std::env::home_dir()
    }

    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: since.subsec_nanos(),
        }
    }

    fn randomness(&self, _: &DrawKey) -> Box<dyn Randomness> {
        Box::new(OperatingSystem)
    }

    fn run(&self, program: &Program<'_>) -> io::Result<Finished> {
        run(program)
    }

    #[cfg(feature = "fetch")]
    fn http(&self, request: &HttpRequest<'_>) -> io::Result<HttpResponse> {
        super::client::send(request)
    }

    #[cfg(not(feature = "fetch"))]
    fn http(&self, _: &HttpRequest<'_>) -> io::Result<HttpResponse> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this program was built without the feature `fetch`",
        ))
    }

    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0)
            .to_socket_addrs()?
            .map(|address| address.ip())
            .collect())
    }
}

/// The most files of a folder.
const MAX_WALK: usize = 500_000;

fn link(folder: &Path, path: &Path) -> io::Result<Link> {
    let target = fs::canonicalize(path)?;
    Ok(Link {
        path: path.to_path_buf(),
        absolute: std::path::absolute(path)?,
        inside: target.starts_with(fs::canonicalize(folder)?),
        target,
    })
}

/// An error on the way through a folder, with its place where that is another.
fn at(folder: &Path, error: walkdir::Error) -> io::Error {
    let place = error.path().filter(|path| *path != folder);
    let place = place.map(Path::to_path_buf);
    let looped = error.loop_ancestor().is_some();
    let error = io::Error::from(error);
    match place {
        // The text of a loop names its place.
        Some(place) if !looped => io::Error::other(format!("{}: {error}", place.display())),
        _ => error,
    }
}

/// The randomness of the operating system.
struct OperatingSystem;

impl Randomness for OperatingSystem {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        getrandom::fill(buffer).map_err(io::Error::other)
    }
}

/// Runs a program, feeding and reading it on threads of their own so that neither side waits for
/// the other, and ends it when its time is over.
fn run(program: &Program<'_>) -> io::Result<Finished> {
    let mut child = Command::new(program.name)
        .args(program.args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        let input = program.stdin.to_vec();
        // A program that does not read its input is not an error.
        thread::spawn(move || stdin.write_all(&input));
    }
    let stdout = read_all(child.stdout.take());
    let stderr = read_all(child.stderr.take());
    let deadline = Instant::now() + program.time_limit;
    let left = || deadline.saturating_duration_since(Instant::now());
    let outputs = (stdout.recv_timeout(left()), stderr.recv_timeout(left()));
    let (Ok(stdout), Ok(stderr)) = outputs else {
        child.kill()?;
        child.wait()?;
        return Err(io::Error::from(io::ErrorKind::TimedOut));
    };
    Ok(Finished {
        code: child.wait()?.code(),
        stdout: stdout?,
        stderr: stderr?,
    })
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes));
        // Nobody listens any more once the time was over.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}
