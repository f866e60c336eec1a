//! `functions.jsonl`: what the functions of Helm's templates give, and their errors.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use manifest_render::encoding::yaml::Reader;
use manifest_render::functions::{Profile, of};
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::function::Reason;
use manifest_render::gotemplate::{ExecError, Functions, MissingKey, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{DICT, List, Map, MapType, STRING_MAP, Str, StrBuf, Value};
use manifest_render::world::{
    DrawKey, FileKind, Finished, MemoryWorld, Program, Randomness, RealWorld, Timestamp, World,
};
use serde_json::Value as Json;

use crate::support::{Tally, lines, parse, read};

/// The type of the root, of `.Values` and of `.Template`.
static VALUES: MapType = MapType {
    name: "common.Values",
    ..DICT
};

const TEMPLATE: &str = "v/templates/t.yaml";

#[test]
fn functions() {
    let mut tally = Tally::new("functions");
    let Some(context) = read("functions_context.json").map(|text| parse(&text)) else {
        return;
    };
    let functions = of(Profile::Helm);
    for vector in lines("functions.jsonl").unwrap_or_default() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let mut want = match vector["error"].as_str() {
            Some(error) => format!("error {error}"),
            None => format!("output {}", text("want")),
        };
        let mut got = match run(&context, &functions, &vector) {
            Ok(output) => format!("output {}", String::from_utf8_lossy(&output)),
            Err(error) => format!("error {error}"),
        };
        if vector["lossy_utf8"] == true {
            // How many U+FFFD stand for several bytes is up to the recorder.
            for text in [&mut want, &mut got] {
                while text.contains("\u{fffd}\u{fffd}") {
                    *text = text.replace("\u{fffd}\u{fffd}", "\u{fffd}");
                }
            }
        }
        let difference = (want != got).then(|| {
            let (template, values) = (text("template"), text("values"));
            format!("input: {template}\nvalues: {values:?}\nwant:  {want:?}\ngot:   {got:?}")
        });
        tally.count(text("function"), text("name"), difference);
    }
    tally.finish();
}

fn run(context: &Json, functions: &Functions, vector: &Json) -> Result<Vec<u8>, String> {
    run_in(context, functions, vector, None)
}

/// What a vector's template gives; without a world of its own it has the real clock and randomness.
pub fn run_in(
    context: &Json,
    functions: &Functions,
    vector: &Json,
    own_world: Option<Rc<dyn World>>,
) -> Result<Vec<u8>, String> {
    let root = root(context, vector["values"].as_str().unwrap_or_default())?;
    let mut world = MemoryWorld::new();
    for (name, value) in vector["env"].as_object().into_iter().flatten() {
        world = world.with_variable(name, value.as_str().unwrap_or_default());
    }
    let environment = Environment::new(own_world.unwrap_or_else(|| Rc::new(Clocked(world))));
    let mut set = Set::new("gotpl", functions.clone()).with_missing_key(MissingKey::Zero);
    let template = vector["template"].as_str().unwrap_or_default();
    if let Err(errors) = set.add(TEMPLATE, template.as_bytes(), SourceId::default()) {
        let message = errors.first().map(ToString::to_string).unwrap_or_default();
        return Err(parse_error(&message));
    }
    let mut out = StrBuf::new();
    set.execute(TEMPLATE, &root, &environment, &mut out)
        .map_err(|error| exec_error(&error))?;
    Ok(replace(out.as_bytes(), b"<no value>"))
}

/// The bytes without a text in them.
fn replace(mut bytes: &[u8], text: &[u8]) -> Vec<u8> {
    let mut left = Vec::new();
    while let Some(at) = bytes.windows(text.len()).position(|part| part == text) {
        left.extend_from_slice(&bytes[..at]);
        bytes = &bytes[at + text.len()..];
    }
    left.extend_from_slice(bytes);
    left
}

fn parse_error(message: &str) -> String {
    let rest = message.strip_prefix("template: ").unwrap_or(message);
    let mut parts = rest.splitn(3, ':');
    let (file, line) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let last = message.rsplit(": ").next().unwrap_or("");
    format!("parse error at ({file}:{line}): {last}")
}

/// Go's text as Helm writes it: as a list where each link of the chain tells a place.
fn exec_error(error: &ExecError) -> String {
    let message = error.message().to_string();
    if let Some(problem) = given_up(error) {
        let place = message.strip_prefix("template: ").unwrap_or_default();
        let place = place.split(": executing ").next().unwrap_or_default();
        let (_, problem) = problem.split_once(": ").unwrap_or_default();
        return format!("execution error at ({place}): {problem}");
    }
    let mut list = Vec::new();
    let mut rest = message.as_str();
    loop {
        let Some((place, name, context, problem)) = link(rest) else {
            if !rest.starts_with("template: no template ") {
                return message;
            }
            list.push(rest.to_string());
            return list.join("\n");
        };
        let function = problem.strip_prefix("error calling ");
        match function.and_then(|problem| problem.split_once(": ")) {
            Some((function, inner)) => {
                let problem = format!("error calling {function}:");
                list.push(format!(
                    "{place}\n  executing {name} at {context}:\n    {problem}"
                ));
                rest = inner;
            }
            None => {
                list.push(format!(
                    "{place}\n  executing {name} at {context}:\n    {problem}"
                ));
                return list.join("\n");
            }
        }
    }
}

