//! Paths: Go's `path`, and `path/filepath` as it is on Linux, where both are the same but for
//! what they are called.

use crate::function;
use crate::functions::strings::trace::rewritten;
use crate::functions::{Entry, Family, Profiles};
use crate::gotemplate::function::Function;
use crate::value::Str;

/// The path functions.
pub static TABLE: &[Entry] = &[
    entry(function!("base", base_of), "(p string) string")
        .help("The last element of a path.", r#"{{ base "a/b.txt" }}"#),
    entry(function!("clean", clean_of), "(p string) string").help(
        "The shortest path to the same place.",
        r#"{{ clean "a//b/../c" }}"#,
    ),
    entry(function!("dir", dir_of), "(p string) string").help(
        "All but the last element of a path.",
        r#"{{ dir "a/b/c.txt" }}"#,
    ),
    entry(function!("ext", ext_of), "(p string) string").help(
        "The ending of a file's name, dot included.",
        r#"{{ ext "a/b.tar.gz" }}"#,
    ),
    entry(function!("isAbs", is_abs), "(p string) bool")
        .help("Whether a path starts at the root.", r#"{{ isAbs "/a" }}"#),
    os(function!("osBase", base_of), "(p string) string").help(
        "As base, with the system's separator.",
        r#"{{ osBase "a/b.txt" }}"#,
    ),
    os(function!("osClean", clean_of), "(p string) string").help(
        "As clean, with the system's separator.",
        r#"{{ osClean "a//b/../c" }}"#,
    ),
    os(function!("osDir", dir_of), "(p string) string").help(
        "As dir, with the system's separator.",
        r#"{{ osDir "a/b/c.txt" }}"#,
    ),
    os(function!("osExt", ext_of), "(p string) string").help(
        "As ext, with the system's separator.",
        r#"{{ osExt "a/b.tar.gz" }}"#,
    ),
    os(function!("osIsAbs", is_abs), "(p string) bool").help(
        "As isAbs, with the system's separator.",
        r#"{{ osIsAbs "/a" }}"#,
    ),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Paths, signature)
}

const fn os(function: Function, signature: &'static str) -> Entry {
    entry(function, signature).profiles(Profiles::Helm)
}

fn base_of(path: &Str) -> Str {
    rewritten(path, base(path.as_bytes()).to_vec())
}

fn clean_of(path: &Str) -> Str {
    rewritten(path, clean(path.as_bytes()))
}

fn dir_of(path: &Str) -> Str {
    rewritten(path, dir(path.as_bytes()))
}

fn ext_of(path: &Str) -> Str {
    let bytes = path.as_bytes();
    path.slice(bytes.len() - ext(bytes).len()..bytes.len())
}

fn is_abs(path: &Str) -> bool {
    path.as_bytes().starts_with(b"/")
}

/// `path.Base`: the last element, `.` for nothing, `/` for nothing but slashes.
pub fn base(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let end = path
        .iter()
        .rposition(|&b| b != b'/')
        .map_or(0, |last| last + 1);
    let path = path.get(..end).unwrap_or_default();
    let start = memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
    match path.get(start..) {
        Some(name) if !name.is_empty() => name,
        _ => b"/",
    }
}

/// `path.Dir`: what stands before the last slash, cleaned.
pub fn dir(path: &[u8]) -> Vec<u8> {
    let end = memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
    clean(path.get(..end).unwrap_or_default())
}

/// `path.Ext`: the last element from its last dot on.
pub fn ext(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|&b| b == b'.' || b == b'/') {
        Some(at) if path.get(at) == Some(&b'.') => path.get(at..).unwrap_or_default(),
        _ => b"",
    }
}

/// `path.Clean`: no empty elements, no `.`, no `..` that can be resolved; `.` for nothing.
pub fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.starts_with(b"/");
    let mut out = Vec::with_capacity(path.len().max(1));
    if rooted {
        out.push(b'/');
    }
    // What stands before this is `/` or `..` and cannot be taken back.
    let mut fixed = out.len();
    for element in path.split(|&b| b == b'/') {
        match element {
            b"" | b"." => {}
            b".." if out.len() > fixed => {
                let slash = memchr::memrchr(b'/', out.get(fixed..).unwrap_or_default());
                out.truncate(slash.map_or(fixed, |slash| fixed + slash));
            }
            b".." if rooted => {}
            b".." => {
                if !out.is_empty() {
                    out.push(b'/');
                }
                out.extend_from_slice(b"..");
                fixed = out.len();
            }
            name => {
                if out.last().is_some_and(|&last| last != b'/') {
                    out.push(b'/');
                }
                out.extend_from_slice(name);
            }
        }
    }
    if out.is_empty() {
        out.push(b'.');
    }
    out
}
