//! `render explain KIND/NAME PATH`: where each line of a resource came from.

use std::io;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::explain;
use crate::renderer::{self, Rendered, Request};
use crate::world::World;

/// The flags of explaining.
#[derive(Args, Debug)]
pub struct Explain {
    /// The resource: `Deployment/web`, `web`, or with its namespace `Deployment/web@shop`
    #[arg(value_name = "RESOURCE")]
    pub resource: String,

    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,
}

impl Explain {
    /// Renders with traces and shows them.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let request = Request {
            trace: true,
            ..self.inputs.request(printer, &*world)
        };
        let rendered = match renderer::render(&request, world) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let found = rendered.named(&self.resource);
        if found.is_empty() {
            let finding = not_found(&self.resource, &rendered).into();
            printer.findings(&finding, &rendered.sources, &rendered.secrets);
            return Ok(Outcome::Bad);
        }
        let mut drawn = String::new();
        for resource in found {
            let Some(file) = rendered.files.get(resource.file) else {
                continue;
            };
            if !drawn.is_empty() {
                drawn.push('\n');
            }
            drawn.push_str(&format!(
                "# {} in {}\n",
                resource.found.id,
                file.path.display()
            ));
            let range = resource.found.range.clone();
            let lines = explain::lines(&file.text, range, &rendered.origins);
            drawn.push_str(&explain::draw(
                &file.text,
                &lines,
                &file.reached,
                &rendered.sources,
                &rendered.origins,
            ));
        }
        printer.shown(&drawn, &rendered.secrets)?;
        Ok(Outcome::Done)
    }
}

fn not_found(name: &str, rendered: &Rendered) -> Diagnostic {
    let known: Vec<String> = rendered
        .resources
        .iter()
        .map(|r| r.found.id.to_string())
        .collect();
    let finding = Diagnostic::error(
        Code::ResourceNotFound,
        format!("no resource `{name}` was rendered"),
    )
    .with_note(format!("these were: {}", known.join(", ")));
    match nearest(name, known.iter().map(String::as_str)) {
        Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
        None => finding,
    }
}
