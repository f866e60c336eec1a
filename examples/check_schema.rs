//! Checks values against schemas as Helm does, for the comparison in `differential/schema.py`.
//!
//! Reads one JSON object a line from standard input, with `schema` and `values`, both as text.
//! Prints a line for each: what is wrong, as a JSON string, empty where nothing is.

use std::io::{self, BufRead, Write};
use std::rc::Rc;

use manifest_render::chart::Warnings;
use manifest_render::chart::schema::Checker;
use manifest_render::encoding::yaml::Reader;
use manifest_render::fetch::Schemas;
use manifest_render::world::{MemoryWorld, World};
use serde_json::Value as Json;

fn main() -> io::Result<()> {
    let world: Rc<dyn World> = Rc::new(MemoryWorld::new());
    let schemas = Rc::new(Schemas::new(&world, true));
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let case: Json = serde_json::from_str(&line?)?;
        let text = |key: &str| case[key].as_str().unwrap_or_default().to_string();
        let values = Reader::new().map(text("values").as_bytes(), "common.Values");
        let values = values.map_err(|error| io::Error::other(error.to_string()))?;
        let mut warnings = Warnings::new();
        let mut checker = Checker::new(schemas.clone(), &mut warnings);
        let said = checker.one(text("schema").as_bytes(), &values.unwrap_or_default());
        let said = said.err().unwrap_or_default();
        writeln!(out, "{}", serde_json::to_string(&said)?)?;
    }
    out.flush()
}
