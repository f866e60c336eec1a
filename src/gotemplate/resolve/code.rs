//! What the resolver makes of a tree: the same nodes, with nothing left to look up.

use std::cell::Cell;

use crate::gotemplate::ast::{NodeId, Nodes, Run};
use crate::gotemplate::builtins::Comparison;
use crate::gotemplate::function::Callback;
use crate::gotemplate::printf::Format;
use crate::gotemplate::resolve::{Later, Workshop};
use crate::gotemplate::set::SetId;
use crate::value::{GoType, Str, Value};

/// A template ready to execute. Entries refer to each other by number.
#[derive(Debug, Default)]
pub(in crate::gotemplate) struct Code {
    pub steps: Vec<Step>,
    pub pipes: Vec<Pipe>,
    pub commands: Vec<Command>,
    pub args: Vec<Arg>,
    pub calls: Vec<CallSite>,
    pub chains: Vec<Chain>,
    pub names: Vec<Name>,
    pub values: Vec<Value>,
    pub problems: Vec<Problem>,
    pub conditionals: Vec<Conditional>,
    pub candidates: Vec<u32>,
    pub formats: Vec<Format>,
    pub callees: Vec<Callee>,
    pub later: Vec<Later>,
    /// The steps of the whole template.
    pub root: Run,
    /// How many variables it has at most; none where it does not even use `$`.
    pub slots: usize,
}

impl Code {
    /// Takes the code out of tables that are used again, into some that are as long as they must
    /// be.
    pub fn take_exact(&mut self) -> Code {
        Code {
            steps: take_exact(&mut self.steps),
            pipes: take_exact(&mut self.pipes),
            commands: take_exact(&mut self.commands),
            args: take_exact(&mut self.args),
            calls: take_exact(&mut self.calls),
            chains: take_exact(&mut self.chains),
            names: take_exact(&mut self.names),
            values: take_exact(&mut self.values),
            problems: take_exact(&mut self.problems),
            conditionals: take_exact(&mut self.conditionals),
            candidates: take_exact(&mut self.candidates),
            formats: take_exact(&mut self.formats),
            callees: take_exact(&mut self.callees),
            later: take_exact(&mut self.later),
            root: self.root,
            slots: self.slots,
        }
    }
}

fn take_exact<T>(table: &mut Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(table.len());
    exact.append(table);
    exact
}

/// Where a template that is executed by name was found last: in which set, and where in it.
#[derive(Debug, Default)]
pub(in crate::gotemplate) struct Callee(pub Cell<Option<(SetId, u32)>>);

/// A node that does something.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Step {
    /// Writes a part of the template's text.
    Text(NodeId, u32, u32),
    /// Evaluates a pipeline and writes its value.
    Print(u32, NodeId),
    /// Evaluates a pipeline that declares or assigns.
    Declare(u32),
    If(Branch),
    With(Branch),
    Range(Branch, NodeId),
    Template {
        name: u32,
        callee: u32,
        pipe: Option<u32>,
        node: NodeId,
    },
    Break,
    Continue,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Branch {
    pub pipe: u32,
    pub list: Block,
    /// Nothing where there is no `else`.
    pub else_list: Block,
}

/// The steps of a list.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Block {
    /// Steps of the same code.
    Here(Run),
    /// Those of code that is made when they are first executed.
    Later(u32),
}

impl Block {
    /// Nothing to execute.
    pub const NOTHING: Block = Block::Here(Run { start: 0, len: 0 });

    /// Whether there is nothing to execute.
    pub fn is_nothing(self) -> bool {
        matches!(self, Block::Here(Run { len: 0, .. }))
    }
}

/// A pipeline.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Pipe {
    pub node: NodeId,
    pub work: Work,
}

/// What a pipeline does.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Work {
    /// One command, and no variable gets its value.
    Lone(Command),
    /// Commands, one after the other, and the variables that get their value.
    Line {
        commands: Run,
        first: Option<Target>,
        second: Option<Target>,
    },
}

// A large chart has ten thousand of them.
const _: () = assert!(size_of::<Pipe>() == 32);

/// What a pipeline is that declares nothing and has one command.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Only {
    /// An operand without arguments, and its node.
    Operand(Expr, NodeId),
    /// A function.
    Call(u32),
    /// None of them, or more than that.
    No,
}

/// A variable that gets a value.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Target {
    /// A slot.
    Slot(u32),
    /// The first of some slots that is set.
    Conditional(u32),
    /// None: an error.
    Undefined(u32),
}

/// A variable whose declaration may not have been executed.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Conditional {
    /// Its value is in the first of these slots that is set.
    pub slots: Run,
    /// The error where none is.
    pub problem: u32,
    /// The fields that are wanted of it.
    pub fields: Run,
}

/// The first word of a command, with what its kind needs.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Command {
    pub word: Word,
    /// The node of the first word.
    pub node: NodeId,
    /// What follows it, where the word is a field that may be a method.
    pub args: Run,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Word {
    Value(u32),
    /// An error at the word's node.
    Wrong(u32),
    /// An error at the node evaluated last.
    WrongBefore(u32),
    Dot,
    Field(Run),
    Variable(u32, Run),
    Conditional(u32),
    Chain(u32),
    Pipe(u32),
    Call(u32),
}

