//! Java's regular expressions on the `regex` crate, whose time is linear: the syntax is
//! translated, and what cannot be (look-around, back references, possessive quantifiers) is
//! refused by name.

use std::fmt::Write as _;

use regex::{Regex, RegexBuilder};

use super::value::Value;

/// The most bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 1 << 20;
/// The longest expression.
const MAX_PATTERN: usize = 16 << 10;
/// The most bytes that a replacement may make.
const MAX_OUTPUT: usize = 6 << 20;

fn build(pattern: &str, whole: bool) -> Result<Regex, String> {
    let translated = translate(pattern)?;
    let translated = if whole {
        format!("\\A(?:{translated})\\z")
    } else {
        translated
    };
    RegexBuilder::new(&translated)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                format!("the regular expression `{pattern}` is too large")
            }
            _ => format!("`{pattern}` is not a regular expression"),
        })
}

/// An expression that is searched anywhere in a text.
pub fn anywhere(pattern: &str) -> Result<Regex, String> {
    build(pattern, false)
}

/// An expression that must match the whole of a text.
pub fn whole(pattern: &str) -> Result<Regex, String> {
    build(pattern, true)
}

/// Java's `split`: with limit 0 empty texts at the end are dropped, a positive limit is the most
/// parts, a negative one keeps everything. A match of nothing at the start makes no part.
pub fn split(text: &str, pattern: &str, limit: i32) -> Result<Value, String> {
    let regex = anywhere(pattern)?;
    let most = usize::try_from(limit).unwrap_or(0);
    let mut parts: Vec<&str> = Vec::new();
    let mut at = 0;
    for found in regex.find_iter(text) {
        if most > 0 && parts.len() + 1 == most {
            break;
        }
        if found.end() == 0 || (found.is_empty() && found.start() == text.len()) {
            continue;
        }
        parts.push(text.get(at..found.start()).unwrap_or_default());
        at = found.end();
    }
    if at == 0 && parts.is_empty() {
        return Ok(Value::array(vec![Value::from_text(text)]));
    }
    parts.push(text.get(at..).unwrap_or_default());
    if limit == 0 {
        while parts.last().is_some_and(|p| p.is_empty()) {
            parts.pop();
        }
    }
    Ok(Value::array(
        parts.into_iter().map(Value::from_text).collect(),
    ))
}

/// Java's `replaceAll` and `replaceFirst`: `$1` and `${name}` are groups, a backslash takes the
/// next character as it is.
pub fn replace(text: &str, pattern: &str, by: &str, most: usize) -> Result<String, String> {
    let regex = anywhere(pattern)?;
    let mut out = String::new();
    let mut at = 0;
    for found in regex.captures_iter(text).take(most) {
        let Some(all) = found.get(0) else { continue };
        out.push_str(text.get(at..all.start()).unwrap_or_default());
        expand(by, &found, &mut out)?;
        at = all.end();
        if out.len() > MAX_OUTPUT {
            return Err(format!("replacing makes a text of over {MAX_OUTPUT} bytes"));
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(out)
}

fn expand(by: &str, found: &regex::Captures<'_>, out: &mut String) -> Result<(), String> {
    let mut rest = by.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some(c) => out.push(c),
                None => return Err("a replacement ends with a backslash".into()),
            },
            '$' if rest.peek() == Some(&'{') => {
                rest.next();
                let mut name = String::new();
                loop {
                    match rest.next() {
                        Some('}') => break,
                        Some(c) => name.push(c),
                        None => return Err("`${` without `}` in a replacement".into()),
                    }
                }
                let known = found.name(&name);
                out.push_str(known.map_or("", |m| m.as_str()));
            }
            '$' => {
                let mut group: usize = match rest.next().and_then(|c| c.to_digit(10)) {
                    Some(digit) => digit as usize,
                    None => return Err("`$` without a group in a replacement".into()),
                };
                if group >= found.len() {
                    return Err(format!("there is no group {group}"));
                }
                while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + digit as usize;
                    if longer >= found.len() {
                        break;
                    }
                    group = longer;
                    rest.next();
                }
                out.push_str(found.get(group).map_or("", |m| m.as_str()));
            }
            c => out.push(c),
        }
    }
    Ok(())
}

/// Java's syntax in that of the `regex` crate.
fn translate(pattern: &str) -> Result<String, String> {
    if pattern.len() > MAX_PATTERN {
        return Err(format!("a regular expression of over {MAX_PATTERN} bytes"));
    }
    let mut t = Translator {
        rest: pattern,
        out: String::new(),
        class_depth: 0,
        dot_all: false,
    };
    while let Some(c) = t.next() {
        t.translate_one(c)?;
    }
    Ok(t.out)
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    class_depth: usize,
    dot_all: bool,
}

