//! What the code of a template names, whether it is executed or not: fields, texts, templates.

use std::slice;

use super::ast::{Branch, Node, NodeId};
use super::set::Template;
use super::stack::grow;
use crate::source::Span;
use crate::value::Str;

/// Something that the code of a template names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What is named.
    pub what: What,
    /// Where.
    pub span: Span,
    /// The innermost pipeline around it.
    pub pipe: Span,
    /// What becomes of it.
    pub role: Role,
}

/// What code names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Fields of the dot, a variable or something else: `.Values.image`, `$x.image`, `(…).image`.
    Fields(Vec<Str>),
    /// A text.
    Text(Str),
    /// A template that is executed; `None` where its name is made while executing.
    Template(Option<Str>),
}

/// What becomes of a value that code names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is written, or something is made of it.
    Used,
    /// It is asked for, or handed on to others; what is not there may be meant.
    Tested,
    /// What stands here takes its place where it is not there.
    Defaulted(Span),
}

/// All that the code of a template names.
///
/// ```
/// use manifest_render::gotemplate::{Functions, Role, Set, What, mentions};
///
/// let mut set = Set::new("page", Functions::builtins());
/// let page = set.add("page", b"{{or .a.b 1}}{{if .c}}{{.d}}{{end}}", Default::default()).unwrap();
/// let named = mentions(&page);
/// assert_eq!(named[0].what, What::Fields(vec!["a".into(), "b".into()]));
/// assert!(matches!(named[0].role, Role::Defaulted(_)));
/// assert_eq!([named[1].role, named[2].role], [Role::Tested, Role::Used]);
/// ```
pub fn mentions(template: &Template) -> Vec<Mention> {
    let mut walk = Walk {
        template,
        pipe: template.span(template.root()),
        found: Vec::new(),
    };
    walk.list(template.root());
    walk.found
}

struct Walk<'t> {
    template: &'t Template,
    pipe: Span,
    found: Vec<Mention>,
}

