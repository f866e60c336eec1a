//! What is in a pull secret, and what is wrong with it.
//!
//! People meet a pull secret in four forms: as a manifest, as the text under `.dockercfg` or
//! `.dockerconfigjson`, and as base64 of that text. All are taken. What is found is data; masking
//! is in the types, so that a report can be printed as it is.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Secret;
use super::config::{self, decode_auth, not_json};
use super::kubectl::arguments::Format;
use crate::encoding::yaml::Reader;
use crate::value::{Entry, Map, Value as Tree};

/// What a pull secret holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The registries, in the order of the text.
    pub registries: Vec<Registry>,
    /// What is wrong, in the order it was met.
    pub findings: Vec<Finding>,
}

/// One registry of a pull secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// Its address, as written.
    pub server: String,
    /// The user: the field, or the one in `auth`.
    pub username: String,
    /// The password: the field, or the one in `auth`.
    pub password: Secret,
    /// The e-mail address; empty where there is none.
    pub email: String,
    /// Whether `auth` says the same as the fields; `None` where only one of them is there.
    pub auth_agrees: Option<bool>,
}

/// Something that keeps a pull secret from working. The texts say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The base64 can not be decoded.
    BrokenBase64 {
        /// The key it stands under; empty for a text that was given alone.
        key: String,
    },
    /// The base64 is broken into lines, as `base64` does it without `-w 0`.
    LineBreaks {
        /// The key it stands under.
        key: String,
    },
    /// Base64 within base64, or base64 under `stringData`.
    EncodedTwice {
        /// The key it stands under.
        key: String,
    },
    /// The text is neither JSON, base64 nor YAML.
    NotYaml {
        /// The line where it stops being YAML.
        line: u32,
    },
    /// There is YAML, but no Secret in it.
    NoSecret,
    /// The content is not JSON.
    NotJson {
        /// The key it stands under.
        key: String,
        /// Where it stops being JSON.
        place: String,
    },
    /// The content has the shape that belongs under the other key.
    WrongShape {
        /// The key it stands under.
        key: String,
        /// The key it belongs under.
        belongs: &'static str,
    },
    /// The key does not belong into a Secret of this type.
    WrongKey {
        /// The key.
        key: String,
        /// The Secret's type.
        secret_type: String,
    },
    /// The Secret lacks the key its type demands.
    MissingKey {
        /// The key.
        key: &'static str,
        /// The Secret's type.
        secret_type: String,
    },
    /// There is no registry in it.
    NoRegistry,
    /// A registry has neither a password nor an `auth`.
    NoPassword {
        /// The registry.
        server: String,
    },
    /// `auth` can not be understood.
    BrokenAuth {
        /// The registry.
        server: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `auth` names another user or password than the fields do.
    AuthDisagrees {
        /// The registry.
        server: String,
    },
    /// An entry that is no object of texts.
    BrokenEntry {
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::BrokenBase64 { key } => write!(f, "{}: the base64 is broken", name(key)),
            Finding::LineBreaks { key } => write!(
                f,
                "{}: the base64 has line breaks; make it with `base64 -w 0`",
                name(key)
            ),
            Finding::EncodedTwice { key } => {
                write!(
                    f,
                    "{}: the content is base64 once more than it should be",
                    name(key)
                )
            }
            Finding::NotYaml { line } => {
                write!(f, "this is neither JSON nor base64 nor YAML (line {line})")
            }
            Finding::NoSecret => f.write_str("there is no Secret in it"),
            Finding::NotJson { key, place } => write!(f, "{}: {place}", name(key)),
            Finding::WrongShape { key, belongs } => {
                write!(f, "{}: this is what belongs under {belongs}", name(key))
            }
            Finding::WrongKey { key, secret_type } => {
                write!(
                    f,
                    "{key} does not belong into a Secret of type {secret_type}"
                )
            }
            Finding::MissingKey { key, secret_type } => {
                write!(f, "a Secret of type {secret_type} needs the key {key}")
            }
            Finding::NoRegistry => f.write_str("there is no registry in it"),
            Finding::NoPassword { server } => write!(f, "{server}: there is no password"),
            Finding::BrokenAuth { server, reason } => write!(f, "{server}: {reason}"),
            Finding::AuthDisagrees { server } => {
                write!(
                    f,
                    "{server}: auth says something else than username and password"
                )
            }
            Finding::BrokenEntry { reason } => f.write_str(reason),
        }
    }
}

