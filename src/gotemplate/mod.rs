//! Go's `text/template`: lexer, parser, nodes, executor, `printf` and the built-in functions.

pub mod strconv;
pub mod unicode;
