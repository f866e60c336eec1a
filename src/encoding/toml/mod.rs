//! TOML as Helm reads and writes it.

mod write;

pub use write::{TomlError, write_toml};
