//! The string functions as templates call them.

use std::ops::Range;

use super::cut::{self, Abbreviation};
use super::trace::rewritten;
use super::{case, wrap};
use crate::function;
use crate::functions::{Entry, Family, Profiles};
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reason};
use crate::value::{
    Entry as MapEntry, List, Map, Mark, STRING_LIST, STRING_MAP, Str, StrBuf, Value,
};

/// The string functions that need no printing of values.
pub static TABLE: &[Entry] = &[
    entry(function!("abbrev", abbrev), "(width int, s string) string").help(
        "Cuts a text to a width in bytes, with an ellipsis.",
        r#"{{ abbrev 5 "hello world" }}"#,
    ),
    entry(
        function!("abbrevboth", abbrevboth),
        "(left, right int, s string) string",
    )
    .help(
        "Cuts a text on both sides, with ellipses.",
        r#"{{ abbrevboth 5 10 "1234 5678 9123" }}"#,
    ),
    entry(function!("camelcase", camelcase), "(s string) string")
        .help(
            "Joins words, each with a capital.",
            r#"{{ camelcase "http_server" }}"#,
        )
        .profiles(Profiles::Helm),
    entry(function!("camelcase", camelcase_1_3), "(s string) string")
        .help(
            "Joins words, each with a capital.",
            r#"{{ camelcase "http_server" }}"#,
        )
        .profiles(Profiles::Harness),
    entry(function!("contains", contains), "(substr, s string) bool").help(
        "Whether a text contains another.",
        r#"{{ contains "cat" "catch" }}"#,
    ),
    entry(
        function!("hasPrefix", has_prefix),
        "(prefix, s string) bool",
    )
    .help(
        "Whether a text starts with another.",
        r#"{{ hasPrefix "cat" "catch" }}"#,
    ),
    entry(
        function!("hasSuffix", has_suffix),
        "(suffix, s string) bool",
    )
    .help(
        "Whether a text ends with another.",
        r#"{{ hasSuffix "ch" "catch" }}"#,
    ),
    entry(function!("hello", hello), "() string").help("Says hello.", "{{ hello }}"),
    entry(function!("indent", indent), "(n int, s string) string").help(
        "Puts spaces before every line.",
        r#"{{ indent 4 "a: 1\nb: 2" }}"#,
    ),
    entry(function!("initials", initials), "(s string) string").help(
        "The first letter of every word.",
        r#"{{ initials "First Try" }}"#,
    ),
    entry(function!("kebabcase", kebabcase), "(s string) string")
        .help(
            "Words in small letters with hyphens between.",
            r#"{{ kebabcase "FirstName" }}"#,
        )
        .profiles(Profiles::Helm),
    entry(function!("kebabcase", kebabcase_1_3), "(s string) string")
        .help(
            "Words in small letters with hyphens between.",
            r#"{{ kebabcase "FirstName" }}"#,
        )
        .profiles(Profiles::Harness),
    entry(function!("lower", lower), "(s string) string")
        .help("Small letters.", r#"{{ lower "HELLO" }}"#),
    entry(function!("nindent", nindent), "(n int, s string) string").help(
        "A new line, and spaces before every line.",
        r#"{{ nindent 4 "a: 1\nb: 2" }}"#,
    ),
    entry(function!("nospace", nospace), "(s string) string")
        .help("Takes all white space out.", r#"{{ nospace "h e l l o" }}"#),
    entry(
        function!("plural", plural),
        "(one, many string, count int) string",
    )
    .help(
        "One text for a count of one, another for any other.",
        r#"{{ plural "one" "many" 3 }}"#,
    ),
    entry(function!("repeat", repeat), "(count int, s string) string")
        .help("A text many times over.", r#"{{ repeat 3 "ab" }}"#),
    entry(
        function!("replace", replace),
        "(old, new, src string) string",
    )
    .help(
        "Puts one text in the place of another, everywhere.",
        r#"{{ replace " " "-" "a b c" }}"#,
    ),
    entry(function!("snakecase", snakecase), "(s string) string")
        .help(
            "Words in small letters with underscores between.",
            r#"{{ snakecase "FirstName" }}"#,
        )
        .profiles(Profiles::Helm),
    entry(function!("snakecase", snakecase_1_3), "(s string) string")
        .help(
            "Words in small letters with underscores between.",
            r#"{{ snakecase "FirstName" }}"#,
        )
        .profiles(Profiles::Harness),
    entry(
        function!("split", split),
        "(sep, s string) map[string]string",
    )
    .help(
        "The pieces between separators, as _0, _1 and so on.",
        r#"{{ (split "/" "a/b")._1 }}"#,
    ),
    entry(
        function!("splitList", split_list),
        "(sep, s string) []string",
    )
    .help(
        "The pieces between separators, as a list.",
        r#"{{ splitList "/" "a/b" | last }}"#,
    ),
    entry(
        function!("splitn", splitn),
        "(sep string, n int, s string) map[string]string",
    )
    .help(
        "At most n pieces between separators, as _0, _1 and so on.",
        r#"{{ (splitn "/" 2 "a/b/c")._1 }}"#,
    ),
    entry(
        function!("substr", substr),
        "(start, end int, s string) string",
    )
    .help(
        "The bytes from one place to another.",
        r#"{{ substr 0 5 "hello world" }}"#,
    ),
    entry(function!("swapcase", swapcase), "(s string) string").help(
        "Small letters for capitals and the other way round.",
        r#"{{ swapcase "This Is" }}"#,
    ),
    entry(function!("title", title), "(s string) string").help(
        "A capital at the start of every word.",
        r#"{{ title "hello world" }}"#,
    ),
    entry(function!("trim", trim), "(s string) string").help(
        "Takes white space off both ends.",
        r#"{{ trim "  hello " }}"#,
    ),
    entry(function!("trimAll", trim_all), "(cutset, s string) string").help(
        "Takes any of some characters off both ends.",
        r#"{{ trimAll "$" "$5.00" }}"#,
    ),
    entry(function!("trimall", trim_all), "(cutset, s string) string")
        .help("The old name of trimAll.", r#"{{ trimall "$" "$5.00" }}"#),
    entry(
        function!("trimPrefix", trim_prefix),
        "(prefix, s string) string",
    )
    .help(
        "Takes a prefix off, once.",
        r#"{{ trimPrefix "-" "-hello" }}"#,
    ),
    entry(
        function!("trimSuffix", trim_suffix),
        "(suffix, s string) string",
    )
    .help(
        "Takes a suffix off, once.",
        r#"{{ trimSuffix "-" "hello-" }}"#,
    ),
    entry(function!("trunc", trunc), "(n int, s string) string")
        .help(
            "The first n bytes; the last for a negative n.",
            r#"{{ trunc 5 "hello world" }}"#,
        )
        .profiles(Profiles::Helm),
    entry(
        function!("trunc", trunc_from_start),
        "(n int, s string) string",
    )
    .help("The first n bytes.", r#"{{ trunc 5 "hello world" }}"#)
    .profiles(Profiles::Harness),
    entry(function!("untitle", untitle), "(s string) string").help(
        "A small letter at the start of every word.",
        r#"{{ untitle "Hello World" }}"#,
    ),
    entry(function!("upper", upper), "(s string) string")
        .help("Capitals.", r#"{{ upper "hello" }}"#),
    entry(function!("wrap", wrap), "(width int, s string) string").help(
        "Breaks a text into lines between words.",
        r#"{{ wrap 5 "hello world" }}"#,
    ),
    entry(
        function!("wrapWith", wrap_with),
        "(width int, sep, s string) string",
    )
    .help(
        "Breaks a text, long words too, with a separator.",
        r#"{{ wrapWith 5 "\t" "hello world" }}"#,
    ),
];

const fn entry(function: crate::gotemplate::function::Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Strings, signature)
}

/// Refuses to make a text longer than the limit; what `bytes` counts may overflow.
pub(super) fn room(call: &Call<'_>, name: &str, bytes: Option<usize>) -> Result<usize, Failure> {
    let limit = call.limits().text;
    bytes.filter(|bytes| *bytes <= limit).ok_or_else(|| {
        let text = format!("{name} would make a text of more than {limit} bytes, the limit");
        Failure::because(Reason::Limit, text)
    })
}

fn abbreviated(text: &Str, what: &Abbreviation) -> Str {
    let mut out = StrBuf::with_capacity(what.kept.len() + 6);
    if what.before {
        out.push_bytes(b"...");
    }
    out.push_slice(text, what.kept.clone());
    if what.after {
        out.push_bytes(b"...");
    }
    out.into_str()
}

fn abbrev(width: i64, text: &Str) -> Str {
    abbreviated(text, &cut::abbrev(width, text.len()))
}

fn abbrevboth(left: i64, right: i64, text: &Str) -> Str {
    abbreviated(text, &cut::abbrevboth(left, right, text.len()))
}

macro_rules! rewriting {
    ($($name:ident)*) => {$(
        fn $name(text: &Str) -> Str {
            rewritten(text, case::$name(text.as_bytes()))
        }
    )*};
}

rewriting!(camelcase camelcase_1_3 initials kebabcase nospace snakecase
    kebabcase_1_3 snakecase_1_3 swapcase title untitle);

fn lower(text: &Str) -> Str {
    ascii_mapped(text, |byte| byte.to_ascii_lowercase(), case::lower)
}

fn upper(text: &Str) -> Str {
    ascii_mapped(text, |byte| byte.to_ascii_uppercase(), case::upper)
}

/// A text changed byte by byte where it is ASCII; one that stays the same is not copied, and a
/// short one needs no memory.
fn ascii_mapped(text: &Str, map: impl Fn(u8) -> u8, other: fn(&[u8]) -> Vec<u8>) -> Str {
    let bytes = text.as_bytes();
    if bytes
        .iter()
        .all(|&byte| byte.is_ascii() && map(byte) == byte)
    {
        return text.clone();
    }
    let mut short = [0; 64];
    if let Some(short) = short.get_mut(..bytes.len())
        && bytes.is_ascii()
        && text.runs().is_empty()
    {
        short.copy_from_slice(bytes);
        short.iter_mut().for_each(|byte| *byte = map(*byte));
        return Str::new(short);
    }
    rewritten(text, other(bytes))
}

fn hello() -> &'static str {
    "Hello!"
}

fn contains(part: &Str, text: &Str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

fn has_prefix(prefix: &Str, text: &Str) -> bool {
    text.as_bytes().starts_with(prefix.as_bytes())
}

fn has_suffix(suffix: &Str, text: &Str) -> bool {
    text.as_bytes().ends_with(suffix.as_bytes())
}

fn indent(call: &mut Call<'_>, spaces: i64, text: &Str) -> Result<Str, Failure> {
    indented(call, "indent", b"", spaces, text)
}

fn nindent(call: &mut Call<'_>, spaces: i64, text: &Str) -> Result<Str, Failure> {
    indented(call, "nindent", b"\n", spaces, text)
}

fn indented(
    call: &Call<'_>,
    name: &str,
    before: &[u8],
    spaces: i64,
    text: &Str,
) -> Result<Str, Failure> {
    let width = times(spaces)?;
    let bytes = text.as_bytes();
    let breaks = memchr::memchr_iter(b'\n', bytes).count();
    let size = width
        .checked_mul(breaks + 1)
        .and_then(|n| n.checked_add(text.len() + before.len()));
    let mut out = StrBuf::with_capacity(room(call, name, size)?);
    out.push_bytes(before);
    push_spaces(out.bytes_mut(), width);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        out.push_slice(text, start..end + 1);
        push_spaces(out.bytes_mut(), width);
        out.plain();
        start = end + 1;
    }
    out.push_slice(text, start..text.len());
    Ok(out.into_str())
}

fn push_spaces(out: &mut Vec<u8>, width: usize) {
    out.resize(out.len() + width, b' ');
}

/// How often `strings.Repeat` is to repeat.
fn times(count: i64) -> Result<usize, Failure> {
    usize::try_from(count).map_err(|_| Failure::new("strings: negative Repeat count"))
}

fn plural(one: Str, many: Str, count: i64) -> Str {
    if count == 1 { one } else { many }
}

fn repeat(call: &mut Call<'_>, count: i64, text: &Str) -> Result<Str, Failure> {
    let count = times(count)?;
    let mut out = StrBuf::with_capacity(room(call, "repeat", text.len().checked_mul(count))?);
    if !text.is_empty() {
        for _ in 0..count {
            out.push(text);
        }
    }
    Ok(out.into_str())
}

fn replace(call: &mut Call<'_>, old: &Str, new: &Str, text: &Str) -> Result<Str, Failure> {
    if old == new {
        return Ok(text.clone());
    }
    let places = cut::occurrences(old.as_bytes(), text.as_bytes());
    let added = places
        .len()
        .checked_mul(new.len())
        .and_then(|n| n.checked_add(text.len()));
    let size = added.map(|n| n - places.len() * old.len());
    let mut out = StrBuf::with_capacity(room(call, "replace", size)?);
    let mut start = 0;
    for place in places {
        out.push_slice(text, start..place.start);
        out.push(new);
        start = place.end;
    }
    out.push_slice(text, start..text.len());
    Ok(out.into_str())
}

fn pieces(text: &Str, ranges: Vec<Range<usize>>) -> impl Iterator<Item = Value> {
    ranges
        .into_iter()
        .map(|range| Value::Str(text.slice(range)))
}

fn numbered(text: &Str, ranges: Vec<Range<usize>>) -> Map {
    let entry = |(number, value)| MapEntry {
        key: Str::from(format!("_{number}")),
        value,
        mark: Mark::NONE,
    };
    Map::of(
        &STRING_MAP,
        pieces(text, ranges).enumerate().map(entry).collect(),
    )
}

fn split(separator: &Str, text: &Str) -> Map {
    splitn(separator, -1, text)
}

fn splitn(separator: &Str, limit: i64, text: &Str) -> Map {
    numbered(
        text,
        cut::split(separator.as_bytes(), limit, text.as_bytes()),
    )
}

fn split_list(separator: &Str, text: &Str) -> List {
    let ranges = cut::split(separator.as_bytes(), -1, text.as_bytes());
    List::of(&STRING_LIST, pieces(text, ranges).collect())
}

fn substr(start: i64, end: i64, text: &Str) -> Result<Str, Failure> {
    cut::substr(start, end, text.len())
        .map(|range| text.slice(range))
        .map_err(Failure::new)
}

fn trim(text: &Str) -> Str {
    text.slice(cut::trim(text.as_bytes()))
}

fn trim_all(cutset: &Str, text: &Str) -> Str {
    text.slice(cut::trim_all(cutset.as_bytes(), text.as_bytes()))
}

fn trim_prefix(prefix: &Str, text: &Str) -> Str {
    text.slice(cut::trim_prefix(prefix.as_bytes(), text.as_bytes()))
}

fn trim_suffix(suffix: &Str, text: &Str) -> Str {
    text.slice(cut::trim_suffix(suffix.as_bytes(), text.as_bytes()))
}

fn trunc(count: i64, text: &Str) -> Str {
    text.slice(cut::trunc(count, text.len()))
}

fn trunc_from_start(count: i64, text: &Str) -> Result<Str, Failure> {
    if count < 0 {
        let text = format!("runtime error: slice bounds out of range [:{count}]");
        return Err(Failure::new(text));
    }
    Ok(trunc(count, text))
}

fn wrap(call: &mut Call<'_>, width: i64, text: &Str) -> Result<Str, Failure> {
    wrapped(
        call,
        "wrap",
        text,
        wrap::lines(text.as_bytes(), width, false),
        &Str::EMPTY,
    )
}

fn wrap_with(call: &mut Call<'_>, width: i64, separator: &Str, text: &Str) -> Result<Str, Failure> {
    wrapped(
        call,
        "wrapWith",
        text,
        wrap::lines(text.as_bytes(), width, true),
        separator,
    )
}

fn wrapped(
    call: &Call<'_>,
    name: &str,
    text: &Str,
    lines: Vec<Range<usize>>,
    separator: &Str,
) -> Result<Str, Failure> {
    let newline = Str::from_static("\n");
    let separator = if separator.is_empty() {
        &newline
    } else {
        separator
    };
    let size = lines
        .len()
        .checked_mul(separator.len())
        .and_then(|n| n.checked_add(text.len()));
    let mut out = StrBuf::with_capacity(room(call, name, size)?);
    for (number, line) in lines.into_iter().enumerate() {
        if number > 0 {
            out.push(separator);
        }
        out.push_slice(text, line);
    }
    Ok(out.into_str())
}
