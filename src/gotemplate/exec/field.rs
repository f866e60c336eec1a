//! Fields: entries of maps, fields of structs, methods.

use super::pipeline::Final;
use super::{Activation, Eval, Executor, Held, Trace};
use crate::gotemplate::ast::{NodeId, Run};
use crate::gotemplate::print::quoted;
use crate::gotemplate::resolve::Name;
use crate::gotemplate::set::MissingKey;
use crate::value::{Entry, GoType, Kind, Map, Mark, Value};

impl<T: Trace> Executor<'_, T> {
    /// Follows fields from a receiver; the last of them may be a method, which gets the
    /// arguments.
    #[inline]
    pub(super) fn fields(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: &Held<T::Mark>,
        fields: Run,
        call: (Run, Final<T>),
        dot: &Held<T::Mark>,
    ) -> Eval<T> {
        if !T::ON && call.0.len == 0 && call.1.is_none() {
            let names = &f.code.names[fields.range()];
            let found = follow(&receiver.value, names, f.text, |entry, map| {
                (entry.value.clone(), map.ty().elem == GoType::Any)
            });
            if let Some((value, boxed)) = found {
                self.boxed = boxed;
                return Ok((value, T::Mark::default()));
            }
        }
        self.all_fields(f, node, receiver, fields, call, dot)
    }

    /// As [`Executor::fields`], whatever is on the way.
    fn all_fields(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: &Held<T::Mark>,
        fields: Run,
        (args, last): (Run, Final<T>),
        dot: &Held<T::Mark>,
    ) -> Eval<T> {
        let names = &f.code.names[fields.range()];
        let mut held = Held {
            value: receiver.value.clone(),
            mark: receiver.mark,
            boxed: receiver.boxed,
        };
        let mut call = Some((args, last));
        for (i, name) in names.iter().enumerate() {
            let call = if i + 1 == names.len() {
                call.take()
            } else {
                None
            };
            held = self.field(f, node, &held, name, call.unwrap_or_default(), dot)?;
        }
        self.boxed = held.boxed;
        Ok((held.value, held.mark))
    }

    /// One field, in all the ways there are.
    fn field(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: &Held<T::Mark>,
        name: &Name,
        call: (Run, Final<T>),
        dot: &Held<T::Mark>,
    ) -> Result<Held<T::Mark>, crate::gotemplate::error::ExecError> {
        let key = &f.text[name.start as usize..name.end as usize];
        let ty = if receiver.boxed {
            "interface {}"
        } else {
            receiver.value.type_name()
        };
        match &receiver.value {
            Value::Missing => {
                if self.set.missing_key() == MissingKey::Error {
                    let key = quoted(key);
                    return Err(self.fail(format!("nil data; no entry for key {key}")));
                }
                return Ok(Held::plain(Value::Missing, receiver.mark));
            }
            Value::Nil => {
                self.trace.blame(receiver.mark);
                return Err(self.fail([b"nil pointer evaluating interface {}.", key].concat()));
            }
            _ => {}
        }
        let methods = receiver.value.methods();
        if let Some(method) = methods.iter().find(|m| m.name.as_bytes() == key) {
            let (value, mark) = self.method(f, node, receiver, method, call, dot)?;
            return Ok(Held {
                value,
                mark,
                boxed: false,
            });
        }
        let has_args = call.0.len > 0 || call.1.is_some();
        match &receiver.value {
            Value::Map(map) => {
                if has_args {
                    return Err(self.fail([key, b" is not a method but has arguments"].concat()));
                }
                let boxed = map.ty().elem == GoType::Any;
                if let Some((value, mark)) = find(map, name, f.text) {
                    let mark = self.trace.inside(mark, receiver.mark);
                    let value = self.with_mark(value, mark);
                    return Ok(Held { value, mark, boxed });
                }
                self.trace.missed(map, key, || f.template.span(node));
                let value = match self.set.missing_key() {
                    MissingKey::Default => Value::Missing,
                    MissingKey::Zero => super::convert::zero(map.ty().elem),
                    MissingKey::Error => {
                        let key = quoted(key);
                        return Err(self.fail(format!("map has no entry for key {key}")));
                    }
                };
                Ok(Held {
                    boxed: boxed && !matches!(value, Value::Missing),
                    value,
                    mark: receiver.mark,
                })
            }
            Value::Object(object) => {
                let found = std::str::from_utf8(key)
                    .ok()
                    .and_then(|key| object.field(key));
                match found {
                    Some(_) if has_args => Err(self
                        .fail([key, b" has arguments but cannot be invoked as function"].concat())),
                    Some(value) => Ok(Held {
                        value: self.with_mark(value, receiver.mark),
                        mark: receiver.mark,
                        boxed: false,
                    }),
                    None if object.kind() == Kind::Ptr && !object.truth() => {
                        Err(self
                            .fail([b"nil pointer evaluating ", ty.as_bytes(), b".", key].concat()))
                    }
                    None if object
                        .fields()
                        .iter()
                        .any(|(name, _)| name.as_bytes() == key) =>
                    {
                        let what = b" is an unexported field of struct type ";
                        Err(self.fail([key, what, ty.as_bytes()].concat()))
                    }
                    None => {
                        self.trace.blame(receiver.mark);
                        Err(self.no_field(key, ty))
                    }
                }
            }
            _ => {
                self.trace.blame(receiver.mark);
                Err(self.no_field(key, ty))
            }
        }
    }

    #[cold]
    fn no_field(&self, key: &[u8], ty: &str) -> crate::gotemplate::error::ExecError {
        self.fail([b"can't evaluate field ", key, b" in type ", ty.as_bytes()].concat())
    }

    /// A text that is traced knows what it was made of.
    #[inline]
    pub(super) fn with_mark(&self, value: Value, mark: T::Mark) -> Value {
        if !T::ON {
            return value;
        }
        match value {
            Value::Str(text) => Value::Str(text.with_mark(T::mark(mark))),
            value => value,
        }
    }
}

