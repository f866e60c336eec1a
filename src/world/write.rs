//! Files that are there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside the one that is to be, then puts it in its place. A link stays, and the
/// file it leads to is written; so do permissions. Devices and pipes are written to where they are, and
/// so is what the process has open, which may be a file: behind what was written to it before.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    match path.to_str() {
        Some("/dev/stdout" | "/dev/fd/1") => return all(io::stdout(), content),
        Some("/dev/stderr" | "/dev/fd/2") => return all(io::stderr(), content),
        _ => {}
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let known = fs::metadata(path);
    let is_open = path.starts_with("/dev/fd") || path.starts_with("/proc");
    if let Ok(known) = &known
        && (is_open || !known.is_file())
    {
        return all(OpenOptions::new().append(true).open(path)?, content);
    }
    let path = match &known {
        Ok(_) => fs::canonicalize(path)?,
        Err(_) => path.to_path_buf(),
    };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let unfinished = path.with_file_name(name);
    let put = || {
        let mut file = File::create(&unfinished)?;
        if let Ok(known) = known {
            file.set_permissions(known.permissions())?;
        }
        file.write_all(content)?;
        drop(file);
        fs::rename(&unfinished, &path)
    };
    let written = put();
    if written.is_err() {
        // The first error is the one to tell; the leftover may not even exist.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn all(mut out: impl Write, content: &[u8]) -> io::Result<()> {
    out.write_all(content)?;
    out.flush()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::write;

    #[test]
    fn links_and_permissions_stay() {
        let folder = std::env::temp_dir().join(format!("render-write-{}", std::process::id()));
        let (file, link) = (folder.join("sub/file"), folder.join("link"));
        let device = folder.join("null");
        write(&file, b"one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("sub/file", &link).unwrap();
        symlink("/dev/null", &device).unwrap();
        write(&link, b"two").unwrap();
        write(&device, b"three").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        for link in [&link, &device] {
            assert!(fs::symlink_metadata(link).unwrap().is_symlink());
        }
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
