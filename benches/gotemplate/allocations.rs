//! How often executing templates asks for memory, and how much it holds at most.
//!
//! `cargo bench --bench gotemplate_allocations` prints a row for each case of the bench
//! `gotemplate`. The output goes into memory made before, so what is counted is what executing
//! itself needs: it is the same for 1,000 rounds and for 100,000.

#[allow(dead_code, reason = "the other bench uses the rest")]
mod cases;

use std::rc::Rc;

use manifest_render::functions::{self, Profile};
use manifest_render::gotemplate::Set;
use manifest_render::gotemplate::call::Environment;
use manifest_render::source::SourceId;
use manifest_render::value::StrBuf;
use manifest_render::world::MemoryWorld;

use cases::Case;

fn main() {
    println!(
        "{:<42}{:>10}{:>14}{:>12}{:>12}{:>12}",
        "executing once", "actions", "allocations", "an action", "most bytes", "output"
    );
    for case in cases::all() {
        if let Some(row) = row(&case) {
            println!("{row}");
        }
    }
}

fn row(case: &Case) -> Option<String> {
    let mut set = Set::new("t", functions::of(Profile::Helm));
    for (name, text) in &case.go {
        set.add(name, text.as_bytes(), SourceId::default()).ok()?;
    }
    let name = &case.go.first()?.0;
    let environment = Environment::new(Rc::new(MemoryWorld::default()));
    let data = case.value();
    let mut out = StrBuf::new();
    // The first time resolves the templates and makes room for the output.
    set.execute(name, &data, &environment, &mut out).ok()?;
    let written = out.len();
    out.reserve(written);
    out.clear();
    let mut done = Ok(());
    let counted = allocation_counter::measure(|| {
        done = set.execute(name, &data, &environment, &mut out);
    });
    done.ok()?;
    Some(format!(
        "{:<42}{:>10}{:>14}{:>12.3}{:>12}{:>12}",
        case.name,
        case.actions,
        counted.count_total,
        counted.count_total as f64 / case.actions as f64,
        counted.bytes_max,
        written,
    ))
}
