//! Schemas that another one refers to.

use std::cell::RefCell;
use std::collections::HashSet;
use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;

use boon::UrlLoader;
use serde_json::Value as Json;

use super::parse;
use super::patterns::Patterns;
use crate::chart::Warning;

/// How many schemas one may lead to, and how many bytes they may have together. A server could
/// refer from one to the next without end.
const MOST: usize = 1_000;
const MOST_BYTES: usize = 100 * 1024 * 1024;

/// Where schemas are that another one refers to by its address.
pub trait Elsewhere: fmt::Debug {
    /// The text of the schema at an address: `http://`, `https://` or `file://`.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn schema(&self, url: &str) -> Result<Vec<u8>, String>;
}

/// What was met of schemas elsewhere.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// What Helm would warn about, and has not been told.
    pub warnings: Vec<Warning>,
    /// The names that have been warned about.
    names: HashSet<String>,
    /// The patterns of all schemas.
    pub patterns: Patterns,
    schemas: usize,
    bytes: usize,
}

/// Loads schemas by their addresses, as Helm does.
#[derive(Debug)]
pub(super) struct Loader {
    pub elsewhere: Rc<dyn Elsewhere>,
    pub met: Rc<RefCell<Met>>,
}

impl UrlLoader for Loader {
    fn load(&self, url: &str) -> Result<Json, Box<dyn StdError>> {
        let mut met = self.met.borrow_mut();
        let (scheme, _) = url.split_once(':').unwrap_or_default();
        match scheme {
            // Helm knows nothing of names, and lets them stand for everything.
            "urn" => {
                if met.names.insert(url.to_string()) {
                    let text = "unresolved URN reference ignored; using permissive schema";
                    met.warnings.push(Warning::warn(text).with("urn", url));
                }
                Ok(Json::Bool(true))
            }
            "http" | "https" | "file" => {
                met.schemas += 1;
                if met.schemas > MOST {
                    return Err(format!("the schema leads to more than {MOST} others").into());
                }
                let text = self.elsewhere.schema(url)?;
                met.bytes += text.len();
                if met.bytes > MOST_BYTES {
                    let text =
                        format!("the schema leads to more than {MOST_BYTES} bytes of others");
                    return Err(text.into());
                }
                let mut schema = parse(&text)?;
                met.patterns.replace(&mut schema);
                Ok(schema)
            }
            _ => Err(format!("no URLLoader registered for \"{url}\"").into()),
        }
    }
}
