//! The JSON schema of `render.toml`, for editors. `docs/render.schema.json` holds it; a test says
//! when the two differ.

use serde_json::{Map, Value, json};

use super::keys::{KEYS, Shape};
use super::{ignore, lint};

/// The schema, as text with a line end.
///
/// ```
/// assert!(manifest_render::config::schema::text().contains("\"kube-version\""));
/// ```
pub fn text() -> String {
    // A tree of texts can always be written.
    let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    format!("{text}\n")
}

fn schema() -> Value {
    let settings = || json!({"$ref": "#/$defs/settings"});
    let table = |of: Value| json!({"type": "object", "additionalProperties": of});
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| (key.name.to_string(), property(key.shape, key.help)))
        .collect();
    let texts = |keys: &[(&str, &str)]| -> Map<String, Value> {
        let text = |help: &str| json!({"description": help, "type": "string"});
        keys.iter()
            .map(|(name, help)| (name.to_string(), text(help)))
            .collect()
    };
    let (rules, suppressions) = (texts(ignore::KEYS), texts(lint::KEYS));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "render.toml",
        "description": "The cases of a repository for render: what is rendered, with what, and \
                        what is compared with golden files.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "defaults": {
                "description": "What all cases have in common.",
                "$ref": "#/$defs/settings"
            },
            "cases": {
                "description": "A table a case. One with the name of a case of the matrix adds \
                                to it.",
                "type": "object",
                "additionalProperties": settings()
            },
            "matrix": {
                "description": "Tables of entries; each of the first with each of the second \
                                makes a case: web-dev. {environments} in a text stands for the \
                                entry of the table `environments`.",
                "type": "object",
                "properties": {
                    "exclude": {
                        "description": "Names of cases that are left out.",
                        "type": "array",
                        "items": {"type": "string"}
                    }
                },
                "additionalProperties": table(settings())
            },
            "diff": {
                "description": "How a diff is made.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "built-in-rules": {
                        "description": "Whether the version of a chart in labels and checksums in \
                                        annotations do not matter; true if not said.",
                        "type": "boolean"
                    }
                }
            },
            "ignore": {
                "description": "Changes that do not matter in a diff.",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["reason"],
                    "properties": rules
                }
            },
            "lint": {
                "description": "What render lint tells.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "allow": {
                        "description": "Findings that nobody needs to see.",
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["code", "reason"],
                            "properties": suppressions
                        }
                    }
                }
            },
            "golden": {
                "description": "The golden files.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "path": {
                        "description": "The folder they are in; golden if not said.",
                        "type": "string"
                    }
                }
            }
        },
        "$defs": {
            "settings": {
                "type": "object",
                "additionalProperties": false,
                "properties": properties
            }
        }
    })
}

fn property(shape: Shape, help: &str) -> Value {
    match shape {
        Shape::Text => json!({"description": help, "type": "string"}),
        Shape::Choice(choices) => {
            json!({"description": help, "type": "string", "enum": choices})
        }
        Shape::Flag => json!({"description": help, "type": "boolean"}),
        Shape::Texts => json!({
            "description": help,
            "oneOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}}
            ]
        }),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_schema_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/render.schema.json");
        if std::env::var_os("SCHEMA").is_some_and(|wish| wish == "overwrite") {
            std::fs::write(path, super::text()).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            published,
            super::text(),
            "SCHEMA=overwrite cargo test writes docs/render.schema.json"
        );
    }
}
