//! Values that surely fit a schema that is surely well formed, told at once.
//!
//! Nearly all values fit, and nearly all schemas are made of few keywords. Both are seen here
//! without compiling the schema, without checking it against the schema of schemas, and without
//! copying the values. Whatever is not known for sure here is left to the crate, which has the
//! words for what does not fit, too.

use std::cell::Cell;
use std::rc::Rc;

use super::format;
use crate::encoding::json::read_json;
use crate::functions::regex::{Pattern, Patterns};
use crate::value::{Entry, Map, Str, Value};

/// How deep schemas and values are followed.
const MAX_DEPTH: usize = 100;
/// How often a value is held against a schema: schemas that refer to each other twice can ask for
/// it without end.
const MAX_STEPS: u32 = 2_000_000;
/// Up to here every whole number is a float of its own.
const EXACT: f64 = 9e15;

/// What is seen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// The values surely fit.
    Fits,
    /// More must be known.
    Unsure,
    /// It takes more steps than any real schema.
    Endless,
}

/// Holds the values against the schema in this text.
pub(super) fn look(schema: &[u8], values: &Map) -> Seen {
    let Ok(Value::Map(root)) = read_json(schema) else {
        return Seen::Unsure;
    };
    let Some(draft) = Draft::of(&root) else {
        return Seen::Unsure;
    };
    let quick = Quick {
        root: &root,
        draft,
        steps: Cell::new(0),
        is_lost: Cell::new(false),
        patterns: Patterns::default(),
    };
    let schema = Value::Map(root.clone());
    if !quick.well_formed(&schema, 0) {
        return Seen::Unsure;
    }
    match quick.fits(&schema, &Value::Map(values.clone()), 0) {
        _ if quick.steps.get() > MAX_STEPS => Seen::Endless,
        Some(true) => Seen::Fits,
        _ => Seen::Unsure,
    }
}

/// What schemas of different years mean by the same words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draft {
    /// Nothing beside a reference counts, and formats must be kept.
    Seven,
    /// Since 2019.
    Later,
}

impl Draft {
    /// That of a schema, which must have a usual name if it has one.
    fn of(root: &Map) -> Option<Draft> {
        if let Some(id) = root.get("$id") {
            let id = id.as_str()?.to_str()?;
            let usual = |c: char| c.is_ascii_alphanumeric() || "/.-_".contains(c);
            let path = id.strip_prefix("https://").or(id.strip_prefix("http://"))?;
            if !path.chars().all(usual) || path.contains("json-schema.org") {
                return None;
            }
        }
        let Some(schema) = root.get("$schema") else {
            return Some(Draft::Later);
        };
        let schema = schema.as_str()?.to_str()?;
        let name = schema.strip_suffix('#').unwrap_or(schema);
        let name = name
            .strip_prefix("https://")
            .or(name.strip_prefix("http://"))?;
        match name {
            "json-schema.org/draft-07/schema" => Some(Draft::Seven),
            "json-schema.org/schema" | "json-schema.org/draft/2020-12/schema" => Some(Draft::Later),
            _ => None,
        }
    }
}

struct Quick<'s> {
    root: &'s Map,
    draft: Draft,
    steps: Cell<u32>,
    /// Whether nothing more can be known, so that nothing more need be looked at.
    is_lost: Cell<bool>,
    patterns: Patterns,
}

