//! The user's values: files, then flags, merged in Helm's order.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::strvals::{Grammar, parse_into};
use super::{Error, Loader, Provenance, go_io_error};
use crate::diagnostic::Code;
use crate::encoding::json::read_json_marked;
use crate::encoding::yaml::Marker;
use crate::source::{SourceId, Span};
use crate::value::{Map, Mark, Origin, Origins, Str, Value};
use crate::world::World;

/// What the user says, in the order of each flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserValues {
    /// `--values`: files, or `-` for standard input.
    pub files: Vec<PathBuf>,
    /// The single values, which override those in files.
    pub set: SetValues,
}

/// The single values that the user sets, in the order of each flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetValues {
    /// `--set-json`.
    pub json: Vec<String>,
    /// `--set`.
    pub set: Vec<String>,
    /// `--set-string`.
    pub string: Vec<String>,
    /// `--set-file`.
    pub file: Vec<String>,
    /// `--set-literal`.
    pub literal: Vec<String>,
}

impl UserValues {
    /// Reads and merges all: files first, then what is set. What comes later wins.
    ///
    /// # Errors
    /// The first file or flag that cannot be read, in Helm's words.
    pub fn merge(&self, loader: &mut Loader<'_>) -> Result<Map, Error> {
        let values = Map::new();
        for path in &self.files {
            let text = read(loader.world, path)?;
            let name = path.to_string_lossy();
            let read = loader
                .values(&name, &text.into())
                .map_err(|error| error.wrapped(format_args!("failed to parse {name}")))?;
            merge_maps(&values, &read);
        }
        self.set.apply(loader, &values)?;
        Ok(values)
    }
}

impl SetValues {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == SetValues::default()
    }

    /// Sets all in these values: `--set-json`, `--set`, `--set-string`, `--set-file` and
    /// `--set-literal`, in this order.
    ///
    /// # Errors
    /// The first flag that cannot be read, in Helm's words.
    ///
    /// ```
    /// use manifest_render::chart::{Loader, SetValues};
    /// use manifest_render::value::Map;
    /// use manifest_render::world::MemoryWorld;
    ///
    /// let set = SetValues { set: vec!["image.tag=1.27".into()], ..SetValues::default() };
    /// let values = Map::new();
    /// set.apply(&mut Loader::new(&MemoryWorld::new()), &values)?;
    /// assert_eq!(values.len(), 1);
    /// # Ok::<(), manifest_render::chart::Error>(())
    /// ```
    pub fn apply(&self, loader: &mut Loader<'_>, values: &Map) -> Result<(), Error> {
        for (at, text) in self.json.iter().enumerate() {
            let failed = |words: &str| {
                Error::new(format!("failed parsing --set-json data{words} {text}"))
                    .with_code(Code::Usage)
            };
            if text.trim().starts_with('{') {
                match read_json_marked(
                    text.trim().as_bytes(),
                    &mut Flag::new(loader, "--set-json", at, text.trim()),
                ) {
                    Ok((Value::Map(map), None)) => merge_maps(values, &map),
                    _ => return Err(failed(" JSON:")),
                }
            } else {
                set(loader, Grammar::Json, at, text, values).map_err(|_| failed(""))?;
            }
        }
        let rest = [
            (Grammar::Set, &self.set),
            (Grammar::String, &self.string),
            (Grammar::File, &self.file),
            (Grammar::Literal, &self.literal),
        ];
        for (grammar, texts) in rest {
            for (at, text) in texts.iter().enumerate() {
                set(loader, grammar, at, text, values).map_err(|error| {
                    let flag = grammar.flag();
                    Error::new(format!("failed parsing {flag} data: {error}"))
                        .with_code(Code::Usage)
                })?;
            }
        }
        Ok(())
    }
}

fn set(
    loader: &mut Loader<'_>,
    grammar: Grammar,
    at: usize,
    text: &str,
    values: &Map,
) -> Result<(), super::strvals::Error> {
    let world = loader.world;
    let mut flag = Flag::new(loader, grammar.flag(), at, text);
    let read = |name: &str| {
        let text = read(world, Path::new(name)).map_err(|error| error.to_string())?;
        Ok(Value::from(Str::from(text)))
    };
    parse_into(grammar, text, values, &mut |part| flag.part(part), &read)
}

/// A flag whose parts get marks in a tracing run.
struct Flag<'f> {
    origins: Option<&'f mut Origins>,
    source: SourceId,
    name: &'static str,
    number: u32,
    text: &'f str,
}

impl<'f> Flag<'f> {
    fn new(loader: &'f mut Loader<'_>, name: &'static str, at: usize, text: &'f str) -> Self {
        let mut flag = Flag {
            origins: None,
            source: SourceId::default(),
            name,
            number: u32::try_from(at + 1).unwrap_or(u32::MAX),
            text,
        };
        if let Some(Provenance { sources, origins }) = &mut loader.provenance
            && let Some(origins) = origins
        {
            flag.source = sources.add_made(format!("{name} {}", flag.number), text.as_bytes());
            flag.origins = Some(origins);
        }
        flag
    }

    /// The mark of a part of the text.
    fn part(&mut self, part: Range<usize>) -> Mark {
        let Some(origins) = &mut self.origins else {
            return Mark::NONE;
        };
        origins.add(Origin::Flag {
            flag: self.name,
            number: self.number,
            text: self.text.get(part.clone()).unwrap_or_default().into(),
            span: Span::new(self.source, part),
        })
    }
}

/// Marks what JSON holds: the entry, where it is told of the key.
impl Marker for Flag<'_> {
    const ON: bool = true;

    fn mark(&mut self, start: u32, end: u32) -> Mark {
        let (start, end) = (start as usize, end as usize);
        let rest = self.text.get(end..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let part = match self.text.get(start..end) {
            // An item is known by what stands before it.
            Some("[" | ",") => end + blanks..value_end(self.text, end),
            _ if rest.trim_start().starts_with(':') => start..value_end(self.text, end),
            _ => start..end,
        };
        self.part(part)
    }
}

/// Where the entry or item of JSON ends that goes on from here.
fn value_end(json: &str, from: usize) -> usize {
    let rest = json.get(from..).unwrap_or_default();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return from + rest[..at].trim_end().len(),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    json.len()
}

fn read(world: &dyn World, path: &Path) -> Result<Vec<u8>, Error> {
    let read = match path.to_string_lossy().trim() {
        "-" => world.read_stdin(),
        _ => world.read(path),
    };
    read.map_err(|error| go_io_error("open", path, &error))
}

/// Lets the second map override the first, in maps that both have too.
fn merge_maps(into: &Map, from: &Map) {
    let mut open = vec![(into.clone(), from.clone())];
    while let Some((into, from)) = open.pop() {
        for entry in from.snapshot() {
            match (into.get(&entry.key), &entry.value) {
                (Some(Value::Map(into)), Value::Map(from)) => open.push((into, from.clone())),
                _ => {
                    into.insert_marked(entry.key, entry.value, entry.mark);
                }
            }
        }
    }
}
