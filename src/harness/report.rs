//! Expressions that failed, as findings with their places.

use super::context::ContextError;
use super::expression::render::{RenderError, Unresolved};
use super::expression::{ErrorClass, ExpressionError, Missing};
use super::values_file::ResolveError;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// What a class of failures is called among all findings.
fn code(class: ErrorClass) -> Code {
    match class {
        ErrorClass::Unresolved => Code::UnresolvedExpression,
        ErrorClass::Parse => Code::ExpressionSyntax,
        ErrorClass::LoopOrTooDeep => Code::ExpressionLoop,
        ErrorClass::SecretNotFound => Code::SecretNotFound,
        ErrorClass::Limit => Code::LimitReached,
        ErrorClass::Evaluation => Code::ExpressionFailed,
    }
}

/// The findings of a file whose expressions could not be resolved; one for each that has no value.
pub fn resolve_error(error: &ResolveError, source: SourceId) -> Diagnostics {
    match error {
        ResolveError::Expressions(error) => render_error(error, source),
        ResolveError::Secret(error) => expression_error(error).into(),
    }
}

/// The findings of a text that could not be rendered; one for each expression without a value, in
/// the order of the text. The last one has Harness's own words, for people to search for.
pub fn render_error(error: &RenderError, source: SourceId) -> Diagnostics {
    match error {
        RenderError::Failed {
            span,
            error,
            missing,
            unresolved: others,
        } => {
            let span = Span::new(source, span.clone());
            let finding = Diagnostic::error(code(error.class), "an expression cannot be evaluated");
            let finding = match missing {
                Some(missing) => suggest(finding.with_label(span, absent(missing)), missing),
                None => finding.with_label(span, error.message.clone()),
            };
            let mut findings = vec![finding];
            findings.extend(others.iter().map(|one| unresolved(one, source)));
            findings.sort_by_key(|finding| finding.span().map(|span| span.start));
            Diagnostics(findings)
        }
        RenderError::Unresolved(all) => {
            let bodies: Vec<&str> = all.iter().map(|one| one.body.trim()).collect();
            let note = format!(
                "Harness says: Unresolved expressions: {}",
                bodies.join(", ")
            );
            let mut findings: Vec<_> = all.iter().map(|one| unresolved(one, source)).collect();
            if let Some(last) = findings.last_mut() {
                last.notes.push(note);
            }
            Diagnostics(findings)
        }
    }
}

/// The finding of one failure, without a place.
pub fn expression_error(error: &ExpressionError) -> Diagnostic {
    Diagnostic::error(code(error.class), error.message.clone())
}

fn unresolved(one: &Unresolved, source: SourceId) -> Diagnostic {
    let message = format!("unresolved expression <+{}>", one.body.trim());
    let words = match (&one.missing, &one.reason) {
        (Some(missing), _) => absent(missing),
        (None, Some(reason)) => reason.clone(),
        (None, None) => "it has no value".to_owned(),
    };
    let finding = Diagnostic::error(Code::UnresolvedExpression, message)
        .with_label(Span::new(source, one.span.clone()), words);
    match &one.missing {
        Some(missing) => suggest(finding, missing),
        None => finding,
    }
}

fn absent(missing: &Missing) -> String {
    match &*missing.parent {
        "" => format!("the context has no `{}`", missing.segment),
        parent => format!("`{parent}` has no `{}`", missing.segment),
    }
}

fn suggest(finding: Diagnostic, missing: &Missing) -> Diagnostic {
    match &missing.similar[..] {
        [] => finding,
        names => finding.with_hint(format!("did you mean `{}`?", names.join("` or `"))),
    }
}

/// The finding of a context that could not be read.
pub fn context_error(error: &ContextError, source: SourceId, sources: &Sources) -> Diagnostic {
    let name = sources.name(source);
    match error {
        ContextError::Yaml(error) => {
            let finding = Diagnostic::error(Code::InvalidYaml, format!("{name} is not valid YAML"))
                .with_label(Span::new(source, error.span()), error.label())
                .with_note(error.to_string());
            match error.hint() {
                Some(hint) => finding.with_hint(hint),
                None => finding,
            }
        }
        ContextError::Shape { message, span } => {
            Diagnostic::error(Code::ContextNotMap, format!("{name} is not a context"))
                .with_label(*span, message.clone())
        }
        ContextError::Flag(message) => Diagnostic::error(Code::Usage, message.clone()),
    }
}
