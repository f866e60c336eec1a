//! How the user's values and the defaults of a tree of charts become one tree of values.
//!
//! What the user says wins over a chart's defaults, a chart's defaults win over those of the
//! charts it depends on, and `global` is seen by all. A null removes a default. The two ways of
//! doing it, coalescing and merging, differ only in nulls: merging keeps them.

use rustc_hash::FxHashSet;

use super::values::{GLOBAL, Nulls, copy, copy_value, deep_copy, deeper};
use super::{Chart, Error};
use super::{Warning, Warnings};
use crate::gotemplate::printf;
use crate::value::{Entry, Map, Mark, Str, StrBuf, Value};

/// The values a chart is rendered with: the user's over the defaults, nulls taken out.
///
/// # Errors
/// When something that is not a table stands where a dependency's values belong.
pub fn coalesce_values(chart: &Chart, values: &Map, warnings: &mut Warnings) -> Result<Map, Error> {
    Coalescing {
        merge: false,
        warnings,
    }
    .start(chart, values)
}

/// As [`coalesce_values`], with nulls kept.
///
/// # Errors
/// As [`coalesce_values`].
pub fn merge_values(chart: &Chart, values: &Map, warnings: &mut Warnings) -> Result<Map, Error> {
    Coalescing {
        merge: true,
        warnings,
    }
    .start(chart, values)
}

/// Adds to one table what another has besides; nulls are kept.
pub fn merge_tables(into: &Map, from: &Map, warnings: &mut Warnings) {
    let mut merging = Coalescing {
        merge: true,
        warnings,
    };
    merging.tables(into, from, "", true);
}

/// As [`merge_tables`], but a null in `into` takes out what `from` has.
pub fn coalesce_tables(into: &Map, from: &Map, warnings: &mut Warnings) {
    let mut coalescing = Coalescing {
        merge: false,
        warnings,
    };
    coalescing.tables(into, from, "", false);
}

struct Coalescing<'w> {
    merge: bool,
    warnings: &'w mut Warnings,
}

