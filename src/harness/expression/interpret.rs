//! Evaluates the nodes of one body. Names come from a [`Surroundings`]; operators and
//! methods from the dialect.

use std::rc::Rc;

use super::ast::{Closure, Lambda, Name, Node, Operator, Piece, Prefix, Step};
use super::dialect::Dialect;
use super::error::Fault;
use super::functors::Functor;
use super::value::{List, ListKind, Map, Value};
use crate::value::Mark;

/// How deep function literals may call each other.
const MAX_CALLS: usize = 32;

/// What a body is evaluated in.
pub trait Surroundings {
    /// The value of a name, `None` where there is none of this name.
    fn root(&self, name: &str) -> Option<Value>;

    /// Calls a function of one of the objects with functions.
    fn call(&self, functor: Functor, name: &str, arguments: &[Value]) -> Result<Value, Fault>;

    /// A property of one of the objects with functions; `None` where it has none of this name.
    fn property(&self, functor: Functor, name: &str) -> Result<Option<Value>, Fault>;

    /// A field of an artifact that the context does not give: its image, its pull secrets.
    fn artifact(&self, artifact: &Map, field: &str) -> Result<Option<Value>, Fault>;

    /// Notes that a value of the context was read.
    fn read(&self, origin: Mark, value: &Value);

    /// Counts a step of work; fails where there were too many.
    fn step(&self) -> Result<(), Fault>;
}

/// What leaves a node other than by its value.
enum Flow {
    Fault(Fault),
    Return(Value),
    Break,
    Continue,
}

impl From<Fault> for Flow {
    fn from(fault: Fault) -> Self {
        Flow::Fault(fault)
    }
}

type Evaluated = Result<Value, Flow>;

fn fail<T>(message: impl Into<String>) -> Result<T, Flow> {
    Err(Flow::Fault(Fault::evaluate(message)))
}

/// Evaluates a body in its surroundings.
pub fn evaluate(
    node: &Node,
    surroundings: &dyn Surroundings,
    dialect: &dyn Dialect,
) -> Result<Value, Fault> {
    let mut interpreter = Interpreter {
        surroundings,
        dialect,
        locals: Vec::new(),
        lenient: false,
        calls: 0,
    };
    match interpreter.evaluate(node) {
        Ok(value) | Err(Flow::Return(value)) => Ok(value),
        Err(Flow::Fault(fault)) => Err(fault),
        Err(Flow::Break | Flow::Continue) => Err(Fault::evaluate("`break` outside of a loop")),
    }
}

struct Interpreter<'s> {
    surroundings: &'s dyn Surroundings,
    dialect: &'s dyn Dialect,
    /// Variables of scripts and assigned names.
    locals: Vec<(Rc<str>, Value)>,
    /// Set below `empty` and `size`, where an unknown name is null instead of an error.
    lenient: bool,
    calls: usize,
}

