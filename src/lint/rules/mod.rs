//! The rules, a file each.

mod broken_pull_secret;
mod list_replaced;
mod number_with_exponent;
mod optional_value;
mod private_image;
mod pull_secret_key;
pub(super) mod type_replaced;
mod unprovided_pull_secret;
mod unread_value;
mod unset_value;
mod yaml_surprise;

use super::Rule;

/// All rules, in the order in which they look.
pub const ALL: &[Rule] = &[
    private_image::RULE,
    unprovided_pull_secret::RULE,
    pull_secret_key::RULE,
    broken_pull_secret::RULE,
    number_with_exponent::RULE,
    yaml_surprise::RULE,
    list_replaced::RULE,
    type_replaced::RULE,
    unread_value::RULE,
    unset_value::RULE,
    optional_value::RULE,
];
