//! Programs in Go beside the benches, which work on request: what Helm's own packages do.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{self, Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running program. It answers each line with one.
pub struct GoProgram {
    child: Child,
    pipes: RefCell<(ChildStdin, BufReader<ChildStdout>)>,
}

impl GoProgram {
    /// Builds the program of a folder below `benches` and starts it.
    ///
    /// # Errors
    /// Where there is no Go, or its modules cannot be had.
    pub fn start<A: AsRef<OsStr>>(folder: &str, args: &[A]) -> Result<GoProgram, String> {
        let words = |error: io::Error| format!("go: {error}");
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder.replace('/', "-"));
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .current_dir(sources.join(folder))
            .output()
            .map_err(words)?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).trim().to_owned());
        }
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(words)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".into());
        };
        Ok(GoProgram {
            child,
            pipes: RefCell::new((input, BufReader::new(output))),
        })
    }

    /// Its answer, or `None` where it has ended.
    pub fn ask(&self, line: &str) -> Option<String> {
        let (input, output) = &mut *self.pipes.borrow_mut();
        let mut answer = String::new();
        writeln!(input, "{line}").ok()?;
        output.read_line(&mut answer).ok()?;
        Some(answer.trim_end().to_owned()).filter(|answer| !answer.is_empty())
    }

    /// Lets it do a piece of work; the bytes it read or wrote. Ends the bench where it has ended.
    #[allow(dead_code, reason = "each bench uses its part")]
    pub fn work(&self, line: &str) -> usize {
        let bytes = self.ask(line).and_then(|answer| answer.parse().ok());
        bytes.unwrap_or_else(|| {
            eprintln!("the Go program ended early");
            process::exit(1)
        })
    }
}

impl Drop for GoProgram {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to tell either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
