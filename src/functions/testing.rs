//! Calls functions by name without an executor, for unit tests.

use std::rc::Rc;

use super::Entry;
use crate::gotemplate::call::{Call, Data, Environment, Host};
use crate::gotemplate::function::Failure;
use crate::value::{Str, StrBuf, Value};
use crate::world::{DrawKey, MemoryWorld, RealWorld, SeededWorld, World};

/// A host that can do nothing but count draws.
pub(crate) struct Bench {
    environment: Environment,
    draws: u64,
}

impl Bench {
    /// A bench whose randomness follows from a seed.
    pub(crate) fn seeded(seed: &str) -> Self {
        Bench::of(Rc::new(SeededWorld::new(seed, Rc::new(MemoryWorld::new()))))
    }

    /// A bench with the machine's clock and randomness.
    pub(crate) fn real() -> Self {
        Bench::of(Rc::new(RealWorld))
    }

    fn of(world: Rc<dyn World>) -> Self {
        Bench {
            environment: Environment::new(world),
            draws: 0,
        }
    }

    /// Calls a function of the table.
    pub(crate) fn call(
        &mut self,
        table: &[Entry],
        name: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> Result<Value, Failure> {
        let entry = table
            .iter()
            .find(|entry| entry.function.name == name)
            .unwrap();
        let mut args: Vec<Value> = args.into_iter().collect();
        (entry.function.call)(&mut Call::new(self, &[]), &mut args)
    }

    /// What a function gives, or its error's text.
    pub(crate) fn text(
        &mut self,
        table: &[Entry],
        name: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> String {
        match self.call(table, name, args) {
            Ok(Value::Str(text)) => text.to_string_lossy().into_owned(),
            Ok(other) => format!("{other:?}"),
            Err(failure) => failure.to_string(),
        }
    }
}

impl Host for Bench {
    fn environment(&self) -> &Environment {
        &self.environment
    }

    fn next_draw(&mut self) -> DrawKey {
        self.draws += 1;
        DrawKey {
            template: "t".to_string(),
            number: self.draws - 1,
        }
    }

    fn execute(&mut self, _: &Str, _: Data<'_>, _: &mut StrBuf) -> Result<(), Failure> {
        Err(Failure::new("no templates here"))
    }

    fn execute_text(&mut self, _: &Str, _: Data<'_>, _: &mut StrBuf) -> Result<(), Failure> {
        Err(Failure::new("no templates here"))
    }

    fn call(&mut self, _: &Value, _: &mut [Value]) -> Result<Value, Failure> {
        Err(Failure::new("no functions here"))
    }
}
