//! `render explain KIND/NAME PATH` and `render explain out.yaml:14 PATH`: where lines came from.

use std::io;
use std::path::Path;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::deploy_flags::DeployFlags;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::explain::{Facts, OutputLine, detail, draw, resource_lines};
use crate::manifest;
use crate::renderer::{self, Rendered, Request, Resource};
use crate::world::{FileKind, World};

/// The flags of explaining.
#[derive(Args, Debug)]
pub struct Explain {
    /// The resource: `Deployment/web`, `web`, or with its namespace `Deployment/web@shop`; a line
    /// of it: `Deployment/web:14`; or a line of what was rendered before: `out.yaml:14`
    #[arg(value_name = "WHAT")]
    pub what: String,

    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,

    /// What a deployment makes of it.
    #[command(flatten)]
    pub deploy: DeployFlags,
}

impl Explain {
    /// Renders with traces and shows them.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let release = self.inputs.release.clone();
        let primary = self.inputs.context.primary_color;
        let mut request = Request {
            trace: true,
            ..self.inputs.request(printer, &*world)
        };
        self.deploy.fill(release, primary, &mut request);
        let rendered = match renderer::render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        match explained(&self.what, &rendered, &*world) {
            Ok(drawn) => {
                printer.shown(&drawn, &rendered.secrets)?;
                Ok(Outcome::Done)
            }
            Err(finding) => {
                printer.findings(&(*finding).into(), &rendered.sources, &rendered.secrets);
                Ok(Outcome::Bad)
            }
        }
    }
}

fn explained(
    what: &str,
    rendered: &Rendered,
    world: &dyn World,
) -> Result<String, Box<Diagnostic>> {
    let facts = Facts::new(rendered);
    let numbered = what.rsplit_once(':');
    let numbered = numbered.and_then(|(name, line)| Some((name, line.parse::<usize>().ok()?)));
    let Some((name, number)) = numbered else {
        return whole(what, rendered, &facts);
    };
    let path = Path::new(name);
    if world.kind(path).is_ok_and(|kind| kind == FileKind::File) {
        let text = world.read(path).map_err(|error| {
            let message = format!("cannot read {name}: {error}");
            Diagnostic::error(Code::FileUnreadable, message)
        })?;
        return of_file(name, &text, number, rendered, &facts);
    }
    let found = rendered.named(name);
    if found.is_empty() {
        return Err(not_found(name, rendered).into());
    }
    let mut drawn = String::new();
    for resource in found {
        let lines = resource_lines(rendered, resource);
        let line = line_of(&lines, number, &resource.found.id.to_string())?;
        drawn.push_str(&detail(line, &facts));
    }
    Ok(drawn)
}

fn line_of<'l, 'r>(
    lines: &'l [OutputLine<'r>],
    number: usize,
    name: &str,
) -> Result<&'l OutputLine<'r>, Box<Diagnostic>> {
    let line = number.checked_sub(1).and_then(|at| lines.get(at));
    line.ok_or_else(|| {
        let message = format!("{name} has {} lines", lines.len());
        Diagnostic::error(Code::Usage, message).into()
    })
}

/// All lines of the resources of a name.
fn whole(name: &str, rendered: &Rendered, facts: &Facts<'_>) -> Result<String, Box<Diagnostic>> {
    let found = rendered.named(name);
    if found.is_empty() {
        return Err(not_found(name, rendered).into());
    }
    let mut drawn = String::new();
    for resource in found {
        let Some(file) = rendered.files.get(resource.file) else {
            continue;
        };
        if !drawn.is_empty() {
            drawn.push('\n');
        }
        let (id, path) = (&resource.found.id, file.path.display());
        drawn.push_str(&format!("# {id} in {path}\n"));
        drawn.push_str(&draw(&resource_lines(rendered, resource), facts));
    }
    Ok(drawn)
}

/// A line of a file that holds what was rendered before.
fn of_file(
    name: &str,
    text: &[u8],
    number: usize,
    rendered: &Rendered,
    facts: &Facts<'_>,
) -> Result<String, Box<Diagnostic>> {
    let text_lines: Vec<&[u8]> = text.split(|&b| b == b'\n').collect();
    let wanted = number.checked_sub(1).and_then(|at| text_lines.get(at));
    let Some(wanted) = wanted else {
        let message = format!("{name} has {} lines", text_lines.len());
        return Err(Diagnostic::error(Code::Usage, message).into());
    };
    let wanted = String::from_utf8_lossy(wanted).trim_end().to_string();
    let offset: usize = text_lines
        .iter()
        .take(number - 1)
        .map(|l| l.len() + 1)
        .sum();
    let read = manifest::read_resources(text).unwrap_or_default();
    let holder = read.iter().find(|found| found.range.contains(&offset));
    let Some(holder) = holder else {
        let message = format!("line {number} of {name} belongs to no resource");
        return Err(Diagnostic::error(Code::ResourceNotFound, message).into());
    };
    let same = |resource: &&Resource| resource.found.id == holder.id;
    let Some(resource) = rendered.resources.iter().find(same) else {
        return Err(not_found(&holder.id.to_string(), rendered).into());
    };
    // The document may begin with lines that are not the template's, as Helm's `# Source:`.
    let within = text_lines.get(..number - 1).unwrap_or_default();
    let before = within
        .iter()
        .rev()
        .take_while(|line| !line.starts_with(b"---"));
    let same_before = |line: &&&[u8]| line.trim_ascii_end() == wanted.as_bytes();
    let nth = before.filter(same_before).count();
    let lines = resource_lines(rendered, resource);
    let line = lines.iter().filter(|line| line.text == wanted).nth(nth);
    match line {
        Some(line) => Ok(detail(line, facts)),
        None => {
            let message = format!("line {number} of {name} is not what is rendered now");
            let finding = Diagnostic::error(Code::ResourceNotFound, message)
                .with_note(format!("the line is `{}` of {}", wanted.trim(), holder.id))
                .with_hint("render with the same values that made the file");
            Err(finding.into())
        }
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