fn name(key: &str) -> &str {
    if key.is_empty() { "the text" } else { key }
}

/// A Secret's manifest, as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// `type`.
    pub secret_type: String,
    /// `data`, base64.
    pub data: Vec<(String, Secret)>,
    /// `stringData`, plain.
    pub string_data: Vec<(String, Secret)>,
}

impl Manifest {
    /// Reads a manifest; `None` when it is not a Secret.
    pub fn from_value(value: &Tree) -> Option<Manifest> {
        let map = value.as_map()?;
        let text = |map: &Map, key: &str| match map.get(key) {
            Some(Tree::Str(text)) => text.to_string_lossy().into_owned(),
            _ => String::new(),
        };
        if text(map, "kind") != "Secret" {
            return None;
        }
        let texts = |key: &str| {
            let entries = map
                .get(key)
                .and_then(|data| Some(data.as_map()?.snapshot()));
            let pair = |entry: Entry| {
                let text = entry
                    .value
                    .as_str()
                    .map(|text| text.to_string_lossy().into_owned());
                (
                    entry.key.to_string_lossy().into_owned(),
                    Secret::new(text.unwrap_or_default()),
                )
            };
            entries.unwrap_or_default().into_iter().map(pair).collect()
        };
        let secret_type = text(map, "type");
        Some(Manifest {
            secret_type: if secret_type.is_empty() {
                "Opaque".to_string()
            } else {
                secret_type
            },
            data: texts("data"),
            string_data: texts("stringData"),
        })
    }

    /// All Secrets of a document, which may be a list of resources.
    fn all_of(document: &Tree) -> Vec<Manifest> {
        let items = document.as_map().and_then(|map| map.get("items"));
        match items.as_ref().and_then(Tree::as_list) {
            Some(items) => items.iter().filter_map(Manifest::from_value).collect(),
            None => Manifest::from_value(document).into_iter().collect(),
        }
    }
}

/// Looks into a text: manifests, a `.dockercfg` or `.dockerconfigjson` text, or base64 of one.
///
/// ```
/// use manifest_render::registry::inspect::inspect;
///
/// let report = inspect(b"{\"auths\":{\"r.io\":{\"username\":\"u\",\"password\":\"p\",\"auth\":\"dTpx\"}}}");
/// assert_eq!(report.registries[0].username, "u");
/// assert_eq!(
///     report.findings[0].to_string(),
///     "r.io: auth says something else than username and password"
/// );
/// ```
pub fn inspect(text: &[u8]) -> Report {
    let trimmed = text.trim_ascii();
    let mut report = Report::default();
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || b"+/=\r\n".contains(b);
    if trimmed.iter().all(base64) {
        report.encoded("", trimmed, None);
        report.close();
        return report;
    }
    let documents = Reader::new().documents(trimmed);
    let manifests = documents.iter().flatten().flat_map(Manifest::all_of);
    let manifests: Vec<Manifest> = manifests.collect();
    if manifests.is_empty() {
        match (trimmed.starts_with(b"{"), documents) {
            (true, _) => report.text("", trimmed, None),
            (false, Ok(_)) => report.findings.push(Finding::NoSecret),
            (false, Err(error)) => {
                report.findings.push(Finding::NotYaml {
                    line: error.position().line + 1,
                });
            }
        }
        report.close();
        return report;
    }
    for manifest in &manifests {
        let Report {
            registries,
            findings,
        } = inspect_manifest(manifest);
        report.registries.extend(registries);
        report.findings.extend(findings);
    }
    report
}

