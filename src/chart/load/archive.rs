//! The files of a `.tgz`: every path checked, sizes and numbers bounded before anything is kept.

use std::cell::Cell;
use std::io::{self, Read as _};

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::{BYTE_ORDER_MARK, MAX_CHART, MAX_FILE, MAX_FILES, Read};
use crate::chart::Error;
use crate::chart::error::quoted;
use crate::world::Bytes;

/// Refuses what is no gzip file at all.
pub(super) fn check(bytes: &[u8], name: &str) -> Result<(), Error> {
    if bytes.starts_with(b"\x1f\x8b\x08") {
        return Ok(());
    }
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        return Err(Error::new(format!(
            "file '{name}' seems to be a YAML file, but expected a gzipped archive"
        )));
    }
    let kind = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    Err(Error::new(format!(
        "file '{name}' does not appear to be a gzipped archive; got '{kind}'"
    )))
}

/// The text of the chart's own `values.yaml` in an archive, where there is one. Nothing behind it is
/// unpacked, and what is wrong with the archive is told when the chart is loaded.
pub fn archived_values(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = Archive::new(MultiGzDecoder::new(bytes).take(MAX_CHART * 2));
    let mut entries = archive.entries().ok()?.map_while(Result::ok);
    let mut entry = entries.find(|entry| {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        checked(&name).is_ok_and(|path| path == "values.yaml")
    })?;
    let mut data = Vec::new();
    (&mut entry)
        .take(MAX_FILE as u64)
        .read_to_end(&mut data)
        .ok()?;
    let text = data.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&data);
    Some(text.to_vec())
}

/// All files of an archive, with paths inside the folder that holds them.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Read>, Error> {
    // A little beyond the bound, for the headers and for the bound to be noticed.
    let unpacked = MultiGzDecoder::new(bytes).take(MAX_CHART * 2);
    let progress = Progress::default();
    let mut archive = Archive::new(Watched {
        reader: unpacked,
        progress: &progress,
    });
    let unreadable = |error: io::Error| unreadable(&error, progress.has_ended.get());
    // Where the next header is.
    let mut next = 0;
    let mut files = Vec::new();
    let mut left = MAX_CHART;
    let mut data = Vec::new();
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = match entry {
            Ok(entry) => entry,
            // Go does not miss what fills the last block.
            Err(_) if progress.has_ended.get() && progress.read.get() <= next => {
                return done(files);
            }
            Err(error) => return Err(unreadable(error)),
        };
        next = (entry.raw_file_position() + entry.size()).next_multiple_of(BLOCK);
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        let skipped = [
            EntryType::Directory,
            EntryType::XGlobalHeader,
            EntryType::XHeader,
        ];
        // An old archive has no other mark of folders.
        let is_old = entry.header().as_old().linkflag == [0];
        if skipped.contains(&kind) || (is_old && name.ends_with('/')) {
            continue;
        }
        let path = checked(&name)?;
        if entry.size() > left {
            return Err(too_large());
        }
        if entry.size() > MAX_FILE as u64 {
            return Err(Error::new(format!(
                "decompressed chart file {} is larger than the maximum file size {MAX_FILE}",
                quoted(&name)
            )));
        }
        if files.len() >= MAX_FILES {
            return Err(Error::new(format!("chart has more than {MAX_FILES} files")));
        }
        data.clear();
        let read = (&mut entry)
            .take(left)
            .read_to_end(&mut data)
            .map_err(unreadable)? as u64;
        if read < entry.size() && progress.has_ended.get() {
            return Err(unreadable(io::ErrorKind::UnexpectedEof.into()));
        }
        if read < entry.size() || read >= left {
            return Err(too_large());
        }
        left -= read;
        files.push(Read {
            name: path,
            data: Bytes::from(data.as_slice()).without(BYTE_ORDER_MARK),
        });
    }
    check_end(archive.into_inner()).map_err(unreadable)?;
    done(files)
}

