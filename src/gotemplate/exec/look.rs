//! Operands looked at where they are: what is only read is not copied.

use super::{Activation, Dot, Variable};
use crate::gotemplate::ast::Run;
use crate::gotemplate::resolve::{Expr, Name};
use crate::gotemplate::set::MissingKey;
use crate::value::{Entry, GoType, Map, Value};

impl Activation<'_> {
    /// Looks at the value of an operand; `None` where it has to be evaluated: it is none, or a
    /// method or an error is on the way. Also tells whether it stands in an interface.
    #[inline]
    pub(super) fn look<M, R>(
        &self,
        variables: &[Variable<M>],
        operand: Expr,
        dot: Dot<'_, M>,
        look: impl FnOnce(&Value, bool) -> R,
    ) -> Option<R> {
        let (value, boxed, fields) = match operand {
            Expr::Dot => (dot.value, dot.boxed, Run::default()),
            Expr::Field(fields) => (dot.value, dot.boxed, fields),
            Expr::Variable(slot, fields) => {
                let held = &variables[self.base + slot as usize].held;
                (&held.value, held.boxed, fields)
            }
            Expr::Value(value) => (&self.code.values[value as usize], false, Run::default()),
            _ => return None,
        };
        if fields.len == 0 {
            return Some(look(value, boxed));
        }
        match value {
            Value::Map(map) => follow(
                map,
                &self.code.names[fields.range()],
                self.missing_key,
                look,
            ),
            _ => None,
        }
    }
}

/// Follows names from map to map. A key that is absent has no value, nor has what it should hold.
fn follow<R>(
    map: &Map,
    names: &[Name],
    missing_key: MissingKey,
    look: impl FnOnce(&Value, bool) -> R,
) -> Option<R> {
    let (last, way) = names.split_last()?;
    let mut inner;
    let mut map = map;
    for name in way {
        if is_method(map, name) {
            return None;
        }
        let next = match entry(&map.borrow(), name) {
            Some(Entry {
                value: Value::Map(next),
                ..
            }) => next.clone(),
            None if missing_key == MissingKey::Default => {
                return Some(look(&Value::Missing, false));
            }
            _ => return None,
        };
        inner = next;
        map = &inner;
    }
    if is_method(map, last) {
        return None;
    }
    let any = map.ty().elem == GoType::Any;
    match (entry(&map.borrow(), last), missing_key) {
        (Some(entry), _) => Some(look(&entry.value, any)),
        (None, MissingKey::Default) => Some(look(&Value::Missing, false)),
        (None, MissingKey::Zero) if any => Some(look(&Value::Nil, true)),
        (None, _) => None,
    }
}

/// Whether a method hides the entry of this name.
#[inline]
fn is_method(map: &Map, name: &Name) -> bool {
    let methods = map.ty().methods.iter();
    let key = name.key.as_bytes();
    methods
        .map(|method| method.name.as_bytes())
        .any(|method| method == key)
}

/// An entry of a map; it is looked for first where it was the last time.
#[inline]
pub(super) fn entry<'e>(entries: &'e [Entry], name: &Name) -> Option<&'e Entry> {
    match entries.get(name.hint.get() as usize) {
        Some(entry) if entry.key == name.key => Some(entry),
        _ => search(entries, name),
    }
}

fn search<'e>(entries: &'e [Entry], name: &Name) -> Option<&'e Entry> {
    let at = entries
        .binary_search_by(|entry| entry.key.cmp(&name.key))
        .ok()?;
    name.hint.set(u32::try_from(at).unwrap_or(0));
    entries.get(at)
}
