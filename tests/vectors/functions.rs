//! `functions.jsonl`: what the functions of Helm's templates give, and their errors.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use manifest_render::chart::dependencies::process_dependencies;
use manifest_render::chart::{Loader, Release, Warnings};
use manifest_render::gotemplate::call::Environment;
use manifest_render::renderer::helm;
use manifest_render::value::Map;
use manifest_render::world::{
    DrawKey, FileKind, Finished, MemoryWorld, Program, Randomness, RealWorld, Timestamp, World,
};
use serde_json::Value as Json;

use crate::support::{Tally, lines, parse, read};

#[test]
fn functions() {
    let mut tally = Tally::new("functions");
    let Some(context) = read("functions_context.json").map(|text| parse(&text)) else {
        return;
    };
    for vector in lines("functions.jsonl").unwrap_or_default() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let want = match vector["error"].as_str() {
            Some(error) => format!("error {error}"),
            None => format!("output {}", text("want")),
        };
        let mut got = match run(&context, &vector) {
            Ok(output) => format!("output {output}"),
            Err(error) => format!("error {error}"),
        };
        if vector["lossy_utf8"] == true {
            // The recorder wrote one U+FFFD for several bytes.
            got = got.replace("\u{fffd}\u{fffd}", "\u{fffd}");
        }
        let difference = (want != got).then(|| {
            let (template, values) = (text("template"), text("values"));
            format!("input: {template}\nvalues: {values:?}\nwant:  {want:?}\ngot:   {got:?}")
        });
        tally.count(text("function"), text("name"), difference);
    }
    tally.finish();
}

fn run(context: &Json, vector: &Json) -> Result<String, String> {
    run_in(context, vector, |world| Rc::new(Clocked(world)))
}

/// Renders the context's chart with the vector's values and template, in a world made of the one
/// that holds them.
pub fn run_in(
    context: &Json,
    vector: &Json,
    outside: impl FnOnce(MemoryWorld) -> Rc<dyn World>,
) -> Result<String, String> {
    let text = |json: &Json| json.as_str().unwrap_or_default().to_string();
    let root = text(&context["chart_root"]);
    let template = text(&context["template_path"]);
    let mut world = MemoryWorld::new();
    for (name, content) in context["files"].as_object().into_iter().flatten() {
        world = world.with_file(format!("{root}/{name}"), text(content));
    }
    for (name, value) in vector["env"].as_object().into_iter().flatten() {
        world = world.with_variable(name, &text(value));
    }
    let world = world
        .with_file(format!("{root}/values.yaml"), text(&vector["values"]))
        .with_file(format!("{root}/{template}"), text(&vector["template"]));
    let world = outside(world);

    let mut chart = Loader::new(&*world)
        .load(Path::new(&root))
        .map_err(|error| error.to_string())?;
    let release = &context["release"];
    let options = helm::Options {
        release: Release::new(text(&release["Name"]), text(&release["Namespace"])),
        ..helm::Options::default()
    };
    let environment = Environment::new(world.clone());
    let (none, mut warnings) = (Map::new(), Warnings::new());
    process_dependencies(&mut chart, &none, &mut warnings).map_err(|error| error.to_string())?;
    let prepared = helm::prepare(&chart, &none, &options, &world, &mut warnings)
        .map_err(|error| error.to_string())?;
    let written = helm::execute(&prepared.templates, &environment, helm::Memory::default())
        .map_err(|error| error.to_string())?;
    let path = format!("{root}/{template}");
    let own = written.into_iter().find(|written| written.name == path);
    Ok(own.map_or_else(String::new, |own| own.text.to_string_lossy().into_owned()))
}

/// A made-up world with the real clock.
#[derive(Debug)]
pub struct Clocked(pub MemoryWorld);

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
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path)
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
