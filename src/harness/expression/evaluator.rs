//! Evaluates bodies: prefixes and aliases, expressions in expressions, values that hold
//! expressions themselves, and the limits of all that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::error::{ErrorClass, ExpressionError, Fault};
use super::functors::Functor;
use super::interpret::{self, Surroundings};
use super::journal::Noted;
use super::outside::Outside;
use super::value::{Entry, List, Map, Value};
use super::{Mode, Options, concat, parse, scan};
use crate::value::Mark;

/// Each level of delimiters and each stored expression takes two of these (Harness's limit).
const MAX_DEPTH: i32 = 15;
/// How often aliases may lead to aliases.
const MAX_ALIASES: usize = 10;
/// How deep files may insert files.
const MAX_FILES: usize = 8;
/// The most steps one rendering may take.
const MAX_STEPS: u64 = 5_000_000;

/// Evaluates the expressions of one rendering.
pub struct Evaluator<'e> {
    context: &'e Map,
    options: &'e Options,
    outside: &'e dyn Outside,
    mode: Cell<Mode>,
    concatenation: Cell<bool>,
    steps: Cell<u64>,
    files: Cell<usize>,
    in_artifact: Cell<bool>,
    reads: RefCell<Vec<Mark>>,
    passed: Cell<Mark>,
    fault: RefCell<Option<String>>,
    journal: RefCell<Option<Vec<Noted>>>,
}

/// Variables that stand for nested expressions.
type Bound = [(String, Value)];

impl<'e> Evaluator<'e> {
    /// An evaluator over the roots of a context.
    pub fn new(context: &'e Map, options: &'e Options, outside: &'e dyn Outside) -> Self {
        Evaluator {
            context,
            options,
            outside,
            mode: Cell::new(options.mode),
            concatenation: Cell::new(options.concatenation),
            steps: Cell::new(0),
            files: Cell::new(0),
            in_artifact: Cell::new(false),
            reads: RefCell::default(),
            passed: Cell::default(),
            fault: RefCell::default(),
            journal: RefCell::default(),
        }
    }

    /// The options.
    pub fn options(&self) -> &Options {
        self.options
    }

    /// The roots of the context.
    pub fn context(&self) -> &Map {
        self.context
    }

    /// The mode that holds now.
    pub fn mode(&self) -> Mode {
        self.mode.get()
    }

    /// Switches splicing on or off.
    pub fn set_concatenation(&self, on: bool) {
        self.concatenation.set(on);
    }

    /// From now on every evaluated expression is noted.
    pub fn start_journal(&self) {
        self.journal.replace(Some(Vec::new()));
    }

    /// Forgets what was noted, since all is evaluated once more.
    pub(super) fn restart_journal(&self) {
        if let Some(journal) = self.journal.borrow_mut().as_mut() {
            journal.clear();
        }
    }

    /// Does something of which nothing is noted.
    pub(super) fn unnoted<T>(&self, work: impl FnOnce() -> T) -> T {
        let journal = self.journal.take();
        let done = work();
        self.journal.replace(journal);
        done
    }

    /// What was noted, innermost first.
    pub fn take_journal(&self) -> Vec<Noted> {
        self.journal.take().unwrap_or_default()
    }

    /// The marks of the context's values that were read since the last call. A map or list on the
    /// way to a value is not among them, unless nothing else was read.
    pub fn take_reads(&self) -> Vec<Mark> {
        let mut reads = self.reads.take();
        let passed = self.passed.take();
        if reads.is_empty() && !passed.is_none() {
            reads.push(passed);
        }
        reads
    }

    fn note(&self, origin: Mark, value: &Value) {
        match value {
            _ if origin.is_none() => {}
            Value::Map(_) | Value::List(_) => self.passed.set(origin),
            _ => self.reads.borrow_mut().push(origin),
        }
    }

    /// Why the last body that had no value had none, where a call or an operator failed.
    pub fn take_fault(&self) -> Option<String> {
        self.fault.take()
    }

