//! `.Release`: what Helm would install.

use crate::value::{Map, Value};

/// A release that is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// The namespace it goes to.
    pub namespace: String,
    /// Its number, 1 for a new one.
    pub revision: i64,
    /// Whether it is a new one.
    pub is_install: bool,
    /// Whether it takes the place of an older one.
    pub is_upgrade: bool,
}

impl Release {
    /// A new release.
    pub fn new(name: impl Into<String>, namespace: impl Into<String>) -> Self {
        Release {
            name: name.into(),
            namespace: namespace.into(),
            revision: 1,
            is_install: true,
            is_upgrade: false,
        }
    }

    /// The release as templates see it.
    pub fn to_map(&self) -> Map {
        Map::from_iter([
            ("Name", Value::from(self.name.as_str())),
            ("Namespace", self.namespace.as_str().into()),
            ("Revision", self.revision.into()),
            ("IsInstall", self.is_install.into()),
            ("IsUpgrade", self.is_upgrade.into()),
            ("Service", "Helm".into()),
        ])
    }
}
