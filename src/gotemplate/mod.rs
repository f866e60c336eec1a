//! Go's `text/template`: lexer, parser, nodes, executor, `printf` and the built-in functions.
//!
//! - [`function`]: how Rust functions become template functions.
//! - [`call`]: what a function can reach while it is called.
//! - [`limits`]: a bound on everything a template can make the machine do.
//! - [`strconv`], [`unicode`]: Go's literals and classes of runes.

pub mod call;
pub mod function;
pub mod limits;
pub mod printf;
pub mod strconv;
pub mod unicode;
