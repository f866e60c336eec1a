//! YAML, JSON and TOML, exactly as Helm reads and writes them.

mod buffer;
pub mod json;
mod stretch;
pub mod toml;
mod walk;
pub mod yaml;

pub use walk::MAX_DEPTH;
