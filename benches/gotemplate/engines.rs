//! The engines, each with its own functions where it has them, else with those written here.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::rc::Rc;

use manifest_render::functions::{self, Profile};
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::{Functions, Set};
use manifest_render::source::SourceId;
use manifest_render::value::StrBuf;
use manifest_render::world::MemoryWorld;
use serde_json::{Value as Json, json};

use crate::cases::{Case, DEEP};

/// An engine with the data and functions of a case, and its templates parsed.
pub trait Engine {
    /// Parses the templates again.
    fn parse(&self);

    /// Executes the templates.
    fn execute(&self) -> Vec<u8>;

    /// Parses the templates again, and executes those.
    fn both(&self) -> Vec<u8>;
}

/// An engine for a case; `None` where it cannot do it.
pub type Make = fn(&Case) -> Option<Box<dyn Engine + '_>>;

/// All of them; the first is this crate.
pub const ALL: [(&str, Make); 4] = [
    ("render", ours),
    ("gotmpl", gotmpl),
    ("gtmpl", gtmpl),
    ("minijinja", minijinja),
];

/// What to parse, and how the outcome is executed.
struct Prepared<P, X> {
    parsed: P,
    parse: Box<dyn Fn() -> Option<P>>,
    execute: X,
}

impl<P, X: Fn(&P) -> Vec<u8>> Prepared<P, X> {
    fn new(parse: impl Fn() -> Option<P> + 'static, execute: X) -> Option<Self> {
        Some(Prepared {
            parsed: parse()?,
            parse: Box::new(parse),
            execute,
        })
    }
}

impl<P, X: Fn(&P) -> Vec<u8>> Engine for Prepared<P, X> {
    fn parse(&self) {
        std::hint::black_box((self.parse)());
    }

    fn execute(&self) -> Vec<u8> {
        (self.execute)(&self.parsed)
    }

    fn both(&self) -> Vec<u8> {
        let parsed = (self.parse)();
        parsed.map_or_else(Vec::new, |parsed| (self.execute)(&parsed))
    }
}

/// This crate, with the functions that charts have.
pub fn ours(case: &Case) -> Option<Box<dyn Engine + '_>> {
    let functions: Functions = functions::of(Profile::Helm);
    let environment = Environment::new(Rc::new(MemoryWorld::default()));
    let data = case.value();
    let texts = case.go.clone();
    let name = texts.first()?.0.clone();
    let parse = move || {
        let mut set = Set::new("t", functions.clone());
        for (name, text) in &texts {
            set.add(name, text.as_bytes(), SourceId::default()).ok()?;
        }
        Some(set)
    };
    let execute = move |set: &Set| {
        let mut out = StrBuf::new();
        match set.execute(&name, &data, &environment, &mut out) {
            Ok(()) => out.into_bytes(),
            Err(error) => error.to_string().into_bytes(),
        }
    };
    Some(Box::new(Prepared::new(parse, execute)?))
}

/// The text with so many spaces before every line.
fn indented(count: usize, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2 * count);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', count));
        out.push_str(line);
    }
    out
}

