//! Mistakes in the words of santhosh-tekuri/jsonschema 6, which Helm shows.

use boon::{ErrorKind, InstanceLocation, InstanceToken, ValidationError};
use serde_json::{Number, Value as Json};

use super::format::REGEX;
use super::patterns::Patterns;
use super::tree::{Group, LeftOut, Parent, kept, only};
use crate::chart::error::quoted;
use crate::value::number::append_float;

/// A mistake and what led to it, a line each, indented by two a step.
pub(super) fn text(error: &ValidationError<'_, '_>, patterns: &Patterns) -> String {
    let mut teller = Teller {
        patterns,
        text: String::new(),
    };
    teller.append(error, &Parent::default());
    teller.text
}

struct Teller<'p> {
    patterns: &'p Patterns,
    text: String,
}

impl Teller<'_> {
    fn append(&mut self, error: &ValidationError<'_, '_>, parent: &Parent<'_>) {
        let error = only(error);
        let causes = kept(&error.causes);
        let left_out = LeftOut::between(error, parent);
        let indent = self.failed(&left_out, error, parent.indent);
        let mut below = Parent::of(error, indent);
        let group = Group::of(error, &causes, &below);
        let is_reference = matches!(error.kind, ErrorKind::Reference { .. });
        if !is_reference || (causes.len() != 1 && group.is_none()) {
            if let ErrorKind::Schema { .. } = &error.kind {
                let problem = self.problem(&error.kind);
                self.text.push_str(&problem);
            } else {
                let place = self.place(&error.instance_location);
                self.line(indent, &place, &self.problem(&error.kind));
            }
            below.indent += 1;
        }
        if let Some(group) = group {
            let indent = self.failed(&group.left_out, group.first, below.indent);
            let place = self.above(group.first, group.left_out.depth);
            self.line(indent, &place, "validation failed");
            below = group.below(indent + 1);
        }
        for cause in causes {
            self.append(cause, &below);
        }
    }

    /// Tells what `boon` has left out above an error. How far in what follows stands.
    fn failed(
        &mut self,
        left_out: &LeftOut,
        error: &ValidationError<'_, '_>,
        mut indent: usize,
    ) -> usize {
        for &(failed, depth) in &left_out.failed {
            self.line(indent, &self.above(error, depth), failed);
            indent += 1;
        }
        indent
    }

    /// The place above that of an error, so deep in the values.
    fn above(&self, error: &ValidationError<'_, '_>, depth: usize) -> String {
        let place = self.place(&error.instance_location);
        let end = place.match_indices('/').nth(depth);
        end.map_or(place.as_str(), |(end, _)| place.split_at(end).0)
            .to_string()
    }

    fn line(&mut self, indent: usize, place: &str, problem: &str) {
        let text = &mut self.text;
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

    /// A place in the values, or in a schema that is judged by another one.
    fn place(&self, place: &InstanceLocation<'_>) -> String {
        let names = place.tokens.iter().map(|token| match token {
            InstanceToken::Prop(name) => InstanceToken::Prop(self.patterns.shown(name).into()),
            InstanceToken::Item(at) => InstanceToken::Item(*at),
        });
        InstanceLocation {
            tokens: names.collect(),
        }
        .to_string()
    }

    fn problem(&self, kind: &ErrorKind<'_, '_>) -> String {
        match kind {
            ErrorKind::Group | ErrorKind::Reference { .. } => "validation failed".to_string(),
            ErrorKind::Schema { url } => {
                format!("jsonschema validation failed with {}", quote(url))
            }
            ErrorKind::ContentSchema => "'contentSchema' failed".to_string(),
            ErrorKind::PropertyName { prop } => {
                format!("invalid propertyName {}", quote(self.patterns.shown(prop)))
            }
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
            ErrorKind::Format { got, want, err } => match got.as_str() {
                // What is no pattern to Go is none to a schema of schemas.
                Some(got) if let Some((got, Some(err))) = self.patterns.written(got) => {
                    format!("{} is not valid {want}: {err}", quote(got))
                }
                _ if *want == REGEX => format!("{} is not valid regex: {err}", display(got)),
                _ => format!("{} is not valid {want}: {err}", display(got)),
            },
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
                let want = self.patterns.shown(want);
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

/// A number as Go's `x/text` writes it in English: with commas, or with a power of ten.
fn number(value: f64) -> String {
    let written = |verb| {
        let mut buf = Vec::new();
        append_float(&mut buf, value, verb, None);
        String::from_utf8_lossy(&buf).into_owned()
    };
    let scientific = written(b'e');
    if let Some((digits, power)) = scientific.split_once('e')
        && !(-4..6).contains(&power.parse().unwrap_or(0))
    {
        let raised = power.chars().filter_map(|c| match c {
            '-' => Some('\u{207b}'),
            '1' => Some('\u{b9}'),
            '2' => Some('\u{b2}'),
            '3' => Some('\u{b3}'),
            digit => char::from_u32(0x2070 + digit.to_digit(10)?),
        });
        return format!("{digits}\u{d7}10{}", raised.collect::<String>());
    }
    let text = written(b'f');
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
