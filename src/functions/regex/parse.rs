//! Go's regular expression syntax: a pattern in, what `regex-automata` builds from out.
//!
//! What is an error and how it is worded follows `regexp/syntax`: a pattern that Go refuses is
//! refused here with Go's text, one it takes means what it means to Go.

use regex_syntax::hir::{Capture, Class, ClassUnicode, Hir, Look, Repetition};

use super::{class, rune};
use crate::value::utf8;

/// The highest tree and the largest automaton that Go builds.
const MAX_HEIGHT: u32 = 1000;
const MAX_SIZE: u64 = (128 << 20) / 40;
const MAX_REPEAT: u64 = 1000;

/// A pattern that was read.
pub struct Parsed {
    /// What to match.
    pub hir: Hir,
    /// The name of each group, group 0 (the whole match) first; empty where it has none.
    pub names: Vec<String>,
}

/// Reads a pattern.
///
/// # Errors
/// Go's text (`error parsing regexp: missing closing ]: ...`).
pub fn parse(pattern: &[u8]) -> Result<Parsed, String> {
    parse_with(pattern, rune::one_of)
}

/// As [`parse`], but what comes out can be written as a pattern again, for texts that are UTF-8.
///
/// # Errors
/// Go's text.
pub fn parse_readable(pattern: &[u8]) -> Result<Hir, String> {
    let class = |class| Hir::class(Class::Unicode(class));
    parse_with(pattern, class).map(|parsed| parsed.hir)
}

fn parse_with(pattern: &[u8], one_of: fn(ClassUnicode) -> Hir) -> Result<Parsed, String> {
    let parser = Parser {
        pattern,
        one_of,
        at: 0,
        flags: Flags::default(),
        groups: vec![Group::default()],
        names: vec![String::new()],
    };
    parser.run().map_err(|error| {
        let at = error.expr.start..error.expr.end.max(error.expr.start);
        let expr = String::from_utf8_lossy(pattern.get(at).unwrap_or_default());
        format!("error parsing regexp: {}: `{expr}`", error.what)
    })
}

/// What is wrong and which bytes of the pattern show it.
struct Fault {
    what: &'static str,
    expr: std::ops::Range<usize>,
}

type Read<T> = Result<T, Fault>;

#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    multi_line: bool,
    dot_newline: bool,
    lazy: bool,
}

/// A group that is still open.
#[derive(Default)]
struct Group {
    /// Its number, where it captures.
    capture: Option<usize>,
    /// The flags to go back to where it ends.
    flags: Flags,
    branches: Vec<Node>,
    items: Vec<Node>,
}

/// A piece and the figures that Go bounds.
struct Node {
    hir: Hir,
    shape: Shape,
    height: u32,
    size: u64,
    /// The largest product of repetition counts on a way down.
    repeats: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Literal,
    Concat,
    Alternate,
    Other,
}

impl Node {
    fn leaf(hir: Hir, shape: Shape) -> Node {
        Node {
            hir,
            shape,
            height: 1,
            size: 1,
            repeats: 1,
        }
    }
}

struct Parser<'p> {
    pattern: &'p [u8],
    /// What matches one rune of a class.
    one_of: fn(ClassUnicode) -> Hir,
    at: usize,
    flags: Flags,
    groups: Vec<Group>,
    names: Vec<String>,
}

