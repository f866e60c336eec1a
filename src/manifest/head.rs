//! What Helm looks at in a document: Go's `SimpleHead`, read through JSON.

use std::fmt;

use crate::encoding::yaml::emit::to_yaml;
use crate::encoding::yaml::{Error as YamlError, Numbers, Reader};
use crate::value::{Entry, Map, Value};

/// The head of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.annotations`, in byte order.
    pub annotations: Vec<(String, String)>,
}

/// Why a document has no head, in Helm's words.
#[derive(Clone, Debug)]
pub enum HeadError {
    /// It is no YAML.
    Yaml(YamlError),
    /// Something in it is of another type.
    Shape {
        /// JSON's name of what it is.
        found: &'static str,
        /// Go's name of the place.
        place: &'static str,
        /// Go's name of the type that is wanted there.
        wanted: &'static str,
    },
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeadError::Yaml(error) => error.fmt(f),
            HeadError::Shape {
                found,
                place,
                wanted,
            } => write!(
                f,
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} \
                 into Go {place} of type {wanted}"
            ),
        }
    }
}

impl std::error::Error for HeadError {}

const METADATA: &str = r#"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#;

impl Head {
    /// Reads the head of a document. Names of fields count in any case, the last one of several;
    /// numbers and truth values become text; null is nothing.
    ///
    /// # Errors
    /// Where it is no YAML, or no map with such fields.
    pub fn read(document: &[u8]) -> Result<Head, HeadError> {
        let mut head = Head::default();
        let mut reader = Reader::new().numbers(Numbers::Typed).only(is_of_head);
        let map = match reader.value(document).map_err(HeadError::Yaml)? {
            Value::Map(map) => map,
            Value::Nil => return Ok(head),
            other => {
                return Err(HeadError::Shape {
                    found: json_kind(&other),
                    place: "value",
                    wanted: "util.SimpleHead",
                });
            }
        };
        // Go goes on after the first field that does not fit, and tells of that one.
        let mut fault = None;
        for Entry { key, value, .. } in map.borrow().iter() {
            let is = |name: &str| key.as_bytes().eq_ignore_ascii_case(name.as_bytes());
            let read = if is("apiVersion") {
                read_text(
                    value,
                    &mut head.api_version,
                    "struct field SimpleHead.apiVersion",
                )
            } else if is("kind") {
                read_text(value, &mut head.kind, "struct field SimpleHead.kind")
            } else if is("metadata") {
                head.read_metadata(value)
            } else {
                Ok(())
            };
            fault = fault.or(read.err());
        }
        fault.map_or(Ok(head), Err)
    }

    /// The value of an annotation.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        let (_, value) = self.annotations.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    fn read_metadata(&mut self, metadata: &Value) -> Result<(), HeadError> {
        let map = match metadata {
            Value::Map(map) => map,
            Value::Nil => return Ok(()),
            other => {
                let place = "struct field SimpleHead.metadata";
                return Err(HeadError::Shape {
                    found: json_kind(other),
                    place,
                    wanted: METADATA,
                });
            }
        };
        let mut fault = None;
        for Entry { key, value, .. } in map.borrow().iter() {
            let is = |name: &str| key.as_bytes().eq_ignore_ascii_case(name.as_bytes());
            let read = if is("name") {
                read_text(value, &mut self.name, "struct field .metadata.name")
            } else if is("annotations") {
                self.read_annotations(value)
            } else {
                Ok(())
            };
            fault = fault.or(read.err());
        }
        fault.map_or(Ok(()), Err)
    }

    fn read_annotations(&mut self, annotations: &Value) -> Result<(), HeadError> {
        const PLACE: &str = "struct field .metadata.annotations";
        let map: &Map = match annotations {
            Value::Map(map) => map,
            Value::Nil => return Ok(()),
            other => {
                let found = json_kind(other);
                return Err(HeadError::Shape {
                    found,
                    place: PLACE,
                    wanted: "map[string]string",
                });
            }
        };
        let mut fault = None;
        for Entry { key, value, .. } in map.borrow().iter() {
            let mut text = String::new();
            fault = fault.or(read_text(value, &mut text, PLACE).err());
            self.annotations
                .push((key.to_string_lossy().into_owned(), text));
        }
        fault.map_or(Ok(()), Err)
    }
}

/// Whether a key may be one of the head.
fn is_of_head(key: &[u8]) -> bool {
    ["apiVersion", "kind", "metadata"]
        .iter()
        .any(|name| key.eq_ignore_ascii_case(name.as_bytes()))
}

/// A scalar as text; null leaves what is there.
fn read_text(value: &Value, text: &mut String, place: &'static str) -> Result<(), HeadError> {
    match value {
        Value::Nil => {}
        Value::Str(read) => *text = read.to_string_lossy().into_owned(),
        Value::Map(_) | Value::List(_) => {
            return Err(HeadError::Shape {
                found: json_kind(value),
                place,
                wanted: "string",
            });
        }
        scalar => {
            let yaml = to_yaml(scalar)
                .map(|yaml| yaml.into_str())
                .unwrap_or_default();
            *text = yaml.to_string_lossy().trim_end().to_owned();
        }
    }
    Ok(())
}

fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::Str(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    }
}