/// Looks into a manifest.
pub fn inspect_manifest(manifest: &Manifest) -> Report {
    let mut report = Report::default();
    let formats = [Format::DockerCfg, Format::DockerConfigJson];
    let wanted = formats
        .into_iter()
        .find(|f| f.secret_type() == manifest.secret_type);
    let keys = manifest.data.iter().chain(&manifest.string_data);
    if let Some(format) = wanted
        && !keys.clone().any(|(key, _)| key == format.key())
    {
        let secret_type = manifest.secret_type.clone();
        report.findings.push(Finding::MissingKey {
            key: format.key(),
            secret_type,
        });
    }
    for (plain, key, text) in manifest
        .data
        .iter()
        .map(|(k, t)| (false, k, t))
        .chain(manifest.string_data.iter().map(|(k, t)| (true, k, t)))
    {
        let Some(format) = formats.into_iter().find(|f| f.key() == key) else {
            continue;
        };
        if wanted != Some(format) {
            let secret_type = manifest.secret_type.clone();
            report.findings.push(Finding::WrongKey {
                key: key.clone(),
                secret_type,
            });
        }
        let bytes = text.expose().as_bytes();
        if plain {
            report.text(key, bytes, Some(format));
        } else {
            report.encoded(key, bytes, Some(format));
        }
    }
    report.close();
    report
}

impl Report {
    fn close(&mut self) {
        let explained = self
            .findings
            .iter()
            .any(|f| !matches!(f, Finding::LineBreaks { .. }));
        if self.registries.is_empty() && !explained {
            self.findings.push(Finding::NoRegistry);
        }
    }

    fn encoded(&mut self, key: &str, bytes: &[u8], format: Option<Format>) {
        let key = key.to_string();
        let inner: Vec<u8> = bytes
            .trim_ascii()
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        if inner.len() != bytes.trim_ascii().len() {
            self.findings.push(Finding::LineBreaks { key: key.clone() });
        }
        match STANDARD.decode(&inner) {
            Ok(text) => self.text(&key, &text, format),
            Err(_) => self.findings.push(Finding::BrokenBase64 { key }),
        }
    }

