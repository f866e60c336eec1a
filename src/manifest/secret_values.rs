//! Where the values of Secrets stand in a text.

use std::ops::Range;

use crate::encoding::yaml::{EventKind, Events, Input};

/// The bytes of all values under `data` and `stringData` of the Secrets in a text, in its order;
/// of values that are not empty. What is no YAML has none.
///
/// ```
/// use manifest_render::manifest::secret_values;
///
/// let text = b"kind: Secret\ndata:\n  password: c2VjcmV0\n  empty: \"\"\n";
/// assert_eq!(secret_values(text), [31..39]);
/// assert_eq!(&text[31..39], b"c2VjcmV0");
/// assert!(secret_values(b"kind: ConfigMap\ndata:\n  name: web\n").is_empty());
/// ```
pub fn secret_values(text: &[u8]) -> Vec<Range<usize>> {
    if memchr::memmem::find(text, b"Secret").is_none() {
        return Vec::new();
    }
    let input = Input::new(text);
    let mut events = Events::new(&input);
    let mut found = Vec::new();
    let mut open: Vec<Level> = Vec::new();
    while let Ok(Some(event)) = events.next_event() {
        let range = event.start.offset as usize..event.end.offset as usize;
        match event.kind {
            EventKind::Scalar(scalar) => match open.last_mut() {
                Some(level) => level.scalar(&scalar.value, range),
                None => continue,
            },
            EventKind::Alias(_) => {
                if let Some(level) = open.last_mut() {
                    level.scalar(b"", range);
                }
            }
            EventKind::MappingStart(_) | EventKind::SequenceStart(_) => {
                let level = Level {
                    is_map: matches!(event.kind, EventKind::MappingStart(_)),
                    is_hidden: open.last().is_some_and(Level::hides),
                    ..Level::default()
                };
                open.push(level);
            }
            EventKind::MappingEnd | EventKind::SequenceEnd => {
                let Some(level) = open.pop() else { break };
                match open.last_mut() {
                    _ if level.is_secret => found.extend(level.values),
                    Some(around) if level.is_hidden => around.values.extend(level.values),
                    _ => {}
                }
                if let Some(around) = open.last_mut() {
                    around.scalar(b"", range);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// A map or list that is being read.
#[derive(Default)]
struct Level {
    is_map: bool,
    /// Whether it is a value of what may be a Secret, or in one.
    is_hidden: bool,
    /// Whether it is a Secret.
    is_secret: bool,
    /// The key whose value comes next.
    key: Option<Vec<u8>>,
    /// The values to hide, if what they are in is a Secret.
    values: Vec<Range<usize>>,
}

impl Level {
    /// Whether the next value is hidden in a Secret.
    fn hides(&self) -> bool {
        let is_data = |key: &Vec<u8>| **key == *b"data" || **key == *b"stringData";
        self.is_hidden || self.key.as_ref().is_some_and(is_data)
    }

    /// A key, or a value, which is empty where it is none of the text itself.
    fn scalar(&mut self, value: &[u8], range: Range<usize>) {
        if self.is_map && self.key.is_none() {
            self.key = Some(value.to_vec());
            return;
        }
        if self.hides() && !value.is_empty() {
            self.values.push(range);
        }
        if let Some(key) = self.key.take() {
            self.is_secret |= !self.is_hidden && key == b"kind" && value == b"Secret";
        }
    }
}
