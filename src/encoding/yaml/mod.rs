//! YAML in the dialect of go-yaml, which Helm uses.

pub mod emit;
