//! The Secret as YAML, JSON, a name, or through a small JSONPath.

use super::super::json::{Escape, push_string};
use super::Refusal;
use super::build::{SecretObject, push_data};

/// How to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printer {
    /// `secret/NAME created (dry run)`, which kubectl says when nothing is asked for.
    Message,
    /// `-o yaml`.
    Yaml,
    /// `-o json`.
    Json,
    /// `-o name`.
    Name,
    /// `-o jsonpath=…`: texts and paths of fields.
    JsonPath(Vec<Piece>),
}

/// A part of a JSONPath template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text to print as it is.
    Text(String),
    /// The field names to walk down.
    Path(Vec<String>),
}

const FORMATS: &str = "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml";

impl Printer {
    /// The printer for what stands behind `-o`.
    ///
    /// # Errors
    /// kubectl's words for a format it does not know; ours for one that it knows and we do not.
    pub fn named(output: &str) -> Result<Printer, Refusal> {
        let (format, template) = match output.split_once('=') {
            Some((format, template)) => (format, Some(template)),
            None => (output, None),
        };
        match (output.to_ascii_lowercase().as_str(), format, template) {
            ("", _, _) => Ok(Printer::Message),
            ("yaml", _, _) => Ok(Printer::Yaml),
            ("json", _, _) => Ok(Printer::Json),
            ("name", _, _) => Ok(Printer::Name),
            (_, "jsonpath" | "go-template" | "template", None | Some("")) => Err(Refusal::new(
                "template format specified but no template given",
            )),
            (_, "jsonpath", Some(template)) => json_path(template).map(Printer::JsonPath),
            (_, known, Some(_)) if FORMATS.split(',').any(|f| f == known && f != "yaml") => {
                Err(Refusal::new(format_args!(
                    "the output format {known:?} is not supported here; use yaml, json, name or jsonpath"
                )))
            }
            _ => Err(Refusal::new(format_args!(
                "unable to match a printer suitable for the output format {output:?}, allowed formats are: {FORMATS}"
            ))),
        }
    }

    /// The text, final line end included where kubectl prints one.
    ///
    /// # Errors
    /// A JSONPath that asks for something a Secret can not have.
    pub fn print(&self, secret: &SecretObject) -> Result<String, Refusal> {
        Ok(match self {
            Printer::Message => format!("secret/{} created (dry run)\n", secret.name),
            Printer::Name => format!("secret/{}\n", secret.name),
            Printer::Yaml => yaml(secret),
            Printer::Json => json(secret),
            Printer::JsonPath(pieces) => {
                let mut out = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => out.push_str(text),
                        Piece::Path(path) => push_field(&mut out, secret, path),
                    }
                }
                out
            }
        })
    }
}

fn yaml(secret: &SecretObject) -> String {
    let mut out = String::from("apiVersion: v1\ndata:\n");
    for (key, value) in &secret.data {
        out.push_str(&format!("  {}: {}\n", scalar(key), scalar(value)));
    }
    out.push_str("kind: Secret\nmetadata:\n  creationTimestamp: null\n");
    out.push_str(&format!("  name: {}\n", scalar(&secret.name)));
    if let Some(namespace) = &secret.namespace {
        out.push_str(&format!("  namespace: {}\n", scalar(namespace)));
    }
    out.push_str(&format!("type: {}\n", secret.secret_type));
    out
}

fn json(secret: &SecretObject) -> String {
    let mut out = String::from(
        "{\n    \"kind\": \"Secret\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {\n        \"name\": ",
    );
    push_string(&mut out, &secret.name, Escape::Go);
    if let Some(namespace) = &secret.namespace {
        out.push_str(",\n        \"namespace\": ");
        push_string(&mut out, namespace, Escape::Go);
    }
    out.push_str(",\n        \"creationTimestamp\": null\n    },\n    \"data\": {");
    for (at, (key, value)) in secret.data.iter().enumerate() {
        out.push_str(if at > 0 { ",\n        " } else { "\n        " });
        push_string(&mut out, key, Escape::Go);
        out.push_str(": ");
        push_string(&mut out, value, Escape::Go);
    }
    out.push_str("\n    },\n    \"type\": ");
    push_string(&mut out, secret.secret_type, Escape::Go);
    out.push_str("\n}\n");
    out
}

