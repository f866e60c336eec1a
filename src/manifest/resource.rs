//! What resources a stream holds, and what each is called.

use std::fmt;
use std::ops::Range;

use super::head::{Head, HeadError};
use super::split::{lines_of, split_documents};
use super::text_only::{NotText, not_text};
use crate::encoding::yaml::emit::{EmitError, to_yaml};
use crate::encoding::yaml::{Error as YamlError, FileMarks, Numbers, Reader};
use crate::source::SourceId;
use crate::value::{List, Map, Origin, Origins, Str, Value};

/// A resource: a document of a stream, or an item of a list in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The bytes of its document in the stream.
    pub range: Range<usize>,
    /// Its own text where it is not just its document's: an item of a list.
    pub text: Option<Str>,
    /// What it is called.
    pub id: ResourceId,
    /// Its annotations and labels that are not text.
    pub not_text: Vec<NotText>,
}

/// What a resource is called. Empty is what is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
}

impl ResourceId {
    /// The name by which Harness remembers it: `namespace/Kind/name`. The namespace of the
    /// infrastructure stands in for a missing one; it is not written into the manifest.
    ///
    /// ```
    /// use manifest_render::manifest::ResourceId;
    ///
    /// let id = ResourceId { kind: "Service".into(), name: "web".into(), ..Default::default() };
    /// assert_eq!(id.in_namespace("shop"), "shop/Service/web");
    /// ```
    pub fn in_namespace(&self, infrastructure: &str) -> String {
        let namespace = if self.namespace.is_empty() {
            infrastructure
        } else {
            self.namespace.as_str()
        };
        format!("{namespace}/{}/{}", self.kind, self.name)
    }
}

/// `Kind/name`, or `Kind/name@namespace`.
impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)?;
        if self.namespace.is_empty() {
            Ok(())
        } else {
            write!(f, "@{}", self.namespace)
        }
    }
}

/// Why a document is no resource.
#[derive(Clone, Debug)]
pub struct ResourceError {
    /// What is wrong with it.
    pub problem: Problem,
    /// Its bytes in the stream.
    pub range: Range<usize>,
}

