//! The Secret as YAML, JSON, a name, or through a small JSONPath.

use super::super::json::push_go;
use super::Refusal;
use super::build::{SecretObject, data};
use crate::encoding::json::{JsonStyle, write_json};
use crate::encoding::yaml::emit::to_yaml;
use crate::value::{Map, Value};

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
            Printer::Yaml => yaml(secret)?,
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

/// The Secret as a tree, as YAML and JSONPath see it.
fn tree(secret: &SecretObject) -> Value {
    let metadata = Map::from_iter([
        ("creationTimestamp", Value::Nil),
        ("name", secret.name.as_str().into()),
    ]);
    if let Some(namespace) = &secret.namespace {
        metadata.insert("namespace", namespace.as_str().into());
    }
    let tree = Map::from_iter([
        ("apiVersion", "v1".into()),
        ("data", data(secret)),
        ("kind", "Secret".into()),
        ("metadata", metadata.into()),
        ("type", secret.secret_type.into()),
    ]);
    tree.into()
}

fn yaml(secret: &SecretObject) -> Result<String, Refusal> {
    let text = to_yaml(&tree(secret)).map_err(Refusal::new)?;
    Ok(String::from_utf8_lossy(text.as_bytes()).into_owned())
}

fn json(secret: &SecretObject) -> String {
    let mut out = String::from(
        "{\n    \"kind\": \"Secret\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {\n        \"name\": ",
    );
    push_go(&mut out, &secret.name);
    if let Some(namespace) = &secret.namespace {
        out.push_str(",\n        \"namespace\": ");
        push_go(&mut out, namespace);
    }
    out.push_str(",\n        \"creationTimestamp\": null\n    },\n    \"data\": {");
    for (at, (key, value)) in secret.data.iter().enumerate() {
        out.push_str(if at > 0 { ",\n        " } else { "\n        " });
        push_go(&mut out, key);
        out.push_str(": ");
        push_go(&mut out, value);
    }
    out.push_str("\n    },\n    \"type\": ");
    push_go(&mut out, secret.secret_type);
    out.push_str("\n}\n");
    out
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
    let found = path
        .iter()
        .try_fold(tree(secret), |tree, name| tree.as_map()?.get(name.as_str()));
    let text = match found {
        None => return,
        Some(Value::Str(text)) => text,
        Some(tree) => write_json(&tree, JsonStyle::default())
            .unwrap_or_default()
            .into_str(),
    };
    out.push_str(&text.to_string_lossy());
}