/// The gotmpl crate.
pub fn gotmpl(case: &Case) -> Option<Box<dyn Engine + '_>> {
    use gotmpl::Value;
    fn data(json: &Json) -> Value {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
            Json::String(text) => Value::String(text.as_str().into()),
            Json::Array(items) => Value::List(items.iter().map(data).collect()),
            Json::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, json)| (key.as_str().into(), data(json)));
                Value::Map(std::sync::Arc::new(entries.collect()))
            }
        }
    }
    fn text(args: &[Value], at: usize) -> &str {
        args.get(at).and_then(Value::as_str).unwrap_or_default()
    }
    let string = |text: String| Ok(Value::String(text.into()));
    let texts = case.go.clone();
    let parse = move || {
        let mut template = gotmpl::Template::new(&texts.first()?.0)
            .func("lower", move |args| string(text(args, 0).to_lowercase()))
            .func("upper", move |args| string(text(args, 0).to_uppercase()))
            .func("trim", move |args| string(text(args, 0).trim().to_string()))
            .func("int", |args| {
                Ok(Value::Int(
                    args.first().and_then(Value::as_float).unwrap_or_default() as i64,
                ))
            })
            .func("indent", move |args| {
                let count = args.first().and_then(Value::as_int).unwrap_or_default();
                string(indented(usize::try_from(count).unwrap_or(0), text(args, 1)))
            })
            .func("toYaml", move |args| {
                let mut out = String::new();
                if let Some(Value::Map(map)) = args.first() {
                    for (key, value) in map.iter() {
                        out += key;
                        out += ": ";
                        out += value.as_str().unwrap_or_default();
                    }
                }
                string(out)
            });
        for (i, (name, source)) in texts.iter().enumerate() {
            // There is no way to add a text under another name but to define it.
            let wrapped = format!("{{{{define \"{name}\"}}}}{source}{{{{end}}}}");
            template = template
                .parse(if i == 0 { source } else { &wrapped })
                .ok()?;
        }
        Some(template)
    };
    let data = data(&case.data);
    let execute = move |template: &gotmpl::Template| match template.execute_to_string(&data) {
        Ok(text) => text.into_bytes(),
        Err(error) => error.to_string().into_bytes(),
    };
    Some(Box::new(Prepared::new(parse, execute)?))
}

/// The gtmpl crate. It copies all of `$` wherever that is named, so that it does not come to the end
/// of [`DEEP`].
pub fn gtmpl(case: &Case) -> Option<Box<dyn Engine + '_>> {
    use gtmpl::{FuncError, Value};
    type Result = std::result::Result<Value, FuncError>;
    fn data(json: &Json) -> Value {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => Value::from(number.as_f64().unwrap_or_default()),
            Json::String(text) => Value::from(text.as_str()),
            Json::Array(items) => Value::Array(items.iter().map(data).collect()),
            Json::Object(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, json)| (key.clone(), data(json)))
                    .collect(),
            ),
        }
    }
    fn text(args: &[Value], at: usize) -> &str {
        match args.get(at) {
            Some(Value::String(text)) => text,
            _ => "",
        }
    }
    fn number(args: &[Value]) -> i64 {
        match args.first() {
            Some(Value::Number(n)) => n
                .as_i64()
                .or(n.as_f64().map(|f| f as i64))
                .unwrap_or_default(),
            _ => 0,
        }
    }
    fn lower(args: &[Value]) -> Result {
        Ok(Value::from(text(args, 0).to_lowercase()))
    }
    fn upper(args: &[Value]) -> Result {
        Ok(Value::from(text(args, 0).to_uppercase()))
    }
    fn trim(args: &[Value]) -> Result {
        Ok(Value::from(text(args, 0).trim()))
    }
    fn int(args: &[Value]) -> Result {
        Ok(Value::from(number(args)))
    }
    fn indent(args: &[Value]) -> Result {
        let count = usize::try_from(number(args)).unwrap_or(0);
        Ok(Value::from(indented(count, text(args, 1))))
    }
    fn to_yaml(args: &[Value]) -> Result {
        let mut out = String::new();
        if let Some(Value::Map(map)) = args.first() {
            for (key, value) in map {
                out += key;
                out += ": ";
                out += text(std::slice::from_ref(value), 0);
            }
        }
        Ok(Value::from(out))
    }
    if case.name == DEEP {
        return None;
    }
    let texts = case.go.clone();
    let parse = move || {
        let mut template = gtmpl::Template::default();
        template.add_funcs(&[
            ("lower", lower as gtmpl::Func),
            ("upper", upper),
            ("trim", trim),
            ("int", int),
            ("indent", indent),
            ("toYaml", to_yaml),
        ]);
        for (name, source) in texts.iter().skip(1) {
            template.add_template(name.as_str(), source.as_str()).ok()?;
        }
        template.parse(texts.first()?.1.as_str()).ok()?;
        Some(template)
    };
    let context = gtmpl::Context::from(data(&case.data));
    let execute = move |template: &gtmpl::Template| match template.render(&context) {
        Ok(text) => text.into_bytes(),
        Err(error) => error.to_string().into_bytes(),
    };
    Some(Box::new(Prepared::new(parse, execute)?))
}

