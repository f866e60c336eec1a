//! Maps: references to entries sorted by key.

use std::cell::{Ref, RefCell};
use std::fmt;
use std::rc::Rc;

use super::{GoType, Mark, Method, Str, Value, drop_nested};

/// The Go type of a map.
#[derive(Debug)]
pub struct MapType {
    /// Go's name of the type.
    pub name: &'static str,
    /// The type of the values.
    pub elem: GoType,
    /// The methods that templates can call on it.
    pub methods: &'static [Method],
}

/// `map[string]interface {}`.
pub static DICT: MapType = MapType {
    name: "map[string]interface {}",
    elem: GoType::Any,
    methods: &[],
};

/// `map[string]string`.
pub static STRING_MAP: MapType = MapType {
    name: "map[string]string",
    elem: GoType::String,
    methods: &[],
};

/// One entry of a [`Map`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Str,
    /// The value.
    pub value: Value,
    /// Where the value came from.
    pub mark: Mark,
}

/// A Go map with string keys.
///
/// It is a reference: a clone is the same map, and what one holder sets, all see. That is how
/// `set` in one template changes `.Values` for the next. The Go type belongs to the reference. Entries are kept sorted by key, which is
/// the order in which Go's templates range over a map.
///
/// Borrowed entries must not be held while templates or functions run that may set keys; take a
/// [`Map::snapshot`] there.
///
/// ```
/// use manifest_render::value::{Map, Value};
///
/// let map = Map::new();
/// let same = map.clone();
/// map.insert("b", Value::from(2));
/// map.insert("a", Value::from(1));
/// assert_eq!(same.len(), 2);
/// assert_eq!(same.borrow()[0].key, "a");
/// ```
#[derive(Clone)]
pub struct Map {
    cell: Rc<Cell>,
    ty: &'static MapType,
}

struct Cell {
    nil: bool,
    entries: RefCell<Vec<Entry>>,
}

impl Map {
    /// An empty `map[string]interface {}`.
    pub fn new() -> Self {
        Map::of(&DICT, Vec::new())
    }

    /// A map of this type. Entries may come in any order; of equal keys the last one stays.
    pub fn of(ty: &'static MapType, mut entries: Vec<Entry>) -> Self {
        if !entries.is_sorted_by(|a, b| a.key < b.key) {
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            entries.dedup_by(|later, kept| {
                let same = later.key == kept.key;
                if same {
                    std::mem::swap(later, kept);
                }
                same
            });
        }
        Map::from_cell(
            ty,
            Cell {
                nil: false,
                entries: RefCell::new(entries),
            },
        )
    }

    /// The nil map of this type: empty, and `null` in JSON.
    pub fn nil(ty: &'static MapType) -> Self {
        Map::from_cell(
            ty,
            Cell {
                nil: true,
                entries: RefCell::default(),
            },
        )
    }

    fn from_cell(ty: &'static MapType, cell: Cell) -> Self {
        Map {
            cell: Rc::new(cell),
            ty,
        }
    }

    /// The same map as another Go type: what one sets, the other sees.
    pub fn retyped(&self, ty: &'static MapType) -> Self {
        Map {
            cell: self.cell.clone(),
            ty,
        }
    }

    /// The type.
    pub fn ty(&self) -> &'static MapType {
        self.ty
    }

    /// Tells this map from all others that are alive at the same time.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.cell).addr()
    }

    /// Whether it is a nil map.
    pub fn is_nil(&self) -> bool {
        self.cell.nil
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.borrow().len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries, sorted by key.
    pub fn borrow(&self) -> Ref<'_, [Entry]> {
        Ref::map(self.cell.entries.borrow(), Vec::as_slice)
    }

    /// A copy of the entries, which later changes do not touch.
    pub fn snapshot(&self) -> Vec<Entry> {
        self.cell.entries.borrow().clone()
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.get_marked(key).map(|(value, _)| value)
    }

    /// The value of a key and where it came from.
    #[inline]
    pub fn get_marked(&self, key: impl AsRef<[u8]>) -> Option<(Value, Mark)> {
        let entries = self.cell.entries.borrow();
        let at = find(&entries, key.as_ref()).ok()?;
        Some((entries[at].value.clone(), entries[at].mark))
    }

    /// Whether there is such a key.
    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        find(&self.cell.entries.borrow(), key.as_ref()).is_ok()
    }

    /// Sets a key, and returns what it held before.
    pub fn insert(&self, key: impl Into<Str>, value: Value) -> Option<Value> {
        self.insert_marked(key.into(), value, Mark::NONE)
    }

    /// Sets a key to a value of known origin, and returns what it held before.
    pub fn insert_marked(&self, key: Str, value: Value, mark: Mark) -> Option<Value> {
        let mut entries = self.cell.entries.borrow_mut();
        match find(&entries, key.as_bytes()) {
            Ok(at) => {
                entries[at].mark = mark;
                Some(std::mem::replace(&mut entries[at].value, value))
            }
            Err(at) => {
                entries.insert(at, Entry { key, value, mark });
                None
            }
        }
    }

    /// Gives these entries, sorted by key, to a map that has none.
    pub(crate) fn fill(&self, entries: Vec<Entry>) {
        *self.cell.entries.borrow_mut() = entries;
    }

    /// Removes a key, and returns what it held.
    pub fn remove(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        let mut entries = self.cell.entries.borrow_mut();
        let at = find(&entries, key.as_ref()).ok()?;
        Some(entries.remove(at).value)
    }

    /// Whether both are the same map, so that a change of one is seen in the other.
    pub fn same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.cell, &other.cell)
    }

    /// A number that tells this map from others while it lives, to find cycles.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.cell) as usize
    }

    /// The entries, if nobody else holds the map.
    pub(super) fn into_entries(self) -> Option<Vec<Entry>> {
        let mut cell = Rc::into_inner(self.cell)?;
        Some(std::mem::take(cell.entries.get_mut()))
    }
}

/// Small maps are searched from the front, which is faster than halving them.
const LINEAR: usize = 8;

#[inline]
fn find(entries: &[Entry], key: &[u8]) -> Result<usize, usize> {
    if entries.len() > LINEAR {
        return entries.binary_search_by(|entry| entry.key.as_bytes().cmp(key));
    }
    match entries.iter().position(|entry| entry.key.as_bytes() == key) {
        Some(at) => Ok(at),
        None => Err(entries
            .iter()
            .take_while(|entry| entry.key.as_bytes() < key)
            .count()),
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        let entries = self.entries.get_mut();
        if entries.iter().any(|entry| entry.value.is_container()) {
            drop_nested(entries, |entry| entry.value);
        }
    }
}

impl Default for Map {
    fn default() -> Self {
        Map::new()
    }
}

impl<K: Into<Str>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        let entry = |(key, value): (K, Value)| Entry {
            key: key.into(),
            value,
            mark: Mark::NONE,
        };
        Map::of(&DICT, entries.into_iter().map(entry).collect())
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One level: a map can hold itself.
        f.debug_map()
            .entries(self.borrow().iter().map(|e| (&e.key, e.value.kind())))
            .finish()
    }
}
