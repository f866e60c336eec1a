//! Scalars, as values and as keys.

use std::borrow::Cow;

use super::{Composer, Frame, Key, Numbers};
use crate::encoding::yaml::alias::{Anchored, Node};
use crate::encoding::yaml::event::Scalar;
use crate::encoding::yaml::marker::Marker;
use crate::encoding::yaml::resolve::{Resolved, resolve, resolve_tagged};
use crate::encoding::yaml::{Error, Position, Stage};
use crate::value::number::append_int;
use crate::value::{IntKind, Str, UintKind, Value, utf8};

impl<'a, M: Marker> Composer<'a, '_, M> {
    /// A part of the input as a key that is text, or as a value; false where it is neither.
    #[inline]
    pub(super) fn usual_scalar(
        &mut self,
        text: &'a [u8],
        implicit: bool,
        start: Position,
        end: Position,
    ) -> bool {
        let passes = self.passes(text);
        let Some(frame) = self.frames.last_mut() else {
            return false;
        };
        let resolved = if implicit {
            resolve(text)
        } else {
            Resolved::Text
        };
        match frame {
            Frame {
                mapping: true,
                key: key @ Key::Awaited,
                ..
            } => {
                if resolved != Resolved::Text || (implicit && text == b"<<") {
                    return false;
                }
                let name = if passes {
                    Str::default()
                } else {
                    Str::new(text)
                };
                *key = Key::Known(name, start.offset, end.offset);
                self.passing = passes;
                self.step(start);
                if passes && self.frames.len() == 1 {
                    self.skim_value();
                }
                true
            }
            Frame {
                mapping: true,
                key: Key::Known(..),
                ..
            }
            | Frame {
                mapping: false,
                merged: false,
                ..
            } => {
                self.step(start);
                let value = match resolved {
                    Resolved::Text if self.passing => Value::Missing,
                    // The input is UTF-8.
                    Resolved::Text => Value::Str(Str::new(text)),
                    other => self.value_of(other, text, start),
                };
                self.place(value, start, end, 0);
                true
            }
            _ => false,
        }
    }

    pub(super) fn scalar(&mut self, scalar: Scalar<'a>, start: Position, end: Position) {
        let anchor = scalar.properties.anchor;
        if let Some(Frame {
            mapping: true, key, ..
        }) = self.frames.last()
            && matches!(key, Key::Awaited)
        {
            return self.key(scalar, start, end);
        }
        if self.merging() {
            let problem = "map merge requires map or sequence of maps as the value";
            return self.trouble(problem, start, end);
        }
        self.step(start);
        let Some((resolved, text)) = self.resolve(scalar, start, end) else {
            return;
        };
        let value = self.value_of(resolved, &text, start);
        if let Some(name) = anchor {
            let node = Node::Scalar {
                key: key_of(resolved, &text),
                value: value.clone(),
            };
            self.anchors.insert(name, self.anchored.len());
            self.anchored.push(Anchored {
                node,
                steps: 1,
                depth: 0,
            });
        }
        self.place(value, start, end, 0);
    }

    /// What a scalar stands for; `None` in case of trouble.
    #[inline]
    fn resolve(
        &mut self,
        scalar: Scalar<'a>,
        start: Position,
        end: Position,
    ) -> Option<(Resolved, Cow<'a, [u8]>)> {
        match scalar.properties.tag {
            None if scalar.implicit => Some((resolve(&scalar.value), scalar.value)),
            None => Some((Resolved::Text, scalar.value)),
            Some(tag) => match resolve_tagged(&tag, scalar.value) {
                Ok(resolved) => Some(resolved),
                Err(problem) => {
                    self.trouble(problem, start, end);
                    None
                }
            },
        }
    }

    #[inline]
    fn value_of(&mut self, resolved: Resolved, text: &[u8], place: Position) -> Value {
        match resolved {
            Resolved::Text if self.passing => Value::Missing,
            Resolved::Text => Value::Str(text_of(text)),
            Resolved::Null => Value::Nil,
            Resolved::Bool(truth) => Value::Bool(truth),
            Resolved::Float(number) => {
                if !number.is_finite() && self.not_finite.is_none() {
                    self.not_finite = Some(place);
                    self.unsure |= self.passing;
                }
                Value::Float(number)
            }
            Resolved::Int(number) => match self.numbers {
                Numbers::Float => Value::Float(number as f64),
                Numbers::Typed => Value::Int(IntKind::Int, number),
                Numbers::Unstructured => Value::Int(IntKind::Int64, number),
            },
            Resolved::Uint(number) => match self.numbers {
                Numbers::Float | Numbers::Unstructured => Value::Float(number as f64),
                Numbers::Typed => Value::Uint(UintKind::Uint64, number),
            },
        }
    }

    fn key(&mut self, scalar: Scalar<'a>, start: Position, end: Position) {
        let anchor = scalar.properties.anchor;
        if *scalar.value == *b"<<" && is_merge(&scalar) {
            if let Some(name) = anchor {
                let value = Value::from("<<");
                let node = Node::Scalar {
                    key: Ok(Str::from_static("<<")),
                    value,
                };
                self.anchors.insert(name, self.anchored.len());
                self.anchored.push(Anchored {
                    node,
                    steps: 1,
                    depth: 0,
                });
            }
            if let Some(frame) = self.frames.last_mut() {
                frame.key = Key::Merge;
            }
            return;
        }
        self.step(start);
        let Some((resolved, text)) = self.resolve(scalar, start, end) else {
            return;
        };
        let key = key_of(resolved, &text);
        if let Some(name) = anchor {
            let value = self.value_of(resolved, &text, start);
            self.anchors.insert(name, self.anchored.len());
            let node = Node::Scalar {
                key: key.clone(),
                value,
            };
            self.anchored.push(Anchored {
                node,
                steps: 1,
                depth: 0,
            });
        }
        self.set_key(key, start, end);
    }

    pub(super) fn set_key(
        &mut self,
        key: Result<Str, &'static str>,
        start: Position,
        end: Position,
    ) {
        self.passing = key
            .as_ref()
            .map_or(self.passing, |key| self.passes(key.as_bytes()));
        match (key, self.frames.last_mut()) {
            (Ok(key), Some(frame)) => frame.key = Key::Known(key, start.offset, end.offset),
            (Err(kind), frame) => {
                let problem = format!("unsupported map key of type: {kind}");
                let length = end.offset.saturating_sub(start.offset);
                self.bad_key.get_or_insert(
                    Error::unplaced(Stage::Convert, problem, start).length_of(length),
                );
                if let Some(frame) = frame {
                    frame.key = Key::Bad;
                }
            }
            (_, None) => {}
        }
    }
}

