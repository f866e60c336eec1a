//! Branches that are not executed, and what depends on that.

use super::{Activation, Executor, Trace};
use crate::gotemplate::resolve::{Block, Code, Step, Target};
use crate::value::Str;

impl<T: Trace> Executor<'_, T> {
    /// A branch was not executed: what its assignments would have changed depends on the value
    /// that decided so.
    pub(super) fn skipped(&mut self, f: &Activation<'_>, block: Block, mark: T::Mark) {
        let mut blocks = vec![(f.code, block)];
        let mut targets = Vec::new();
        while let Some((code, block)) = blocks.pop() {
            let (code, steps) = self.steps(f, code, block);
            for step in steps {
                let pipe = match *step {
                    Step::Declare(pipe) => pipe,
                    Step::If(branch) | Step::With(branch) | Step::Range(branch, _) => {
                        blocks.push((code, branch.list));
                        blocks.push((code, branch.else_list));
                        branch.pipe
                    }
                    _ => continue,
                };
                let (first, second) = code.pipes[pipe as usize].targets();
                let pair = first.into_iter().chain(second);
                targets.extend(pair.map(|target| (code, target)));
            }
        }
        for (code, target) in targets {
            let slots = match target {
                Target::Slot(slot) => std::slice::from_ref(&slot).to_vec(),
                Target::Conditional(variable) => {
                    let slots = code.conditionals[variable as usize].slots;
                    code.candidates[slots.range()].to_vec()
                }
                Target::Undefined(_) => Vec::new(),
            };
            for slot in slots {
                let Some(variable) = self.variables.get_mut(f.base + slot as usize) else {
                    continue;
                };
                let held = &mut variable.held;
                let value = std::mem::take(&mut held.value);
                (held.value, held.mark) = self.trace.decided_by(value, held.mark, mark);
            }
        }
    }

    /// The steps of a block, and the code that they are of.
    fn steps<'c>(
        &self,
        f: &Activation<'_>,
        code: &'c Code,
        block: Block,
    ) -> (&'c Code, &'c [Step]) {
        let (code, list) = match block {
            Block::Here(list) => (code, list),
            Block::Later(later) => {
                let code = code.later(later, f.template.nodes(), self.set.workshop());
                (code, code.root)
            }
        };
        (code, &code.steps[list.range()])
    }

    /// Nothing is executed in the place of this block: where it would have written on the line
    /// that is being written, that line depends on it.
    pub(super) fn silent(&mut self, f: &Activation<'_>, pipe: u32, block: Block) {
        if self.writes_here(f, f.code, block) == Some(true) {
            let span = || f.template.span(f.code.pipes[pipe as usize].node);
            let mark = T::Mark::default();
            self.trace.write(&mut self.out, &Str::EMPTY, span, mark);
        }
    }

    /// Whether what a block writes first stands before any line end; `None` where it writes
    /// nothing but blanks.
    fn writes_here(&self, f: &Activation<'_>, code: &Code, block: Block) -> Option<bool> {
        let (code, steps) = self.steps(f, code, block);
        steps.iter().find_map(|step| match *step {
            Step::Text(_, start, end) => {
                let text = &f.text[start as usize..end as usize];
                let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r');
                text.iter()
                    .find(|byte| !is_blank(byte))
                    .map(|&byte| byte != b'\n')
            }
            Step::If(branch) | Step::With(branch) | Step::Range(branch, _) => self
                .writes_here(f, code, branch.list)
                .or_else(|| self.writes_here(f, code, branch.else_list)),
            Step::Print(..) | Step::Template { .. } => Some(true),
            Step::Declare(_) => None,
            Step::Break | Step::Continue => Some(false),
        })
    }
}
