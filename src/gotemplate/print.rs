//! Nodes as text, as the `String` methods of Go's nodes print them; errors show nodes so.

use super::ast::{Branch, Node, NodeId, Nodes};
use super::stack::grow;
use crate::value::quote::append_quote;

/// Text as Go's `%q` shows it.
pub(super) fn quoted(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quote(&mut out, text);
    String::from_utf8_lossy(&out).into_owned()
}

impl Nodes {
    /// A node as Go prints it.
    ///
    /// ```
    /// use manifest_render::gotemplate::parse::{parse, Syntax};
    ///
    /// let parsed = parse("t", b"{{  if  .a|not}}x{{end}}", &Syntax::default()).unwrap();
    /// let root = parsed.trees[0].root;
    /// assert_eq!(parsed.nodes.print(root), b"{{if .a | not}}x{{end}}");
    /// ```
    pub fn print(&self, id: NodeId) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, id);
        out
    }

    fn write(&self, out: &mut Vec<u8>, id: NodeId) {
        match self.node(id) {
            Node::List(run) => grow(|| {
                for &id in self.children(run) {
                    self.write(out, id);
                }
            }),
            Node::Text
            | Node::Identifier
            | Node::Field
            | Node::Variable { .. }
            | Node::Whole(_)
            | Node::Number(_)
            | Node::String(_) => out.extend_from_slice(self.source(id)),
            Node::Action { pipe } => self.delimited(out, |out| self.write(out, pipe)),
            Node::Pipe {
                nodes,
                decl,
                is_assign,
            } => grow(|| self.write_pipe(out, self.children(nodes), decl as usize, is_assign)),
            Node::Command { args } => {
                for (i, &arg) in self.children(args).iter().enumerate() {
                    if i > 0 {
                        out.push(b' ');
                    }
                    self.write_operand(out, arg);
                }
            }
            Node::Dot => out.push(b'.'),
            Node::Nil => out.extend_from_slice(b"nil"),
            Node::Chain { node } => {
                self.write_operand(out, node);
                out.extend_from_slice(self.slice(self.place(node).end, self.place(id).end));
            }
            Node::Bool(true) => out.extend_from_slice(b"true"),
            Node::Bool(false) => out.extend_from_slice(b"false"),
            Node::If(branch) => self.write_branch(out, b"if ", branch),
            Node::Range(branch) => self.write_branch(out, b"range ", branch),
            Node::With(branch) => self.write_branch(out, b"with ", branch),
            Node::Template { name, pipe } => self.delimited(out, |out| {
                out.extend_from_slice(b"template ");
                append_quote(out, self.name(name).as_bytes());
                if let Some(pipe) = pipe {
                    out.push(b' ');
                    self.write(out, pipe);
                }
            }),
            Node::Break => self.delimited(out, |out| out.extend_from_slice(b"break")),
            Node::Continue => self.delimited(out, |out| out.extend_from_slice(b"continue")),
        }
    }

    fn delimited(&self, out: &mut Vec<u8>, inside: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(&self.left);
        inside(out);
        out.extend_from_slice(&self.right);
    }

    fn write_pipe(&self, out: &mut Vec<u8>, nodes: &[NodeId], decl: usize, is_assign: bool) {
        let (variables, commands) = nodes.split_at_checked(decl).unwrap_or((&[], nodes));
        for (i, &variable) in variables.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            self.write(out, variable);
        }
        if !variables.is_empty() {
            out.extend_from_slice(if is_assign { b" = " } else { b" := " });
        }
        for (i, &command) in commands.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b" | ");
            }
            self.write_operand(out, command);
        }
    }

    fn write_operand(&self, out: &mut Vec<u8>, id: NodeId) {
        if let Node::Pipe { .. } = self.node(id) {
            out.push(b'(');
            self.write(out, id);
            out.push(b')');
        } else {
            self.write(out, id);
        }
    }

    fn write_branch(&self, out: &mut Vec<u8>, keyword: &[u8], branch: Branch) {
        self.delimited(out, |out| {
            out.extend_from_slice(keyword);
            self.write(out, branch.pipe);
        });
        self.write(out, branch.list);
        if let Some(list) = branch.else_list {
            self.delimited(out, |out| out.extend_from_slice(b"else"));
            self.write(out, list);
        }
        self.delimited(out, |out| out.extend_from_slice(b"end"));
    }
}
