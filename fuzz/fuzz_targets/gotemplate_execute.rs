//! Any bytes as a template executed with data, within small limits. A traced execution writes the
//! same, and each line of it can be asked where it came from.
#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use manifest_render::functions::{Profile, of};
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::lines::lines;
use manifest_render::gotemplate::{Set, Tracer};
use manifest_render::source::SourceId;
use manifest_render::value::{List, Map, Origin, Origins, StrBuf, Value};
use manifest_render::world::MemoryWorld;

fuzz_target!(|text: &[u8]| {
    let mut set = Set::new("t", of(Profile::Helm));
    if set.add("t", text, SourceId::default()).is_err() {
        return;
    }
    let mut environment = Environment::new(Rc::new(MemoryWorld::default()));
    environment.limits.steps = 20_000;
    environment.limits.output = 1 << 20;
    environment.limits.depth = 2_000;
    let mut plain = StrBuf::new();
    let data = data(&mut Origins::new());
    let done = set.execute("t", &data, &environment, &mut plain);

    let mut origins = Origins::new();
    let data = self::data(&mut origins);
    let Some(template) = set.get("t") else { return };
    let mut traced = StrBuf::new();
    let tracer = Tracer::new(&mut origins);
    let (again, tracer) =
        set.execute_template(template, &data, &environment, tracer, &mut traced);
    assert_eq!(done.is_ok(), again.is_ok());
    let reached = tracer.all_reached().to_vec();
    let traced = traced.into_str();
    if done.is_ok() {
        assert_eq!(plain.as_bytes(), traced.as_bytes());
    }
    for line in lines(&traced, 0..traced.len(), &origins) {
        line.made_of(&origins);
        line.decided_by(&reached, &origins);
    }
});

/// The data, each entry made of itself.
fn data(origins: &mut Origins) -> Value {
    let mut mark = |name: &str| origins.add(Origin::Other(name.into()));
    let items = vec![Value::from(1), Value::Nil, Value::from("x"), Value::from(2.5)];
    let marks = (0..items.len()).map(|at| mark(&at.to_string())).collect();
    let list = List::with_marks(&manifest_render::value::ANY_LIST, items, marks);
    let map = Map::new();
    map.insert_marked("k".into(), "v".into(), mark("k"));
    map.insert_marked("n".into(), Value::Nil, mark("n"));
    map.insert_marked("e".into(), "".into(), mark("e"));
    let all = Map::new();
    for (name, value) in [
        ("a", Value::from("text")),
        ("t", "{{ .a }}\n{{ .map.e }}b: {{ .i }}\n".into()),
        ("i", 3.into()),
        ("f", 1.5.into()),
        ("b", true.into()),
        ("list", list.into()),
        ("map", map.into()),
    ] {
        all.insert_marked(name.into(), value, mark(name));
    }
    all.into()
}
