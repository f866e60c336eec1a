//! Lists that are resolved when they are first executed: much of a chart stands in branches that its
//! values never take.

use std::cell::OnceCell;

use super::scope::{Scope, Variable};
use super::{Code, Resolver, Workshop};
use crate::gotemplate::ast::{NodeId, Nodes};

/// A list of fewer nodes is resolved with what it stands in.
const WORTH_WAITING: usize = 32;

/// No more such lists stand one within the other, for them to be dropped on any stack.
const DEEPEST: u32 = 16;

/// Where more variables can be seen, lists do not wait: each would remember them all.
const MOST_SEEN: usize = 64;

/// A list to be resolved.
#[derive(Debug)]
pub(in crate::gotemplate) struct Later {
    list: NodeId,
    /// How many such lists it stands in.
    depth: u32,
    /// What can be seen in it.
    variables: Box<[Variable]>,
    code: OnceCell<Box<Code>>,
}

impl Later {
    /// For a list whose nodes follow this one; none where it is not worth it.
    pub(super) fn new(
        before: NodeId,
        list: NodeId,
        depth: u32,
        scope: &mut Scope<'_>,
    ) -> Option<Later> {
        let nodes = list.index().saturating_sub(before.index());
        let seen = scope.variables().len();
        if nodes < WORTH_WAITING || depth >= DEEPEST || seen > MOST_SEEN {
            return None;
        }
        // What it will declare comes after them.
        scope.use_all();
        Some(Later {
            list,
            depth: depth + 1,
            variables: scope.variables().into(),
            code: OnceCell::new(),
        })
    }

    /// The code of the list.
    #[inline]
    pub fn code(&self, nodes: &Nodes, workshop: &Workshop) -> &Code {
        self.code.get_or_init(|| {
            let scope = Scope::new(nodes, &self.variables);
            Box::new(Resolver::new(nodes, workshop, scope, self.depth).code_of(self.list))
        })
    }
}
