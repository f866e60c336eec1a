//! The engines, each with the same functions.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::rc::Rc;

use manifest_render::function;
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::function::{Failure, Function};
use manifest_render::gotemplate::printf;
use manifest_render::gotemplate::{Functions, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{List, Map, Str, StrBuf, Value};
use manifest_render::world::MemoryWorld;
use serde_json::{Value as Json, json};

use crate::cases::Case;

/// A set of templates ready to execute.
pub trait Engine {
    fn execute(&self) -> String;
}

struct Ours {
    set: Set,
    name: String,
    data: Value,
    environment: Environment,
}

thread_local! {
    static DATA: std::cell::RefCell<Option<(String, Value, Functions, Environment)>> =
        const { std::cell::RefCell::new(None) };
}

/// This crate. Data and functions are made once a case: they are no part of what is measured.
pub fn ours(case: &Case) -> Option<Box<dyn Engine>> {
    let key = case.name.clone();
    let (data, functions, environment) = DATA.with(|cell| {
        let mut cell = cell.borrow_mut();
        if cell.as_ref().is_none_or(|(of, ..)| *of != key) {
            let mut functions = Functions::builtins();
            for function in FUNCTIONS {
                functions.insert(function);
            }
            let environment = Environment::new(Rc::new(MemoryWorld::default()));
            *cell = Some((key, value(&case.data), functions, environment));
        }
        let (_, data, functions, environment) = cell.as_ref()?;
        Some((data.clone(), functions.clone(), environment.clone()))
    })?;
    let mut set = Set::new("t", functions);
    for (name, text) in &case.go {
        set.add(name, text.as_bytes(), SourceId::default()).ok()?;
    }
    Some(Box::new(Ours {
        set,
        name: case.go.first()?.0.clone(),
        data,
        environment,
    }))
}

impl Engine for Ours {
    fn execute(&self) -> String {
        let mut out = StrBuf::new();
        if let Err(error) = self
            .set
            .execute(&self.name, &self.data, &self.environment, &mut out)
        {
            return error.to_string();
        }
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }
}

const FUNCTIONS: [Function; 6] = [
    function!("lower", lower),
    function!("upper", upper),
    function!("trim", trim),
    function!("toYaml", to_yaml),
    function!("indent", indent),
    function!("int", int),
];

fn lower(text: &Str) -> Str {
    match text.to_str() {
        Some(text) => Str::from(text.to_lowercase()),
        None => text.clone(),
    }
}

fn upper(text: &Str) -> Str {
    match text.to_str() {
        Some(text) => Str::from(text.to_uppercase()),
        None => text.clone(),
    }
}

fn trim(text: &Str) -> Str {
    Str::from(text.to_str().unwrap_or_default().trim())
}

fn int(value: &Value) -> i64 {
    match value {
        Value::Float(number) => *number as i64,
        Value::Int(_, number) => *number,
        _ => 0,
    }
}

fn to_yaml(map: &Value) -> Result<Str, Failure> {
    let mut out = StrBuf::new();
    if let Some(map) = map.as_map() {
        for entry in map.borrow().iter() {
            out.push(&entry.key);
            out.push_bytes(b": ");
            let done = printf::write_value(&mut out, &entry.value);
            done.map_err(|error| Failure::new(error.to_string()))?;
        }
    }
    Ok(out.into_str())
}

fn indent(count: i64, text: &Str) -> Str {
    let pad = " ".repeat(usize::try_from(count).unwrap_or(0));
    Str::from(indented(&pad, &text.to_string_lossy()))
}

fn indented(pad: &str, text: &str) -> String {
    format!("{pad}{}", text.replace('\n', &format!("\n{pad}")))
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => List::new(items.iter().map(value).collect()).into(),
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
    }
}

struct Gotmpl(gotmpl::Template, Rc<gotmpl::Value>);

thread_local! {
    static GOTMPL: std::cell::RefCell<Option<(String, Rc<gotmpl::Value>)>> =
        const { std::cell::RefCell::new(None) };
    static GTMPL: std::cell::RefCell<Option<(String, Rc<gtmpl::Context>)>> =
        const { std::cell::RefCell::new(None) };
    static JINJA: std::cell::RefCell<Option<(String, minijinja::Value)>> =
        const { std::cell::RefCell::new(None) };
}

