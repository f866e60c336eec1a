//! The command line: one file a command, typed flags to meant options, exit codes.
//!
//! What was typed (`inputs`) and what is meant ([`crate::renderer::Request`]) are two types with
//! one conversion between them; below this room nobody knows a flag.
//!
//! Exit codes: 0 done, 1 findings or differences, 2 bad usage or input.

mod answers;
mod argocd;
mod chart_flags;
mod command;
mod completions;
mod context_flags;
mod dependency;
mod deploy_flags;
mod diff;
mod entry;
mod explain;
mod explain_error;
mod expr;
mod fetch_flags;
mod functions;
mod golden;
mod init;
mod inputs;
mod krm;
mod later;
mod lint;
mod output_flags;
mod plugin;
mod printer;
mod render;
mod report;
mod reports;
mod review;
mod secret;
mod shown;
mod telling;
mod template;
mod unused;
mod values;

use std::env;
use std::ffi::OsString;
use std::io;
use std::panic;
use std::process::ExitCode;
use std::rc::Rc;

use clap::Parser;

use crate::world::{RealWorld, World};
use command::{Cli, Command, Global};
use later::Later;
use printer::Printer;
use render::Render;
use template::Template;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Done,
    /// The usage or the input is bad; it has been said.
    Bad,
    /// As [`Outcome::Bad`], where the exit code is to be Helm's or kubectl's.
    BadAsReference,
    /// There are findings.
    Findings,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Bad => ExitCode::from(2),
            Outcome::BadAsReference | Outcome::Findings => ExitCode::from(1),
        }
    }
}

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let (task, global) = match typed(env::args_os().collect()) {
        Ok(typed) => typed,
        Err(error) => {
            // Nobody is left to tell when the terminal is gone.
            let _ = error.print();
            return match (error.use_stderr(), stands_in()) {
                (false, _) => Outcome::Done,
                (true, false) => Outcome::Bad,
                (true, true) => Outcome::BadAsReference,
            }
            .into();
        }
    };
    // A fault of ours must not look like a finding: it is told, and the code is that of bad input.
    panic::catch_unwind(|| run(task, global)).unwrap_or_else(|_| {
        eprintln!("render: this is a fault in render itself; please report it");
        ExitCode::from(2)
    })
}

/// What is to be done.
enum Task {
    Command(Box<Command>),
    Render(Box<Render>),
}

/// What was typed.
fn typed(words: Vec<OsString>) -> Result<(Task, Global), clap::Error> {
    // What programs call a hundred times in a row is read without a look at all other commands.
    if let Some((_, [first, rest @ ..])) = words.split_first()
        && first == "template"
        && let Some((template, global)) = later::alone("template", rest)
    {
        let template = Command::Template(Later(Box::new(template)));
        return Ok((Task::Command(Box::new(template)), global));
    }
    later::typed(words, Cli::try_parse).map(task)
}

fn task(cli: Cli) -> (Task, Global) {
    let task = match cli.command {
        Some(command) => Task::Command(Box::new(command)),
        None => Task::Render(Box::new(cli.render)),
    };
    (task, cli.global)
}

/// Does what `render template` does with these arguments, in this process: for tests, and for
/// programs that have command lines of Helm. `Ok(false)` where it could not, which has been said
/// on `err`.
///
/// # Errors
/// When what is said cannot be written.
///
/// ```
/// use std::rc::Rc;
/// use manifest_render::cli::helm_template;
/// use manifest_render::world::MemoryWorld;
///
/// let world = MemoryWorld::new()
///     .with_file("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n")
///     .with_file("web/templates/pod.yaml", "kind: Pod\nreplicas: {{ .Values.n }}\n");
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let args = ["shop", "web", "--set", "n=2"];
/// assert!(helm_template(args, Rc::new(world), &mut out, &mut err)?);
/// assert_eq!(out, b"---\n# Source: web/templates/pod.yaml\nkind: Pod\nreplicas: 2\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn helm_template<'a>(
    args: impl IntoIterator<Item = &'a str>,
    world: Rc<dyn World>,
    out: &mut dyn io::Write,
    err: &mut dyn io::Write,
) -> io::Result<bool> {
    let args = args.into_iter().collect::<Vec<_>>();
    match later::read::<Template>("template", &args) {
        Ok(template) => template.run(world, out, err),
        Err(error) => {
            write!(err, "{error}")?;
            Ok(false)
        }
    }
}

/// Runs the command that the settings of a step stand for.
fn plugin(printer: &Printer) -> ExitCode {
    let variables = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    match Cli::try_parse_from(plugin::command_line(variables)).map(task) {
        Ok((Task::Command(command), _)) if matches!(*command, Command::Plugin(_)) => {
            printer.complain("PLUGIN_COMMAND is a command such as golden, not plugin");
            Outcome::Bad.into()
        }
        Ok((task, global)) => run(task, global),
        Err(error) => {
            // Nobody is left to tell when the terminal is gone.
            let _ = error.print();
            Outcome::Bad.into()
        }
    }
}

/// Whether the command that was typed stands in for one of Helm, whose exit codes it then has.
fn stands_in() -> bool {
    let command = env::args().nth(1);
    command.is_some_and(|command| ["template", "dependency", "dep"].contains(&command.as_str()))
}

fn run(task: Task, global: Global) -> ExitCode {
    let printer = Printer::new(global.color, global.max_errors);
    let world = Rc::new(RealWorld);
    let command = match task {
        Task::Command(command) => *command,
        Task::Render(render) => return ended(render.run(&printer, world), &printer),
    };
    let done = match command {
        Command::Dependency(dependency) => dependency.run(&printer, world),
        Command::Diff(Later(diff)) => diff.run(&printer, world),
        Command::Explain(Later(explain)) => explain.run(&printer, world),
        Command::Expr(Later(expr)) => expr.run(&printer, &*world),
        Command::ExplainError(Later(explain)) => explain.run(&printer),
        Command::Lint(Later(lint)) => lint.run(&printer, world),
        Command::Functions(Later(functions)) => functions.run(&printer),
        Command::Golden(Later(golden)) => golden.run(&printer, world),
        Command::Init(Later(init)) => init.run(&printer, world),
        Command::Template(Later(template)) => template.print(&printer, world),
        Command::Plugin(_) => return plugin(&printer),
        Command::Krm(Later(krm)) => krm.run(&printer, world),
        Command::Argocd(Later(argocd)) => argocd.run(&printer, world),
        Command::Completions(Later(completions)) => completions.run(&printer),
        Command::Man(Later(man)) => man.run(&printer, world),
        Command::Report(report) => report.run(&printer, world),
        Command::Values(Later(values)) => values.run(&printer, world),
        Command::Secret(secret) => secret.run(&printer, world),
    };
    ended(done, &printer)
}

/// The exit code of a command that ended like this.
fn ended(done: io::Result<Outcome>, printer: &Printer) -> ExitCode {
    match done {
        Ok(outcome) => outcome.into(),
        // The reader of a pipe has what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            printer.complain(&format!("cannot write: {error}"));
            ExitCode::from(2)
        }
    }
}
