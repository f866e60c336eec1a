//! Go's kinds and the types of parameters.

use std::fmt;

/// Go's `reflect.Kind`, as far as templates can meet it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// No value at all, or a nil interface.
    Invalid,
    /// A truth value.
    Bool,
    /// `int`.
    Int,
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32`, which is also a rune.
    Int32,
    /// `int64`, which is also a `time.Duration`.
    Int64,
    /// `uint`.
    Uint,
    /// `uint8`, which is also a byte.
    Uint8,
    /// `uint16`.
    Uint16,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `uintptr`.
    Uintptr,
    /// `float64`.
    Float64,
    /// `complex128`.
    Complex128,
    /// An array.
    Array,
    /// A channel.
    Chan,
    /// A function.
    Func,
    /// An interface value.
    Interface,
    /// A map.
    Map,
    /// A pointer.
    Ptr,
    /// A slice.
    Slice,
    /// A string.
    String,
    /// A struct.
    Struct,
}

impl Kind {
    /// Go's name of the kind, as `kindOf` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::Bool => "bool",
            Kind::Int => "int",
            Kind::Int8 => "int8",
            Kind::Int16 => "int16",
            Kind::Int32 => "int32",
            Kind::Int64 => "int64",
            Kind::Uint => "uint",
            Kind::Uint8 => "uint8",
            Kind::Uint16 => "uint16",
            Kind::Uint32 => "uint32",
            Kind::Uint64 => "uint64",
            Kind::Uintptr => "uintptr",
            Kind::Float64 => "float64",
            Kind::Complex128 => "complex128",
            Kind::Array => "array",
            Kind::Chan => "chan",
            Kind::Func => "func",
            Kind::Interface => "interface",
            Kind::Map => "map",
            Kind::Ptr => "ptr",
            Kind::Slice => "slice",
            Kind::String => "string",
            Kind::Struct => "struct",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The signed integer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntKind {
    /// `int`, 64 bits here as on every platform Helm is built for.
    Int,
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
    /// `time.Duration`, whose kind is `int64`.
    Duration,
    /// `time.Month`, whose kind is `int`.
    Month,
    /// `time.Weekday`, whose kind is `int`.
    Weekday,
}

impl IntKind {
    /// The kind.
    pub fn kind(self) -> Kind {
        match self {
            IntKind::Int | IntKind::Month | IntKind::Weekday => Kind::Int,
            IntKind::Int8 => Kind::Int8,
            IntKind::Int16 => Kind::Int16,
            IntKind::Int32 => Kind::Int32,
            IntKind::Int64 | IntKind::Duration => Kind::Int64,
        }
    }

    /// The type's name in Go.
    pub fn name(self) -> &'static str {
        match self {
            IntKind::Duration => "time.Duration",
            IntKind::Month => "time.Month",
            IntKind::Weekday => "time.Weekday",
            other => other.kind().name(),
        }
    }
}

/// The unsigned integer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UintKind {
    /// `uint`.
    Uint,
    /// `uint8`.
    Uint8,
    /// `uint16`.
    Uint16,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `uintptr`.
    Uintptr,
}

impl UintKind {
    /// The kind.
    pub fn kind(self) -> Kind {
        match self {
            UintKind::Uint => Kind::Uint,
            UintKind::Uint8 => Kind::Uint8,
            UintKind::Uint16 => Kind::Uint16,
            UintKind::Uint32 => Kind::Uint32,
            UintKind::Uint64 => Kind::Uint64,
            UintKind::Uintptr => Kind::Uintptr,
        }
    }
}

/// A Go type, as parameters, elements and results have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoType {
    /// `interface {}`: any value.
    Any,
    /// `reflect.Value`: any value, and the missing one too.
    Reflect,
    /// `error`.
    Error,
    /// `bool`.
    Bool,
    /// A signed integer.
    Int(IntKind),
    /// An unsigned integer.
    Uint(UintKind),
    /// `float64`.
    Float64,
    /// `complex128`.
    Complex128,
    /// `string`.
    String,
    /// `[]uint8`.
    Bytes,
    /// A slice type, by Go's name of it: `[]interface {}`.
    Slice(&'static str),
    /// A map type, by Go's name of it: `map[string]interface {}`.
    Map(&'static str),
    /// Any other named type: `time.Time`, `sprig.certificate`.
    Named(&'static str),
}

impl GoType {
    /// `int`.
    pub const INT: GoType = GoType::Int(IntKind::Int);
    /// `int64`.
    pub const INT64: GoType = GoType::Int(IntKind::Int64);
    /// `map[string]interface {}`.
    pub const DICT: GoType = GoType::Map("map[string]interface {}");
    /// `[]interface {}`.
    pub const LIST: GoType = GoType::Slice("[]interface {}");
    /// `[]string`.
    pub const STRINGS: GoType = GoType::Slice("[]string");

    /// Go's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            GoType::Any => "interface {}",
            GoType::Reflect => "reflect.Value",
            GoType::Error => "error",
            GoType::Bool => "bool",
            GoType::Int(kind) => kind.name(),
            GoType::Uint(kind) => kind.kind().name(),
            GoType::Float64 => "float64",
            GoType::Complex128 => "complex128",
            GoType::String => "string",
            GoType::Bytes => "[]uint8",
            GoType::Slice(name) | GoType::Map(name) | GoType::Named(name) => name,
        }
    }
}

impl fmt::Display for GoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
