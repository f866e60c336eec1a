//! Go's `text/template`: the language of templates, executed as Go 1.27 executes it.
//!
//! A text is cut into items, parsed into nodes, resolved, and executed; each step can be called
//! alone. Most callers want a [`Set`] of templates with their [`Functions`].
//!
//! - [`lex`], [`mod@parse`], [`ast`]: a text as nodes, under the names Go gives them.
//! - [`Set`], [`Template`]: templates by name.
//! - `resolve`, `exec`: names as numbers and pointers, and the executor.
//! - [`ExecError`]: what went wrong, in Go's words, with the place and the way to it.
//! - [`function`], [`Functions`]: how Rust functions become template functions.
//! - [`call`]: what a function can reach while it is called.
//! - [`builtins`]: the functions every template has.
//! - [`lines`]: where each line of what was written came from.
//! - [`Usage`], [`mentions()`]: what became of values while executing, and what the code names.
//! - [`limits`]: a bound on everything a template can make the machine do.
//! - [`printf`]: values as text, as Go's `fmt` prints them.
//! - [`letters`], [`unquote`]: what identifiers are made of, and Go's literals.

pub mod ast;
pub mod builtins;
pub mod call;
mod error;
mod exec;
pub mod function;
mod functions;
pub mod letters;
pub mod lex;
pub mod limits;
pub mod lines;
mod mentions;
pub mod parse;
mod print;
pub mod printf;
mod resolve;
mod set;
mod stack;
pub mod unquote;
mod usage;

pub use error::{ExecError, Frame, FrameKind};
pub use exec::{Given, Missed, NoTrace, Reached, Trace, Tracer};
pub use functions::Functions;
pub use mentions::{Mention, Role, What, mentions};
pub use set::{MissingKey, Set, Template};
pub use usage::Usage;
