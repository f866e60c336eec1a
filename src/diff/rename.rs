//! Resources that are called otherwise and yet the same, by likeness.

use super::Manifest;
use crate::encoding::yaml::{Numbers, Reader};
use crate::value::Value;

/// So much of two resources must be the same.
const ALIKE: f64 = 0.6;
/// So much where they are called the same but for what stands behind the last `-`: often a hash.
const ALIKE_BY_NAME: f64 = 0.3;
/// More resources than this are not compared with each other.
const MOST: usize = 300;

/// Pairs what is new with what is gone, the most alike first.
pub(super) fn pair(
    old: &[Manifest],
    new: &[Manifest],
    pairs: &mut [(Option<usize>, Option<usize>)],
    gone: &mut Vec<usize>,
) {
    let came: Vec<usize> = (0..pairs.len())
        .filter(|&at| pairs.get(at).is_some_and(|(old, _)| old.is_none()))
        .collect();
    if came.is_empty() || gone.is_empty() || came.len() > MOST || gone.len() > MOST {
        return;
    }
    let gone_leaves: Vec<_> = gone.iter().map(|&at| old.get(at).map(leaves)).collect();
    let mut scores: Vec<(f64, usize, usize)> = Vec::new();
    for &pair in &came {
        let manifest = pairs.get(pair).and_then(|(_, at)| new.get((*at)?));
        let Some(manifest) = manifest else { continue };
        let own = leaves(manifest);
        for (leaves, &at) in gone_leaves.iter().zip(gone.iter()) {
            let same_kind = old
                .get(at)
                .is_some_and(|old| old.id.kind == manifest.id.kind);
            if let (true, Some(leaves)) = (same_kind, leaves) {
                let score = likeness(leaves, &own);
                let same_stem = old
                    .get(at)
                    .is_some_and(|old| stem(&old.id.name) == stem(&manifest.id.name));
                let enough = if same_stem { ALIKE_BY_NAME } else { ALIKE };
                if score >= enough {
                    scores.push((score, pair, at));
                }
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, pair, at) in scores {
        if let Some((old @ None, _)) = pairs.get_mut(pair)
            && let Some(place) = gone.iter().position(|&gone| gone == at)
        {
            *old = Some(at);
            gone.remove(place);
        }
    }
}

/// A name without what stands behind its last `-`.
fn stem(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(stem, _)| stem)
}

/// All lines of all scalars with their paths, sorted; its own name stands for itself wherever it is, so that
/// labels with it do not make a resource another one.
fn leaves(manifest: &Manifest) -> Vec<String> {
    let value = Reader::new().numbers(Numbers::Typed).value(&manifest.text);
    let mut leaves = Vec::new();
    let mut open = vec![(String::new(), value.unwrap_or(Value::Nil))];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Map(map) => {
                for entry in map.borrow().iter() {
                    let key = entry.key.to_string_lossy();
                    open.push((format!("{path}.{key}"), entry.value.clone()));
                }
            }
            Value::List(list) => {
                open.extend(list.iter().map(|item| (format!("{path}[]"), item.clone())));
            }
            scalar => {
                let text = super::tree::shown(&scalar);
                let text = match manifest.id.name.is_empty() {
                    true => text,
                    false => text.replace(&manifest.id.name, "\u{0}"),
                };
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                leaves.extend(lines.map(|line| format!("{path}={}", line.trim())));
            }
        }
    }
    leaves.sort_unstable();
    leaves
}

/// How much two sorted lists have in common: 0 nothing, 1 all.
fn likeness(a: &[String], b: &[String]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len() - common;
    if all == 0 {
        0.0
    } else {
        common as f64 / all as f64
    }
}
