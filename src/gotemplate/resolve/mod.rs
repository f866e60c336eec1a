//! Names become numbers and pointers: variables slots, functions their [`Function`]s, constants
//! values of the type their parameter wants. Nothing is looked up by name while executing, but
//! templates and the keys of maps.
//!
//! Go finds wrong numbers of arguments, wrong constants and variables that are not there while
//! executing; so an error found here shows when it is reached, with Go's text.
//!
//! - `code`: what comes out.
//! - `later`: what is resolved when it is executed.
//! - `scope`: variables and their slots.
//! - `constant`: constants as values.

mod code;
mod constant;
mod later;
mod scope;

pub(in crate::gotemplate) use code::*;
pub(in crate::gotemplate) use constant::constant;
pub(in crate::gotemplate) use later::Later;

use std::cell::{Cell, RefCell};
use std::slice;

use super::ast::{self, Node, NodeId, Nodes, Run};
use super::function::Function;
use super::functions::Functions;
use super::printf::Format;
use super::stack::grow;
use crate::value::{GoType, Str};
use scope::Scope;

/// What templates are resolved with.
#[derive(Debug)]
pub(super) struct Workshop {
    pub functions: Functions,
    /// Tables in which code is made.
    tables: RefCell<Code>,
}

impl Workshop {
    pub fn new(functions: Functions) -> Self {
        Workshop {
            functions,
            tables: RefCell::default(),
        }
    }
}

/// Resolves a tree.
pub(super) fn resolve(nodes: &Nodes, root: NodeId, workshop: &Workshop) -> Code {
    Resolver::new(nodes, workshop, Scope::new(nodes, &[]), 0).code_of(root)
}

struct Resolver<'a> {
    nodes: &'a Nodes,
    workshop: &'a Workshop,
    scope: Scope<'a>,
    code: Code,
    /// How many lists that wait to be resolved this one stands in.
    depth: u32,
}

impl<'a> Resolver<'a> {
    fn new(nodes: &'a Nodes, workshop: &'a Workshop, scope: Scope<'a>, depth: u32) -> Self {
        Resolver {
            nodes,
            workshop,
            scope,
            code: workshop.tables.take(),
            depth,
        }
    }

    fn code_of(mut self, list: NodeId) -> Code {
        self.code.root = self.list(list);
        self.code.slots = self.scope.slots();
        let code = self.code.take_exact();
        self.workshop.tables.replace(self.code);
        code
    }

    /// A list whose nodes follow this one.
    fn block(&mut self, before: NodeId, list: NodeId) -> Block {
        match Later::new(before, list, self.depth, &mut self.scope) {
            Some(later) => Block::Later(add(&mut self.code.later, later)),
            None => Block::Here(self.list(list)),
        }
    }

    fn list(&mut self, id: NodeId) -> Run {
        let Node::List(run) = self.nodes.node(id) else {
            return Run::default();
        };
        let nodes = self.nodes.children(run);
        let steps = places(&mut self.code.steps, nodes, Step::Break);
        grow(|| {
            for (at, &id) in steps.range().zip(nodes) {
                self.code.steps[at] = self.step(id);
            }
        });
        steps
    }

    fn step(&mut self, id: NodeId) -> Step {
        match self.nodes.node(id) {
            Node::Action { pipe } => {
                let declares = matches!(self.nodes.node(pipe), Node::Pipe { decl: 1.., .. });
                let pipe = self.pipe(pipe);
                if declares {
                    Step::Declare(pipe)
                } else {
                    Step::Print(pipe, id)
                }
            }
            Node::If(branch) => Step::If(self.branch(branch)),
            Node::With(branch) => Step::With(self.branch(branch)),
            Node::Range(branch) => Step::Range(self.branch(branch), id),
            Node::Template { name, pipe } => Step::Template {
                name,
                callee: add(&mut self.code.callees, Callee::default()),
                pipe: pipe.map(|pipe| self.pipe(pipe)),
                node: id,
            },
            Node::Break => Step::Break,
            Node::Continue => Step::Continue,
            // Everything else in a list is text.
            _ => {
                let place = self.nodes.place(id);
                Step::Text(id, place.start, place.end)
            }
        }
    }