impl Quick<'_> {
    /// Whether all of a schema is what the schema of schemas allows, and known here.
    fn well_formed(&self, schema: &Value, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let map = match schema {
            Value::Bool(_) => return true,
            Value::Map(map) => map,
            _ => return false,
        };
        let inner = |schema: &Value| self.well_formed(schema, depth + 1);
        let keywords = map.borrow();
        keywords
            .iter()
            .all(|Entry { key, value, .. }| match key.as_bytes() {
                b"title" | b"description" | b"$comment" | b"format" => value.as_str().is_some(),
                b"default" | b"const" => true,
                b"examples" => matches!(value, Value::List(_)),
                b"enum" => value.as_list().is_some_and(|values| {
                    self.draft == Draft::Later || (!values.is_empty() && all_differ(values))
                }),
                b"type" => match value {
                    Value::Str(_) => is_type(value),
                    Value::List(types) => {
                        !types.is_empty() && types.iter().all(is_type) && all_differ(types)
                    }
                    _ => false,
                },
                b"required" => match value {
                    Value::List(names) => are_names(names),
                    _ => false,
                },
                b"properties" | b"definitions" | b"$defs" => match value {
                    Value::Map(schemas) => schemas.borrow().iter().all(|entry| inner(&entry.value)),
                    _ => false,
                },
                b"patternProperties" => match value {
                    Value::Map(schemas) => schemas
                        .borrow()
                        .iter()
                        .all(|entry| self.pattern(&entry.key).is_some() && inner(&entry.value)),
                    _ => false,
                },
                b"dependencies" if self.draft == Draft::Seven => match value {
                    Value::Map(rules) => rules.borrow().iter().all(|entry| match &entry.value {
                        Value::List(names) => are_names(names),
                        schema => inner(schema),
                    }),
                    _ => false,
                },
                b"additionalProperties" | b"items" | b"not" => inner(value),
                b"anyOf" | b"allOf" | b"oneOf" => match value {
                    Value::List(schemas) => !schemas.is_empty() && schemas.iter().all(inner),
                    _ => false,
                },
                b"minimum" | b"maximum" | b"exclusiveMinimum" | b"exclusiveMaximum" => {
                    number(value).is_some()
                }
                b"minLength" | b"maxLength" | b"minItems" | b"maxItems" | b"minProperties"
                | b"maxProperties" => size(value).is_some(),
                b"uniqueItems" | b"readOnly" | b"writeOnly" | b"deprecated" => {
                    matches!(value, Value::Bool(_))
                }
                b"pattern" => value.as_str().is_some_and(|it| self.pattern(it).is_some()),
                b"$ref" => self.referred(value).is_some(),
                // `Draft::of` has looked at them.
                b"$schema" | b"$id" => depth == 0,
                name => !OTHER_KEYWORDS.contains(&name),
            })
    }

    /// A pattern, if it is one.
    fn pattern(&self, text: &Str) -> Option<Rc<Pattern>> {
        self.patterns.compile(text.as_bytes()).ok()
    }

    /// The schema that a reference is to: all, or one that the schema defines at its top.
    fn referred(&self, reference: &Value) -> Option<Value> {
        let path = reference.as_str()?.to_str()?.strip_prefix('#')?;
        if path.is_empty() {
            return Some(Value::Map(self.root.clone()));
        }
        let (place, name) = path.strip_prefix('/')?.split_once('/')?;
        let usual = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !["definitions", "$defs"].contains(&place) || !name.chars().all(usual) {
            return None;
        }
        self.root.get(place)?.as_map()?.get(name)
    }

    /// Whether a value fits a schema that is well formed; `None` where that is not known here.
    fn fits(&self, schema: &Value, value: &Value, depth: usize) -> Option<bool> {
        self.steps.update(|steps| steps + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            self.is_lost.set(true);
        }
        if self.is_lost.get() {
            return None;
        }
        let keywords = match schema {
            Value::Map(keywords) => keywords.borrow(),
            Value::Bool(fits) => return Some(*fits),
            _ => return None,
        };
        let depth = depth + 1;
        // But for values that are named, which the Go library looks at all the same.
        if self.draft == Draft::Seven
            && let Some(reference) = find(&keywords, b"$ref")
        {
            let names = [&b"const"[..], b"enum"];
            return match names.iter().any(|name| find(&keywords, name).is_some()) {
                true => None,
                false => self.fits(&self.referred(reference)?, value, depth),
            };
        }
        all(keywords.iter().map(
            |Entry {
                 key, value: rule, ..
             }| match key.as_bytes() {
                b"$ref" => self.fits(&self.referred(rule)?, value, depth),
                b"type" => match rule {
                    Value::List(types) => any(types.iter().map(|name| has_type(name, value))),
                    name => has_type(name, value),
                },
                b"enum" => any(rule.as_list()?.iter().map(|one| same(one, value))),
                b"const" => same(rule, value),
                b"not" => self.fits(rule, value, depth).map(|fits| !fits),
                b"allOf" => all(rule
                    .as_list()?
                    .iter()
                    .map(|one| self.fits(one, value, depth))),
                b"anyOf" => any(rule
                    .as_list()?
                    .iter()
                    .map(|one| self.fits(one, value, depth))),
                b"oneOf" => {
                    let mut fitting = 0;
                    for one in rule.as_list()?.iter() {
                        fitting += usize::from(self.fits(one, value, depth)?);
                    }
                    Some(fitting == 1)
                }
                name => match value {
                    Value::Map(map) => self.map(name, rule, &keywords, map, depth),
                    Value::List(items) => match name {
                        b"items" => all(items.iter().map(|item| self.fits(rule, item, depth))),
                        b"minItems" => Some(items.len() >= size(rule)?),
                        b"maxItems" => Some(items.len() <= size(rule)?),
                        b"uniqueItems" => {
                            (matches!(rule, Value::Bool(false)) || items.len() < 2).then_some(true)
                        }
                        _ => Some(true),
                    },
                    Value::Str(_) => self.text(name, rule, value.as_str()?.to_str()?),
                    Value::Int(..) | Value::Uint(..) | Value::Float(_) => {
                        bounded(name, rule, value)
                    }
                    Value::Bool(_) | Value::Nil => Some(true),
                    _ => None,
                },
            },
        ))
    }

    /// One rule for a map, the others being beside it.
    fn map(
        &self,
        name: &[u8],
        rule: &Value,
        beside: &[Entry],
        map: &Map,
        depth: usize,
    ) -> Option<bool> {
        let entries = map.borrow();
        let has = |name: &[u8]| find(&entries, name).is_some();
        match name {
            b"patternProperties" => all(rule.as_map()?.borrow().iter().map(|rule| {
                let pattern = self.pattern(&rule.key)?;
                all(entries.iter().map(|entry| {
                    let other = !pattern.is_match(entry.key.as_bytes());
                    if other {
                        Some(true)
                    } else {
                        self.fits(&rule.value, &entry.value, depth)
                    }
                }))
            })),
            b"dependencies" => all(rule
                .as_map()?
                .borrow()
                .iter()
                .map(|rule| match &rule.value {
                    _ if !has(rule.key.as_bytes()) => Some(true),
                    Value::List(names) => {
                        let mut names = names.iter().filter_map(Value::as_str);
                        Some(names.all(|name| has(name.as_bytes())))
                    }
                    schema => self.fits(schema, &Value::Map(map.clone()), depth),
                })),
            b"properties" => {
                let properties = rule.as_map()?.borrow();
                all(entries
                    .iter()
                    .map(|entry| match find(&properties, entry.key.as_bytes()) {
                        Some(schema) => self.fits(schema, &entry.value, depth),
                        None => Some(true),
                    }))
            }
            b"additionalProperties" => {
                let named = find(beside, b"properties").and_then(Value::as_map);
                let named = named.map(Map::borrow);
                let like = find(beside, b"patternProperties").and_then(Value::as_map);
                let like = like.map(Map::borrow);
                let like = like.as_deref().unwrap_or_default().iter();
                let like = like.map(|rule| self.pattern(&rule.key));
                let like = like.collect::<Option<Vec<_>>>()?;
                all(entries.iter().map(|entry| {
                    let named = named.as_deref().unwrap_or_default();
                    let mut known = find(named, entry.key.as_bytes()).is_some();
                    if !known && !like.is_empty() {
                        let key = entry.key.as_bytes();
                        known = like.iter().any(|pattern| pattern.is_match(key));
                    }
                    if known {
                        Some(true)
                    } else {
                        self.fits(rule, &entry.value, depth)
                    }
                }))
            }
            b"required" => {
                let mut names = rule.as_list()?.iter().filter_map(Value::as_str);
                Some(names.all(|name| has(name.as_bytes())))
            }
            b"minProperties" => Some(entries.len() >= size(rule)?),
            b"maxProperties" => Some(entries.len() <= size(rule)?),
            _ => Some(true),
        }
    }

    fn text(&self, name: &[u8], rule: &Value, text: &str) -> Option<bool> {
        match name {
            b"minLength" => Some(text.chars().count() >= size(rule)?),
            b"maxLength" => Some(text.chars().count() <= size(rule)?),
            b"pattern" => Some(self.pattern(rule.as_str()?)?.is_match(text.as_bytes())),
            b"format" if self.draft == Draft::Seven => {
                Some(format::fits(rule.as_str()?.to_str()?, text))
            }
            _ => Some(true),
        }
    }
}

