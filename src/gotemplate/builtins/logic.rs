//! Truth, and functions as values.

use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reflect, Rest};
use crate::value::Value;

/// The first argument that is not true, else the last.
pub(super) fn and(first: Reflect<'_>, rest: Rest<'_, Reflect<'_>>) -> Value {
    decide(first.0, rest.values(), false)
}

/// The first argument that is true, else the last.
pub(super) fn or(first: Reflect<'_>, rest: Rest<'_, Reflect<'_>>) -> Value {
    decide(first.0, rest.values(), true)
}

fn decide(first: &Value, rest: &[Value], truth: bool) -> Value {
    let mut last = first;
    for value in rest {
        if last.truth() == truth {
            break;
        }
        last = value;
    }
    last.clone()
}

pub(super) fn not(value: Reflect<'_>) -> bool {
    !value.0.truth()
}

/// Calls a function value. The executor knows how, and what Go says where it is none.
pub(super) fn call(
    call: &mut Call<'_>,
    function: Reflect<'_>,
    args: Rest<'_, Reflect<'_>>,
) -> Result<Value, Failure> {
    call.host().call(function.0, args.into_values())
}
