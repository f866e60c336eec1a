//! The objects with functions that every expression may call.

pub mod datetime;
mod files;
mod json;
mod shell;
mod xml;

use super::error::Fault;
use super::java_regex;
use super::outside::Outside;
use super::value::Value;
use datetime::{Date, Time};

/// One of the objects with functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the object of this name")]
pub enum Functor {
    Json,
    Xml,
    Regex,
    DateTime,
    Shell,
    Secrets,
    ConfigFile,
    FileStore,
    Kubernetes,
    KubernetesRelease,
}

/// The functors that are names by themselves.
pub const ROOTS: [Functor; 9] = [
    Functor::Json,
    Functor::Xml,
    Functor::Regex,
    Functor::DateTime,
    Functor::Shell,
    Functor::Secrets,
    Functor::ConfigFile,
    Functor::FileStore,
    Functor::Kubernetes,
];

impl Functor {
    /// The name under which expressions know it.
    pub fn name(self) -> &'static str {
        match self {
            Functor::Json => "json",
            Functor::Xml => "xml",
            Functor::Regex => "regex",
            Functor::DateTime => "datetime",
            Functor::Shell => "shell",
            Functor::Secrets => "secrets",
            Functor::ConfigFile => "configFile",
            Functor::FileStore => "fileStore",
            Functor::Kubernetes => "kubernetes",
            Functor::KubernetesRelease => "kubernetes.release",
        }
    }

    /// The functor of this name.
    pub fn named(name: &str) -> Option<Functor> {
        ROOTS.into_iter().find(|f| f.name() == name)
    }

    /// A property: only `kubernetes` has some.
    pub fn property(self, name: &str, outside: &dyn Outside) -> Result<Option<Value>, Fault> {
        match (self, name) {
            (Functor::Kubernetes, "release") => {
                Ok(Some(Value::Functor(Functor::KubernetesRelease)))
            }
            (Functor::KubernetesRelease, "revision" | "stageColor") => outside
                .release(name)
                .map(|text| Some(Value::Text(text.into())))
                .map_err(Fault::fatal),
            (Functor::KubernetesRelease, _) => Err(Fault::fatal(format!(
                "a release has no `{name}`; it has `revision`, `stageColor`"
            ))),
            _ => Ok(None),
        }
    }

    /// Calls a function. `resolve` resolves the expressions of a file that is inserted.
    pub fn call(
        self,
        name: &str,
        arguments: &[Value],
        outside: &dyn Outside,
        resolve: &dyn Fn(&str) -> Result<String, Fault>,
    ) -> Result<Value, Fault> {
        let answer = match (self, name, arguments) {
            (Functor::Json, _, _) => json::call(name, arguments)?,
            (Functor::Xml, "select", [path, Value::Text(document)]) => {
                Some(xml::select(&path.to_string(), document)?)
            }
            (Functor::Regex, _, _) => regex(name, arguments)?,
            (Functor::DateTime, "currentDate", []) => {
                Some(Value::Date(Date::of(outside.now().seconds)))
            }
            (Functor::DateTime, "currentTime", []) => Some(Value::Time(Time::of(outside.now()))),
            (Functor::Shell, _, _) => shell::call(name, arguments),
            (Functor::Secrets, "getValue", [id]) => Some(secret(id, outside)?),
            (Functor::ConfigFile, "getAsString" | "getAsBase64", [reference]) => Some(
                files::config_file(name, &reference.to_string(), outside, resolve)?,
            ),
            (Functor::FileStore, "getAsString" | "getAsBase64", [path]) => Some(
                files::stored_file(name, &path.to_string(), outside, resolve)?,
            ),
            _ => None,
        };
        answer.ok_or_else(|| {
            Fault::evaluate(format!(
                "`{}` has no `{name}` for these arguments",
                self.name()
            ))
        })
    }
}

/// The placeholder of a secret. A secret may not name another one.
fn secret(id: &Value, outside: &dyn Outside) -> Result<Value, Fault> {
    let id = match id {
        Value::Null => return Err(Fault::evaluate("the name of a secret is null")),
        id => id.to_string(),
    };
    if outside.is_placeholder(&id) {
        return Err(Fault::fatal(
            "a secret cannot be the name of another secret",
        ));
    }
    outside
        .secret(&id)
        .map(|text| Value::Text(text.into()))
        .map_err(Fault::fatal)
}

/// `regex.extract`, `regex.replace`, `regex.match`.
fn regex(name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    let text = |value: &Value| match value {
        Value::Text(text) => Ok(text.to_string()),
        other => Err(Fault::evaluate(format!(
            "a text is needed, not a {}",
            other.kind()
        ))),
    };
    Ok(match (name, arguments) {
        ("extract", [pattern, subject]) => {
            let subject = text(subject)?;
            let regex = java_regex::anywhere(&text(pattern)?).map_err(Fault::Evaluate)?;
            let found = regex.find_iter(&subject).find(|m| !m.is_empty());
            Some(Value::from_text(found.map_or("", |m| m.as_str())))
        }
        ("match", [pattern, subject]) => {
            let regex = java_regex::anywhere(&text(pattern)?).map_err(Fault::Evaluate)?;
            Some(Value::Bool(regex.is_match(&text(subject)?)))
        }
        ("replace", [pattern, by, subject]) => {
            let replaced =
                java_regex::replace(&text(subject)?, &text(pattern)?, &text(by)?, usize::MAX);
            Some(Value::Text(replaced.map_err(Fault::Evaluate)?.into()))
        }
        _ => None,
    })
}
