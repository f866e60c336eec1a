//! What functions can ask the executor for.

use std::rc::Rc;

use super::call::call_named;
use super::{Executor, Held, Trace};
use crate::gotemplate::call::{Environment, Host};
use crate::gotemplate::error::{ExecError, FrameKind};
use crate::gotemplate::function::{Failure, Reason};
use crate::gotemplate::set::Template;
use crate::value::{Str, StrBuf, Value};
use crate::world::DrawKey;

impl<T: Trace> Executor<'_, T> {
    /// Executes a template from within a function.
    fn execute_inside(
        &mut self,
        template: &Rc<Template>,
        kind: FrameKind,
        data: &Value,
        out: &mut StrBuf,
    ) -> Result<(), Failure> {
        let most = self.environment.limits.depth;
        if self.waiting.len() >= most {
            let text = format!("templates are nested deeper than {most}, which is the limit");
            return Err(Failure::because(Reason::Limit, text));
        }
        self.enter(self.node, template.clone(), kind);
        let depth = std::mem::take(&mut self.depth);
        std::mem::swap(&mut self.out, out);
        let done = self.activate(Held::plain(data.clone(), T::Mark::default()));
        std::mem::swap(&mut self.out, out);
        self.depth = depth;
        self.leave();
        done.map_err(because)
    }
}

/// An error of a template as the failure of the function that executed it.
fn because(error: ExecError) -> Failure {
    Failure::because(Reason::Template, error.message().clone()).with_cause(error)
}

impl<T: Trace> Host for Executor<'_, T> {
    fn environment(&self) -> &Environment {
        self.environment
    }

    fn next_draw(&mut self) -> DrawKey {
        let number = self.draws;
        self.draws += 1;
        let file = self.environment.file.as_deref();
        DrawKey {
            template: file.unwrap_or_else(|| self.file.name()).to_string(),
            number,
        }
    }

    fn execute(&mut self, name: &[u8], data: &Value, out: &mut StrBuf) -> Result<(), Failure> {
        let most = self.environment.limits.includes;
        match self.includes.get_mut(name) {
            Some(count) if *count > most => {
                let name = Str::from(name);
                return Err(Failure::new(format!(
                    "rendering template has a nested reference name: {name}: unable to execute \
                     template"
                )));
            }
            Some(count) => *count += 1,
            None => {
                self.includes.insert(name.into(), 1);
            }
        }
        let text = String::from_utf8_lossy(name);
        let done = match self.lookup(&text) {
            Some(template) => self.execute_inside(&template, FrameKind::Include, data, out),
            None => Err(because(self.set.no_template(&text))),
        };
        if let Some(count) = self.includes.get_mut(name) {
            *count -= 1;
        }
        done
    }

    fn execute_text(
        &mut self,
        text: &Value,
        data: &Value,
        out: &mut StrBuf,
    ) -> Result<(), Failure> {
        let text = text.as_str().map_or(&[][..], Str::as_bytes);
        let layer = self.set.layer(text).map_err(|errors| {
            let first = errors.into_iter().next();
            let message = first.as_ref().map_or_else(String::new, ToString::to_string);
            match first {
                Some(error) => Failure::new(message).with_cause(error),
                None => Failure::new(message),
            }
        })?;
        self.layers.push(layer.clone());
        let done = self.execute_inside(&layer.own, FrameKind::Text, data, out);
        self.layers.pop();
        done
    }

    fn call(&mut self, function: &Value, args: &mut [Value]) -> Result<Value, Failure> {
        call_named(function.type_name().as_bytes(), function, args)
    }
}
