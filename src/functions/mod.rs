//! The functions that sprig and Helm offer to templates, a file a family.
//!
//! Each family's file holds plain Rust functions and one `TABLE` of [`Entry`]: the function, the
//! profiles that have it, its signature as Go words it, a line of help and an example. Arguments
//! are converted and checked by [`crate::gotemplate::function`], in one place.

pub mod base;
mod cast;
pub mod conversion;
pub mod crypto;
mod decimal;
pub mod defaults;
pub mod dicts;
pub mod encoding;
mod items;
pub mod lists;
pub mod math;
mod merge;
pub mod paths;
pub mod random;
pub mod reflection;
pub mod regex;
pub mod semver;
pub mod sequences;
pub mod strings;
mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod urls;

pub use table::{Entry, Family, Profiles};
