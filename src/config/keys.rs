//! The keys of a case, once: how each is read, what it means, what the schema says of it.

use serde_json::json;

use super::Settings;
use crate::chart::KubeVersion;
use crate::diagnostic::nearest;

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A list of texts, or one text.
    Texts,
}

/// What was read of a key.
#[derive(Clone, Debug)]
pub enum Held {
    /// A text.
    Text(String),
    /// A truth value.
    Flag(bool),
    /// Texts.
    Texts(Vec<String>),
}

impl Held {
    fn text(self) -> Option<String> {
        match self {
            Held::Text(text) => Some(text),
            Held::Flag(_) | Held::Texts(_) => None,
        }
    }

    fn flag(self) -> Option<bool> {
        match self {
            Held::Flag(flag) => Some(flag),
            Held::Text(_) | Held::Texts(_) => None,
        }
    }

    fn texts(self) -> Vec<String> {
        match self {
            Held::Texts(texts) => texts,
            Held::Text(text) => vec![text],
            Held::Flag(_) => Vec::new(),
        }
    }
}

/// Says what is wrong with a text.
pub type Check = fn(&str) -> Result<(), String>;

impl Settings {
    /// Sets a key of a case by its name. Where a list is wanted, each line of a text is an item.
    ///
    /// # Errors
    /// In words, where there is no such key or its value is not right.
    ///
    /// ```
    /// use manifest_render::config::{Held, Settings};
    ///
    /// let mut settings = Settings::default();
    /// settings.put("values", Held::Text("a.yaml\nb.yaml".into())).unwrap();
    /// assert_eq!(settings.values, ["a.yaml", "b.yaml"]);
    /// let problem = settings.put("vaules", Held::Flag(true)).unwrap_err();
    /// assert_eq!(problem, "there is no such setting; did you mean `values`?");
    /// ```
    pub fn put(&mut self, name: &str, held: Held) -> Result<(), String> {
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            return Err(match nearest(name, KEYS.iter().map(|key| key.name)) {
                Some(similar) => format!("there is no such setting; did you mean `{similar}`?"),
                None => "there is no such setting".to_string(),
            });
        };
        let held = match (key.shape, held) {
            (Shape::Texts, Held::Text(text)) => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                Held::Texts(lines.map(str::to_string).collect())
            }
            (Shape::Choice(choices), Held::Text(text)) if !choices.contains(&text.as_str()) => {
                return Err(format!("`{text}` is none of {}", choices.join(", ")));
            }
            (Shape::Text | Shape::Choice(_), held @ Held::Text(_))
            | (Shape::Flag, held @ Held::Flag(_))
            | (Shape::Texts, held @ Held::Texts(_)) => held,
            // A text that looks like a truth value is one to whoever sent it.
            (Shape::Text, Held::Flag(flag)) => Held::Text(flag.to_string()),
            (Shape::Text | Shape::Choice(_), _) => return Err("a text is wanted".to_string()),
            (Shape::Flag, _) => return Err("true or false is wanted".to_string()),
            (Shape::Texts, Held::Flag(_)) => return Err("a list of texts is wanted".to_string()),
        };
        if let (Some(check), Held::Text(text)) = (key.check, &held) {
            check(text)?;
        }
        (key.set)(self, held);
        Ok(())
    }
}

/// The keys as Argo CD's user interface wants to be told of them: a list in JSON.
pub fn parameters() -> serde_json::Value {
    let one = |key: &Key| {
        let collection = match key.shape {
            Shape::Texts if key.name.starts_with("set") => "map",
            Shape::Texts => "array",
            Shape::Text | Shape::Choice(_) | Shape::Flag => "string",
        };
        json!({"name": key.name, "tooltip": key.help, "collectionType": collection})
    };
    KEYS.iter().map(one).collect()
}

/// A key of a case.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// Puts what was read in its place.
    pub set: fn(&mut Settings, Held),
    /// What else must be true of its texts.
    pub check: Option<Check>,
}

const fn key(
    name: &'static str,
    shape: Shape,
    help: &'static str,
    set: fn(&mut Settings, Held),
) -> Key {
    Key {
        name,
        shape,
        help,
        set,
        check: None,
    }
}

/// What `profile` can be.
const PROFILES: &[&str] = &["harness", "helm"];
/// What `unresolved` can be.
const UNRESOLVED: &[&str] = &["error", "keep", "null"];

