//! `render expr`: the value of one Harness expression, or the expressions that files use.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::context_flags::ContextFlags;
use super::printer::Printer;
use crate::harness::Secrets;
use crate::harness::expression::Value;
use crate::harness::expression::journal::Step;
use crate::harness::expression::value::{List, Map};
use crate::harness::mask::Masker;
use crate::registry::Secret;
use crate::renderer::layers::named;
use crate::renderer::{Expressions, Request, Used};
use crate::source::Sources;
use crate::value::Origins;
use crate::world::{FileKind, World};

/// A longer value is cut where there is a line for each.
const WIDEST: usize = 120;

/// The flags of looking at expressions.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  render expr 'artifact.tag' --context context.yaml
  render expr --explain '<+<+artifact.tag>.replace(\".\", \"-\")>' --context context.yaml
  render expr --list values.yaml templates/ --context context.yaml")]
pub struct Expr {
    /// An expression, with or without <+ and >, or a text with expressions; with --list, files
    /// and folders
    #[arg(value_name = "EXPRESSION", required = true)]
    pub expressions: Vec<String>,

    /// Show each expression that was evaluated on the way, its value, and where that came from
    #[arg(long, conflicts_with = "list")]
    pub explain: bool,

    /// List the expressions in files and folders, each with its place and its value
    #[arg(long)]
    pub list: bool,

    /// Show secrets that are part of the value
    #[arg(long, conflicts_with_all = ["explain", "list"])]
    pub show_secrets: bool,

    /// What expressions are resolved with.
    #[command(flatten)]
    pub context: ContextFlags,
}

/// What is needed to show things.
struct Shown<'p> {
    printer: &'p Printer,
    sources: Sources,
    origins: Origins,
    secrets: Vec<Secret>,
}

impl Expr {
    /// Evaluates and prints.
    pub fn run(self, printer: &Printer, world: &dyn World) -> io::Result<Outcome> {
        let mut shown = Shown {
            printer,
            sources: Sources::new(),
            origins: Origins::new(),
            secrets: Vec::new(),
        };
        let mut request = Request::new("");
        self.context.fill(&mut request);
        let (sources, origins) = (&mut shown.sources, &mut shown.origins);
        let loaded = Expressions::load(&request, world, sources, origins, &mut shown.secrets);
        let expressions = match loaded {
            Ok(expressions) => expressions,
            Err(findings) => {
                printer.findings(&findings, &shown.sources, &shown.secrets);
                return Ok(Outcome::Bad);
            }
        };
        if self.list {
            return shown.list(&self.expressions, &expressions, world);
        }
        match self.expressions.as_slice() {
            [one] => shown.one(one, &expressions, self.explain, self.show_secrets),
            _ => {
                printer.complain("one expression at a time; put it into quotes");
                Ok(Outcome::Bad)
            }
        }
    }
}

