//! `functions_random.jsonl`: what is random has the right form and is not twice the same, and with
//! a seed it is always the same.

use std::rc::Rc;

use manifest_render::world::SeededWorld;

use crate::functions::{Clocked, run_in};
use crate::pattern::matches;
use crate::support::{Tally, lines, parse, read};

#[test]
fn functions_random() {
    let mut tally = Tally::new("functions_random");
    let Some(context) = read("functions_context.json").map(|text| parse(&text)) else {
        return;
    };
    for vector in lines("functions_random.jsonl").unwrap_or_default() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let real = || run_in(&context, &vector, |world| Rc::new(Clocked(world)));
        let seeded = || {
            run_in(&context, &vector, |world| {
                Rc::new(SeededWorld::new("seed", Rc::new(world)))
            })
        };
        let property = &vector["property"];
        let pattern = property["regex"].as_str().unwrap_or_default();
        let runs = [real(), real(), seeded(), seeded()];
        let (template, [first, second, one, other]) = (text("template"), &runs);
        let difference = if let Some(Err(error)) = runs.iter().find(|run| run.is_err()) {
            Some(format!("{template}: {error}"))
        } else if !first.as_ref().is_ok_and(|output| matches(pattern, output)) {
            Some(format!("{template}: {first:?} does not match {pattern}"))
        } else if property["distinct_across_runs"] == true && first == second {
            Some(format!("{template}: twice {first:?}"))
        } else if one != other {
            Some(format!("{template}: with one seed {one:?} and {other:?}"))
        } else {
            None
        };
        tally.count(text("function"), text("name"), difference);
    }
    tally.finish();
}
