//! Any bytes as a template executed with data, within small limits.
#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::{Functions, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{List, Map, StrBuf, Value};
use manifest_render::world::MemoryWorld;

fuzz_target!(|text: &[u8]| {
    let mut set = Set::new("t", Functions::builtins());
    if set.add("t", text, SourceId::default()).is_err() {
        return;
    }
    let mut environment = Environment::new(Rc::new(MemoryWorld::default()));
    environment.limits.steps = 20_000;
    environment.limits.output = 1 << 20;
    environment.limits.depth = 2_000;
    let list = List::new(vec![Value::from(1), Value::Nil, Value::from("x"), Value::from(2.5)]);
    let inner = Map::from_iter([("k", Value::from("v")), ("n", Value::Nil)]);
    let data = Map::from_iter([
        ("a", Value::from("text")),
        ("i", Value::from(3)),
        ("f", Value::from(1.5)),
        ("b", Value::from(true)),
        ("list", Value::from(list)),
        ("map", Value::from(inner)),
    ]);
    let mut out = StrBuf::new();
    let _ = set.execute("t", &Value::from(data), &environment, &mut out);
});
