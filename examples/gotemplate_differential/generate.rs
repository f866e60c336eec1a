//! Random templates with data: mostly sensible ones, some with types that do not fit, some broken
//! by chance.

use serde_json::{Value as Json, json};

/// A set of templates, of which the first is executed.
pub struct Case {
    /// Names and texts.
    pub templates: Vec<(String, String)>,
    /// The data.
    pub data: Json,
    /// The option of this name, or nothing.
    pub missing_key: &'static str,
}

/// Makes cases; the same ones for the same seed.
pub struct Generator {
    state: u64,
    variables: Vec<String>,
    in_range: usize,
    /// The first of [`NAMES`] that may be executed here: each template executes later ones only,
    /// since Go has no bound on how often two templates execute each other.
    callable: usize,
}

const KEYS: [&str; 14] = [
    "i", "f", "s", "b", "n", "list", "ints", "map", "deep", "strs", "empty", "u", "none", "html",
];
const NAMES: [&str; 3] = ["a", "b", "x y"];
const VERBS: &[u8] = b"vvvvdsqxXtfgeTcbouUEGw";

impl Generator {
    pub fn new(seed: u64) -> Self {
        Generator {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            variables: Vec::new(),
            in_range: 0,
            callable: 0,
        }
    }

    pub fn case(&mut self) -> Case {
        let data = self.data();
        let missing_key = *self.pick(&["", "", "", "zero", "error"]);
        let mut templates = Vec::new();
        for i in 0..=self.below(3).saturating_sub(1) {
            self.variables = vec!["$".to_string()];
            self.in_range = 0;
            let name = if i == 0 {
                "t"
            } else {
                *self.pick(&["p", "q", "p", "a"])
            };
            self.callable = after(name);
            let mut text = String::new();
            if i == 0 {
                for name in NAMES {
                    if !self.one_in(5) {
                        text.push_str(&self.definition(name));
                    }
                }
            } else if self.one_in(6) {
                let name = *self.pick(&["a", "b", "t", "x y"]);
                text.push_str(&self.definition(name));
            }
            text.push_str(&self.list(4));
            if self.one_in(12) {
                text = self.broken(&text);
            }
            templates.push((name.to_string(), text));
        }
        Case {
            templates,
            data,
            missing_key,
        }
    }

    fn random(&mut self) -> u64 {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.random() % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn data(&mut self) -> Json {
        if self.one_in(20) {
            return self.scalar();
        }
        json!({
            "i": {"$int": self.below(200) as i64 - 50},
            "u": {"$uint64": self.below(9)},
            "f": *self.pick(&[0.0, 1.5, -2.0, 1e21, 3.0, 0.1, 1e-7]),
            "s": *self.pick(&["", "abc", "héllo 世界", "a b\nc", "x\"y'z", "42", "<&>"]),
            "b": self.one_in(2),
            "n": null,
            "list": [self.scalar(), self.scalar(), self.scalar(), {"k": self.scalar()}],
            "ints": [{"$int": 3}, {"$int": 1}, {"$int": 2}],
            "map": {"k": self.scalar(), "z": self.scalar(), "a b": 1},
            "deep": {"x": {"y": {"z": self.scalar(), "l": [1, 2]}, "n": null}},
            "strs": {"$strs": ["p", "", "q"]},
            "empty": self.pick(&[json!([]), json!({}), json!("")]).clone(),
            "html": "<a href='x'>\"&\u{0}</a>",
        })
    }

    fn scalar(&mut self) -> Json {
        match self.below(9) {
            0 => Json::Null,
            1 => json!(self.one_in(2)),
            2 => json!({"$int": self.below(10)}),
            3 => json!(self.below(100) as f64 / 4.0),
            4 => json!(*self.pick(&["", "v", "two words", "ünï"])),
            5 => json!([{"$int": 1}, "x"]),
            6 => json!({"k": "v"}),
            7 => json!({"$uint64": 7}),
            _ => json!("text"),
        }
    }

    fn definition(&mut self, name: &str) -> String {
        let body = self.body(name, 2);
        format!(
            "{}define \"{name}\"{}{body}{}",
            self.left(),
            self.right(),
            self.end()
        )
    }

    /// What a template of this name does: in a scope of its own, outside all loops.
    fn body(&mut self, name: &str, depth: usize) -> String {
        let callable = self.callable.max(after(name));
        let callable = std::mem::replace(&mut self.callable, callable);
        let variables = std::mem::replace(&mut self.variables, vec!["$".to_string()]);
        let in_range = std::mem::take(&mut self.in_range);
        let body = self.list(depth);
        self.in_range = in_range;
        self.variables = variables;
        self.callable = callable;
        body
    }

    fn left(&mut self) -> &'static str {
        self.pick::<&'static str>(&["{{", "{{", "{{ ", "{{- "])
    }

