//! YAML, JSON and TOML, exactly as Helm reads and writes them.

pub mod json;
pub mod toml;
pub mod yaml;
