//! `range` over lists, maps and numbers.

use super::{Activation, Dot, Executor, Flow, Held, Trace};
use crate::gotemplate::ast::NodeId;
use crate::gotemplate::error::ExecError;
use crate::gotemplate::function::Reason;
use crate::gotemplate::printf;
use crate::gotemplate::resolve::Branch;
use crate::value::{GoType, Mark, UintKind, Value};

impl<T: Trace> Executor<'_, T> {
    pub(super) fn range(
        &mut self,
        f: &Activation<'_>,
        branch: Branch,
        node: NodeId,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Flow, ExecError> {
        self.node = node;
        let (value, mark) = self.pipeline(f, branch.pipe, dot)?;
        let whole = self.trace.whole(&value, mark);
        self.trace.depend(whole);
        let flow = self.range_over(f, branch, value, mark, dot)?;
        self.trace.depended();
        Ok(flow)
    }

    fn range_over(
        &mut self,
        f: &Activation<'_>,
        branch: Branch,
        value: Value,
        mark: T::Mark,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Flow, ExecError> {
        let mut ran = false;
        match &value {
            Value::List(list) => {
                let boxed = list.ty().elem == GoType::Any;
                for (i, item) in list.iter().enumerate() {
                    ran = true;
                    let item = (item, list.mark(i));
                    if !self.item(f, branch, index(i), item, mark, boxed)? {
                        break;
                    }
                }
            }
            Value::Map(map) => {
                let boxed = map.ty().elem == GoType::Any;
                for entry in map.snapshot() {
                    ran = true;
                    let item = (&entry.value, entry.mark);
                    if !self.item(f, branch, Value::Str(entry.key), item, mark, boxed)? {
                        break;
                    }
                }
            }
            Value::Int(kind, count) => {
                self.one_variable(f, branch, &value)?;
                let mut at = 0;
                while at < *count {
                    ran = true;
                    let item = Held::plain(Value::Int(*kind, at), mark);
                    if !self.iteration(f, branch, Value::Missing, item.as_dot())? {
                        break;
                    }
                    at += 1;
                }
            }
            Value::Uint(kind, count) => {
                self.one_variable(f, branch, &value)?;
                let mut at = 0;
                while at < *count {
                    ran = true;
                    let item = Held::plain(Value::Uint(*kind, at), mark);
                    if !self.iteration(f, branch, Value::Missing, item.as_dot())? {
                        break;
                    }
                    at += 1;
                }
            }
            Value::Bytes(bytes) => {
                for (i, &byte) in bytes.iter().enumerate() {
                    ran = true;
                    let byte = Value::Uint(UintKind::Uint8, u64::from(byte));
                    let item = Held::plain(byte, mark);
                    if !self.iteration(f, branch, index(i), item.as_dot())? {
                        break;
                    }
                }
            }
            // A nil map or slice in an interface looks like this, and acts like an empty one.
            Value::Missing | Value::Nil => {}
            _ => return Err(self.cannot("range can't iterate over ", &value, "")),
        }
        if T::ON {
            let skipped = if ran { branch.else_list } else { branch.list };
            self.skipped(f, skipped, mark);
        }
        if ran {
            return Ok(Flow::Next);
        }
        if T::ON && branch.else_list.is_nothing() {
            self.silent(f, branch.pipe, branch.list);
        }
        match self.block(f, branch.else_list, dot)? {
            // A break there ends this range, as Go has it, not the one around it.
            Flow::Break => Ok(Flow::Next),
            flow => Ok(flow),
        }
    }

    /// Numbers have no keys.
    fn one_variable(
        &self,
        f: &Activation<'_>,
        branch: Branch,
        value: &Value,
    ) -> Result<(), ExecError> {
        if let (_, None) = f.code.pipes[branch.pipe as usize].targets() {
            return Ok(());
        }
        Err(self.cannot(
            "can't use ",
            value,
            " to iterate over more than one variable",
        ))
    }

    #[cold]
    fn cannot(&self, before: &str, value: &Value, after: &str) -> ExecError {
        match printf::to_str(value) {
            Ok(shown) => {
                self.fail([before.as_bytes(), shown.as_bytes(), after.as_bytes()].concat())
            }
            Err(error) => self.fail_because(Reason::Limit, error.to_string()),
        }
    }

    /// Executes the list for an item that knows where it came from.
    #[inline]
    fn item(
        &mut self,
        f: &Activation<'_>,
        branch: Branch,
        key: Value,
        (item, own): (&Value, Mark),
        mark: T::Mark,
        boxed: bool,
    ) -> Result<bool, ExecError> {
        if !T::ON {
            let dot = Dot {
                value: item,
                mark,
                boxed,
            };
            return self.iteration(f, branch, key, dot);
        }
        let mark = self.trace.inside(own, mark);
        let held = Held {
            value: self.with_mark(item.clone(), mark),
            mark,
            boxed,
        };
        self.iteration(f, branch, key, held.as_dot())
    }

    /// Executes the list once; says whether to go on.
    #[inline]
    fn iteration(
        &mut self,
        f: &Activation<'_>,
        branch: Branch,
        key: Value,
        item: Dot<'_, T::Mark>,
    ) -> Result<bool, ExecError> {
        // A body may have nothing to execute.
        self.steps += 1;
        if self.steps > self.environment.limits.steps {
            return Err(self.limit());
        }
        let targets = f.code.pipes[branch.pipe as usize].targets();
        let held = || Held {
            value: item.value.clone(),
            mark: item.mark,
            boxed: item.boxed,
        };
        match targets {
            (Some(variable), None) => self.assign(f, variable, held())?,
            (Some(first), Some(second)) => {
                let key = Held {
                    value: key,
                    mark: item.mark,
                    boxed: false,
                };
                self.assign(f, first, key)?;
                self.assign(f, second, held())?;
            }
            (None, _) => {}
        }
        let flow = self.block(f, branch.list, item)?;
        Ok(flow != Flow::Break)
    }
}

fn index(i: usize) -> Value {
    Value::from(i64::try_from(i).unwrap_or(i64::MAX))
}