impl Parser<'_> {
    fn rest(&self) -> &[u8] {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    fn fault<T>(&self, what: &'static str, from: usize, to: usize) -> Read<T> {
        Err(Fault {
            what,
            expr: from..to,
        })
    }

    fn whole_fault<T>(&self, what: &'static str) -> Read<T> {
        self.fault(what, 0, self.pattern.len())
    }

    /// The next rune, which is taken; U+FFFD at the end, which Go's reader gives there.
    fn rune(&mut self) -> Read<u32> {
        match utf8::first(self.rest()) {
            Some((Ok(rune), width)) => {
                self.at += width;
                Ok(u32::from(rune))
            }
            Some((Err(_), _)) => self.fault("invalid UTF-8", self.at, self.pattern.len()),
            None => Ok(0xfffd),
        }
    }

    fn run(mut self) -> Read<Parsed> {
        // Where the last repetition started, while nothing else has come since.
        let mut last_repeat = None;
        while let Some(&byte) = self.pattern.get(self.at) {
            let before = self.at;
            let mut repeat = None;
            match byte {
                b'(' => self.open()?,
                b'|' => {
                    self.at += 1;
                    self.end_branch()?;
                }
                b')' => {
                    self.at += 1;
                    self.close()?;
                }
                b'^' if self.flags.multi_line => self.look(Look::StartLF, 1),
                b'^' => self.look(Look::Start, 1),
                b'$' if self.flags.multi_line => self.look(Look::EndLF, 1),
                b'$' => self.look(Look::End, 1),
                b'.' => {
                    self.at += 1;
                    let mut class = ClassUnicode::empty();
                    if !self.flags.dot_newline {
                        class::add_range(&mut class, u32::from(b'\n'), u32::from(b'\n'));
                    }
                    class.negate();
                    self.push(Node::leaf((self.one_of)(class), Shape::Other));
                }
                b'[' => self.class()?,
                b'*' | b'+' | b'?' => {
                    self.at += 1;
                    let (min, max) = match byte {
                        b'*' => (0, None),
                        b'+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(min, max, byte, before, last_repeat)?;
                    repeat = Some(before);
                }
                b'{' => match self.counts() {
                    None => {
                        self.at += 1;
                        self.literal(u32::from(b'{'));
                    }
                    Some((min, max, end)) => {
                        self.at = end;
                        let bad = min.is_none_or(|min| {
                            min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || min > max)
                        });
                        if bad {
                            return self.fault("invalid repeat count", before, end);
                        }
                        let min = min.and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
                        let max = max.and_then(|n| u32::try_from(n).ok());
                        self.repeat(min, max, b'{', before, last_repeat)?;
                        repeat = Some(before);
                    }
                },
                b'\\' => self.backslash()?,
                _ => {
                    let rune = self.rune()?;
                    self.literal(rune);
                }
            }
            last_repeat = repeat;
        }
        if self.groups.len() > 1 {
            return self.whole_fault("missing closing )");
        }
        let group = self.groups.pop().unwrap_or_default();
        let node = self.alternation(group)?;
        Ok(Parsed {
            hir: node.hir,
            names: self.names,
        })
    }

    fn push(&mut self, node: Node) {
        if let Some(group) = self.groups.last_mut() {
            group.items.push(node);
        }
    }

    fn look(&mut self, look: Look, width: usize) {
        self.at += width;
        self.push(Node::leaf(Hir::look(look), Shape::Other));
    }

    fn literal(&mut self, rune: u32) {
        let node = if self.flags.fold {
            let mut class = ClassUnicode::empty();
            class::add_range(&mut class, rune, rune);
            class::fold(&mut class, true);
            Node::leaf((self.one_of)(class), Shape::Literal)
        } else {
            let hir = match char::from_u32(rune) {
                Some(c) => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => Hir::fail(),
            };
            Node::leaf(hir, Shape::Literal)
        };
        self.push(node);
    }

    fn check(&self, node: Node) -> Read<Node> {
        if node.size > MAX_SIZE {
            return self.whole_fault("expression too large");
        }
        if node.height > MAX_HEIGHT {
            return self.whole_fault("expression nests too deeply");
        }
        Ok(node)
    }

    /// What stood since the group or its last `|` began, as one piece.
    fn concatenation(&self, items: Vec<Node>) -> Read<Node> {
        self.joined(items, Shape::Concat)
    }

    fn joined(&self, mut items: Vec<Node>, shape: Shape) -> Read<Node> {
        if items.len() < 2 {
            return Ok(items
                .pop()
                .unwrap_or_else(|| Node::leaf(Hir::empty(), Shape::Other)));
        }
        let literal =
            shape == Shape::Concat && items.iter().all(|item| item.shape == Shape::Literal);
        let height = |item: &Node| {
            if item.shape == shape {
                item.height
            } else {
                item.height + 1
            }
        };
        let extra = if shape == Shape::Alternate {
            items.len() as u64 - 1
        } else {
            0
        };
        let (height, size, repeats) = items.iter().fold((1, extra, 1), |sum, item| {
            (
                sum.0.max(height(item)),
                sum.1 + item.size,
                sum.2.max(item.repeats),
            )
        });
        let hirs = items.into_iter().map(|item| item.hir).collect();
        self.check(Node {
            hir: if shape == Shape::Concat {
                Hir::concat(hirs)
            } else {
                Hir::alternation(hirs)
            },
            shape: if literal { Shape::Literal } else { shape },
            height: if literal { 1 } else { height },
            size,
            repeats,
        })
    }

    fn end_branch(&mut self) -> Read<()> {
        let items = self.groups.last_mut().map(|g| std::mem::take(&mut g.items));
        let branch = self.concatenation(items.unwrap_or_default())?;
        if let Some(group) = self.groups.last_mut() {
            group.branches.push(branch);
        }
        Ok(())
    }

    fn alternation(&self, mut group: Group) -> Read<Node> {
        let last = self.concatenation(group.items)?;
        group.branches.push(last);
        self.joined(group.branches, Shape::Alternate)
    }

    fn close(&mut self) -> Read<()> {
        if self.groups.len() < 2 {
            return self.whole_fault("unexpected )");
        }
        let Some(group) = self.groups.pop() else {
            return Ok(());
        };
        let (capture, flags) = (group.capture, group.flags);
        let mut node = self.alternation(group)?;
        self.flags = flags;
        if let Some(number) = capture {
            let index = u32::try_from(number).unwrap_or(u32::MAX);
            let hir = Hir::capture(Capture {
                index,
                name: None,
                sub: Box::new(node.hir),
            });
            node = self.check(Node {
                hir,
                shape: Shape::Other,
                height: node.height + 1,
                size: node.size + 2,
                repeats: node.repeats,
            })?;
        }
        self.push(node);
        Ok(())
    }

    fn begin_group(&mut self, capture: Option<String>) {
        let capture = capture.map(|name| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.groups.push(Group {
            capture,
            flags: self.flags,
            ..Group::default()
        });
    }

    /// `(`, `(?:`, `(?P<name>`, `(?<name>`, `(?i)` and `(?i:`.
    fn open(&mut self) -> Read<()> {
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(b"(?") {
            self.at += 1;
            self.begin_group(Some(String::new()));
            return Ok(());
        }
        let name_at = if rest.len() > 4 && rest.starts_with(b"(?P<") {
            Some(4)
        } else {
            (rest.len() > 3 && rest.starts_with(b"(?<")).then_some(3)
        };
        if let Some(name_at) = name_at {
            let Some(end) = memchr::memchr(b'>', rest) else {
                self.check_utf8(start, self.pattern.len())?;
                return self.fault("invalid named capture", start, self.pattern.len());
            };
            self.check_utf8(start + name_at, start + end)?;
            let name = rest.get(name_at..end).unwrap_or_default();
            let good = |b: &u8| *b == b'_' || b.is_ascii_alphanumeric();
            if name.is_empty() || !name.iter().all(good) {
                return self.fault("invalid named capture", start, start + end + 1);
            }
            let name = String::from_utf8_lossy(name).into_owned();
            self.at += end + 1;
            self.begin_group(Some(name));
            return Ok(());
        }
        self.at += 2;
        self.flags_of_group(start)
    }

    fn flags_of_group(&mut self, start: usize) -> Read<()> {
        let mut flags = self.flags;
        let (mut on, mut saw_flag) = (true, false);
        while self.at < self.pattern.len() {
            let rune = char::from_u32(self.rune()?).unwrap_or_default();
            match rune {
                'i' => flags.fold = on,
                'm' => flags.multi_line = on,
                's' => flags.dot_newline = on,
                'U' => flags.lazy = on,
                '-' if on => {
                    (on, saw_flag) = (false, false);
                    continue;
                }
                ':' | ')' if on || saw_flag => {
                    if rune == ':' {
                        self.begin_group(None);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            }
            saw_flag = true;
        }
        self.fault("invalid or unsupported Perl syntax", start, self.at)
    }

    fn check_utf8(&self, from: usize, to: usize) -> Read<()> {
        match std::str::from_utf8(self.pattern.get(from..to).unwrap_or_default()) {
            Ok(_) => Ok(()),
            Err(error) => self.fault("invalid UTF-8", from + error.valid_up_to(), to),
        }
    }

    /// `{2}`, `{2,}` and `{2,5}`: the least, the most and where it ends; the least is missing
    /// where a number is absurdly large. `None` where the brace is only a brace.
    #[allow(clippy::type_complexity)] // a triple read in one place
    fn counts(&self) -> Option<(Option<u64>, Option<u64>, usize)> {
        let rest = self.rest();
        let (mut min, mut at) = integer(rest, 1)?;
        let mut max = min;
        if rest.get(at) == Some(&b',') {
            at += 1;
            if rest.get(at) == Some(&b'}') {
                max = None;
            } else {
                (max, at) = integer(rest, at)?;
                if max.is_none() {
                    min = None;
                }
            }
        }
        (rest.get(at) == Some(&b'}')).then_some((min, max, self.at + at + 1))
    }

    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        sign: u8,
        before: usize,
        last_repeat: Option<usize>,
    ) -> Read<()> {
        let mut greedy = !self.flags.lazy;
        if self.rest().first() == Some(&b'?') {
            self.at += 1;
            greedy = !greedy;
        }
        if let Some(last) = last_repeat {
            return self.fault("invalid nested repetition operator", last, self.at);
        }
        let Some(node) = self.groups.last_mut().and_then(|group| group.items.pop()) else {
            return self.fault("missing argument to repetition operator", before, self.at);
        };
        let counted = sign == b'{';
        let times = u64::from(max.unwrap_or(min));
        let repeats = match (counted, max, times) {
            (true, Some(0), _) => 1,
            (true, _, 1..) => node.repeats.saturating_mul(times),
            _ => node.repeats,
        };
        let size = match (sign, max) {
            (b'*', _) => node.size + 2,
            (b'+' | b'?', _) => node.size + 1,
            (_, None) if min == 0 => node.size + 2,
            (_, None) => 1 + u64::from(min) * node.size,
            (_, Some(max)) => u64::from(max) * node.size + u64::from(max - min.min(max)),
        };
        let repetition = Repetition {
            min,
            max,
            greedy,
            sub: Box::new(node.hir),
        };
        let node = self.check(Node {
            hir: Hir::repetition(repetition),
            shape: Shape::Other,
            height: node.height + 1,
            size: size.max(1),
            repeats,
        })?;
        if counted && (min >= 2 || max.is_some_and(|max| max >= 2)) && repeats > MAX_REPEAT {
            return self.fault("invalid repeat count", before, self.at);
        }
        self.push(node);
        Ok(())
    }

    fn backslash(&mut self) -> Read<()> {
        let start = self.at;
        match self.rest().get(1) {
            Some(b'A') => self.look(Look::Start, 2),
            Some(b'b') => self.look(Look::WordAscii, 2),
            Some(b'B') => self.look(Look::WordAsciiNegate, 2),
            Some(b'z') => self.look(Look::End, 2),
            Some(b'C') => return self.fault("invalid escape sequence", start, start + 2),
            Some(b'Q') => self.quoted()?,
            _ => {
                let mut class = ClassUnicode::empty();
                if self.unicode_class(&mut class)? || self.perl_class(&mut class) {
                    self.push(Node::leaf((self.one_of)(class), Shape::Other));
                } else {
                    let rune = self.escape()?;
                    self.literal(rune);
                }
            }
        }
        Ok(())
    }

    /// `\Q...\E`, or to the end.
    fn quoted(&mut self) -> Read<()> {
        self.at += 2;
        let length = memchr::memmem::find(self.rest(), br"\E");
        let end = length.map_or(self.pattern.len(), |length| self.at + length);
        while self.at < end {
            let here = self.at;
            match self.rune() {
                Ok(rune) => self.literal(rune),
                Err(_) => return self.fault("invalid UTF-8", here, end),
            }
        }
        if length.is_some() {
            self.at = end + 2;
        }
        Ok(())
    }

    /// `\p{Greek}`, `\PL`, `\p{^Greek}`: whether there was one, added to `class`.
    fn unicode_class(&mut self, class: &mut ClassUnicode) -> Read<bool> {
        let start = self.at;
        let rest = self.rest();
        let mut negate = match rest {
            [b'\\', b'p', ..] => false,
            [b'\\', b'P', ..] => true,
            _ => return Ok(false),
        };
        self.at += 2;
        let name = if self.rune()? == u32::from(b'{') {
            let Some(end) = memchr::memchr(b'}', self.rest()) else {
                self.check_utf8(start, self.pattern.len())?;
                return self.fault("invalid character class range", start, self.pattern.len());
            };
            let name = self.at..self.at + end;
            self.check_utf8(name.start, name.end)?;
            self.at = name.end + 1;
            name
        } else {
            start + 2..self.at
        };
        let name = self.pattern.get(name).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let name = name.strip_prefix('^').map_or(&*name, |name| {
            negate = !negate;
            name
        });
        let Some(mut own) = class::unicode(name) else {
            return self.fault("invalid character class range", start, self.at);
        };
        class::fold(&mut own, self.flags.fold);
        if negate {
            own.negate();
        }
        class.union(&own);
        Ok(true)
    }

    /// `\d` and its like: whether there was one, added to `class`.
    fn perl_class(&mut self, class: &mut ClassUnicode) -> bool {
        let [b'\\', letter, ..] = *self.rest() else {
            return false;
        };
        let Some(group) = class::perl(letter) else {
            return false;
        };
        group.add_to(class, self.flags.fold);
        self.at += 2;
        true
    }

    /// `[...]`.
    fn class(&mut self) -> Read<()> {
        let start = self.at;
        self.at += 1;
        let mut class = ClassUnicode::empty();
        let negate = self.rest().first() == Some(&b'^');
        if negate {
            self.at += 1;
        }
        let mut first = true;
        while first || self.rest().first() != Some(&b']') {
            first = false;
            if self.posix_class(&mut class)?
                || self.unicode_class(&mut class)?
                || self.perl_class(&mut class)
            {
                continue;
            }
            let from = self.at;
            let low = self.class_rune(start)?;
            let mut high = low;
            if let [b'-', next, ..] = *self.rest()
                && next != b']'
            {
                self.at += 1;
                high = self.class_rune(start)?;
                if high < low {
                    return self.fault("invalid character class range", from, self.at);
                }
            }
            let mut range = ClassUnicode::empty();
            class::add_range(&mut range, low, high);
            class::fold(&mut range, self.flags.fold);
            class.union(&range);
        }
        self.at += 1;
        if negate {
            class.negate();
        }
        self.push(Node::leaf((self.one_of)(class), Shape::Other));
        Ok(())
    }

    /// `[:alpha:]` inside of a class: whether there was one, added to `class`.
    fn posix_class(&mut self, class: &mut ClassUnicode) -> Read<bool> {
        let rest = self.rest();
        let Some(inner) = rest.strip_prefix(b"[:").filter(|inner| !inner.is_empty()) else {
            return Ok(false);
        };
        let Some(end) = memchr::memmem::find(inner, b":]") else {
            return Ok(false);
        };
        let Some(group) = inner.get(..end).and_then(class::posix) else {
            return self.fault("invalid character class range", self.at, self.at + end + 4);
        };
        group.add_to(class, self.flags.fold);
        self.at += end + 4;
        Ok(true)
    }

    fn class_rune(&mut self, class_start: usize) -> Read<u32> {
        match self.rest().first() {
            None => self.fault("missing closing ]", class_start, self.pattern.len()),
            Some(b'\\') => self.escape(),
            Some(_) => self.rune(),
        }
    }

    /// An escape that stands for one rune.
    fn escape(&mut self) -> Read<u32> {
        let start = self.at;
        self.at += 1;
        if self.rest().is_empty() {
            return self.fault("trailing backslash at end of expression", start, start);
        }
        let rune = self.rune()?;
        let byte = u8::try_from(rune).unwrap_or_default();
        let octal = |byte: Option<&u8>| byte.filter(|b| matches!(b, b'0'..=b'7')).copied();
        match byte {
            b'0' => return Ok(self.octal(0)),
            b'1'..=b'7' if octal(self.rest().first()).is_some() => {
                return Ok(self.octal(u32::from(byte - b'0')));
            }
            b'x' => {
                if let Some(rune) = self.hex()? {
                    return Ok(rune);
                }
            }
            b'a' => return Ok(7),
            b'f' => return Ok(12),
            b'n' => return Ok(10),
            b'r' => return Ok(13),
            b't' => return Ok(9),
            b'v' => return Ok(11),
            _ if rune < 0x80 && !byte.is_ascii_alphanumeric() => return Ok(rune),
            _ => {}
        }
        self.fault("invalid escape sequence", start, self.at)
    }

    fn octal(&mut self, first: u32) -> u32 {
        let mut value = first;
        for _ in 1..3 {
            let Some(&digit @ b'0'..=b'7') = self.rest().first() else {
                break;
            };
            value = value * 8 + u32::from(digit - b'0');
            self.at += 1;
        }
        value
    }

    /// What follows `\x`: two digits, or any number in braces; `None` where it is neither.
    fn hex(&mut self) -> Read<Option<u32>> {
        let digit = |rune: u32| char::from_u32(rune).and_then(|c| c.to_digit(16));
        if self.rest().is_empty() {
            return Ok(None);
        }
        let first = self.rune()?;
        if first != u32::from(b'{') {
            let second = self.rune()?;
            return Ok(digit(first)
                .zip(digit(second))
                .map(|(high, low)| high * 16 + low));
        }
        let (mut value, mut digits) = (0, 0);
        loop {
            if self.rest().is_empty() {
                return Ok(None);
            }
            let rune = self.rune()?;
            if rune == u32::from(b'}') {
                return Ok((digits > 0).then_some(value));
            }
            let Some(next) = digit(rune) else {
                return Ok(None);
            };
            value = value * 16 + next;
            digits += 1;
            if value > u32::from(char::MAX) {
                return Ok(None);
            }
        }
    }
}

/// The decimal number at `at` and where it ends: `None` for no number or a leading zero, a
/// missing value for one beyond a hundred million.
fn integer(text: &[u8], at: usize) -> Option<(Option<u64>, usize)> {
    let digits = text.get(at..)?;
    let len = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let digits = digits.get(..len).filter(|digits| !digits.is_empty())?;
    if len > 1 && digits.first() == Some(&b'0') {
        return None;
    }
    let value = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse::<u64>().ok());
    Some((value.filter(|n| *n < 1_000_000_000), at + len))
}
