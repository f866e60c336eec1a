//! The libraries of Helm, in a Go program that works on request.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::{env, fs, io, process};

/// The running program.
pub struct Go {
    child: Child,
    pipes: RefCell<(ChildStdin, BufReader<ChildStdout>)>,
    folder: PathBuf,
}

impl Go {
    /// Builds and starts the program, with these files in its folder.
    ///
    /// # Errors
    /// Where there is no Go, or its modules cannot be had.
    pub fn start(files: &[(&str, &[u8])]) -> Result<Go, String> {
        let folder = env::temp_dir().join(format!("render-bench-{}", process::id()));
        Go::start_in(&folder, files).inspect_err(|_| {
            let _ = fs::remove_dir_all(&folder);
        })
    }

    fn start_in(folder: &Path, files: &[(&str, &[u8])]) -> Result<Go, String> {
        let words = |error: io::Error| error.to_string();
        fs::create_dir_all(folder).map_err(words)?;
        for (name, text) in files {
            fs::write(folder.join(name), text).map_err(words)?;
        }
        let program = folder.join("bench");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/encoding/go");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .current_dir(source)
            .output()
            .map_err(words)?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).trim().to_owned());
        }
        let mut child = Command::new(program)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(words)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".into());
        };
        Ok(Go {
            child,
            pipes: RefCell::new((input, BufReader::new(output))),
            folder: folder.to_owned(),
        })
    }

    /// Lets it do a piece of work; the bytes it read or wrote.
    pub fn work(&self, name: &str) -> usize {
        let (input, output) = &mut *self.pipes.borrow_mut();
        let mut answer = String::new();
        let done = writeln!(input, "{name}").and_then(|()| output.read_line(&mut answer));
        match (done, answer.trim().parse()) {
            (Ok(_), Ok(bytes)) => bytes,
            _ => {
                eprintln!("the Go program ended early");
                process::exit(1)
            }
        }
    }
}

impl Drop for Go {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
