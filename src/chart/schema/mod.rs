//! `values.schema.json`: what a chart says its values must look like.
//!
//! Schemas are checked by the `boon` crate, whose author wrote the Go library that Helm uses, so
//! that both find the same mistakes in the same order; `message` has that library's words. Values
//! that fit a usual schema are seen to do so by `quick`, which takes a tenth of the time.

mod compile;
mod elsewhere;
mod format;
mod message;
mod patterns;
mod quick;
mod tree;

use std::cell::RefCell;
use std::rc::Rc;

use boon::{CompileError, Compiler, Schemas};
use serde_json::{Number, Value as Json};

pub use self::elsewhere::Elsewhere;
use self::elsewhere::{Loader, Met};
use self::format::FORMATS;
use self::quick::Seen;
use super::{Chart, Error, Warnings};
use crate::encoding::json::read_json;
use crate::value::{Map, Value};

/// Where the schema of a chart is said to be.
const LOCATION: &str = "file:///values.schema.json";
/// How deep values may nest that are checked.
const MAX_DEPTH: usize = 1_000;

/// Checks values against schemas.
#[derive(Debug)]
pub struct Checker<'c> {
    elsewhere: Rc<dyn Elsewhere>,
    met: Rc<RefCell<Met>>,
    warnings: &'c mut Warnings,
}

impl<'c> Checker<'c> {
    /// One that knows where schemas are that another one refers to, and says what Helm would warn
    /// about.
    pub fn new(elsewhere: Rc<dyn Elsewhere>, warnings: &'c mut Warnings) -> Self {
        Checker {
            elsewhere,
            met: Rc::default(),
            warnings,
        }
    }

    /// Checks the values of a chart, and those of the charts it depends on, against their schemas.
    ///
    /// # Errors
    /// All that does not fit, in Helm's words.
    pub fn chart(&mut self, chart: &Chart, values: &Map) -> Result<(), Error> {
        let mut found = String::new();
        self.charts(chart, values, &mut found);
        if found.is_empty() {
            return Ok(());
        }
        Err(Error::new(format!(
            "values don't meet the specifications of the schema(s) in the following chart(s):\n{found}"
        ))
        .with_hint("--skip-schema-validation renders all the same"))
    }

    fn charts(&mut self, chart: &Chart, values: &Map, found: &mut String) {
        if let Some(schema) = &chart.schema
            && let Err(text) = self.one(schema, values)
        {
            *found += &format!("{}:\n{text}", chart.name());
        }
        for dependency in &chart.dependencies {
            match values.get(dependency.name()) {
                None | Some(Value::Nil) => {}
                Some(Value::Map(values)) => self.charts(dependency, &values, found),
                Some(other) => {
                    *found += &format!(
                        "{}:\ninvalid type for values: expected object (map), got {}\n",
                        dependency.name(),
                        other.type_name()
                    );
                }
            }
        }
    }

    /// Checks values against the text of one schema.
    ///
    /// # Errors
    /// All that does not fit, or what is wrong with the schema, in Helm's words.
    pub fn one(&mut self, schema: &[u8], values: &Map) -> Result<(), String> {
        match quick::look(schema, values) {
            Seen::Fits => Ok(()),
            Seen::Unsure => self.thoroughly(schema, values),
            Seen::Endless => Err("the schema refers to itself in too many ways\n".to_string()),
        }
    }

    fn thoroughly(&mut self, schema: &[u8], values: &Map) -> Result<(), String> {
        let mut schema = parse(schema)?;
        self.met.borrow_mut().patterns.replace(&mut schema);
        let values = to_json(&Value::from(values.clone()), 0)
            .ok_or_else(|| format!("values are nested deeper than {MAX_DEPTH}\n"))?;
        let mut compiler = Compiler::new();
        compiler.use_loader(Box::new(Loader {
            elsewhere: self.elsewhere.clone(),
            met: self.met.clone(),
        }));
        for format in FORMATS {
            compiler.register_format(format);
        }
        let mut schemas = Schemas::new();
        let failed = |error: CompileError| compile::text(&error, &self.met.borrow().patterns);
        compiler.add_resource(LOCATION, schema).map_err(failed)?;
        let compiled = compiler.compile(LOCATION, &mut schemas).map_err(failed);
        self.warnings
            .extend(self.met.borrow_mut().warnings.drain(..));
        let checked = schemas.validate(&values, compiled?);
        let Some(error) = checked.err().filter(tree::stands) else {
            return Ok(());
        };
        let text = message::text(&error, &self.met.borrow().patterns);
        let heading = format!("jsonschema validation failed with '{LOCATION}#'\n");
        Err(format!(
            "{}\n",
            text.strip_prefix(&heading).unwrap_or(&text)
        ))
    }
}

/// Reads the text of a schema.
fn parse(text: &[u8]) -> Result<Json, String> {
    if text.trim_ascii().is_empty() {
        return Err("EOF".to_string());
    }
    serde_json::from_slice(text).map_err(|error| match read_json(text) {
        Err(error) => decoder_words(&error.to_string()),
        Ok(_) => error.to_string(),
    })
}

/// What Go's decoder says where its unmarshaller says otherwise.
fn decoder_words(text: &str) -> String {
    text.replace("unexpected end of JSON input", "unexpected EOF")
}

/// A value as JSON, with whole numbers as such; `None` where it nests too deep.
fn to_json(value: &Value, depth: usize) -> Option<Json> {
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match value {
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(_, number) => Json::from(*number),
        Value::Uint(_, number) => Json::from(*number),
        // 2^53: up to here every whole number is one.
        Value::Float(number) if number.fract() == 0.0 && number.abs() <= 9e15 => {
            Json::from(*number as i64)
        }
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Str(text) => Json::from(text.to_string_lossy().into_owned()),
        Value::List(items) => Json::Array(
            items
                .iter()
                .map(|item| to_json(item, depth + 1))
                .collect::<Option<_>>()?,
        ),
        Value::Map(map) => {
            let entries = map.snapshot().into_iter().map(|entry| {
                let key = entry.key.to_string_lossy().into_owned();
                Some((key, to_json(&entry.value, depth + 1)?))
            });
            Json::Object(entries.collect::<Option<_>>()?)
        }
        _ => Json::Null,
    })
}
