//! A version as a value of templates, and the semver functions.

use std::any::Any;

use super::{Constraints, Segment, Version, v1};
use crate::function;
use crate::functions::{Entry, Family, Profiles};
use crate::gotemplate::function::{Failure, Function};
use crate::value::{GoType, Kind, Method, Object, Str, UintKind, Value};

/// The semver functions.
pub static TABLE: &[Entry] = &[
    version_entry(function!("semver", semver)).profiles(Profiles::Helm),
    version_entry(function!("semver", semver_v1)).profiles(Profiles::Harness),
    compare_entry(function!("semverCompare", semver_compare)).profiles(Profiles::Helm),
    compare_entry(function!("semverCompare", semver_compare_v1)).profiles(Profiles::Harness),
];

const fn version_entry(function: Function) -> Entry {
    Entry::new(
        function,
        Family::Semver,
        "(version string) (*semver.Version, error)",
    )
    .help(
        "Reads a version, to be asked for its parts.",
        r#"{{ (semver "1.2.3").Minor }}"#,
    )
}

const fn compare_entry(function: Function) -> Entry {
    Entry::new(
        function,
        Family::Semver,
        "(constraint, version string) (bool, error)",
    )
    .help(
        "Whether a version satisfies a constraint.",
        r#"{{ semverCompare ">=1.2" "1.3.0" }}"#,
    )
}

fn semver_v1(text: &Str) -> Result<Value, Failure> {
    let version = v1::parse_version(text.as_bytes()).map_err(Failure::new)?;
    Ok(Value::object(Pointer(version)))
}

fn semver_compare_v1(constraint: &Str, version: &Str) -> Result<bool, Failure> {
    v1::satisfies(constraint.as_bytes(), version.as_bytes()).map_err(Failure::new)
}

fn semver(text: &Str) -> Result<Value, Failure> {
    let version = Version::parse(text.as_bytes()).map_err(Failure::new)?;
    Ok(Value::object(Pointer(version)))
}

fn semver_compare(constraint: &Str, version: &Str) -> Result<bool, Failure> {
    let constraints = Constraints::parse(constraint.as_bytes()).map_err(Failure::new)?;
    let version = Version::parse(version.as_bytes()).map_err(Failure::new)?;
    Ok(constraints.check(&version))
}

const POINTER: &str = "*semver.Version";
const STRUCT: &str = "semver.Version";

/// A `*semver.Version`, which `semver` gives.
#[derive(Debug)]
struct Pointer(Version);

/// A `semver.Version`, which `IncMajor` and its like give.
#[derive(Debug)]
struct Plain(Version);

impl Object for Pointer {
    fn type_name(&self) -> &str {
        POINTER
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn methods(&self) -> &'static [Method] {
        METHODS
    }

    fn text(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        fields(&self.0)
    }

    fn copied(&self) -> Option<Value> {
        Some(Value::object(Pointer(Version::default())))
    }

