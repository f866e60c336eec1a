//! The values templates see, with the kinds Go tells apart, and where each came from.

pub mod number;
pub mod printable;
pub mod quote;
pub mod utf8;
