//! Values files of several documents, which Helm merges.

use super::marker::Marker;
use super::{Error, Position, Reader, Stage};
use crate::value::{Map, Value};

/// Reads a values file as Helm's chart loader does (`loader.LoadValues`): documents end at lines
/// that begin with `---`, and what a later one says overrides what an earlier one said, in nested
/// maps too.
///
/// # Errors
/// When a document cannot be read or is no map, and when anything but a comment stands behind
/// `---`. The texts are Helm's.
///
/// ```
/// use manifest_render::encoding::yaml::{Reader, read_values_file};
///
/// let values = read_values_file(&mut Reader::new(), b"a: {x: 1}\n---\na: {y: 2}\n")?;
/// assert_eq!(values.get("a").unwrap().as_map().unwrap().len(), 2);
/// # Ok::<(), manifest_render::encoding::yaml::Error>(())
/// ```
pub fn read_values_file<M: Marker>(reader: &mut Reader<M>, text: &[u8]) -> Result<Map, Error> {
    let values = Map::new();
    let mut start = 0;
    let mut pos = 0;
    loop {
        let rest = text.get(pos..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = rest.get(..length).unwrap_or_default();
        let separator = line.starts_with(b"---");
        if let Some(behind) = line.strip_prefix(b"---") {
            let behind = String::from_utf8_lossy(behind);
            let behind = behind.trim();
            if !behind.is_empty() && !behind.starts_with('#') {
                return Err(bad_separator(behind, text, pos));
            }
        }
        // A separator before any line belongs to the document it begins.
        if pos > start && (separator || line.is_empty()) {
            read_part(reader, text, start, pos, &values)?;
            start = if separator { pos + length } else { pos };
        }
        pos += length;
        if line.is_empty() {
            return Ok(values);
        }
    }
}

fn read_part<M: Marker>(
    reader: &mut Reader<M>,
    text: &[u8],
    start: usize,
    end: usize,
    values: &Map,
) -> Result<(), Error> {
    let part = text.get(start..end).unwrap_or_default();
    reader.set_offset(start);
    let read = if part.ends_with(b"\n") {
        reader.map(part, "map[string]interface {}")
    } else {
        // Helm reads by lines and ends each of them.
        reader.map(&[part, b"\n"].concat(), "map[string]interface {}")
    };
    reader.set_offset(0);
    let lines = text
        .iter()
        .take(start)
        .filter(|byte| **byte == b'\n')
        .count();
    let read = read.map_err(|error| {
        error
            .moved(lines as u32)
            .wrapped("cannot unmarshal yaml document: ")
    })?;
    if let Some(map) = read {
        merge(values, &map);
    }
    Ok(())
}

/// Lets the second map override the first, within maps that both have too.
fn merge(into: &Map, from: &Map) {
    let mut open = vec![(into.clone(), from.clone())];
    while let Some((into, from)) = open.pop() {
        for entry in from.snapshot() {
            if let (Value::Map(from), Some(Value::Map(into))) = (&entry.value, into.get(&entry.key))
            {
                open.push((into, from.clone()));
            } else {
                into.insert_marked(entry.key, entry.value, entry.mark);
            }
        }
    }
}

#[cold]
fn bad_separator(behind: &str, text: &[u8], pos: usize) -> Error {
    let line = text.iter().take(pos).filter(|byte| **byte == b'\n').count();
    let place = Position {
        offset: pos as u32,
        line: line as u32,
        column: 0,
    };
    let problem = format!("invalid Yaml document separator: {behind}");
    Error::unplaced(Stage::Convert, problem, place)
        .length_of(3)
        .wrapped("error reading yaml document: ")
        .hinted(Some(
            "put the content on a line of its own, below `---`".into(),
        ))
}
