//! Mistakes in the words of santhosh-tekuri/jsonschema 6, which Helm shows.

use boon::{ErrorKind, ValidationError};
use serde_json::{Number, Value as Json};

use crate::chart::error::quoted;
use crate::value::number::append_float;

/// A mistake and what led to it, a line each, indented by two a step.
pub(super) fn text(error: &ValidationError<'_, '_>) -> String {
    let mut text = String::new();
    append(error, &Parent::default(), &mut text);
    text
}

/// What an error's line stands below.
#[derive(Default)]
struct Parent<'e> {
    indent: usize,
    /// Where in the schema its causes begin.
    schema: &'e str,
    /// How deep in the values it is.
    depth: usize,
    /// The keyword whose branches its causes are.
    branches_of: &'static str,
}

fn append(error: &ValidationError<'_, '_>, parent: &Parent<'_>, text: &mut String) {
    let mut indent = parent.indent;
    for (keyword, depth) in left_out(error, parent) {
        let place = error.instance_location.to_string();
        let end = place.match_indices('/').nth(depth);
        let place = end.map_or(place.as_str(), |(end, _)| place.split_at(end).0);
        line(indent, place, keyword, text);
        indent += 1;
    }
    let hidden = matches!(error.kind, ErrorKind::Reference { .. }) && error.causes.len() == 1;
    if !hidden {
        if let ErrorKind::Schema { .. } = &error.kind {
            text.push_str(&problem(&error.kind));
        } else {
            let place = error.instance_location.to_string();
            line(indent, &place, &problem(&error.kind), text);
        }
        indent += 1;
    }
    let below = Parent {
        indent,
        schema: match &error.kind {
            ErrorKind::Reference { url, .. } => url,
            _ => error.schema_url,
        },
        depth: error.instance_location.tokens.len(),
        branches_of: match &error.kind {
            ErrorKind::AllOf => "allOf",
            ErrorKind::AnyOf => "anyOf",
            ErrorKind::OneOf(_) => "oneOf",
            ErrorKind::Contains => "contains",
            _ => "",
        },
    };
    for cause in &error.causes {
        append(cause, &below, text);
    }
}

fn line(indent: usize, place: &str, problem: &str, text: &mut String) {
    if indent > 0 {
        text.push('\n');
        text.push_str(&"  ".repeat(indent - 1));
        text.push_str("- ");
    }
    text.push_str("at ");
    text.push_str(&quote(place));
    text.push_str(": ");
    text.push_str(problem);
}

/// What failed between an error and the one it stands below, and how deep in the values: `boon`
/// leaves out a combination of schemas of which one branch only failed, the Go library does not.
/// The way through the schema tells.
fn left_out(error: &ValidationError<'_, '_>, parent: &Parent<'_>) -> Vec<(&'static str, usize)> {
    let mut found = Vec::new();
    let Some(way) = error.schema_url.strip_prefix(parent.schema) else {
        return found;
    };
    let mut depth = parent.depth;
    let mut keywords = way.trim_start_matches('#').split('/').skip(1);
    let mut first = true;
    while let Some(keyword) = keywords.next() {
        let is_branch = first && keyword == parent.branches_of;
        first = false;
        let failed = match keyword {
            "allOf" => "'allOf' failed",
            "anyOf" => "'anyOf' failed",
            "oneOf" => "'oneOf' failed, none matched",
            "contains" => "no items match contains schema",
            _ => "",
        };
        if !failed.is_empty() && !is_branch {
            found.push((failed, depth));
        }
        match keyword {
            "allOf" | "anyOf" | "oneOf" | "dependentSchemas" | "dependencies" => {
                keywords.next();
            }
            "properties" | "patternProperties" | "prefixItems" => {
                keywords.next();
                depth += 1;
            }
            "items" => {
                // A list of schemas has a number here, a single schema has not.
                let mut ahead = keywords.clone();
                if ahead.next().is_some_and(|next| next.parse::<u32>().is_ok()) {
                    keywords = ahead;
                }
                depth += 1;
            }
            "contains"
            | "additionalProperties"
            | "additionalItems"
            | "unevaluatedProperties"
            | "unevaluatedItems" => depth += 1,
            _ => {}
        }
    }
    found
}

