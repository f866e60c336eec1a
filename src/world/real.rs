//! The machine the program runs on.

use std::fs;
use std::io::{self, Read, Write};
use std::iter;
use std::net::{IpAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::survey::survey;
use super::write::write;
use super::{
    Bytes, DrawKey, FileKind, Finished, HttpRequest, HttpResponse, Leads, Nearby, Program,
    Randomness, Survey, SurveyError, Timestamp, Unread, World,
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

    fn read_within(
        &self,
        path: &Path,
        most: usize,
        nearby: &mut Nearby,
        unread: Option<&Unread>,
    ) -> io::Result<Option<Bytes>> {
        let later = |length, unread| {
            let reader = |path: &Path, length| read_shared(fs::File::open(path)?, length, length);
            Bytes::later(path.to_path_buf(), length, reader, unread)
        };
        if let Some(unread) = unread {
            let length = nearby.length(path)?;
            // What may be read need not be opened to know that it can be.
            if length > 0 && nearby.may_read(path) {
                return Ok((length <= most).then(|| later(length, unread)));
            }
        }
        let Some((file, length)) = open_within(path, most, nearby)? else {
            return Ok(None);
        };
        Ok(match unread {
            Some(unread) if length > 0 => Some(later(length, unread)),
            // Of what has no length nobody knows what is in it before it is read.
            _ => {
                let bytes = read_shared(file, length, most)?;
                (bytes.len() <= most).then(|| bytes.into())
            }
        })
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
        let found = survey(folder, &mut |_| true).map_err(|failed| failed.seen_from(folder))?;
        match found.links.iter().find(|link| link.leads == Leads::Nowhere) {
            Some(link) => Err(io::Error::other(format!(
                "{}: nothing is where this link leads, at {}",
                link.path.display(),
                link.target.display()
            ))),
            None => Ok(found.files),
        }
    }

    fn survey(
        &self,
        folder: &Path,
        enters: &mut dyn FnMut(&Path) -> bool,
    ) -> Result<Survey, SurveyError> {
        survey(folder, enters)
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
        write(path, content)
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

/// A file and its length, if that is not more.
fn open_within(
    path: &Path,
    most: usize,
    nearby: &mut Nearby,
) -> io::Result<Option<(fs::File, usize)>> {
    let file = nearby.open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    Ok((length <= most).then_some((file, length)))
}

/// What is in a file of this length, read to where it stays: a buffer in between would be as many
/// pages more. What is made while it is read, as below /proc, is said to be empty: of that so many
/// bytes, and one more where there are more.
fn read_shared(mut file: fs::File, length: usize, most: usize) -> io::Result<Rc<[u8]>> {
    if length == 0 {
        let mut made = Vec::new();
        let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        file.take(bound).read_to_end(&mut made)?;
        return Ok(made.into());
    }
    let mut bytes: Rc<[u8]> = iter::repeat_n(0, length).collect();
    let mut read = 0;
    if let Some(buffer) = Rc::get_mut(&mut bytes) {
        while read < length {
            match file.read(&mut buffer[read..]) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    // It may have been cut meanwhile.
    Ok(match bytes.get(..read) {
        Some(less) if read < length => less.into(),
        _ => bytes,
    })
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_while_it_is_read_is_read() {
        let path = Path::new("/proc/version");
        let world = RealWorld;
        let mut nearby = Nearby::default();
        let mut within = |most| {
            world
                .read_within(path, most, &mut nearby, None)
                .ok()
                .flatten()
        };
        assert!(within(1 << 20).is_some_and(|text| text.starts_with(b"Linux")));
        assert!(within(3).is_none());
        let all = within(1 << 20);
        let later = world.read_within(path, 1 << 20, &mut nearby, Some(&Unread::default()));
        assert_eq!(later.ok().flatten(), all);
    }
}
