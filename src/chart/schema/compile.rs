//! What is wrong with a schema itself, in the words of santhosh-tekuri/jsonschema 6.

use boon::CompileError;

use super::message;
use super::patterns::Patterns;
use crate::chart::error::quoted;
use crate::functions::urls::shown;

/// What is wrong with it.
pub(super) fn text(error: &CompileError, patterns: &Patterns) -> String {
    match error {
        CompileError::ParseUrlError { url, src } => {
            format!("error in parsing {}: {src}", quoted(&shown(url)))
        }
        CompileError::LoadUrlError { url, src } => {
            format!("failing loading {}: {src}", quoted(&shown(url)))
        }
        CompileError::UnsupportedUrlScheme { url } => {
            format!("no URLLoader registered for {}", quoted(&shown(url)))
        }
        CompileError::InvalidMetaSchemaUrl { url, src } => {
            format!("invalid $schema in {}: {src}", quoted(&shown(url)))
        }
        CompileError::UnsupportedDraft { url } => {
            format!("draft {} is not supported", quoted(&shown(url)))
        }
        CompileError::MetaSchemaCycle { url } => {
            format!("cycle in resolving $schema in {}", quoted(&shown(url)))
        }
        CompileError::ValidationError { url, src } => format!(
            "{} is not valid against metaschema: {}",
            quoted(&shown(url)),
            message::text(src, patterns)
        ),
        CompileError::ParseIdError { loc } => {
            format!(
                "error in parsing id at {}",
                quoted(&shown(&patterns.address(loc)))
            )
        }
        CompileError::ParseAnchorError { loc } => {
            format!(
                "error in parsing anchor at {}",
                quoted(&shown(&patterns.address(loc)))
            )
        }
        CompileError::DuplicateId {
            url,
            id,
            ptr1,
            ptr2,
        } => duplicate("id", id, url, [ptr1, ptr2], patterns),
        CompileError::DuplicateAnchor {
            anchor,
            url,
            ptr1,
            ptr2,
        } => duplicate("anchor", anchor, url, [ptr1, ptr2], patterns),
        CompileError::InvalidJsonPointer(url) => {
            format!(
                "invalid json-pointer {}",
                quoted(&shown(&patterns.address(url)))
            )
        }
        CompileError::JsonPointerNotFound(url) => {
            format!(
                "json-pointer in {} not found",
                quoted(&shown(&patterns.address(url)))
            )
        }
        CompileError::AnchorNotFound { url, reference } => format!(
            "anchor in {} not found in schema {}",
            quoted(reference),
            quoted(&shown(url))
        ),
        CompileError::UnsupportedVocabulary { url, vocabulary } => format!(
            "unsupported vocabulary {} in {}",
            quoted(vocabulary),
            quoted(&shown(url))
        ),
        CompileError::InvalidRegex { url, regex, src } => {
            let url = quoted(&shown(&patterns.address(url)));
            match patterns.written(regex) {
                Some((pattern, Some(error))) => {
                    format!("invalid regex {} at {url}: {error}", quoted(pattern))
                }
                _ => format!("invalid regex {} at {url}: {src}", quoted(regex)),
            }
        }
        CompileError::Bug(src) => src.to_string(),
    }
}

/// What stands at two places, which Go finds in any order.
fn duplicate(
    what: &str,
    name: &str,
    url: &str,
    places: [&String; 2],
    patterns: &Patterns,
) -> String {
    let mut places = places.map(|place| quoted(&patterns.pointer(place)));
    places.sort();
    let [one, other] = places;
    let (name, url) = (quoted(name), quoted(&shown(url)));
    format!("duplicate {what} {name} in {url} at {one} and {other}")
}
