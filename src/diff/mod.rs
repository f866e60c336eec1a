//! What is different between two sets of resources.
//!
//! Resources are matched by what they are called, those that are left by likeness. Inside, values
//! are compared by path, items of lists by the keys that Kubernetes merges them by.
//!
//! - `manifest`: [`Manifest`], one side's resource, with its origins where it was rendered here.
//! - `change`: [`Change`], [`ResourceDiff`]: what is found, as texts that can be kept and sent.
//! - `tree`: maps and lists; `items`: which items of two lists belong together; `text`: strings,
//!   among them data and certificates in strings.
//! - `secret`: values of Secrets, compared in the open and shown masked.
//! - `rename`: likeness of resources.
//! - [`ignore`]: changes that do not matter.
//! - `cause`: which value or template line made a change.
//! - `unified`: texts that `patch` reads.

mod cause;
mod certificate;
mod change;
pub mod ignore;
mod items;
mod manifest;
mod rename;
mod secret;
mod text;
mod tree;
mod unified;

use std::collections::{BTreeMap, HashMap};

pub use cause::Cause;
pub use change::{Action, Change, How, Identity, Place, ResourceDiff, Status};
pub use manifest::{Manifest, Traced, read_manifests};
pub use secret::without_values;
pub use unified::{hunk, unified};

use crate::harness::mask::Masker;
use crate::manifest::ResourceId;
use ignore::Rules;

/// How two sides are compared.
#[derive(Debug, Default)]
pub struct Options {
    /// Changes that do not matter.
    pub rules: Rules,
    /// Whether resources that are called otherwise may belong together.
    pub renames: bool,
    /// The folder that the files of resources are in, for patches.
    pub folder: String,
}

/// What the comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The resources that differ, in the order of the new side, those that are gone last.
    pub resources: Vec<ResourceDiff>,
    /// How many resources are the same on both sides.
    pub same: usize,
}

/// Compares two sides. No secret that `masker` knows, and no value of a Secret, is in the result.
///
/// ```
/// use manifest_render::diff::{Options, compare, read_manifests};
/// use manifest_render::harness::mask::Masker;
///
/// let side = |replicas: u32| {
///     let text = format!("kind: Deployment\nmetadata: {{name: web}}\nspec: {{replicas: {replicas}}}\n");
///     read_manifests(text.as_bytes(), "web.yaml").unwrap()
/// };
/// let compared = compare(&side(2), &side(3), &Options::default(), &Masker::default());
/// let change = &compared.resources[0].changes[0];
/// assert_eq!((change.path.as_str(), change.new.as_deref()), ("spec.replicas", Some("3")));
/// ```
pub fn compare(old: &[Manifest], new: &[Manifest], options: &Options, masker: &Masker) -> Compared {
    let mut compared = Compared::default();
    let mut waiting: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    for (at, manifest) in old.iter().enumerate().rev() {
        waiting.entry(key(&manifest.id)).or_default().push(at);
    }
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    for (at, manifest) in new.iter().enumerate() {
        let found = waiting.get_mut(&key(&manifest.id)).and_then(Vec::pop);
        pairs.push((found, Some(at)));
    }
    let mut gone: Vec<usize> = waiting.into_values().flatten().collect();
    gone.sort_unstable();
    if options.renames {
        rename::pair(old, new, &mut pairs, &mut gone);
    }
    pairs.extend(gone.into_iter().map(|at| (Some(at), None)));
    for (old_at, new_at) in pairs {
        let old = old_at.and_then(|at| old.get(at));
        let new = new_at.and_then(|at| new.get(at));
        match one(old, new, options, masker) {
            Some(diff) => compared.resources.push(diff),
            None => compared.same += 1,
        }
    }
    compared
}

/// What makes two resources the same one in a cluster: another version of an API is no other
/// resource.
type Key<'i> = (&'i str, &'i str, &'i str, &'i str);

fn key(id: &ResourceId) -> Key<'_> {
    let group = id
        .api_version
        .split_once('/')
        .map_or("", |(group, _)| group);
    (group, &id.kind, &id.namespace, &id.name)
}

/// The difference of one resource, `None` where there is none.
fn one(
    old: Option<&Manifest>,
    new: Option<&Manifest>,
    options: &Options,
    masker: &Masker,
) -> Option<ResourceDiff> {
    let id = new.or(old)?;
    let identity = Identity::from(&id.id);
    let (status, changes) = match (old, new) {
        (Some(old), Some(new)) => {
            if old.text == new.text {
                return None;
            }
            let changes = tree::changes(old, new);
            let renamed = key(&old.id) != key(&new.id);
            match (renamed, changes.is_empty()) {
                (true, _) => (Status::Renamed, changes),
                (false, true) => (Status::Formatting, changes),
                (false, false) => (Status::Changed, changes),
            }
        }
        (None, Some(_)) => (Status::Added, Vec::new()),
        _ => (Status::Removed, Vec::new()),
    };
    let (old_text, new_text) = secret::shown(old, new);
    let mut diff = ResourceDiff {
        id: identity,
        status,
        from: match (status, old) {
            (Status::Renamed, Some(old)) => Some(Identity::from(&old.id)),
            _ => None,
        },
        file: None,
        changes: Vec::new(),
        ignored: Vec::new(),
        reason: None,
        patch: unified::of_sides(
            old.zip(old_text.as_deref()),
            new.zip(new_text.as_deref()),
            &options.folder,
            masker,
        ),
        origins: BTreeMap::new(),
    };
    if let (Some(new), Some(text)) = (new, &new_text) {
        let causes = cause::causes(new, text.as_bytes());
        diff.origins = unified::origins(&diff.patch, &causes, masker);
    }
    if !options.folder.is_empty() {
        diff.file = Some(format!("{}/{}", options.folder, id.name));
    }
    for mut change in changes {
        change.mask(masker);
        match options.rules.reason(&diff.id, &change) {
            Some(reason) => {
                change.reason = Some(reason);
                diff.ignored.push(change);
            }
            None => diff.changes.push(change),
        }
    }
    diff.reason = options.rules.whole(&diff.id);
    Some(diff)
}

impl ResourceDiff {
    /// Whether nothing is left of it but what is ignored.
    pub fn is_ignored(&self) -> bool {
        self.reason.is_some()
            || (self.status == Status::Changed
                && self.changes.is_empty()
                && !self.ignored.is_empty())
    }
}
