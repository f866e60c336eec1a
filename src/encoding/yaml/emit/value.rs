//! `toYaml` and `toYamlPretty`: a value as a YAML document.

use std::borrow::Cow;
use std::fmt;

use super::analysis::Text;
use super::emitter::{Dialect, Emitter};
use super::json::{Refused, key_through_json, through_json};
use super::order::{self, Keys};
use crate::encoding::json::{
    JsonError, JsonStyle, append_base64, append_json_float, expand, small_integer, write_json,
};
use crate::encoding::stretch::{Stretch, with_runs};
use crate::encoding::walk::{Expanded, Visit, WalkError, walk};
use crate::encoding::yaml::{Error, Events, Input};
use crate::value::number::{append_duration, append_float, append_uint, parse_int, parse_uint};
use crate::value::time::{self, Time};
use crate::value::{DICT, Entry, IntKind, Kind, Map, Mark, Object, Str, StrBuf, Value};

/// Why a value cannot be written as YAML, in Go's words. `toYaml` writes nothing then.
#[derive(Clone, Debug)]
pub enum EmitError {
    /// The value has no JSON.
    Json(JsonError),
    /// Its JSON cannot be read as YAML: it holds U+007F, most C1 controls, U+FFFE or U+FFFF, a key
    /// longer than 1,024 characters or with a next line (U+0085) in it, or what looks like the end
    /// of a document behind a next line.
    Yaml(Error),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmitError::Json(error) => write!(f, "error marshaling into JSON: {error}"),
            EmitError::Yaml(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EmitError {}

/// Why writing ends early. Boxed, as nothing is to be returned but this.
enum Stop {
    Json(Box<JsonError>),
    Refused,
}

impl From<JsonError> for Stop {
    fn from(error: JsonError) -> Self {
        Stop::Json(Box::new(error))
    }
}

impl From<WalkError> for Stop {
    fn from(error: WalkError) -> Self {
        JsonError::from(error).into()
    }
}

impl From<Refused> for Stop {
    fn from(_: Refused) -> Self {
        Stop::Refused
    }
}

/// Writes a value as sigs.k8s.io/yaml does, the last line feed included: by way of JSON, though no
/// JSON is written. This is `toYaml`.
///
/// Scalars of known origin keep their mark in the text.
///
/// ```
/// use manifest_render::encoding::yaml::emit::to_yaml;
/// use manifest_render::value::{List, Map, Value};
///
/// let ports = List::new(vec![Value::from(8080.0), Value::from("no")]);
/// let map = Map::from_iter([("ports", ports.into()), ("image", Value::from("shop:1.4"))]);
/// let yaml = to_yaml(&map.into())?;
/// assert_eq!(yaml.into_str(), "image: shop:1.4\nports:\n- 8080\n- \"no\"\n");
/// # Ok::<(), manifest_render::encoding::yaml::emit::EmitError>(())
/// ```
pub fn to_yaml(value: &Value) -> Result<StrBuf, EmitError> {
    write::<ByJson>(value, Dialect::V2).map_err(|stop| why(value, stop))
}

/// Writes a value as go-yaml v3 does with an indentation of 2, the last line feed included. This is
/// `toYamlPretty`: lists are indented, nothing is folded, numbers are as `%g` prints them.
pub fn to_yaml_pretty(value: &Value) -> Result<StrBuf, EmitError> {
    write::<Direct>(value, Dialect::V3).map_err(|stop| why(value, stop))
}

/// The error that Go ends with. Which fault it meets first, and in which line, shows when its way
/// is taken: all of the JSON, then back.
#[cold]
fn why(value: &Value, stop: Stop) -> EmitError {
    let json = match stop {
        Stop::Json(error) => Err(*error),
        Stop::Refused => write_json(value, JsonStyle::default()),
    };
    let json = match json {
        Ok(json) => json,
        Err(error) => return EmitError::Json(error),
    };
    let input = Input::new(json.as_bytes());
    let mut events = Events::new(&input);
    loop {
        match events.next_event() {
            Ok(Some(_)) => {}
            Ok(None) => return EmitError::Yaml(Error::refused()),
            Err(error) => return EmitError::Yaml(error),
        }
    }
}

fn write<K>(value: &Value, dialect: Dialect) -> Result<StrBuf, Stop>
where
    Writer<K>: Visit<Error = Stop>,
{
    let mut writer: Writer<K> = Writer {
        emitter: Emitter::new(dialect),
        runs: Vec::new(),
        kind: std::marker::PhantomData,
    };
    walk(value, &mut writer)?;
    let Writer { emitter, runs, .. } = writer;
    Ok(with_runs(emitter.finish(), &runs))
}

/// By way of JSON.
struct ByJson;

/// Straight from the value.
struct Direct;

pub(super) struct Writer<K> {
    pub(super) emitter: Emitter,
    pub(super) runs: Vec<Stretch>,
    kind: std::marker::PhantomData<K>,
}

impl<K> Writer<K> {
    /// The order in which the entries are written of the map that was begun; `None` for the one
    /// in which they come.
    fn order<'e>(
        &mut self,
        entries: &'e [Entry],
        dialect: Dialect,
        written: impl Fn(&'e [u8]) -> Result<Cow<'e, str>, Refused>,
    ) -> Result<Option<Vec<u32>>, Stop> {
        let Keys { plain, in_order } = Keys::of(entries, dialect);
        if plain {
            self.emitter.keys_are_plain();
        }
        if in_order {
            return Ok(None);
        }
        if plain {
            // Such keys are written as they are.
            let keys: Vec<&str> = entries
                .iter()
                .filter_map(|entry| entry.key.to_str())
                .collect();
            return Ok(Some(order::sorted(&keys, dialect)));
        }
        Ok(Some(natural_order(entries, dialect, written)?))
    }
}

impl Writer<ByJson> {
    #[inline(never)]
    fn key_through_json(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let key = key_through_json(bytes)?;
        self.emitter.write_key(Text::of(&key), false);
        Ok(())
    }

    #[inline(never)]
    fn text_through_json(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match Text::ascii(bytes) {
            Some(text) => self.emitter.write_text(text),
            None => {
                let text = through_json(bytes)?;
                self.emitter.write_text(Text::of(&text));
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn scalar_through_json(&mut self, value: &Value) -> Result<(), Stop> {
        match value {
            Value::Float(number) if number.is_finite() => match small_integer(*number) {
                Some(integer) => self.emitter.int(integer),
                None => self
                    .emitter
                    .number(|out| append_float_by_json(out, *number)),
            },
            Value::Float(number) => return Err(JsonError::NotFinite(*number).into()),
            Value::Bytes(bytes) => {
                let mut text = Vec::new();
                append_base64(&mut text, bytes);
                self.emitter.text(&through_json(&text)?);
            }
            Value::Complex(..) => {
                return Err(JsonError::Unsupported(value.type_name().into()).into());
            }
            _ => write_word(&mut self.emitter, value),
        }
        Ok(())
    }
}

impl Visit for Writer<ByJson> {
    type Error = Stop;

    const NIL_IS_NULL: bool = true;

    fn begin_map(&mut self, _: usize) -> Result<(), Stop> {
        self.emitter.begin_map();
        Ok(())
    }

    fn begin_list(&mut self, _: usize) -> Result<(), Stop> {
        self.emitter.begin_list();
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.emitter.end();
        Ok(())
    }

    #[inline(always)]
    fn key(&mut self, key: &Str, mark: Mark) -> Result<(), Stop> {
        let before = self.emitter.len();
        if !self.emitter.key_at_once(key) {
            self.key_through_json(key.as_bytes())?;
        }
        self.remember_key(before, mark);
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self, value: &Value, mark: Mark) -> Result<(), Stop> {
        match value {
            Value::Str(text) => {
                self.emitter.lead_scalar();
                if !self.emitter.text_at_once(text) {
                    self.text_through_json(text.as_bytes())?;
                }
            }
            _ => self.scalar_through_json(value)?,
        }
        self.remember(value, mark);
        Ok(())
    }

    fn expand(&mut self, object: &dyn Object) -> Result<Expanded, Stop> {
        Ok(match expand(object)? {
            Expanded::Fields(fields) => {
                let entry = |(key, value)| Entry {
                    key,
                    value,
                    mark: Mark::NONE,
                };
                let map = Map::of(&DICT, fields.into_iter().map(entry).collect());
                Expanded::Value(Value::Map(map))
            }
            value => value,
        })
    }

    fn order(&mut self, entries: &[Entry]) -> Result<Option<Vec<u32>>, Stop> {
        self.order(entries, Dialect::V2, key_through_json)
    }
}

impl Visit for Writer<Direct> {
    type Error = Stop;

    const NIL_IS_NULL: bool = false;

    fn begin_map(&mut self, _: usize) -> Result<(), Stop> {
        self.emitter.begin_map();
        Ok(())
    }

    fn begin_list(&mut self, _: usize) -> Result<(), Stop> {
        self.emitter.begin_list();
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.emitter.end();
        Ok(())
    }

    fn key(&mut self, key: &Str, mark: Mark) -> Result<(), Stop> {
        let before = self.emitter.len();
        if !self.emitter.key_at_once(key) {
            match std::str::from_utf8(key.as_bytes()) {
                Ok(key) => self.emitter.key(key),
                Err(_) => self.emitter.binary_key(&base64_in_lines(key.as_bytes())),
            }
        }
        self.remember_key(before, mark);
        Ok(())
    }

    fn scalar(&mut self, value: &Value, mark: Mark) -> Result<(), Stop> {
        match value {
            Value::Str(text) => {
                self.emitter.lead_scalar();
                if !self.emitter.text_at_once(text) {
                    match std::str::from_utf8(text.as_bytes()) {
                        Ok(text) => self.emitter.write_text(Text::of(text)),
                        Err(_) => {
                            let base64 = base64_in_lines(text.as_bytes());
                            self.emitter.write_binary(Text::of(&base64));
                        }
                    }
                }
            }
            Value::Float(number) => self.emitter.number(|out| append_float_direct(out, *number)),
            Value::Int(IntKind::Duration, nanoseconds) => {
                let mut text = Vec::new();
                append_duration(&mut text, *nanoseconds);
                self.emitter.text(&String::from_utf8_lossy(&text));
            }
            Value::Bytes(bytes) => {
                self.emitter.begin_list();
                for byte in bytes.iter() {
                    self.emitter
                        .number(|out| append_uint(out, u64::from(*byte)));
                }
                self.emitter.end();
            }
            Value::Complex(..) => {
                return Err(JsonError::Unsupported(value.type_name().into()).into());
            }
            _ => write_word(&mut self.emitter, value),
        }
        self.remember(value, mark);
        Ok(())
    }

    fn expand(&mut self, object: &dyn Object) -> Result<Expanded, Stop> {
        let lower = |(name, value): (&'static str, Value)| (Str::from(name.to_lowercase()), value);
        // go-yaml knows times itself, of any year, and leaves them without quotes.
        if let Some(time) = object.as_any().downcast_ref::<Time>() {
            let text = time::format(time, time::RFC3339_NANO);
            self.emitter.word(&String::from_utf8_lossy(&text));
            return Ok(Expanded::Written);
        }
        if let Some(Ok(Value::Str(text))) = object.plain() {
            return Ok(Expanded::Value(Value::Str(text)));
        }
        if matches!(object.kind(), Kind::Func | Kind::Chan) {
            return Err(JsonError::Unsupported(object.type_name().into()).into());
        }
        Ok(Expanded::Fields(
            object.exported_fields().into_iter().map(lower).collect(),
        ))
    }

    fn order(&mut self, entries: &[Entry]) -> Result<Option<Vec<u32>>, Stop> {
        self.order(entries, Dialect::V3, |key| Ok(String::from_utf8_lossy(key)))
    }
}

/// A truth value, an integer or null.
fn write_word(emitter: &mut Emitter, value: &Value) {
    match value {
        Value::Bool(true) => emitter.word("true"),
        Value::Bool(false) => emitter.word("false"),
        Value::Int(_, number) => emitter.int(*number),
        Value::Uint(_, number) => emitter.number(|out| append_uint(out, *number)),
        _ => emitter.word("null"),
    }
}

/// A float that is no small integer, as go-yaml v2 reads it from JSON: an integer if its digits fit
/// one, else a float.
fn append_float_by_json(out: &mut Vec<u8>, number: f64) {
    if number == 0.0 {
        return out.push(b'0');
    }
    if number.fract() == 0.0 {
        let start = out.len();
        append_json_float(out, number);
        let digits = &out[start..];
        if parse_int(digits, 10, 64).is_ok() || parse_uint(digits, 10, 64).is_ok() {
            return;
        }
        out.truncate(start);
    }
    append_float(out, number, b'g', None);
}

/// A float as go-yaml v3 writes it.
fn append_float_direct(out: &mut Vec<u8>, number: f64) {
    match number {
        number if number.is_nan() => out.extend_from_slice(b".nan"),
        f64::INFINITY => out.extend_from_slice(b".inf"),
        f64::NEG_INFINITY => out.extend_from_slice(b"-.inf"),
        number => append_float(out, number, b'g', None),
    }
}

/// Base64 in lines of 70 characters; one line has no line feed.
fn base64_in_lines(bytes: &[u8]) -> String {
    const LINE: usize = 70;
    let mut encoded = Vec::new();
    append_base64(&mut encoded, bytes);
    let encoded = String::from_utf8_lossy(&encoded);
    if encoded.len() < LINE {
        return encoded.into_owned();
    }
    let mut lines = String::with_capacity(encoded.len() + encoded.len() / LINE + 1);
    let mut rest = encoded.as_ref();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(LINE));
        lines.push_str(line);
        lines.push('\n');
        rest = behind;
    }
    lines
}

/// The order of a map's entries by keys as they are written; of equal keys the last one counts.
fn natural_order<'e>(
    entries: &'e [Entry],
    dialect: Dialect,
    written: impl Fn(&'e [u8]) -> Result<Cow<'e, str>, Refused>,
) -> Result<Vec<u32>, Refused> {
    let mut keys = Vec::with_capacity(entries.len());
    for entry in entries {
        keys.push(written(entry.key.as_bytes())?);
    }
    if dialect == Dialect::V3 || !keys.iter().any(|key| matches!(key, Cow::Owned(_))) {
        return Ok(order::sorted(&keys, dialect));
    }
    let mut keys: Vec<_> = keys.into_iter().zip(0..).collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    keys.dedup_by(|later, kept| later.0 == kept.0);
    let (keys, places): (Vec<_>, Vec<u32>) = keys.into_iter().unzip();
    let mut order = order::sorted(&keys, dialect);
    for place in &mut order {
        *place = places.get(*place as usize).copied().unwrap_or(u32::MAX);
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{List, Origin, Origins};

    #[test]
    fn errors_are_those_of_reading_the_json_back() {
        let long = "k".repeat(1030);
        let cases: [(&[(&str, &str)], &str); 7] = [
            (&[(&long, "")], "did not find expected ',' or '}'"),
            (
                &[("a", "x\u{85}y"), (&long, "")],
                "line 1: did not find expected ',' or '}'",
            ),
            (
                &[("a", "x\u{85}\u{85}y"), (&long, "")],
                "line 2: did not find expected ',' or '}'",
            ),
            (
                &[("a\u{85}b", "")],
                "line 1: did not find expected ',' or '}'",
            ),
            (&[("a", "x\x7fy")], "control characters are not allowed"),
            (
                &[("0", "x\u{85}y"), ("a", "x\u{85}--- y"), (&long, "")],
                "line 3: found unexpected document indicator",
            ),
            (
                &[("a", "x\u{85}--- y"), ("b\u{85}c", "")],
                "line 2: found unexpected document indicator",
            ),
        ];
        for (entries, want) in cases {
            let entries = entries.iter().map(|(key, text)| (*key, Value::from(*text)));
            let error = to_yaml(&entries.collect::<Map>().into()).unwrap_err();
            assert_eq!(error.to_string(), format!("yaml: {want}"));
        }
    }

    #[test]
    fn scalars_keep_their_marks() {
        let mut origins = Origins::new();
        let mut mark = |name: &str| origins.add(Origin::Other(name.into()));
        let (tag, port) = (mark("tag"), mark("port"));
        let map = Map::new();
        map.insert_marked("tag".into(), "1.4 #a".into(), tag);
        map.insert("name", Value::Str(Str::from("web").with_mark(tag)));
        let ports = vec![Value::Float(80.0), "no".into()];
        map.insert(
            "ports",
            List::with_marks(&crate::value::ANY_LIST, ports, vec![port, Mark::NONE]).into(),
        );
        let yaml = to_yaml(&map.into()).unwrap().into_str();
        assert_eq!(yaml, "name: web\nports:\n- 80\n- \"no\"\ntag: '1.4 #a'\n");
        let mut start = 0;
        let mut marked = Vec::new();
        for run in yaml.runs() {
            if !run.mark.is_none() {
                marked.push((yaml.slice(start..run.end as usize).to_string(), run.mark));
            }
            start = run.end as usize;
        }
        let expected = [("web", tag), ("80", port), ("tag:", tag), ("'1.4 #a'", tag)];
        assert_eq!(marked, expected.map(|(text, mark)| (text.to_owned(), mark)));
    }
}