impl Shown<'_> {
    fn one(
        &mut self,
        expression: &str,
        expressions: &Expressions<'_>,
        explain: bool,
        show_secrets: bool,
    ) -> io::Result<Outcome> {
        let text = match expression.contains("<+") {
            true => expression.to_owned(),
            false => format!("<+{expression}>"),
        };
        let source = self.sources.add_made("expression", text.as_bytes());
        let (steps, resolved) = expressions.explain(source, &self.sources);
        self.secrets.extend(expressions.secrets().revealed());
        if explain {
            let mut drawn = String::new();
            let masker = Masker::new(&self.secrets);
            for step in &steps {
                self.draw(step, 0, expressions.secrets(), &masker, &mut drawn);
            }
            self.printer.shown(&drawn, &self.secrets)?;
        }
        match resolved {
            Ok(_) if explain => Ok(Outcome::Done),
            Ok(resolved) => {
                let text = resolved.text + "\n";
                match show_secrets {
                    true => self.printer.result(text.as_bytes())?,
                    false => self.printer.shown(&text, &self.secrets)?,
                }
                Ok(Outcome::Done)
            }
            Err(findings) => {
                let (sources, secrets) = (&self.sources, &self.secrets);
                self.printer.findings(&findings, sources, secrets);
                Ok(Outcome::Bad)
            }
        }
    }

    /// A line for an expression, and further in, one for each that was evaluated for it.
    fn draw(
        &self,
        step: &Step,
        depth: usize,
        secrets: &Secrets<'_>,
        masker: &Masker,
        drawn: &mut String,
    ) {
        let noted = &step.noted;
        // Half a secret would be none to the masker.
        let value = cut(&masker.mask(&text_of(&disguised(&noted.value, secrets))));
        let body = one_line(&secrets.disguised(&noted.body));
        drawn.push_str(&format!("{:1$}<+{body}> = {value}", "", depth * 2));
        let mut places = Vec::new();
        for mark in &noted.marks {
            for place in named(*mark, &self.sources, &self.origins) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        if !places.is_empty() {
            drawn.push_str(&format!("   # {}", places.join(", ")));
        }
        drawn.push('\n');
        for inner in &step.inner {
            self.draw(inner, depth + 1, secrets, masker, drawn);
        }
    }

    fn list(
        &mut self,
        paths: &[String],
        expressions: &Expressions<'_>,
        world: &dyn World,
    ) -> io::Result<Outcome> {
        let mut drawn = String::new();
        let mut outcome = Outcome::Done;
        for path in paths {
            let files = match files(Path::new(path), world) {
                Ok(files) => files,
                Err(error) => {
                    self.printer
                        .complain(&format!("cannot read {path}: {error}"));
                    outcome = Outcome::Bad;
                    continue;
                }
            };
            for file in files {
                match world.read(&file) {
                    Ok(bytes) => {
                        let source = self.sources.add(&*file.to_string_lossy(), bytes);
                        let used = expressions.used(source, &self.sources);
                        self.secrets.extend(expressions.secrets().revealed());
                        let masker = Masker::new(&self.secrets);
                        for used in used {
                            drawn.push_str(&self.line(&used, &masker));
                        }
                    }
                    Err(error) => {
                        let path = file.display();
                        self.printer
                            .complain(&format!("cannot read {path}: {error}"));
                        outcome = Outcome::Bad;
                    }
                }
            }
        }
        self.printer.shown(&drawn, &self.secrets)?;
        Ok(outcome)
    }

    fn line(&self, used: &Used, masker: &Masker) -> String {
        let shown = |text: &str| one_line(&masker.mask(text));
        let (place, text) = (self.sources.line_of(used.span), shown(&used.text));
        match &used.value {
            Ok(value) => format!("{place}: {text} = {}\n", cut(&shown(value))),
            Err(reason) => format!("{place}: {text} is unresolved: {}\n", shown(reason)),
        }
    }
}

/// The file, or the files in a folder but for hidden ones.
fn files(path: &Path, world: &dyn World) -> io::Result<Vec<PathBuf>> {
    if world.kind(path)? == FileKind::File {
        return Ok(vec![path.to_path_buf()]);
    }
    let hidden = |file: &PathBuf| {
        let inner = file.strip_prefix(path).unwrap_or(file);
        let mut parts = inner.components();
        parts.any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    };
    let mut files = world.walk(path)?;
    files.retain(|file| !hidden(file));
    Ok(files)
}

/// The value with stand-ins for secrets. Depth is bounded by what an evaluator makes.
fn disguised(value: &Value, secrets: &Secrets<'_>) -> Value {
    match value {
        Value::Text(text) => Value::from_text(&secrets.disguised(text)),
        Value::List(list) => Value::List(
            List {
                kind: list.kind,
                items: list.items.iter().map(|v| disguised(v, secrets)).collect(),
                origins: Vec::new(),
            }
            .into(),
        ),
        Value::Map(map) => {
            let mut copy = Map::new();
            for entry in map.entries() {
                let value = disguised(&entry.value, secrets);
                copy.insert(disguised(&entry.key, secrets), value, entry.origin);
            }
            copy.into()
        }
        other => other.clone(),
    }
}

/// A value with its type to be seen: texts in quotes, collections as JSON.
fn text_of(value: &Value) -> String {
    match value {
        Value::Text(_) | Value::List(_) | Value::Map(_) => value.to_json_text(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{} …", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
