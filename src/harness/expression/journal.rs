//! What was evaluated on the way to a value, as a tree.

use super::value::Value;
use crate::value::Mark;

/// One expression that was evaluated.
#[derive(Clone, Debug)]
pub struct Noted {
    /// How deep it stands in others.
    pub level: usize,
    /// Its body.
    pub body: String,
    /// Its value.
    pub value: Value,
    /// The values of the context that were read for it and for those within.
    pub marks: Vec<Mark>,
}

/// An expression with those that were evaluated for it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The expression; its marks are those that none of the inner ones has.
    pub noted: Noted,
    /// The expressions in it, and those in the values it led to.
    pub inner: Vec<Step>,
}

/// The trees of a journal, which has inner expressions first. One whose outer expression failed
/// stands alone.
pub fn steps(journal: Vec<Noted>) -> Vec<Step> {
    let mut open: Vec<Step> = Vec::new();
    for mut noted in journal {
        let first = open
            .iter()
            .rposition(|step| step.noted.level <= noted.level);
        let inner = open.split_off(first.map_or(0, |at| at + 1));
        noted
            .marks
            .retain(|mark| !inner.iter().any(|step| step.has(*mark)));
        open.push(Step { noted, inner });
    }
    open
}

impl Step {
    fn has(&self, mark: Mark) -> bool {
        self.noted.marks.contains(&mark) || self.inner.iter().any(|step| step.has(mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(steps: &[Step]) -> String {
        let one = |step: &Step| format!("{}[{}]", step.noted.body, drawn(&step.inner));
        steps.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn inner_expressions_belong_to_the_next_outer_one() {
        let noted = |level, body: &str| Noted {
            level,
            body: body.into(),
            value: Value::Null,
            marks: Vec::new(),
        };
        let journal = vec![
            noted(2, "a"),
            noted(1, "b"),
            noted(1, "c"),
            noted(0, "d"),
            noted(1, "e"),
            noted(0, "f"),
            noted(1, "g"),
        ];
        assert_eq!(drawn(&steps(journal)), "d[b[a[]] c[]] f[e[]] g[]");
    }
}
