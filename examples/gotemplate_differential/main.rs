//! Compares this engine with Go's `text/template` on generated templates.
//!
//! `cargo run --release --example gotemplate_differential -- COUNT SEED ORACLE` makes COUNT
//! templates, executes each here and in ORACLE (`go build` of `testdata/oracle/gotemplate`), and
//! prints every difference in output or error text. It ends with status 1 where there was one.

mod functions;
mod generate;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};
use std::rc::Rc;
use std::{env, io, thread};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::{Functions, MissingKey, NoTrace, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{List, Map, STRING_LIST, StrBuf, UintKind, Value};
use manifest_render::world::MemoryWorld;
use serde_json::{Value as Json, json};

use generate::{Case, Generator};

fn main() -> io::Result<ExitCode> {
    let mut args = env::args().skip(1);
    let mut number = |default| args.next().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (count, seed) = (number(1000), number(1));
    let oracle = args.next().unwrap_or_else(|| "oracle".to_string());

    let mut child = Command::new(&oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| io::Error::new(error.kind(), format!("{oracle}: {error}")))?;
    let pipe = child.stdin.take();
    let writer = thread::spawn(move || -> io::Result<()> {
        let mut pipe = io::BufWriter::new(pipe.ok_or(io::ErrorKind::BrokenPipe)?);
        let mut generator = Generator::new(seed);
        for _ in 0..count {
            writeln!(pipe, "{}", request(&generator.case()))?;
        }
        Ok(())
    });
    let answers = BufReader::new(child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?).lines();

    let environment = Environment::new(Rc::new(MemoryWorld::default()));
    // The same cases again, from the same seed.
    let mut generator = Generator::new(seed);
    let (mut same, mut errors, mut different) = (0u64, 0u64, 0u64);
    for answer in answers {
        let answer: Json = serde_json::from_str(&answer?)?;
        let case = generator.case();
        let want = Outcome::of_answer(&answer);
        let got = execute(&case, &environment);
        if want == got {
            same += 1;
            errors += u64::from(!want.error.is_empty());
        } else {
            different += 1;
            if different <= 20 {
                println!(
                    "{}\n  Go:   {}\n  here: {}",
                    request(&case),
                    want.show(),
                    got.show()
                );
            }
        }
    }
    child.wait()?;
    drop(writer.join());
    println!(
        "DIFFERENTIAL gotemplate: {same} the same ({errors} of them errors), {different} different"
    );
    Ok(ExitCode::from(u8::from(different > 0 || same < count)))
}

/// What executing a case gave.
#[derive(PartialEq, Eq)]
struct Outcome {
    output: Vec<u8>,
    error: Vec<u8>,
}

impl Outcome {
    fn of_answer(answer: &Json) -> Self {
        let bytes = |key: &str| {
            let text = answer[key].as_str().unwrap_or_default();
            STANDARD.decode(text).unwrap_or_default()
        };
        Outcome {
            output: bytes("output"),
            error: bytes("error"),
        }
    }

    fn show(&self) -> String {
        format!(
            "{:?} {:?}",
            String::from_utf8_lossy(&self.output),
            String::from_utf8_lossy(&self.error)
        )
    }
}

fn request(case: &Case) -> Json {
    json!({
        "templates": case.templates,
        "data": case.data,
        "missingkey": case.missing_key,
        "functions": true,
    })
}

fn execute(case: &Case, environment: &Environment) -> Outcome {
    let mut functions = Functions::builtins();
    for function in functions::FUNCTIONS {
        functions.insert(function);
    }
    let missing_key = match case.missing_key {
        "zero" => MissingKey::Zero,
        "error" => MissingKey::Error,
        _ => MissingKey::Default,
    };
    let mut set = Set::new("t", functions).with_missing_key(missing_key);
    let mut own = None;
    for (name, text) in &case.templates {
        match set.add(name, text.as_bytes(), SourceId::default()) {
            Ok(template) => own = own.or(Some(template)),
            Err(errors) => {
                let first = errors.into_iter().next();
                return Outcome {
                    output: Vec::new(),
                    error: first.map(|e| e.message.into_bytes()).unwrap_or_default(),
                };
            }
        }
    }
    let mut out = StrBuf::new();
    let data = value(&case.data);
    let done = own.map(|own| {
        set.execute_template(&own, &data, environment, NoTrace, &mut out)
            .0
    });
    Outcome {
        output: out.into_bytes(),
        error: match done {
            Some(Err(error)) => error.message().as_bytes().to_vec(),
            _ => Vec::new(),
        },
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => List::new(items.iter().map(value).collect()).into(),
        Json::Object(entries) => {
            if let Some(int) = json["$int"].as_i64() {
                return Value::from(int);
            }
            if let Some(uint) = json["$uint64"].as_u64() {
                return Value::Uint(UintKind::Uint64, uint);
            }
            if let Some(items) = json["$strs"].as_array() {
                return List::of(&STRING_LIST, items.iter().map(value).collect()).into();
            }
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
    }
}