impl Interpreter<'_> {
    fn evaluate(&mut self, node: &Node) -> Evaluated {
        self.evaluate_in(node, false)
    }

    /// `in_ternary` says that the node is a part of a ternary itself: unknown names are null there.
    fn evaluate_in(&mut self, node: &Node, in_ternary: bool) -> Evaluated {
        self.surroundings.step()?;
        match node {
            Node::Literal(value) => Ok(value.clone()),
            Node::Template(pieces) => self.template(pieces),
            Node::Variable(name) => match self.variable(name) {
                Some(value) => Ok(value),
                None if in_ternary || self.lenient => Ok(Value::Null),
                None => fail(format!("`{name}` is unknown")),
            },
            Node::Path(first, steps) => self.path(first, steps, in_ternary),
            Node::Chain(first, rest) => self.chain(first, rest),
            Node::Prefixed(prefix, operand) => self.prefixed(*prefix, operand),
            Node::Ternary(condition, yes, no) => self.ternary(condition, yes.as_deref(), no),
            Node::Assign(target, operator, value) => self.assign(target, *operator, value),
            Node::Array(items, extended) => {
                let items = self.all(items)?;
                Ok(if *extended {
                    Value::list(items)
                } else {
                    Value::array(items)
                })
            }
            Node::Set(items) => self.set(items),
            Node::MapLiteral(entries) => {
                let mut map = Map::new();
                for (key, value) in entries {
                    map.insert(self.evaluate(key)?, self.evaluate(value)?, Mark::NONE);
                }
                Ok(map.hashed().into())
            }
            Node::Call(name, arguments) => self.call(name, arguments),
            Node::SpacedCall(space, name) => {
                fail(format!("there are no functions `{space}:{name}`"))
            }
            Node::Construct => fail("`new` is not offered"),
            Node::Group(inner, calls) => {
                let mut value = self.evaluate(inner)?;
                for arguments in calls {
                    let arguments = self.all(arguments)?;
                    value = self.invoke(&value, arguments)?;
                }
                Ok(value)
            }
            Node::Lambda(lambda) => Ok(Value::Closure(Rc::new(Closure {
                lambda: lambda.clone(),
                seen: self.locals.clone(),
            }))),
            _ => self.statement(node),
        }
    }

    fn statement(&mut self, node: &Node) -> Evaluated {
        match node {
            Node::Block(statements) => {
                let mut last = Value::Null;
                for statement in statements {
                    last = self.evaluate(statement)?;
                }
                Ok(last)
            }
            Node::If(condition, yes, no) => {
                let condition = self.evaluate(condition)?;
                match (self.dialect.truth(&condition)?, no) {
                    (true, _) => self.evaluate(yes),
                    (false, Some(no)) => self.evaluate(no),
                    (false, None) => Ok(Value::Null),
                }
            }
            Node::For(name, items, body) => {
                let items = self.evaluate(items)?;
                let items: Vec<Value> = match &items {
                    Value::List(list) => list.items.clone(),
                    Value::Map(map) => map.entries().iter().map(|e| e.value.clone()).collect(),
                    _ => Vec::new(),
                };
                let mut last = Value::Null;
                for item in items {
                    self.set_local(name, item);
                    match self.evaluate(body) {
                        Ok(value) => last = value,
                        Err(Flow::Break) => break,
                        Err(Flow::Continue) => {}
                        Err(other) => return Err(other),
                    }
                }
                Ok(last)
            }
            Node::While(condition, body) => {
                let mut last = Value::Null;
                loop {
                    let condition = self.evaluate(condition)?;
                    if !self.dialect.truth(&condition)? {
                        return Ok(last);
                    }
                    match self.evaluate(body) {
                        Ok(value) => last = value,
                        Err(Flow::Break) => return Ok(last),
                        Err(Flow::Continue) => {}
                        Err(other) => return Err(other),
                    }
                }
            }
            Node::Return(value) => {
                let value = self.evaluate(value)?;
                Err(Flow::Return(value))
            }
            Node::Break => Err(Flow::Break),
            Node::Continue => Err(Flow::Continue),
            Node::Declare(name, value) => {
                let value = match value {
                    Some(value) => self.evaluate(value)?,
                    None => Value::Null,
                };
                self.set_local(name, value.clone());
                Ok(value)
            }
            _ => fail("this cannot be evaluated"),
        }
    }

    fn all(&mut self, nodes: &[Node]) -> Result<Vec<Value>, Flow> {
        nodes.iter().map(|node| self.evaluate(node)).collect()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        match self.locals.iter().rev().find(|(n, _)| &**n == name) {
            Some((_, value)) => Some(value.clone()),
            None => self.surroundings.root(name),
        }
    }

    fn set_local(&mut self, name: &Rc<str>, value: Value) {
        match self.locals.iter_mut().rev().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value,
            None => self.locals.push((name.clone(), value)),
        }
    }

    fn template(&mut self, pieces: &[Piece]) -> Evaluated {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Expression(node) => {
                    let value = self.evaluate(node)?;
                    if !value.is_null() {
                        text.push_str(&value.to_string());
                    }
                }
            }
        }
        Ok(Value::Text(text.into()))
    }

    fn set(&mut self, items: &[Node]) -> Evaluated {
        let mut map = Map::new();
        for item in items {
            map.insert(self.evaluate(item)?, Value::Null, Mark::NONE);
        }
        let items = map
            .hashed()
            .entries()
            .iter()
            .map(|e| e.key.clone())
            .collect();
        Ok(Value::List(Rc::new(List {
            kind: ListKind::Set,
            ..List::new(items)
        })))
    }

    fn chain(&mut self, first: &Node, rest: &[(Operator, Node)]) -> Evaluated {
        let mut left = self.evaluate(first)?;
        for (operator, right) in rest {
            left = match operator {
                Operator::And | Operator::Or => {
                    let decided = *operator == Operator::Or;
                    let answer = self.dialect.truth(&left)? == decided || {
                        let right = self.evaluate(right)?;
                        self.dialect.truth(&right)? == decided
                    };
                    Value::Bool(answer == decided)
                }
                _ => {
                    let right = self.evaluate(right)?;
                    self.dialect.operate(*operator, &left, &right)?
                }
            };
        }
        Ok(left)
    }

    fn prefixed(&mut self, prefix: Prefix, operand: &Node) -> Evaluated {
        let lenient = self.lenient;
        self.lenient |= matches!(prefix, Prefix::Empty | Prefix::Size);
        let value = self.evaluate(operand);
        self.lenient = lenient;
        Ok(self.dialect.prefix(prefix, &value?)?)
    }

    fn ternary(&mut self, condition: &Node, yes: Option<&Node>, no: &Node) -> Evaluated {
        let condition = self.evaluate_in(condition, true)?;
        let holds = !condition.is_null() && self.dialect.truth(&condition)?;
        match yes {
            Some(yes) if holds => self.evaluate_in(yes, true),
            None if holds => Ok(condition),
            _ => self.evaluate_in(no, true),
        }
    }

    /// Follows a path. Where the first name leads nowhere, JEXL also tries the names joined by
    /// dots as one name; where that is unknown too, the path is an error. Further on a missing
    /// member is null, and whatever follows null is null.
    fn path(&mut self, first: &Node, steps: &[Step], in_ternary: bool) -> Evaluated {
        let mut joined = match first {
            Node::Variable(name) => Some(name.to_string()),
            _ => None,
        };
        let mut object = match (first, steps.first()) {
            // `name.size()` is an operator on the name, which must be known.
            (Node::Variable(name), step) if !matches!(step, Some(Step::Size | Step::Empty)) => {
                self.variable(name).unwrap_or(Value::Null)
            }
            _ => self.evaluate(first)?,
        };
        let mut found = !object.is_null();
        let mut joinable = joined.is_some();
        for step in steps {
            let counts = matches!(step, Step::Size | Step::Empty);
            if object.is_null() && !counts {
                if found || matches!(step, Step::Method(..) | Step::IndexCall) {
                    break;
                }
                match (step, &mut joined) {
                    (Step::Property(name), Some(joined)) if joinable => {
                        joined.push('.');
                        joined.push_str(&name.text);
                        object = self.surroundings.root(joined).unwrap_or(Value::Null);
                    }
                    _ => joinable = false,
                }
                found = !object.is_null();
                continue;
            }
            found = true;
            object = self.step(&object, step)?;
        }
        match joined {
            Some(name) if !found && !in_ternary && !self.lenient => {
                fail(format!("`{name}` is unknown"))
            }
            _ => Ok(object),
        }
    }

    fn step(&mut self, object: &Value, step: &Step) -> Evaluated {
        match step {
            Step::Property(name) => self.member(object, &name.key),
            Step::Index(index) => {
                let index = self.evaluate(index)?;
                self.member(object, &index)
            }
            Step::Method(name, calls) => self.method(object, name, calls),
            Step::IndexCall => fail("a list item is not a function"),
            Step::Size => Ok(self.dialect.prefix(Prefix::Size, object)?),
            Step::Empty => Ok(self.dialect.prefix(Prefix::Empty, object)?),
        }
    }

    /// A member of an object; of null, null.
    fn member(&mut self, object: &Value, key: &Value) -> Evaluated {
        self.surroundings.step()?;
        let found = match object {
            Value::Null => Ok(Value::Null),
            Value::Map(map) => return self.entry(map, key),
            Value::List(list) => match list_index(key) {
                Some(index) => {
                    let at = usize::try_from(index).unwrap_or(usize::MAX);
                    match list.items.get(at) {
                        Some(item) => {
                            self.surroundings.read(list.origin(at), item);
                            Ok(item.clone())
                        }
                        None => Err(Fault::evaluate(format!(
                            "there is no item {index} in a list of {}",
                            list.items.len()
                        ))),
                    }
                }
                None => self.dialect.property(object, key),
            },
            Value::Functor(functor) => {
                let name = key.to_string();
                match self.surroundings.property(*functor, &name) {
                    Ok(Some(value)) => Ok(value),
                    Ok(None) => Err(Fault::evaluate(format!(
                        "`{}` has no property `{name}`",
                        functor.name()
                    ))),
                    Err(fault) => Err(fault),
                }
            }
            _ => self.dialect.property(object, key),
        };
        self.forgive(found)
    }

    fn entry(&mut self, map: &Map, key: &Value) -> Evaluated {
        if let Some(entry) = map.entry_of(key) {
            self.surroundings.read(entry.origin, &entry.value);
            if !entry.value.is_null() || !map.is_artifact() {
                return Ok(entry.value.clone());
            }
        }
        if let (true, Value::Text(field)) = (map.is_artifact(), key) {
            return Ok(self
                .surroundings
                .artifact(map, field)?
                .unwrap_or(Value::Null));
        }
        Ok(Value::Null)
    }

    /// Below `empty` and `size` a failed look-up is null.
    fn forgive(&self, found: Result<Value, Fault>) -> Evaluated {
        match found {
            Err(Fault::Evaluate(_)) if self.lenient => Ok(Value::Null),
            other => Ok(other?),
        }
    }

    fn method(&mut self, object: &Value, name: &Name, calls: &[Vec<Node>]) -> Evaluated {
        let mut value = Value::Null;
        for (i, arguments) in calls.iter().enumerate() {
            let arguments = self.all(arguments)?;
            if i > 0 {
                value = self.invoke(&value, arguments)?;
                continue;
            }
            self.surroundings.step()?;
            if let Value::Map(map) = object
                && let Some(held @ Value::Closure(_)) = map.get(&name.text)
            {
                value = self.invoke(&held.clone(), arguments)?;
                continue;
            }
            if let (Value::Map(map), "get", [key]) = (object, &*name.text, arguments.as_slice()) {
                value = self.entry(map, key)?;
                continue;
            }
            let answer = match object {
                Value::Functor(functor) => self.surroundings.call(*functor, &name.text, &arguments),
                Value::Date(date) => date.method(&name.text, &arguments),
                Value::Time(time) => time.method(&name.text, &arguments),
                _ => self.dialect.method(object, &name.text, &arguments),
            };
            value = self.forgive(answer)?;
        }
        Ok(value)
    }

    fn call(&mut self, name: &Rc<str>, arguments: &[Node]) -> Evaluated {
        let arguments = self.all(arguments)?;
        match self.variable(name) {
            Some(function @ Value::Closure(_)) => self.invoke(&function, arguments),
            _ => {
                let answer = self.dialect.function(name, &arguments);
                self.forgive(answer)
            }
        }
    }

    fn invoke(&mut self, function: &Value, arguments: Vec<Value>) -> Evaluated {
        let Value::Closure(closure) = function else {
            return fail(format!("a {} is not a function", function.kind()));
        };
        if self.calls >= MAX_CALLS {
            return Err(Fault::limit(format!("functions call more than {MAX_CALLS} deep")).into());
        }
        let Lambda { parameters, body } = &*closure.lambda;
        let mut locals = closure.seen.clone();
        // A function sees itself under the name it was given.
        for (name, value) in &self.locals {
            if matches!(value, Value::Closure(c) if Rc::ptr_eq(c, closure)) {
                locals.push((name.clone(), value.clone()));
            }
        }
        let mut given = arguments.into_iter();
        for parameter in parameters {
            locals.push((parameter.clone(), given.next().unwrap_or(Value::Null)));
        }
        let outer = std::mem::replace(&mut self.locals, locals);
        self.calls += 1;
        let result = self.evaluate(body);
        self.calls -= 1;
        self.locals = outer;
        match result {
            Err(Flow::Return(value)) => Ok(value),
            other => other,
        }
    }

    fn assign(&mut self, target: &Node, operator: Option<Operator>, value: &Node) -> Evaluated {
        let mut value = self.evaluate(value)?;
        if let Some(operator) = operator {
            let old = self.evaluate(target)?;
            value = self.dialect.operate(operator, &old, &value)?;
        }
        match target {
            Node::Variable(name) => self.set_local(name, value.clone()),
            Node::Path(first, steps) => {
                let Node::Variable(name) = &**first else {
                    return fail("only names and paths can be assigned to");
                };
                let mut keys = Vec::with_capacity(steps.len());
                for step in steps {
                    keys.push(match step {
                        Step::Property(name) => name.key.clone(),
                        Step::Index(index) => self.evaluate(index)?,
                        _ => return fail("a call cannot be assigned to"),
                    });
                }
                let Some(root) = self.variable(name) else {
                    return fail(format!("`{name}` is unknown"));
                };
                let changed = with_member(&root, &keys, &value)?;
                self.set_local(name, changed);
            }
            _ => return fail("only names and paths can be assigned to"),
        }
        Ok(value)
    }
}

