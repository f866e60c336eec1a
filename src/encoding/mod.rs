//! YAML, JSON and TOML, exactly as Helm reads and writes them.

pub mod json;
pub mod toml;
mod walk;
pub mod yaml;

pub use walk::MAX_DEPTH;