/// A text as a YAML scalar: plain where no reader could take it for something else.
fn scalar(text: &str) -> String {
    let bytes = text.as_bytes();
    let safe = |b: &u8| b.is_ascii_alphanumeric() || b"-._/+=".contains(b);
    let words = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "nan", ".nan", ".inf",
        "-.inf", "+.inf",
    ];
    let like_a_number = {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && (text.parse::<f64>().is_ok()
                || radix(unsigned)
                || date(text)
                || unsigned.replace('_', "").parse::<f64>().is_ok())
    };
    let plain = !text.is_empty()
        && bytes.iter().all(safe)
        && !words.contains(&text.to_ascii_lowercase().as_str())
        && !like_a_number
        && !matches!(text, "-" | "=" | "<<" | "---" | "...")
        && !text.starts_with("- ");
    if plain {
        return text.to_string();
    }
    let mut out = String::new();
    push_string(&mut out, text, Escape::Least);
    out
}

fn radix(text: &str) -> bool {
    let all = |digits: &str, radix| {
        !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix) || c == '_')
    };
    text.strip_prefix("0x").is_some_and(|d| all(d, 16))
        || text.strip_prefix("0o").is_some_and(|d| all(d, 8))
        || text.strip_prefix("0b").is_some_and(|d| all(d, 2))
}

/// Whether a reader could take the text for a date: `2006-1-2`.
fn date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |most| {
        parts
            .next()
            .is_some_and(|p| (1..=most).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    next(4) && next(2) && next(2) && text.len() >= 8
}

/// Reads `text{.a.b}text`: field names, `\.` within them, `['name']`, and texts in quotes.
fn json_path(template: &str) -> Result<Vec<Piece>, Refusal> {
    let fail = |what: &str| Refusal::new(format_args!("error parsing jsonpath {template}, {what}"));
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_string()));
        }
        let (inside, behind) = after
            .split_once('}')
            .ok_or_else(|| fail("unclosed action"))?;
        rest = behind;
        let inside = inside.trim();
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|q| inside.strip_prefix(q)?.strip_suffix(q));
        if let Some(text) = quoted {
            pieces.push(Piece::Text(text.replace("\\n", "\n").replace("\\t", "\t")));
        } else {
            let path = inside.strip_prefix('$').unwrap_or(inside);
            pieces.push(Piece::Path(fields(path).ok_or_else(|| {
                fail("only texts and paths of fields are supported here")
            })?));
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_string()));
    }
    Ok(pieces)
}

fn fields(path: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("['") {
            let (name, behind) = quoted.split_once("']")?;
            names.push(name.to_string());
            rest = behind;
            continue;
        }
        let mut name = String::new();
        let mut chars = rest.strip_prefix('.')?.chars();
        loop {
            let before = chars.as_str();
            match chars.next() {
                Some('\\') => name.push(chars.next()?),
                Some('.' | '[') | None => {
                    rest = before;
                    break;
                }
                Some(c) if c.is_ascii_alphanumeric() || "-_/".contains(c) => name.push(c),
                Some(_) => return None,
            }
        }
        if !name.is_empty() {
            names.push(name);
        } else if !rest.is_empty() {
            return None;
        }
    }
    Some(names)
}

fn push_field(out: &mut String, secret: &SecretObject, path: &[String]) {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let metadata = |out: &mut String| {
        out.push_str("{\"creationTimestamp\":null,\"name\":");
        push_string(out, &secret.name, Escape::Go);
        if let Some(namespace) = &secret.namespace {
            out.push_str(",\"namespace\":");
            push_string(out, namespace, Escape::Go);
        }
        out.push('}');
    };
    match names.as_slice() {
        [] => {
            out.push_str("{\"apiVersion\":\"v1\",\"data\":");
            push_data(out, &secret.data);
            out.push_str(",\"kind\":\"Secret\",\"metadata\":");
            metadata(out);
            out.push_str(",\"type\":");
            push_string(out, secret.secret_type, Escape::Go);
            out.push('}');
        }
        ["apiVersion"] => out.push_str("v1"),
        ["kind"] => out.push_str("Secret"),
        ["type"] => out.push_str(secret.secret_type),
        ["data"] => push_data(out, &secret.data),
        ["data", key] => out.push_str(secret.data.get(*key).map_or("", String::as_str)),
        ["metadata"] => metadata(out),
        ["metadata", "name"] => out.push_str(&secret.name),
        ["metadata", "namespace"] => out.push_str(secret.namespace.as_deref().unwrap_or_default()),
        _ => {}
    }
}
