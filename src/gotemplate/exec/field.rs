//! Fields: entries of maps, fields of structs, methods.

use super::look::entry;
use super::pipeline::Final;
use super::{Activation, Dot, Eval, Executor, Held, Trace};
use crate::gotemplate::ast::{NodeId, Run};
use crate::gotemplate::print::quoted;
use crate::gotemplate::resolve::Name;
use crate::gotemplate::set::MissingKey;
use crate::value::{GoType, Kind, Map, Mark, Value};

impl<T: Trace> Executor<'_, T> {
    /// Follows fields from a receiver; the last of them may be a method, which gets the
    /// arguments.
    pub(super) fn fields(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: Dot<'_, T::Mark>,
        fields: Run,
        (args, last): (Run, Final<T>),
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let Some((final_name, names)) = f.code.names[fields.range()].split_last() else {
            self.boxed = receiver.boxed;
            return Ok((receiver.value.clone(), receiver.mark));
        };
        let mut held = None;
        for name in names {
            let receiver = held.as_ref().map_or(receiver, Held::as_dot);
            held = Some(self.field(f, node, receiver, name, Default::default(), dot)?);
        }
        let receiver = held.as_ref().map_or(receiver, Held::as_dot);
        let held = self.field(f, node, receiver, final_name, (args, last), dot)?;
        self.boxed = held.boxed;
        Ok((held.value, held.mark))
    }

    /// One field, in all the ways there are.
    fn field(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: Dot<'_, T::Mark>,
        name: &Name,
        call: (Run, Final<T>),
        dot: Dot<'_, T::Mark>,
    ) -> Result<Held<T::Mark>, crate::gotemplate::error::ExecError> {
        let key = name.key.as_bytes();
        let ty = if receiver.boxed {
            "interface {}"
        } else {
            receiver.value.type_name()
        };
        match receiver.value {
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
        match receiver.value {
            Value::Map(map) => {
                if has_args {
                    return Err(self.fail([key, b" is not a method but has arguments"].concat()));
                }
                let boxed = map.ty().elem == GoType::Any;
                if let Some((value, mark)) = find(map, name) {
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

fn find(map: &Map, name: &Name) -> Option<(Value, Mark)> {
    let entries = map.borrow();
    let entry = entry(&entries, name)?;
    Some((entry.value.clone(), entry.mark))
}
