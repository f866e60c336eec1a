//! Go's `text/template`: lexer, parser, nodes, executor, `printf` and the built-in functions.
//!
//! - [`lex`], [`mod@parse`], [`ast`]: a text as nodes, under the names Go gives them.
//! - [`function`]: how Rust functions become template functions.
//! - [`call`]: what a function can reach while it is called.
//! - [`builtins`]: the functions every template has.
//! - [`limits`]: a bound on everything a template can make the machine do.
//! - [`printf`]: values as text, as Go's `fmt` prints them.
//! - [`letters`], [`unquote`]: what identifiers are made of, and Go's literals.

pub mod ast;
pub mod builtins;
pub mod call;
pub mod function;
pub mod letters;
pub mod lex;
pub mod limits;
pub mod parse;
mod print;
pub mod printf;
mod stack;
pub mod unquote;
