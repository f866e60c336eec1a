//! Patterns as `.Files.Glob` takes them: gobwas/glob 0.2 with `/` as the separator.
//!
//! `*` and `?` stop at a slash, `**` does not; `[abc]`, `[!a-z]` and `{a,b}` work as in a shell.
//! A pattern is compiled to a small machine that reads a name once, so no pattern is slow.

/// A compiled pattern.
///
/// ```
/// use manifest_render::chart::glob::Glob;
///
/// let glob = Glob::new("conf/**.{toml,yaml}").unwrap();
/// assert!(glob.matches("conf/a/b.toml"));
/// assert!(!glob.matches("other/b.toml"));
/// ```
#[derive(Debug)]
pub struct Glob(Vec<Step>);

#[derive(Debug)]
enum Step {
    Char(char),
    /// Any character but a slash.
    Single,
    /// Any character.
    Any,
    Range(char, char, bool),
    OneOf(String, bool),
    /// Both ways are open.
    Split(usize, usize),
    Jump(usize),
}

/// The longest pattern that is compiled.
const MAX_LEN: usize = 64 * 1024;

impl Glob {
    /// Compiles a pattern; `None` where it is not well formed.
    pub fn new(pattern: &str) -> Option<Glob> {
        if pattern.len() > MAX_LEN {
            return None;
        }
        let mut compiler = Compiler {
            rest: pattern,
            steps: Vec::new(),
            open: Vec::new(),
        };
        compiler.compile()?;
        Some(Glob(compiler.steps))
    }

    /// Whether the whole name matches.
    pub fn matches(&self, name: &str) -> bool {
        let mut now = States::new(self.0.len());
        let mut next = States::new(self.0.len());
        self.enter(&mut now, 0);
        for c in name.chars() {
            for &at in &now.list {
                let matched = match self.0.get(at) {
                    Some(Step::Char(wanted)) => *wanted == c,
                    Some(Step::Single) => c != '/',
                    Some(Step::Any) => true,
                    Some(Step::Range(low, high, not)) => (*low <= c && c <= *high) != *not,
                    Some(Step::OneOf(chars, not)) => chars.contains(c) != *not,
                    _ => false,
                };
                if matched {
                    self.enter(&mut next, at + 1);
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
            if now.list.is_empty() {
                return false;
            }
        }
        now.list.contains(&self.0.len())
    }

    /// Adds a step and all that can be reached from it without a character.
    fn enter(&self, states: &mut States, at: usize) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            match states.known.get_mut(at) {
                Some(known) if !*known => *known = true,
                _ => continue,
            }
            match self.0.get(at) {
                Some(Step::Split(a, b)) => open.extend([*b, *a]),
                Some(Step::Jump(to)) => open.push(*to),
                _ => states.list.push(at),
            }
        }
    }
}

struct States {
    list: Vec<usize>,
    known: Vec<bool>,
}

impl States {
    fn new(steps: usize) -> Self {
        States {
            list: Vec::new(),
            known: vec![false; steps + 1],
        }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.known.fill(false);
    }
}

struct Compiler<'a> {
    rest: &'a str,
    steps: Vec<Step>,
    open: Vec<Alternatives>,
}

/// Alternatives in braces that have not been closed.
struct Alternatives {
    /// Where the current one was split off.
    split: usize,
    /// The jumps to the end.
    ends: Vec<usize>,
}

impl Compiler<'_> {
    fn compile(&mut self) -> Option<()> {
        while let Some(c) = self.next() {
            match c {
                '*' if self.rest.starts_with('*') => {
                    self.next();
                    self.repeat(Step::Any);
                }
                '*' => self.repeat(Step::Single),
                '?' => self.steps.push(Step::Single),
                '[' => self.class()?,
                '{' => {
                    let split = self.placeholder();
                    let ends = Vec::new();
                    self.open.push(Alternatives { split, ends });
                }
                ',' if !self.open.is_empty() => self.alternative(),
                '}' if !self.open.is_empty() => self.close(),
                '\\' => {
                    // A backslash at the end stands for nothing.
                    if let Some(c) = self.next() {
                        self.steps.push(Step::Char(c));
                    }
                }
                c => self.steps.push(Step::Char(c)),
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    fn placeholder(&mut self) -> usize {
        self.steps.push(Step::Jump(0));
        self.steps.len() - 1
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(at) {
            *slot = step;
        }
    }

    fn repeat(&mut self, step: Step) {
        let at = self.placeholder();
        self.steps.push(step);
        self.steps.push(Step::Jump(at));
        self.set(at, Step::Split(at + 1, self.steps.len()));
    }

    fn alternative(&mut self) {
        let end = self.placeholder();
        let next = self.steps.len();
        let split = self.placeholder();
        if let Some(open) = self.open.last_mut() {
            open.ends.push(end);
            let before = std::mem::replace(&mut open.split, split);
            self.set(before, Step::Split(before + 1, next));
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            let end = self.steps.len();
            self.set(open.split, Step::Jump(open.split + 1));
            for jump in open.ends {
                self.set(jump, Step::Jump(end));
            }
        }
    }

    /// A class: one range or some characters, but not both.
    fn class(&mut self) -> Option<()> {
        let not = self.rest.starts_with('!');
        if not {
            self.next();
        }
        let mut ahead = self.rest.chars();
        let (low, between) = (ahead.next()?, ahead.next());
        if between == Some('-') {
            let high = ahead.next()?;
            let close = ahead.next()?;
            if close != ']' || high < low {
                return None;
            }
            self.rest = ahead.as_str();
            self.steps.push(Step::Range(low, high, not));
            return Some(());
        }
        let mut chars = String::new();
        loop {
            match self.next()? {
                ']' => break,
                '\\' => chars.push(self.next()?),
                c => chars.push(c),
            }
        }
        if chars.is_empty() {
            return None;
        }
        self.steps.push(Step::OneOf(chars, not));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_gobwas_does() {
        let cases = [
            ("*", "a", true),
            ("*", "a/b", false),
            ("**", "a/b", true),
            ("f/*.yaml", "f/a.yaml", true),
            ("f/*.yaml", "f/g/a.yaml", false),
            ("f/**.yaml", "f/g/a.yaml", true),
            ("f/**/a.yaml", "f/a.yaml", false),
            ("{a,b*}c", "bxc", true),
            ("{a,b*}c", "ac", true),
            ("{a,b}c", "c", false),
            ("{a,{b,c}}d", "cd", true),
            ("{a,}b", "b", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[abc]?", "cz", true),
            ("a\\*", "a*", true),
            ("", "", true),
            ("a{b", "ab", true),
        ];
        for (pattern, name, want) in cases {
            let glob = Glob::new(pattern).map(|glob| glob.matches(name));
            assert_eq!(glob, Some(want), "{pattern} {name}");
        }
        for pattern in ["[", "[a-z0-9]", "[z-a]", "[]", "[a"] {
            assert!(Glob::new(pattern).is_none(), "{pattern}");
        }
    }
}
