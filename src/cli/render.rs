//! `render PATH`: the manifests, to standard output or to files.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic};
use crate::renderer;
use crate::world::World;

/// The flags of rendering.
#[derive(Args, Debug)]
pub struct Render {
    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,

    /// Write one file a template into this folder instead of standard output
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

impl Render {
    /// Renders and writes, or says what is wrong and writes nothing.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let rendered = match renderer::render(&self.inputs.into_request(), world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        printer.findings(&rendered.warnings, &rendered.sources, &rendered.secrets);
        match self.output_dir {
            None => printer.result(&rendered.stream())?,
            Some(folder) => {
                for (path, content) in rendered.by_file() {
                    let path = folder.join(path);
                    if let Err(error) = world.write(&path, &content) {
                        let message = format!("cannot write {}: {error}", path.display());
                        let finding = Diagnostic::error(Code::FileUnwritable, message);
                        printer.findings(&finding.into(), &rendered.sources, &rendered.secrets);
                        return Ok(Outcome::Bad);
                    }
                }
            }
        }
        Ok(Outcome::Done)
    }
}