    /// The value of one body, the text between the delimiters.
    pub fn body(&self, body: &str) -> Result<Value, ExpressionError> {
        self.block(body, MAX_DEPTH)
            .map_err(|fault| fault.into_error().within(body))
    }

    /// The typed value of a text: `<+a>` is the value of `a`; anything around it makes the whole
    /// an expression over its parts.
    pub fn evaluate(&self, text: &str) -> Result<Value, ExpressionError> {
        if !scan::has_expression(text) {
            return Ok(Value::from_text(text));
        }
        self.nested(text, MAX_DEPTH)
            .map_err(|fault| fault.into_error().within(text))
    }

    fn too_deep(&self, body: &str) -> Fault {
        let message = "the expression leads to itself, or through too many others";
        Fault::Fatal(ExpressionError::new(ErrorClass::LoopOrTooDeep, message).within(body))
    }

    fn block(&self, body: &str, depth: i32) -> Result<Value, Fault> {
        if depth < 0 {
            return Err(self.too_deep(body));
        }
        if body.is_empty() {
            return Ok(Value::from_text(""));
        }
        let noted = self
            .journal
            .borrow()
            .is_some()
            .then(|| self.reads.borrow().len());
        let value = self.block_value(body, depth)?;
        if let (Some(from), Some(journal)) = (noted, self.journal.borrow_mut().as_mut()) {
            journal.push(Noted {
                level: usize::try_from((MAX_DEPTH - depth) / 2).unwrap_or(0),
                body: body.to_owned(),
                value: value.clone(),
                marks: self.reads.borrow().get(from..).unwrap_or_default().to_vec(),
            });
        }
        Ok(value)
    }

    fn block_value(&self, body: &str, depth: i32) -> Result<Value, Fault> {
        if body.trim().is_empty() {
            return Err(Fault::Fatal(ExpressionError::new(
                ErrorClass::Parse,
                "the expression holds nothing but blanks",
            )));
        }
        if scan::has_expression(body) {
            return self.nested(body, depth - 1);
        }
        let value = self.look_up(body, &[])?;
        self.follow(value, body, depth)
    }

    /// A value that was found: a stored expression is evaluated, collections are resolved inside.
    fn follow(&self, value: Value, body: &str, depth: i32) -> Result<Value, Fault> {
        match &value {
            Value::Text(text) if scan::has_expression(text) => {
                let inner = text.strip_prefix("<+").and_then(|t| t.strip_suffix('>'));
                if inner == Some(body) {
                    return match self.mode.get() {
                        Mode::Keep => Ok(value),
                        _ => Err(self.too_deep(body)),
                    };
                }
                self.nested(text, depth - 1)
            }
            Value::List(_) | Value::Map(_) if holds_expressions(&value, 64) => {
                self.resolved_inside(&value, depth - 1)
            }
            _ => Ok(value),
        }
    }

    /// A collection with the expressions in its texts and keys resolved.
    fn resolved_inside(&self, value: &Value, depth: i32) -> Result<Value, Fault> {
        if depth < 0 {
            return Err(self.too_deep("a list or map"));
        }
        self.step()?;
        match value {
            Value::Text(text) if scan::has_expression(text) => self.nested(text, depth - 1),
            Value::List(list) => {
                let items = list
                    .items
                    .iter()
                    .map(|item| self.resolved_inside(item, depth));
                let items = items.collect::<Result<_, _>>()?;
                Ok(Value::List(Rc::new(List {
                    kind: list.kind,
                    items,
                    origins: Vec::new(),
                })))
            }
            Value::Map(map) => {
                let mut resolved = Map::new();
                for Entry { key, value, origin } in map.entries() {
                    let key = match key {
                        Value::Text(text) if scan::has_expression(text) => {
                            Value::Text(self.nested(text, depth - 1)?.to_string().into())
                        }
                        _ => key.clone(),
                    };
                    resolved.insert(key, self.resolved_inside(value, depth)?, *origin);
                }
                Ok(resolved.into())
            }
            _ => Ok(value.clone()),
        }
    }