/// Keywords of some draft that are not known here.
const OTHER_KEYWORDS: [&[u8]; 29] = [
    b"$anchor",
    b"$dynamicAnchor",
    b"$dynamicRef",
    b"$recursiveAnchor",
    b"$recursiveRef",
    b"$vocabulary",
    b"additionalItems",
    b"contains",
    b"contentEncoding",
    b"contentMediaType",
    b"contentSchema",
    b"dependencies",
    b"dependentRequired",
    b"dependentSchemas",
    b"else",
    b"extends",
    b"divisibleBy",
    b"disallow",
    b"id",
    b"if",
    b"maxContains",
    b"minContains",
    b"multipleOf",
    b"prefixItems",
    b"propertyNames",
    b"then",
    b"unevaluatedItems",
    b"unevaluatedProperties",
    b"$id",
];

fn find<'e>(entries: &'e [Entry], key: &[u8]) -> Option<&'e Value> {
    let at = entries.binary_search_by(|entry| entry.key.as_bytes().cmp(key));
    entries.get(at.ok()?).map(|entry| &entry.value)
}

/// Whether all fit; one that does not decides, whatever is not known.
fn all(fits: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(fits.map(|fits| fits.map(|fits| !fits))).map(|misfit| !misfit)
}

/// Whether any fits; one that does decides, whatever is not known.
fn any(mut fits: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    let fits = fits.any(|fits| {
        known &= fits.is_some();
        fits == Some(true)
    });
    (fits || known).then_some(fits)
}

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

