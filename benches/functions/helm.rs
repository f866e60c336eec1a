//! Helm's engine, by a small program in Go that is built where Go and its modules can be had.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The program at work: it renders a template whenever it is told a number.
pub struct Helm {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Helm {
    /// Builds and starts the program; says on standard error why it cannot be had.
    pub fn start(templates: &[String]) -> Option<Self> {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/functions/helm");
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("helm-engine");
        let mut build = Command::new("go");
        build.args(["build", "-o"]).arg(&program).arg(".");
        match build.current_dir(sources).status() {
            Ok(status) if status.success() => {}
            Ok(_) => {
                eprintln!("without Helm: its engine cannot be built here");
                return None;
            }
            Err(error) => {
                eprintln!("without Helm: go: {error}");
                return None;
            }
        }
        let mut command = Command::new(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let mut input = child.stdin.take()?;
        let output = BufReader::new(child.stdout.take()?);
        writeln!(input, "{}", templates.len()).ok()?;
        for text in templates {
            writeln!(input, "{}", serde_json::to_string(text).ok()?).ok()?;
        }
        Some(Helm {
            child,
            input,
            output,
        })
    }

    /// Renders a template and gives the length of what it printed.
    pub fn render(&mut self, template: usize) -> Option<usize> {
        writeln!(self.input, "{template}").ok()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer).ok()?;
        answer.trim().parse().ok()
    }
}

impl Drop for Helm {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to tell either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