    /// A text with expressions in it, evaluated as an expression over them.
    fn nested(&self, text: &str, depth: i32) -> Result<Value, Fault> {
        if depth < 0 {
            return Err(self.too_deep(text));
        }
        self.step()?;
        let mut bound: Vec<(String, Value)> = Vec::new();
        let mut buffer = String::with_capacity(text.len());
        let mut at = 0;
        let mut all_spliced = true;
        let mut any_spliced = false;
        while let Some(found) = scan::next(text, at) {
            buffer.push_str(text.get(at..found.span.start).unwrap_or_default());
            at = found.span.end;
            let mut value = self.block(&found.body, depth - 1)?;
            if value.is_null() && self.mode.get() == Mode::Keep {
                value = Value::from_text(text.get(found.span.clone()).unwrap_or_default());
            }
            if found.span == (0..text.len()) {
                return self.again(value, text, depth);
            }
            match &value {
                Value::Text(spliced)
                    if self.concatenation.get()
                        && concat::is_spliced(&buffer, text.get(at..).unwrap_or_default()) =>
                {
                    buffer.push_str(spliced);
                    any_spliced = true;
                }
                _ => {
                    let name = format!("__expression{}__", bound.len());
                    buffer.push_str(&name);
                    bound.push((name, value));
                    all_spliced = false;
                }
            }
        }
        buffer.push_str(text.get(at..).unwrap_or_default());
        let value = match self.jexl(&buffer, &bound) {
            Ok(value) => value,
            Err(fault @ Fault::Fatal(_)) => return Err(fault),
            Err(_) if all_spliced => Value::Null,
            Err(_) if self.mode.get() == Mode::Keep => return Ok(Value::from_text(text)),
            Err(fault) => return Err(Fault::Fatal(fault.into_error().within(text))),
        };
        if !value.is_null() {
            return self.again(value, text, depth);
        }
        if any_spliced {
            let value = self.look_up(&buffer, &bound)?;
            if !value.is_null() {
                return self.follow(value, &buffer, depth);
            }
            if all_spliced {
                return Ok(Value::Text(buffer.into()));
            }
        }
        Ok(Value::Null)
    }

    /// A result that holds expressions is evaluated again.
    fn again(&self, value: Value, text: &str, depth: i32) -> Result<Value, Fault> {
        match &value {
            Value::Text(result) if scan::has_expression(result) => {
                if self.mode.get() == Mode::Keep && &**result == text {
                    return Ok(value);
                }
                self.nested(result, depth - 1)
            }
            _ => Ok(value),
        }
    }

    /// The first value that one of the search prefixes leads to; null where none does.
    fn look_up(&self, body: &str, bound: &Bound) -> Result<Value, Fault> {
        let body = self.aliased(body)?;
        for prefix in &self.options.search_prefixes {
            if prefix == "datetime" && !body.trim_start().starts_with("current") {
                continue;
            }
            let found = if prefix.is_empty() {
                self.jexl(&body, bound)
            } else {
                self.jexl(&format!("{prefix}.{body}"), bound)
            };
            match found {
                Ok(value) if !value.is_null() => return Ok(value),
                Ok(_) => {}
                Err(fault @ Fault::Fatal(_)) => return Err(fault),
                Err(Fault::Parse(message, _) | Fault::Evaluate(message)) => {
                    self.fault.replace(Some(message));
                }
            }
        }
        Ok(Value::Null)
    }

    /// The body with the name before its first dot replaced where that is an alias. A name that
    /// the context holds itself is none.
    pub(super) fn aliased(&self, body: &str) -> Result<String, Fault> {
        let mut body = body.to_owned();
        for _ in 0..=MAX_ALIASES {
            let start = body.trim_start();
            let end = start.find('.').unwrap_or(start.trim_end().len());
            let head = start.get(..end).unwrap_or_default();
            let alias = self.options.aliases.iter().find(|(name, _)| name == head);
            match alias {
                Some((_, target)) if self.context.get(head).is_none() => {
                    body = format!("{target}{}", start.get(end..).unwrap_or_default());
                }
                _ => return Ok(body),
            }
        }
        Err(self.too_deep(&body))
    }

