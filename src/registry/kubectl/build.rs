//! The Secret itself: from credentials or from files, and its hash.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::json::push_go;
use super::Refusal;
use super::arguments::{Format, Request};
use crate::encoding::json::{JsonStyle, write_json};
use crate::value::{Map, Value};
use crate::world::{FileKind, World};

/// A Secret as kubectl prints it; `data` is base64.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretObject {
    /// The name, with its hash where one was asked for.
    pub name: String,
    /// The namespace, where one was given.
    pub namespace: Option<String>,
    /// The data, sorted by key.
    pub data: BTreeMap<String, String>,
    /// The type.
    pub secret_type: &'static str,
}

/// Makes the Secret that was asked for.
///
/// # Errors
/// kubectl's own words for what is missing or can not be read.
pub fn build(world: &dyn World, request: &Request) -> Result<SecretObject, Refusal> {
    if request.name.is_empty() {
        return Err(Refusal::new("name must be specified"));
    }
    let complete = ![&request.username, &request.server]
        .iter()
        .any(|t| t.is_empty())
        && !request.password.expose().is_empty();
    if request.from_file.is_empty() && !complete {
        return Err(Refusal::new(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
        ));
    }
    let mut secret = SecretObject {
        name: request.name.clone(),
        namespace: request.namespace.clone(),
        data: BTreeMap::new(),
        secret_type: request.format.secret_type(),
    };
    if request.from_file.is_empty() {
        secret.data.insert(
            request.format.key().to_string(),
            STANDARD.encode(content(request)),
        );
    }
    for source in &request.from_file {
        add_file(world, request.format, source, &mut secret.data)?;
    }
    if request.append_hash {
        secret.name = format!("{}-{}", secret.name, hash(&secret));
    }
    Ok(secret)
}

/// The content made of user, password and e-mail.
fn content(request: &Request) -> String {
    let mut out = String::from(match request.format {
        Format::DockerConfigJson => "{\"auths\":{",
        Format::DockerCfg => "{",
    });
    push_go(&mut out, &request.server);
    out.push_str(":{");
    let auth = STANDARD.encode(format!(
        "{}:{}",
        request.username,
        request.password.expose()
    ));
    let fields = [
        ("username", request.username.as_str()),
        ("password", request.password.expose()),
        ("email", request.email.as_str()),
        ("auth", auth.as_str()),
    ];
    for (key, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        if !out.ends_with('{') {
            out.push(',');
        }
        push_go(&mut out, key);
        out.push(':');
        push_go(&mut out, value);
    }
    out.push_str(match request.format {
        Format::DockerConfigJson => "}}}",
        Format::DockerCfg => "}}",
    });
    out
}

fn add_file(
    world: &dyn World,
    format: Format,
    source: &str,
    data: &mut BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let whole = if source.contains('=') {
        source.to_string()
    } else {
        format!("{}={source}", format.key())
    };
    let (key, path) = match whole.split_once('=') {
        Some((_, path)) if path.contains('=') => {
            return Err(Refusal::new("key names or file paths cannot contain '='"));
        }
        Some(("", path)) => {
            return Err(Refusal::new(format_args!(
                "key name for file path {path} missing"
            )));
        }
        Some((key, "")) => {
            return Err(Refusal::new(format_args!(
                "file path for key name {key} missing"
            )));
        }
        Some(pair) => pair,
        None => (format.key(), source),
    };
    if matches!(world.kind(Path::new(path)), Ok(FileKind::Folder)) {
        return Err(Refusal::new("cannot give a key name for a directory path"));
    }
    let bytes = world
        .read(Path::new(path))
        .map_err(|e| Refusal::new(format_args!("error reading {path}: {}", in_go_words(&e))))?;
    if let Some(fault) = key_fault(key) {
        return Err(Refusal::new(format_args!(
            "{key:?} is not valid key name for a Secret {fault}"
        )));
    }
    if data.contains_key(key) {
        return Err(Refusal::new(format_args!(
            "cannot add key {key}, another key by that name already exists"
        )));
    }
    data.insert(key.to_string(), STANDARD.encode(bytes));
    Ok(())
}

/// The operating system's reason as Go words it.
fn in_go_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_string(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        _ => error.to_string(),
    }
}

fn key_fault(key: &str) -> Option<String> {
    let mut faults = Vec::new();
    if key.len() > 253 {
        faults.push("must be no more than 253 characters");
    }
    if !key
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
    {
        faults.push(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        );
    }
    match key {
        "." => faults.push("must not be '.'"),
        ".." => faults.push("must not be '..'"),
        _ if key.starts_with("..") => faults.push("must not start with '..'"),
        _ => {}
    }
    (!faults.is_empty()).then(|| faults.join(";"))
}

/// Ten characters that change with the content: SHA-256 of the Secret as JSON, in hex, with the
/// digits that could spell a word replaced (Kubernetes' `pkg/util/hash`).
fn hash(secret: &SecretObject) -> String {
    let hashed = Map::from_iter([
        ("data", data(secret)),
        ("kind", "Secret".into()),
        ("name", secret.name.as_str().into()),
        ("type", secret.secret_type.into()),
    ]);
    let text = write_json(&hashed.into(), JsonStyle::default()).unwrap_or_default();
    let hex: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    hex.chars()
        .take(10)
        .map(|c| match c {
            '0' => 'g',
            '1' => 'h',
            '3' => 'k',
            'a' => 'm',
            'e' => 't',
            c => c,
        })
        .collect()
}

/// The data as a map.
pub(super) fn data(secret: &SecretObject) -> Value {
    let entries = secret
        .data
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str().into()));
    Value::Map(Map::from_iter(entries))
}
