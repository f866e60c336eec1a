//! The ways Helm and Harness read YAML.

use super::compose::{Composer, Numbers, Outcome, Wanted};
use super::marker::{Marker, NoMarks};
use super::{Error, Input, Position, Stage, blame, hint};
use crate::value::{List, Map, Str, Value};

/// Whose words errors after the YAML itself are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Library {
    /// sigs.k8s.io/yaml 1.6, which Helm uses.
    #[default]
    Sigs,
    /// github.com/ghodss/yaml 1.0, which Harness's renderer uses.
    Ghodss,
}

const CONVERTING: &str = "error converting YAML to JSON: ";

/// Reads YAML the way `yaml.Unmarshal` does: the first document, as the value that JSON makes
/// of it.
///
/// ```
/// use manifest_render::encoding::yaml::Reader;
///
/// let map = Reader::new().map(b"replicas: 3\non: push\n", "common.Values")?;
/// assert!(map.is_some_and(|map| map.contains("true")));
///
/// let error = Reader::new().map(b"a: b: c\n", "common.Values").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "error converting YAML to JSON: yaml: mapping values are not allowed in this context"
/// );
/// assert_eq!(error.position().column, 4);
/// # Ok::<(), manifest_render::encoding::yaml::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Reader<M = NoMarks> {
    library: Library,
    numbers: Numbers,
    strict: bool,
    only: Option<Wanted>,
    marker: M,
    offset: u32,
}

impl Reader {
    /// A reader as Helm has it.
    pub fn new() -> Self {
        Reader::default()
    }
}

impl<M: Marker> Reader<M> {
    /// With the errors of another library.
    #[must_use]
    pub fn library(mut self, library: Library) -> Self {
        self.library = library;
        self
    }

    /// With other numbers.
    #[must_use]
    pub fn numbers(mut self, numbers: Numbers) -> Self {
        self.numbers = numbers;
        self
    }

    /// Refusing keys that stand twice in a map, as `yaml.UnmarshalStrict` does. Documents that
    /// nest deeper than 400 levels are not looked at that closely.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Keeping, where the first document is a map, only the entries with keys that are wanted. All
    /// else is checked as ever, and costs less. [`Reader::documents`] reads all of them whole.
    #[must_use]
    pub fn only(mut self, wanted: fn(&[u8]) -> bool) -> Self {
        self.only = Some(Wanted::Told(wanted));
        self
    }

    /// As [`Reader::only`], for one key.
    #[must_use]
    pub fn only_key(mut self, key: &Str) -> Self {
        self.only = Some(Wanted::Key(key.clone()));
        self
    }

    /// With marks for all that is read, such as [`FileMarks`](super::FileMarks).
    #[must_use]
    pub fn marker<N: Marker>(self, marker: N) -> Reader<N> {
        Reader {
            library: self.library,
            numbers: self.numbers,
            strict: self.strict,
            only: self.only,
            marker,
            offset: self.offset,
        }
    }

    /// For a text that begins at this offset of its file: places count from the file's start.
    /// Lines in errors' texts still count from the text's.
    pub(super) fn set_offset(&mut self, offset: usize) {
        self.offset = u32::try_from(offset).unwrap_or(u32::MAX);
    }

    /// The first document; `Nil` where there is none.
    ///
    /// # Errors
    /// When the text is no YAML, or stands for nothing that JSON can hold. Faults behind the
    /// first document are not seen.
    pub fn value(&mut self, text: &[u8]) -> Result<Value, Error> {
        let input = Input::part(text, self.offset);
        let mut composer =
            Composer::new(&input, &mut self.marker, self.numbers).only(self.only.clone());
        let mut composed = composer.document();
        if composer.is_unsure() {
            composed = Composer::new(&input, &mut self.marker, self.numbers).document();
        }
        let value = finish(composed, &input, 0, self.library)?;
        if self.strict
            && let Some(error) = blame::repeated_keys(&input, 0)
        {
            return Err(error.prefixed(CONVERTING));
        }
        Ok(value.unwrap_or(Value::Nil))
    }

    /// All documents of the stream.
    ///
    /// # Errors
    /// As [`Reader::value`], for any of them.
    pub fn documents(&mut self, text: &[u8]) -> Result<Vec<Value>, Error> {
        let input = Input::part(text, self.offset);
        let library = self.library;
        let mut documents = Vec::new();
        let mut composer = Composer::new(&input, &mut self.marker, self.numbers);
        loop {
            let composed = composer.document();
            match finish(composed, &input, documents.len(), library)? {
                Some(document) => documents.push(document),
                None => return Ok(documents),
            }
        }
    }

    /// The first document where a map is wanted, whose Go type has this name in errors. `None`
    /// stands for null and for no document, which leave Go's variable as it is.
    ///
    /// # Errors
    /// As [`Reader::value`], and when it is something else.
    pub fn map(&mut self, text: &[u8], go_type: &str) -> Result<Option<Map>, Error> {
        match self.value(text)? {
            Value::Map(map) => Ok(Some(map)),
            Value::Nil => Ok(None),
            other => Err(self.shape(&other, go_type)),
        }
    }

    /// The first document where a list is wanted; see [`Reader::map`].
    ///
    /// # Errors
    /// As [`Reader::map`].
    pub fn list(&mut self, text: &[u8]) -> Result<Option<List>, Error> {
        match self.value(text)? {
            Value::List(list) => Ok(Some(list)),
            Value::Nil => Ok(None),
            other => Err(self.shape(&other, "[]interface {}")),
        }
    }

    #[cold]
    fn shape(&self, value: &Value, go_type: &str) -> Error {
        let what = match value {
            Value::Map(_) => "object",
            Value::List(_) => "array",
            Value::Str(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        let problem = format!("json: cannot unmarshal {what} into Go value of type {go_type}");
        let start = Position {
            offset: self.offset,
            ..Position::default()
        };
        Error::unplaced(Stage::Shape, problem, start).prefixed(self.library.unmarshaling())
    }
}

impl Library {
    fn unmarshaling(self) -> &'static str {
        match self {
            Library::Sigs => "error unmarshaling JSON: while decoding JSON: ",
            Library::Ghodss => "error unmarshaling JSON: ",
        }
    }
}

/// What a reader gives for what became of a document.
fn finish(
    composed: Result<Option<Outcome>, Error>,
    input: &Input<'_>,
    document: usize,
    library: Library,
) -> Result<Option<Value>, Error> {
    let error = match composed {
        Ok(Some(Outcome::Value(value))) => return Ok(Some(value)),
        Ok(None) => return Ok(None),
        Ok(Some(Outcome::Trouble(error))) => match error.stage() {
            Stage::Decode => blame::words(input, document, library, &error).unwrap_or(error),
            _ => error,
        },
        Ok(Some(Outcome::Doubtful(value, error))) => {
            match blame::words(input, document, library, &error) {
                Some(error) => error,
                None => match value {
                    Ok(value) => return Ok(Some(value)),
                    Err(error) => error,
                },
            }
        }
        Err(error) => error,
    };
    let prefix = match error.stage() {
        Stage::Shape => library.unmarshaling(),
        _ => CONVERTING,
    };
    Err(hint::advise(input, error).prefixed(prefix))
}
