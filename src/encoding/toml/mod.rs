//! TOML as Helm reads and writes it.

mod lex;
mod read;
mod tables;
mod write;

pub use read::{TomlReadError, read_toml};
pub use write::{TomlError, write_toml};
