//! The texts of `print`, `println` and `printf`, written straight into the output.

use super::{Activation, Dot, Executor, Trace};
use crate::gotemplate::error::ExecError;
use crate::gotemplate::function::Failure;
use crate::gotemplate::printf::{Directive, MAX_OUTPUT, Piece, PrintError};
use crate::gotemplate::resolve::{Arg, CallSite, Expr, Writes};
use crate::gotemplate::stack::grow;
use crate::value::{GoType, Str, Value};

impl<T: Trace> Executor<'_, T> {
    /// The text of a call.
    pub(super) fn text(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        writes: Writes,
        dot: Dot<'_, T::Mark>,
    ) -> Result<Str, ExecError> {
        let start = self.out.len();
        self.write_call(f, call, writes, dot)?;
        let text = Str::new(self.out.as_bytes().get(start..).unwrap_or_default());
        self.out.truncate(start);
        Ok(text)
    }

    /// Writes the text of a call, or nothing where it fails.
    pub(super) fn write_call(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        writes: Writes,
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        self.node = call.name;
        let start = self.out.len();
        let args = &f.code.args[call.args.range()];
        let done = match writes {
            Writes::Print => self.write_print(f, call, args, dot),
            Writes::Println => self.write_println(f, call, args, dot),
            Writes::Printf(format) => self.write_printf(f, call, format, args, dot),
        };
        if done.is_err() {
            self.out.truncate(start);
        }
        done
    }

    /// `print`: with a space between two arguments of which neither is a string.
    fn write_print(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        args: &[Arg],
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        let start = self.out.len();
        let mut after_string = true;
        for arg in args {
            let before = self.out.len();
            let string = self.write_arg(f, call, arg, Directive::VALUE, start, dot)?;
            if !string && !after_string {
                self.out.bytes_mut().insert(before, b' ');
            }
            after_string = string;
        }
        Ok(())
    }

    /// `println`: with a space between all arguments and a line feed.
    fn write_println(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        args: &[Arg],
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        let start = self.out.len();
        for (i, arg) in args.iter().enumerate() {
            if i > 0 {
                self.out.push_byte(b' ');
            }
            self.write_arg(f, call, arg, Directive::VALUE, start, dot)?;
        }
        self.out.push_byte(b'\n');
        Ok(())
    }

    fn write_printf(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        format: u32,
        args: &[Arg],
        dot: Dot<'_, T::Mark>,
    ) -> Result<(), ExecError> {
        let start = self.out.len();
        let format = &f.code.formats[format as usize];
        let Some((text, args)) = args.split_first() else {
            return Ok(());
        };
        self.node = text.node;
        let mut args = args.iter();
        for piece in format.pieces() {
            match piece {
                Piece::Text(range) => self.out.push_bytes(format.text(range)),
                Piece::Directive(directive) => {
                    if let Some(arg) = args.next() {
                        self.write_arg(f, call, arg, *directive, start, dot)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes an argument; tells whether it is a string.
    fn write_arg(
        &mut self,
        f: &Activation<'_>,
        call: &CallSite,
        arg: &Arg,
        directive: Directive,
        start: usize,
        dot: Dot<'_, T::Mark>,
    ) -> Result<bool, ExecError> {
        self.node = arg.node;
        if let Expr::Pipe(pipe) = arg.expr
            && directive.is_plain()
            && let Some((inner, writes)) = f.code.written(pipe)
        {
            grow(|| self.write_call(f, inner, writes, dot))?;
            return if self.out.len() - start > MAX_OUTPUT {
                Err(self.call_failed(call, PrintError::TooLong.into()))
            } else {
                Ok(true)
            };
        }
        let out = &mut self.out;
        let write = |value: &Value, _| {
            let done = directive.write(out, start, value);
            done.map(|()| matches!(value, Value::Str(_)))
        };
        let written = match f.look(&self.variables, arg.expr, dot, write) {
            Some(written) => written,
            None => {
                let (value, _) = self.arg(f, arg, &GoType::Any, dot)?;
                let done = directive.write(&mut self.out, start, &value);
                done.map(|()| matches!(value, Value::Str(_)))
            }
        };
        written.map_err(|error| self.call_failed(call, Failure::from(error)))
    }
}