    fn right(&mut self) -> &'static str {
        self.pick::<&'static str>(&["}}", "}}", " }}", " -}}"])
    }

    fn end(&mut self) -> String {
        format!("{}end{}", self.left(), self.right())
    }

    fn action(&mut self, inside: &str) -> String {
        format!("{}{inside}{}", self.left(), self.right())
    }

    fn list(&mut self, depth: usize) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.below(4) {
            out.push_str(&self.piece(depth));
        }
        out
    }

    fn piece(&mut self, depth: usize) -> String {
        let control = depth > 0;
        match self.below(22) {
            0..=4 => (*self.pick(&["x", " ", "\n", "text: ", "  a\n  b\n", "}", "{ ", "é"])).into(),
            5..=10 => {
                let pipe = self.pipe(3);
                self.action(&pipe)
            }
            11 if self.one_in(20) => self.action("/* note */"),
            11 => (*self.pick(&["{{/* note */}}", "{{- /* a */ -}}"])).into(),
            12 | 13 => {
                let value = self.pipe(2);
                let name = format!("${}", self.pick(&["x", "y", "v1"]));
                let action = self.action(&format!("{name} := {value}"));
                self.variables.push(name);
                action
            }
            14 if self.variables.len() > 1 => {
                let at = 1 + self.below(self.variables.len() - 1);
                let name = self.variables[at].clone();
                let value = self.pipe(2);
                self.action(&format!("{name} = {value}"))
            }
            15 | 16 if control => self.branch(depth, "if"),
            17 if control => self.branch(depth, "with"),
            18 | 19 if control => self.range(depth),
            20 if control && self.callable < NAMES.len() => {
                let name = *self.pick(&NAMES[self.callable..]);
                let dot = if self.one_in(3) {
                    String::new()
                } else {
                    self.operand(1)
                };
                if self.one_in(12) {
                    let body = self.body(name, 1);
                    let dot = if dot.is_empty() { "." } else { &dot };
                    let open = self.action(&format!("block \"{name}\" {dot}"));
                    format!("{open}{body}{}", self.end())
                } else {
                    self.action(&format!("template \"{name}\" {dot}"))
                }
            }
            21 if self.in_range > 0 || self.one_in(50) => {
                let word = *self.pick(&["break", "continue"]);
                self.action(word)
            }
            _ => {
                let operand = self.operand(2);
                self.action(&operand)
            }
        }
    }

    fn branch(&mut self, depth: usize, word: &str) -> String {
        let mark = self.variables.len();
        let pipe = self.pipe(2);
        let open = if self.one_in(4) {
            self.variables.push("$w".to_string());
            self.action(&format!("{word} $w := {pipe}"))
        } else {
            self.action(&format!("{word} {pipe}"))
        };
        let mut out = open + &self.list(depth - 1);
        if self.one_in(4) {
            let pipe = self.pipe(1);
            out += &self.action(&format!("else {word} {pipe}"));
            out += &self.list(depth - 1);
        }
        if self.one_in(2) {
            out += &self.action("else");
            out += &self.list(depth - 1);
        }
        self.variables.truncate(mark);
        out + &self.end()
    }

    fn range(&mut self, depth: usize) -> String {
        let mark = self.variables.len();
        let over = match self.below(4) {
            0 => self.pipe(1),
            1 => format!("{}", self.below(5)),
            _ => format!(
                ".{}",
                self.pick(&["list", "ints", "map", "strs", "empty", "n", "deep"])
            ),
        };
        let declared = match self.below(6) {
            0 => {
                self.variables.push("$v".to_string());
                "$v := "
            }
            1 | 2 => {
                self.variables.extend(["$i".to_string(), "$v".to_string()]);
                "$i, $v := "
            }
            _ => "",
        };
        let mut out = self.action(&format!("range {declared}{over}"));
        self.in_range += 1;
        out += &self.list(depth - 1);
        self.in_range -= 1;
        if self.one_in(3) {
            out += &self.action("else");
            out += &self.list(depth - 1);
        }
        self.variables.truncate(mark);
        out + &self.end()
    }

    fn pipe(&mut self, depth: usize) -> String {
        let mut out = self.command(depth);
        while self.one_in(4) {
            out += *self.pick(&[" | ", "|"]);
            out += &self.function(depth, true);
        }
        out
    }

    fn command(&mut self, depth: usize) -> String {
        if depth == 0 || self.one_in(3) {
            return self.operand(depth);
        }
        self.function(depth, false)
    }

    fn function(&mut self, depth: usize, piped: bool) -> String {
        if !self.one_in(4) {
            return self.fitting(depth, piped);
        }
        let name = *self.pick(&[
            "printf", "printf", "print", "println", "len", "index", "slice", "eq", "ne", "lt",
            "le", "gt", "ge", "and", "or", "not", "html", "js", "urlquery", "add", "upper",
            "quote", "one", "vari", "f64", "yes", "i64", "u64", "any", "typeOf", "lst", "strs",
            "slen", "mlen", "null", "nilmap", "fail", "call",
        ]);
        let usual = match name {
            "null" | "nilmap" => 0,
            "len" | "not" | "upper" | "one" | "f64" | "yes" | "i64" | "u64" | "any" | "typeOf"
            | "slen" | "mlen" | "fail" | "call" | "quote" => 1,
            "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "index" => 2,
            _ => self.below(4),
        };
        let usual: usize = if self.one_in(15) {
            self.below(4)
        } else {
            usual
        };
        let mut out = name.to_string();
        let mut count = usual.saturating_sub(usize::from(piped));
        if name == "printf" {
            out += " ";
            out += &self.format();
            count = count.min(3);
        }
        for _ in 0..count {
            out += " ";
            out += &self.argument(name, depth.saturating_sub(1));
        }
        out
    }

    /// A function with arguments that suit it.
    fn fitting(&mut self, depth: usize, piped: bool) -> String {
        if piped {
            let name = *self.pick(&[
                "print",
                "println",
                "html",
                "js",
                "urlquery",
                "quote",
                "typeOf",
                "any",
                "not",
                "lst",
                "printf \"%v\"",
                "printf \"%6.2v|\"",
                "eq 1",
                "or 0",
                "and 1",
            ]);
            return name.into();
        }
        let call = *self.pick(&[
            "len .list",
            "len .map",
            "len .s",
            "index .list 1",
            "index .map \"k\"",
            "index .deep \"x\" \"y\" \"z\"",
            "slice .s 0 0",
            "slice .list 1 2",
            "eq .i 3",
            "eq .s \"abc\" \"\"",
            "ne .b true",
            "lt .i 10",
            "ge .u 3",
            "le .f 1.5",
            "gt .s \"b\"",
            "add .i 1 2",
            "add",
            "upper .s",
            "one .s",
            "vari .i",
            "vari 2 .s \"z\"",
            "strs .s",
            "lst .i nil .s",
            "slen .list",
            "mlen .map",
            "typeOf .n",
            "typeOf .",
            "i64 .i",
            "u64 3",
            "f64 2",
            "yes .b",
            "and",
            "or",
            "print",
            "printf",
            "println",
            "html",
            "quote",
            "not",
        ]);
        let mut out = call.to_string();
        match call {
            "printf" => {
                out += " ";
                out += &self.format();
            }
            "and" | "or" | "print" | "println" | "html" => {}
            "quote" | "not" => {
                out += " ";
                out += &self.operand(depth.saturating_sub(1));
                return out;
            }
            _ => return out,
        }
        for _ in 0..1 + self.below(3) {
            out += " ";
            out += &self.operand(depth.saturating_sub(1));
        }
        out
    }

    fn argument(&mut self, function: &str, depth: usize) -> String {
        if self.one_in(6) {
            return self.operand(depth);
        }
        match function {
            "index" | "slice" | "len" | "slen" => (*self.pick(&[
                ".list", ".ints", ".s", ".map", "0", "1", "2", "\"k\"", ".strs",
            ]))
            .into(),
            "add" | "i64" | "u64" => (*self.pick(&["1", "2", "-3", ".i", "'a'", "0x10"])).into(),
            "upper" | "one" | "fail" => {
                (*self.pick(&[".s", "\"q\"", "`raw`", "(print 1 2)", "nil"])).into()
            }
            "yes" => (*self.pick(&["true", ".b", "(not .i)"])).into(),
            "f64" => (*self.pick(&["1", ".f", "2.5", "1e3"])).into(),
            _ => self.operand(depth),
        }
    }

    fn format(&mut self) -> String {
        let mut out = String::from("\"");
        for _ in 0..=self.below(3) {
            out += *self.pick(&["", "a", " ", "%%", "é"]);
            out.push('%');
            for _ in 0..self.below(3) {
                out += *self.pick(&["", "+", "-", "#", " ", "0"]);
            }
            out += *self.pick(&["", "", "", "3", "8", "*", "[1]", "[2]*", "[9]"]);
            out += *self.pick(&["", "", ".", ".2", ".0", ".*", ".[1]*"]);
            out.push(char::from(*self.pick(VERBS)));
        }
        out.push('"');
        out
    }

    fn operand(&mut self, depth: usize) -> String {
        match self.below(16) {
            0..=4 => self.field(),
            5 => ".".into(),
            6 | 7 => self.variable(),
            8 if self.one_in(60) => {
                let wrong = ["1e400", "9223372036854775808", "08", "1-2", "nil"];
                (*self.pick(&wrong)).into()
            }
            8 => (*self.pick(&["true", "false"])).into(),
            9 | 10 => (*self.pick(&[
                "0",
                "1",
                "-7",
                "+3",
                "1.5",
                "1e3",
                "0x1F",
                "0b11",
                "0o17",
                "017",
                "1_000",
                "'x'",
                "'\\n'",
                "1i",
                "2+3i",
                ".5",
                "0x1p-2",
                "1e400",
                "9223372036854775808",
                "08",
                "1-2",
            ]))
            .into(),
            11 | 12 => (*self.pick(&[
                "\"\"",
                "\"s\"",
                "`raw`",
                "\"a\\tb\"",
                "\"\\u00e9\"",
                "\"\\xff\"",
                "\"世\"",
                "`%`",
                "\"<b>\"",
            ]))
            .into(),
            13 | 14 if depth > 0 => {
                let pipe = self.pipe(depth - 1);
                let field = if self.one_in(4) {
                    format!(".{}", self.pick(&["k", "x", "nope"]))
                } else {
                    String::new()
                };
                if self.one_in(12) {
                    let name = "$p".to_string();
                    self.variables.push(name);
                    return format!("($p := {pipe}){field}");
                }
                format!("({pipe}){field}")
            }
            _ => self.field(),
        }
    }

    fn field(&mut self) -> String {
        if !self.one_in(3) {
            return (*self.pick(&[
                ".i",
                ".f",
                ".s",
                ".b",
                ".list",
                ".map",
                ".map.k",
                ".deep.x.y",
                ".deep.x.y.z",
                ".n",
                ".deep.x.nope",
                ".strs",
                ".html",
                "$.s",
                "$.deep.x",
                ".k",
            ]))
            .into();
        }
        let mut out = format!(".{}", self.pick(&KEYS));
        while self.one_in(4) {
            out += ".";
            out += *self.pick(&["k", "x", "y", "z", "n", "l", "nope", "map"]);
        }
        out
    }

    fn variable(&mut self) -> String {
        let at = self.below(self.variables.len());
        let mut out = self.variables[at].clone();
        if self.one_in(300) {
            out = "$nope".to_string();
        }
        if self.one_in(4) {
            out += ".";
            out += *self.pick(&KEYS);
        }
        out
    }

    /// A text with a few characters lost, doubled or put in.
    fn broken(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(chars.len() + 1);
            match self.below(3) {
                0 if at < chars.len() => {
                    chars.remove(at);
                }
                1 if at < chars.len() => chars.insert(at, chars[at]),
                _ => {
                    let pool: Vec<char> = "{}().|$\"'`:=,-/* \n0ie_é%#\\".chars().collect();
                    chars.insert(at, *self.pick(&pool));
                }
            }
        }
        chars.into_iter().collect()
    }
}

/// The first of [`NAMES`] that a template of this name may execute.
fn after(name: &str) -> usize {
    NAMES
        .iter()
        .position(|&known| known == name)
        .map_or(0, |at| at + 1)
}