/// What is kept for a case, made where it is another one than before.
fn kept<T: Clone>(
    of: &'static std::thread::LocalKey<std::cell::RefCell<Option<(String, T)>>>,
    case: &Case,
    make: impl FnOnce() -> T,
) -> T {
    let key = case.name.clone();
    of.with(|cell| {
        let mut cell = cell.borrow_mut();
        match &*cell {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = make();
                *cell = Some((key, value.clone()));
                value
            }
        }
    })
}

/// The gotmpl crate.
pub fn gotmpl(case: &Case) -> Option<Box<dyn Engine>> {
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
    let mut template = gotmpl::Template::new(&case.go.first()?.0)
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
            let pad = " ".repeat(usize::try_from(count).unwrap_or(0));
            string(indented(&pad, text(args, 1)))
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
    for (i, (name, source)) in case.go.iter().enumerate() {
        // There is no way to add a text under another name but to define it.
        let wrapped = format!("{{{{define \"{name}\"}}}}{source}{{{{end}}}}");
        template = template
            .parse(if i == 0 { source } else { &wrapped })
            .ok()?;
    }
    let data = kept(&GOTMPL, case, || Rc::new(data(&case.data)));
    Some(Box::new(Gotmpl(template, data)))
}

impl Engine for Gotmpl {
    fn execute(&self) -> String {
        match self.0.execute_to_string(&self.1) {
            Ok(text) => text,
            Err(error) => error.to_string(),
        }
    }
}

struct Gtmpl(gtmpl::Template, Rc<gtmpl::Context>);

/// The gtmpl crate.
pub fn gtmpl(case: &Case) -> Option<Box<dyn Engine>> {
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
        let pad = " ".repeat(usize::try_from(number(args)).unwrap_or(0));
        Ok(Value::from(indented(&pad, text(args, 1))))
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
    let mut template = gtmpl::Template::default();
    template.add_funcs(&[
        ("lower", lower as gtmpl::Func),
        ("upper", upper),
        ("trim", trim),
        ("int", int),
        ("indent", indent),
        ("toYaml", to_yaml),
    ]);
    for (name, source) in case.go.iter().skip(1) {
        template.add_template(name.as_str(), source.as_str()).ok()?;
    }
    template.parse(case.go.first()?.1.as_str()).ok()?;
    let data = kept(&GTMPL, case, || {
        Rc::new(gtmpl::Context::from(data(&case.data)))
    });
    Some(Box::new(Gtmpl(template, data)))
}

impl Engine for Gtmpl {
    fn execute(&self) -> String {
        match self.0.render(&self.1) {
            Ok(text) => text,
            Err(error) => error.to_string(),
        }
    }
}

struct Jinja(minijinja::Environment<'static>, String, minijinja::Value);

/// The minijinja crate.
pub fn minijinja(case: &Case) -> Option<Box<dyn Engine>> {
    use minijinja::value::Rest;
    use minijinja::{Environment, Value};
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_filter("toYaml", |map: Value| {
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
    environment.add_filter("indent", |text: &str, count: usize| {
        indented(&" ".repeat(count), text)
    });
    environment.add_function("printf", |format: &str, args: Rest<Value>| {
        jinja_printf(format, &args)
    });
    for (name, source) in &case.jinja {
        environment
            .add_template_owned(name.clone(), source.clone())
            .ok()?;
    }
    let data = kept(&JINJA, case, || Value::from_serialize(&case.data));
    Some(Box::new(Jinja(
        environment,
        case.jinja.first()?.0.clone(),
        data,
    )))
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

impl Engine for Jinja {
    fn execute(&self) -> String {
        let done = self.0.get_template(&self.1).and_then(|t| t.render(&self.2));
        match done {
            Ok(text) => text,
            Err(error) => error.to_string(),
        }
    }
}

/// Go itself: microseconds to execute, and to parse and execute.
pub fn go(case: &Case) -> Option<(f64, f64)> {
    let oracle = env::var_os("ORACLE")?;
    let mut child = Command::new(oracle)
        .arg("-bench")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let rounds = if case.data["items"].as_array().map_or(0, Vec::len) > 10_000
        || case.data["list"].is_array()
    {
        2
    } else if case.parse && case.go.len() == 1 {
        2_000
    } else {
        20
    };
    let request = json!({
        "templates": case.go,
        "data": case.data,
        "functions": true,
        "rounds": rounds,
    });
    writeln!(child.stdin.take()?, "{request}").ok()?;
    let answer = child.wait_with_output().ok()?.stdout;
    let answer: Json = serde_json::from_slice(&answer).ok()?;
    let time = |key: &str| Some(answer[key].as_f64()? / 1e3);
    Some((time("execute")?, time("both")?))
}