/// What is wrong with a document, in Harness's words.
#[derive(Clone, Debug)]
pub enum Problem {
    /// It is no YAML.
    Yaml(YamlError),
    /// It is a list, not a map.
    NotAMap,
    /// This field is not there.
    Absent(&'static str),
    /// This field is null.
    Null(&'static str),
    /// A list of this kind, which should hold no other kind than its own.
    Mixed(String),
    /// An item of a list that cannot be written.
    Item(EmitError),
    /// It is not what Helm takes for a manifest.
    Head(HeadError),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Yaml(error) => error.fmt(f),
            Problem::NotAMap => f.write_str("can't be loaded as map"),
            Problem::Absent(field) => write!(f, "{field} not found in spec"),
            Problem::Null(field) => write!(f, "{field} is set to null in spec"),
            Problem::Mixed(kind) => {
                let only = kind.strip_suffix(LIST).unwrap_or(kind);
                write!(f, "{kind} should only contain {only} kind")
            }
            Problem::Item(error) => error.fmt(f),
            Problem::Head(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for ResourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for ResourceError {}

const LIST: &str = "List";

/// Whose rules say what is a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    Harness,
    /// Helm, and the client it applies manifests with.
    Helm,
}

/// The resources of a stream, in its order, as Harness reads them.
///
/// Documents that hold nothing, and scalars, are left out. A document whose kind ends with `List`
/// is unfolded into its items; everything else keeps its bytes.
///
/// # Errors
/// The first document that is no resource.
///
/// ```
/// use manifest_render::manifest::read_resources;
///
/// let stream = b"# nothing\n---\nkind: Service\nmetadata: {name: web}\n";
/// let resources = read_resources(stream)?;
/// assert_eq!(resources[0].id.to_string(), "Service/web");
/// assert_eq!(resources[0].range, 14..50);
/// # Ok::<(), manifest_render::manifest::ResourceError>(())
/// ```
pub fn read_resources(stream: &[u8]) -> Result<Vec<Resource>, ResourceError> {
    let mut resources = Vec::new();
    for range in split_documents(stream) {
        let document = stream.get(range.clone()).unwrap_or_default();
        let text = lines_of(document);
        let read = read_document(&text, &range, Rules::Harness, &mut resources);
        read.map_err(|problem| ResourceError {
            problem,
            range: range.clone(),
        })?;
    }
    Ok(resources)
}

/// The head of one document of a chart, which stands at these bytes of what its template wrote, and
/// its resources.
///
/// One that holds nothing has none; a list with items is unfolded. What has no name may have one
/// generated for it.
///
/// # Errors
/// A document that Helm refuses, or that cannot be applied.
///
/// ```
/// use manifest_render::manifest::read_manifest;
///
/// let document = b"kind: Job\nmetadata: {generateName: backup-}\n";
/// let (head, resources) = read_manifest(document, &(0..document.len()))?;
/// assert_eq!(head.kind, "Job");
/// assert_eq!(resources[0].id.to_string(), "Job/backup-");
/// # Ok::<(), manifest_render::manifest::ResourceError>(())
/// ```
pub fn read_manifest(
    document: &[u8],
    range: &Range<usize>,
) -> Result<(Head, Vec<Resource>), ResourceError> {
    let refused = |problem| ResourceError {
        problem,
        range: range.clone(),
    };
    let head = Head::read(document).map_err(|error| {
        refused(match error {
            HeadError::Yaml(error) => Problem::Yaml(error),
            shape => Problem::Head(shape),
        })
    })?;
    let mut resources = Vec::new();
    read_document(document, range, Rules::Helm, &mut resources).map_err(refused)?;
    Ok((head, resources))
}

fn read_document(
    text: &[u8],
    range: &Range<usize>,
    rules: Rules,
    resources: &mut Vec<Resource>,
) -> Result<(), Problem> {
    let value = Reader::new()
        .numbers(Numbers::Typed)
        .value(text)
        .map_err(Problem::Yaml)?;
    let map = match value {
        Value::Map(map) => map,
        Value::List(_) => return Err(Problem::NotAMap),
        _ => return Ok(()),
    };
    let kind = kind(&map)?;
    let has_items = || matches!(map.get("items"), Some(Value::List(_)));
    if kind.ends_with(LIST) && (rules == Rules::Harness || has_items()) {
        return unfold(&map, &kind, range, rules, resources);
    }
    let mut id = identify(&map, kind, rules)?;
    if rules == Rules::Harness
        && let Some(letter) = letter_name(&map, text)
    {
        id.name = letter;
    }
    resources.push(Resource {
        range: range.clone(),
        text: None,
        id,
        not_text: not_text(&map),
    });
    Ok(())
}

/// The items of a list, each with a text of its own.
fn unfold(
    map: &Map,
    kind: &str,
    range: &Range<usize>,
    rules: Rules,
    resources: &mut Vec<Resource>,
) -> Result<(), Problem> {
    let items = match map.get("items") {
        None => return Err(Problem::Absent("items")),
        Some(Value::List(items)) => items,
        Some(_) => List::new(Vec::new()),
    };
    let wanted = kind.strip_suffix(LIST).unwrap_or_default();
    for item in items.iter() {
        let Value::Map(item) = item else {
            return Err(Problem::NotAMap);
        };
        let own = self::kind(item)?;
        if rules == Rules::Harness && !wanted.is_empty() && own != wanted {
            return Err(Problem::Mixed(kind.to_owned()));
        }
        let id = identify(item, own, rules)?;
        let text = to_yaml(&Value::Map(item.clone()))
            .map_err(Problem::Item)?
            .into_str();
        resources.push(Resource {
            range: range.clone(),
            text: Some(text),
            id,
            not_text: not_text(item),
        });
    }
    Ok(())
}

fn kind(map: &Map) -> Result<String, Problem> {
    match map.get("kind") {
        None => Err(Problem::Absent("kind")),
        Some(kind) => text(&kind).ok_or(Problem::Null("kind")),
    }
}

fn identify(map: &Map, kind: String, rules: Rules) -> Result<ResourceId, Problem> {
    let Some(Value::Map(metadata)) = map.get("metadata") else {
        return Err(Problem::Absent("metadata"));
    };
    let generated = match rules {
        Rules::Harness => None,
        Rules::Helm => metadata.get("generateName"),
    };
    let name = match metadata.get("name").or(generated) {
        None => return Err(Problem::Absent("metadata.name")),
        Some(name) => text(&name).ok_or(Problem::Null("metadata.name"))?,
    };
    let api_version = map
        .get("apiVersion")
        .as_ref()
        .and_then(text)
        .unwrap_or_default();
    let namespace = metadata
        .get("namespace")
        .as_ref()
        .and_then(text)
        .unwrap_or_default();
    Ok(ResourceId {
        api_version,
        kind,
        namespace,
        name,
    })
}

/// The name `y` or `n`, which Harness's reader of manifests takes for text, other than that of
/// values files.
fn letter_name(map: &Map, document: &[u8]) -> Option<String> {
    let is_truth = |map: &Map| match map.get("metadata") {
        Some(Value::Map(metadata)) => matches!(metadata.get("name"), Some(Value::Bool(_))),
        _ => false,
    };
    if !is_truth(map) {
        return None;
    }
    let mut origins = Origins::new();
    let marks = FileMarks {
        origins: &mut origins,
        source: SourceId::default(),
        secret: false,
    };
    let Ok(Value::Map(map)) = Reader::new().marker(marks).value(document) else {
        return None;
    };
    let (_, mark) = map.get("metadata")?.as_map()?.get_marked("name")?;
    let span = match origins.leaves(mark).first()? {
        Origin::File { span, .. } => span.range(),
        _ => return None,
    };
    match document.get(span)? {
        [letter @ (b'y' | b'Y' | b'n' | b'N')] => Some(char::from(*letter).to_string()),
        _ => None,
    }
}

/// A scalar as text; numbers and truth values become one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Missing | Value::Nil => None,
        Value::Str(text) => Some(text.to_string_lossy().into_owned()),
        other => {
            let yaml = to_yaml(other).ok()?.into_str();
            Some(yaml.to_string_lossy().trim_end().to_owned())
        }
    }
}