/// What `fail` or `required` said, if it was one of them that stopped the template.
fn given_up(error: &ExecError) -> Option<String> {
    if matches!(error.reason(), Reason::Fail | Reason::Required) {
        return Some(error.problem().to_string());
    }
    given_up(error.cause()?.downcast_ref()?)
}

/// The place, quoted name, context and problem of one link of an error.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let rest = text.strip_prefix("template: ")?;
    let (place, rest) = rest.split_once(": executing ")?;
    let (name, rest) = rest.split_once(" at ")?;
    let (context, problem) = rest.split_once(">: ")?;
    let end = rest.len() - problem.len() - 2;
    let _ = context;
    Some((place, name, &rest[..end], problem))
}

/// What the templates of the vectors' chart see.
fn root(context: &Json, values: &str) -> Result<Value, String> {
    let mut reader = Reader::new();
    let values = reader.value(values.as_bytes()).map_err(|error| {
        format!("cannot load values.yaml: cannot unmarshal yaml document: {error}")
    })?;
    let values = match values {
        Value::Map(map) => without_nulls(&map),
        _ => Map::new(),
    };
    let release = context["release"].as_object().into_iter().flatten();
    let release = release.map(|(key, value)| {
        let value = match value {
            Json::Bool(truth) => Value::from(*truth),
            Json::Number(number) => Value::from(number.as_i64().unwrap_or_default()),
            other => Value::from(other.as_str().unwrap_or_default()),
        };
        (Str::from(key.as_str()), value)
    });
    let template = [("BasePath", "v/templates"), ("Name", TEMPLATE)];
    let template: Map = template
        .map(|(key, value)| (key, Value::from(value)))
        .into_iter()
        .collect();
    let root: BTreeMap<&str, Value> = [
        ("Values", Value::Map(values.retyped(&VALUES))),
        ("Release", Value::Map(release.collect())),
        ("Template", Value::Map(template.retyped(&VALUES))),
        ("Chart", Value::Map(chart(context)?)),
        ("Subcharts", Value::Map(Map::new())),
    ]
    .into();
    let root: Map = root.into_iter().collect();
    Ok(Value::Map(root.retyped(&VALUES)))
}

/// `.Chart`, under the names of Go's fields.
fn chart(context: &Json) -> Result<Map, String> {
    let text = context["files"]["Chart.yaml"].as_str().unwrap_or_default();
    let read = Reader::new()
        .value(text.as_bytes())
        .map_err(|error| error.to_string())?;
    let chart = Map::new();
    for name in [
        "Name",
        "Home",
        "Version",
        "Description",
        "Icon",
        "Condition",
        "Tags",
        "Type",
    ] {
        chart.insert(name, Value::from(""));
    }
    let names = [
        ("apiVersion", "APIVersion"),
        ("appVersion", "AppVersion"),
        ("kubeVersion", "KubeVersion"),
    ];
    if let Value::Map(read) = &read {
        for entry in read.borrow().iter() {
            let key = entry.key.to_string();
            let name = names
                .iter()
                .find(|(yaml, _)| *yaml == key)
                .map(|(_, go)| (*go).to_string());
            let name = name.unwrap_or_else(|| key[..1].to_uppercase() + &key[1..]);
            let value = match (&*name, &entry.value) {
                ("Maintainers", Value::List(list)) => {
                    list.iter().map(maintainer).collect::<List>().into()
                }
                ("Annotations", Value::Map(map)) => Value::Map(map.retyped(&STRING_MAP)),
                (_, value) => value.clone(),
            };
            chart.insert(name, value);
        }
    }
    chart.insert("Dependencies", Value::List(List::new(Vec::new())));
    chart.insert("Deprecated", Value::from(false));
    chart.insert("IsRoot", Value::from(true));
    Ok(chart)
}

fn maintainer(item: &Value) -> Value {
    let field = |key: &str| {
        item.as_map()
            .and_then(|map| map.get(key))
            .unwrap_or_default()
    };
    let fields = [
        ("Name", field("name")),
        ("Email", field("email")),
        ("URL", field("url")),
    ];
    fields.into_iter().collect::<Map>().into()
}

/// Helm drops what is null in a chart's own values.
fn without_nulls(map: &Map) -> Map {
    let left = map
        .snapshot()
        .into_iter()
        .filter_map(|entry| match entry.value {
            Value::Nil => None,
            Value::Map(inner) => Some((entry.key, Value::Map(without_nulls(&inner)))),
            value => Some((entry.key, value)),
        });
    left.collect()
}

/// A made-up world with the real clock.
#[derive(Debug)]
struct Clocked(MemoryWorld);

impl World for Clocked {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn kind(&self, path: &Path) -> io::Result<FileKind> {
        self.0.kind(path)
    }

    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.0.walk(folder)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        self.0.read_stdin()
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.0.write(path, content)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.0.variable(name)
    }

    fn home(&self) -> Option<PathBuf> {
        self.0.home()
    }

    fn now(&self) -> Timestamp {
        RealWorld.now()
    }

    fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness> {
        RealWorld.randomness(key)
    }

    fn run(&self, program: &Program<'_>) -> io::Result<Finished> {
        self.0.run(program)
    }

    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.0.resolve(host)
    }
}
