//! Versions and constraints on them, as Masterminds/semver 3.5 has them (not the language of
//! Cargo: a hyphen range, `~>`, `x` and prereleases mean other things there).

pub mod constraint;
mod object;
pub mod v1;
pub mod version;

pub use constraint::Constraints;
pub use object::TABLE;
pub use version::{Segment, Version};