    fn jexl(&self, body: &str, bound: &Bound) -> Result<Value, Fault> {
        self.step()?;
        let node = if self.options.scripts {
            parse::script(body)?
        } else {
            parse::expression(body)?
        };
        match node {
            Some(node) => {
                let scope = Scope {
                    evaluator: self,
                    bound,
                };
                interpret::evaluate(&node, &scope, self.options.dialect.dialect())
            }
            None => Ok(Value::Null),
        }
    }

    fn step(&self) -> Result<(), Fault> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if steps > MAX_STEPS {
            return Err(Fault::limit(format!(
                "evaluating takes more than {MAX_STEPS} steps"
            )));
        }
        Ok(())
    }

    /// Resolves a file that an expression inserts: what is unresolved stays.
    fn inserted(&self, text: &str) -> Result<String, Fault> {
        let files = self.files.get();
        if files >= MAX_FILES {
            return Err(self.too_deep("a file that inserts itself"));
        }
        let mode = self.mode.replace(Mode::Keep);
        self.files.set(files + 1);
        let resolved = self.replaced(text);
        self.files.set(files);
        self.mode.set(mode);
        resolved
    }

    fn replaced(&self, text: &str) -> Result<String, Fault> {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for found in scan::all(text) {
            out.push_str(text.get(at..found.span.start).unwrap_or_default());
            at = found.span.end;
            match self.block(&found.body, MAX_DEPTH)?.rendered() {
                Some(value) => out.push_str(&value),
                None => out.push_str(text.get(found.span).unwrap_or_default()),
            }
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Ok(out)
    }
}

/// Whether a text or key somewhere in a collection holds an expression.
fn holds_expressions(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match value {
        Value::Text(text) => scan::has_expression(text),
        Value::List(list) => list.items.iter().any(|item| holds_expressions(item, depth)),
        Value::Map(map) => (map.entries().iter())
            .any(|e| holds_expressions(&e.key, depth) || holds_expressions(&e.value, depth)),
        _ => false,
    }
}

/// What one body sees.
struct Scope<'s, 'e> {
    evaluator: &'s Evaluator<'e>,
    bound: &'s Bound,
}

impl Surroundings for Scope<'_, '_> {
    fn root(&self, name: &str) -> Option<Value> {
        if let Some((_, value)) = self.bound.iter().find(|(n, _)| n == name) {
            return Some(value.clone());
        }
        match self.evaluator.context.entry(name) {
            Some(entry) => {
                self.read(entry.origin, &entry.value);
                Some(entry.value.clone())
            }
            None => Functor::named(name).map(Value::Functor),
        }
    }

    fn call(&self, functor: Functor, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        let resolve = |text: &str| self.evaluator.inserted(text);
        functor.call(name, arguments, self.evaluator.outside, &resolve)
    }

    fn property(&self, functor: Functor, name: &str) -> Result<Option<Value>, Fault> {
        functor.property(name, self.evaluator.outside)
    }

    fn artifact(&self, artifact: &Map, field: &str) -> Result<Option<Value>, Fault> {
        let outside = self.evaluator.outside;
        let value = Value::from(artifact.clone());
        // An artifact whose fields speak of itself is taken as it stands.
        if self.evaluator.in_artifact.get() || !holds_expressions(&value, 64) {
            return outside.artifact(artifact, field).map_err(Fault::fatal);
        }
        self.evaluator.in_artifact.set(true);
        let resolved = self.evaluator.resolved_inside(&value, MAX_DEPTH);
        self.evaluator.in_artifact.set(false);
        match resolved? {
            Value::Map(resolved) => outside.artifact(&resolved, field).map_err(Fault::fatal),
            _ => Ok(None),
        }
    }

    fn read(&self, origin: Mark, value: &Value) {
        self.evaluator.note(origin, value);
    }

    fn step(&self) -> Result<(), Fault> {
        self.evaluator.step()
    }
}
