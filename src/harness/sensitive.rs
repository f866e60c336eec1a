//! What of a context is secret although nothing marks it: the credentials of artifacts, and what
//! stands under the usual names.
//!
//! Found values go to the [`Masker`](super::mask::Masker) and nowhere else. A file is looked at as
//! text, so that one that is no YAML keeps its secrets, too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::expression::Value;
use super::expression::value::Map;
use crate::registry::Secret;
use crate::registry::inspect::inspect;

/// Names of values that nobody should see, without blanks, hyphens, underscores and case.
const NAMES: [&str; 19] = [
    "password",
    "passwd",
    "token",
    "secret",
    "clientsecret",
    "secretkey",
    "secretaccesskey",
    "sessiontoken",
    "accesstoken",
    "refreshtoken",
    "authorizationtoken",
    "identitytoken",
    "registrytoken",
    "apikey",
    "apitoken",
    "privatekey",
    "serviceaccountkey",
    "imagepullsecret",
    "dockerconfigjsonsecret",
];

/// Whether a value under this name is a secret.
pub fn is_secret_name(name: &str) -> bool {
    let plain: String = (name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')))
        .flat_map(char::to_lowercase)
        .collect();
    NAMES.contains(&plain.as_str())
}

/// The secrets of a context.
pub fn in_context(root: &Map) -> Vec<Secret> {
    let mut found = Vec::new();
    collect(root, false, &mut found);
    found
}

/// Depth is bounded by what a context may nest.
fn collect(map: &Map, secret: bool, found: &mut Vec<Secret>) {
    for entry in map.entries() {
        let secret = secret || is_secret_name(&entry.key.to_string());
        match &entry.value {
            Value::Map(inner) => collect(inner, false, found),
            Value::List(list) => {
                for item in &list.items {
                    match item {
                        Value::Map(inner) => collect(inner, false, found),
                        scalar if secret => add(&scalar.to_string(), found),
                        _ => {}
                    }
                }
            }
            Value::Null => {}
            scalar if secret => add(&scalar.to_string(), found),
            _ => {}
        }
    }
}

/// The secrets in the text of a YAML or JSON file: what stands behind `name:` in a line. A block
/// that follows is taken line by line.
pub fn in_text(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if let Some(outer) = block {
            if indent > outer || line.trim().is_empty() {
                add(line.trim(), &mut found);
                continue;
            }
            block = None;
        }
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once(':') {
            rest = behind;
            let name = before.rsplit(['{', ',', '-']).next().unwrap_or(before);
            // A hyphen is part of many names, so that the whole of it counts as well.
            let whole = before.rsplit(['{', ',', ' ']).next().unwrap_or(before);
            let quotes = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
            if !is_secret_name(&quotes(name)) && !is_secret_name(&quotes(whole)) {
                continue;
            }
            match behind.trim() {
                "" | "|" | ">" | "|-" | ">-" | "|+" | ">+" => block = Some(indent),
                value => {
                    add(value, &mut found);
                    for part in value.split(['"', '\'', ',', '}', ' ']) {
                        add(part, &mut found);
                    }
                }
            }
        }
    }
    found
}

/// A secret, and where it is a pull secret, what is in that.
fn add(text: &str, found: &mut Vec<Secret>) {
    if text.is_empty() || text.contains("<+") {
        return;
    }
    found.push(Secret::new(text));
    found.extend(in_pull_secret(text));
}

/// The passwords in the text of a pull secret, which may be base64.
pub fn in_pull_secret(text: &str) -> Vec<Secret> {
    let looks_so =
        text.starts_with('{') || STANDARD.decode(text).is_ok_and(|d| d.starts_with(b"{"));
    if !looks_so {
        return Vec::new();
    }
    let report = inspect(text.as_bytes());
    let passwords = report.registries.into_iter().flat_map(|registry| {
        let pair = format!("{}:{}", registry.username, registry.password.expose());
        [registry.password, Secret::new(STANDARD.encode(pair))]
    });
    passwords.filter(|password| !password.is_blank()).collect()
}
