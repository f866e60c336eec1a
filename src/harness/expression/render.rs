//! Replaces the expressions of a text by their values.

use std::ops::Range;

use super::error::{ErrorClass, ExpressionError};
use super::evaluator::Evaluator;
use super::missing::{self, Missing};
use super::{Mode, scan};
use crate::value::Mark;

/// The most bytes a rendered text may have.
const MAX_OUTPUT: usize = 64 << 20;

/// A text with its expressions replaced.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What was replaced, in order.
    pub replaced: Vec<Replaced>,
}

/// An expression and what it became.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// Its bytes in the source, delimiters included.
    pub source: Range<usize>,
    /// The bytes of its value in the rendered text.
    pub output: Range<usize>,
    /// Its body.
    pub body: String,
    /// The values of the context that were read for it.
    pub marks: Vec<Mark>,
    /// Whether it had a value; in the modes `keep` and `null` it may have had none.
    pub resolved: bool,
    /// Whether a secret was put into its value.
    pub secret: bool,
}

impl Rendered {
    /// The expressions whose values a range of the rendered text touches.
    pub fn replaced_in(&self, output: &Range<usize>) -> &[Replaced] {
        let first = self
            .replaced
            .partition_point(|r| r.output.end <= output.start);
        let count = self.replaced.get(first..).unwrap_or_default();
        let count = count.partition_point(|r| r.output.start < output.end);
        self.replaced.get(first..first + count).unwrap_or_default()
    }

    /// The byte of the source for one of the rendered text; within a value, the start of its
    /// expression.
    pub fn source_of(&self, output: usize) -> usize {
        let before = self.replaced.partition_point(|r| r.output.start <= output);
        match before
            .checked_sub(1)
            .and_then(|last| self.replaced.get(last))
        {
            None => output,
            Some(last) if output < last.output.end => last.source.start,
            Some(last) => last.source.end + (output - last.output.end),
        }
    }
}

/// An expression without a value.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// Its bytes in the source, delimiters included.
    pub span: Range<usize>,
    /// Its body.
    pub body: String,
    /// The first part of a path that is missing.
    pub missing: Option<Missing>,
    /// Why a call or an operator failed, where nothing is missing.
    pub reason: Option<String>,
}

/// Why a text has not been rendered.
#[derive(Clone, Debug)]
pub enum RenderError {
    /// These expressions have no value; all of the text was looked at.
    Unresolved(Vec<Unresolved>),
    /// One expression failed.
    Failed {
        /// Its bytes in the source, delimiters included.
        span: Range<usize>,
        /// What happened.
        error: ExpressionError,
        /// The first part of a path in it that is missing, where that is why.
        missing: Option<Box<Missing>>,
        /// The expressions of the text that have no value, besides.
        unresolved: Vec<Unresolved>,
    },
}

impl RenderError {
    /// What kind of failure.
    pub fn class(&self) -> ErrorClass {
        match self {
            RenderError::Unresolved(_) => ErrorClass::Unresolved,
            RenderError::Failed { error, .. } => error.class,
        }
    }
}

/// Which parts of a text are left alone although they hold expressions: its comments.
pub type Spared<'s> = &'s [Range<usize>];

/// Renders a text; expressions that lie in `spared` parts stay as they are.
///
/// Where that fails, Harness tries once more without splicing values into bodies, and so does
/// this.
pub fn render(
    evaluator: &Evaluator<'_>,
    text: &str,
    spared: Spared<'_>,
) -> Result<Rendered, RenderError> {
    let first = match once(evaluator, text, spared) {
        Ok(rendered) => return Ok(rendered),
        Err(error) => error,
    };
    if !evaluator.options().concatenation || first.class() == ErrorClass::Limit {
        return Err(first);
    }
    evaluator.set_concatenation(false);
    evaluator.restart_journal();
    let second = once(evaluator, text, spared);
    evaluator.set_concatenation(true);
    second.map_err(|second| match (&first, &second) {
        // Values that could only be spliced are no news beside those that are missing.
        (RenderError::Unresolved(_), RenderError::Failed { .. }) => first,
        _ => second,
    })
}

fn once(
    evaluator: &Evaluator<'_>,
    text: &str,
    spared: Spared<'_>,
) -> Result<Rendered, RenderError> {
    let mut out = Rendered::default();
    let mut unresolved = Vec::new();
    let mut failed = None;
    let mut at = 0;
    let mut spared = spared.iter();
    let mut barrier = spared.next();
    let mut from = 0;
    loop {
        // What opens before a spared part must close before it.
        let end = barrier.map_or(text.len(), |b| b.start.min(text.len()));
        let Some(found) = scan::next(text.get(..end).unwrap_or(text), from) else {
            match barrier {
                Some(passed) => from = passed.end.max(from),
                None => break,
            }
            barrier = spared.next();
            continue;
        };
        from = found.span.end;
        out.text
            .push_str(text.get(at..found.span.start).unwrap_or_default());
        at = found.span.end;
        let fail = |error, unresolved| RenderError::Failed {
            span: found.span.clone(),
            error,
            missing: missing::find(evaluator, &found.body).map(Box::new),
            unresolved,
        };
        evaluator.take_reads();
        evaluator.take_fault();
        let value = match evaluator.body(&found.body) {
            Ok(value) => value,
            Err(error) if error.class == ErrorClass::Limit => return Err(fail(error, unresolved)),
            Err(error) => {
                // What else is wrong is worth knowing, too.
                failed = failed.or_else(|| Some(fail(error, Vec::new())));
                continue;
            }
        };
        let marks = evaluator.take_reads();
        let start = out.text.len();
        let rendered = value.rendered();
        let resolved = rendered.is_some();
        match (rendered, evaluator.mode()) {
            (Some(value), _) => out.text.push_str(&value),
            (None, Mode::Null) => out.text.push_str("null"),
            (None, Mode::Keep) => {
                out.text
                    .push_str(text.get(found.span.clone()).unwrap_or_default());
            }
            (None, Mode::Error) => {
                let reason = evaluator.take_fault();
                unresolved.push(Unresolved {
                    span: found.span.clone(),
                    missing: missing::find(evaluator, &found.body),
                    body: found.body.clone().into_owned(),
                    reason,
                });
            }
        }
        if out.text.len() > MAX_OUTPUT {
            let message = format!("the text grows over {MAX_OUTPUT} bytes");
            return Err(fail(
                ExpressionError::new(ErrorClass::Limit, message),
                unresolved,
            ));
        }
        out.replaced.push(Replaced {
            source: found.span,
            output: start..out.text.len(),
            body: found.body.into_owned(),
            marks,
            resolved,
            secret: false,
        });
    }
    out.text.push_str(text.get(at..).unwrap_or_default());
    match failed {
        Some(RenderError::Failed {
            span,
            error,
            missing,
            ..
        }) => Err(RenderError::Failed {
            span,
            error,
            missing,
            unresolved,
        }),
        _ if unresolved.is_empty() => Ok(out),
        _ => Err(RenderError::Unresolved(unresolved)),
    }
}
