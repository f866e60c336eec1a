//! The values of expressions: what Java objects Harness computes with, and nothing else.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use num_bigint::BigInt;

use super::functors::Functor;
use super::functors::datetime::{Date, Time};
use super::hash;
use crate::value::Mark;

/// A value of an expression.
///
/// The variants are the Java classes that matter, since their differences show: `5` and `5L` are
/// not equal, a character next to `+` is a number, an array has no `toString` to speak of.
#[derive(Clone)]
pub enum Value {
    /// `null`: nothing there, or nothing to be had.
    Null,
    /// A boolean.
    Bool(bool),
    /// A UTF-16 unit, as `charAt` yields.
    Char(u16),
    /// An `Integer`.
    Int(i32),
    /// A `Long`.
    Long(i64),
    /// A `BigInteger`.
    Big(Rc<BigInt>),
    /// A `Double`.
    Double(f64),
    /// A text.
    Text(Rc<str>),
    /// A list, an array, a set or a range.
    List(Rc<List>),
    /// A map; entries keep their order.
    Map(Rc<Map>),
    /// A calendar day, as `datetime.currentDate()` yields.
    Date(Date),
    /// A moment, as `datetime.currentTime()` yields.
    Time(Time),
    /// One of the objects with functions, such as `json` or `secrets`.
    Functor(Functor),
    /// A function written in a script.
    Closure(Rc<super::ast::Closure>),
}

/// What kind of sequence a [`List`] is: methods and printing differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// An `ArrayList`, as contexts and JSON hold.
    List,
    /// An array, as `split` and a list literal yield.
    Array,
    /// A `HashSet`, as a set literal yields.
    Set,
    /// The integers of `a .. b`.
    Range,
}

/// A sequence of values.
#[derive(Clone)]
pub struct List {
    /// What kind of sequence.
    pub kind: ListKind,
    /// The items.
    pub items: Vec<Value>,
    /// Where each item came from; empty where nothing is known.
    pub origins: Vec<Mark>,
}

/// An entry of a [`Map`].
#[derive(Clone)]
pub struct Entry {
    /// The key, a text nearly always.
    pub key: Value,
    /// The value.
    pub value: Value,
    /// Where the value came from.
    pub origin: Mark,
}

/// Above this many entries a map finds its text keys by a table.
const INDEXED_FROM: usize = 16;

/// A map whose entries keep their order.
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<Entry>,
    index: HashMap<Rc<str>, usize>,
    artifact: bool,
}

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether this map describes an artifact, so that its image and its pull secrets are
    /// computed where they are not given.
    pub fn is_artifact(&self) -> bool {
        self.artifact
    }

    /// Says that this map describes an artifact.
    pub fn mark_artifact(&mut self) {
        self.artifact = true;
    }

    /// The entry of a text key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        if self.entries.len() > INDEXED_FROM {
            return self.entries.get(*self.index.get(key)?);
        }
        self.entries
            .iter()
            .find(|e| matches!(&e.key, Value::Text(k) if &**k == key))
    }

    /// The entry of any key, by Java's `equals`.
    pub fn entry_of(&self, key: &Value) -> Option<&Entry> {
        match key {
            Value::Text(key) => self.entry(key),
            _ => self.entries.iter().find(|e| equals(&e.key, key)),
        }
    }

    /// The value of a text key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|e| &e.value)
    }

    /// Sets an entry; a key that is there keeps its place.
    pub fn insert(&mut self, key: Value, value: Value, origin: Mark) {
        let found = match &key {
            Value::Text(key) if self.entries.len() > INDEXED_FROM => self.index.get(key).copied(),
            _ => self.entries.iter().position(|e| equals(&e.key, &key)),
        };
        if let Some(entry) = found.and_then(|at| self.entries.get_mut(at)) {
            entry.value = value;
            entry.origin = origin;
            return;
        }
        self.entries.push(Entry { key, value, origin });
        match self.entries.len() {
            n if n <= INDEXED_FROM => {}
            n if n == INDEXED_FROM + 1 => {
                self.index = (self.entries.iter().enumerate())
                    .filter_map(|(i, e)| Some((e.key.text()?.clone(), i)))
                    .collect();
            }
            n => {
                if let Some(text) = self.entries.last().and_then(|e| e.key.text()) {
                    self.index.insert(text.clone(), n - 1);
                }
            }
        }
    }

    /// Puts the entries in the order in which a Java `HashMap` made by inserting them one after
    /// the other would iterate.
    pub fn hashed(self) -> Self {
        let order = hash::order(self.entries.iter().map(|e| &e.key), self.entries.len());
        let mut sorted = Map::new();
        for at in order {
            if let Some(entry) = self.entries.get(at) {
                sorted.insert(entry.key.clone(), entry.value.clone(), entry.origin);
            }
        }
        sorted
    }
}

