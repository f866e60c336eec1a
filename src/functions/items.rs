//! Lists read and built, with where each item came from.

use crate::gotemplate::function::Failure;
use crate::value::{ANY_LIST, List, ListType, Mark, UintKind, Value};

/// What Go says where a function looks at the type of nil.
pub(super) const NIL_DEREFERENCE: &str =
    "runtime error: invalid memory address or nil pointer dereference";

/// The items of a slice of any type.
///
/// # Errors
/// With Go's text for nil, else with sprig's: `what` and the value's kind.
pub(super) fn items(value: &Value, what: &str) -> Result<List, Failure> {
    match value {
        Value::List(list) => Ok(list.clone()),
        Value::Bytes(bytes) => {
            let byte = |byte: &u8| Value::Uint(UintKind::Uint8, u64::from(*byte));
            Ok(bytes.iter().map(byte).collect())
        }
        Value::Missing | Value::Nil => Err(Failure::new(NIL_DEREFERENCE)),
        other => Err(Failure::new(format!("{what} {}", other.kind().name()))),
    }
}

/// A list that is being built.
#[derive(Default)]
pub(super) struct Builder {
    items: Vec<Value>,
    /// One mark an item, or none as long as no item has one.
    marks: Vec<Mark>,
}

impl Builder {
    pub fn with_capacity(items: usize) -> Self {
        Builder {
            items: Vec::with_capacity(items),
            marks: Vec::new(),
        }
    }

    /// Adds an item of known origin.
    pub fn push(&mut self, value: Value, mark: Mark) {
        if !mark.is_none() || !self.marks.is_empty() {
            self.marks.resize(self.items.len(), Mark::NONE);
            self.marks.push(mark);
        }
        self.items.push(value);
    }

    /// Adds an item of a list.
    pub fn take(&mut self, list: &List, index: usize) {
        if let Some(value) = list.get(index) {
            self.push(value.clone(), list.mark(index));
        }
    }

    /// Adds all items of a list.
    pub fn extend(&mut self, list: &List) {
        for index in 0..list.len() {
            self.take(list, index);
        }
    }

    /// The items so far.
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// The list, as a `[]interface {}`.
    pub fn finish(self) -> List {
        self.finish_as(&ANY_LIST)
    }

    /// The list, of this type.
    pub fn finish_as(self, ty: &'static ListType) -> List {
        if self.marks.is_empty() {
            return List::of(ty, self.items);
        }
        List::with_marks(ty, self.items, self.marks)
    }
}
