//! What expressions may ask of the outside: a trait with an answer to everything, so that a
//! caller gives only what it has.

use super::value::{Map, Value};
use crate::world::Timestamp;

/// What an expression may ask of the outside. Errors are sentences for a reader.
pub trait Outside {
    /// The time that `datetime` starts from.
    fn now(&self) -> Timestamp {
        Timestamp {
            seconds: 0,
            nanoseconds: 0,
        }
    }

    /// The placeholder for a secret; its value is put in when all expressions are resolved.
    fn secret(&self, id: &str) -> Result<String, String> {
        Err(format!("there is nothing to take the secret `{id}` from"))
    }

    /// Whether a text holds the placeholder of a secret.
    fn is_placeholder(&self, _text: &str) -> bool {
        false
    }

    /// The content of a config file of the service; of several files under one identifier, the
    /// one at `path`.
    fn config_file(&self, id: &str, _path: Option<&str>) -> Result<Vec<u8>, String> {
        Err(format!("there is no config file `{id}`"))
    }

    /// The content of a file of the file store; the path starts with `account:/`, `org:/` or `/`.
    fn stored_file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no file `{path}` in the file store"))
    }

    /// The text of `kubernetes.release.revision` or `.stageColor`.
    fn release(&self, field: &str) -> Result<String, String> {
        Err(format!("the release has no `{field}` here"))
    }

    /// A field of an artifact that the context does not give, as `imagePullSecret`.
    fn artifact(&self, _artifact: &Map, _field: &str) -> Result<Option<Value>, String> {
        Ok(None)
    }
}

/// Nothing outside at all: no secrets, no files, the clock stands at 1970.
pub struct Nothing;

impl Outside for Nothing {}
