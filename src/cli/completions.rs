//! `render completions SHELL` and `render man`: made of the same definitions as the flags.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Outcome;
use super::command::Cli;
use super::printer::Printer;
use crate::world::World;

/// The flags of completions.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

impl Completions {
    /// Prints the script that the shell reads.
    pub fn run(self, printer: &Printer) -> io::Result<Outcome> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "render", &mut script);
        printer.result(&script)?;
        Ok(Outcome::Done)
    }
}

/// The flags of the manual.
#[derive(Args, Debug)]
pub struct Man {
    /// Write a page for each command into this folder instead of the first one to standard output
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

impl Man {
    /// Prints or writes pages.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let mut command = Cli::command();
        command.build();
        let Some(folder) = self.output_dir else {
            printer.result(&page(command)?)?;
            return Ok(Outcome::Done);
        };
        let mut open = vec![command];
        while let Some(command) = open.pop() {
            let subcommands = command
                .get_subcommands()
                .filter(|sub| sub.get_name() != "help");
            open.extend(subcommands.cloned());
            let name = command
                .get_display_name()
                .unwrap_or(command.get_name())
                .to_string();
            let path = folder.join(format!("{name}.1"));
            if let Err(error) = world.write(&path, &page(command)?) {
                printer.complain(&format!("cannot write {}: {error}", path.display()));
                return Ok(Outcome::Bad);
            }
        }
        Ok(Outcome::Done)
    }
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
