//! Pipelines, commands and arguments.

use super::convert::fits;
use super::{Activation, Dot, Eval, Executor, Held, Trace, Variable, out_of_interface};
use crate::gotemplate::ast::{NodeId, Run};
use crate::gotemplate::error::ExecError;
use crate::gotemplate::resolve::{Arg, Command, Expr, Only, Special, Target, Word, Work, constant};
use crate::gotemplate::stack::grow;
use crate::value::{GoType, Value};

/// The value that a pipeline hands to the next command.
pub(super) type Final<T> = Option<(Value, <T as Trace>::Mark)>;

impl<T: Trace> Executor<'_, T> {
    /// The value of a pipeline, which its variables get as well.
    pub(super) fn pipeline(
        &mut self,
        f: &Activation<'_>,
        pipe: u32,
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let pipe = &f.code.pipes[pipe as usize];
        self.node = pipe.node;
        self.trace.reach(|| f.template.span(pipe.node));
        let (commands, targets) = match &pipe.work {
            Work::Lone(command) => {
                let (value, mark) = self.command(f, command, dot, None)?;
                return Ok((out_of_interface(value), mark));
            }
            Work::Line {
                commands,
                first,
                second,
            } => (*commands, (*first, *second)),
        };
        let Some((first, rest)) = f.code.commands[commands.range()].split_first() else {
            return Ok(Default::default());
        };
        let (value, mut mark) = self.command(f, first, dot, None)?;
        let mut value = out_of_interface(value);
        for command in rest {
            if !T::ON && self.pass(f, command, &mut value)? {
                continue;
            }
            let (next, next_mark) = self.command(f, command, dot, Some((value, mark)))?;
            (value, mark) = (out_of_interface(next), next_mark);
        }
        if let (Some(target), second) = targets {
            self.assign(f, target, Held::plain(value.clone(), mark))?;
            if let Some(target) = second {
                self.assign(f, target, Held::plain(value.clone(), mark))?;
            }
        }
        Ok((value, mark))
    }

    /// The value of a pipeline that is a call and nothing else.
    #[inline]
    pub(super) fn lone_call(
        &mut self,
        f: &Activation<'_>,
        pipe: u32,
        call: u32,
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let node = f.code.pipes[pipe as usize].node;
        self.trace.reach(|| f.template.span(node));
        let (value, mark) = self.call(f, call, dot, None)?;
        Ok((out_of_interface(value), mark))
    }

    /// Passes a value through a function that takes nothing else; says whether it was so.
    #[inline]
    fn pass(
        &mut self,
        f: &Activation<'_>,
        command: &Command,
        value: &mut Value,
    ) -> Result<bool, ExecError> {
        let Word::Call(call) = command.word else {
            return Ok(false);
        };
        let call = &f.code.calls[call as usize];
        let alone = call.args.len == 0 && call.special == Special::None && call.problem.is_none();
        if !alone || !fits(value, call.last) {
            return Ok(false);
        }
        self.node = call.name;
        let (result, _) = self.invoke(f, call, std::slice::from_mut(value))?;
        *value = out_of_interface(result);
        Ok(true)
    }

    /// Gives a variable its value.
    pub(super) fn assign(
        &mut self,
        f: &Activation<'_>,
        target: Target,
        held: Held<T::Mark>,
    ) -> Result<(), ExecError> {
        let slot = match target {
            Target::Slot(slot) => slot,
            Target::Conditional(variable) => self.first_set(f, variable)?.0,
            Target::Undefined(problem) => return Err(self.problem(f, problem)),
        };
        let (value, mark) = self.trace.assigned(held.value, held.mark);
        let held = Held {
            value,
            mark,
            boxed: held.boxed,
        };
        if let Some(variable) = self.variables.get_mut(f.base + slot as usize) {
            *variable = Variable { held, set: true };
        }
        Ok(())
    }

    /// The first slot of a variable whose declaration was executed, and the fields wanted of it.
    fn first_set(&self, f: &Activation<'_>, variable: u32) -> Result<(u32, Run), ExecError> {
        let variable = f.code.conditionals[variable as usize];
        let slots = &f.code.candidates[variable.slots.range()];
        let set = |&&slot: &&u32| {
            let variable = self.variables.get(f.base + slot as usize);
            variable.is_some_and(|variable| variable.set)
        };
        match slots.iter().find(set) {
            Some(&slot) => Ok((slot, variable.fields)),
            None => Err(self.problem(f, variable.problem)),
        }
    }

    #[cold]
    pub(super) fn problem(&self, f: &Activation<'_>, problem: u32) -> ExecError {
        self.fail(&*f.code.problems[problem as usize].text)
    }

    fn command(
        &mut self,
        f: &Activation<'_>,
        command: &Command,
        dot: Dot<'_, T::Mark>,
        last: Final<T>,
    ) -> Eval<T> {
        match command.word {
            Word::Pipe(pipe) => return grow(|| self.pipeline(f, pipe, dot)),
            Word::Call(call) => return self.call(f, call, dot, last),
            Word::WrongBefore(problem) => return Err(self.problem(f, problem)),
            _ => self.node = command.node,
        }
        if !T::ON
            && last.is_none()
            && let Some(operand) = command.operand()
            && let Some(value) = f.look(&self.variables, operand, dot, |value, _| value.clone())
        {
            return Ok((value, T::Mark::default()));
        }
        match command.word {
            Word::Value(value) => {
                let value = f.code.values[value as usize].clone();
                Ok((value, T::Mark::default()))
            }
            Word::Dot => Ok((dot.value.clone(), dot.mark)),
            Word::Field(fields) => {
                self.fields(f, command.node, dot, fields, (command.args, last), dot)
            }
            Word::Variable(slot, fields) => {
                self.variable(f, command.node, slot, fields, (command.args, last), dot)
            }
            Word::Conditional(variable) => {
                let (slot, fields) = self.first_set(f, variable)?;
                self.variable(f, command.node, slot, fields, (command.args, last), dot)
            }
            Word::Chain(chain) => self.chain(f, chain, (command.args, last), dot),
            Word::Wrong(problem) | Word::WrongBefore(problem) => Err(self.problem(f, problem)),
            Word::Pipe(_) | Word::Call(_) => Ok(Default::default()),
        }
    }

    fn variable(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        slot: u32,
        fields: Run,
        call: (Run, Final<T>),
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let held = &self.variables[f.base + slot as usize].held;
        if fields.len == 0 {
            self.boxed = held.boxed;
            return Ok((held.value.clone(), held.mark));
        }
        let held = Held {
            value: held.value.clone(),
            mark: held.mark,
            boxed: held.boxed,
        };
        self.fields(f, node, held.as_dot(), fields, call, dot)
    }

    fn chain(
        &mut self,
        f: &Activation<'_>,
        chain: u32,
        call: (Run, Final<T>),
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let chain = &f.code.chains[chain as usize];
        self.node = chain.node;
        let (value, mark) = self.arg(f, &chain.operand, &GoType::Reflect, dot)?;
        let held = Held {
            boxed: matches!(value, Value::Nil),
            value,
            mark,
        };
        self.fields(f, chain.node, held.as_dot(), chain.fields, call, dot)
    }

    /// An argument, as a parameter of this type takes it.
    pub(super) fn arg(
        &mut self,
        f: &Activation<'_>,
        arg: &Arg,
        ty: &GoType,
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        if let Expr::Value(value) = arg.expr {
            // It is of the parameter's type already.
            self.node = arg.node;
            let value = f.code.values[value as usize].clone();
            return Ok((value, T::Mark::default()));
        }
        if !T::ON {
            let looked = f.look(&self.variables, arg.expr, dot, |value, _| {
                fits(value, ty).then(|| value.clone())
            });
            if let Some(Some(value)) = looked {
                self.node = arg.node;
                return Ok((value, T::Mark::default()));
            }
        }
        self.evaluate_arg(f, arg, ty, dot)
    }

    /// As [`Executor::arg`], whatever the argument is; tells in `boxed` whether it stands in an
    /// interface.
    pub(super) fn evaluate_arg(
        &mut self,
        f: &Activation<'_>,
        arg: &Arg,
        ty: &GoType,
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        self.node = arg.node;
        let none = (Run::default(), None);
        let (value, mark) = match arg.expr {
            Expr::Value(value) => {
                let value = f.code.values[value as usize].clone();
                return Ok((value, T::Mark::default()));
            }
            Expr::Dot => {
                self.boxed = dot.boxed;
                (dot.value.clone(), dot.mark)
            }
            Expr::Field(fields) => self.fields(f, arg.node, dot, fields, none, dot)?,
            Expr::Variable(slot, fields) => self.variable(f, arg.node, slot, fields, none, dot)?,
            Expr::Conditional(variable) => {
                let (slot, fields) = self.first_set(f, variable)?;
                self.variable(f, arg.node, slot, fields, none, dot)?
            }
            Expr::Chain(chain) => self.chain(f, chain, none, dot)?,
            Expr::Pipe(pipe) => match f.code.pipes[pipe as usize].only() {
                Only::Call(call) => grow(|| self.lone_call(f, pipe, call, dot))?,
                _ => grow(|| self.pipeline(f, pipe, dot))?,
            },
            Expr::Call(call) => self.call(f, call, dot, None)?,
            Expr::Nil => {
                let value = self.nil(ty)?;
                return Ok((value, T::Mark::default()));
            }
            Expr::Constant => {
                let value = constant(f.template.nodes(), arg.node, ty);
                let value = value.map_err(|text| self.fail(text))?;
                return Ok((value, T::Mark::default()));
            }
            Expr::Wrong(problem) => return Err(self.problem(f, problem)),
        };
        Ok((self.validate(value, ty)?, mark))
    }
}
