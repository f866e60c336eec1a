//! Helm charts: what they hold, the values they are rendered with, and what their templates see.
//!
//! Everything here follows Helm 4.2.3. Nothing here executes a template.
//!
//! - [`strvals`]: the grammar of `--set` and its relatives.

pub mod strvals;