impl Walk<'_> {
    fn list(&mut self, id: NodeId) {
        let nodes = self.template.nodes();
        let Node::List(run) = nodes.node(id) else {
            return;
        };
        for &id in nodes.children(run) {
            match nodes.node(id) {
                Node::Action { pipe } => {
                    let declares = matches!(nodes.node(pipe), Node::Pipe { decl: 1.., .. });
                    let role = if declares { Role::Tested } else { Role::Used };
                    self.pipe(pipe, role);
                }
                Node::If(branch) | Node::With(branch) | Node::Range(branch) => self.branch(branch),
                Node::Template { name, pipe } => {
                    let name = Str::from(nodes.name(name));
                    self.found(id, What::Template(Some(name)), Role::Used);
                    if let Some(pipe) = pipe {
                        self.pipe(pipe, Role::Tested);
                    }
                }
                _ => {}
            }
        }
    }

    fn branch(&mut self, branch: Branch) {
        self.pipe(branch.pipe, Role::Tested);
        grow(|| {
            self.list(branch.list);
            if let Some(list) = branch.else_list {
                self.list(list);
            }
        });
    }

    fn pipe(&mut self, id: NodeId, role: Role) {
        let nodes = self.template.nodes();
        let commands = match nodes.node(id) {
            Node::Pipe {
                nodes: run, decl, ..
            } => nodes.children(run).get(decl as usize..).unwrap_or_default(),
            // It stands for its pipeline.
            _ => slice::from_ref(&id),
        };
        let around = std::mem::replace(&mut self.pipe, self.template.span(id));
        let mut role = role;
        for (at, &command) in commands.iter().enumerate().rev() {
            let piped = at > 0;
            grow(|| self.command(command, role, piped));
            if piped {
                let args = self.args(command);
                let last = args.len();
                role = self.role(&args, last, last, role);
            }
        }
        self.pipe = around;
    }

    /// The nodes of a command, the function first.
    fn args(&self, command: NodeId) -> Vec<NodeId> {
        let nodes = self.template.nodes();
        match nodes.node(command) {
            Node::Command { args } => nodes.children(args).to_vec(),
            // It stands for its command.
            _ => vec![command],
        }
    }

    fn command(&mut self, id: NodeId, role: Role, piped: bool) {
        let args = self.args(id);
        let Some((&first, rest)) = args.split_first() else {
            return;
        };
        let nodes = self.template.nodes();
        if !matches!(nodes.node(first), Node::Identifier) {
            self.operand(first, role);
            for &arg in rest {
                self.operand(arg, Role::Used);
            }
            return;
        }
        let last = if piped { args.len() } else { args.len() - 1 };
        if nodes.source(first) == b"include" {
            let name = rest
                .first()
                .filter(|arg| matches!(nodes.node(**arg), Node::String(_)));
            let name = name.map(|&arg| Str::new(nodes.string(arg)));
            self.found(first, What::Template(name), Role::Used);
        }
        for (at, &arg) in args.iter().enumerate().skip(1) {
            let role = self.role(&args, at, last, role);
            self.operand(arg, role);
        }
    }

    /// What becomes of the argument at a place, from 1, of a function whose last one is at `last`,
    /// where this becomes of its result.
    fn role(&self, args: &[NodeId], at: usize, last: usize, result: Role) -> Role {
        let Some(&function) = args.first() else {
            return result;
        };
        match (self.template.nodes().source(function), at) {
            (b"default", 2) => args.get(1).map_or(result, |&by| self.default(by)),
            (b"or" | b"coalesce", at) if at < last => match args.get(at + 1) {
                Some(&by) => self.default(by),
                None => Role::Tested,
            },
            (
                b"and"
                | b"not"
                | b"empty"
                | b"ternary"
                | b"hasKey"
                | b"kindIs"
                | b"kindOf"
                | b"typeIs"
                | b"typeOf"
                | b"typeIsLike"
                | b"eq"
                | b"ne"
                | b"lt"
                | b"le"
                | b"gt"
                | b"ge"
                | b"has"
                | b"len"
                | b"contains"
                | b"regexMatch"
                | b"required"
                | b"fail"
                | b"dict"
                | b"list"
                | b"tuple"
                | b"set"
                | b"get"
                | b"index"
                | b"dig"
                | b"pluck"
                | b"include"
                | b"tpl"
                | b"merge"
                | b"mergeOverwrite"
                | b"mustMerge"
                | b"mustMergeOverwrite"
                | b"append"
                | b"prepend"
                | b"concat"
                | b"without"
                | b"compact"
                | b"keys"
                | b"values"
                | b"pick"
                | b"omit"
                | b"deepCopy"
                | b"default"
                | b"or"
                | b"coalesce",
                _,
            ) => Role::Tested,
            _ => result,
        }
    }

    fn default(&self, by: NodeId) -> Role {
        Role::Defaulted(self.template.span(by))
    }

    fn operand(&mut self, id: NodeId, role: Role) {
        let nodes = self.template.nodes();
        match nodes.node(id) {
            Node::Field => {
                let names = nodes.idents(id).map(Str::new).collect();
                self.found(id, What::Fields(names), role);
            }
            Node::Variable { fields: true } => {
                let names = nodes.idents(id).skip(1).map(Str::new).collect();
                self.found(id, What::Fields(names), role);
            }
            Node::Chain { node } => {
                let names = nodes.idents(id).map(Str::new).collect();
                self.found(id, What::Fields(names), role);
                grow(|| self.operand(node, Role::Tested));
            }
            Node::Pipe { .. } => grow(|| self.pipe(id, role)),
            Node::String(_) => self.found(id, What::Text(Str::new(nodes.string(id))), role),
            _ => {}
        }
    }

    fn found(&mut self, id: NodeId, what: What, role: Role) {
        self.found.push(Mention {
            what,
            span: self.template.span(id),
            pipe: self.pipe,
            role,
        });
    }
}
