//! What Helm says of values and the schemas they are held against. The order of its lines is that of
//! Go's maps, which is random.

use std::rc::Rc;

use manifest_render::chart::Warnings;
use manifest_render::chart::schema::Checker;
use manifest_render::encoding::yaml::Reader;
use manifest_render::fetch::Schemas;
use manifest_render::world::{MemoryWorld, World};
use serde_json::Value as Json;

use crate::support::{self, Tally};

#[test]
fn schema() {
    let Some(lines) = support::lines("schema.jsonl") else {
        return;
    };
    let world: Rc<dyn World> = Rc::new(MemoryWorld::new());
    let schemas = Rc::new(Schemas::new(&world, true));
    let mut tally = Tally::new("schema");
    for (number, line) in lines.iter().enumerate() {
        let text = |key: &str| line[key].as_str().unwrap();
        let values = Reader::new().map(text("values").as_bytes(), "common.Values");
        let mut warnings = Warnings::new();
        let mut checker = Checker::new(schemas.clone(), &mut warnings);
        let said = checker.one(
            text("schema").as_bytes(),
            &values.unwrap().unwrap_or_default(),
        );
        let said = said.err().unwrap_or_default();
        let mut got: Vec<&str> = said.lines().filter(|line| !line.is_empty()).collect();
        got.sort_unstable();
        let want = line["said"].as_array().unwrap().iter();
        let want: Vec<&str> = want.filter_map(Json::as_str).collect();
        tally.count(
            text("kind"),
            &number.to_string(),
            support::differs(text("schema"), &want.join("\n"), &got.join("\n")),
        );
    }
    tally.finish();
}
