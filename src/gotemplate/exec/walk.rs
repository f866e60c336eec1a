//! Text, actions and branches.

use std::rc::Rc;

use super::{Activation, Dot, Executor, Flow, Held, Trace, Variable, Waiting};
use crate::gotemplate::ast::{NodeId, Run};
use crate::gotemplate::error::{ExecError, FrameKind};
use crate::gotemplate::function::Reason;
use crate::gotemplate::print::quoted;
use crate::gotemplate::printf;
use crate::gotemplate::resolve::{Block, Branch, Expr, Only, Step};
use crate::gotemplate::set::Template;
use crate::gotemplate::stack::grow;
use crate::value::number::append_int;
use crate::value::{IntKind, Kind, StrBuf, Value};

impl<T: Trace> Executor<'_, T> {
    /// Executes a template, which is the current one, with this dot.
    pub(super) fn activate(
        &mut self,
        template: &Rc<Template>,
        dot: &Value,
        mark: T::Mark,
    ) -> Result<(), ExecError> {
        let code = template.code(self.set.workshop());
        let base = self.variables.len();
        // A nil interface is no value once it is taken out of where it stood.
        let dot = if let Value::Nil = dot {
            &Value::Missing
        } else {
            dot
        };
        if code.slots > 0 {
            self.variables.push(Variable {
                held: Held {
                    value: dot.clone(),
                    mark,
                    boxed: false,
                },
                set: true,
            });
            self.make_variables(base + code.slots);
        }
        let activation = Activation {
            template,
            code,
            text: template.nodes().text(),
            base,
            missing_key: self.set.missing_key(),
        };
        let dot = Dot {
            value: dot,
            mark,
            boxed: false,
        };
        let done = grow(|| self.walk(&activation, code.root, dot));
        if code.slots > 0 {
            self.variables.truncate(base);
        }
        done.map(|_| ())
    }

    /// Executes steps in order.
    pub(super) fn walk(
        &mut self,
        f: &Activation<'_>,
        list: Run,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Flow, ExecError> {
        for step in &f.code.steps[list.range()] {
            self.steps += 1;
            if self.steps > self.environment.limits.steps
                || self.out.len() > self.environment.limits.output
            {
                return Err(self.limit());
            }
            self.trace.step();
            match *step {
                Step::Text(node, start, end) => {
                    let text = &f.text[start as usize..end as usize];
                    let span = || f.template.span(node);
                    self.trace.write_text(&mut self.out, text, span);
                }
                Step::Print(pipe, node) => self.print_pipe(f, pipe, node, dot)?,
                Step::Declare(pipe) => {
                    self.pipeline(f, pipe, dot)?;
                }
                Step::If(branch) => {
                    let truth = self.truth(f, branch.pipe, dot)?;
                    let flow = self.branch(f, branch, truth, dot)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
                Step::With(branch) => {
                    let (value, mark) = self.pipeline(f, branch.pipe, dot)?;
                    let truth = value.truth();
                    let whole = self.trace.whole(&value, mark);
                    let inner = Held::plain(value, mark);
                    let dot = if truth { inner.as_dot() } else { dot };
                    let flow = self.branch(f, branch, (truth, whole), dot)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
                Step::Range(branch, node) => {
                    let flow = grow(|| self.range(f, branch, node, dot))?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
                Step::Template {
                    name,
                    callee,
                    pipe,
                    node,
                } => self.template(f, (name, callee), pipe, node, dot)?,
                Step::Break => return Ok(Flow::Break),
                Step::Continue => return Ok(Flow::Continue),
            }
        }
        Ok(Flow::Next)
    }

    #[inline]
    fn branch(
        &mut self,
        f: &Activation<'_>,
        branch: Branch,
        (truth, mark): (bool, T::Mark),
        dot: Dot<'_, T::Mark>,
    ) -> Result<Flow, ExecError> {
        let (list, skipped) = if truth {
            (branch.list, branch.else_list)
        } else {
            (branch.else_list, branch.list)
        };
        self.trace.depend(mark);
        if T::ON && list.is_nothing() {
            self.silent(f, branch.pipe, skipped);
        }
        let flow = self.block(f, list, dot);
        self.trace.depended();
        if T::ON {
            self.skipped(f, skipped, mark);
        }
        flow
    }

    /// Executes what a branch holds.
    #[inline]
    pub(super) fn block(
        &mut self,
        f: &Activation<'_>,
        block: Block,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Flow, ExecError> {
        match block {
            Block::Here(Run { len: 0, .. }) => Ok(Flow::Next),
            Block::Here(list) => grow(|| self.walk(f, list, dot)),
            Block::Later(later) => {
                let code = f.code.later(later, f.template.nodes(), self.set.workshop());
                let end = f.base + code.slots;
                if self.variables.len() < end {
                    self.make_variables(end);
                }
                let f = Activation { code, ..*f };
                grow(|| self.walk(&f, code.root, dot))
            }
        }
    }

    /// Makes variables up to this one, not set yet.
    fn make_variables(&mut self, end: usize) {
        self.variables.resize_with(end, || Variable {
            held: Held::plain(Value::Missing, T::Mark::default()),
            set: false,
        });
    }

    #[cold]
    pub(super) fn limit(&self) -> ExecError {
        let limits = &self.environment.limits;
        let text = if self.steps > limits.steps {
            format!(
                "executed more than {} nodes, which is the limit",
                limits.steps
            )
        } else {
            format!(
                "wrote more than {} bytes, which is the limit",
                limits.output
            )
        };
        self.fail_because(Reason::Limit, text)
    }

    /// Writes the value of a pipeline: what is plainly there without copying it, and text as it is
    /// made.
    #[inline]
    fn print_pipe(
        &mut self,
        f: &Activation<'_>,
        pipe: u32,
        node: NodeId,
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        let (value, mark) = match f.code.pipes[pipe as usize].only() {
            Only::Operand(operand, _) if !T::ON => {
                let out = &mut self.out;
                let write = |value: &Value, _| write_scalar(out, value);
                if f.look(&self.variables, operand, dot, write) == Some(true) {
                    return Ok(());
                }
                self.pipeline(f, pipe, dot)?
            }
            Only::Call(call) => match f.code.calls[call as usize].writes {
                Some(writes) if !T::ON => {
                    return self.write_call(f, &f.code.calls[call as usize], writes, dot);
                }
                _ => self.lone_call(f, pipe, call, dot)?,
            },
            _ => self.pipeline(f, pipe, dot)?,
        };
        self.node = node;
        self.print(f, &value, mark, node)
    }

    /// Writes a value as `fmt.Print` does; one that is not there as `<no value>`.
    fn print(
        &mut self,
        f: &Activation<'_>,
        value: &Value,
        mark: T::Mark,
        node: NodeId,
    ) -> Result<(), ExecError> {
        let span = || f.template.span(node);
        let start = self.out.len();
        match value {
            Value::Str(text) => {
                self.trace.write(&mut self.out, text, span, mark);
                return Ok(());
            }
            Value::Missing | Value::Nil => self.out.bytes_mut().extend_from_slice(b"<no value>"),
            Value::Bool(truth) => {
                let text: &[u8] = if *truth { b"true" } else { b"false" };
                self.out.bytes_mut().extend_from_slice(text);
            }
            Value::Int(IntKind::Int | IntKind::Int64, number) => {
                append_int(self.out.bytes_mut(), *number);
            }
            Value::Object(object)
                if matches!(object.kind(), Kind::Func | Kind::Chan) && object.text().is_none() =>
            {
                let shown = f.template.nodes().print(node);
                let ty = object.type_name().as_bytes();
                return Err(self.fail([b"can't print ", &shown[..], b" of type ", ty].concat()));
            }
            Value::Object(object) if object.pointer_text().is_some() => {
                self.out.push(&object.pointer_text().unwrap_or_default());
            }
            _ => {
                if let Err(error) = printf::write_printable(&mut self.out, value) {
                    return Err(self.fail_because(Reason::Limit, error.to_string()));
                }
            }
        }
        self.trace.wrote(&mut self.out, start, span, mark);
        Ok(())
    }

    /// `{{template}}`.
    fn template(
        &mut self,
        f: &Activation<'_>,
        (name, callee): (u32, u32),
        pipe: Option<u32>,
        node: NodeId,
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        self.node = node;
        let name = || f.template.nodes().name(name);
        let Some(template) = self.lookup(name, &f.code.callees[callee as usize]) else {
            let shown = quoted(name().as_bytes());
            return Err(self.fail(format!("template {shown} not defined")));
        };
        let most = self.environment.limits.depth;
        if self.depth >= most || self.waiting.len() >= most {
            return Err(self.fail(format!("exceeded maximum template depth ({most})")));
        }
        // Most templates get the dot as it is.
        let only = pipe.map(|pipe| f.code.pipes[pipe as usize].only());
        let held;
        let dot = match (only, pipe) {
            (Some(Only::Operand(Expr::Dot, _)), Some(_)) if !T::ON => dot,
            (_, Some(pipe)) => {
                let (value, mark) = self.pipeline(f, pipe, dot)?;
                held = Held::plain(value, mark);
                held.as_dot()
            }
            (_, None) => {
                held = Held::plain(Value::Missing, T::Mark::default());
                held.as_dot()
            }
        };
        self.enter(node, template.clone(), FrameKind::Template);
        self.depth += 1;
        let done = self.activate(&template, dot.value, dot.mark);
        self.depth -= 1;
        self.leave();
        done
    }

    /// Remembers that this template waits for another, which becomes the current one.
    pub(super) fn enter(&mut self, node: NodeId, template: Rc<Template>, kind: FrameKind) {
        self.trace.enter(|| self.template.span(node));
        self.waiting.push(Waiting {
            template: std::mem::replace(&mut self.template, template),
            node,
            kind,
        });
    }

    /// Goes back to the template that waits.
    pub(super) fn leave(&mut self) {
        self.trace.leave();
        if let Some(waiting) = self.waiting.pop() {
            self.template = waiting.template;
            self.node = waiting.node;
        }
    }
}

/// Writes what is most often printed; says whether the value was of that kind.
#[inline]
fn write_scalar(out: &mut StrBuf, value: &Value) -> bool {
    match value {
        Value::Str(text) => out.push(text),
        Value::Int(IntKind::Int | IntKind::Int64, number) => {
            append_int(out.bytes_mut(), *number);
            out.plain();
        }
        Value::Missing | Value::Nil => out.push_bytes(b"<no value>"),
        Value::Bool(true) => out.push_bytes(b"true"),
        Value::Bool(false) => out.push_bytes(b"false"),
        _ => return false,
    }
    true
}
