//! Where one document of a stream ends and the next begins.

use std::borrow::Cow;
use std::ops::Range;

/// The documents of a stream as Harness splits it.
///
/// Every line that starts with `---` separates, be it inside of a block scalar; what else it holds
/// is lost. Documents without any line are left out, those of blank lines and comments are not.
/// [`lines_of`] gives a document's text as Harness goes on with it.
///
/// ```
/// use manifest_render::manifest::split_documents;
///
/// let stream = b"a: 1\n--- # next\nb: 2\n---\n";
/// assert_eq!(split_documents(stream), [0..5, 16..21]);
/// ```
pub fn split_documents(stream: &[u8]) -> Vec<Range<usize>> {
    let mut documents = Vec::new();
    let mut document = 0..0;
    for line in lines(stream) {
        if stream[line.clone()].starts_with(b"---") {
            documents.extend((!document.is_empty()).then_some(document));
            document = line.end..line.end;
        } else {
            document.end = line.end;
        }
    }
    documents.extend((!document.is_empty()).then_some(document));
    documents
}

/// A document's lines, each with one line feed, as Harness goes on with it. Only a document with
/// other line ends, or without the last one, is copied.
pub fn lines_of(document: &[u8]) -> Cow<'_, [u8]> {
    if document.ends_with(b"\n") && memchr::memchr(b'\r', document).is_none() {
        return Cow::Borrowed(document);
    }
    let mut text = Vec::with_capacity(document.len() + 1);
    for line in lines(document) {
        let line = &document[line];
        let end = line
            .iter()
            .rposition(|byte| !matches!(byte, b'\r' | b'\n'))
            .map_or(0, |at| at + 1);
        text.extend_from_slice(&line[..end]);
        text.push(b'\n');
    }
    Cow::Owned(text)
}

/// The lines of a text with their ends: `\n`, `\r\n` or `\r`.
fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            None => text.len(),
            Some(at) if rest[at..].starts_with(b"\r\n") => start + at + 2,
            Some(at) => start + at + 1,
        };
        let line = start..end;
        start = end;
        Some(line)
    })
}

/// The documents of one rendered file as Helm splits it.
///
/// A separator is `---` at the start of a line, with all white space around it; what follows it in
/// its line belongs to the next document. Right behind a separator there is no second one:
/// `---\n---\na: 1` is the document `---\na: 1`. Documents of nothing but white space are left out.
///
/// ```
/// use manifest_render::manifest::split_manifests;
///
/// let file = b"---\na: 1\n\n--- \nb: 2\n";
/// assert_eq!(split_manifests(file), [4..8, 15..20]);
/// ```
pub fn split_manifests(file: &[u8]) -> Vec<Range<usize>> {
    let mut documents = Vec::new();
    let start = skip_space(file, 0);
    let mut from = start;
    if file[start..].starts_with(b"---") {
        from = skip_blanks(file, start + 3);
    }
    let mut push = |range: Range<usize>| {
        let range = skip_space(&file[..range.end], range.start)..range.end;
        documents.extend((!range.is_empty()).then_some(range));
    };
    while let Some(at) = memchr::memmem::find(&file[from..], b"\n---") {
        let feed = from + at;
        let blanks = file[from..feed]
            .iter()
            .rev()
            .take_while(|byte| is_blank(**byte))
            .count();
        push(from..feed - blanks);
        from = skip_blanks(file, feed + 4);
    }
    push(from..file.len());
    documents
}

/// White space in Go's regular expressions.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC)
}

fn skip_blanks(text: &[u8], from: usize) -> usize {
    from + text[from..]
        .iter()
        .take_while(|byte| is_blank(**byte))
        .count()
}

/// Behind white space of any kind that Unicode knows.
fn skip_space(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some((Ok(char), width)) = text.get(at..).and_then(crate::value::utf8::first) {
        if !char.is_whitespace() {
            break;
        }
        at += width;
    }
    at
}