fn is_type(name: &Value) -> bool {
    let name = name.as_str().and_then(|name| name.to_str());
    name.is_some_and(|name| TYPES.contains(&name))
}

fn has_type(name: &Value, value: &Value) -> Option<bool> {
    let is = |wanted: &str| name.as_str().is_some_and(|name| *name == *wanted);
    Some(match value {
        Value::Nil => is("null"),
        Value::Bool(_) => is("boolean"),
        Value::Str(_) => is("string"),
        Value::List(_) => is("array"),
        Value::Map(_) => is("object"),
        Value::Int(..) | Value::Uint(..) | Value::Float(_) => {
            is("number") || (is("integer") && number(value)?.fract() == 0.0)
        }
        _ => return None,
    })
}

/// A number that is exactly this float.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Int(_, number) => *number as f64,
        Value::Uint(_, number) => *number as f64,
        Value::Float(number) => *number,
        _ => return None,
    };
    (number.abs() <= EXACT).then_some(number)
}

/// A number of things.
fn size(value: &Value) -> Option<usize> {
    let number = number(value)?;
    (number >= 0.0 && number.fract() == 0.0).then_some(number as usize)
}

fn bounded(name: &[u8], rule: &Value, value: &Value) -> Option<bool> {
    match name {
        b"minimum" => Some(number(value)? >= number(rule)?),
        b"maximum" => Some(number(value)? <= number(rule)?),
        b"exclusiveMinimum" => Some(number(value)? > number(rule)?),
        b"exclusiveMaximum" => Some(number(value)? < number(rule)?),
        _ => Some(true),
    }
}

