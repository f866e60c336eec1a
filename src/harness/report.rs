//! Expressions that failed, as findings with their places.

use super::context::ContextError;
use super::expression::render::{RenderError, Unresolved};
use super::expression::{ErrorClass, ExpressionError};
use super::values_file::ResolveError;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

/// What a class of failures is called among all findings.
fn code(class: ErrorClass) -> Code {
    match class {
        ErrorClass::Unresolved => Code::UnresolvedExpression,
        ErrorClass::Parse => Code::ExpressionSyntax,
        ErrorClass::LoopOrTooDeep => Code::ExpressionLoop,
        ErrorClass::SecretNotFound => Code::SecretNotFound,
        ErrorClass::Evaluation | ErrorClass::Limit => Code::ExpressionFailed,
    }
}

/// The findings of a file whose expressions could not be resolved; one for each that has no value.
pub fn resolve_error(error: &ResolveError, source: SourceId) -> Vec<Diagnostic> {
    match error {
        ResolveError::Expressions(error) => render_error(error, source),
        ResolveError::Secret(error) => vec![expression_error(error)],
    }
}

/// The findings of a text that could not be rendered; one for each expression without a value.
pub fn render_error(error: &RenderError, source: SourceId) -> Vec<Diagnostic> {
    match error {
        RenderError::Unresolved(list) => list.iter().map(|one| unresolved(one, source)).collect(),
        RenderError::Failed { span, error } => {
            let span = Span::new(source, span.clone());
            vec![expression_error(error).with_label(span, "")]
        }
    }
}

/// The finding of one failure, without a place.
pub fn expression_error(error: &ExpressionError) -> Diagnostic {
    Diagnostic::error(code(error.class), error.message.clone())
}

fn unresolved(one: &Unresolved, source: SourceId) -> Diagnostic {
    let body = one.body.trim();
    let message = format!("the expression `{body}` has no value");
    let diagnostic = Diagnostic::error(Code::UnresolvedExpression, message);
    let whole = Span::new(source, one.span.clone());
    let Some(missing) = &one.missing else {
        let words = one.reason.clone().unwrap_or_default();
        return diagnostic.with_label(whole, words);
    };
    let words = match missing.parent.as_str() {
        "" => format!("the context has no `{}`", missing.segment),
        parent => format!("`{parent}` has no `{}`", missing.segment),
    };
    let diagnostic = diagnostic.with_label(whole, words);
    match missing.similar.as_slice() {
        [] => diagnostic,
        similar => {
            let names: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.with_hint(format!("did you mean {}?", names.join(" or ")))
        }
    }
}

/// The finding of a context that could not be read.
pub fn context_error(error: &ContextError, source: SourceId) -> Diagnostic {
    match error {
        ContextError::Yaml(error) => {
            let diagnostic = Diagnostic::error(Code::InvalidYaml, error.to_string())
                .with_label(Span::new(source, error.span()), error.problem());
            match error.hint() {
                Some(hint) => diagnostic.with_hint(hint),
                None => diagnostic,
            }
        }
        ContextError::Shape { message, span } => {
            Diagnostic::error(Code::ContextNotMap, message.clone()).with_label(*span, "")
        }
        ContextError::Flag(message) => Diagnostic::error(Code::Usage, message.clone()),
    }
}
