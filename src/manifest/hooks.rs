//! Helm's manifests and hooks: what `helm template` prints, in its order.

use std::fmt;
use std::ops::Range;

use super::head::{Head, HeadError};
use super::order::helm_order;
use super::split::split_manifests;
use crate::chart::{Warning, Warnings};
use crate::value::Str;
use crate::value::number::parse_int;

/// A document that is installed.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The path of the template that wrote it: `chart/templates/service.yaml`.
    pub path: String,
    /// What Helm saw in it.
    pub head: Head,
    /// What the template wrote, and where in that it stands.
    written: Str,
    range: Range<usize>,
}

/// A document that is run at certain events instead.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The document.
    pub manifest: Manifest,
    /// `pre-install` and the like.
    pub events: Vec<&'static str>,
    /// Hooks of smaller weight run first.
    pub weight: i64,
    /// When it is deleted, as it says: `hook-succeeded` and the like.
    pub delete_policies: Vec<String>,
    /// When its log is shown, as it says.
    pub output_log_policies: Vec<String>,
}

impl Hook {
    /// Whether it is a test, which `helm template --skip-tests` leaves out.
    pub fn is_test(&self) -> bool {
        self.events.contains(&TEST)
    }
}

/// The annotation that makes a document a hook.
pub const HOOK: &str = "helm.sh/hook";
/// The event at which `helm test` runs a hook.
pub const TEST: &str = "test";
const EVENTS: [&str; 9] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    TEST,
];

/// The documents of a rendering, in Helm's order.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    /// What is installed.
    pub manifests: Vec<Manifest>,
    /// What is run at events.
    pub hooks: Vec<Hook>,
}

/// A file with a document that Helm cannot sort.
#[derive(Clone, Debug)]
pub struct SortError {
    /// The path of the template that wrote it.
    pub path: String,
    /// Where the document begins in what the template wrote.
    pub offset: usize,
    /// What is wrong with it.
    pub cause: HeadError,
}

impl fmt::Display for SortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YAML parse error on {}: {}", self.path, self.cause)
    }
}

impl std::error::Error for SortError {}

/// Splits what templates wrote into documents, tells hooks from manifests, and brings both into
/// the order in which Helm installs them: by kind, else by path and place in the file.
///
/// Files whose name begins with `_` and files of white space are left out; so are documents with a
/// hook annotation that names an unknown event, which is logged.
///
/// # Errors
/// The first document, by path and place, that Helm cannot read.
///
/// ```
/// use manifest_render::chart::Warnings;
/// use manifest_render::manifest::sort_manifests;
/// use manifest_render::value::Str;
///
/// let files = [("c/templates/a.yaml", Str::from("kind: Pod\n---\nkind: Secret\n"))];
/// let sorted = sort_manifests(files, &mut Warnings::new())?;
/// assert_eq!(
///     sorted.stream(),
///     b"---\n# Source: c/templates/a.yaml\nkind: Secret\n\n\
///      ---\n# Source: c/templates/a.yaml\nkind: Pod\n"
/// );
/// # Ok::<(), manifest_render::manifest::SortError>(())
/// ```
pub fn sort_manifests<'a>(
    files: impl IntoIterator<Item = (&'a str, Str)>,
    warnings: &mut Warnings,
) -> Result<Sorted, SortError> {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_by_key(|(path, _)| *path);
    let mut sorted = Sorted::default();
    for (path, text) in files {
        if path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with('_'))
        {
            continue;
        }
        for range in split_manifests(text.as_bytes()) {
            let content = text.as_bytes().get(range.clone()).unwrap_or_default();
            let head = Head::read(content).map_err(|cause| SortError {
                path: path.to_owned(),
                offset: range.start,
                cause,
            })?;
            let manifest = Manifest {
                path: path.to_owned(),
                head,
                written: text.clone(),
                range,
            };
            sorted.add(manifest, warnings);
        }
    }
    sorted
        .manifests
        .sort_by(|a, b| helm_order(&a.head.kind, &b.head.kind));
    sorted
        .hooks
        .sort_by(|a, b| helm_order(&a.manifest.head.kind, &b.manifest.head.kind));
    Ok(sorted)
}

impl Sorted {
    /// The manifests as one stream, as `helm template` prints them.
    pub fn stream(&self) -> Vec<u8> {
        let pieces = self.manifests.iter().flat_map(Manifest::printed);
        pieces.collect::<Vec<_>>().concat()
    }

    fn add(&mut self, manifest: Manifest, warnings: &mut Warnings) {
        let Some(types) = manifest.head.annotation(HOOK) else {
            self.manifests.push(manifest);
            return;
        };
        let Some(events) = events(types) else {
            warnings.push(Warning::info("skipping unknown hooks").with("hookTypes", types));
            return;
        };
        let policies = |name| -> Vec<String> {
            let values = manifest.head.annotation(name);
            values
                .into_iter()
                .flat_map(|values| values.split(','))
                .map(normal)
                .collect()
        };
        let weight = manifest
            .head
            .annotation("helm.sh/hook-weight")
            .unwrap_or_default();
        self.hooks.push(Hook {
            events,
            weight: parse_int(weight.as_bytes(), 10, 64).unwrap_or(0),
            delete_policies: policies("helm.sh/hook-delete-policy"),
            output_log_policies: policies("helm.sh/hook-output-log-policy"),
            manifest,
        });
    }
}

impl Manifest {
    /// Its text.
    pub fn content(&self) -> &[u8] {
        let content = self.written.as_bytes().get(self.range.clone());
        content.unwrap_or_default()
    }

    /// The document as `helm template` prints it, in pieces.
    pub fn printed(&self) -> [&[u8]; 5] {
        printed(&self.path, self.content())
    }
}

/// A document as `helm template` prints it, with the path of its file: what stands one behind the
/// other.
pub fn printed<'a>(path: &'a str, text: &'a [u8]) -> [&'a [u8]; 5] {
    [b"---\n# Source: ", path.as_bytes(), b"\n", text, b"\n"]
}

fn normal(value: &str) -> String {
    value.trim().to_lowercase()
}

/// The events of a hook, as its annotation lists them. `None` where it names one that there is not:
/// Helm leaves such a document out.
pub fn events(types: &str) -> Option<Vec<&'static str>> {
    types.split(',').map(event).collect()
}

fn event(name: &str) -> Option<&'static str> {
    let name = normal(name);
    if name == "test-success" {
        return Some(TEST);
    }
    EVENTS.into_iter().find(|event| *event == name)
}