/// Whether two values are the same, where they are no lists and maps.
fn same(one: &Value, other: &Value) -> Option<bool> {
    Some(match (one, other) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Str(one), Value::Str(other)) => one.to_str()? == other.to_str()?,
        (Value::Map(_), Value::Map(_)) | (Value::List(_), Value::List(_)) => return None,
        (Value::Nil | Value::Bool(_) | Value::Str(_) | Value::Map(_) | Value::List(_), _) => false,
        (_, Value::Nil | Value::Bool(_) | Value::Str(_) | Value::Map(_) | Value::List(_)) => false,
        (one, other) => number(one)? == number(other)?,
    })
}

fn are_names(names: &[Value]) -> bool {
    names.iter().all(|name| name.as_str().is_some()) && all_differ(names)
}

/// Whether no two values are the same, as far as that is known here.
fn all_differ(values: &[Value]) -> bool {
    let values = || values.iter();
    values().enumerate().all(|(at, one)| {
        values()
            .take(at)
            .all(|other| same(one, other) == Some(false))
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::{Checker, Elsewhere};
    use super::*;
    use crate::chart::Warnings;

    #[derive(Debug)]
    struct Nowhere;

    impl Elsewhere for Nowhere {
        fn schema(&self, _: &str) -> Result<Vec<u8>, String> {
            Err("there is nothing".to_string())
        }
    }

    /// A schema, values that it is sure of, and values that it must ask about.
    const CASES: [(&str, &[&str], &[&str]); 26] = [
        ("{}", &["{}", r#"{"a": 1}"#], &[]),
        (r#"{"type": "object"}"#, &["{}"], &[]),
        (r#"{"type": "array"}"#, &[], &["{}"]),
        (r#"{"type": "thing"}"#, &[], &["{}"]),
        (r#"{"type": ["object", "object"]}"#, &[], &["{}"]),
        (r#"{"required": ["a"]}"#, &[r#"{"a": null}"#], &["{}"]),
        (r#"{"required": ["a", "a"]}"#, &[], &[r#"{"a": 1}"#]),
        (
            r#"{"properties": {"a": {"type": "integer", "minimum": 1, "maximum": 9}}}"#,
            &["{}", r#"{"a": 1}"#, r#"{"a": 9.0}"#],
            &[
                r#"{"a": 0}"#,
                r#"{"a": 1.5}"#,
                r#"{"a": "1"}"#,
                r#"{"a": 1e300}"#,
            ],
        ),
        (
            r#"{"properties": {"a": {"type": ["string", "null"], "minLength": 2, "maxLength": 3}}}"#,
            &[r#"{"a": "äö"}"#, r#"{"a": null}"#],
            &[r#"{"a": "ä"}"#, r#"{"a": "abcd"}"#, r#"{"a": 1}"#],
        ),
        (
            r#"{"properties": {"a": {}}, "additionalProperties": false}"#,
            &["{}", r#"{"a": 1}"#],
            &[r#"{"b": 1}"#],
        ),
        (
            r#"{"properties": {"a": {"items": {"type": "string"}, "maxItems": 2, "uniqueItems": true}}}"#,
            &[r#"{"a": ["x"]}"#, r#"{"a": {}}"#],
            &[r#"{"a": [1]}"#, r#"{"a": ["x", "x"]}"#],
        ),
        (
            r#"{"properties": {"a": {"enum": ["x", 1, null, true]}, "b": {"const": 2}}}"#,
            &[
                r#"{"a": "x", "b": 2}"#,
                r#"{"a": null}"#,
                r#"{"a": true}"#,
                r#"{"a": 1.0}"#,
            ],
            &[
                r#"{"a": "y"}"#,
                r#"{"a": false}"#,
                r#"{"b": "2"}"#,
                r#"{"a": []}"#,
            ],
        ),
        (
            r##"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"$ref": "#/definitions/t", "type": "null"}}, "definitions": {"t": {"type": "string", "format": "int32"}}}"##,
            &[r#"{"a": "x"}"#],
            &[r#"{"a": null}"#],
        ),
        (
            r##"{"properties": {"a": {"$ref": "#/$defs/t", "maxLength": 1}}, "$defs": {"t": {"type": "string"}}}"##,
            &[r#"{"a": "x"}"#],
            &[r#"{"a": "xy"}"#, r#"{"a": 1}"#],
        ),
        (
            r##"{"properties": {"a": {"$ref": "#/$defs/none"}}}"##,
            &[],
            &["{}"],
        ),
        (
            r##"{"properties": {"a": {"$ref": "#"}}}"##,
            &[r#"{"a": {"a": {}}}"#],
            &[],
        ),
        (r##"{"$ref": "#"}"##, &[], &["{}"]),
        (
            r##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
            &[],
            &["{}"],
        ),
        (
            r#"{"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "not": {"required": ["c"]}}"#,
            &[r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#],
            &["{}", r#"{"a": 1, "c": 2}"#],
        ),
        (
            r#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "allOf": [{"maxProperties": 1}]}"#,
            &[r#"{"a": 1}"#],
            &["{}", r#"{"a": 1, "b": 2}"#],
        ),
        (
            r#"{"properties": {"a": {"pattern": "^\\w{2}$"}, "b": {"pattern": "(?!a)"}}}"#,
            &[],
            &[r#"{"a": "ab"}"#],
        ),
        (
            r#"{"properties": {"a": {"pattern": "^[a-z]{2}$"}}}"#,
            &[r#"{"a": "ab"}"#, r#"{"a": 1}"#],
            &[r#"{"a": "abc"}"#],
        ),
        (
            r#"{"properties": {"a": {}}, "patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false}"#,
            &[r#"{"a": 1, "x-a": "b"}"#, "{}"],
            &[r#"{"x-a": 1}"#, r#"{"y": 1}"#],
        ),
        (
            r#"{"$schema": "http://json-schema.org/draft-07/schema", "dependencies": {"a": ["b"], "c": {"required": ["d"]}}}"#,
            &["{}", r#"{"a": 1, "b": 2}"#, r#"{"c": 1, "d": 2}"#],
            &[r#"{"a": 1}"#, r#"{"c": 1}"#],
        ),
        (
            r#"{"dependencies": {"a": ["b"]}}"#,
            &[],
            &[r#"{"a": 1, "b": 2}"#],
        ),
        (r#"{"if": {}, "then": false}"#, &[], &["{}"]),
    ];

    fn map(text: &str) -> Map {
        match read_json(text.as_bytes()) {
            Ok(Value::Map(map)) => map,
            _ => Map::new(),
        }
    }

    #[test]
    fn what_is_sure_is_so() {
        for (schema, sure, unsure) in CASES {
            for values in sure {
                let values = map(values);
                let seen = look(schema.as_bytes(), &values);
                assert_eq!(seen, Seen::Fits, "{schema} {values:?}");
                let mut warnings = Warnings::new();
                let mut checker = Checker::new(Rc::new(Nowhere), &mut warnings);
                let said = checker.thoroughly(schema.as_bytes(), &values);
                assert_eq!(said, Ok(()), "{schema}");
            }
            for values in unsure {
                let seen = look(schema.as_bytes(), &map(values));
                assert_eq!(seen, Seen::Unsure, "{schema} {values}");
            }
        }
    }
}
