//! The folder that the last file was in, kept open.

use std::fs::File;
use std::io;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::{ffi::OsStr, os::fd::OwnedFd, os::unix::ffi::OsStrExt as _, path::PathBuf};

#[cfg(target_os = "linux")]
use rustix::fs::{Access, AtFlags, CWD, Mode, OFlags, accessat, open, openat, statat};

/// Where the last file was: the next one beside it is found from there. The way through all the
/// folders above takes the system longer than to look at the file.
///
/// It is of use where files are read in the order of their paths, as those of a chart are.
#[derive(Debug, Default)]
pub struct Nearby {
    #[cfg(target_os = "linux")]
    folder: Option<(PathBuf, OwnedFd)>,
}

#[cfg(target_os = "linux")]
impl Nearby {
    /// Opens a file to read it.
    pub(super) fn open(&mut self, path: &Path) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        let file = match self.beside(path) {
            Some((folder, name)) => openat(folder, name, flags, Mode::empty()),
            None => open(path, flags, Mode::empty()),
        };
        Ok(File::from(file?))
    }

    /// How long the file is that the path leads to.
    pub(super) fn length(&mut self, path: &Path) -> io::Result<usize> {
        let seen = match self.beside(path) {
            Some((folder, name)) => statat(folder, name, AtFlags::empty()),
            None => statat(CWD, path, AtFlags::empty()),
        };
        Ok(usize::try_from(seen?.st_size).unwrap_or(usize::MAX))
    }

    /// Whether the system says that it may be read, without opening it.
    pub(super) fn may_read(&mut self, path: &Path) -> bool {
        let asked = match self.beside(path) {
            Some((folder, name)) => accessat(folder, name, Access::READ_OK, AtFlags::empty()),
            None => accessat(CWD, path, Access::READ_OK, AtFlags::empty()),
        };
        asked.is_ok()
    }

    /// The folder of a path, and the name in it. `None` where the path has to be gone as a whole.
    fn beside<'p>(&mut self, path: &'p Path) -> Option<(&OwnedFd, &'p OsStr)> {
        let whole = path.as_os_str().as_bytes();
        let end = memchr::memrchr(b'/', whole).filter(|end| *end > 0)?;
        let (above, name) = (&whole[..end], &whole[end + 1..]);
        let is_it = |(folder, _): &(PathBuf, OwnedFd)| folder.as_os_str().as_bytes() == above;
        if !self.folder.as_ref().is_some_and(is_it) {
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let above = Path::new(OsStr::from_bytes(above));
            let opened = open(above, flags, Mode::empty()).ok();
            self.folder = opened.map(|folder| (above.to_path_buf(), folder));
        }
        let (_, folder) = self.folder.as_ref()?;
        Some((folder, OsStr::from_bytes(name)))
    }
}

#[cfg(not(target_os = "linux"))]
impl Nearby {
    /// Opens a file to read it.
    pub(super) fn open(&mut self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    /// How long the file is that the path leads to.
    pub(super) fn length(&mut self, path: &Path) -> io::Result<usize> {
        let seen = std::fs::metadata(path)?;
        Ok(usize::try_from(seen.len()).unwrap_or(usize::MAX))
    }

    /// Whether the system says that it may be read, without opening it.
    #[cfg(unix)]
    pub(super) fn may_read(&mut self, path: &Path) -> bool {
        rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
    }

    /// Only those who open it know.
    #[cfg(not(unix))]
    pub(super) fn may_read(&mut self, _: &Path) -> bool {
        false
    }
}