fn done(files: Vec<Read>) -> Result<Vec<Read>, Error> {
    match files.is_empty() {
        true => Err(Error::new("no files in chart archive")),
        false => Ok(files),
    }
}

/// How far a reader is.
#[derive(Default)]
struct Progress {
    read: Cell<u64>,
    has_ended: Cell<bool>,
}

/// A reader whose progress is seen while it belongs to another one.
struct Watched<'w, R> {
    reader: R,
    progress: &'w Progress,
}

impl<R: io::Read> io::Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.read.update(|before| before + read as u64);
        if read == 0 && !buffer.is_empty() {
            self.progress.has_ended.set(true);
        }
        Ok(read)
    }
}

/// Behind the block of zeroes that ends an archive there is another one, or nothing.
fn check_end(rest: impl io::Read) -> io::Result<()> {
    let mut block = Vec::new();
    rest.take(BLOCK).read_to_end(&mut block)?;
    match block.len() as u64 {
        0 => Ok(()),
        BLOCK if block.iter().all(|&byte| byte == 0) => Ok(()),
        BLOCK => Err(io::Error::other("a block behind the end")),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The size of what archives are made of.
const BLOCK: u64 = 512;

fn too_large() -> Error {
    Error::new(format!(
        "decompressed chart is larger than the maximum size {MAX_CHART}"
    ))
}

/// Go's words for what is wrong with an archive; the rest of it may be missing.
fn unreadable(error: &io::Error, has_ended: bool) -> Error {
    Error::new(match error.kind() {
        io::ErrorKind::UnexpectedEof => "unexpected EOF".to_string(),
        io::ErrorKind::InvalidInput => "gzip: invalid header".to_string(),
        io::ErrorKind::Other if has_ended => "unexpected EOF".to_string(),
        io::ErrorKind::Other => "archive/tar: invalid tar header".to_string(),
        _ => error.to_string(),
    })
}

/// The path without its first folder, if it stays in the chart.
fn checked(name: &str) -> Result<String, Error> {
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (first, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let path = rest.replace(delimiter, "/");
    if path.starts_with('/') {
        return Err(Error::new("chart illegally contains absolute paths"));
    }
    let path = clean(&path);
    if path == "." {
        return Err(Error::new(format!(
            "chart illegally contains content outside the base directory: {}",
            quoted(name)
        )));
    }
    if path.starts_with("..") {
        return Err(Error::new("chart illegally references parent directory"));
    }
    let bytes = path.as_bytes();
    if matches!(bytes, [drive, b':', b'/', ..] if drive.is_ascii_alphabetic()) {
        return Err(Error::new("chart contains illegally named files"));
    }
    if first == "Chart.yaml" {
        return Err(Error::new("chart yaml not in base directory"));
    }
    Ok(path)
}

/// Go's `path.Clean` of a relative path.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    match parts.is_empty() {
        true => ".".to_string(),
        false => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_chart_are_refused() {
        let cases = [
            ("../../x", "chart illegally references parent directory"),
            (
                "/foo/../../x",
                "chart illegally references parent directory",
            ),
            (
                "./.",
                "chart illegally contains content outside the base directory: \"./.\"",
            ),
            (
                "x",
                "chart illegally contains content outside the base directory: \"x\"",
            ),
            ("//foo", "chart illegally contains absolute paths"),
            ("\\\\foo", "chart illegally contains absolute paths"),
            (
                "\\..\\..\\foo",
                "chart illegally references parent directory",
            ),
            ("\\.\\c:\\\\foo", "chart contains illegally named files"),
            ("/./c://foo", "chart contains illegally named files"),
        ];
        for (name, want) in cases {
            let error = checked(name).map_err(|error| error.to_string());
            assert_eq!(error, Err(want.to_string()), "{name}");
        }
        assert_eq!(
            checked("web/templates/./a.yaml").as_deref(),
            Ok("templates/a.yaml")
        );
    }
}
