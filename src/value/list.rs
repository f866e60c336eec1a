//! Lists: slices that never change, but for being sorted.

use std::cell::OnceCell;
use std::fmt;
use std::ops::{Deref, Range};
use std::rc::Rc;

use super::{GoType, Mark, Method, Value, drop_nested};

/// The Go type of a slice.
#[derive(Debug)]
pub struct ListType {
    /// Go's name of the type.
    pub name: &'static str,
    /// The type of the items.
    pub elem: GoType,
    /// The methods that templates can call on it.
    pub methods: &'static [Method],
}

/// `[]interface {}`.
pub static ANY_LIST: ListType = ListType {
    name: "[]interface {}",
    elem: GoType::Any,
    methods: &[],
};
/// `[]string`.
pub static STRING_LIST: ListType = ListType {
    name: "[]string",
    elem: GoType::String,
    methods: &[],
};
/// `[]int`.
pub static INT_LIST: ListType = ListType {
    name: "[]int",
    elem: GoType::INT,
    methods: &[],
};
/// `[][]interface {}`, which `chunk` makes.
pub static LIST_LIST: ListType = ListType {
    name: "[][]interface {}",
    elem: GoType::LIST,
    methods: &[],
};
/// `[]map[string]interface {}`, which TOML's tables make.
pub static DICT_LIST: ListType = ListType {
    name: "[]map[string]interface {}",
    elem: GoType::DICT,
    methods: &[],
};

/// A Go slice; a clone shares the items. It never changes but for [`List::sort_texts`].
///
/// ```
/// use manifest_render::value::{List, Value};
///
/// let list: List = [1, 2, 3].into_iter().map(Value::from).collect();
/// assert_eq!(list.len(), 3);
/// assert_eq!(list.slice(1..3).len(), 2);
/// ```
#[derive(Clone)]
pub struct List(Rc<Inner>);

struct Inner {
    ty: &'static ListType,
    nil: bool,
    items: Vec<Value>,
    marks: Option<Box<[Mark]>>,
    /// What stands in place of this one since it was sorted.
    sorted: OnceCell<List>,
}

impl List {
    /// A `[]interface {}`.
    pub fn new(items: Vec<Value>) -> Self {
        List::of(&ANY_LIST, items)
    }

    /// A list of this type.
    pub fn of(ty: &'static ListType, items: Vec<Value>) -> Self {
        List(Rc::new(Inner {
            ty,
            nil: false,
            items,
            marks: None,
            sorted: OnceCell::new(),
        }))
    }

    /// A list whose items know where they came from: one mark an item, or none at all.
    pub fn with_marks(ty: &'static ListType, items: Vec<Value>, marks: Vec<Mark>) -> Self {
        let known = marks.len() == items.len() && marks.iter().any(|mark| !mark.is_none());
        let marks = known.then(|| marks.into_boxed_slice());
        List(Rc::new(Inner {
            ty,
            nil: false,
            items,
            marks,
            sorted: OnceCell::new(),
        }))
    }

    /// The nil slice of this type: empty, and `null` in JSON.
    pub fn nil(ty: &'static ListType) -> Self {
        List(Rc::new(Inner {
            ty,
            nil: true,
            items: Vec::new(),
            marks: None,
            sorted: OnceCell::new(),
        }))
    }

    /// The type.
    pub fn ty(&self) -> &'static ListType {
        self.0.ty
    }

    /// Whether it is a nil slice.
    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// Where an item came from.
    #[inline]
    pub fn mark(&self, index: usize) -> Mark {
        match &self.now().marks {
            Some(marks) => marks.get(index).copied().unwrap_or_default(),
            None => Mark::NONE,
        }
    }

    /// A part of the list, of the same type. A range beyond the end is cut.
    pub fn slice(&self, range: Range<usize>) -> List {
        let end = range.end.min(self.len());
        let range = range.start.min(end)..end;
        let marks = self
            .now()
            .marks
            .as_ref()
            .map(|marks| marks[range.clone()].into());
        let items = self[range].to_vec();
        List(Rc::new(Inner {
            ty: self.0.ty,
            nil: self.0.nil,
            items,
            marks,
            sorted: OnceCell::new(),
        }))
    }

    /// Sorts a list of texts in place, as Go's `sort.Strings` does: whoever else holds the list
    /// sees it sorted. Anything that is no text comes first.
    pub fn sort_texts(&self) {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|&at| self[at].as_str());
        let items = order.iter().map(|&at| self[at].clone()).collect();
        let marks = order.iter().map(|&at| self.mark(at)).collect();
        // Sorting a second time changes nothing.
        let _ = self.0.sorted.set(List::with_marks(self.0.ty, items, marks));
    }

    fn now(&self) -> &Inner {
        self.0.sorted.get().map_or(&self.0, |sorted| &sorted.0)
    }

    /// Whether both share their items.
    pub fn same(&self, other: &List) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The items, if nobody else holds the list.
    pub(super) fn into_items(self) -> Option<Vec<Value>> {
        let mut inner = Rc::into_inner(self.0)?;
        match inner.sorted.take() {
            Some(sorted) => sorted.into_items(),
            None => Some(std::mem::take(&mut inner.items)),
        }
    }
}

impl Deref for List {
    type Target = [Value];

    #[inline]
    fn deref(&self) -> &[Value] {
        &self.now().items
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.items.iter().any(Value::is_container) {
            drop_nested(&mut self.items, |value| value);
        }
    }
}

impl FromIterator<Value> for List {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        List::new(items.into_iter().collect())
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(Value::kind))
            .finish()
    }
}
