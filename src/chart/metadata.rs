//! Chart.yaml, requirements.yaml and Chart.lock.

use std::collections::{BTreeMap, HashSet};

use super::Error;
use super::decode::{Record, Slot, decode, unknown_field};
use super::error::quoted;
use crate::functions::semver::Version;
use crate::value::printable::is_print;
use crate::value::{Entry, List, Map, Mark, STRING_MAP, Value};

/// What a Chart.yaml says. The fields have the names that Helm's manual describes them under.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "Helm's manual describes the fields")]
pub struct Metadata {
    pub name: String,
    pub home: String,
    pub sources: Vec<String>,
    pub version: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub maintainers: Option<Vec<Option<Maintainer>>>,
    pub icon: String,
    pub api_version: String,
    pub condition: String,
    pub tags: String,
    pub app_version: String,
    pub deprecated: bool,
    pub annotations: Option<BTreeMap<String, String>>,
    pub kube_version: String,
    /// `None` where the chart lists none at all, which is not the same as an empty list.
    pub dependencies: Option<Vec<Option<Dependency>>>,
    /// `type`: `application`, `library` or nothing.
    pub kind: String,
}

/// Who maintains a chart.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "Helm's manual describes the fields")]
pub struct Maintainer {
    pub name: String,
    pub email: String,
    pub url: String,
}

/// A chart that another one needs.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "Helm's manual describes the fields")]
pub struct Dependency {
    pub name: String,
    pub version: String,
    pub repository: String,
    pub condition: String,
    pub tags: Vec<String>,
    pub enabled: bool,
    pub import_values: Vec<Value>,
    pub alias: String,
}

/// The versions of dependencies that were chosen when they were fetched.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// A hash of the dependencies as Chart.yaml lists them.
    pub digest: String,
    /// The dependencies with the versions that were chosen.
    pub dependencies: Option<Vec<Option<Dependency>>>,
}

impl Metadata {
    /// Reads a Chart.yaml.
    ///
    /// # Errors
    /// When it is not YAML or holds something else than Helm expects there.
    pub fn parse(text: &[u8]) -> Result<Metadata, Error> {
        let mut metadata = Metadata::default();
        metadata.merge(text)?;
        Ok(metadata)
    }

    /// Reads a requirements.yaml, or another Chart.yaml, over what is known.
    ///
    /// # Errors
    /// As [`Metadata::parse`].
    pub fn merge(&mut self, text: &[u8]) -> Result<(), Error> {
        decode(text, self).map_err(Error::new)?;
        Ok(())
    }

    /// The first name in a Chart.yaml that Helm does not know, in Helm's words.
    pub fn unknown_field(text: &[u8]) -> Option<String> {
        unknown_field(text, &mut Metadata::default())
    }

    /// The dependencies.
    pub fn dependencies(&self) -> impl Iterator<Item = &Dependency> {
        self.dependencies.iter().flatten().flatten()
    }

    /// The dependencies, to change them.
    pub fn dependencies_mut(&mut self) -> impl Iterator<Item = &mut Dependency> {
        self.dependencies.iter_mut().flatten().flatten()
    }

    /// Checks what Helm checks when it loads a chart, and takes out what cannot be printed.
    ///
    /// # Errors
    /// The first thing that is wrong, in Helm's words.
    pub fn validate(&mut self) -> Result<(), Error> {
        for text in [
            &mut self.name,
            &mut self.description,
            &mut self.home,
            &mut self.icon,
            &mut self.condition,
            &mut self.tags,
            &mut self.app_version,
            &mut self.kube_version,
        ] {
            sanitize(text);
        }
        self.sources.iter_mut().for_each(sanitize);
        self.keywords.iter_mut().for_each(sanitize);
        if self.api_version.is_empty() {
            return Err(Error::validation("chart.metadata.apiVersion is required"));
        }
        self.check_name()?;
        if self.version.is_empty() {
            return Err(Error::validation("chart.metadata.version is required"));
        }
        if Version::parse(self.version.as_bytes()).is_err() {
            let version = quoted(&self.version);
            return Err(Error::validation(format_args!(
                "chart.metadata.version {version} is invalid"
            )));
        }
        if !matches!(self.kind.as_str(), "" | "application" | "library") {
            return Err(Error::validation(
                "chart.metadata.type must be application or library",
            ));
        }
        for maintainer in self.maintainers.iter_mut().flatten() {
            let Some(maintainer) = maintainer else {
                return Err(Error::validation(
                    "maintainers must not contain empty or null nodes",
                ));
            };
            sanitize(&mut maintainer.name);
            sanitize(&mut maintainer.email);
            sanitize(&mut maintainer.url);
        }
        self.check_dependencies()
    }

