//! The functions that every Go template has (`text/template`'s `builtins`), with Go's error
//! texts.
//!
//! - `print`: print, printf, println.
//! - `compare`: eq, ne, lt, le, gt, ge.
//! - `index`: index, slice, len.
//! - `escape`: html, js, urlquery.
//! - `logic`: and, or, not, call.

mod compare;
mod escape;
mod index;
mod logic;
mod print;

pub(in crate::gotemplate) use compare::Comparison;
pub use compare::{equal, less};
pub use print::format;

use super::function::Function;
use crate::function;

/// All of them, sorted by name.
///
/// The executor evaluates the arguments of `and` and `or` one by one and stops at the first that
/// decides; here they are functions like the others, which see all their arguments.
pub static FUNCTIONS: [Function; 19] = [
    function!("and", logic::and),
    function!("call", logic::call),
    function!("eq", compare::eq),
    function!("ge", compare::ge),
    function!("gt", compare::gt),
    function!("html", escape::html),
    function!("index", index::index),
    function!("js", escape::js),
    function!("le", compare::le),
    function!("len", index::len),
    function!("lt", compare::lt),
    function!("ne", compare::ne),
    function!("not", logic::not),
    function!("or", logic::or),
    function!("print", print::print),
    function!("printf", print::printf),
    function!("println", print::println),
    function!("slice", index::slice),
    function!("urlquery", escape::urlquery),
];

/// The built-in function of this name.
pub fn find(name: &str) -> Option<&'static Function> {
    let at = FUNCTIONS
        .binary_search_by(|function| function.name.cmp(name))
        .ok()?;
    FUNCTIONS.get(at)
}
