//! All templates of a chart, in Helm's order, over one set.

use std::cell::RefCell;
use std::rc::Rc;

use super::Fault;
use crate::chart::scope::Template;
use crate::chart::values::VALUES;
use crate::functions::{self, Profile};
use crate::gotemplate::call::Environment;
use crate::gotemplate::parse::ParseError;
use crate::gotemplate::{MissingKey, NoTrace, Reached, Set, Tracer};
use crate::renderer::faults::Failure;
use crate::renderer::usage::Watch;
use crate::source::{SourceId, Sources};
use crate::value::{Map, Origins, Str, StrBuf, Value};

/// What one template wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// The template's full path: `web/charts/db/templates/service.yaml`.
    pub name: String,
    /// The template's text, where sources are kept.
    pub source: Option<SourceId>,
    /// What it wrote, with runs in a tracing rendering.
    pub text: Str,
    /// The places that the runs speak of.
    pub reached: Vec<Reached>,
}

/// What a rendering remembers about places and origins.
#[derive(Debug, Default)]
pub struct Memory<'m> {
    /// Where texts that are parsed on the way are kept.
    pub sources: Option<Rc<RefCell<Sources>>>,
    /// Where origins are kept by a tracing rendering.
    pub origins: Option<&'m mut Origins>,
    /// What notes which values are read, in a tracing rendering.
    pub watch: Option<&'m mut Watch>,
}

/// What is wrong with texts, told of the first of them.
fn syntax(templates: &[Template<'_>], broken: Vec<(usize, Vec<ParseError>)>) -> Fault {
    let first = broken.first().and_then(|(at, _)| templates.get(*at));
    Fault::Syntax {
        file: first.map_or_else(String::new, |template| template.name.clone()),
        errors: broken.into_iter().flat_map(|(_, errors)| errors).collect(),
    }
}

/// Parses all templates, then executes those that are not partials.
///
/// # Errors
/// The first thing that goes wrong, as in Helm; of a traced run all templates that fail.
pub fn execute(
    templates: &[Template<'_>],
    environment: &Environment,
    mut memory: Memory<'_>,
) -> Result<Vec<Written>, Fault> {
    let mut set =
        Set::new("gotpl", functions::of(Profile::Helm)).with_missing_key(MissingKey::Zero);
    if let Some(sources) = &memory.sources {
        set = set.with_sources(sources.clone());
    }
    let texts = templates.iter().map(|template| {
        let source = template.file.source.unwrap_or_default();
        (&*template.name, template.file.data.shared(), source)
    });
    let texts: Vec<_> = texts.collect();
    set.add_all(&texts)
        .map_err(|broken| syntax(templates, broken))?;
    let mut failures = Vec::new();
    let mut written = Vec::new();
    let mut out = StrBuf::new();
    for template in templates {
        let base = template.name.rsplit('/').next().unwrap_or_default();
        if base.starts_with('_') {
            continue;
        }
        let about = [
            ("Name", Value::from(template.name.as_str())),
            ("BasePath", template.base.as_str().into()),
        ];
        let about = Map::from_iter(about).retyped(&VALUES);
        template.scope.insert("Template", about.into());
        let dot = Value::from(template.scope.retyped(&VALUES));
        let failed = |error| Fault::Execution {
            file: template.name.clone(),
            error,
        };
        let mut reached = Vec::new();
        match (&mut memory.origins, set.get(&template.name)) {
            (Some(origins), Some(parsed)) => {
                let noted = memory.watch.as_mut().map(|watch| &mut watch.noted);
                let tracer = Tracer::new(origins).noting(noted);
                let tracer = tracer.depending(template.enabled_by);
                let (done, tracer) =
                    set.execute_template(parsed, &dot, environment, tracer, &mut out);
                if let Err(error) = done {
                    failures.push(Failure::new(&template.name, error, &tracer, &set));
                    out.clear();
                    continue;
                }
                reached = tracer.all_reached().to_vec();
            }
            (None, Some(parsed)) => {
                let (done, _) = set.execute_template(parsed, &dot, environment, NoTrace, &mut out);
                done.map_err(failed)?;
            }
            // A parsed template is always there.
            (_, None) => {}
        }
        let text = functions::flow::without_no_value(out.take_str());
        if let Some(watch) = &mut memory.watch {
            watch.noted.note_text(&text);
        }
        set.relax(&template.name);
        written.push(Written {
            name: template.name.clone(),
            source: template.file.source,
            text,
            reached,
        });
    }
    if let (Some(watch), Some(origins)) = (memory.watch, memory.origins) {
        let is_own = |template: &&Template<'_>| !template.name.contains("/charts/");
        let own = templates.iter().filter(is_own);
        own.filter_map(|template| template.file.source)
            .for_each(|source| watch.own(source));
        watch.executed(&set, written.iter().map(|written| &*written.name), origins);
    }
    match failures.is_empty() {
        true => Ok(written),
        false => Err(Fault::Templates(failures)),
    }
}
