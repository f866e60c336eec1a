//! `xml.select`: the text that an XPath leads to.

use sxd_document::parser;
use sxd_xpath::{Context, Factory, Value as Found};

use super::super::error::Fault;
use super::super::value::Value;

/// The longest document and path, and the deepest nesting.
const MAX_DOCUMENT: usize = 4 << 20;
const MAX_PATH: usize = 4 << 10;
const MAX_DEPTH: usize = 128;

/// The string value of what a path leads to; nothing found is an empty text.
pub fn select(path: &str, document: &str) -> Result<Value, Fault> {
    if document.len() > MAX_DOCUMENT || path.len() > MAX_PATH {
        return Err(Fault::limit("an XML document or XPath is too large"));
    }
    // Both parsers go one call deeper a level, so levels are bounded before they see the text.
    let deep = |text: &str| text.matches(['(', '[', '/']).count() > MAX_DEPTH;
    if deep(path) || document_depth(document) > MAX_DEPTH {
        return Err(Fault::limit(format!(
            "XML nested more than {MAX_DEPTH} levels deep"
        )));
    }
    let package = parser::parse(document)
        .map_err(|error| Fault::evaluate(format!("the text is not XML: {error}")))?;
    let bad = |what: String| Fault::evaluate(format!("`{path}` is no XPath: {what}"));
    let compiled = Factory::new()
        .build(path)
        .map_err(|error| bad(error.to_string()))?;
    let Some(compiled) = compiled else {
        return Err(bad("it is empty".into()));
    };
    let document = package.as_document();
    let found = compiled
        .evaluate(&Context::new(), document.root())
        .map_err(|error| bad(error.to_string()))?;
    Ok(Value::Text(match found {
        Found::Nodeset(nodes) => nodes
            .document_order_first()
            .map_or_else(String::new, |n| n.string_value())
            .into(),
        other => other.string().into(),
    }))
}

/// An upper bound for how deep elements nest.
fn document_depth(document: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let bytes = document.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(i + 1)) {
            (b'<', Some(b'/')) | (b'/', Some(b'>')) => depth = depth.saturating_sub(1),
            (b'<', Some(b'?' | b'!')) => {}
            (b'<', _) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
