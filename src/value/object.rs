//! Values with fields and methods, of which the engine knows none by name.

use std::any::Any;
use std::fmt;

use super::{GoType, Kind, Str, Value};

/// A Go struct, pointer, function or other value that is neither scalar, list nor map: a time, a
/// certificate, a version, `.Capabilities`.
///
/// Names, kinds and types are Go's, because templates see them through `typeOf`, `printf` and
/// error texts.
pub trait Object: Any {
    /// Go's name of the type: `time.Time`, `*common.Capabilities`.
    fn type_name(&self) -> &str;

    /// The kind. A pointer to a struct is a [`Kind::Ptr`].
    fn kind(&self) -> Kind {
        Kind::Struct
    }

    /// An exported field.
    fn field(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }

    /// The methods.
    fn methods(&self) -> &'static [Method] {
        &[]
    }

    /// The fields in order, with names, as `%v` and `%+v` print them: also those that Go does not
    /// export.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// The fields that YAML, JSON and TOML write: of a struct those with a capital.
    fn exported_fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields = self.fields();
        if self.kind() != Kind::Map {
            fields.retain(|(name, _)| name.starts_with(char::is_uppercase));
        }
        fields
    }

    /// The fields as JSON has them: by their names there, in their order, without those left out.
    fn json_fields(&self) -> Vec<(&'static str, Value)> {
        self.exported_fields()
    }

    /// The text of its `Error` or `String` method, which `%v` and `%s` print.
    fn text(&self) -> Option<Str> {
        None
    }

    /// The text of its `GoString` method, which `%#v` prints.
    fn go_text(&self) -> Option<Str> {
        None
    }

    /// The text of a `String` method that only a pointer to it has, for a value with an address in
    /// Go: a template prints this.
    fn pointer_text(&self) -> Option<Str> {
        None
    }

    /// What an `interface {}` holds of it, where that is something else: a copy without an address,
    /// and so without the methods of its pointer. That is what functions get.
    fn boxed(&self) -> Option<Value> {
        None
    }

    /// What `deepCopy` makes of it, where that is something else: fields that Go does not export are
    /// not copied.
    fn copied(&self) -> Option<Value> {
        None
    }

    /// Whether [`Object::text`] is that of an error.
    fn is_error(&self) -> bool {
        false
    }

    /// What JSON (and so YAML) writes for it: a plain value, or why its `MarshalJSON` or
    /// `MarshalText` fails. `None`: its fields.
    fn plain(&self) -> Option<Result<Value, Str>> {
        None
    }

    /// Go's truth: structs are true; a nil pointer is not.
    fn truth(&self) -> bool {
        true
    }

    /// `reflect.DeepEqual` with another object.
    fn equals(&self, other: &dyn Object) -> bool;

    /// The object as the type it is, to look inside: `object.as_any().downcast_ref::<Time>()`.
    fn as_any(&self) -> &dyn Any;
}

impl fmt::Debug for dyn Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.type_name())
    }
}

/// A method of an object, a map type or a list type.
#[derive(Clone, Copy)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// The types of its parameters; the last one repeats where it is variadic.
    pub params: &'static [GoType],
    /// Whether the last parameter repeats.
    pub variadic: bool,
    /// Calls it with the receiver and checked arguments.
    pub call: fn(receiver: &Value, args: &[Value]) -> Result<Value, Str>,
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
