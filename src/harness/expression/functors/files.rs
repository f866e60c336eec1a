//! `configFile` and `fileStore`: files of the service and of the Harness file store. A file's
//! expressions are resolved before it is inserted or encoded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::error::Fault;
use super::super::outside::Outside;
use super::super::value::Value;

/// The most bytes one file may have.
const MAX_SIZE: usize = 24 << 20;

/// Resolves the expressions of a text.
type Resolve<'r> = &'r dyn Fn(&str) -> Result<String, Fault>;

/// `configFile.getAsString("id")`, or `"id:path"` for an entry of several files.
pub fn config_file(
    function: &str,
    reference: &str,
    outside: &dyn Outside,
    resolve: Resolve<'_>,
) -> Result<Value, Fault> {
    let (id, path) = match reference.split_once(':') {
        Some((id, path)) => (id, Some(path)),
        None => (reference, None),
    };
    if id.trim().is_empty() || path.is_some_and(|p| p.trim().is_empty()) {
        return Err(Fault::fatal(format!(
            "`{reference}` does not name a config file"
        )));
    }
    let content = outside.config_file(id, path).map_err(Fault::fatal)?;
    insert(function, content, resolve)
}

/// `fileStore.getAsString("/path")`, with `account:` or `org:` before it for those scopes.
pub fn stored_file(
    function: &str,
    path: &str,
    outside: &dyn Outside,
    resolve: Resolve<'_>,
) -> Result<Value, Fault> {
    let mut rest = path;
    while let Some(behind) = rest.strip_prefix("account:").or(rest.strip_prefix("org:")) {
        rest = behind;
    }
    if !rest.starts_with('/') || rest.len() < 2 {
        return Err(Fault::fatal(format!(
            "`{path}` is no path of the file store: `/path`, `org:/path` or `account:/path`"
        )));
    }
    let content = outside.stored_file(path).map_err(Fault::fatal)?;
    insert(function, content, resolve)
}

fn insert(function: &str, content: Vec<u8>, resolve: Resolve<'_>) -> Result<Value, Fault> {
    if content.len() > MAX_SIZE {
        return Err(Fault::fatal(format!(
            "the file has more than {MAX_SIZE} bytes"
        )));
    }
    let bytes = match String::from_utf8(content) {
        Ok(text) => resolve(&text)?.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    Ok(Value::Text(match function {
        "getAsBase64" => STANDARD.encode(bytes).into(),
        _ => String::from_utf8_lossy(&bytes).into(),
    }))
}