    /// A branch: what its pipeline declares is seen in both lists, what a list declares only
    /// there.
    fn branch(&mut self, branch: ast::Branch) -> Branch {
        let mark = self.scope.mark();
        let pipe = self.pipe(branch.pipe);
        let inside = self.scope.mark();
        let list = self.block(branch.pipe, branch.list);
        self.scope.pop(inside);
        let else_list = match branch.else_list {
            Some(list) => self.block(branch.list, list),
            None => Block::NOTHING,
        };
        self.scope.pop(mark);
        Branch {
            pipe,
            list,
            else_list,
        }
    }

    fn pipe(&mut self, id: NodeId) -> u32 {
        let (all, decl, is_assign) = match self.nodes.node(id) {
            Node::Pipe {
                nodes,
                decl,
                is_assign,
            } => (self.nodes.children(nodes), decl, is_assign),
            // It stands for its pipeline.
            _ => (slice::from_ref(&id), 0, false),
        };
        let (variables, nodes) = all.split_at_checked(decl as usize).unwrap_or((&[], all));
        if let ([], [only]) = (variables, nodes) {
            let work = Work::Lone(self.command(*only, false));
            return add(&mut self.code.pipes, Pipe { node: id, work });
        }
        let commands = places(&mut self.code.commands, nodes, Command::nothing(id));
        let mut piped = false;
        for (at, &node) in commands.range().zip(nodes) {
            self.code.commands[at] = self.command(node, piped);
            piped = true;
        }
        let mut targets = variables.iter().map(|&id| self.target(id, is_assign));
        let (first, second) = (targets.next(), targets.next());
        let work = Work::Line {
            commands,
            first,
            second,
        };
        add(&mut self.code.pipes, Pipe { node: id, work })
    }

    fn target(&mut self, id: NodeId, is_assign: bool) -> Target {
        if !is_assign {
            return Target::Slot(self.scope.declare(id));
        }
        let name = self.nodes.source(id);
        match self.scope.find(name, &mut self.code.candidates) {
            scope::Found::Slot(slot) => Target::Slot(slot),
            scope::Found::Conditional(slots) => {
                Target::Conditional(self.conditional(name, slots, Run::default()))
            }
            scope::Found::Nothing => Target::Undefined(self.undefined(name)),
        }
    }

    fn conditional(&mut self, name: &[u8], slots: Run, fields: Run) -> u32 {
        let conditional = Conditional {
            slots,
            problem: self.undefined(name),
            fields,
        };
        add(&mut self.code.conditionals, conditional)
    }

    fn undefined(&mut self, name: &[u8]) -> u32 {
        self.problem([b"undefined variable: ", name].concat())
    }

    fn problem(&mut self, text: impl Into<Box<[u8]>>) -> u32 {
        add(&mut self.code.problems, Problem { text: text.into() })
    }

    fn command(&mut self, id: NodeId, piped: bool) -> Command {
        let all = match self.nodes.node(id) {
            Node::Command { args } => self.nodes.children(args),
            // It stands for its command.
            _ => slice::from_ref(&id),
        };
        let Some((&first, rest)) = all.split_first() else {
            return Command::nothing(id);
        };
        let given = piped || !rest.is_empty();
        // What follows a word that may be a method.
        let mut args = Run::default();
        let word = match self.nodes.node(first) {
            Node::Field => {
                let fields = self.fields(first, 0);
                args = self.args(rest, None);
                Word::Field(fields)
            }
            Node::Chain { node } => {
                let chain = self.chain(first, node);
                args = self.args(rest, None);
                Word::Chain(chain)
            }
            Node::Identifier => Word::Call(self.call(first, id, rest, piped)),
            Node::Pipe { .. } if given => Word::WrongBefore(self.not_a_function(first)),
            Node::Pipe { .. } => Word::Pipe(self.inner_pipe(first)),
            Node::Variable { fields } if fields || !given => {
                let word = match self.variable(first) {
                    Expr::Variable(slot, fields) => Word::Variable(slot, fields),
                    Expr::Conditional(variable) => Word::Conditional(variable),
                    Expr::Wrong(problem) => Word::Wrong(problem),
                    _ => Word::Dot,
                };
                args = self.args(rest, None);
                word
            }
            Node::Variable { .. } => match self.variable(first) {
                Expr::Wrong(problem) => Word::Wrong(problem),
                _ => Word::Wrong(self.not_a_function(first)),
            },
            _ if given => Word::Wrong(self.not_a_function(first)),
            Node::Dot => Word::Dot,
            Node::Nil => Word::Wrong(self.problem(*b"nil is not a command")),
            _ => match constant(self.nodes, first, &GoType::Any) {
                Ok(value) => Word::Value(add(&mut self.code.values, value)),
                Err(text) => Word::Wrong(self.problem(text)),
            },
        };
        Command {
            word,
            node: first,
            args,
        }
    }

