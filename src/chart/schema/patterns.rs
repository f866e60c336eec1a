//! The patterns of schemas, which mean to Helm what they mean to Go.
//!
//! `boon` reads patterns as JavaScript has them. It is given others that mean to it what those that
//! were written mean to Go; each begins with its number, so that what was written can be shown.

use std::mem;

use regex::Regex;
use serde_json::{Map, Value as Json};

use super::format::REGEX;
use crate::functions::regex::parse::parse_readable;
use crate::functions::urls::escape::{Part, escape, unescape};

/// The patterns that were met, by their numbers, and what is wrong with each, if anything is.
#[derive(Debug, Default)]
pub(super) struct Patterns(Vec<(String, Option<String>)>);

/// Keywords whose value is data, whatever it looks like.
const DATA: [&str; 4] = ["enum", "const", "default", "examples"];
/// Keywords whose value has schemas by names of its own.
const NAMED: [&str; 5] = [
    "properties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "dependencies",
];

impl Patterns {
    /// Replaces the patterns of a schema.
    pub fn replace(&mut self, schema: &mut Json) {
        // What others refer to by its pattern keeps it.
        let keys = !refers_to_patterns(schema);
        self.schema(schema, keys);
    }

    fn schema(&mut self, schema: &mut Json, keys: bool) {
        match schema {
            Json::Array(items) => items.iter_mut().for_each(|item| self.schema(item, keys)),
            Json::Object(keywords) => {
                for (keyword, value) in keywords {
                    self.keyword(keyword, value, keys);
                }
            }
            _ => {}
        }
    }

    fn keyword(&mut self, keyword: &str, value: &mut Json, keys: bool) {
        match (keyword, value) {
            ("pattern", Json::String(pattern)) => *pattern = self.replaced(pattern),
            ("format", Json::String(format)) if format == "regex" => *format = REGEX.to_string(),
            ("patternProperties", Json::Object(schemas)) => {
                if keys {
                    let replaced = mem::take(schemas).into_iter();
                    let replaced = replaced.map(|(key, schema)| (self.replaced(&key), schema));
                    *schemas = replaced.collect();
                }
                self.schemas(schemas, keys);
            }
            (named, Json::Object(schemas)) if NAMED.contains(&named) => self.schemas(schemas, keys),
            (data, _) if DATA.contains(&data) => {}
            (_, value) => self.schema(value, keys),
        }
    }

    fn schemas(&mut self, schemas: &mut Map<String, Json>, keys: bool) {
        schemas
            .values_mut()
            .for_each(|schema| self.schema(schema, keys));
    }

    /// What stands for a pattern: nothing `boon` takes where it is none to Go.
    fn replaced(&mut self, pattern: &str) -> String {
        let number = self.0.len();
        let readable = parse_readable(pattern.as_bytes()).and_then(|hir| {
            let replaced = format!("(?:{number}){{0}}{hir}");
            match Regex::new(&replaced) {
                Ok(_) => Ok(replaced),
                Err(error) => Err(error.to_string()),
            }
        });
        let (replaced, error) = match readable {
            Ok(replaced) => (replaced, None),
            Err(error) => (format!("(?!{number})"), Some(error)),
        };
        self.0.push((pattern.to_string(), error));
        replaced
    }

    /// The pattern that a text stands for, and Go's error where it is none.
    pub fn written(&self, text: &str) -> Option<(&str, Option<&str>)> {
        let (number, _) = match text.strip_prefix("(?:") {
            Some(rest) => rest.split_once("){0}")?,
            None => text.strip_prefix("(?!")?.split_once(')')?,
        };
        let (pattern, error) = self.0.get(number.parse::<usize>().ok()?)?;
        Some((pattern, error.as_deref()))
    }

    /// As [`Patterns::written`]; any other text stands for itself.
    pub fn shown<'t>(&'t self, text: &'t str) -> &'t str {
        self.written(text).map_or(text, |(pattern, _)| pattern)
    }

    /// An address with the patterns that were written.
    pub fn address(&self, url: &str) -> String {
        let Some((front, pointer)) = url.split_once('#') else {
            return url.to_string();
        };
        let written = pointer.split('/').map(|name| {
            let plain = unescape(name.as_bytes(), Part::Segment).ok();
            let plain = plain.and_then(|plain| String::from_utf8(plain).ok());
            let plain = plain.filter(|plain| self.written(plain).is_some());
            plain.map_or(name.to_string(), |plain| {
                let written = escape(self.pointer(&plain).as_bytes(), Part::Segment);
                String::from_utf8_lossy(&written).into_owned()
            })
        });
        format!("{front}#{}", written.collect::<Vec<_>>().join("/"))
    }

    /// A JSON pointer with the patterns that were written.
    pub fn pointer(&self, pointer: &str) -> String {
        let names = pointer.split('/').map(|name| {
            let plain = name.replace("~1", "/").replace("~0", "~");
            self.shown(&plain).replace('~', "~0").replace('/', "~1")
        });
        names.collect::<Vec<_>>().join("/")
    }
}

/// Whether a reference in a schema goes through `patternProperties`.
fn refers_to_patterns(schema: &Json) -> bool {
    match schema {
        Json::Array(items) => items.iter().any(refers_to_patterns),
        Json::Object(keywords) => keywords.iter().any(|(keyword, value)| match value {
            Json::String(text) => keyword.ends_with("ef") && text.contains("/patternProperties/"),
            value => refers_to_patterns(value),
        }),
        _ => false,
    }
}
