//! The lines of whole streams.

use std::cmp::Reverse;
use std::ops::Range;
use std::vec;

use super::facts::{OutputLine, lines_of, resource_lines};
use crate::manifest::{ResourceId, split_manifests};
use crate::renderer::{Rendered, Resource};
use crate::value::Str;

/// The lines of a stream as [`Rendered::stream`] writes it.
pub fn stream_lines<'r>(
    rendered: &'r Rendered,
    resources: impl Iterator<Item = &'r Resource>,
) -> Vec<OutputLine<'r>> {
    let mut all = Vec::new();
    for resource in resources {
        let id = &resource.found.id;
        all.push(OutputLine::between("---", id));
        all.extend(resource_lines(rendered, resource));
        all.push(OutputLine::between("", id));
    }
    all
}

/// What `helm template` writes above each document.
const SOURCE: &[u8] = b"# Source: ";
/// What stands above that.
const SEPARATOR: &[u8] = b"---\n";
/// Both.
const NEXT: &[u8] = b"---\n# Source: ";

/// The lines of a stream as `helm template` writes it: two lines stand above each document, the
/// second of which names the template, and no blanks around it. Documents that are not what the
/// rendering has, such as those that a post-renderer changed, have no origins.
pub fn template_lines<'r>(rendered: &'r Rendered, stream: &[u8]) -> Vec<OutputLine<'r>> {
    let mut lines = Vec::new();
    let Some(first) = rendered.resources.first() else {
        return lines;
    };
    let mut resource = &first.found.id;
    let mut documents = Documents::of(rendered);
    let mut known: vec::IntoIter<OutputLine<'r>> = Vec::new().into_iter();
    let (mut at, mut is_separated) = (0, false);
    for line in stream.split_inclusive(|&b| b == b'\n') {
        at += line.len();
        if let Some(line) = known.next() {
            resource = line.resource;
            lines.push(line);
            continue;
        }
        if let (true, Some(path)) = (is_separated, line.strip_prefix(SOURCE)) {
            let rest = stream.get(at..).unwrap_or_default();
            let own = documents.take(path.trim_ascii_end(), rest, resource);
            known = own.unwrap_or_default().into_iter();
            if let Some(line) = known.as_slice().first() {
                resource = line.resource;
            }
        }
        is_separated = line == SEPARATOR;
        let shown = String::from_utf8_lossy(line.trim_ascii_end());
        lines.push(OutputLine::between(shown, resource));
    }
    lines
}

/// The documents that templates wrote, each of which stands in a stream at most once.
struct Documents<'r> {
    rendered: &'r Rendered,
    left: Vec<Document<'r>>,
}

/// A document, or all that a file wrote: definitions are printed as they are.
struct Document<'r> {
    file: usize,
    path: &'r [u8],
    /// All that its file wrote.
    written: &'r Str,
    /// Where it stands in that.
    range: Range<usize>,
}

impl<'r> Document<'r> {
    /// Its bytes without blanks behind them.
    fn bytes(&self) -> &'r [u8] {
        let bytes = self.written.as_bytes().get(self.range.clone());
        bytes.unwrap_or_default().trim_ascii_end()
    }
}

impl<'r> Documents<'r> {
    fn of(rendered: &'r Rendered) -> Self {
        let mut left = Vec::new();
        for (file, written) in rendered.files.iter().enumerate() {
            let path = written.name.as_os_str().as_encoded_bytes();
            let bytes = written.text.as_bytes();
            let parts = split_manifests(bytes);
            let whole = (parts.len() > 1).then_some(0..bytes.len());
            // Blanks behind it may stand for a value that is empty.
            let blanks = |at| {
                let behind = bytes.get(at..).unwrap_or_default().iter();
                behind
                    .take_while(|byte| matches!(byte, b' ' | b'\t'))
                    .count()
            };
            let parts = parts
                .into_iter()
                .map(|part| part.start..part.end + blanks(part.end));
            left.extend(whole.into_iter().chain(parts).map(|range| Document {
                file,
                path,
                written: &written.text,
                range,
            }));
        }
        Documents { rendered, left }
    }

    /// The lines of the document of this template with which the rest of a stream begins, those
    /// that are of no resource counted to this one.
    fn take(
        &mut self,
        path: &[u8],
        rest: &[u8],
        resource: &'r ResourceId,
    ) -> Option<Vec<OutputLine<'r>>> {
        let own = self.left.iter().enumerate();
        let own = own.filter(|(_, document)| document.path == path);
        let own = own.map(|(at, document)| (at, document.bytes()));
        let at = match own.clone().find(|(_, text)| is_next(text, rest)) {
            Some((at, _)) => at,
            // What is random differs.
            None => {
                let alike = own.map(|(at, text)| (lines_in_common(text, rest), Reverse(at)));
                let (_, Reverse(at)) = alike.filter(|(lines, _)| *lines > 0).max()?;
                at
            }
        };
        let document = self.left.remove(at);
        let text = document.written.slice(document.range.clone());
        let mut lines = lines_of(self.rendered, document.file, resource, &text);
        lines.truncate(split(document.bytes()).count());
        let resources = self.rendered.resources.iter();
        let mut resources: Vec<_> = resources
            .filter(|resource| resource.file == document.file)
            .collect();
        resources.sort_by_key(|resource| resource.found.range.start);
        let mut at = document.range.start;
        for (line, bytes) in lines.iter_mut().zip(split(document.bytes())) {
            let before = resources.partition_point(|resource| resource.found.range.start <= at);
            if let Some(own) = before.checked_sub(1).and_then(|own| resources.get(own)) {
                line.resource = &own.found.id;
            }
            at += bytes.len() + 1;
        }
        Some(lines)
    }
}

/// Whether a stream begins with this document.
fn is_next(document: &[u8], stream: &[u8]) -> bool {
    let after = stream.strip_prefix(document).map(<[u8]>::trim_ascii_start);
    after.is_some_and(|after| after.is_empty() || after.starts_with(NEXT))
}

/// How many lines the document with which a stream begins has in common with another one that has
/// as many.
fn lines_in_common(document: &[u8], stream: &[u8]) -> usize {
    let next = memchr::memmem::find_iter(stream, NEXT).find(|&at| stream[..at].ends_with(b"\n"));
    let next = stream
        .get(..next.unwrap_or(stream.len()))
        .unwrap_or_default();
    let (next, document) = (|| split(next.trim_ascii_end()), || split(document));
    match next().count() == document().count() {
        true => next().zip(document()).filter(|(a, b)| a == b).count(),
        false => 0,
    }
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&b| b == b'\n')
}
