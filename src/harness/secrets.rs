//! Secrets in two phases: expressions only see placeholders that nobody can guess, and the values
//! are put in when no method can touch them any more.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::context::{Context, ContextError};
use super::expression::render::Rendered;
use super::expression::{ErrorClass, ExpressionError, Value};
use crate::registry::Secret;
use crate::source::Sources;
use crate::value::Origins;
use crate::world::{DrawKey, Program, World};

/// How long a program may take to give a secret.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// What identifiers of values start with that are no secrets of the platform; no user's
/// identifier can.
const HELD: &str = "\u{1}held-";
/// What stands before and behind an identifier in a placeholder.
const OPENER: &str = "${ngSecretManager.obtain(\"";

/// Where the values of secrets come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretSource {
    /// Readable stand-ins such as `<secret:db-password>`.
    #[default]
    Masked,
    /// Environment variables: `RENDER_SECRET_DB_PASSWORD` for `db-password`.
    Environment,
    /// A YAML file of identifiers and values; one that is encrypted by SOPS goes through `sops`.
    File(PathBuf),
    /// A program that is given the identifier and prints the value.
    Program(String),
    /// Values that are known already.
    Known(BTreeMap<String, Secret>),
}

impl SecretSource {
    /// Reads `masked`, `env`, `file:PATH` or `exec:PROGRAM`.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "masked" => Ok(SecretSource::Masked),
            None if text == "env" => Ok(SecretSource::Environment),
            Some(("file", path)) if !path.is_empty() => Ok(SecretSource::File(path.into())),
            Some(("exec", program)) if !program.is_empty() => {
                Ok(SecretSource::Program(program.into()))
            }
            _ => Err(format!(
                "`{text}` is none of masked, env, file:PATH, exec:PROGRAM"
            )),
        }
    }
}

/// The secrets of one run: hands out placeholders and puts the values in.
pub struct Secrets<'w> {
    source: SecretSource,
    world: &'w dyn World,
    token: String,
    known: RefCell<BTreeMap<String, Secret>>,
    others: RefCell<Vec<Secret>>,
    loaded: RefCell<Option<BTreeMap<String, Secret>>>,
}

impl<'w> Secrets<'w> {
    /// Secrets from a source. Fails where no random bytes are to be had.
    pub fn new(source: SecretSource, world: &'w dyn World) -> Result<Self, String> {
        let key = DrawKey {
            template: "harness/secrets".into(),
            number: 0,
        };
        let mut bytes = [0_u8; 16];
        (world.randomness(&key).fill(&mut bytes)).map_err(|e| format!("no random bytes: {e}"))?;
        let mut token = String::new();
        for byte in bytes {
            let _ = write!(token, "{byte:02x}");
        }
        Ok(Secrets {
            source,
            world,
            token,
            known: RefCell::default(),
            others: RefCell::default(),
            loaded: RefCell::default(),
        })
    }

    /// The placeholder of a secret. It has the form that Harness's own has.
    pub fn placeholder(&self, id: &str) -> String {
        format!("{OPENER}{id}\", {})}}", self.token)
    }

    /// Keeps a value that was computed and gives a placeholder for it.
    pub fn hold(&self, value: Secret) -> String {
        let mut known = self.known.borrow_mut();
        let held = known
            .iter()
            .find(|(id, held)| id.starts_with(HELD) && **held == value);
        let id = match held {
            Some((id, _)) => id.clone(),
            None => format!("{HELD}{}", known.len()),
        };
        known.insert(id.clone(), value);
        self.placeholder(&id)
    }

    /// Whether a text holds a placeholder.
    pub fn is_placeholder(&self, text: &str) -> bool {
        text.contains(&self.token)
    }

    /// Keeps a value that no placeholder stands for, only to mask it.
    pub fn remember(&self, value: Secret) {
        let mut others = self.others.borrow_mut();
        if !others.contains(&value) {
            others.push(value);
        }
    }

    /// The secrets that were put in so far, for masking.
    pub fn revealed(&self) -> Vec<Secret> {
        let known = self.known.borrow();
        let others = self.others.borrow();
        known.values().chain(others.iter()).cloned().collect()
    }

    /// The text with something readable in place of each placeholder, whatever the source:
    /// `<secret:db-password>`, and `***` for values that have no name.
    pub fn disguised(&self, text: &str) -> String {
        let shown = |id: &str| {
            Ok::<_, Infallible>(Secret::new(match id.starts_with(HELD) {
                true => "***".to_owned(),
                false => stand_in(id),
            }))
        };
        match self.replaced(text, shown) {
            Ok((text, _)) => text,
        }
    }

    /// Puts the values in place of the placeholders of a text. Positions of what was replaced move
    /// along.
    ///
    /// # Errors
    /// [`ErrorClass::SecretNotFound`] where the source does not know a secret.
    pub fn reveal(&self, rendered: Rendered) -> Result<Rendered, ExpressionError> {
        if !self.is_placeholder(&rendered.text) {
            return Ok(rendered);
        }
        let (text, moves) = self.replaced(&rendered.text, |id| self.value(id))?;
        let moved = |offset: usize| match moves.iter().rev().find(|(from, _)| *from <= offset) {
            Some((from, to)) => to + (offset - from),
            None => offset,
        };
        let mut replaced = rendered.replaced;
        for part in &mut replaced {
            let touched = part.output.clone();
            part.secret |= moves
                .iter()
                .any(|(end, _)| touched.start < *end && *end <= touched.end);
            part.output = moved(part.output.start)..moved(part.output.end);
        }
        Ok(Rendered { text, replaced })
    }

