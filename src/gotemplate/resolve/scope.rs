//! Variables and their slots.

use crate::gotemplate::ast::Run;

/// The variables in scope. Go keeps them on a stack; the place on it is the slot.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    variables: Vec<Variable<'a>>,
    slots: usize,
}

#[derive(Debug)]
struct Variable<'a> {
    name: &'a [u8],
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
    /// With the variable every template has.
    pub fn new() -> Self {
        Scope {
            variables: vec![Variable {
                name: b"$",
                conditional: false,
            }],
            slots: 0,
        }
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

    pub fn declare(&mut self, name: &'a [u8]) -> u32 {
        self.variables.push(Variable {
            name,
            conditional: false,
        });
        self.slots = self.slots.max(self.variables.len());
        slot(self.variables.len() - 1)
    }

    /// Lets the variables since `mark` count as perhaps not declared; gives their slots.
    pub fn set_conditional(&mut self, mark: usize) -> Run {
        let variables = self.variables.get_mut(mark..).unwrap_or_default();
        let len = slot(variables.len());
        for variable in variables {
            variable.conditional = true;
        }
        Run {
            start: slot(mark),
            len,
        }
    }

    /// The variable of this name; `candidates` gets the slots where it may be.
    pub fn find(&mut self, name: &[u8], candidates: &mut Vec<u32>) -> Found {
        let mut named = self
            .variables
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, variable)| variable.name == name);
        let start = slot(candidates.len());
        for (at, variable) in &mut named {
            // Others were counted when they were declared.
            self.slots = self.slots.max(1);
            if !variable.conditional && slot(candidates.len()) == start {
                return Found::Slot(slot(at));
            }
            candidates.push(slot(at));
            if !variable.conditional {
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
