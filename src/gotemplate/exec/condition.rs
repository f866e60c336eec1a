//! Conditions: whether a value is true, where the value itself is not wanted.

use super::{Activation, Dot, Executor, Trace};
use crate::gotemplate::error::ExecError;
use crate::gotemplate::resolve::{Arg, CallSite, Expr, Only, Special};
use crate::gotemplate::stack::grow;
use crate::value::GoType;

impl<T: Trace> Executor<'_, T> {
    /// Whether the value of a pipeline is true, and the mark of that value as a whole.
    pub(super) fn truth(
        &mut self,
        f: &Activation<'_>,
        pipe: u32,
        dot: Dot<'_, T::Mark>,
    ) -> Result<(bool, T::Mark), ExecError> {
        if !T::ON {
            let truth = match f.code.pipes[pipe as usize].only() {
                Only::Operand(operand, node) => {
                    self.node = node;
                    f.look(&self.variables, operand, dot, |value, _| value.truth())
                }
                Only::Call(call) => self.test(f, &f.code.calls[call as usize], dot)?,
                Only::No => None,
            };
            if let Some(truth) = truth {
                return Ok((truth, T::Mark::default()));
            }
        }
        let (value, mark) = self.pipeline(f, pipe, dot)?;
        Ok((value.truth(), self.trace.whole(&value, mark)))
    }

    /// What a function says that answers with a truth value; `None` where it is to be called.
    pub(super) fn test(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Option<bool>, ExecError> {
        if T::ON || call.problem.is_some() {
            return Ok(None);
        }
        self.node = call.name;
        let args = &f.code.args[call.args.range()];
        match (call.special, args) {
            (Special::Compare(comparison), [a, b]) => {
                let variables = &self.variables;
                let answer = f.look(variables, a.expr, dot, |a, _| {
                    f.look(variables, b.expr, dot, |b, _| comparison.of(a, b))
                });
                match answer.flatten() {
                    Some(Ok(answer)) => {
                        self.node = b.node;
                        Ok(Some(answer))
                    }
                    Some(Err(failure)) => Err(self.call_failed(call, failure)),
                    None => Ok(None),
                }
            }
            (Special::And | Special::Or, args) => {
                let decides = call.special == Special::Or;
                self.forget_conditional(f, call);
                for arg in args {
                    if self.arg_truth(f, arg, dot)? == decides {
                        return Ok(Some(decides));
                    }
                }
                Ok(Some(!decides))
            }
            (Special::Not, [arg]) => Ok(Some(!self.arg_truth(f, arg, dot)?)),
            _ => Ok(None),
        }
    }

    /// Whether an argument is true.
    pub(super) fn arg_truth(
        &mut self,
        f: &Activation<'_>,
        arg: &Arg,
        dot: Dot<'_, T::Mark>,
    ) -> Result<bool, ExecError> {
        self.node = arg.node;
        if !T::ON {
            let look = f.look(&self.variables, arg.expr, dot, |value, _| value.truth());
            if let Some(truth) = look {
                return Ok(truth);
            }
            if let Expr::Pipe(pipe) = arg.expr {
                let (truth, _) = grow(|| self.truth(f, pipe, dot))?;
                return Ok(truth);
            }
        }
        let (value, _) = self.arg(f, arg, &GoType::Reflect, dot)?;
        Ok(value.truth())
    }
}
