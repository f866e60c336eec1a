//! What functions can ask the executor for.

use std::rc::Rc;

use super::call::call_named;
use super::{Executor, Trace};
use crate::gotemplate::call::{Data, Environment, Host};
use crate::gotemplate::error::{ExecError, FrameKind};
use crate::gotemplate::function::{Failure, Reason};
use crate::gotemplate::set::Template;
use crate::value::{Mark, Str, StrBuf, Value};
use crate::world::DrawKey;

impl<T: Trace> Executor<'_, T> {
    /// Executes a template from within a function.
    fn execute_inside(
        &mut self,
        template: &Rc<Template>,
        kind: FrameKind,
        what: &Str,
        data: Data<'_>,
        out: &mut StrBuf,
    ) -> Result<(), Failure> {
        let most = self.environment.limits.depth;
        if self.waiting.len() >= most {
            let text = format!("templates are nested deeper than {most}, which is the limit");
            return Err(Failure::because(Reason::Limit, text));
        }
        let mark = match (T::ON, kind) {
            (true, FrameKind::Include | FrameKind::Template) => {
                let what = Value::Str(what.clone());
                self.trace.whole(&what, T::Mark::default())
            }
            _ => T::Mark::default(),
        };
        self.enter(self.node, template.clone(), kind);
        match kind {
            FrameKind::Text => self.trace.enter_text(what),
            FrameKind::Include | FrameKind::Template => self.trace.depend(mark),
        }
        let depth = std::mem::take(&mut self.depth);
        std::mem::swap(&mut self.out, out);
        let mark = self.trace.read(data.mark);
        let done = self.activate(template, data.value, mark);
        std::mem::swap(&mut self.out, out);
        self.depth = depth;
        self.leave();
        done.map_err(because)
    }

    /// How often a template is being included now; `at` is its place in the set.
    fn included(&mut self, name: &str, at: Option<u32>) -> &mut usize {
        let Some(at) = at else {
            return self.included_else.entry(name.into()).or_default();
        };
        let at = at as usize;
        if self.included.len() <= at {
            self.included.resize(at + 1, 0);
        }
        &mut self.included[at]
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

    fn execute(&mut self, name: &Str, data: Data<'_>, out: &mut StrBuf) -> Result<(), Failure> {
        let text = name.to_string_lossy();
        let at = self.set.position(&text);
        let most = self.environment.limits.includes;
        let count = self.included(&text, at);
        if *count > most {
            return Err(Failure::new(format!(
                "rendering template has a nested reference name: {name}: unable to execute \
                 template"
            )));
        }
        *count += 1;
        let template = match at {
            Some(at) if self.layers.is_empty() => self.set.at(at).cloned(),
            _ => self.lookup_in_layers(&text),
        };
        let done = match template {
            Some(template) => self.execute_inside(&template, FrameKind::Include, name, data, out),
            None => Err(because(self.set.no_template(&text))),
        };
        *self.included(&text, at) -= 1;
        done
    }

    fn execute_text(
        &mut self,
        text: &Str,
        data: Data<'_>,
        out: &mut StrBuf,
    ) -> Result<(), Failure> {
        let origin = match T::ON {
            true => {
                let mark = self
                    .trace
                    .whole(&Value::Str(text.clone()), T::Mark::default());
                self.trace.place(mark)
            }
            false => None,
        };
        let layer = self.set.layer(text.as_bytes(), origin).map_err(|errors| {
            let first = errors.into_iter().next();
            let message = first.as_ref().map_or_else(String::new, ToString::to_string);
            match first {
                Some(error) => Failure::new(message).with_cause(error),
                None => Failure::new(message),
            }
        })?;
        self.layers.push(layer.clone());
        let done = self.execute_inside(&layer.own, FrameKind::Text, text, data, out);
        self.layers.pop();
        done
    }

    fn condition(&mut self) -> Mark {
        self.trace.condition()
    }

    fn union(&mut self, a: Mark, b: Mark) -> Mark {
        let (a, b) = (self.trace.read(a), self.trace.read(b));
        T::mark(self.trace.union(a, b))
    }

    fn mark_of(&mut self, text: &Str) -> Mark {
        let text = Value::Str(text.clone());
        T::mark(self.trace.whole(&text, T::Mark::default()))
    }

    fn call(&mut self, function: &Value, args: &mut [Value]) -> Result<Value, Failure> {
        call_named(function.type_name().as_bytes(), function, args)
    }
}
