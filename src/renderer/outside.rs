//! What a rendering is told about the outside: a seed, the DNS, the objects of a cluster.

use std::path::PathBuf;
use std::rc::Rc;

use super::{Request, faults};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::encoding::yaml::{Numbers, Reader};
use crate::functions::cluster::{EnableDns, Objects};
use crate::gotemplate::call::Environment;
use crate::source::{SourceId, Sources, Span};
use crate::value::{Map, Value};
use crate::world::{SeededWorld, World};

/// The world, with clock and randomness of a seed where there is one.
pub fn seeded(seed: Option<&str>, world: Rc<dyn World>) -> Rc<dyn World> {
    match seed {
        Some(seed) => Rc::new(SeededWorld::new(seed, world)),
        None => world,
    }
}

/// The surroundings of all templates of a request.
///
/// # Errors
/// When the objects cannot be read.
pub fn environment(
    request: &Request,
    world: Rc<dyn World>,
    sources: &mut Sources,
) -> Result<Environment, Diagnostics> {
    let mut environment = Environment::new(world.clone());
    environment.limits = request.limits;
    if request.enable_dns {
        environment.insert(EnableDns);
    }
    if !request.lookup.is_empty() {
        environment.insert(objects(&request.lookup, &*world, sources)?);
    }
    Ok(environment)
}

/// The objects in files: manifests, or what `kubectl get -o yaml` printed.
///
/// # Errors
/// All files that cannot be read or hold something else, at once.
pub fn objects(
    files: &[PathBuf],
    world: &dyn World,
    sources: &mut Sources,
) -> Result<Objects, Diagnostics> {
    let mut objects = Vec::new();
    let mut findings = Diagnostics::default();
    for path in files {
        let bytes = match world.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.0.push(faults::unreadable(path, &error));
                continue;
            }
        };
        let source = sources.add(&*path.to_string_lossy(), bytes.as_slice());
        match Reader::new()
            .numbers(Numbers::Unstructured)
            .documents(&bytes)
        {
            Ok(documents) => {
                // What kubectl prints for nothing found, and what stands around separators.
                for document in documents.into_iter().filter(|d| !matches!(d, Value::Nil)) {
                    match document {
                        Value::Map(map) if is_object(&map) => objects.push(Value::Map(map)),
                        _ => findings.0.push(not_an_object(source, sources)),
                    }
                }
            }
            Err(error) => {
                let span = error.span();
                let span = Span::new(source, span.start..span.end);
                findings.0.push(faults::not_yaml(&error, span, sources));
            }
        }
    }
    if findings.0.is_empty() {
        Ok(Objects::new(objects))
    } else {
        Err(findings)
    }
}

fn is_object(map: &Map) -> bool {
    ["apiVersion", "kind"]
        .iter()
        .all(|key| matches!(map.get(key), Some(Value::Str(text)) if !text.is_empty()))
}

fn not_an_object(source: SourceId, sources: &Sources) -> Diagnostic {
    let message = format!(
        "{} holds something that is not a Kubernetes object",
        sources.name(source)
    );
    Diagnostic::error(Code::InvalidManifest, message)
        .with_note("every document has an apiVersion and a kind, so that lookup can find it")
        .with_hint("`kubectl get KIND --output yaml` prints what can be used here")
}
