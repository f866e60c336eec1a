//! The executor: walks a resolved template and writes its output.
//!
//! The functions have the names of Go's `exec.go`. What Go panics with is an `Err` here; the node
//! that Go's error shows is the one evaluated last, which [`Executor`] keeps as Go's state does.
//!
//! - `walk`: text, actions and branches.
//! - `range`: `range` over whatever can be ranged over.
//! - `skipped`: branches that are not executed, for those who trace.
//! - `pipeline`: pipelines, commands and arguments.
//! - `call`: functions and methods.
//! - `field`: fields of maps and objects.
//! - `look`: operands that are only read, where they are.
//! - `condition`: whether a pipeline is true.
//! - `text`: what `print`, `println` and `printf` write.
//! - `convert`: values as parameters want them.
//! - `host`: what functions can ask for: `include` and `tpl` live on it.
//! - `trace`: knowing where output comes from, or not; `tracer` and `made`: knowing it.

mod call;
mod condition;
mod convert;
mod field;
mod host;
mod look;
mod made;
mod pipeline;
mod range;
mod skipped;
mod text;
mod trace;
mod tracer;
mod walk;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ast::NodeId;
use super::call::Environment;
use super::error::{ErrorData, ExecError, Frame, FrameKind};
use super::function::{Failure, Reason};
use super::print::quoted;
use super::resolve::{CallSite, Callee, Code};
use super::set::{Layer, MissingKey, Set, Template};
use crate::source::Span;
use crate::value::{Str, StrBuf, Value};

pub use made::Given;
pub use trace::{NoTrace, Trace};
pub use tracer::{Missed, Reached, Tracer};

/// What evaluating something gives: a value with its mark.
type Eval<T> = Result<(Value, <T as Trace>::Mark), ExecError>;

/// What comes after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

/// A value as Go's reflection would hold it.
struct Held<M> {
    value: Value,
    mark: M,
    /// Whether it came out of an interface, which only errors tell.
    boxed: bool,
}

/// A value that somebody else holds, as dot is.
#[derive(Clone, Copy)]
struct Dot<'v, M> {
    value: &'v Value,
    mark: M,
    boxed: bool,
}

/// A variable. One that is not set is hidden by nothing: see [`super::resolve::Target`].
struct Variable<M> {
    held: Held<M>,
    set: bool,
}

/// The template being executed.
#[derive(Clone, Copy)]
struct Activation<'f> {
    template: &'f Rc<Template>,
    code: &'f Code,
    text: &'f [u8],
    /// Where its variables begin.
    base: usize,
    missing_key: MissingKey,
}

/// A template that waits for another.
struct Waiting {
    template: Rc<Template>,
    node: NodeId,
    kind: FrameKind,
}

/// Executes a template of a set.
pub(super) struct Executor<'s, T: Trace> {
    set: &'s Set,
    environment: &'s Environment,
    trace: T,
    out: StrBuf,
    /// The template being executed and the node evaluated last.
    template: Rc<Template>,
    node: NodeId,
    variables: Vec<Variable<T::Mark>>,
    layers: Vec<Rc<Layer>>,
    waiting: Vec<Waiting>,
    /// How often each template of the set is being included now, and each of another name.
    included: Vec<usize>,
    included_else: FxHashMap<Box<str>, usize>,
    /// How deep templates are, through `{{template}}` alone.
    depth: usize,
    steps: u64,
    draws: u64,
    file: Rc<Template>,
    /// Whether the argument evaluated last stands in an interface.
    boxed: bool,
}

impl<'s, T: Trace> Executor<'s, T> {
    pub fn new(
        set: &'s Set,
        environment: &'s Environment,
        trace: T,
        template: &Rc<Template>,
    ) -> Self {
        Executor {
            set,
            environment,
            trace,
            out: StrBuf::new(),
            template: template.clone(),
            node: template.root(),
            variables: Vec::new(),
            layers: Vec::new(),
            waiting: Vec::new(),
            included: Vec::new(),
            included_else: FxHashMap::default(),
            depth: 0,
            steps: 0,
            draws: 0,
            file: template.clone(),
            boxed: false,
        }
    }

    /// Executes the template with this data.
    pub fn run(mut self, data: &Value, out: &mut StrBuf) -> (Result<(), ExecError>, T) {
        let template = self.template.clone();
        let start = out.len();
        out.reserve(template.expected_size());
        std::mem::swap(&mut self.out, out);
        let result = self.activate(&template, data, T::Mark::default());
        std::mem::swap(&mut self.out, out);
        template.has_written(out.len() - start);
        (result, self.trace)
    }

