//! Other templates, and giving up on purpose.

use std::cell::RefCell;

use super::strings::quoted;
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::{Call, Data};
use crate::gotemplate::function::{Failure, Function, Reason};
use crate::gotemplate::parse::ParseError;
use crate::value::{Str, StrBuf, Value};

/// Functions that execute templates or stop them.
pub static TABLE: &[Entry] = &[
    entry(function!("fail", fail), "(msg string) error")
        .help(
            "Stops with a message.",
            r#"{{ if not .Values.host }}{{ fail "host is missing" }}{{ end }}"#,
        )
        .profiles(Profiles::Both),
    entry(
        function!("include", include),
        "(name string, data any) string",
    )
    .help(
        "What a named template writes, as text.",
        r#"{{ include "app.labels" . | nindent 4 }}"#,
    ),
    entry(function!("required", required), "(msg string, v any) any").help(
        "The value, or a stop with a message where it is nil or empty text.",
        r#"{{ required "host is missing" .Values.host }}"#,
    ),
    entry(function!("tpl", tpl), "(template string, data any) string").help(
        "What a text writes when executed as a template.",
        "{{ tpl .Values.annotation . }}",
    ),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Flow, signature).profiles(Profiles::Helm)
}

thread_local! {
    /// Memory for what templates write, one piece for each that is being included.
    static BUFFERS: RefCell<Vec<StrBuf>> = const { RefCell::new(Vec::new()) };
}

/// The memory of one buffer that is kept for the next.
const KEPT: usize = 1 << 20;

/// The text that `write` makes, in memory that is used again.
fn written(write: impl FnOnce(&mut StrBuf) -> Result<(), Failure>) -> Result<Str, Failure> {
    let kept = BUFFERS.with(|buffers| buffers.try_borrow_mut().ok()?.pop());
    let mut buffer = kept.unwrap_or_default();
    let result = write(&mut buffer);
    let text = buffer.take_str();
    if buffer.bytes_mut().capacity() <= KEPT {
        BUFFERS.with(|buffers| {
            if let Ok(mut buffers) = buffers.try_borrow_mut() {
                buffers.push(buffer);
            }
        });
    }
    result.map(|()| text)
}

fn include(call: &mut Call<'_>, name: &Str, data: &Value) -> Result<Str, Failure> {
    let data = Data {
        value: data,
        mark: call.mark(1),
    };
    written(|out| call.host().execute(name, data, out))
}

fn tpl(call: &mut Call<'_>, template: Str, data: &Value) -> Result<Str, Failure> {
    let data = Data {
        value: data,
        mark: call.mark(1),
    };
    match written(|out| call.host().execute_text(&template, data, out)) {
        Ok(text) => Ok(without_no_value(text)),
        Err(failure) => {
            let parsed = !failure
                .cause()
                .is_some_and(|cause| cause.is::<ParseError>());
            let what = if parsed {
                "error during tpl function execution for"
            } else {
                "cannot parse template"
            };
            let template = quoted(template.as_bytes());
            let text = format!("{what} {template}: {}", failure.text());
            Err(failure.with_text(text))
        }
    }
}

/// What Helm takes out of all that templates write.
const NO_VALUE: &[u8] = b"<no value>";

/// A text without `<no value>`, which Helm takes out of what templates write.
pub fn without_no_value(text: Str) -> Str {
    let bytes = text.as_bytes();
    let mut found = memchr::memmem::find_iter(bytes, NO_VALUE).peekable();
    if found.peek().is_none() {
        return text;
    }
    let mut left = StrBuf::with_capacity(bytes.len());
    let mut start = 0;
    for at in found {
        left.push_slice(&text, start..at);
        // Who wrote it is known still.
        let run = text.runs().partition_point(|run| run.end as usize <= at);
        if let Some(run) = text.runs().get(run) {
            left.push_traced(b"", run.site, run.mark);
        }
        start = at + NO_VALUE.len();
    }
    left.push_slice(&text, start..bytes.len());
    left.into_str()
}

/// In the environment of a rendering for a linter: nothing gives up, and what was required and is
/// not there is noted.
#[derive(Debug, Default)]
pub struct LintMode {
    /// What Helm would log of values that are required: what is missing, and the message.
    pub missing: RefCell<Vec<(&'static str, String)>>,
}

fn fail(call: &mut Call<'_>, message: Str) -> Result<Str, Failure> {
    match call.extension::<LintMode>() {
        Some(_) => Ok(Str::EMPTY),
        None => Err(Failure::because(Reason::Fail, message)),
    }
}

fn required(call: &mut Call<'_>, message: Str, value: Value) -> Result<Value, Failure> {
    let words = match &value {
        Value::Missing | Value::Nil => "missing required value",
        Value::Str(text) if text.is_empty() => "missing required values",
        _ => {
            call.made_of(call.mark(1));
            return Ok(value);
        }
    };
    let Some(lint) = call.extension::<LintMode>() else {
        return Err(Failure::because(Reason::Required, message));
    };
    if let Ok(mut missing) = lint.missing.try_borrow_mut() {
        missing.push((words, message.to_string_lossy().into_owned()));
    }
    Ok(Value::from(""))
}
