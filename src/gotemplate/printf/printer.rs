//! Values of every kind under a verb.

use super::PrintError;
use super::flags::Flags;
use super::number::{Integer, write_complex, write_float};
use super::text::{append_hex, append_quoted, common_mark};
use crate::value::time::named::named_integer;
use crate::value::{
    GoType, IntKind, Kind, List, Map, Mark, Object, Run, Str, StrBuf, UintKind, Value, utf8,
};

/// How deep a value may be nested; a map that holds itself would be printed for ever.
const MAX_DEPTH: u32 = 10_000;

/// Writes values into a text, under the flags of the directive at hand.
pub(super) struct Printer<'a> {
    pub out: &'a mut StrBuf,
    pub flags: Flags,
    /// What the text may not exceed, in bytes.
    limit: usize,
    /// Whether what a pointer points to is printed in its place.
    follows: bool,
    /// While a bad verb is reported, `String` and `Error` are not asked.
    reporting: bool,
    /// The first bound that was met.
    failed: Option<PrintError>,
}

impl<'a> Printer<'a> {
    pub fn new(out: &'a mut StrBuf, limit: usize) -> Self {
        let limit = out.len().saturating_add(limit);
        Printer {
            out,
            flags: Flags::NONE,
            limit,
            follows: false,
            reporting: false,
            failed: None,
        }
    }

    /// Prints what an argument points to, as templates do (`printableValue`), where `fmt` shows that
    /// it is a pointer.
    pub fn following(mut self) -> Self {
        self.follows = true;
        self
    }

    /// Whether all was printed.
    pub fn finish(self) -> Result<(), PrintError> {
        self.failed.map_or(Ok(()), Err)
    }

    /// Whether to go on; false once a bound is met.
    pub fn room(&mut self) -> bool {
        if self.failed.is_none() && self.out.len() > self.limit {
            self.failed = Some(PrintError::TooLong);
        }
        self.failed.is_none()
    }

    /// Prints an argument of `Sprintf` or `Sprint`.
    pub fn argument(&mut self, value: &Value, verb: char) {
        match (value, verb) {
            (Value::Missing | Value::Nil, 'T' | 'v') => self.padded(b"<nil>"),
            (Value::Missing | Value::Nil, _) => self.bad_verb(None, verb),
            (_, 'T') => {
                let name = self.cut(value.type_name().as_bytes());
                self.padded(name);
            }
            (_, 'p') => self.pointer(value, verb),
            (Value::Bytes(bytes), _) => self.bytes(bytes, value, verb, "[]byte", 0),
            (Value::Int(IntKind::Duration | IntKind::Month | IntKind::Weekday, _), _)
            | (Value::List(_) | Value::Map(_) | Value::Object(_), _) => {
                if !self.methods(value, verb) {
                    self.value(value, verb, 0);
                }
            }
            _ => self.value(value, verb, 0),
        }
    }

    /// Prints a value inside another, whose elements are of this type.
    fn element(&mut self, value: &Value, of: GoType, verb: char, depth: u32) {
        if value.is_nil() && of == GoType::Any {
            let text: &[u8] = if self.flags.sharp_v {
                b"interface {}(nil)"
            } else {
                b"<nil>"
            };
            return self.out.push_bytes(text);
        }
        if !self.methods(value, verb) {
            self.value(value, verb, depth);
        }
    }

