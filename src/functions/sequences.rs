//! Rows of integers: `until`, `untilStep`, `seq`.

use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Function, Reason, Rest};
use crate::value::number::append_int;
use crate::value::{INT_LIST, List, Str, Value};

/// Rows of integers.
pub static TABLE: &[Entry] = &[
    entry(function!("seq", seq), "(params ...int) string")
        .help(
            "Integers as the shell's seq prints them, on one line.",
            "{{ seq 0 2 10 }}",
        )
        .profiles(Profiles::Helm),
    entry(function!("until", until), "(n int) []int").help(
        "The integers from 0 to before a number.",
        "{{ range until 3 }}{{ . }} {{ end }}",
    ),
    entry(
        function!("untilStep", until_step),
        "(start, stop, step int) []int",
    )
    .help(
        "The integers from one number to before another, in steps.",
        "{{ untilStep 3 9 2 }}",
    ),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Lists, signature)
}

/// The integers from `start` to before `stop`: how many, at most as many as the limit allows.
struct Steps {
    start: i64,
    step: i64,
    count: usize,
}

impl Steps {
    fn new(call: &Call<'_>, start: i64, stop: i64, step: i64) -> Result<Self, Failure> {
        let up = stop >= start;
        let empty = if up { step <= 0 } else { step >= 0 };
        let count = if empty {
            0
        } else {
            start.abs_diff(stop).div_ceil(step.unsigned_abs())
        };
        let limit = call.limits().items;
        match usize::try_from(count) {
            Ok(count) if count <= limit => Ok(Steps { start, step, count }),
            _ => Err(Failure::because(
                Reason::Limit,
                format!("a list of {count} numbers exceeds the limit of {limit} items"),
            )),
        }
    }

    fn numbers(&self) -> impl Iterator<Item = i64> {
        let (start, step) = (self.start, self.step);
        (0..self.count as i64).map(move |i| start.wrapping_add(i.wrapping_mul(step)))
    }
}

fn until(call: &mut Call<'_>, count: i64) -> Result<List, Failure> {
    until_step(call, 0, count, if count < 0 { -1 } else { 1 })
}

fn until_step(call: &mut Call<'_>, start: i64, stop: i64, step: i64) -> Result<List, Failure> {
    let steps = Steps::new(call, start, stop, step)?;
    Ok(List::of(
        &INT_LIST,
        steps.numbers().map(Value::from).collect(),
    ))
}

fn seq(call: &mut Call<'_>, params: Rest<'_, i64>) -> Result<Str, Failure> {
    let params: Vec<i64> = params.into_iter().collect();
    let towards = |start: i64, end: i64| if end < start { -1i64 } else { 1 };
    let (start, step, end) = match *params {
        [end] => (1, towards(1, end), end),
        [start, end] => (start, towards(start, end), end),
        [start, step, end] if end >= start || step <= 0 => (start, step, end),
        _ => return Ok(Str::EMPTY),
    };
    // The end itself belongs to it.
    let stop = end.wrapping_add(towards(start, end));
    let mut text = Vec::new();
    for number in Steps::new(call, start, stop, step)?.numbers() {
        if !text.is_empty() {
            text.push(b' ');
        }
        append_int(&mut text, number);
    }
    Ok(Str::from(text))
}