/// More names than this are not followed by reference, which takes stack for each.
const FOLLOWED: usize = 16;

/// Follows names from map to map and looks at what is there, copying nothing on the way; `None`
/// where it is not as simple as that.
#[inline]
pub(super) fn follow<R>(
    value: &Value,
    names: &[Name],
    text: &[u8],
    look: impl FnOnce(&Entry, &Map) -> R,
) -> Option<R> {
    match value {
        Value::Map(map) if names.len() <= FOLLOWED => follow_map(map, names, text, look),
        _ => None,
    }
}

fn follow_map<R>(
    map: &Map,
    names: &[Name],
    text: &[u8],
    look: impl FnOnce(&Entry, &Map) -> R,
) -> Option<R> {
    if !map.ty().methods.is_empty() {
        return None;
    }
    let (name, rest) = names.split_first()?;
    let entries = map.borrow();
    let entry = entry(&entries, name, text)?;
    match &entry.value {
        _ if rest.is_empty() => Some(look(entry, map)),
        Value::Map(inner) => follow_map(inner, rest, text, look),
        _ => None,
    }
}

fn find(map: &Map, name: &Name, text: &[u8]) -> Option<(Value, Mark)> {
    let entries = map.borrow();
    let entry = entry(&entries, name, text)?;
    Some((entry.value.clone(), entry.mark))
}

/// An entry of a map; it is looked for first where it was the last time.
#[inline]
fn entry<'e>(entries: &'e [Entry], name: &Name, text: &[u8]) -> Option<&'e Entry> {
    let key = &text[name.start as usize..name.end as usize];
    if let Some(entry) = entries.get(name.hint.get() as usize)
        && entry.key.as_bytes() == key
    {
        return Some(entry);
    }
    let at = entries
        .binary_search_by(|entry| entry.key.as_bytes().cmp(key))
        .ok()?;
    name.hint.set(u32::try_from(at).unwrap_or(0));
    entries.get(at)
}