impl Coalescing<'_> {
    fn start(mut self, chart: &Chart, values: &Map) -> Result<Map, Error> {
        let values = deep_copy(values);
        self.chart(chart, &values, "")?;
        Ok(values)
    }

    fn chart(&mut self, chart: &Chart, values: &Map, prefix: &str) -> Result<(), Error> {
        self.defaults(chart, values, prefix);
        let inner_prefix = joined(prefix, chart.name());
        for dependency in &chart.dependencies {
            let inner = match values.get(dependency.name()) {
                Some(Value::Map(inner)) => inner,
                None => {
                    let inner = Map::new();
                    values.insert(dependency.name(), inner.clone().into());
                    inner
                }
                Some(other) => return Err(mismatch(dependency.name(), &other)),
            };
            self.globals(&inner, values, &inner_prefix);
            self.chart(dependency, &inner, &inner_prefix)?;
        }
        Ok(())
    }

    /// Adds a chart's defaults to its values.
    fn defaults(&mut self, chart: &Chart, values: &Map, prefix: &str) {
        let prefix = joined(prefix, chart.name());
        let nulls = |kept| match kept {
            true => Nulls::Kept,
            false => Nulls::LeftOut,
        };
        for Entry { key, value, mark } in chart.values.borrow().iter() {
            match (values.get(key), value) {
                (None, Value::Nil) if !self.merge => {}
                (None, default) => {
                    let default = copy_value(default, nulls(self.merge));
                    values.insert_marked(key.clone(), default, *mark);
                }
                (Some(Value::Nil), _) if !self.merge => {
                    values.remove(key);
                }
                (Some(Value::Map(table)), Value::Map(default)) => {
                    // The values of a dependency keep their nulls until it is its turn.
                    let name = key.as_bytes();
                    let is_chart = |c: &Chart| c.name().as_bytes() == name;
                    let merge = self.merge || chart.dependencies.iter().any(is_chart);
                    self.tables(
                        &table,
                        &copy(default, nulls(merge)),
                        &joined(&prefix, &key.to_string_lossy()),
                        merge,
                    );
                }
                (Some(Value::Map(_)), default) if !default.is_nil() => {
                    self.warnings.push(Warning::info(format!(
                        "warning: skipped value for {prefix}.{}: Not a table.",
                        key.to_string_lossy()
                    )));
                }
                _ => {}
            }
        }
    }

    /// Hands the globals of a chart down to a dependency.
    fn globals(&mut self, into: &Map, from: &Map, prefix: &str) {
        let into_globals = match into.get(GLOBAL) {
            None => Map::new(),
            Some(Value::Map(globals)) => globals,
            Some(_) => return self.no_globals("destination"),
        };
        let from_globals = match from.get(GLOBAL) {
            None => Map::new(),
            Some(Value::Map(globals)) => globals,
            Some(_) => return self.no_globals("source"),
        };
        for Entry { key, value, mark } in from_globals.snapshot() {
            let there = into_globals.get(&key);
            match (value, there) {
                (Value::Map(table), None) => {
                    into_globals.insert_marked(key, shallow_copy(&table).into(), mark);
                }
                (Value::Map(table), Some(Value::Map(there))) => {
                    let table = shallow_copy(&table);
                    let prefix = joined(prefix, &key.to_string_lossy());
                    self.tables(&table, &there, &prefix, true);
                    into_globals.insert_marked(key, table.into(), mark);
                }
                (Value::Map(_), Some(_)) => self.warnings.push(Warning::info(format!(
                    "Conflict: cannot merge map onto non-map for {}. Skipping.",
                    super::error::quoted(&key.to_string_lossy())
                ))),
                (_, Some(Value::Map(_))) => self.warnings.push(Warning::info(format!(
                    "key {} is table. Skipping",
                    key.to_string_lossy()
                ))),
                (value, _) => {
                    into_globals.insert_marked(key, value, mark);
                }
            }
        }
        into.insert(GLOBAL, into_globals.into());
    }

    fn no_globals(&mut self, side: &str) {
        self.warnings.push(Warning::info(format!(
            "warning: skipping globals because {side} {GLOBAL} is not a table."
        )));
    }

    /// Adds to `into` what `from` has besides, in tables that both have too.
    fn tables(&mut self, into: &Map, from: &Map, prefix: &str, merge: bool) {
        let is_null = |entry: &&Entry| matches!(entry.value, Value::Nil);
        let nulls: Vec<Entry> = into.borrow().iter().filter(is_null).cloned().collect();
        // Nulls for which there was a value.
        let mut outspoken = FxHashSet::default();
        for Entry { key, mark, .. } in nulls {
            if from
                .get(&key)
                .is_some_and(|value| !matches!(value, Value::Nil))
            {
                outspoken.insert(key.clone());
            }
            from.insert_marked(key, Value::Nil, mark);
        }
        for Entry { key, value, mark } in from.snapshot() {
            match (into.get(&key), value) {
                (Some(Value::Nil), _) if !merge && outspoken.contains(&key) => {
                    into.remove(&key);
                }
                (None, value) => {
                    into.insert_marked(key, value, mark);
                }
                (Some(Value::Map(into)), Value::Map(from)) => {
                    let prefix = joined(prefix, &key.to_string_lossy());
                    deeper(|| self.tables(&into, &from, &prefix, merge));
                }
                (Some(_), Value::Map(from)) => {
                    let (key, value) = (
                        joined(prefix, &key.to_string_lossy()),
                        printed(&from.into()),
                    );
                    self.warnings.push(Warning::info(format!(
                        "warning: cannot overwrite table with non table for {key} ({value})"
                    )));
                }
                (Some(Value::Map(_)), value) if !value.is_nil() => {
                    let (key, value) = (joined(prefix, &key.to_string_lossy()), printed(&value));
                    self.warnings.push(Warning::info(format!(
                        "warning: destination for {key} is a table. Ignoring non-table value \
                         ({value})"
                    )));
                }
                _ => {}
            }
        }
    }
}

fn shallow_copy(map: &Map) -> Map {
    Map::of(map.ty(), map.snapshot())
}

fn joined(prefix: &str, name: &str) -> String {
    match prefix {
        "" => name.to_string(),
        prefix => format!("{prefix}.{name}"),
    }
}

fn printed(value: &Value) -> String {
    let text = printf::to_str(value).unwrap_or_default();
    text.to_string_lossy().into_owned()
}

fn mismatch(name: &str, value: &Value) -> Error {
    let mut text = StrBuf::new();
    // What was printed before an error is all there is to show.
    let _ = printf::sprintf(&mut text, &Str::from("%t"), std::slice::from_ref(value));
    let text = text.into_str();
    Error::new(format!(
        "type mismatch on {name}: {}",
        text.to_string_lossy()
    ))
}

/// An entry without a known origin.
pub(super) fn entry(key: &str, value: impl Into<Value>) -> Entry {
    Entry {
        key: key.into(),
        value: value.into(),
        mark: Mark::NONE,
    }
}
