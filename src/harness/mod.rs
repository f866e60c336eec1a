//! What Harness does before and after templates: expressions, context, values, files, order.
//!
//! - [`expression`]: the language of `<+...>`.
//! - [`context`]: what Harness would know: the answers to expressions.
//! - [`files`]: which files of a folder are templates.
//! - [`values`]: how values files merge.

pub mod context;
pub mod expression;
pub mod files;
pub mod values;

pub use context::{Context, ContextError};
