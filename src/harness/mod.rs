//! What Harness does before and after templates: expressions, context, values, files, order.

pub mod expression;