    fn plain(&self) -> Option<Result<Value, Str>> {
        Some(Ok(Value::from(self.0.to_string())))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Pointer>()
            .is_some_and(|other| other.0 == self.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Plain {
    fn type_name(&self) -> &str {
        STRUCT
    }

    fn methods(&self) -> &'static [Method] {
        METHODS
    }

    fn text(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        fields(&self.0)
    }

    fn copied(&self) -> Option<Value> {
        Some(Value::object(Plain(Version::default())))
    }

    fn plain(&self) -> Option<Result<Value, Str>> {
        Some(Ok(Value::from(self.0.to_string())))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Plain>()
            .is_some_and(|other| other.0 == self.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What Go's struct holds, which `%#v` and verbs for numbers show.
fn fields(version: &Version) -> Vec<(&'static str, Value)> {
    let number = |number| Value::Uint(UintKind::Uint64, number);
    vec![
        ("major", number(version.major)),
        ("minor", number(version.minor)),
        ("patch", number(version.patch)),
        ("pre", Value::from(version.prerelease.as_str())),
        ("metadata", Value::from(version.metadata.as_str())),
        ("original", Value::from(version.original.as_str())),
    ]
}

fn version(value: &Value) -> Result<&Version, Str> {
    let pointer = value.as_object::<Pointer>().map(|version| &version.0);
    let plain = || value.as_object::<Plain>().map(|version| &version.0);
    pointer
        .or_else(plain)
        .ok_or_else(|| Str::from_static("not a version"))
}

const VERSION: &[GoType] = &[GoType::Named(POINTER)];
const NONE: &[GoType] = &[];
const TEXT: &[GoType] = &[GoType::String];

type Answer = Result<Value, Str>;

macro_rules! method {
    ($name:literal, $params:expr, |$own:ident, $args:ident| $body:expr) => {
        Method {
            name: $name,
            params: $params,
            variadic: false,
            call: |receiver, $args| {
                let $own = version(receiver)?;
                $body
            },
        }
    };
}

static METHODS: &[Method] = &[
    method!("Compare", VERSION, |own, args| Ok(Value::from(
        order(own, args)? as i64
    ))),
    method!("Equal", VERSION, |own, args| Ok(Value::Bool(
        order(own, args)?.is_eq()
    ))),
    method!("GreaterThan", VERSION, |own, args| Ok(Value::Bool(
        order(own, args)?.is_gt()
    ))),
    method!("GreaterThanEqual", VERSION, |own, args| Ok(Value::Bool(
        order(own, args)?.is_ge()
    ))),
    method!("IncMajor", NONE, |own, _args| next(own, Segment::Major)),
    method!("IncMinor", NONE, |own, _args| next(own, Segment::Minor)),
    method!("IncPatch", NONE, |own, _args| next(own, Segment::Patch)),
    method!("LessThan", VERSION, |own, args| Ok(Value::Bool(
        order(own, args)?.is_lt()
    ))),
    method!("LessThanEqual", VERSION, |own, args| Ok(Value::Bool(
        order(own, args)?.is_le()
    ))),
    method!("Major", NONE, |own, _args| number(own.major)),
    method!("MarshalJSON", NONE, |own, _args| Ok(bytes(&format!(
        "\"{own}\""
    )))),
    method!("MarshalText", NONE, |own, _args| Ok(bytes(
        &own.to_string()
    ))),
    method!("Metadata", NONE, |own, _args| Ok(Value::from(
        own.metadata.as_str()
    ))),
    method!("Minor", NONE, |own, _args| number(own.minor)),
    method!("Original", NONE, |own, _args| Ok(Value::from(
        own.original.as_str()
    ))),
    method!("Patch", NONE, |own, _args| number(own.patch)),
    method!("Prerelease", NONE, |own, _args| Ok(Value::from(
        own.prerelease.as_str()
    ))),
    method!("SetMetadata", TEXT, |own, args| plain(
        own.with_metadata(&text(args))
    )),
    method!("SetPrerelease", TEXT, |own, args| plain(
        own.with_prerelease(&text(args))
    )),
    method!("String", NONE, |own, _args| Ok(Value::from(
        own.to_string()
    ))),
    method!("Value", NONE, |own, _args| Ok(Value::from(own.to_string()))),
];

fn order(own: &Version, args: &[Value]) -> Result<std::cmp::Ordering, Str> {
    Ok(own.compare(version(args.first().unwrap_or(&Value::Nil))?))
}

fn next(own: &Version, which: Segment) -> Answer {
    plain(own.next(which))
}

fn plain(version: Result<Version, String>) -> Answer {
    version
        .map(|version| Value::object(Plain(version)))
        .map_err(Str::from)
}

fn number(number: u64) -> Answer {
    Ok(Value::Uint(UintKind::Uint64, number))
}

fn bytes(text: &str) -> Value {
    Value::Bytes(text.as_bytes().into())
}

fn text(args: &[Value]) -> String {
    args.first()
        .and_then(Value::as_str)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default()
}
