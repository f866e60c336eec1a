//! Variables and their slots.

use crate::gotemplate::ast::{NodeId, Nodes, Run};

/// The variables in scope. Go keeps them on a stack; the place on it is the slot, the first being
/// that of `$`, which every template has.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    nodes: &'a Nodes,
    variables: Vec<Variable>,
    slots: usize,
}

/// A variable that was declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable {
    /// Its name where it was declared.
    name: NodeId,
    /// Whether its declaration may not have been executed: it stands in an argument of `and` or
    /// `or`, which need not look at all of theirs.
    conditional: bool,
}

/// Where the value of a variable is.
pub(super) enum Found {
    Slot(u32),
    /// In the first of these slots that is set.
    Conditional(Run),
    Nothing,
}

impl<'a> Scope<'a> {
    /// With these variables, beside the one every template has.
    pub fn new(nodes: &'a Nodes, variables: &[Variable]) -> Self {
        Scope {
            nodes,
            variables: variables.to_vec(),
            slots: 0,
        }
    }

    /// All that were declared and can be seen.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    pub fn mark(&self) -> usize {
        self.variables.len()
    }

    pub fn pop(&mut self, mark: usize) {
        self.variables.truncate(mark);
    }

    /// How many slots are used.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Lets the slots of all that can be seen count as used.
    pub fn use_all(&mut self) {
        self.slots = self.slots.max(self.variables.len() + 1);
    }

    /// Declares what has its name at this node.
    pub fn declare(&mut self, name: NodeId) -> u32 {
        self.variables.push(Variable {
            name,
            conditional: false,
        });
        self.use_all();
        slot(self.variables.len())
    }

    /// Lets the variables since `mark` count as perhaps not declared; gives their slots.
    pub fn set_conditional(&mut self, mark: usize) -> Run {
        let variables = self.variables.get_mut(mark..).unwrap_or_default();
        let len = slot(variables.len());
        for variable in variables {
            variable.conditional = true;
        }
        Run {
            start: slot(mark + 1),
            len,
        }
    }

    /// The variable of this name; `candidates` gets the slots where it may be.
    pub fn find(&mut self, name: &[u8], candidates: &mut Vec<u32>) -> Found {
        let declared = self.variables.iter().enumerate().rev();
        let declared = declared.map(|(at, variable)| {
            let name = self.nodes.source(variable.name);
            (slot(at + 1), name, variable.conditional)
        });
        let start = slot(candidates.len());
        for (slot, found, conditional) in declared.chain([(0, &b"$"[..], false)]) {
            if found != name {
                continue;
            }
            // Others were counted when they were declared.
            self.slots = self.slots.max(1);
            if !conditional && candidates.len() == start as usize {
                return Found::Slot(slot);
            }
            candidates.push(slot);
            if !conditional {
                break;
            }
        }
        let len = slot(candidates.len()) - start;
        if len == 0 {
            return Found::Nothing;
        }
        Found::Conditional(Run { start, len })
    }
}

fn slot(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
