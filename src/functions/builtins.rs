//! What is known about Go's built-in functions, which live in [`crate::gotemplate::builtins`].

use super::{Entry, Family};
use crate::gotemplate::builtins::FUNCTIONS;
use crate::gotemplate::function::Function;

/// Go's built-in functions.
pub static TABLE: [Entry; FUNCTIONS.len()] = table();

const fn table() -> [Entry; FUNCTIONS.len()] {
    let mut entries = [entry(FUNCTIONS[0]); FUNCTIONS.len()];
    let mut i = 1;
    while i < FUNCTIONS.len() {
        entries[i] = entry(FUNCTIONS[i]);
        i += 1;
    }
    entries
}

const fn entry(function: Function) -> Entry {
    let (signature, help, example) = match function.name.as_bytes() {
        b"and" => (
            "(a any, b ...any) any",
            "The first value that is empty, else the last.",
            "{{ if and .Values.a .Values.b }}both{{ end }}",
        ),
        b"call" => (
            "(fn func, args ...any) any",
            "Calls a function value.",
            "{{ call .fn 1 }}",
        ),
        b"eq" => (
            "(a any, b ...any) bool",
            "Whether the first value equals one of the others.",
            r#"{{ eq .Values.type "ClusterIP" }}"#,
        ),
        b"ge" => (
            "(a, b any) bool",
            "Whether a is greater or equal.",
            "{{ ge 2 1 }}",
        ),
        b"gt" => ("(a, b any) bool", "Whether a is greater.", "{{ gt 2 1 }}"),
        b"html" => (
            "(v ...any) string",
            "Text escaped for HTML.",
            r#"{{ html "a<b" }}"#,
        ),
        b"index" => (
            "(v any, idx ...any) any",
            "The element at an index or key, level by level.",
            r#"{{ index .Values "my-key" }}"#,
        ),
        b"js" => (
            "(v ...any) string",
            "Text escaped for JavaScript.",
            r#"{{ js "it's" }}"#,
        ),
        b"le" => (
            "(a, b any) bool",
            "Whether a is less or equal.",
            "{{ le 1 2 }}",
        ),
        b"len" => (
            "(v any) int",
            "The length; of text in bytes.",
            "{{ len .Values.ports }}",
        ),
        b"lt" => ("(a, b any) bool", "Whether a is less.", "{{ lt 1 2 }}"),
        b"ne" => (
            "(a, b any) bool",
            "Whether two values differ.",
            r#"{{ ne .Values.a "b" }}"#,
        ),
        b"not" => (
            "(v any) bool",
            "Whether a value is empty.",
            "{{ not .Values.enabled }}",
        ),
        b"or" => (
            "(a any, b ...any) any",
            "The first value that is not empty, else the last.",
            r#"{{ or .Values.name "none" }}"#,
        ),
        b"print" => (
            "(v ...any) string",
            "Values as text, with spaces between those that are no text.",
            r#"{{ print "a" 1 2 }}"#,
        ),
        b"printf" => (
            "(format string, args ...any) string",
            "Values in a format.",
            r#"{{ printf "%s-%d" "web" 1 }}"#,
        ),
        b"println" => (
            "(v ...any) string",
            "Values as text, with spaces between and a line feed.",
            r#"{{ println "a" 1 }}"#,
        ),
        b"slice" => (
            "(v any, idx ...any) any",
            "A part of text or of a list.",
            r#"{{ slice "abcd" 1 3 }}"#,
        ),
        _ => (
            "(v ...any) string",
            "Text escaped for a URL's query.",
            r#"{{ urlquery "a b" }}"#,
        ),
    };
    Entry::new(function, Family::Builtin, signature).help(help, example)
}
