//! `render explain-error [CODE]`: what the code of a finding means.

use std::io;

use clap::Args;

use super::Outcome;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic, nearest, page};
use crate::source::Sources;

/// The flags of looking codes up.
#[derive(Args, Debug)]
pub struct ExplainError {
    /// The code, as E0405; all codes are listed where there is none
    #[arg(value_name = "CODE")]
    pub code: Option<String>,

    /// Print the page docs/errors.md
    #[arg(long, conflicts_with = "code")]
    pub markdown: bool,
}

impl ExplainError {
    /// Prints the page of a code, or the list of all.
    pub fn run(self, printer: &Printer) -> io::Result<Outcome> {
        if self.markdown {
            printer.result(page::markdown().as_bytes())?;
            return Ok(Outcome::Done);
        }
        let Some(name) = self.code else {
            let line = |code: &Code| format!("{code}  {}\n", code.title());
            let list: String = Code::ALL.iter().map(line).collect();
            printer.result(list.as_bytes())?;
            return Ok(Outcome::Done);
        };
        if let Some(code) = Code::named(&name) {
            printer.result(code.page().as_bytes())?;
            return Ok(Outcome::Done);
        }
        let finding = Diagnostic::error(Code::Usage, format!("there is no code `{name}`"));
        let finding = match nearest(&name, Code::ALL.iter().map(|code| code.as_str())) {
            Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
            None => finding.with_hint("`render explain-error` lists them all"),
        };
        printer.findings(&finding.into(), &Sources::new(), &[]);
        Ok(Outcome::Bad)
    }
}
