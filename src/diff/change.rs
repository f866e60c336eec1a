//! What a comparison finds: texts only, so that it can be kept, sent and read by others.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::harness::mask::Masker;
use crate::manifest::ResourceId;

/// What a resource is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`, empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
}

impl From<&ResourceId> for Identity {
    fn from(id: &ResourceId) -> Self {
        Identity {
            api_version: id.api_version.clone(),
            kind: id.kind.clone(),
            namespace: id.namespace.clone(),
            name: id.name.clone(),
        }
    }
}

/// `Kind/name`, or `Kind/name@namespace`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)?;
        match self.namespace.is_empty() {
            true => Ok(()),
            false => write!(f, "@{}", self.namespace),
        }
    }
}

/// What became of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Both sides have it, and it means something else.
    Changed,
    /// It is called otherwise.
    Renamed,
    /// It means the same and is written otherwise.
    Formatting,
}

/// One resource that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceDiff {
    /// What it is called.
    #[serde(flatten)]
    pub id: Identity,
    /// What became of it.
    pub status: Status,
    /// What it was called before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Identity>,
    /// The file it is compared with, if that is one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What changed in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What changed and does not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Change>,
    /// Why all of it does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same as a text that `patch` reads.
    pub patch: String,
    /// What the lines of the new side in the patch are owed to, by their numbers from 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub origins: BTreeMap<usize, String>,
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another one.
    Changed,
    /// It stands elsewhere in its list.
    Moved,
}

/// As what a value was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// As it stands.
    #[default]
    Plain,
    /// As lines of text; [`Change::lines`] has them.
    Lines,
    /// As the data that a string holds, which is the same, written otherwise.
    Data,
    /// As a certificate.
    Certificate,
    /// As a secret, which is never shown.
    Secret,
}

/// One value that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where: `spec.template.spec.containers[web].image`.
    pub path: String,
    /// What became of it.
    pub action: Action,
    /// As what it was compared.
    #[serde(default, skip_serializing_if = "is_plain")]
    pub how: How,
    /// What it was, in YAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is, in YAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// The lines that differ, each behind ` `, `-` or `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<String>,
    /// Which template line and which values made it: `templates/pod.yaml:4 ← values.yaml:2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The template's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Why it does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn is_plain(how: &How) -> bool {
    *how == How::Plain
}

impl Change {
    /// What a change says, whichever resource it is in.
    pub fn signature(&self) -> (&str, Action, Option<&str>, Option<&str>, Option<&str>) {
        let lines = self.lines.as_deref();
        (
            &self.path,
            self.action,
            self.old.as_deref(),
            self.new.as_deref(),
            lines,
        )
    }

    /// Hides the secrets of a run.
    pub(super) fn mask(&mut self, masker: &Masker) {
        if masker.is_empty() {
            return;
        }
        let texts = [
            &mut self.old,
            &mut self.new,
            &mut self.lines,
            &mut self.cause,
        ];
        for text in texts.into_iter().flatten() {
            *text = masker.mask(text);
        }
        self.path = masker.mask(&self.path);
    }
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
}
