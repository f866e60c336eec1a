//! Functions and methods.

use smallvec::SmallVec;

use super::pipeline::Final;
use super::{Activation, Dot, Eval, Executor, Trace};
use crate::gotemplate::ast::{NodeId, Run};
use crate::gotemplate::call::{Call, Told};
use crate::gotemplate::function::Failure;
use crate::gotemplate::resolve::{Arg, CallSite, Expr, Special, number_of_args};
use crate::value::{GoType, Kind, Mark, Method, Object, Value};

/// Few functions are called with more.
type Values = SmallVec<[Value; 4]>;

impl<T: Trace> Executor<'_, T> {
    pub(super) fn call(
        &mut self,
        f: &Activation<'_>,
        call: u32,
        dot: Dot<'_, T::Mark>,
        last: Final<T>,
    ) -> Eval<T> {
        let call = &f.code.calls[call as usize];
        self.node = call.name;
        if let Some(problem) = call.problem {
            return Err(self.problem(f, problem));
        }
        match call.special {
            Special::And => return self.and_or(f, call, dot, last, false),
            Special::Or => return self.and_or(f, call, dot, last, true),
            Special::Call | Special::Slice => return self.call_any(f, call, dot, last),
            Special::Compare(_) | Special::Not if last.is_none() => {
                if let Some(truth) = self.test(f, call, dot)? {
                    return Ok((Value::Bool(truth), T::Mark::default()));
                }
            }
            _ => {}
        }
        if T::ON {
            return self.call_any(f, call, dot, last);
        }
        if let Some(writes) = call.writes {
            let text = self.text(f, call, writes, dot)?;
            return Ok((Value::Str(text), T::Mark::default()));
        }
        let args = &f.code.args[call.args.range()];
        match (args, last) {
            ([], Some((last, _))) => {
                let last = self.validate(last, call.last)?;
                self.invoke(f, call, &mut [last])
            }
            ([a], None) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                self.invoke(f, call, &mut [a])
            }
            ([a], Some((last, _))) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                let last = self.validate(last, call.last)?;
                self.invoke(f, call, &mut [a, last])
            }
            ([a, b], None) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                let b = self.arg(f, b, b.ty, dot)?.0;
                self.invoke(f, call, &mut [a, b])
            }
            ([a, b], Some((last, _))) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                let b = self.arg(f, b, b.ty, dot)?.0;
                let last = self.validate(last, call.last)?;
                self.invoke(f, call, &mut [a, b, last])
            }
            ([a, b, c], None) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                let b = self.arg(f, b, b.ty, dot)?.0;
                let c = self.arg(f, c, c.ty, dot)?.0;
                self.invoke(f, call, &mut [a, b, c])
            }
            ([a, b, c, d], None) => {
                let a = self.arg(f, a, a.ty, dot)?.0;
                let b = self.arg(f, b, b.ty, dot)?.0;
                let c = self.arg(f, c, c.ty, dot)?.0;
                let d = self.arg(f, d, d.ty, dot)?.0;
                self.invoke(f, call, &mut [a, b, c, d])
            }
            (_, last) => self.call_any(f, call, dot, last),
        }
    }

    /// Calls a function where nothing is traced.
    #[inline]
    pub(super) fn invoke(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        values: &mut [Value],
    ) -> Eval<T> {
        let only = call.only.map(|name| &f.code.names[name as usize].key);
        match (call.call)(&mut Call::new(self, &[]).reading(only), values) {
            Ok(value) => Ok((value, T::Mark::default())),
            Err(failure) => Err(self.call_failed(call, failure)),
        }
    }

    /// Calls a function with any number of arguments.
    fn call_any(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        dot: Dot<'_, T::Mark>,
        last: Final<T>,
    ) -> Eval<T> {
        let mut values = Values::new();
        let mut marks: SmallVec<[Mark; 4]> = SmallVec::new();
        for arg in &f.code.args[call.args.range()] {
            self.boxed = false;
            let (mut value, mark) = self.evaluate_arg(f, arg, arg.ty, dot)?;
            if call.special == Special::Slice && !values.is_empty() && self.is_boxed(arg.expr) {
                value = Value::object(Interface);
            }
            values.push(value);
            if T::ON {
                marks.push(T::mark(mark));
            }
        }
        if let Some((value, mark)) = last {
            values.push(self.validate(value, call.last)?);
            if T::ON {
                marks.push(T::mark(mark));
            }
        }
        let given = self.trace.given(&values, &marks);
        let (result, told) = if call.special == Special::Call {
            let result = self.call_value(f, call, &mut values);
            (result, Told::default())
        } else {
            let mut this = Call::new(self, &marks);
            let result = (call.call)(&mut this, &mut values);
            (result, this.told())
        };
        match result {
            Ok(value) => Ok(self.trace.made(value, given, told)),
            Err(failure) => {
                self.trace.failed(given);
                Err(self.call_failed(call, failure))
            }
        }
    }

    /// Whether an argument just evaluated stands in an interface.
    fn is_boxed(&self, expr: Expr) -> bool {
        // What pipelines give is taken out of it.
        self.boxed && !matches!(expr, Expr::Pipe(_) | Expr::Call(_))
    }

    /// Evaluates arguments up to the one that decides.
    fn and_or(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        dot: Dot<'_, T::Mark>,
        last: Final<T>,
        truth: bool,
    ) -> Eval<T> {
        self.forget_conditional(f, call);
        let mut held = (Value::Missing, T::Mark::default());
        let mut by = T::Mark::default();
        for arg in &f.code.args[call.args.range()] {
            let (value, mark) = self.arg(f, arg, &GoType::Reflect, dot)?;
            if value.truth() == truth {
                return Ok(self.trace.decided_by(value, mark, by));
            }
            if T::ON {
                let whole = self.trace.whole(&value, mark);
                by = self.trace.union(by, whole);
            }
            held = (value, mark);
        }
        let (value, mark) = last.unwrap_or(held);
        Ok(self.trace.decided_by(value, mark, by))
    }

    /// Variables that arguments declare are not there before those are evaluated.
    pub(super) fn forget_conditional(&mut self, f: &Activation<'_>, call: &CallSite) {
        let start = f.base + call.conditional.start as usize;
        let end = start + call.conditional.len as usize;
        for variable in self.variables.get_mut(start..end).into_iter().flatten() {
            variable.set = false;
        }
    }

    /// The built-in `call`: its first argument is the function.
    fn call_value(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        values: &mut Values,
    ) -> Result<Value, Failure> {
        let Some((function, args)) = values.split_first_mut() else {
            return Err(Failure::new("call of nil"));
        };
        let first = f.code.args[call.args.range()].first();
        let name = match (first, &function) {
            (Some(arg), _) => f.template.nodes().print(arg.node),
            // Go names a function that was piped in by its value.
            (None, Value::Str(text)) => text.as_bytes().to_vec(),
            (None, value) => format!("<{} Value>", value.type_name()).into_bytes(),
        };
        call_named(&name, function, args)
    }

    /// A method of a receiver.
    pub(super) fn method(
        &mut self,
        f: &Activation<'_>,
        node: NodeId,
        receiver: Dot<'_, T::Mark>,
        method: &Method,
        (args, last): (Run, Final<T>),
        dot: Dot<'_, T::Mark>,
    ) -> Eval<T> {
        let args: &[Arg] = &f.code.args[args.range()];
        let params = method.params;
        let count = params.len();
        let problem = number_of_args(
            method.name,
            count,
            method.variadic,
            args.len(),
            last.is_some(),
        );
        if let Some(problem) = problem {
            return Err(self.fail(problem));
        }
        let parameter = |n: usize| params.get(n).or(params.last()).unwrap_or(&GoType::Any);
        let mut values = Values::new();
        let mut union = receiver.mark;
        for (i, arg) in args.iter().enumerate() {
            let (value, mark) = self.arg(f, arg, parameter(i), dot)?;
            values.push(value);
            union = self.trace.union(union, mark);
        }
        if let Some((value, mark)) = last {
            values.push(self.validate(value, parameter(args.len()))?);
            union = self.trace.union(union, mark);
        }
        match (method.call)(receiver.value, &values) {
            // A text with runs knows better.
            Ok(value) if T::ON && value.as_str().is_none_or(|text| text.runs().is_empty()) => {
                if let (Value::Map(map), Some(Value::Str(key))) = (receiver.value, values.first())
                    && let Some((_, own)) = map.get_marked(key)
                {
                    union = self.trace.inside(own, union);
                }
                Ok((self.with_mark(value, union), union))
            }
            Ok(value) => Ok((self.with_mark(value, union), union)),
            Err(text) => {
                self.node = node;
                Err(self.function_failed(method.name.as_bytes(), Failure::new(text)))
            }
        }
    }
}

/// Calls a function value as Go's `call` does; the name is for errors.
pub(super) fn call_named(
    name: &[u8],
    function: &Value,
    args: &mut [Value],
) -> Result<Value, Failure> {
    let _ = args;
    match function {
        Value::Missing | Value::Nil => Err(Failure::new("call of nil")),
        value if value.kind() == Kind::Func => {
            // No room makes function values yet.
            Err(Failure::new([b"cannot call ", name].concat()))
        }
        value => {
            let ty = value.type_name().as_bytes();
            Err(Failure::new(
                [b"non-function ", name, b" of type ", ty].concat(),
            ))
        }
    }
}

/// An index that stands in an interface. Go's `slice`, unlike its `index`, does not look into it.
struct Interface;

impl Object for Interface {
    fn type_name(&self) -> &str {
        "interface {}"
    }

    fn kind(&self) -> Kind {
        Kind::Interface
    }

    fn equals(&self, _: &dyn Object) -> bool {
        false
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