    fn not_a_function(&mut self, word: NodeId) -> u32 {
        let shown = self.nodes.print(word);
        self.problem([b"can't give argument to non-function ", &shown[..]].concat())
    }

    fn inner_pipe(&mut self, id: NodeId) -> u32 {
        grow(|| self.pipe(id))
    }

    /// Arguments for these parameters; without them those of what may be a method, whose
    /// parameters are known when it is called.
    fn args(&mut self, nodes: &[NodeId], params: Option<&'static [GoType]>) -> Run {
        let Some(&first) = nodes.first() else {
            return Run::default();
        };
        let args = places(&mut self.code.args, nodes, Arg::nothing(first));
        for (i, (at, &node)) in args.range().zip(nodes).enumerate() {
            let ty = params.map(|params| parameter(params, i));
            self.code.args[at] = self.arg(node, ty);
        }
        args
    }

    fn arg(&mut self, id: NodeId, ty: Option<&'static GoType>) -> Arg {
        let expr = match (self.nodes.node(id), ty) {
            (Node::Dot, _) => Expr::Dot,
            (Node::Nil, _) => Expr::Nil,
            (Node::Field, _) => Expr::Field(self.fields(id, 0)),
            (Node::Variable { .. }, _) => self.variable(id),
            (Node::Pipe { .. }, _) => Expr::Pipe(self.inner_pipe(id)),
            (Node::Identifier, _) => Expr::Call(self.call(id, id, &[], false)),
            (Node::Chain { node }, _) => Expr::Chain(self.chain(id, node)),
            (_, None) => Expr::Constant,
            (_, Some(ty)) => match constant(self.nodes, id, ty) {
                Ok(value) => Expr::Value(add(&mut self.code.values, value)),
                Err(text) => Expr::Wrong(self.problem(text)),
            },
        };
        Arg {
            expr,
            node: id,
            ty: ty.unwrap_or(&GoType::Any),
        }
    }

    fn variable(&mut self, id: NodeId) -> Expr {
        let name = self.nodes.idents(id).next().unwrap_or_default();
        let found = self.scope.find(name, &mut self.code.candidates);
        let fields = self.fields(id, 1);
        match found {
            scope::Found::Slot(slot) => Expr::Variable(slot, fields),
            scope::Found::Conditional(slots) => {
                Expr::Conditional(self.conditional(name, slots, fields))
            }
            scope::Found::Nothing => Expr::Wrong(self.undefined(name)),
        }
    }

    /// The names of a node, but for the first few.
    fn fields(&mut self, id: NodeId, skip: usize) -> Run {
        let start = count(self.code.names.len());
        let names = self.nodes.idents(id).skip(skip);
        self.code.names.extend(names.map(|name| Name {
            key: Str::new(name),
            hint: Cell::new(0),
        }));
        Run {
            start,
            len: count(self.code.names.len()) - start,
        }
    }

    fn chain(&mut self, id: NodeId, node: NodeId) -> u32 {
        let operand = self.arg(node, None);
        let fields = self.fields(id, 0);
        if let Some(call) = self.last_call(operand.expr) {
            self.code.calls[call as usize].only = Some(fields.start);
        }
        add(
            &mut self.code.chains,
            Chain {
                operand,
                fields,
                node: id,
            },
        )
    }

