//! `render golden review`: what waits, one by one.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use super::Outcome;
use super::answers::{Answer, Answers, Extent, What};
use super::golden::words;
use super::printer::Printer;
use crate::config::{Case, Config};
use crate::explain;
use crate::golden::{self, Pending, Settled};
use crate::manifest::file_name;
use crate::renderer::{self, Request};
use crate::report::{CaseReport, Format, Look, Report, draw};
use crate::world::World;

/// A file that waits, with its case.
struct Item<'c> {
    case: &'c Case,
    folder: PathBuf,
    pending: Pending,
}

/// Shows each file that waits, and does what is answered.
pub fn run(
    config: &Config,
    cases: &[&Case],
    printer: &Printer,
    world: Rc<dyn World>,
) -> io::Result<Outcome> {
    let mut open: Vec<Item<'_>> = Vec::new();
    for case in cases {
        let folder = golden::folder(config, &case.name);
        for waiting in golden::waiting(&folder, &*world)? {
            if let Some(pending) = Pending::look(&folder, waiting, &*world)? {
                open.push(Item {
                    case,
                    folder: folder.clone(),
                    pending,
                });
            }
        }
    }
    if open.is_empty() {
        printer.result(b"nothing waits\n")?;
        return Ok(Outcome::Done);
    }
    let all = open.len();
    let mut answers = Answers::new();
    let mut skipped = 0;
    while let Some(item) = open.first() {
        show(item, all - open.len() + 1, all, printer)?;
        let answer = loop {
            match answers.next(printer)? {
                Answer::Explain => explain(config, item, printer, &world)?,
                other => break other,
            }
        };
        let Answer::Settle(what, extent) = answer else {
            skipped += open.len();
            printer.result(b"\n")?;
            break;
        };
        let wanted = signature(item);
        let chosen = open.iter().enumerate().map(|(at, other)| match extent {
            Extent::One => at == 0,
            Extent::AllTheSame => signature(other) == wanted,
        });
        let mut chosen = chosen.collect::<Vec<bool>>().into_iter();
        let (now, later): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|_| chosen.next().unwrap_or(false));
        open = later;
        match what {
            What::Skip => skipped += now.len(),
            What::Accept | What::Reject => {
                for item in &now {
                    settle(item, what == What::Accept, printer, &*world)?;
                }
            }
        }
    }
    let words = match skipped {
        0 => "nothing waits any more\n".to_string(),
        1 => "1 file waits still\n".to_string(),
        more => format!("{more} files wait still\n"),
    };
    printer.result(words.as_bytes())?;
    Ok(if skipped == 0 {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn settle(item: &Item<'_>, accept: bool, printer: &Printer, world: &dyn World) -> io::Result<()> {
    let settled = match accept {
        true => golden::accept(&item.folder, &item.pending.waiting, world)?,
        false => golden::reject(&item.folder, &item.pending.waiting, world)?,
    };
    let path = item.folder.join(&item.pending.waiting.file);
    let why = match settled {
        Settled::Changed => ": changed since it was compared",
        _ => "",
    };
    printer.result(format!("{} {}{why}\n", words(settled), path.display()).as_bytes())
}

/// Shows what a file that waits would change.
fn show(item: &Item<'_>, at: usize, all: usize, printer: &Printer) -> io::Result<()> {
    let mut case = CaseReport::new(&item.case.name);
    let patch = item.pending.diff.patch.clone();
    case.resources.push(item.pending.diff.clone());
    let whole = item.pending.diff.changes.is_empty();
    let report = Report::new("golden", vec![case]);
    let look = Look {
        colour: printer.colours_results(),
        ..Look::default()
    };
    let drawn = draw(&report, Format::Text, &look);
    // The last line counts what is in sight.
    let drawn = drawn
        .trim_end()
        .rsplit_once('\n')
        .map_or("", |(above, _)| above);
    let mut text = format!("{at} of {all}: {drawn}\n");
    if whole {
        text.push_str(&patch);
        text.push('\n');
    }
    printer.result(text.as_bytes())
}

/// What tells two changes apart, wherever they are.
fn signature(item: &Item<'_>) -> String {
    let diff = &item.pending.diff;
    if diff.changes.is_empty() {
        let body: Vec<&str> = diff.patch.lines().skip(2).collect();
        return format!("{:?}{}", diff.status, body.join("\n"));
    }
    let changes: Vec<_> = diff
        .changes
        .iter()
        .map(|change| change.signature())
        .collect();
    format!("{:?}{changes:?}", diff.status)
}

/// Shows where each line of a resource came from.
fn explain(
    config: &Config,
    item: &Item<'_>,
    printer: &Printer,
    world: &Rc<dyn World>,
) -> io::Result<()> {
    let request = Request {
        trace: true,
        ..config.request(item.case)
    };
    let rendered = match renderer::render(&request, world.clone()) {
        Ok(rendered) => rendered,
        Err(failed) => {
            printer.failed(&failed);
            return Ok(());
        }
    };
    let found = rendered
        .resources
        .iter()
        .find(|resource| file_name(&resource.found.id) == item.pending.waiting.file);
    let Some(resource) = found else {
        return printer.result(b"it is no longer rendered\n");
    };
    let lines = explain::resource_lines(&rendered, resource);
    let drawn = explain::draw(&lines, &explain::Facts::new(&rendered));
    printer.shown(&drawn, &rendered.secrets)
}
