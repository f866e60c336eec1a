//! Errors of templates as Helm shows them.
//!
//! Helm reads the text of Go's error and lays it out anew. So does this, from the same text; what
//! our own diagnostics need comes from the error itself.

use crate::gotemplate::ExecError;
use crate::gotemplate::function::Reason;
use crate::gotemplate::parse::ParseError;

/// What Helm says of a template that cannot be parsed: the place and the last words.
pub fn parse_error(file: &str, error: &ParseError) -> String {
    let text = &error.message;
    let parts: Vec<&str> = text.split(": ").collect();
    match parts.as_slice() {
        [_, location, .., last] => format!("parse error at ({location}): {last}"),
        [_, last] => format!("parse error at ({last}): {last}"),
        _ => format!("parse error in ({file}): {text}"),
    }
}

/// What Helm says of a template that failed.
pub fn exec_error(file: &str, error: &ExecError) -> String {
    let text = error.message().to_string_lossy();
    let mut parts = text.splitn(3, ": ");
    let (Some(_), Some(location), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return format!("execution error in ({file}): {text}");
    };
    if let Some(message) = given_up(error) {
        return format!("execution error at ({location}): {message}");
    }
    laid_out(error).unwrap_or_else(|| text.into_owned())
}

/// The message of `fail` or `required`.
fn given_up(error: &ExecError) -> Option<String> {
    let function = match error.reason() {
        Reason::Fail => "error calling fail: ",
        Reason::Required => "error calling required: ",
        _ => return None,
    };
    let problem = error.problem().to_string_lossy();
    Some(problem.strip_prefix(function)?.to_string())
}

/// A block for each template on the way, where all on the way are templates.
fn laid_out(error: &ExecError) -> Option<String> {
    let mut blocks: Vec<String> = Vec::new();
    for message in error.chain()? {
        let block = block(&String::from_utf8_lossy(message))?;
        if blocks.last() != Some(&block) {
            blocks.push(block);
        }
    }
    Some(blocks.concat().trim().to_string())
}

/// The place, what was executed there, and what went wrong, a line each.
fn block(text: &str) -> Option<String> {
    let rest = text.strip_prefix("template: ")?;
    if rest.starts_with("no template ") {
        return Some(format!("{text}\n"));
    }
    if let Some(block) = executing(rest) {
        return Some(block);
    }
    let (location, message) = rest.rsplit_once(": ")?;
    Some(format!("{location}\n  {}\n", before_next(message)))
}

/// `a.yaml:1:2: executing "a.yaml" at <.b>: message`.
fn executing(rest: &str) -> Option<String> {
    let (location, after) = rest.split_once(": executing ")?;
    let after = after.strip_prefix('"')?;
    let (name, after) = after.split_once('"')?;
    let after = after.strip_prefix(" at <")?;
    let (node, message) = after.split_once(">: ")?;
    Some(format!(
        "{location}\n  executing \"{name}\" at <{node}>:\n    {}\n",
        before_next(message)
    ))
}

/// The message without that of the next template.
fn before_next(message: &str) -> &str {
    message.split(" template:").next().unwrap_or(message)
}
