//! Values of Secrets: compared in the open, shown masked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::change::{Action, How};
use super::tree::{Side, Walk, same, shown as yaml};
use super::{Manifest, certificate};
use crate::encoding::yaml::emit::to_yaml;
use crate::encoding::yaml::{Numbers, Reader};
use crate::value::{Map, Str, Value};

/// What stands for a value.
const MASK: &str = "***";
/// What stands for a value that the other side has otherwise.
const BEFORE: &str = "*** (before)";
/// What stands for the value that took its place.
const AFTER: &str = "*** (after)";

/// Compares two values of a Secret.
pub(super) fn values(walk: &mut Walk<'_>, old: Option<Side<'_>>, new: Option<Side<'_>>) {
    let line = |side: Option<Side<'_>>| side.map(|side| side.line);
    let (old_line, new_line) = (line(old), line(new));
    match (old, new) {
        (Some(old), Some(new)) => {
            if same(old.value, new.value) {
                return;
            }
            let (a, b) = (decoded(walk, old.value), decoded(walk, new.value));
            // A certificate is no secret; a key beside it is not told of.
            let told = (
                a.as_ref().and_then(certificate::told),
                b.as_ref().and_then(certificate::told),
            );
            match told {
                (Some(a), Some(b)) => {
                    walk.changed_as(How::Certificate, a, b, old.line, new.line);
                }
                _ => walk.changed_as(How::Secret, BEFORE.into(), AFTER.into(), old.line, new.line),
            }
        }
        (None, Some(_)) => walk.push(Action::Added, None, Some(MASK.into()), None, new_line),
        (Some(_), None) => walk.push(Action::Removed, Some(MASK.into()), None, old_line, None),
        (None, None) => {}
    }
}

/// Notes that two texts of a Secret differ, of which one cannot be read.
pub(super) fn texts(walk: &mut Walk<'_>) {
    walk.changed_as(How::Secret, BEFORE.into(), AFTER.into(), 0, 0);
}

/// The text that a value stands for.
fn decoded(walk: &Walk<'_>, value: &Value) -> Option<Str> {
    let text = value.as_str()?;
    if !walk.in_base64() {
        return Some(text.clone());
    }
    let bytes = STANDARD.decode(text.as_bytes().trim_ascii()).ok()?;
    Some(Str::new(&bytes))
}

/// The texts of both sides as they may be shown: Secrets with masks, the same for what is the same.
pub(super) fn shown(
    old: Option<&Manifest>,
    new: Option<&Manifest>,
) -> (Option<String>, Option<String>) {
    let is_secret = |side: Option<&Manifest>| side.is_some_and(|side| side.id.kind == "Secret");
    if !is_secret(old) && !is_secret(new) {
        let text =
            |side: Option<&Manifest>| Some(String::from_utf8_lossy(&side?.text).into_owned());
        return (text(old), text(new));
    }
    let (old, new) = (old.map(tree), new.map(tree));
    for field in ["data", "stringData"] {
        let map = |side: &Option<Value>| side.as_ref()?.as_map()?.get(field)?.as_map().cloned();
        let (a, b) = (map(&old), map(&new));
        let alike = |key: &Str, other: &Option<Map>, value: &Value| match other {
            Some(other) => other.get(key).is_none_or(|other| same(value, &other)),
            None => true,
        };
        let masked = |own: &Map, other: &Option<Map>, changed: &str| -> Map {
            let mask = |key: &Str, value: &Value| match alike(key, other, value) {
                true => MASK,
                false => changed,
            };
            let entries = own.borrow();
            entries
                .iter()
                .map(|e| (e.key.clone(), Value::from(mask(&e.key, &e.value))))
                .collect()
        };
        let masked_old = a.as_ref().map(|own| masked(own, &b, BEFORE));
        let masked_new = b.as_ref().map(|own| masked(own, &a, AFTER));
        for (side, masked) in [(&old, masked_old), (&new, masked_new)] {
            if let (Some(Value::Map(side)), Some(masked)) = (side, masked) {
                side.insert(field, Value::Map(masked));
            }
        }
    }
    let text = |side: Option<Value>| Some(format!("{}\n", yaml(&side?)));
    (text(old), text(new))
}

fn tree(manifest: &Manifest) -> Value {
    Reader::new()
        .numbers(Numbers::Typed)
        .value(&manifest.text)
        .unwrap_or(Value::Nil)
}

/// The text of a resource as it may be kept: a Secret with stand-ins for its values, anything
/// else as it is.
///
/// What stands in `data` is base64 still, so that the text can be applied.
pub fn without_values(manifest: &Manifest) -> Vec<u8> {
    if manifest.id.kind != "Secret" {
        return manifest.text.clone();
    }
    let Value::Map(map) = tree(manifest) else {
        return manifest.text.clone();
    };
    let masked = crate::manifest::redact(&map, crate::manifest::Shown::DryRun);
    match to_yaml(&Value::Map(masked)) {
        Ok(text) => text.into_bytes(),
        Err(_) => Vec::new(),
    }
}