    /// The template of this name, as seen from the text being executed.
    #[inline]
    fn lookup<'n>(&self, name: impl FnOnce() -> &'n str, callee: &Callee) -> Option<Rc<Template>> {
        if self.layers.is_empty() {
            return self.set.find(name, callee).cloned();
        }
        self.lookup_in_layers(name())
    }

    fn lookup_in_layers(&self, name: &str) -> Option<Rc<Template>> {
        let layered = self.layers.iter().rev().find_map(|layer| {
            let template = layer.templates.get(name)?;
            // An empty template hides none.
            let hides = !template.is_empty() || self.set.get(name).is_none();
            hides.then_some(template)
        });
        layered.or_else(|| self.set.get(name)).cloned()
    }

    /// An error at the node evaluated last.
    #[cold]
    fn fail(&self, problem: impl Into<Vec<u8>>) -> ExecError {
        self.fail_because(Reason::Error, problem)
    }

    #[cold]
    fn fail_because(&self, reason: Reason, problem: impl Into<Vec<u8>>) -> ExecError {
        let problem = problem.into();
        let nodes = self.template.nodes();
        let (line, column) = nodes.line_column(nodes.position(self.node));
        let mut message = format!(
            "template: {}:{line}:{column}: executing {} at <",
            nodes.parse_name(),
            quoted(self.template.name().as_bytes()),
        )
        .into_bytes();
        message.extend_from_slice(&nodes.print(self.node));
        message.extend_from_slice(b">: ");
        message.extend_from_slice(&problem);
        let mut name = self.template.shared_name();
        let frames = self.waiting.iter().rev().map(|waiting| Frame {
            span: waiting.template.span(waiting.node),
            name: std::mem::replace(&mut name, waiting.template.shared_name()),
            kind: waiting.kind,
        });
        ExecError(Box::new(ErrorData {
            message: Str::from(message),
            problem: Str::from(problem),
            span: self.template.span(self.node),
            frames: frames.collect(),
            reason,
            cause: None,
            inner: Vec::new(),
            foreign: false,
        }))
    }

    /// An error that the function of a call returned.
    #[cold]
    fn call_failed(&mut self, call: &CallSite, failure: Failure) -> ExecError {
        self.node = call.whole;
        let name = self.template.nodes().source(call.name);
        self.function_failed(name, failure)
    }

    /// An error that a function returned.
    #[cold]
    fn function_failed(&self, name: &[u8], failure: Failure) -> ExecError {
        let text = failure.text().as_bytes();
        let problem = [b"error calling ", name, b": ", text].concat();
        let mut error = self.fail_because(failure.reason(), problem);
        error.0.foreign = true;
        let at = error.0.message.len() - text.len();
        let text = failure.text().clone();
        let Some(cause) = failure.into_cause() else {
            return error;
        };
        match cause.downcast::<ExecError>() {
            // The place and the way to it are those of the template that the function executed.
            Ok(inner) => {
                let inner = inner.0;
                if inner.message == text {
                    error.0.foreign = inner.foreign;
                    error.0.inner.push(at);
                    error
                        .0
                        .inner
                        .extend(inner.inner.iter().map(|inner| at + inner));
                }
                // An error about no place has just the one of the call.
                if inner.span != Span::default() {
                    error.0.span = inner.span;
                }
                error.0.problem = inner.problem;
                error.0.frames = inner.frames;
                error.0.reason = inner.reason;
                error.0.cause = inner.cause;
            }
            Err(cause) => error.0.cause = Some(cause),
        }
        error
    }
}

impl<M> Held<M> {
    /// A value that does not stand in an interface.
    fn plain(value: Value, mark: M) -> Self {
        Held {
            value: out_of_interface(value),
            mark,
            boxed: false,
        }
    }
}

impl<M: Copy> Held<M> {
    fn as_dot(&self) -> Dot<'_, M> {
        Dot {
            value: &self.value,
            mark: self.mark,
            boxed: self.boxed,
        }
    }
}

/// A nil interface is no value once it is taken out of where it stood.
#[inline]
fn out_of_interface(value: Value) -> Value {
    match value {
        Value::Nil => Value::Missing,
        value => value,
    }
}
