//! `render functions [NAME]`: what templates can call.

use std::io;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Outcome;
use super::inputs::ProfileName;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::functions::reference::{Described, described, markdown};
use crate::functions::{Family, Profile, elsewhere, of};
use crate::source::Sources;

/// Help begins at this column at most; behind longer signatures it has a line of its own.
const WIDEST: usize = 44;

/// The flags of looking functions up.
#[derive(Args, Debug)]
pub struct Functions {
    /// Tell all about this function
    pub name: Option<String>,

    /// Only what this renderer has
    #[arg(long, value_name = "NAME")]
    pub profile: Option<ProfileName>,

    /// Only this family
    #[arg(long, value_name = "FAMILY", value_parser = family_parser(), conflicts_with = "name")]
    pub family: Option<Family>,

    /// Print the page docs/functions.md
    #[arg(long, conflicts_with_all = ["name", "profile", "family"])]
    pub markdown: bool,
}

fn family_parser() -> impl TypedValueParser<Value = Family> {
    PossibleValuesParser::new(Family::ALL.iter().map(|family| family.name())).try_map(|name| {
        let mut all = Family::ALL.iter().copied();
        all.find(|family| family.name() == name)
            .ok_or("there is no such family")
    })
}

impl Functions {
    /// Prints the list, or one function.
    pub fn run(self, printer: &Printer) -> io::Result<Outcome> {
        if self.markdown {
            printer.result(markdown().as_bytes())?;
            return Ok(Outcome::Done);
        }
        let profile = self.profile.map(Profile::from);
        let mut functions = described();
        functions.retain(|function| profile.is_none_or(|profile| function.is_in(profile)));
        let Some(name) = self.name else {
            functions
                .retain(|function| self.family.is_none_or(|only| function.entry.family == only));
            printer.result(list(&functions).as_bytes())?;
            return Ok(Outcome::Done);
        };
        match functions.iter().find(|function| function.name() == name) {
            Some(function) => {
                printer.result(whole(function).as_bytes())?;
                Ok(Outcome::Done)
            }
            None => {
                let finding = unknown(&name, profile, &functions);
                printer.findings(&finding.into(), &Sources::new(), &[]);
                Ok(Outcome::Bad)
            }
        }
    }
}

/// A line for each function, under its family.
fn list(functions: &[Described]) -> String {
    let mut text = String::new();
    let mut family = None;
    for function in functions {
        let entry = function.entry;
        if family != Some(entry.family) {
            if family.is_some() {
                text.push('\n');
            }
            family = Some(entry.family);
            text.push_str(&format!("{}:\n", entry.family.name()));
        }
        let signature = format!("{}{}", function.name(), entry.signature);
        let mut help = entry.help.to_string();
        let remarks = function.remarks().join(", ");
        if !remarks.is_empty() {
            help.push_str(&format!(" [{remarks}]"));
        }
        if signature.len() > WIDEST {
            text.push_str(&format!("  {signature}\n  {:WIDEST$}  {help}\n", ""));
        } else {
            text.push_str(&format!("  {signature:WIDEST$}  {help}\n"));
        }
    }
    text
}

/// All about one function.
fn whole(function: &Described) -> String {
    let entry = function.entry;
    let purity = if entry.pure {
        "pure: the same arguments always give the same result"
    } else {
        "not pure: random, of the clock, or of the outside"
    };
    let profiles = match (function.helm, function.harness) {
        (true, true) if function.versions => {
            "helm and harness, each in its own version, whose results may differ"
        }
        (true, true) => "helm and harness",
        (true, false) => "helm",
        (false, _) => "harness",
    };
    format!(
        "{name}{signature}\n\n  {help}\n\n  example   {example}\n  family    {family}\n  \
         purity    {purity}\n  profiles  {profiles}\n",
        name = function.name(),
        signature = entry.signature,
        help = entry.help,
        example = entry.example,
        family = entry.family.name(),
    )
}

fn unknown(name: &str, profile: Option<Profile>, functions: &[Described]) -> Diagnostic {
    let finding = Diagnostic::error(
        Code::UnknownFunction,
        format!("there is no function `{name}`"),
    );
    let known = of(profile.unwrap_or(Profile::Helm));
    if let Some(advice) = elsewhere::advice(name, &known) {
        return finding.with_hint(advice);
    }
    match nearest(name, functions.iter().map(Described::name)) {
        Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
        None => finding.with_hint("`render functions` lists them all"),
    }
}
