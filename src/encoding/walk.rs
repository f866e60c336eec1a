//! A walk over a value, which all writers of nested text take.
//!
//! Below some levels it keeps its own stack, so that no value is too deep for the machine's. It
//! finds maps that hold themselves.

use crate::value::{Entry, List, Map, Mark, Object, Str, Value};

/// The deepest nesting that is written; go-yaml reads no deeper either.
pub const MAX_DEPTH: usize = 10_000;

/// From this depth on each map is looked for among those around it, as Go's JSON does.
const CYCLES_FROM: usize = 1_000;

/// Why a walk ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WalkError {
    /// A map that holds itself; Go's name of its type.
    Cycle(&'static str),
    /// More levels than [`MAX_DEPTH`].
    TooDeep,
}

/// What an object is for a writer.
pub(crate) enum Expanded {
    /// A value in its place.
    Value(Value),
    /// Names and values in order.
    Fields(Vec<(Str, Value)>),
    /// Nothing more: it was written.
    Written,
}

/// Who is told what the walk meets.
pub(crate) trait Visit {
    /// What can go wrong.
    type Error: From<WalkError>;

    /// Whether nil slices and maps are written as null, not as empty ones.
    const NIL_IS_NULL: bool;

    /// A map begins, or an object's fields; it has this many entries.
    fn begin_map(&mut self, len: usize) -> Result<(), Self::Error>;

    /// A list begins; it has this many items.
    fn begin_list(&mut self, len: usize) -> Result<(), Self::Error>;

    /// The map or list that began last ends.
    fn end(&mut self) -> Result<(), Self::Error>;

    /// The key of what comes next, and what is known of where that came from.
    fn key(&mut self, key: &Str, mark: Mark) -> Result<(), Self::Error>;

    /// Anything but a filled or empty map or list, and what is known of where it came from.
    fn scalar(&mut self, value: &Value, mark: Mark) -> Result<(), Self::Error>;

    /// What to write for an object.
    fn expand(&mut self, object: &dyn Object) -> Result<Expanded, Self::Error>;

    /// The order of a map's entries, which come sorted by key bytes: `None` for that very order.
    /// Entries that are left out are not visited.
    fn order(&mut self, entries: &[Entry]) -> Result<Option<Vec<u32>>, Self::Error> {
        let _ = entries;
        Ok(None)
    }
}

/// So many levels are walked on the machine's stack, which is faster.
const ON_STACK: usize = 32;

/// Shows all of `value` to `visit`.
pub(crate) fn walk<V: Visit>(value: &Value, visit: &mut V) -> Result<(), V::Error> {
    node(value, Mark::NONE, 0, visit)
}

/// Shows a value that stands in so many maps and lists. In line, so that a scalar is no call.
#[inline(always)]
fn node<V: Visit>(value: &Value, mark: Mark, depth: usize, visit: &mut V) -> Result<(), V::Error> {
    match value {
        Value::Map(map) => map_node(map, mark, depth, visit),
        Value::List(list) => list_node(list, mark, depth, visit),
        Value::Object(_) => walk_deep(value.clone(), depth, visit),
        scalar => visit.scalar(scalar, mark),
    }
}

#[inline(never)]
fn map_node<V: Visit>(map: &Map, mark: Mark, depth: usize, visit: &mut V) -> Result<(), V::Error> {
    if map.is_nil() && V::NIL_IS_NULL {
        return visit.scalar(&Value::Nil, mark);
    }
    if depth >= ON_STACK {
        return walk_deep(Value::Map(map.clone()), depth, visit);
    }
    let entries = map.borrow();
    visit.begin_map(entries.len())?;
    if let Some(order) = visit.order(&entries)? {
        return ordered(&entries, &order, depth, visit);
    }
    for entry in entries.iter() {
        visit.key(&entry.key, entry.mark)?;
        node(&entry.value, entry.mark, depth + 1, visit)?;
    }
    visit.end()
}

/// Shows the entries of a map in another order than theirs.
#[inline(never)]
fn ordered<V: Visit>(
    entries: &[Entry],
    order: &[u32],
    depth: usize,
    visit: &mut V,
) -> Result<(), V::Error> {
    for entry in order.iter().filter_map(|&at| entries.get(at as usize)) {
        visit.key(&entry.key, entry.mark)?;
        node(&entry.value, entry.mark, depth + 1, visit)?;
    }
    visit.end()
}

#[inline(never)]
fn list_node<V: Visit>(
    list: &List,
    mark: Mark,
    depth: usize,
    visit: &mut V,
) -> Result<(), V::Error> {
    if list.is_nil() && V::NIL_IS_NULL {
        return visit.scalar(&Value::Nil, mark);
    }
    if depth >= ON_STACK {
        return walk_deep(Value::List(list.clone()), depth, visit);
    }
    visit.begin_list(list.len())?;
    for (index, value) in list.iter().enumerate() {
        node(value, list.mark(index), depth + 1, visit)?;
    }
    visit.end()
}

