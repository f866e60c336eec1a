//! TOML as Helm reads and writes it.

mod read;
mod scan;
mod text;
mod write;

pub use read::{TomlReadError, read_toml};
pub use write::{TomlError, write_toml};
