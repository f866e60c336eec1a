//! The real program, started as others start it.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests may give up as tests do"
)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// A `render` to be started.
pub fn render() -> Command {
    Command::new(env!("CARGO_BIN_EXE_render"))
}

/// Runs a program to its end; what it reads is given at once.
pub fn finished(command: &mut Command, stdin: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("there is an input");
    // A program that does not read its input is not an error.
    let _ = input.write_all(stdin.as_bytes());
    drop(input);
    child.wait_with_output().expect("the program ends")
}
