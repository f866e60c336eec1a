//! The rules, a file each.

mod broken_pull_secret;
mod private_image;
mod pull_secret_key;
mod unprovided_pull_secret;

use super::Rule;

/// All rules, in the order in which they look.
pub const ALL: &[Rule] = &[
    private_image::RULE,
    unprovided_pull_secret::RULE,
    pull_secret_key::RULE,
    broken_pull_secret::RULE,
];