    fn check_name(&self) -> Result<(), Error> {
        let name = self.name.as_str();
        match name {
            "" => Err(Error::validation("chart.metadata.name is required")),
            "." | ".." => Err(Error::validation(format_args!(
                "chart.metadata.name {} is not allowed",
                quoted(name)
            ))),
            _ if name.contains('/') && name != "/" => Err(Error::validation(format_args!(
                "chart.metadata.name {} is invalid",
                quoted(name)
            ))),
            _ => Ok(()),
        }
    }

    fn check_dependencies(&mut self) -> Result<(), Error> {
        let mut names = HashSet::new();
        for dependency in self.dependencies.iter_mut().flatten() {
            let Some(dependency) = dependency else {
                return Err(Error::validation(
                    "dependencies must not contain empty or null nodes",
                ));
            };
            sanitize(&mut dependency.name);
            sanitize(&mut dependency.version);
            sanitize(&mut dependency.repository);
            sanitize(&mut dependency.condition);
            dependency.tags.iter_mut().for_each(sanitize);
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            if !dependency.alias.chars().all(fits) {
                return Err(Error::validation(format_args!(
                    "dependency {} has disallowed characters in the alias",
                    quoted(&dependency.name)
                )));
            }
            let key = dependency.known_as();
            if !names.insert(key.to_string()) {
                return Err(Error::validation(format_args!(
                    "more than one dependency with name or alias {}",
                    quoted(key)
                )));
            }
        }
        Ok(())
    }

    /// The metadata as `.Chart` shows it.
    pub fn to_map(&self) -> Map {
        let texts = |texts: &[String]| list(texts.iter().map(|text| text.as_str().into()));
        let maintainers = self.maintainers.iter().flatten().flatten();
        let annotations = match &self.annotations {
            None => Map::nil(&STRING_MAP),
            Some(annotations) => Map::of(
                &STRING_MAP,
                annotations
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.as_str().into(),
                        value: value.as_str().into(),
                        mark: Mark::NONE,
                    })
                    .collect(),
            ),
        };
        Map::from_iter([
            ("Name", self.name.as_str().into()),
            ("Home", self.home.as_str().into()),
            ("Sources", texts(&self.sources)),
            ("Version", self.version.as_str().into()),
            ("Description", self.description.as_str().into()),
            ("Keywords", texts(&self.keywords)),
            ("Maintainers", list(maintainers.map(Maintainer::to_value))),
            ("Icon", self.icon.as_str().into()),
            ("APIVersion", self.api_version.as_str().into()),
            ("Condition", self.condition.as_str().into()),
            ("Tags", self.tags.as_str().into()),
            ("AppVersion", self.app_version.as_str().into()),
            ("Deprecated", self.deprecated.into()),
            ("Annotations", annotations.into()),
            ("KubeVersion", self.kube_version.as_str().into()),
            (
                "Dependencies",
                list(self.dependencies().map(Dependency::to_value)),
            ),
            ("Type", self.kind.as_str().into()),
        ])
    }
}

impl Maintainer {
    fn to_value(&self) -> Value {
        Value::from(Map::from_iter([
            ("Name", Value::from(self.name.as_str())),
            ("Email", self.email.as_str().into()),
            ("URL", self.url.as_str().into()),
        ]))
    }
}

impl Dependency {
    /// The alias, or the name where there is none.
    pub fn known_as(&self) -> &str {
        match self.alias.as_str() {
            "" => &self.name,
            alias => alias,
        }
    }

