//! What the names of objects may look like, by kind, in the words of Kubernetes.

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric \
     characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
     'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric \
     characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  \
     or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const OLD_LABEL: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or \
     '-', start with an alphabetic character, and end with an alphanumeric character (e.g. \
     'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/// Checks the name of an object.
pub(super) fn check(kind: &str, name: &str) -> Result<(), String> {
    let problems = match kind.to_ascii_lowercase().as_str() {
        "service" => label(name, OLD_LABEL, |c| c.is_ascii_lowercase()),
        "namespace" => label(name, LABEL, is_inner),
        "certificatesigningrequest" => Vec::new(),
        "role" | "clusterrole" | "rolebinding" | "clusterrolebinding" => segment(name),
        _ => subdomain(name),
    };
    let problems: Vec<String> = problems
        .into_iter()
        .map(|problem| format!("metadata.name: Invalid value: {name:?}: {problem}"))
        .collect();
    let problems = match problems.as_slice() {
        [] => return Ok(()),
        [one] => one.clone(),
        more => format!("[{}]", more.join(", ")),
    };
    Err(format!(
        "object name does not conform to Kubernetes naming requirements: {name:?}: {problems}"
    ))
}

fn is_inner(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_label(label: &str, first: fn(char) -> bool) -> bool {
    label.starts_with(first)
        && label.ends_with(is_inner)
        && label.chars().all(|c| is_inner(c) || c == '-')
}

fn too_long(name: &str, most: usize) -> Vec<String> {
    match name.len() > most {
        true => vec![format!("must be no more than {most} characters")],
        false => Vec::new(),
    }
}

fn subdomain(name: &str) -> Vec<String> {
    let mut problems = too_long(name, 253);
    if !name.split('.').all(|part| is_label(part, is_inner)) {
        problems.push(SUBDOMAIN.to_string());
    }
    problems
}

fn label(name: &str, words: &str, first: fn(char) -> bool) -> Vec<String> {
    let mut problems = too_long(name, 63);
    if !is_label(name, first) {
        problems.push(words.to_string());
    }
    problems
}

fn segment(name: &str) -> Vec<String> {
    match name {
        "." | ".." => vec![format!("may not be '{name}'")],
        _ => ['/', '%']
            .into_iter()
            .filter(|c| name.contains(*c))
            .map(|c| format!("may not contain '{c}'"))
            .collect(),
    }
}