/// The object with the member at the end of a path set to a value. Objects are shared, so the
/// ones along the path are copied.
fn with_member(object: &Value, keys: &[Value], value: &Value) -> Result<Value, Fault> {
    let Some((key, rest)) = keys.split_first() else {
        return Ok(value.clone());
    };
    match object {
        Value::Map(map) => {
            let inner = map.entry_of(key).map_or(Value::Null, |e| e.value.clone());
            let mut map = (**map).clone();
            map.insert(key.clone(), with_member(&inner, rest, value)?, Mark::NONE);
            Ok(map.into())
        }
        Value::List(list) => {
            let mut list = (**list).clone();
            let at = list_index(key).and_then(|i| usize::try_from(i).ok());
            match at.and_then(|at| list.items.get_mut(at)) {
                Some(item) => *item = with_member(item, rest, value)?,
                None => return Err(Fault::evaluate("there is no such item to assign to")),
            }
            Ok(Value::List(Rc::new(list)))
        }
        _ => Err(Fault::evaluate(format!(
            "a {} has no members to assign to",
            object.kind()
        ))),
    }
}

/// The position that a key means in a list.
fn list_index(key: &Value) -> Option<i64> {
    match key {
        Value::Int(i) => Some((*i).into()),
        Value::Long(l) => Some(*l),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}