/// Whether a key that reads `<<` merges.
pub(in crate::encoding::yaml) fn is_merge(scalar: &Scalar<'_>) -> bool {
    scalar.implicit
        || scalar
            .properties
            .tag
            .as_deref()
            .is_some_and(|tag| tag == b"tag:yaml.org,2002:merge")
}

/// Text as it comes out of JSON: what is not UTF-8 (only `!!binary` makes such) is replaced.
#[inline]
fn text_of(text: &[u8]) -> Str {
    if text.is_ascii() || std::str::from_utf8(text).is_ok() {
        return Str::new(text);
    }
    let mut valid = Vec::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((char, width)) = utf8::first(rest) {
        utf8::push(&mut valid, char.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = rest.get(width..).unwrap_or_default();
    }
    Str::from(valid)
}

/// What a scalar is as a key; the name of its type where it cannot be one.
fn key_of(resolved: Resolved, text: &[u8]) -> Result<Str, &'static str> {
    Ok(match resolved {
        Resolved::Text => text_of(text),
        Resolved::Bool(true) => Str::from_static("true"),
        Resolved::Bool(false) => Str::from_static("false"),
        Resolved::Int(number) => {
            let mut digits = Vec::with_capacity(20);
            append_int(&mut digits, number);
            Str::from(digits)
        }
        Resolved::Float(number) => Str::from(float_key(number)),
        Resolved::Null => return Err("%!s(<nil>)"),
        Resolved::Uint(_) => return Err("uint64"),
    })
}

/// A number as a key: by way of `float32`, as `strconv.FormatFloat(number, 'g', -1, 32)`.
fn float_key(number: f64) -> String {
    let number = number as f32;
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{number}")
}