    fn to_value(&self) -> Value {
        Value::from(Map::from_iter([
            ("Name", Value::from(self.name.as_str())),
            ("Version", self.version.as_str().into()),
            ("Repository", self.repository.as_str().into()),
            ("Condition", self.condition.as_str().into()),
            (
                "Tags",
                list(self.tags.iter().map(|tag| tag.as_str().into())),
            ),
            ("Enabled", self.enabled.into()),
            ("ImportValues", list(self.import_values.iter().cloned())),
            ("Alias", self.alias.as_str().into()),
        ]))
    }
}

impl Lock {
    /// Reads a Chart.lock or requirements.lock.
    ///
    /// # Errors
    /// As [`Metadata::parse`].
    pub fn parse(text: &[u8]) -> Result<Lock, Error> {
        let mut lock = Lock::default();
        decode(text, &mut lock).map_err(Error::new)?;
        Ok(lock)
    }
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    Value::from(items.collect::<List>())
}

/// Makes blanks of all white space and takes out what cannot be printed.
fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c => is_print(c).then_some(c),
        })
        .collect();
}

impl Record for Metadata {
    const TYPE: &'static str = "Metadata";
    const FIELDS: &'static [&'static str] = &[
        "name",
        "home",
        "sources",
        "version",
        "description",
        "keywords",
        "maintainers",
        "icon",
        "apiVersion",
        "condition",
        "tags",
        "appVersion",
        "deprecated",
        "annotations",
        "kubeVersion",
        "dependencies",
        "type",
    ];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "name" => Slot::Text(&mut self.name),
            "home" => Slot::Text(&mut self.home),
            "sources" => Slot::Texts(&mut self.sources),
            "version" => Slot::Text(&mut self.version),
            "description" => Slot::Text(&mut self.description),
            "keywords" => Slot::Texts(&mut self.keywords),
            "maintainers" => Slot::Records(&mut self.maintainers),
            "icon" => Slot::Text(&mut self.icon),
            "apiVersion" => Slot::Text(&mut self.api_version),
            "condition" => Slot::Text(&mut self.condition),
            "tags" => Slot::Text(&mut self.tags),
            "appVersion" => Slot::Text(&mut self.app_version),
            "deprecated" => Slot::Bool(&mut self.deprecated),
            "annotations" => Slot::TextMap(&mut self.annotations),
            "kubeVersion" => Slot::Text(&mut self.kube_version),
            "dependencies" => Slot::Records(&mut self.dependencies),
            "type" => Slot::Text(&mut self.kind),
            _ => Slot::Ignored,
        }
    }
}

impl Record for Maintainer {
    const TYPE: &'static str = "Maintainer";
    const FIELDS: &'static [&'static str] = &["name", "email", "url"];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "name" => Slot::Text(&mut self.name),
            "email" => Slot::Text(&mut self.email),
            "url" => Slot::Text(&mut self.url),
            _ => Slot::Ignored,
        }
    }
}

impl Record for Dependency {
    const TYPE: &'static str = "Dependency";
    const FIELDS: &'static [&'static str] = &[
        "name",
        "version",
        "repository",
        "condition",
        "tags",
        "enabled",
        "import-values",
        "alias",
    ];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "name" => Slot::Text(&mut self.name),
            "version" => Slot::Text(&mut self.version),
            "repository" => Slot::Text(&mut self.repository),
            "condition" => Slot::Text(&mut self.condition),
            "tags" => Slot::Texts(&mut self.tags),
            "enabled" => Slot::Bool(&mut self.enabled),
            "import-values" => Slot::Values(&mut self.import_values),
            "alias" => Slot::Text(&mut self.alias),
            _ => Slot::Ignored,
        }
    }
}

impl Record for Lock {
    const TYPE: &'static str = "Lock";
    const FIELDS: &'static [&'static str] = &["generated", "digest", "dependencies"];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "digest" => Slot::Text(&mut self.digest),
            "dependencies" => Slot::Records(&mut self.dependencies),
            _ => Slot::Ignored,
        }
    }
}
