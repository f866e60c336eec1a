//! A compiled pattern and Go's ways of using it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use regex_automata::meta::Regex;
use regex_automata::{Input, MatchKind};

use super::parse::parse;
use super::template::{self, Part};

/// The most memory that one compiled pattern may take.
const MAX_BYTES: usize = 32 << 20;
/// How many compiled patterns are kept.
const KEPT: usize = 256;

/// The patterns that a rendering has compiled, good and bad.
#[derive(Debug, Default)]
pub struct Patterns(RefCell<HashMap<Vec<u8>, Compiled>>);

type Compiled = Result<Rc<Pattern>, String>;

impl Patterns {
    /// Compiles a pattern, or finds it compiled already.
    ///
    /// # Errors
    /// Go's text for a pattern that it refuses, ours for one too large.
    pub fn compile(&self, pattern: &[u8]) -> Result<Rc<Pattern>, String> {
        let mut known = self.0.borrow_mut();
        if let Some(compiled) = known.get(pattern) {
            return compiled.clone();
        }
        if known.len() >= KEPT {
            known.clear();
        }
        let compiled = Pattern::new(pattern).map(Rc::new);
        known.insert(pattern.to_vec(), compiled.clone());
        compiled
    }
}

/// A pattern ready to match.
///
/// ```
/// use manifest_render::functions::regex::Pattern;
///
/// let digits = Pattern::new(br"\d+")?;
/// assert_eq!(digits.find(b"ab12"), Some(2..4));
/// let error = Pattern::new(b"a(").unwrap_err();
/// assert_eq!(error, "error parsing regexp: missing closing ): `a(`");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Pattern {
    regex: Regex,
    names: Vec<String>,
    empty: bool,
}

