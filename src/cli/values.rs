//! `render values PATH`: the merged values, each with where it comes from.

use std::io;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::explain::{self, Facts};
use crate::renderer::{self, Rendered};
use crate::value::{Map, Value};
use crate::world::World;

/// The flags of looking at values.
#[derive(Args, Debug)]
pub struct Values {
    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,

    /// Only what the templates of this dependency see; `db.cache` for one of a dependency's own
    #[arg(long = "for", value_name = "SUBCHART")]
    pub subchart: Option<String>,
}

impl Values {
    /// Merges the values and shows them.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let request = self.inputs.request(printer, &*world);
        let merged = match renderer::merged_values(&request, world) {
            Ok(merged) => merged,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        printer.findings(&merged.warnings, &merged.sources, &merged.secrets);
        let wanted = match &self.subchart {
            Some(path) => inside(&merged, path),
            None => Ok(merged.values.clone()),
        };
        let drawn = wanted.and_then(|values| {
            explain::values(&values, &Facts::new(&merged))
                .map_err(|error| Diagnostic::error(Code::ValuesNotMap, error.to_string()).into())
        });
        match drawn {
            Ok(drawn) => {
                printer.shown(&drawn, &merged.secrets)?;
                Ok(Outcome::Done)
            }
            Err(finding) => {
                printer.findings(&(*finding).into(), &merged.sources, &merged.secrets);
                Ok(Outcome::Bad)
            }
        }
    }
}

/// The values of a dependency.
fn inside(merged: &Rendered, path: &str) -> Result<Map, Box<Diagnostic>> {
    let mut values = merged.values.clone();
    for name in path.split('.') {
        values = match values.get(name) {
            Some(Value::Map(inner)) => inner,
            _ => return Err(no_values(name, &values).into()),
        };
    }
    Ok(values)
}

fn no_values(name: &str, values: &Map) -> Diagnostic {
    let entries = values.borrow();
    let maps = entries.iter().filter(|e| matches!(e.value, Value::Map(_)));
    let known: Vec<_> = maps.map(|entry| entry.key.to_string_lossy()).collect();
    let finding = Diagnostic::error(Code::Usage, format!("there are no values for `{name}`"));
    match nearest(name, known.iter().map(|key| &**key)) {
        Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
        None => finding,
    }
}