fn problem(kind: &ErrorKind<'_, '_>) -> String {
    match kind {
        ErrorKind::Group | ErrorKind::Reference { .. } => "validation failed".to_string(),
        ErrorKind::Schema { url } => format!("jsonschema validation failed with {}", quote(url)),
        ErrorKind::ContentSchema => "'contentSchema' failed".to_string(),
        ErrorKind::PropertyName { prop } => format!("invalid propertyName {}", quote(prop)),
        ErrorKind::RefCycle {
            url,
            kw_loc1,
            kw_loc2,
        } => format!(
            "both {kw_loc1} and {kw_loc2} resolve to {} causing reference cycle",
            quoted(url)
        ),
        ErrorKind::FalseSchema => "false schema".to_string(),
        ErrorKind::Type { got, want } => {
            let want: Vec<String> = want.iter().map(|ty| ty.to_string()).collect();
            format!("got {got}, want {}", want.join(" or "))
        }
        ErrorKind::Enum { want } => match want.as_slice() {
            [want] if is_primitive(want) => format!("value must be {}", display(want)),
            want if want.iter().all(is_primitive) => {
                let want: Vec<String> = want.iter().map(display).collect();
                format!("value must be one of {}", want.join(", "))
            }
            _ => "'enum' failed".to_string(),
        },
        ErrorKind::Const { want } if is_primitive(want) => {
            format!("value must be {}", display(want))
        }
        ErrorKind::Const { .. } => "'const' failed".to_string(),
        ErrorKind::Format { got, want, err } => {
            format!("{} is not valid {want}: {err}", display(got))
        }
        ErrorKind::MinProperties { got, want } => counts("minProperties", *got, *want),
        ErrorKind::MaxProperties { got, want } => counts("maxProperties", *got, *want),
        ErrorKind::AdditionalProperties { got } => {
            format!("additional properties {} not allowed", list(got))
        }
        ErrorKind::Required { want } => match want.as_slice() {
            [one] => format!("missing property {}", quote(one)),
            want => format!("missing properties {}", list(want)),
        },
        ErrorKind::Dependency { prop, missing }
        | ErrorKind::DependentRequired { prop, missing } => format!(
            "properties {} required, if {} exists",
            list(missing),
            quote(prop)
        ),
        ErrorKind::MinItems { got, want } => counts("minItems", *got, *want),
        ErrorKind::MaxItems { got, want } => counts("maxItems", *got, *want),
        ErrorKind::Contains => "no items match contains schema".to_string(),
        ErrorKind::MinContains { got, want } if got.is_empty() => format!(
            "min {} items required to match contains schema, but none matched",
            whole(*want)
        ),
        ErrorKind::MinContains { got, want } => contains("min", got, *want),
        ErrorKind::MaxContains { got, want } => contains("max", got, *want),
        ErrorKind::UniqueItems { got: [i, j] } => {
            format!("items at {} and {} are equal", whole(*i), whole(*j))
        }
        ErrorKind::AdditionalItems { got } => {
            format!("last {} additionalItem(s) not allowed", whole(*got))
        }
        ErrorKind::MinLength { got, want } => counts("minLength", *got, *want),
        ErrorKind::MaxLength { got, want } => counts("maxLength", *got, *want),
        ErrorKind::Pattern { got, want } => {
            format!("{} does not match pattern {}", quote(got), quote(want))
        }
        ErrorKind::ContentEncoding { want, err } => {
            format!("value is not {} encoded: {err}", quote(want))
        }
        ErrorKind::ContentMediaType { want, err, .. } => {
            format!("value if not of mediatype {}: {err}", quote(want))
        }
        ErrorKind::Minimum { got, want } => numbers("minimum", got, want),
        ErrorKind::Maximum { got, want } => numbers("maximum", got, want),
        ErrorKind::ExclusiveMinimum { got, want } => numbers("exclusiveMinimum", got, want),
        ErrorKind::ExclusiveMaximum { got, want } => numbers("exclusiveMaximum", got, want),
        ErrorKind::MultipleOf { got, want } => numbers("multipleOf", got, want),
        ErrorKind::Not => "'not' failed".to_string(),
        ErrorKind::AllOf => "'allOf' failed".to_string(),
        ErrorKind::AnyOf => "'anyOf' failed".to_string(),
        ErrorKind::OneOf(None) => "'oneOf' failed, none matched".to_string(),
        ErrorKind::OneOf(Some((i, j))) => format!(
            "'oneOf' failed, subschemas {}, {} matched",
            whole(*i),
            whole(*j)
        ),
    }
}

fn contains(bound: &str, got: &[usize], want: usize) -> String {
    let places: Vec<String> = got.iter().map(usize::to_string).collect();
    format!(
        "{bound} {} items required to match contains schema, but matched {} items at {}",
        whole(want),
        whole(got.len()),
        places.join(" ")
    )
}

fn counts(keyword: &str, got: usize, want: usize) -> String {
    format!("{keyword}: got {}, want {}", whole(got), whole(want))
}

fn numbers(keyword: &str, got: &Number, want: &Number) -> String {
    let got = number(got.as_f64().unwrap_or_default());
    let want = number(want.as_f64().unwrap_or_default());
    format!("{keyword}: got {got}, want {want}")
}

/// A number as English writes it, with commas.
fn number(value: f64) -> String {
    let mut buf = Vec::new();
    append_float(&mut buf, value, b'f', None);
    let text = String::from_utf8_lossy(&buf).into_owned();
    let (digits, rest) = match text.find('.') {
        Some(dot) => text.split_at(dot),
        None => (text.as_str(), ""),
    };
    format!("{}{rest}", grouped(digits))
}

fn whole(value: usize) -> String {
    grouped(&value.to_string())
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let mut text = sign.to_string();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn is_primitive(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

fn display(value: &Json) -> String {
    match value {
        Json::Null => "<nil>".to_string(),
        Json::String(text) => quote(text),
        Json::Array(_) | Json::Object(_) => "value".to_string(),
        other => other.to_string(),
    }
}

fn list(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names.iter().map(|name| quote(name.as_ref())).collect();
    names.join(", ")
}

/// A text in single quotes.
fn quote(text: &str) -> String {
    let text = quoted(text).replace("\\\"", "\"").replace('\'', "\\'");
    let inner = text.get(1..text.len() - 1).unwrap_or_default();
    format!("'{inner}'")
}
