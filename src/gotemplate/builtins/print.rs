//! `print`, `printf` and `println`.

use std::cell::Cell;

use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reason, Rest};
use crate::gotemplate::printf::{self, PrintError};
use crate::value::{Mark, Str, StrBuf, Value};

/// The memory that is kept for the next text.
const KEPT: usize = 64 << 10;

thread_local! {
    static SCRATCH: Cell<StrBuf> = Cell::default();
}

/// The text that `write` makes, in memory that is used again.
fn text(write: impl FnOnce(&mut StrBuf) -> Result<(), PrintError>) -> Result<Str, Failure> {
    let mut buf = SCRATCH.take();
    let written = write(&mut buf);
    let text = buf.take_str();
    if buf.bytes_mut().capacity() <= KEPT {
        SCRATCH.set(buf);
    }
    written.map_err(Failure::from)?;
    Ok(text)
}

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Self {
        Failure::because(Reason::Limit, error.to_string()).with_cause(error)
    }
}

/// The text of `fmt.Sprintf(format, args...)`.
///
/// # Errors
/// Where a bound is met.
pub fn format(format: &Str, args: &[Value]) -> Result<Str, Failure> {
    text(|buf| printf::sprintf(buf, format, args))
}

pub(super) fn print(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let args = marked(call, args, 0);
    text(|buf| printf::sprint(buf, args))
}

pub(super) fn println(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let args = marked(call, args, 0);
    text(|buf| printf::sprintln(buf, args))
}

pub(super) fn printf(
    call: &mut Call<'_>,
    format: &Str,
    args: Rest<'_, Value>,
) -> Result<Str, Failure> {
    let args = marked(call, args, 1);
    text(|buf| printf::sprintf(buf, format, args))
}

/// Lets strings know the marks of the arguments they are.
pub(super) fn marked<'a>(call: &Call<'_>, args: Rest<'a, Value>, first: usize) -> &'a mut [Value] {
    let args = args.into_values();
    for (i, value) in args.iter_mut().enumerate() {
        let mark = call.mark(first + i);
        if mark != Mark::NONE
            && let Value::Str(text) = value
        {
            *text = std::mem::take(text).with_mark(mark);
        }
    }
    args
}
