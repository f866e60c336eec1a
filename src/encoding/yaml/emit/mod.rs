//! Writing YAML, byte for byte as go-yaml writes it.
//!
//! - `value`: `toYaml` and `toYamlPretty`, which walk a [`Value`](crate::value::Value).
//! - `emitter`: a push interface (begin a map, a key, a scalar, end) that lays out the blocks.
//! - `scalar`: how a scalar is written in each of the four styles.
//! - `glance`: what stands plain, as most texts do, told at once; `analysis`: which styles any other
//!   text allows.
//! - `plain`: which texts would be read as something other than text.
//! - `order`: go-yaml's order of keys.
//! - `remember`: where what is written came from.
//! - `json`: what a text becomes on its way through JSON, which `toYaml` takes.

mod analysis;
mod emitter;
mod glance;
mod json;
mod order;
mod plain;
mod remember;
mod scalar;
mod value;

pub use emitter::{Dialect, Emitter};
pub use value::{EmitError, to_yaml, to_yaml_pretty};