/// What a replacement is made of, in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// These bytes of the text.
    Text(Range<usize>),
    /// These bytes of the replacement.
    Replacement(Range<usize>),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Go's text for a pattern that it refuses, ours for one too large.
    pub fn new(pattern: &[u8]) -> Result<Pattern, String> {
        let parsed = parse(pattern)?;
        let config = Regex::config()
            .match_kind(MatchKind::LeftmostFirst)
            // It would take longer to make than most patterns are used.
            .dfa(false)
            // A pattern stays in its thread; otherwise the system is asked how many there may be.
            .pool_capacity(1)
            .nfa_size_limit(Some(MAX_BYTES))
            .onepass_size_limit(Some(1 << 20))
            .hybrid_cache_capacity(2 << 20);
        let regex = Regex::builder()
            .configure(config)
            .build_from_hir(&parsed.hir)
            .map_err(|e| match e.size_limit() {
                Some(limit) => format!(
                    "regular expression is too large: it takes more than {} MiB compiled",
                    limit >> 20
                ),
                None => format!("regular expression cannot be compiled: {e}"),
            })?;
        Ok(Pattern {
            regex,
            names: parsed.names,
            empty: pattern.is_empty(),
        })
    }

    /// `Regexp.MatchString`.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.regex.is_match(Haystack::new(text).text.as_bytes())
    }

    /// `Regexp.FindString`: where the leftmost match is.
    pub fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        let haystack = Haystack::new(text);
        let found = self.regex.find(haystack.text.as_bytes())?;
        Some(haystack.original(found.range()))
    }

    /// `Regexp.FindAllString`: at most `limit` matches, all of them for a negative limit. An
    /// empty match right behind another match does not count.
    pub fn find_all(&self, text: &[u8], limit: i64) -> Vec<Range<usize>> {
        let haystack = Haystack::new(text);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut found, mut at, mut last_end) = (Vec::new(), 0, None);
        while found.len() < most
            && let Some(range) = self.find_from(&haystack, at)
        {
            let accept = if range.end == at {
                at += haystack.width(at);
                Some(range.start) != last_end
            } else {
                at = range.end;
                true
            };
            last_end = Some(range.end);
            if accept {
                found.push(haystack.original(range));
            }
        }
        found
    }

    /// The leftmost match from `at` on; none where that is behind the text.
    fn find_from(&self, haystack: &Haystack<'_>, at: usize) -> Option<Range<usize>> {
        if at > haystack.text.len() {
            return None;
        }
        let input = Input::new(haystack.text.as_bytes()).range(at..);
        self.regex.find(input).map(|found| found.range())
    }

    /// `Regexp.Split`: the pieces between at most `limit - 1` matches; none for a limit of zero.
    pub fn split(&self, text: &[u8], limit: i64) -> Vec<Range<usize>> {
        if limit == 0 {
            return Vec::new();
        }
        if !self.empty && text.is_empty() {
            return std::iter::once(0..0).collect();
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut pieces, mut begin, mut end) = (Vec::new(), 0, 0);
        for found in self.find_all(text, limit) {
            if pieces.len() + 1 >= most {
                break;
            }
            end = found.start;
            if found.end != 0 {
                pieces.push(begin..end);
            }
            begin = found.end;
        }
        if end != text.len() {
            pieces.push(begin..text.len());
        }
        pieces
    }

    /// `Regexp.ReplaceAllString`: each match becomes what the template makes of it.
    pub fn replace_all(&self, text: &[u8], replacement: &[u8]) -> Vec<Piece> {
        let parts = template::parse(replacement);
        if parts.iter().all(|part| matches!(part, Part::Text(_))) {
            let plain: Vec<_> = parts
                .iter()
                .filter_map(|part| match part {
                    Part::Text(range) => Some(range.clone()),
                    Part::Number(_) | Part::Name(_) => None,
                })
                .collect();
            let replace = |pieces: &mut Vec<Piece>, _: Range<usize>| {
                pieces.extend(plain.iter().cloned().map(Piece::Replacement));
            };
            return self.replace(&Haystack::new(text), replace);
        }
        let haystack = Haystack::new(text);
        let mut captures = self.regex.create_captures();
        self.replace(&haystack, |pieces, range| {
            let input = Input::new(haystack.text.as_bytes()).range(range.start..);
            self.regex.captures(input, &mut captures);
            for part in &parts {
                let group = match part {
                    Part::Text(range) => {
                        pieces.push(Piece::Replacement(range.clone()));
                        continue;
                    }
                    Part::Number(number) => captures.get_group(*number),
                    // Several groups may share a name; the first that took part counts.
                    Part::Name(name) => replacement.get(name.clone()).and_then(|name| {
                        let named = self.names.iter().enumerate();
                        let mut named = named.filter(|(_, own)| own.as_bytes() == name);
                        named.find_map(|(number, _)| captures.get_group(number))
                    }),
                };
                if let Some(group) = group {
                    pieces.push(Piece::Text(haystack.original(group.range())));
                }
            }
        })
    }

    /// `Regexp.ReplaceAllLiteralString`: each match becomes the replacement as it is.
    pub fn replace_all_literal(&self, text: &[u8], replacement: &[u8]) -> Vec<Piece> {
        self.replace(&Haystack::new(text), |pieces, _| {
            pieces.push(Piece::Replacement(0..replacement.len()));
        })
    }

    fn replace(
        &self,
        haystack: &Haystack<'_>,
        mut with: impl FnMut(&mut Vec<Piece>, Range<usize>),
    ) -> Vec<Piece> {
        let (mut pieces, mut last_end, mut at) = (Vec::new(), 0, 0);
        while let Some(found) = self.find_from(haystack, at) {
            pieces.push(Piece::Text(haystack.original(last_end..found.start)));
            let (start, end) = (found.start, found.end);
            // An empty match right behind another is not replaced.
            if end > last_end || start == 0 {
                with(&mut pieces, found);
            }
            last_end = end;
            at = if at >= end {
                at + haystack.width(at)
            } else {
                end
            };
        }
        pieces.push(Piece::Text(
            haystack.original(last_end..haystack.text.len()),
        ));
        pieces
    }
}

/// A text as Go's matcher reads it: each byte that is no UTF-8 is one U+FFFD.
struct Haystack<'t> {
    text: Cow<'t, str>,
    /// Where in `text` a U+FFFD stands for one byte.
    stray: Vec<usize>,
}

impl<'t> Haystack<'t> {
    fn new(text: &'t [u8]) -> Haystack<'t> {
        if let Ok(text) = std::str::from_utf8(text) {
            return Haystack {
                text: Cow::Borrowed(text),
                stray: Vec::new(),
            };
        }
        let mut valid = String::with_capacity(text.len() + 16);
        let mut stray = Vec::new();
        for chunk in text.utf8_chunks() {
            valid.push_str(chunk.valid());
            for _ in chunk.invalid() {
                stray.push(valid.len());
                valid.push(char::REPLACEMENT_CHARACTER);
            }
        }
        Haystack {
            text: Cow::Owned(valid),
            stray,
        }
    }

    /// How wide the rune at `at` is; one at the end.
    fn width(&self, at: usize) -> usize {
        let rune = self.text.get(at..).and_then(|rest| rest.chars().next());
        rune.map_or(1, char::len_utf8)
    }

    /// A range of `text` in the text as it was given.
    fn original(&self, range: Range<usize>) -> Range<usize> {
        let extra = char::REPLACEMENT_CHARACTER.len_utf8() - 1;
        let back = |at: usize| at - extra * self.stray.partition_point(|stray| *stray < at);
        back(range.start)..back(range.end)
    }
}