    /// The text with the values of placeholders, and behind each of them the offset in the text
    /// as it was and as it is.
    fn replaced<E>(
        &self,
        text: &str,
        value: impl Fn(&str) -> Result<Secret, E>,
    ) -> Result<(String, Vec<(usize, usize)>), E> {
        let closer = format!("\", {})}}", self.token);
        let mut out = String::with_capacity(text.len());
        let mut moves = Vec::new();
        let mut at = 0;
        while let Some(end) = text.get(at..).and_then(|t| t.find(&closer)).map(|e| e + at) {
            let before = text.get(at..end).unwrap_or_default();
            let Some(start) = before.rfind(OPENER).map(|s| s + at) else {
                break;
            };
            let id = text.get(start + OPENER.len()..end).unwrap_or_default();
            out.push_str(text.get(at..start).unwrap_or_default());
            out.push_str(value(id)?.expose());
            at = end + closer.len();
            moves.push((at, out.len()));
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Ok((out, moves))
    }

    /// [`Secrets::reveal`] for a text alone.
    pub fn reveal_text(&self, text: &str) -> Result<String, ExpressionError> {
        let rendered = Rendered {
            text: text.to_owned(),
            replaced: Vec::new(),
        };
        self.reveal(rendered).map(|revealed| revealed.text)
    }

    fn value(&self, id: &str) -> Result<Secret, ExpressionError> {
        if let Some(secret) = self.known.borrow().get(id) {
            return Ok(secret.clone());
        }
        let not_found = |message: String| ExpressionError::new(ErrorClass::SecretNotFound, message);
        let unknown = |place: &str| not_found(format!("the secret `{id}` is not in {place}"));
        let value = match &self.source {
            SecretSource::Masked => return Ok(Secret::new(stand_in(id))),
            SecretSource::Known(known) => known
                .get(id)
                .cloned()
                .ok_or_else(|| unknown("the given secrets"))?,
            SecretSource::Environment => {
                let name = variable_name(id);
                match self.world.variable(&name) {
                    Some(value) => Secret::new(value),
                    None => {
                        return Err(not_found(format!(
                            "the secret `{id}` is not set: the environment has no `{name}`"
                        )));
                    }
                }
            }
            SecretSource::File(path) => {
                if self.loaded.borrow().is_none() {
                    let loaded = load(path, self.world).map_err(not_found)?;
                    self.loaded.replace(Some(loaded));
                }
                let loaded = self.loaded.borrow();
                let found = loaded.as_ref().and_then(|l| l.get(id).cloned());
                found.ok_or_else(|| unknown(&path.display().to_string()))?
            }
            SecretSource::Program(program) => {
                let arguments = [id];
                let program = Program {
                    name: program,
                    args: &arguments,
                    stdin: b"",
                    time_limit: TIME_LIMIT,
                };
                Secret::new(
                    output(self.world, &program)
                        .map_err(|reason| not_found(format!("the secret `{id}`: {reason}")))?,
                )
            }
        };
        self.known.borrow_mut().insert(id.to_owned(), value.clone());
        Ok(value)
    }
}

/// What is shown in place of a secret.
fn stand_in(id: &str) -> String {
    format!("<secret:{id}>")
}

/// The environment variable of a secret: upper case, everything but letters and digits `_`.
fn variable_name(id: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    format!(
        "RENDER_SECRET_{}",
        id.chars().map(plain).collect::<String>()
    )
}

/// What a program prints, without its last line end.
fn output(world: &dyn World, program: &Program<'_>) -> Result<String, String> {
    let finished = world
        .run(program)
        .map_err(|error| format!("`{}` cannot run: {error}", program.name))?;
    if finished.code != Some(0) {
        let code = finished
            .code
            .map_or("no code".into(), |c| format!("code {c}"));
        return Err(format!("`{}` ended with {code}", program.name));
    }
    let text = String::from_utf8(finished.stdout)
        .map_err(|_| format!("`{}` printed something that is not UTF-8", program.name))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// Reads a file of secrets. Maps in it give identifiers with dots: `account: {x: v}` is
/// `account.x`.
fn load(path: &Path, world: &dyn World) -> Result<BTreeMap<String, Secret>, String> {
    let name = path.display().to_string();
    let bytes = world
        .read(path)
        .map_err(|error| format!("cannot read {name}: {error}"))?;
    let mut context = read_map(&name, &bytes)?;
    if context.root().get("sops").is_some() {
        let arguments = ["--decrypt", "--output-type", "yaml", name.as_str()];
        let program = Program {
            name: "sops",
            args: &arguments,
            stdin: b"",
            time_limit: TIME_LIMIT,
        };
        context = read_map(&name, output(world, &program)?.as_bytes())?;
    }
    let mut secrets = BTreeMap::new();
    for entry in context.root().entries() {
        collect(&entry.key.to_string(), &entry.value, &mut secrets);
    }
    Ok(secrets)
}

fn read_map(name: &str, bytes: &[u8]) -> Result<Context, String> {
    let mut sources = Sources::new();
    let source = sources.add(name, bytes);
    let mut context = Context::new();
    match context.add_file(source, bytes, &mut Origins::new()) {
        Ok(()) => Ok(context),
        // The words of the YAML error may quote the file.
        Err(ContextError::Yaml(error)) => Err(format!(
            "{name} is not YAML: see line {}",
            error.position().line
        )),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

/// Depth is bounded by what a context may nest.
fn collect(id: &str, value: &Value, into: &mut BTreeMap<String, Secret>) {
    match value {
        Value::Map(map) => {
            for entry in map.entries() {
                collect(&format!("{id}.{}", entry.key), &entry.value, into);
            }
        }
        Value::Null => {}
        scalar => {
            into.insert(id.to_owned(), Secret::new(scalar.to_string()));
        }
    }
}