/// All keys of a case, of `[defaults]` and of the entries of a matrix.
pub const KEYS: &[Key] = &[
    key(
        "path",
        Shape::Text,
        "A folder of templates, one template, or a chart. Paths start from the folder of render.toml.",
        |s, held| s.path = held.text(),
    ),
    key(
        "values",
        Shape::Texts,
        "Values files; later ones override earlier ones.",
        |s, held| s.values = held.texts(),
    ),
    key(
        "set",
        Shape::Texts,
        "Single values, as `helm --set` takes them: a=1,b.c=x.",
        |s, held| {
            s.set = held.texts();
        },
    ),
    key(
        "set-string",
        Shape::Texts,
        "Single values that are always text.",
        |s, held| {
            s.set_string = held.texts();
        },
    ),
    key(
        "set-file",
        Shape::Texts,
        "Single values that are the content of files.",
        |s, held| {
            s.set_file = held.texts();
        },
    ),
    key(
        "set-json",
        Shape::Texts,
        "Single values in JSON.",
        |s, held| {
            s.set_json = held.texts();
        },
    ),
    key(
        "set-literal",
        Shape::Texts,
        "Single values that are texts in which nothing has a meaning.",
        |s, held| s.set_literal = held.texts(),
    ),
    key(
        "context",
        Shape::Texts,
        "Files with what Harness would know; later ones override earlier ones.",
        |s, held| s.context = held.texts(),
    ),
    key(
        "set-context",
        Shape::Texts,
        "Single values of the context, as `stage.variables.name=web`.",
        |s, held| s.set_context = held.texts(),
    ),
    key(
        "docker-config",
        Shape::Text,
        "The folder of Docker's config.json for pull secrets. Without it no credentials are used, so that a case is the same on every machine.",
        |s, held| s.docker_config = held.text(),
    ),
    key(
        "unresolved",
        Shape::Choice(UNRESOLVED),
        "What becomes of an expression without a value.",
        |s, held| s.unresolved = held.text(),
    ),
    key(
        "profile",
        Shape::Choice(PROFILES),
        "Which renderer to be like; helm where there is a Chart.yaml, else harness.",
        |s, held| s.profile = held.text(),
    ),
    key(
        "release",
        Shape::Text,
        "The name of the release of a chart.",
        |s, held| {
            s.release = held.text();
        },
    ),
    key(
        "namespace",
        Shape::Text,
        "The namespace of the release of a chart.",
        |s, held| {
            s.namespace = held.text();
        },
    ),
    Key {
        check: Some(|text| KubeVersion::parse(text).map(|_| ())),
        ..key(
            "kube-version",
            Shape::Text,
            "The Kubernetes version to render for.",
            |s, held| s.kube_version = held.text(),
        )
    },
    key(
        "api-versions",
        Shape::Texts,
        "API versions the cluster has besides the usual ones.",
        |s, held| s.api_versions = held.texts(),
    ),
    key(
        "is-upgrade",
        Shape::Flag,
        "Whether to render a chart as for an upgrade.",
        |s, held| {
            s.is_upgrade = held.flag();
        },
    ),
    key(
        "include-crds",
        Shape::Flag,
        "Whether the custom resource definitions of a chart belong to it.",
        |s, held| s.include_crds = held.flag(),
    ),
    key(
        "hooks",
        Shape::Flag,
        "Whether the hooks of a chart belong to it; true if not said.",
        |s, held| {
            s.hooks = held.flag();
        },
    ),
    key(
        "tests",
        Shape::Flag,
        "Whether the tests of a chart belong to it; true if not said.",
        |s, held| {
            s.tests = held.flag();
        },
    ),
    key(
        "skip-schema-validation",
        Shape::Flag,
        "Whether values may break the schema of a chart.",
        |s, held| s.skip_schema_validation = held.flag(),
    ),
    key(
        "offline",
        Shape::Flag,
        "Whether schemas elsewhere that the schema of a chart refers to are those that were fetched \
         before, and no server is asked.",
        |s, held| s.offline = held.flag(),
    ),
    key(
        "follow-links",
        Shape::Flag,
        "Whether links that lead out of the folder of a chart are followed, as Helm does.",
        |s, held| s.follow_links = held.flag(),
    ),
    key(
        "lookup",
        Shape::Texts,
        "Files with the objects that `lookup` finds: manifests, or what `kubectl get -o yaml` printed.",
        |s, held| s.lookup = held.texts(),
    ),
    key(
        "seed",
        Shape::Text,
        "What clock and randomness follow from; the name of the case if not said.",
        |s, held| s.seed = held.text(),
    ),
    key(
        "strict",
        Shape::Flag,
        "Whether a template that prints a value that is not there is an error.",
        |s, held| s.strict = held.flag(),
    ),
    key(
        "harness-quirks",
        Shape::Flag,
        "Whether to be like Harness also where Harness has a fault.",
        |s, held| s.harness_quirks = held.flag(),
    ),
];