enum Frame {
    Map {
        map: Map,
        order: Option<Vec<u32>>,
        at: usize,
    },
    List {
        list: List,
        at: usize,
    },
    Fields(std::vec::IntoIter<(Str, Value)>),
}

/// What remains to be done after a step.
enum Next {
    Enter(Value),
    Leave,
}

/// Shows a map, a list or an object that stands in `outer` levels, with a stack of our own.
#[cold]
fn walk_deep<V: Visit>(value: Value, outer: usize, visit: &mut V) -> Result<(), V::Error> {
    let mut frames = Vec::new();
    enter(value, outer, &mut frames, visit)?;
    while let Some(frame) = frames.last_mut() {
        match step(frame, visit)? {
            Next::Enter(value) => enter(value, outer, &mut frames, visit)?,
            Next::Leave => {
                frames.pop();
                visit.end()?;
            }
        }
    }
    Ok(())
}

/// Shows a scalar; gives back what must be entered.
fn show<V: Visit>(value: &Value, mark: Mark, visit: &mut V) -> Result<Option<Value>, V::Error> {
    match value {
        Value::Map(map) if map.is_nil() && V::NIL_IS_NULL => visit.scalar(&Value::Nil, mark)?,
        Value::List(list) if list.is_nil() && V::NIL_IS_NULL => visit.scalar(&Value::Nil, mark)?,
        Value::Map(_) | Value::List(_) | Value::Object(_) => return Ok(Some(value.clone())),
        scalar => visit.scalar(scalar, mark)?,
    }
    Ok(None)
}

fn enter<V: Visit>(
    mut value: Value,
    outer: usize,
    frames: &mut Vec<Frame>,
    visit: &mut V,
) -> Result<(), V::Error> {
    let depth = outer + frames.len();
    // An object may stand for another one, but not for ever.
    for _ in 0..8 {
        if depth >= MAX_DEPTH {
            return Err(WalkError::TooDeep.into());
        }
        let object = match value {
            Value::Map(map) => {
                if depth >= CYCLES_FROM && frames.iter().any(|frame| frame.is(&map)) {
                    return Err(WalkError::Cycle(map.ty().name).into());
                }
                visit.begin_map(map.len())?;
                let order = visit.order(&map.borrow())?;
                frames.push(Frame::Map { map, order, at: 0 });
                return Ok(());
            }
            Value::List(list) => {
                visit.begin_list(list.len())?;
                frames.push(Frame::List { list, at: 0 });
                return Ok(());
            }
            Value::Object(object) => object,
            scalar => return visit.scalar(&scalar, Mark::NONE),
        };
        match visit.expand(&*object)? {
            Expanded::Value(plain) => match show::<V>(&plain, Mark::NONE, visit)? {
                Some(other) => value = other,
                None => return Ok(()),
            },
            Expanded::Written => return Ok(()),
            Expanded::Fields(fields) => {
                visit.begin_map(fields.len())?;
                frames.push(Frame::Fields(fields.into_iter()));
                return Ok(());
            }
        }
    }
    Err(WalkError::TooDeep.into())
}

impl Frame {
    fn is(&self, other: &Map) -> bool {
        matches!(self, Frame::Map { map, .. } if map.same(other))
    }
}

/// Goes on in a map or list until something must be entered.
fn step<V: Visit>(frame: &mut Frame, visit: &mut V) -> Result<Next, V::Error> {
    match frame {
        Frame::Map { map, order, at } => {
            let entries = map.borrow();
            loop {
                let index = match order {
                    Some(order) => order.get(*at).map(|&index| index as usize),
                    None => Some(*at),
                };
                let Some(entry) = index.and_then(|index| entries.get(index)) else {
                    return Ok(Next::Leave);
                };
                *at += 1;
                visit.key(&entry.key, entry.mark)?;
                if let Some(value) = show(&entry.value, entry.mark, visit)? {
                    return Ok(Next::Enter(value));
                }
            }
        }
        Frame::List { list, at } => {
            while let Some(value) = list.get(*at) {
                let mark = list.mark(*at);
                *at += 1;
                if let Some(value) = show(value, mark, visit)? {
                    return Ok(Next::Enter(value));
                }
            }
            Ok(Next::Leave)
        }
        Frame::Fields(fields) => {
            for (name, value) in fields {
                visit.key(&name, Mark::NONE)?;
                if let Some(value) = show(&value, Mark::NONE, visit)? {
                    return Ok(Next::Enter(value));
                }
            }
            Ok(Next::Leave)
        }
    }
}
