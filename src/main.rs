//! The `render` program.

fn main() {}