    /// The call whose result an operand is.
    fn last_call(&self, operand: Expr) -> Option<u32> {
        let pipe = match operand {
            Expr::Call(call) => return Some(call),
            Expr::Pipe(pipe) => &self.code.pipes[pipe as usize],
            _ => return None,
        };
        let last = match &pipe.work {
            Work::Lone(command) => command,
            // A variable can be read elsewhere.
            Work::Line { first: Some(_), .. } => return None,
            Work::Line { commands, .. } => self.code.commands[commands.range()].last()?,
        };
        match last.word {
            Word::Call(call) => Some(call),
            _ => None,
        }
    }

    fn call(&mut self, name: NodeId, whole: NodeId, args: &[NodeId], piped: bool) -> u32 {
        let ident = self.nodes.source(name);
        let Some(&(ref function, special)) = self.workshop.functions.find(ident) else {
            let shown = super::print::quoted(ident);
            let problem = self.problem(format!("{shown} is not a defined function").into_bytes());
            return add(&mut self.code.calls, CallSite::wrong(problem, name));
        };
        let problem = wrong_number(function, args.len(), piped);
        let problem = problem.map(|text| self.problem(text.into_bytes()));
        let params = function.signature.params;
        let mark = self.scope.mark();
        let given = args.len();
        let args = self.args(args, Some(params));
        let conditional = match special {
            Special::And | Special::Or => self.scope.set_conditional(mark),
            _ => Run::default(),
        };
        let writes = match problem {
            None if !piped => self.writes(special, args),
            _ => None,
        };
        let call = CallSite {
            call: function.call,
            special,
            writes,
            args,
            last: parameter(params, given),
            problem,
            name,
            whole,
            conditional,
            only: None,
        };
        add(&mut self.code.calls, call)
    }

    /// How a function with these arguments writes its text, if it does so one by one.
    fn writes(&mut self, special: Special, args: Run) -> Option<Writes> {
        let writes = match special {
            Special::Print => Writes::Print,
            Special::Println => Writes::Println,
            Special::Printf => Writes::Printf(0),
            _ => return None,
        };
        let steady = |arg: &Arg| match arg.expr {
            Expr::Dot | Expr::Nil | Expr::Value(_) | Expr::Field(_) | Expr::Variable(..) => true,
            Expr::Pipe(pipe) => self.code.written(pipe).is_some(),
            _ => false,
        };
        let args = &self.code.args[args.range()];
        if !args.iter().all(steady) {
            return None;
        }
        let Writes::Printf(_) = writes else {
            return Some(writes);
        };
        let Expr::Value(format) = args.first()?.expr else {
            return None;
        };
        let format = self.code.values.get(format as usize)?.as_str()?;
        let format = Format::new(format, args.len() - 1)?;
        Some(Writes::Printf(add(&mut self.code.formats, format)))
    }
}

/// The type of the n-th parameter.
fn parameter(params: &'static [GoType], n: usize) -> &'static GoType {
    params.get(n).or(params.last()).unwrap_or(&GoType::Any)
}

/// What is wrong with the number of arguments, if anything.
pub(super) fn wrong_number(function: &Function, args: usize, piped: bool) -> Option<String> {
    let signature = function.signature;
    number_of_args(
        function.name,
        signature.params.len(),
        signature.variadic,
        args,
        piped,
    )
}

/// As [`wrong_number`], for anything with parameters.
pub(super) fn number_of_args(
    name: &str,
    params: usize,
    variadic: bool,
    args: usize,
    piped: bool,
) -> Option<String> {
    let given = args + usize::from(piped);
    if variadic {
        let fixed = params.saturating_sub(1);
        (given < fixed).then(|| {
            // Go leaves the piped value out of the count here.
            format!("wrong number of args for {name}: want at least {fixed} got {args}")
        })
    } else {
        (given != params)
            .then(|| format!("wrong number of args for {name}: want {params} got {given}"))
    }
}

fn add<T>(table: &mut Vec<T>, entry: T) -> u32 {
    table.push(entry);
    count(table.len() - 1)
}

/// Places for what becomes of these nodes. What takes them may add entries of its own, so that
/// they are filled one by one.
fn places<T: Copy>(table: &mut Vec<T>, nodes: &[NodeId], empty: T) -> Run {
    let start = table.len();
    table.resize(start + nodes.len(), empty);
    Run {
        start: count(start),
        len: count(nodes.len()),
    }
}

/// No table is longer than the text, which is shorter than four gigabytes.
fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