fn refused<T>(what: &str) -> Result<T, String> {
    Err(format!(
        "{what} in regular expressions cannot be evaluated here"
    ))
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn literal(&mut self, c: char) {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            let _ = write!(self.out, "\\x{{{:x}}}", u32::from(c));
        } else {
            self.out.push(c);
        }
    }

    fn translate_one(&mut self, c: char) -> Result<(), String> {
        match c {
            '\\' => return self.escape(),
            '[' => {
                self.class_depth += 1;
                self.out.push('[');
                if self.rest.starts_with('^') {
                    self.next();
                    self.out.push('^');
                }
            }
            ']' if self.class_depth > 0 => {
                self.class_depth -= 1;
                self.out.push(']');
            }
            ']' | '}' => self.literal(c),
            '&' if self.class_depth > 0 && self.rest.starts_with('&') => {
                self.next();
                self.out.push_str("&&");
            }
            // In the crate's classes these make differences, and Java knows no such thing.
            '-' if self.class_depth > 0 && self.rest.starts_with('-') => self.out.push_str("\\-"),
            '~' | '&' if self.class_depth > 0 => self.literal(c),
            _ if self.class_depth > 0 => self.out.push(c),
            '.' if !self.dot_all => self.out.push_str("[^\\n\\r\\u{85}\\u{2028}\\u{2029}]"),
            '(' if self.rest.starts_with('?') => return self.group(),
            '*' | '+' | '?' => return self.quantifier(c),
            '{' => return self.counted(),
            _ => self.out.push(c),
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), String> {
        for start in ["?=", "?!", "?<=", "?<!"] {
            if self.rest.starts_with(start) {
                return refused("looking ahead or behind");
            }
        }
        if self.rest.starts_with("?>") {
            return refused("groups that do not give back");
        }
        self.out.push('(');
        let flags_end = self.rest.find([')', ':']).unwrap_or(0);
        let flags = self.rest.get(1..flags_end).unwrap_or_default();
        if !flags.is_empty() && flags.chars().all(|c| "idmsuxU-".contains(c)) {
            let set = flags.split('-').next().unwrap_or_default();
            self.dot_all |= set.contains('s');
            let kept: String = flags.chars().filter(|c| "imsx-".contains(*c)).collect();
            let kept = kept.trim_end_matches('-');
            self.rest = self.rest.get(flags_end..).unwrap_or_default();
            if kept.is_empty() && self.rest.starts_with(')') {
                self.out.push_str("?:");
            } else {
                self.out.push('?');
                self.out.push_str(kept);
            }
        }
        Ok(())
    }

    fn quantifier(&mut self, c: char) -> Result<(), String> {
        self.out.push(c);
        if self.rest.starts_with('+') {
            return refused("quantifiers that do not give back");
        }
        if self.rest.starts_with('?') {
            self.next();
            self.out.push('?');
        }
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`; Java takes no brace otherwise.
    fn counted(&mut self) -> Result<(), String> {
        let (count, behind) = match self.rest.split_once('}') {
            Some(parts) => parts,
            None => return Err("`{` without `}` in a regular expression".into()),
        };
        let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let valid = match count.split_once(',') {
            Some((low, "")) => number(low),
            Some((low, high)) => number(low) && number(high),
            None => number(count),
        };
        if !valid {
            return Err("a brace that holds no count in a regular expression".into());
        }
        let _ = write!(self.out, "{{{count}}}");
        self.rest = behind;
        if self.rest.starts_with('+') {
            return refused("quantifiers that do not give back");
        }
        if self.rest.starts_with('?') {
            self.next();
            self.out.push('?');
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.next() else {
            return Err("a regular expression ends with a backslash".into());
        };
        let class = |inside: &'static str, outside: &'static str| (inside, outside);
        let (inside, outside) = match c {
            'd' => class("0-9", "[0-9]"),
            'D' => class("[^0-9]", "[^0-9]"),
            'w' => class("a-zA-Z0-9_", "[a-zA-Z0-9_]"),
            'W' => class("[^a-zA-Z0-9_]", "[^a-zA-Z0-9_]"),
            's' => class("\\x20\\t\\n\\x0b\\x0c\\r", "[\\x20\\t\\n\\x0b\\x0c\\r]"),
            'S' => class("[^\\x20\\t\\n\\x0b\\x0c\\r]", "[^\\x20\\t\\n\\x0b\\x0c\\r]"),
            'h' => class("\\x20\\t\\u{a0}", "[\\x20\\t\\u{a0}]"),
            'H' => class("[^\\x20\\t\\u{a0}]", "[^\\x20\\t\\u{a0}]"),
            'v' => class("\\n\\x0b\\x0c\\r\\u{85}", "[\\n\\x0b\\x0c\\r\\u{85}]"),
            't' | 'n' | 'r' | 'f' | 'a' => {
                self.out.push('\\');
                self.out.push(c);
                return Ok(());
            }
            'e' => class("\\x1b", "\\x1b"),
            'R' => class(
                "\\n",
                "(?:\\r\\n|[\\n\\x0b\\x0c\\r\\u{85}\\u{2028}\\u{2029}])",
            ),
            'b' => class("\\x08", "(?-u:\\b)"),
            'B' => class("", "(?-u:\\B)"),
            'A' | 'z' => {
                self.out.push('\\');
                self.out.push(c);
                return Ok(());
            }
            'Z' => class("", "\\n?\\z"),
            'Q' => {
                let (quoted, behind) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                for c in quoted.chars() {
                    self.literal(c);
                }
                self.rest = behind;
                return Ok(());
            }
            'E' => return Ok(()),
            'p' | 'P' => return self.property(c),
            'x' | 'u' | '0' => return self.numbered(c),
            'k' | '1'..='9' => return refused("references back to a group"),
            'G' => return refused("`\\G`"),
            c if c.is_ascii_alphabetic() => {
                return Err(format!("`\\{c}` is unknown in regular expressions"));
            }
            c => {
                self.literal(c);
                return Ok(());
            }
        };
        self.out.push_str(if self.class_depth > 0 {
            inside
        } else {
            outside
        });
        Ok(())
    }

    /// `\x41`, `\x{1F600}`, `\u0041`, `\0101`.
    fn numbered(&mut self, kind: char) -> Result<(), String> {
        let braced = kind == 'x' && self.rest.starts_with('{');
        let (digits, behind, base) = if braced {
            let inner = self.rest.get(1..).unwrap_or_default();
            let (digits, behind) = inner.split_once('}').unwrap_or((inner, ""));
            (digits, behind, 16)
        } else {
            let octal = |b: u8| (b'0'..=b'7').contains(&b);
            let length = match kind {
                'x' => 2,
                'u' => 4,
                _ => self.rest.bytes().take(3).take_while(|b| octal(*b)).count(),
            };
            let digits = self.rest.get(..length).unwrap_or_default();
            let behind = self.rest.get(length..).unwrap_or_default();
            (digits, behind, if kind == '0' { 8 } else { 16 })
        };
        match u32::from_str_radix(digits, base)
            .ok()
            .and_then(char::from_u32)
        {
            Some(c) => {
                self.rest = behind;
                self.literal(c);
                Ok(())
            }
            None => Err(format!("`\\{kind}{digits}` is no character")),
        }
    }

    /// `\p{Alpha}` and the like: Java's names are ASCII's, scripts and categories are Unicode's.
    fn property(&mut self, kind: char) -> Result<(), String> {
        let (name, behind) = match self.rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
            Some(parts) => parts,
            None => self.rest.split_at_checked(1).unwrap_or_default(),
        };
        self.rest = behind;
        let posix = match name {
            "Lower" | "javaLowerCase" => "[a-z]",
            "Upper" | "javaUpperCase" => "[A-Z]",
            "ASCII" => "[\\x00-\\x7f]",
            "Alpha" => "[a-zA-Z]",
            "Digit" => "[0-9]",
            "Alnum" => "[a-zA-Z0-9]",
            "Punct" => "[[:punct:]]",
            "Graph" => "[[:graph:]]",
            "Print" => "[[:print:]]",
            "Blank" => "[ \\t]",
            "Cntrl" => "[[:cntrl:]]",
            "XDigit" => "[0-9a-fA-F]",
            "Space" | "javaWhitespace" => "[\\x20\\t\\n\\x0b\\x0c\\r]",
            _ => "",
        };
        if posix.is_empty() {
            let name = name
                .strip_prefix("Is")
                .or(name.strip_prefix("In"))
                .unwrap_or(name);
            let _ = write!(self.out, "\\{kind}{{{name}}}");
        } else if kind == 'P' {
            let _ = write!(self.out, "[^{posix}]");
        } else {
            self.out.push_str(posix);
        }
        Ok(())
    }
}