impl List {
    /// An `ArrayList` of these items.
    pub fn new(items: Vec<Value>) -> Self {
        List {
            kind: ListKind::List,
            items,
            origins: Vec::new(),
        }
    }

    /// An array of these items.
    pub fn array(items: Vec<Value>) -> Self {
        List {
            kind: ListKind::Array,
            ..List::new(items)
        }
    }

    /// Where the item came from.
    pub fn origin(&self, at: usize) -> Mark {
        self.origins.get(at).copied().unwrap_or(Mark::NONE)
    }
}

impl Value {
    /// A text value.
    pub fn from_text(text: &str) -> Self {
        Value::Text(Rc::from(text))
    }

    /// A list value of these items.
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Rc::new(List::new(items)))
    }

    /// An array value of these items.
    pub fn array(items: Vec<Value>) -> Self {
        Value::List(Rc::new(List::array(items)))
    }

    /// The smallest of Java's integer classes that holds the number.
    pub fn integer(number: i128) -> Self {
        if let Ok(small) = i32::try_from(number) {
            return Value::Int(small);
        }
        match i64::try_from(number) {
            Ok(long) => Value::Long(long),
            Err(_) => Value::Big(Rc::new(BigInt::from(number))),
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The text, where this is one.
    pub fn text(&self) -> Option<&Rc<str>> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, where this is one.
    pub fn map(&self) -> Option<&Rc<Map>> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether this is a number of any class.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Value::Int(_) | Value::Long(_) | Value::Big(_) | Value::Double(_)
        )
    }

    /// What a reader would call this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Char(_) => "character",
            Value::Int(_) | Value::Long(_) | Value::Big(_) => "integer",
            Value::Double(_) => "number",
            Value::Text(_) => "text",
            Value::List(list) => match list.kind {
                ListKind::Set => "set",
                ListKind::Array => "array",
                _ => "list",
            },
            Value::Map(_) => "map",
            Value::Date(_) => "date",
            Value::Time(_) => "time",
            Value::Functor(functor) => functor.name(),
            Value::Closure(_) => "function",
        }
    }

    /// Reads JSON: whole numbers become the smallest integer class, others doubles.
    ///
    /// ```
    /// use manifest_render::harness::expression::Value;
    /// let value = Value::from_json(&serde_json::json!({"replicas": 3}));
    /// assert_eq!(value.to_string(), "{replicas=3}");
    /// ```
    pub fn from_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => match (n.as_i64(), n.as_u64()) {
                (Some(n), _) => Value::integer(n.into()),
                (None, Some(n)) => Value::integer(n.into()),
                _ => Value::Double(n.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(s) => Value::from_text(s),
            Json::Array(items) => Value::list(items.iter().map(Value::from_json).collect()),
            Json::Object(members) => {
                let mut map = Map::new();
                for (key, value) in members {
                    map.insert(Value::from_text(key), Value::from_json(value), Mark::NONE);
                }
                Value::Map(Rc::new(map))
            }
        }
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(Rc::new(map))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({self})", self.kind())
    }
}

/// Java's `equals`: classes must agree, so `5` and `5L` differ.
pub fn equals(left: &Value, right: &Value) -> bool {
    equals_within(left, right, 64)
}

fn equals_within(left: &Value, right: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Char(a), Value::Char(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Long(a), Value::Long(b)) => a == b,
        (Value::Big(a), Value::Big(b)) => a == b,
        (Value::Double(a), Value::Double(b)) => a.to_bits() == b.to_bits(),
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::List(a), Value::List(b)) => match (a.kind, b.kind) {
            (ListKind::Array, _) | (_, ListKind::Array) => Rc::ptr_eq(a, b),
            (ListKind::Set, ListKind::Set) => {
                a.items.len() == b.items.len()
                    && (a.items.iter()).all(|x| b.items.iter().any(|y| equals_within(x, y, depth)))
            }
            (ListKind::Set, _) | (_, ListKind::Set) => false,
            _ => {
                a.items.len() == b.items.len()
                    && (a.items.iter().zip(&b.items)).all(|(x, y)| equals_within(x, y, depth))
            }
        },
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.entries().iter().all(|x| {
                    (b.entry_of(&x.key)).is_some_and(|y| equals_within(&x.value, &y.value, depth))
                })
        }
        _ => false,
    }
}
