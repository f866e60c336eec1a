//! Which items of two lists belong together.

use std::collections::HashMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::tree::shown;
use crate::value::{List, Map, Value};

/// Two items that belong together, or one that stands alone.
pub(super) struct Pair {
    /// Its index in the old list.
    pub old: Option<usize>,
    /// Its index in the new list.
    pub new: Option<usize>,
    /// What it is called: the value of its key, or its index.
    pub name: String,
    /// Whether it stands elsewhere among those that both lists have.
    pub moved: bool,
}

/// The keys by which Kubernetes merges the items of lists, by the name of the list. Of several
/// sets of keys the first that tells all items apart counts. An empty name stands for any list.
const KEYS: &[(&[&str], &[&[&str]])] = &[
    (
        &["ports"],
        &[
            &["containerPort", "protocol"],
            &["port", "protocol"],
            &["name"],
        ],
    ),
    (&["volumeMounts"], &[&["mountPath", "subPath"]]),
    (&["volumeDevices"], &[&["devicePath"]]),
    (&["hostAliases", "podIPs", "hostIPs"], &[&["ip"]]),
    (
        &["topologySpreadConstraints"],
        &[&["topologyKey", "whenUnsatisfiable"]],
    ),
    (&["conditions"], &[&["type"]]),
    (&["ownerReferences"], &[&["uid"]]),
    (&["subjects"], &[&["kind", "namespace", "name"]]),
    (&["rules"], &[&["host"]]),
    (&["paths"], &[&["path"]]),
    (&["tls"], &[&["secretName"]]),
    (
        &["matchExpressions", "tolerations"],
        &[&["key", "operator", "effect"]],
    ),
    (&[""], &[&["name"], &["key"], &["id"]]),
];

/// Pairs the items of two lists, in the order of the new one; what is gone stands before what
/// came after it.
pub(super) fn pair(field: &str, old: &List, new: &List) -> Vec<Pair> {
    let keys = KEYS
        .iter()
        .filter(|(names, _)| names.contains(&field) || names.contains(&""))
        .flat_map(|(_, keys)| keys.iter());
    for keys in keys {
        if let (Some(old), Some(new)) = (names(old, keys), names(new, keys)) {
            return by_name(&old, &new);
        }
    }
    by_place(old, new)
}

/// What the items are called by these keys, if that tells them apart.
fn names(list: &List, keys: &[&str]) -> Option<Vec<String>> {
    let mut names = Vec::with_capacity(list.len());
    for item in list.iter() {
        let name = name(item.as_map()?, keys)?;
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// The first key must be there; the others may be left out.
fn name(item: &Map, keys: &[&str]) -> Option<String> {
    let mut parts = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        match item.get(key) {
            Some(Value::Str(text)) => parts.push(text.to_string_lossy().into_owned()),
            Some(Value::Nil) | None if at > 0 => {}
            Some(scalar @ (Value::Int(..) | Value::Uint(..) | Value::Float(_))) => {
                parts.push(shown(&scalar));
            }
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

fn by_name(old: &[String], new: &[String]) -> Vec<Pair> {
    let places: HashMap<&str, usize> = old
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let common: Vec<usize> = new
        .iter()
        .filter_map(|name| places.get(name.as_str()).copied())
        .collect();
    let kept = longest_rise(&common);
    let mut pairs: Vec<Pair> = Vec::new();
    let is_new: HashMap<&str, usize> = new
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let gone = old
        .iter()
        .enumerate()
        .filter(|(_, name)| !is_new.contains_key(name.as_str()));
    pairs.extend(gone.map(|(at, name)| Pair {
        old: Some(at),
        new: None,
        name: name.clone(),
        moved: false,
    }));
    pairs.extend(new.iter().enumerate().map(|(at, name)| {
        let old = places.get(name.as_str()).copied();
        let moved = old.is_some_and(|old| kept.binary_search(&old).is_err());
        Pair {
            old,
            new: Some(at),
            name: name.clone(),
            moved,
        }
    }));
    pairs
}

/// The longest part of a sequence that only rises: what did not move.
fn longest_rise(sequence: &[usize]) -> Vec<usize> {
    // tails[n] is the index of the smallest end of a rise of n + 1 items.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(sequence.len());
    for (at, value) in sequence.iter().enumerate() {
        let place = tails.partition_point(|&tail| sequence.get(tail) < Some(value));
        before.push(
            place
                .checked_sub(1)
                .and_then(|place| tails.get(place).copied()),
        );
        match tails.get_mut(place) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut rise = Vec::new();
    let mut at = tails.last().copied();
    while let Some(index) = at {
        rise.extend(sequence.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    rise.reverse();
    rise
}

fn by_place(old: &List, new: &List) -> Vec<Pair> {
    let texts = |list: &List| list.iter().map(shown).collect::<Vec<String>>();
    let (old_texts, new_texts) = (texts(old), texts(new));
    let mut pairs: Vec<Pair> = Vec::new();
    let pair = |old: Option<usize>, new: Option<usize>| Pair {
        old,
        new,
        name: new.or(old).unwrap_or_default().to_string(),
        moved: false,
    };
    for op in capture_diff_slices(Algorithm::Myers, &old_texts, &new_texts) {
        let (tag, before, after) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        let length = before.len().max(after.len());
        pairs.extend((0..length).map(|at| pair(before.clone().nth(at), after.clone().nth(at))));
    }
    // The same text, gone here and new there, was moved.
    for at in 0..pairs.len() {
        let text = match pairs.get(at) {
            Some(Pair {
                old: Some(old),
                new: None,
                ..
            }) => old_texts.get(*old).cloned(),
            _ => None,
        };
        let came = |pair: &Pair| {
            pair.old.is_none()
                && pair
                    .new
                    .is_some_and(|new| new_texts.get(new) == text.as_ref())
        };
        if text.is_some()
            && let Some(other) = pairs.iter().position(came)
        {
            let old = pairs.get(at).and_then(|pair| pair.old);
            if let Some(moved) = pairs.get_mut(other) {
                moved.old = old;
                moved.moved = true;
            }
            if let Some(gone) = pairs.get_mut(at) {
                gone.old = None;
            }
        }
    }
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    pairs
}
