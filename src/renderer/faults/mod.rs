//! The errors of other rooms as diagnostics with places.
//!
//! - `template`: templates that failed, with all that a traced run knows.
//! - `written`: what templates wrote that is no resource.

mod template;
mod written;

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::encoding::yaml;
use crate::functions::elsewhere;
use crate::gotemplate::function::Reason;
use crate::gotemplate::parse::ParseError;
use crate::gotemplate::{ExecError, Frame, FrameKind, Functions};
use crate::registry;
use crate::source::{SourceId, Sources, Span};

pub use template::{Facts, Failure, failed};
pub use written::not_a_resource;

/// Whether a traced run would have more to say about these findings.
pub fn has_more_to_tell(findings: &Diagnostics) -> bool {
    let of_templates = |finding: &Diagnostic| {
        matches!(
            finding.code,
            Code::TemplateFailed
                | Code::TemplateGaveUp
                | Code::RequiredValue
                | Code::TemplateSyntax
                | Code::UnknownFunction
                | Code::InvalidManifest
        )
    };
    findings.0.iter().any(of_templates)
}

/// A file or folder that cannot be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error(Code::FileNotFound, format!("{path} does not exist"))
        }
        _ => Diagnostic::error(Code::FileUnreadable, format!("cannot read {path}: {error}")),
    }
}

/// A text that must be UTF-8 and is not.
pub fn not_utf8(source: SourceId, error: std::str::Utf8Error, sources: &Sources) -> Diagnostic {
    let at = error.valid_up_to();
    let message = format!("{} is not UTF-8", sources.name(source));
    Diagnostic::error(Code::InvalidUtf8, message)
        .with_label(
            Span::new(source, at..at + error.error_len().unwrap_or(1)),
            "not UTF-8 from here",
        )
        .with_hint("save the file as UTF-8")
}

/// A text that is not YAML. `span` is where the fault stands in a text people know.
pub fn not_yaml(error: &yaml::Error, span: Span, sources: &Sources) -> Diagnostic {
    let message = format!("{} is not valid YAML", sources.name(span.source));
    let mut finding = Diagnostic::error(Code::InvalidYaml, message)
        .with_label(span, error.label())
        .with_note(error.to_string());
    if let Some(hint) = error.hint() {
        finding = finding.with_hint(hint);
    }
    finding
}

/// A template that is not written correctly.
pub fn syntax(error: &ParseError, functions: &Functions) -> Diagnostic {
    let unknown = error
        .problem
        .strip_prefix("function \"")
        .and_then(|rest| rest.strip_suffix("\" not defined"));
    match unknown {
        Some(name) => {
            let mut finding = Diagnostic::error(
                Code::UnknownFunction,
                format!("there is no function `{name}`"),
            )
            .with_label(error.span, "not defined")
            .with_note(&*error.message);
            if let Some(advice) = elsewhere::advice(name, functions) {
                finding = finding.with_hint(advice);
            } else if let Some(similar) = nearest(name, functions.names()) {
                finding = finding.with_hint(format!("did you mean `{similar}`?"));
            }
            finding
        }
        None => Diagnostic::error(Code::TemplateSyntax, &*error.problem)
            .with_label(error.span, "")
            .with_note(&*error.message),
    }
}

/// So many steps on the way to an error are shown.
const MOST_FRAMES: usize = 20;

/// A template that could not be executed.
pub fn execution(error: &ExecError) -> Diagnostic {
    let code = match error.reason() {
        Reason::Fail => Code::TemplateGaveUp,
        Reason::Required => Code::RequiredValue,
        Reason::Limit => Code::LimitReached,
        Reason::Error | Reason::Template => Code::TemplateFailed,
    };
    let problem = error.problem().to_string_lossy();
    // The message of the template's author comes first, whole.
    let message = match code {
        Code::TemplateGaveUp => problem.strip_prefix("error calling fail: "),
        Code::RequiredValue => problem.strip_prefix("error calling required: "),
        _ => None,
    };
    let message = message.unwrap_or(&problem).to_string();
    let mut finding = Diagnostic::error(code, message).with_label(error.span(), "");
    let frames = error.frames();
    let mut shown: Vec<&Frame> = Vec::new();
    for frame in frames {
        // A template that executes itself does so at few places.
        if shown.len() < MOST_FRAMES && !shown.contains(&frame) {
            shown.push(frame);
        }
    }
    for frame in &shown {
        let how = match frame.kind {
            FrameKind::Template => "executed",
            FrameKind::Include => "included",
            FrameKind::Text => "evaluated by tpl",
        };
        finding = finding.with_frame(frame.span, format!("`{}` is {how}", frame.name));
    }
    if shown.len() < frames.len() {
        let calls = frames.len();
        finding = finding.with_note(format!("{calls} calls led there; each place is shown once"));
    }
    finding.with_note(shortened(&error.message().to_string_lossy()))
}

/// The longest text of the reference that is shown whole.
const LONGEST_TEXT: usize = 2_000;

/// A text of the reference, its middle left out where it is very long.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_string();
    }
    let (start, end) = (LONGEST_TEXT / 2, text.len() - LONGEST_TEXT / 2);
    let start = text.floor_char_boundary(start);
    let end = text.ceil_char_boundary(end);
    format!("{} … {}", &text[..start], &text[end..])
}

/// Credentials that could not be found or read.
pub fn credentials(error: &registry::Error) -> Diagnostic {
    let finding = |code| Diagnostic::error(code, error.to_string());
    match error {
        registry::Error::HelperMissing { program, .. } => finding(Code::CredentialHelper)
            .with_hint(format!(
                "install {program}, or name another folder with --docker-config"
            )),
        registry::Error::HelperFailed {
            program, registry, ..
        } => finding(Code::CredentialHelper).with_hint(format!(
            "`echo {registry} | {program} get` shows what it says"
        )),
        registry::Error::HelperTimeout { .. } | registry::Error::HelperAnswer { .. } => {
            finding(Code::CredentialHelper)
        }
        _ => finding(Code::DockerConfig),
    }
}

/// Whether a line says that it is of a Secret; the text may be no YAML.
fn is_of_secret(text: &[u8]) -> bool {
    let kept = |c: &char| !matches!(c, ' ' | '\t' | '"' | '\'');
    let mut lines = text.split(|&byte| byte == b'\n');
    lines.any(|line| {
        if memchr::memchr(b'S', line).is_none() {
            return false;
        }
        let line = String::from_utf8_lossy(line);
        line.chars()
            .filter(kept)
            .collect::<String>()
            .contains("kind:Secret")
    })
}