    /// Lets a value print itself by its `Error` or `String` method.
    fn methods(&mut self, value: &Value, verb: char) -> bool {
        if self.reporting {
            return false;
        }
        if verb == 'w' {
            self.bad_verb(Some(value), verb);
            return true;
        }
        if self.flags.sharp_v {
            let text = match value {
                Value::Object(object) => object.go_text(),
                _ => None,
            };
            let Some(text) = text else { return false };
            self.padded(text.as_bytes());
            return true;
        }
        if !matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') {
            return false;
        }
        let text = match value {
            Value::Object(object) => object.text(),
            Value::Int(kind, number) => named_integer(*kind, *number),
            _ => None,
        };
        let Some(text) = text else { return false };
        self.string(&text, verb);
        true
    }

    fn value(&mut self, value: &Value, verb: char, depth: u32) {
        match value {
            Value::Missing | Value::Nil if verb == 'v' => self.out.push_bytes(b"<nil>"),
            Value::Missing | Value::Nil => self.bad_verb(None, verb),
            Value::Bool(truth) if matches!(verb, 't' | 'v') => {
                self.padded(if *truth { b"true" } else { b"false" });
            }
            Value::Str(text) => {
                if !self.string(text, verb) {
                    self.bad_verb(Some(value), verb);
                }
            }
            Value::Bytes(bytes) => self.bytes(bytes, value, verb, "[]uint8", depth),
            Value::List(list) => self.nested(depth, |p| p.list(list, verb, depth)),
            Value::Map(map) => self.nested(depth, |p| p.map(map, verb, depth)),
            Value::Object(object) => self.nested(depth, |p| {
                p.object(object.as_ref(), value, verb, depth);
            }),
            _ => {
                let flags = self.flags;
                let buf = self.out.bytes_mut();
                let known = match *value {
                    Value::Int(_, number) => Integer::signed(number).write(buf, &flags, verb),
                    Value::Uint(_, number) => Integer::unsigned(number).write(buf, &flags, verb),
                    Value::Float(number) => write_float(buf, &flags, number, verb),
                    Value::Complex(re, im) => write_complex(buf, &flags, (re, im), verb),
                    _ => false,
                };
                if known {
                    self.out.plain();
                } else {
                    self.bad_verb(Some(value), verb);
                }
            }
        }
    }

    /// Goes a level deeper, on a stack that has room for it.
    fn nested(&mut self, depth: u32, print: impl FnOnce(&mut Self)) {
        if depth > MAX_DEPTH {
            self.failed.get_or_insert(PrintError::TooDeep);
        } else if self.room() {
            stacker::maybe_grow(64 << 10, 1 << 20, || print(self));
        }
    }

    /// A string; false where the verb is not one for strings.
    fn string(&mut self, text: &Str, verb: char) -> bool {
        match verb {
            'v' if self.flags.sharp_v => self.quoted(text),
            'v' | 's' => {
                let end = match self.flags.precision {
                    Some(limit) => utf8::prefix_len(text.as_bytes(), limit),
                    None => text.len(),
                };
                if self.flags.width.is_none() {
                    self.out.push_slice(text, 0..end);
                } else {
                    let cut = text.as_bytes().get(..end).unwrap_or_default();
                    let flags = self.flags;
                    flags.padded(self.out, utf8::count(cut), |out| {
                        out.push_slice(text, 0..end)
                    });
                }
            }
            'q' => self.quoted(text),
            'x' | 'X' => self.derived(text.runs(), |buf, flags| {
                append_hex(buf, flags, text.as_bytes(), verb == 'X');
            }),
            _ => return false,
        }
        true
    }

    fn quoted(&mut self, text: &Str) {
        let text_cut = self.cut(text.as_bytes());
        self.derived(text.runs(), |buf, flags| {
            append_quoted(buf, flags, text_cut)
        });
    }

    /// Writes text that is made of another, which had these runs.
    fn derived(&mut self, runs: &[Run], write: impl FnOnce(&mut Vec<u8>, &Flags)) {
        let flags = self.flags;
        match common_mark(runs) {
            Mark::NONE => {
                write(self.out.bytes_mut(), &flags);
                self.out.plain();
            }
            mark => {
                let mut text = Vec::new();
                write(&mut text, &flags);
                self.out.push_marked(&text, mark);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8], value: &Value, verb: char, type_name: &str, depth: u32) {
        let flags = self.flags;
        match verb {
            's' => {
                let text = self.cut(bytes);
                self.padded(text);
            }
            'q' => {
                let text = self.cut(bytes);
                append_quoted(self.out.bytes_mut(), &flags, text);
                self.out.plain();
            }
            'x' | 'X' => {
                append_hex(self.out.bytes_mut(), &flags, bytes, verb == 'X');
                self.out.plain();
            }
            'w' if depth == 0 && type_name == "[]uint8" => self.bad_verb(Some(value), verb),
            _ => {
                self.open(type_name, b"[");
                for (i, byte) in bytes.iter().enumerate() {
                    self.separate(i);
                    if !self.room() {
                        return;
                    }
                    self.element(
                        &Value::Uint(UintKind::Uint8, u64::from(*byte)),
                        GoType::Uint(UintKind::Uint8),
                        verb,
                        depth + 1,
                    );
                }
                self.close(b"]");
            }
        }
    }

    fn list(&mut self, list: &List, verb: char, depth: u32) {
        let ty = list.ty();
        if self.flags.sharp_v && list.is_nil() {
            self.out.push_bytes(ty.name.as_bytes());
            return self.out.push_bytes(b"(nil)");
        }
        self.open(ty.name, b"[");
        for (i, item) in list.iter().enumerate() {
            self.separate(i);
            if !self.room() {
                return;
            }
            self.element(item, ty.elem, verb, depth + 1);
        }
        self.close(b"]");
    }

    fn map(&mut self, map: &Map, verb: char, depth: u32) {
        let ty = map.ty();
        if self.flags.sharp_v && map.is_nil() {
            self.out.push_bytes(ty.name.as_bytes());
            return self.out.push_bytes(b"(nil)");
        }
        self.open(ty.name, b"map[");
        for (i, entry) in map.borrow().iter().enumerate() {
            self.separate(i);
            if !self.room() {
                return;
            }
            if !self.string(&entry.key, verb) {
                self.bad_verb(Some(&Value::Str(entry.key.clone())), verb);
            }
            self.out.push_bytes(b":");
            self.element(&entry.value, ty.elem, verb, depth + 1);
        }
        self.close(b"]");
    }

    fn object(&mut self, object: &dyn Object, value: &Value, verb: char, depth: u32) {
        let pointer = object.kind() == Kind::Ptr;
        if !matches!(object.kind(), Kind::Ptr | Kind::Struct | Kind::Map)
            || (pointer && (depth > 0 || !object.truth()))
        {
            return self.pointer(value, verb);
        }
        let name = object.type_name();
        let name = if pointer {
            if !self.follows {
                self.out.push_bytes(b"&");
            }
            name.strip_prefix('*').unwrap_or(name)
        } else {
            name
        };
        let is_map = object.kind() == Kind::Map;
        self.open(name, if is_map { b"map[" } else { b"{" });
        for (i, (field, value)) in object.fields().into_iter().enumerate() {
            self.separate(i);
            if !self.room() {
                return;
            }
            if is_map {
                self.element(&Value::from(field), GoType::String, verb, depth + 1);
                self.out.push_bytes(b":");
            } else if self.flags.plus_v || self.flags.sharp_v {
                self.out.push_bytes(field.as_bytes());
                self.out.push_bytes(b":");
            }
            // A field of interface type prints as what it holds.
            if self.methods(&value, verb) {
                continue;
            }
            self.value(&value, verb, depth + 1);
        }
        self.close(if is_map { b"]" } else { b"}" });
    }

    /// `%p`, and what is only an address.
    fn pointer(&mut self, value: &Value, verb: char) {
        let Some(address) = address(value) else {
            return self.bad_verb(Some(value), verb);
        };
        let flags = self.flags;
        let number = Integer::unsigned(address);
        match verb {
            'v' if flags.sharp_v => {
                self.out.push_bytes(b"(");
                self.out.push_bytes(value.type_name().as_bytes());
                self.out.push_bytes(b")(");
                if address == 0 {
                    self.out.push_bytes(b"nil");
                } else {
                    number.write_hex(self.out.bytes_mut(), &flags, true);
                    self.out.plain();
                }
                self.out.push_bytes(b")");
            }
            'v' if address == 0 => self.padded(b"<nil>"),
            'v' | 'p' => {
                number.write_hex(self.out.bytes_mut(), &flags, !flags.sharp);
                self.out.plain();
            }
            'b' | 'o' | 'd' | 'x' | 'X' => {
                number.write(self.out.bytes_mut(), &flags, verb);
                self.out.plain();
            }
            _ => self.bad_verb(Some(value), verb),
        }
    }

    /// `%!d(string=hi)`.
    fn bad_verb(&mut self, value: Option<&Value>, verb: char) {
        self.out.push_bytes(b"%!");
        utf8::push(self.out.bytes_mut(), verb);
        self.out.plain();
        self.out.push_bytes(b"(");
        match value {
            Some(value) => {
                self.out.push_bytes(value.type_name().as_bytes());
                self.out.push_bytes(b"=");
                let outer = std::mem::replace(&mut self.reporting, true);
                self.argument(value, 'v');
                self.reporting = outer;
            }
            None => self.out.push_bytes(b"<nil>"),
        }
        self.out.push_bytes(b")");
    }

    fn open(&mut self, type_name: &str, bracket: &[u8]) {
        if self.flags.sharp_v {
            self.out.push_bytes(type_name.as_bytes());
            self.out.push_bytes(b"{");
        } else {
            self.out.push_bytes(bracket);
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out
                .push_bytes(if self.flags.sharp_v { b", " } else { b" " });
        }
    }

    fn close(&mut self, bracket: &[u8]) {
        self.out
            .push_bytes(if self.flags.sharp_v { b"}" } else { bracket });
    }

    fn padded(&mut self, text: &[u8]) {
        let flags = self.flags;
        if flags.width.is_none() {
            return self.out.push_bytes(text);
        }
        flags.padded(self.out, utf8::count(text), |out| out.push_bytes(text));
    }

    /// As many characters as the precision allows.
    fn cut<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        match self.flags.precision {
            Some(limit) => text.get(..utf8::prefix_len(text, limit)).unwrap_or(text),
            None => text,
        }
    }
}

/// The address of what a value refers to: 0 for nil, none for values that are no reference.
fn address(value: &Value) -> Option<u64> {
    match value {
        Value::Map(map) if map.is_nil() => Some(0),
        Value::List(list) if list.is_nil() => Some(0),
        Value::Object(object) => match object.kind() {
            Kind::Ptr | Kind::Map | Kind::Slice | Kind::Chan | Kind::Func if !object.truth() => {
                Some(0)
            }
            Kind::Ptr | Kind::Map | Kind::Slice | Kind::Chan | Kind::Func => Some(ADDRESS),
            _ => None,
        },
        Value::Map(_) | Value::List(_) | Value::Bytes(_) => Some(ADDRESS),
        _ => None,
    }
}

/// What stands for an address: Go prints another in every run, here all runs print the same.
const ADDRESS: u64 = 0xc000_0100_0000;
