//! How diagnostics are drawn, one file a format.

mod text;

pub use text::{Style, text};