/// The minijinja crate. Its environment, which is costly, is made once.
struct Jinja<'c> {
    bare: minijinja::Environment<'c>,
    ready: minijinja::Environment<'c>,
    data: minijinja::Value,
    case: &'c Case,
}

fn minijinja(case: &Case) -> Option<Box<dyn Engine + '_>> {
    use minijinja::value::Rest;
    use minijinja::{Environment, Value};
    let mut bare = Environment::new();
    bare.set_keep_trailing_newline(true);
    bare.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    bare.add_filter("toYaml", |map: Value| {
        let mut out = String::new();
        if let Ok(keys) = map.try_iter() {
            for key in keys {
                out += key.as_str().unwrap_or_default();
                out += ": ";
                let value = map.get_item(&key).unwrap_or_default();
                out += value.as_str().unwrap_or_default();
            }
        }
        out
    });
    bare.add_filter("indent", |text: &str, count: usize| indented(count, text));
    bare.add_function("printf", |format: &str, args: Rest<Value>| {
        jinja_printf(format, &args)
    });
    let mut jinja = Jinja {
        ready: bare.clone(),
        bare,
        data: Value::from_serialize(&case.data),
        case,
    };
    jinja.ready = jinja.loaded()?;
    Some(Box::new(jinja))
}

/// As much of printf as the cases use.
fn jinja_printf(format: &str, args: &[minijinja::Value]) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let mut args = args.iter();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out += &rest[..at];
        rest = &rest[at + 1..];
        let Some(arg) = args.next() else { break };
        if let Some(after) = rest.strip_prefix("05d") {
            rest = after;
            let _ = write!(out, "{:05}", arg.as_i64().unwrap_or_default());
        } else {
            rest = rest.get(1..).unwrap_or_default();
            let _ = write!(out, "{arg}");
        }
    }
    out + rest
}

impl<'c> Jinja<'c> {
    fn loaded(&self) -> Option<minijinja::Environment<'c>> {
        let mut environment = self.bare.clone();
        for (name, source) in &self.case.jinja {
            environment.add_template(name, source).ok()?;
        }
        Some(environment)
    }

    fn render(&self, environment: &minijinja::Environment<'_>) -> Vec<u8> {
        let name = self.case.jinja.first().map_or("", |(name, _)| name);
        let done = environment
            .get_template(name)
            .and_then(|template| template.render(&self.data));
        match done {
            Ok(text) => text.into_bytes(),
            Err(error) => error.to_string().into_bytes(),
        }
    }
}

impl Engine for Jinja<'_> {
    fn parse(&self) {
        for (name, source) in &self.case.jinja {
            std::hint::black_box(self.bare.template_from_named_str(name, source).is_ok());
        }
    }

    fn execute(&self) -> Vec<u8> {
        self.render(&self.ready)
    }

    fn both(&self) -> Vec<u8> {
        if let [(name, source)] = &self.case.jinja[..] {
            let template = self.bare.template_from_named_str(name, source);
            let done = template.and_then(|template| template.render(&self.data));
            return done.unwrap_or_default().into_bytes();
        }
        let loaded = self.loaded();
        loaded.map_or_else(Vec::new, |environment| self.render(&environment))
    }
}

/// Microseconds.
#[derive(Clone, Copy)]
pub struct Times {
    /// To parse.
    pub parse: f64,
    /// To execute.
    pub execute: f64,
    /// To parse and execute.
    pub both: f64,
}

/// Go itself.
pub fn go(case: &Case) -> Option<Times> {
    let oracle = env::var_os("ORACLE")?;
    let mut child = Command::new(oracle)
        .arg("-bench")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let request = json!({
        "templates": case.go,
        "data": case.data,
        "functions": true,
        "rounds": (20_000 / case.actions).clamp(2, 500),
    });
    writeln!(child.stdin.take()?, "{request}").ok()?;
    let answer = child.wait_with_output().ok()?.stdout;
    let answer: Json = serde_json::from_slice(&answer).ok()?;
    let time = |key: &str| Some(answer[key].as_f64()? / 1e3);
    Some(Times {
        parse: time("parse")?,
        execute: time("execute")?,
        both: time("both")?,
    })
}
