//! `render init`: a first render.toml.

use std::io;
use std::path::Path;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::printer::Printer;
use crate::config::{Config, FILE_NAME, init, schema};
use crate::world::World;

/// The flags of the first file.
#[derive(Args, Debug)]
pub struct Init {
    /// Print the file instead of writing it
    #[arg(long)]
    pub print: bool,

    /// Print the JSON schema of render.toml
    #[arg(long, conflicts_with = "print")]
    pub schema: bool,
}

impl Init {
    /// Looks at the folder and writes; a file that is there stays.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        if self.schema {
            printer.result(schema::text().as_bytes())?;
            return Ok(Outcome::Done);
        }
        let path = Path::new(FILE_NAME);
        if !self.print && world.kind(path).is_ok() {
            printer.complain(&format!("{FILE_NAME} is there already; it stays as it is"));
            return Ok(Outcome::Bad);
        }
        let text = match init::text(Path::new("."), &*world) {
            Ok(Some(text)) => text,
            Ok(None) => {
                printer.complain("there is no chart and no folder of templates here");
                return Ok(Outcome::Bad);
            }
            Err(error) => {
                printer.complain(&format!("cannot look at this folder: {error}"));
                return Ok(Outcome::Bad);
            }
        };
        if self.print {
            printer.result(text.as_bytes())?;
            return Ok(Outcome::Done);
        }
        if let Err(error) = world.write(path, text.as_bytes()) {
            printer.complain(&format!("cannot write {FILE_NAME}: {error}"));
            return Ok(Outcome::Bad);
        }
        let cases = match Config::load(path, &*world) {
            Ok(config) => config.cases.len(),
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let cases = match cases {
            1 => "1 case".to_string(),
            more => format!("{more} cases"),
        };
        printer
            .result(format!("wrote {FILE_NAME} with {cases}; next: render golden\n").as_bytes())?;
        Ok(Outcome::Done)
    }
}