/// An argument.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Arg {
    pub expr: Expr,
    pub node: NodeId,
    /// The type of the parameter, where it is known.
    pub ty: &'static GoType,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Expr {
    Dot,
    Nil,
    /// A constant, converted to the type of its parameter when it is known.
    Constant,
    /// A constant that was converted.
    Value(u32),
    Wrong(u32),
    Field(Run),
    Variable(u32, Run),
    Conditional(u32),
    Chain(u32),
    Pipe(u32),
    Call(u32),
}

/// A function with its arguments.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct CallSite {
    pub call: Callback,
    pub special: Special,
    /// How its text is written, where that can be done argument by argument.
    pub writes: Option<Writes>,
    pub args: Run,
    /// The type of the parameter that takes the value piped in.
    pub last: &'static GoType,
    /// What is wrong with the number of arguments.
    pub problem: Option<u32>,
    /// The node of the name.
    pub name: NodeId,
    /// The node that errors of the function are at.
    pub whole: NodeId,
    /// The slots declared in arguments that may not be evaluated.
    pub conditional: Run,
    /// The name of the one field that is read of the result.
    pub only: Option<u32>,
}

/// Functions that the executor carries out itself, or that want to know more of their arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gotemplate) enum Special {
    None,
    And,
    Or,
    Not,
    Call,
    Slice,
    Compare(Comparison),
    Print,
    Println,
    Printf,
}

/// What writes a text whose arguments are all there or are such texts themselves: nothing that
/// comes later can change what was written.
#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) enum Writes {
    Print,
    Println,
    /// With a constant format.
    Printf(u32),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::gotemplate) struct Chain {
    pub operand: Arg,
    pub fields: Run,
    pub node: NodeId,
}

/// The name of a field, and where it was found last.
#[derive(Debug)]
pub(in crate::gotemplate) struct Name {
    pub key: Str,
    pub hint: Cell<u32>,
}

/// An error that shows when it is reached.
#[derive(Clone, Debug)]
pub(in crate::gotemplate) struct Problem {
    pub text: Box<[u8]>,
}

impl Code {
    /// The code of a list that is resolved now at the latest.
    #[inline]
    pub fn later(&self, at: u32, nodes: &Nodes, workshop: &Workshop) -> &Code {
        self.later[at as usize].code(nodes, workshop)
    }

    /// The call in a pipeline that is nothing else, where it writes its text.
    #[inline]
    pub fn written(&self, pipe: u32) -> Option<(&CallSite, Writes)> {
        let Only::Call(call) = self.pipes[pipe as usize].only() else {
            return None;
        };
        let call = &self.calls[call as usize];
        Some((call, call.writes?))
    }
}

impl Pipe {
    /// What it is, where it is one command.
    #[inline]
    pub fn only(&self) -> Only {
        match &self.work {
            Work::Lone(command) => command.only(),
            Work::Line { .. } => Only::No,
        }
    }

    /// The variables that get its value.
    #[inline]
    pub fn targets(&self) -> (Option<Target>, Option<Target>) {
        match self.work {
            Work::Lone(_) => (None, None),
            Work::Line { first, second, .. } => (first, second),
        }
    }
}

impl Arg {
    /// Stands where an argument will be.
    pub(super) fn nothing(node: NodeId) -> Arg {
        Arg {
            expr: Expr::Nil,
            node,
            ty: &GoType::Any,
        }
    }
}

impl Command {
    /// Stands where a command will be.
    pub(super) fn nothing(node: NodeId) -> Command {
        Command {
            word: Word::Dot,
            node,
            args: Run::default(),
        }
    }

    /// The operand that it is, where it has no arguments.
    #[inline]
    pub fn operand(&self) -> Option<Expr> {
        match self.word {
            _ if self.args.len > 0 => None,
            Word::Dot => Some(Expr::Dot),
            Word::Value(value) => Some(Expr::Value(value)),
            Word::Field(fields) => Some(Expr::Field(fields)),
            Word::Variable(slot, fields) => Some(Expr::Variable(slot, fields)),
            _ => None,
        }
    }

    /// What a pipeline of this command alone is.
    fn only(&self) -> Only {
        match (self.word, self.operand()) {
            (Word::Call(call), _) => Only::Call(call),
            (_, Some(operand)) => Only::Operand(operand, self.node),
            _ => Only::No,
        }
    }
}

impl CallSite {
    pub(super) fn wrong(problem: u32, name: NodeId) -> CallSite {
        CallSite {
            call: crate::gotemplate::functions::NOTHING.call,
            special: Special::None,
            writes: None,
            args: Run::default(),
            last: &GoType::Any,
            problem: Some(problem),
            name,
            whole: name,
            conditional: Run::default(),
            only: None,
        }
    }
}
