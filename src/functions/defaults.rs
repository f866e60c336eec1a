//! What to take where a value is empty.
//!
//! Empty is what is false to Go's `if`: nil, 0, false, and texts, lists and maps without content.

use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Function, Rest};
use crate::value::Value;

/// Functions about emptiness.
pub static TABLE: &[Entry] = &[
    entry(function!("all", all), "(v ...any) bool")
        .help("Whether no value is empty.", r#"{{ all 1 "a" true }}"#)
        .profiles(Profiles::Helm),
    entry(function!("any", any), "(v ...any) bool")
        .help("Whether some value is not empty.", r#"{{ any 0 "" true }}"#)
        .profiles(Profiles::Helm),
    entry(function!("coalesce", coalesce), "(v ...any) any").help(
        "The first value that is not empty.",
        r#"{{ coalesce "" 0 "a" }}"#,
    ),
    entry(function!("default", default), "(d any, given ...any) any").help(
        "The given value, or a default if it is empty.",
        r#"{{ "" | default "a" }}"#,
    ),
    entry(function!("empty", empty), "(v any) bool")
        .help("Whether a value is empty.", r#"{{ empty "" }}"#),
    entry(function!("ternary", ternary), "(t, f any, cond bool) any").help(
        "The first value if the last is true, else the second.",
        r#"{{ true | ternary "a" "b" }}"#,
    ),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Defaults, signature)
}

fn empty(value: &Value) -> bool {
    !value.truth()
}

fn all(values: Rest<'_, Value>) -> bool {
    values.values().iter().all(Value::truth)
}

fn any(values: Rest<'_, Value>) -> bool {
    values.values().iter().any(Value::truth)
}

fn coalesce(call: &mut Call<'_>, values: Rest<'_, Value>) -> Value {
    for (at, value) in values.into_iter().enumerate() {
        if value.truth() {
            call.made_of(call.mark(at));
            return value;
        }
        call.chosen_by(at);
    }
    Value::Nil
}

fn default(call: &mut Call<'_>, default: Value, given: Rest<'_, Value>) -> Value {
    let given = given.into_iter().next();
    if let Some(given) = given.filter(Value::truth) {
        call.made_of(call.mark(1));
        return given;
    }
    call.made_of(call.mark(0));
    call.chosen_by(1);
    default
}

fn ternary(call: &mut Call<'_>, yes: Value, no: Value, condition: bool) -> Value {
    call.made_of(call.mark(usize::from(!condition)));
    call.chosen_by(2);
    if condition { yes } else { no }
}