    fn text(&mut self, key: &str, bytes: &[u8], format: Option<Format>) {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => self.content(key, &value, format),
            Err(error) => {
                let key = key.to_string();
                let again = STANDARD.decode(bytes.trim_ascii()).ok();
                match again.and_then(|text| serde_json::from_slice::<Value>(&text).ok()) {
                    Some(value) if value.is_object() => {
                        self.findings
                            .push(Finding::EncodedTwice { key: key.clone() });
                        self.content(&key, &value, format);
                    }
                    _ => self.findings.push(Finding::NotJson {
                        key,
                        place: not_json(&error),
                    }),
                }
            }
        }
    }

    fn content(&mut self, key: &str, value: &Value, format: Option<Format>) {
        let auths = value.get("auths").filter(|a| a.is_object());
        let shape = if auths.is_some() {
            Format::DockerConfigJson
        } else {
            Format::DockerCfg
        };
        if format.is_some_and(|f| f != shape) {
            let key = key.to_string();
            self.findings.push(Finding::WrongShape {
                key,
                belongs: shape.key(),
            });
        }
        let Some(map) = auths.unwrap_or(value).as_object() else {
            let place = "it is not a JSON object".to_string();
            self.findings.push(Finding::NotJson {
                key: key.to_string(),
                place,
            });
            return;
        };
        for (server, entry) in map {
            match config::Entry::read(server, entry) {
                Ok(entry) => self.entry(&entry),
                Err(reason) => self.findings.push(Finding::BrokenEntry { reason }),
            }
        }
    }

    fn entry(&mut self, entry: &config::Entry) {
        let server = entry.registry.clone();
        let mut registry = Registry {
            server: server.clone(),
            username: entry.username.clone(),
            password: entry.password.clone(),
            email: entry.email.clone(),
            auth_agrees: None,
        };
        let fields = !entry.username.is_empty() || !entry.password.expose().is_empty();
        match decode_auth(entry.auth.expose()) {
            _ if entry.auth.expose().is_empty() => {
                if entry.password.expose().is_empty() && entry.identity_token.expose().is_empty() {
                    self.findings.push(Finding::NoPassword { server });
                }
            }
            Err(reason) => self.findings.push(Finding::BrokenAuth { server, reason }),
            Ok((user, password)) if fields => {
                let agrees = user == entry.username && password == entry.password;
                registry.auth_agrees = Some(agrees);
                if !agrees {
                    self.findings.push(Finding::AuthDisagrees { server });
                }
            }
            Ok((user, password)) => {
                registry.username = user;
                registry.password = password;
            }
        }
        self.registries.push(registry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(report: &Report) -> Vec<String> {
        report.findings.iter().map(ToString::to_string).collect()
    }

    fn manifest(secret_type: &str, key: &str, text: &str) -> Vec<String> {
        findings(&inspect_manifest(&Manifest {
            secret_type: secret_type.to_string(),
            data: vec![(key.to_string(), Secret::new(text))],
            string_data: Vec::new(),
        }))
    }

    #[test]
    fn every_trap_has_its_words() {
        let cfg = r#"{"r.io":{"username":"u","password":"hush"}}"#;
        let good = STANDARD.encode(cfg);
        let old = "kubernetes.io/dockercfg";
        assert_eq!(manifest(old, ".dockercfg", &good), Vec::<String>::new());
        let (head, tail) = good.split_at(20);
        for (secret_type, key, text, want) in [
            (
                old,
                ".dockercfg",
                format!("{head}\n{tail}"),
                ".dockercfg: the base64 has line breaks; make it with `base64 -w 0`",
            ),
            (
                old,
                ".dockercfg",
                "%%".to_string(),
                ".dockercfg: the base64 is broken",
            ),
            (
                old,
                ".dockercfg",
                STANDARD.encode(&good),
                ".dockercfg: the content is base64 once more than it should be",
            ),
            (
                "kubernetes.io/dockerconfigjson",
                ".dockerconfigjson",
                good.clone(),
                ".dockerconfigjson: this is what belongs under .dockercfg",
            ),
            (
                "Opaque",
                ".dockercfg",
                good.clone(),
                ".dockercfg does not belong into a Secret of type Opaque",
            ),
            (
                old,
                ".dockercfg",
                STANDARD.encode("{"),
                ".dockercfg: the JSON ends too early (line 1, column 1)",
            ),
            (
                old,
                ".dockercfg",
                STANDARD.encode("{}"),
                "there is no registry in it",
            ),
            (
                old,
                "x",
                good,
                "a Secret of type kubernetes.io/dockercfg needs the key .dockercfg",
            ),
        ] {
            assert_eq!(manifest(secret_type, key, &text), [want]);
        }
        let report = inspect(STANDARD.encode(cfg).as_bytes());
        assert!(!format!("{report:?}").contains("hush"));
        assert_eq!(report.registries[0].password.expose(), "hush");
        let yaml = format!(
            "a: 1\n---\nkind: List\nitems:\n- kind: Secret\n  type: kubernetes.io/dockercfg\n  \
             data:\n    .dockercfg: {}\n",
            STANDARD.encode(cfg)
        );
        let report = inspect(yaml.as_bytes());
        assert_eq!((report.registries.len(), report.findings.len()), (1, 0));
        assert_eq!(findings(&inspect(b"a: 1")), ["there is no Secret in it"]);
        let broken = findings(&inspect(b"a:\n  b: c: d"));
        assert_eq!(
            broken,
            ["this is neither JSON nor base64 nor YAML (line 2)"]
        );
        let report = inspect(br#"{"auths":{"a":{"auth":"eDp5"},"b":{"auth":"eA=="},"c":{}}}"#);
        assert_eq!(report.registries[0].username, "x");
        assert_eq!(
            findings(&report),
            [
                "b: auth does not decode to user:password",
                "c: there is no password"
            ]
        );
    }
}
