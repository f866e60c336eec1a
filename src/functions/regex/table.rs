//! The regular expression functions as templates call them.

use std::ops::Range;
use std::rc::Rc;

use super::{Pattern, Patterns, Piece, quote_meta};
use crate::function;
use crate::functions::strings::back_quoted;
use crate::functions::strings::trace::rewritten;
use crate::functions::{Entry, Family, Profiles};
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Function, Reason};
use crate::value::{List, STRING_LIST, Str, StrBuf, Value};

/// The regular expression functions.
pub static TABLE: &[Entry] = &[
    both(function!("regexFind", find), "(regex, s string) string")
        .help("The first match.", r#"{{ regexFind "[a-z]+" "12ab" }}"#),
    both(
        function!("regexFindAll", find_all),
        "(regex, s string, n int) []string",
    )
    .help(
        "At most n matches, all of them for -1.",
        r#"{{ regexFindAll "[0-9]" "1a2b" -1 }}"#,
    ),
    both(function!("regexMatch", is_match), "(regex, s string) bool").help(
        "Whether there is a match; false for a bad pattern.",
        r#"{{ regexMatch "^a" "abc" }}"#,
    ),
    both(
        function!("regexReplaceAll", replace_all),
        "(regex, s, repl string) string",
    )
    .help(
        "Replaces every match; $1 or ${1} is a group.",
        r#"{{ regexReplaceAll "a(x*)b" "axxb" "${1}W" }}"#,
    ),
    both(
        function!("regexReplaceAllLiteral", replace_all_literal),
        "(regex, s, repl string) string",
    )
    .help(
        "Replaces every match by a text as it is.",
        r#"{{ regexReplaceAllLiteral "x+" "axxb" "$1" }}"#,
    ),
    both(
        function!("regexSplit", split),
        "(regex, s string, n int) []string",
    )
    .help(
        "The pieces between matches.",
        r#"{{ regexSplit "z+" "pizza" -1 }}"#,
    ),
    helm(function!("regexQuoteMeta", quoted), "(s string) string").help(
        "A pattern that matches just this text.",
        r#"{{ regexQuoteMeta "1.2.3" }}"#,
    ),
    helm(
        function!("mustRegexFind", must_find),
        "(regex, s string) (string, error)",
    )
    .help("As regexFind.", r#"{{ mustRegexFind "[a-z]+" "12ab" }}"#),
    helm(
        function!("mustRegexFindAll", must_find_all),
        "(regex, s string, n int) ([]string, error)",
    )
    .help(
        "As regexFindAll.",
        r#"{{ mustRegexFindAll "[0-9]" "1a2b" -1 }}"#,
    ),
    helm(
        function!("mustRegexMatch", must_match),
        "(regex, s string) (bool, error)",
    )
    .help(
        "As regexMatch, but a bad pattern is an error.",
        r#"{{ mustRegexMatch "^a" "abc" }}"#,
    ),
    helm(
        function!("mustRegexReplaceAll", must_replace_all),
        "(regex, s, repl string) (string, error)",
    )
    .help(
        "As regexReplaceAll.",
        r#"{{ mustRegexReplaceAll "a(x*)b" "axxb" "${1}W" }}"#,
    ),
    helm(
        function!("mustRegexReplaceAllLiteral", must_replace_all_literal),
        "(regex, s, repl string) (string, error)",
    )
    .help(
        "As regexReplaceAllLiteral.",
        r#"{{ mustRegexReplaceAllLiteral "x+" "axxb" "$1" }}"#,
    ),
    helm(
        function!("mustRegexSplit", must_split),
        "(regex, s string, n int) ([]string, error)",
    )
    .help("As regexSplit.", r#"{{ mustRegexSplit "z+" "pizza" -1 }}"#),
];

const fn both(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Regex, signature)
}

const fn helm(function: Function, signature: &'static str) -> Entry {
    both(function, signature).profiles(Profiles::Helm)
}

fn compile(call: &Call<'_>, pattern: &Str) -> Result<Rc<Pattern>, Failure> {
    call.cache::<Patterns>()
        .compile(pattern.as_bytes())
        .map_err(Failure::new)
}

/// As `regexp.MustCompile`, which panics with a text that names the pattern first.
fn must_compile(call: &Call<'_>, pattern: &Str) -> Result<Rc<Pattern>, Failure> {
    call.cache::<Patterns>()
        .compile(pattern.as_bytes())
        .map_err(|error| {
            let name = back_quoted(pattern.as_bytes());
            Failure::new(format!("regexp: Compile({name}): {error}"))
        })
}

fn is_match(call: &mut Call<'_>, pattern: &Str, text: &Str) -> bool {
    must_match(call, pattern, text).unwrap_or(false)
}

fn must_match(call: &mut Call<'_>, pattern: &Str, text: &Str) -> Result<bool, Failure> {
    Ok(compile(call, pattern)?.is_match(text.as_bytes()))
}

macro_rules! functions {
    ($($plain:ident $must:ident ($($arg:ident: $type:ty),*) -> $result:ty = $body:path;)*) => {$(
        fn $plain(call: &mut Call<'_>, pattern: &Str, text: &Str $(, $arg: $type)*)
            -> Result<$result, Failure> {
            let pattern = must_compile(call, pattern)?;
            $body(call, &pattern, text $(, $arg)*)
        }

        fn $must(call: &mut Call<'_>, pattern: &Str, text: &Str $(, $arg: $type)*)
            -> Result<$result, Failure> {
            let pattern = compile(call, pattern)?;
            $body(call, &pattern, text $(, $arg)*)
        }
    )*};
}

functions! {
    find must_find() -> Str = found;
    find_all must_find_all(limit: i64) -> List = all_found;
    replace_all must_replace_all(replacement: &Str) -> Str = replaced;
    replace_all_literal must_replace_all_literal(replacement: &Str) -> Str = replaced_literally;
    split must_split(limit: i64) -> List = pieces;
}

fn found(_: &Call<'_>, pattern: &Pattern, text: &Str) -> Result<Str, Failure> {
    Ok(pattern
        .find(text.as_bytes())
        .map_or(Str::EMPTY, |range| text.slice(range)))
}

fn all_found(_: &Call<'_>, pattern: &Pattern, text: &Str, limit: i64) -> Result<List, Failure> {
    let found = pattern.find_all(text.as_bytes(), limit);
    Ok(if found.is_empty() {
        List::nil(&STRING_LIST)
    } else {
        strings(text, found)
    })
}

fn pieces(_: &Call<'_>, pattern: &Pattern, text: &Str, limit: i64) -> Result<List, Failure> {
    if limit == 0 {
        return Ok(List::nil(&STRING_LIST));
    }
    Ok(strings(text, pattern.split(text.as_bytes(), limit)))
}

fn strings(text: &Str, ranges: Vec<Range<usize>>) -> List {
    let piece = |range| Value::Str(text.slice(range));
    List::of(&STRING_LIST, ranges.into_iter().map(piece).collect())
}

fn replaced(
    call: &Call<'_>,
    pattern: &Pattern,
    text: &Str,
    replacement: &Str,
) -> Result<Str, Failure> {
    joined(
        call,
        pattern.replace_all(text.as_bytes(), replacement.as_bytes()),
        text,
        replacement,
    )
}

fn replaced_literally(
    call: &Call<'_>,
    pattern: &Pattern,
    text: &Str,
    replacement: &Str,
) -> Result<Str, Failure> {
    let pieces = pattern.replace_all_literal(text.as_bytes(), replacement.as_bytes());
    joined(call, pieces, text, replacement)
}

fn joined(
    call: &Call<'_>,
    pieces: Vec<Piece>,
    text: &Str,
    replacement: &Str,
) -> Result<Str, Failure> {
    let limit = call.limits().text;
    let mut out = StrBuf::new();
    for piece in pieces {
        match piece {
            Piece::Text(range) => out.push_slice(text, range),
            Piece::Replacement(range) => out.push_slice(replacement, range),
        }
        if out.len() > limit {
            let text = format!("the replacement makes more than {limit} bytes, the limit");
            return Err(Failure::because(Reason::Limit, text));
        }
    }
    Ok(out.into_str())
}

fn quoted(text: &Str) -> Str {
    rewritten(text, quote_meta(text.as_bytes()))
}
