//! Secrets in what people read.

use crate::value::{Map, Value};

/// Where a manifest is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In a log.
    Log,
    /// As the result of a dry run, which must still be a Secret that can be read.
    DryRun,
}

/// What stands for a value.
const MASK: &str = "***";
/// The same as base64.
const MASK_BASE64: &str = "Kioq";

/// A resource as Harness shows it: in a Secret, every value of `data` and `stringData` is masked.
/// Other kinds stay as they are, ConfigMaps too.
///
/// ```
/// use manifest_render::manifest::{Shown, redact};
/// use manifest_render::value::{Map, Value};
///
/// let data = Map::from_iter([("password", Value::from("c2VjcmV0"))]);
/// let secret = Map::from_iter([("kind", Value::from("Secret")), ("data", data.into())]);
/// let shown = redact(&secret, Shown::DryRun);
/// let data = shown.get("data").and_then(|data| data.as_map()?.get("password"));
/// assert!(matches!(data, Some(Value::Str(text)) if text == "Kioq"));
/// ```
pub fn redact(resource: &Map, shown: Shown) -> Map {
    let copy = Map::of(resource.ty(), resource.snapshot());
    let is_secret = matches!(resource.get("kind"), Some(Value::Str(kind)) if kind == "Secret");
    if is_secret {
        let of_data = if shown == Shown::DryRun {
            MASK_BASE64
        } else {
            MASK
        };
        for (field, mask) in [("data", of_data), ("stringData", MASK)] {
            if let Some(Value::Map(values)) = copy.get(field) {
                let masked = values
                    .borrow()
                    .iter()
                    .map(|e| (e.key.clone(), mask.into()))
                    .collect();
                copy.insert(field, Value::Map(masked));
            }
        }
    }
    copy
}
