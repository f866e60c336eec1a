//! The functions of vectors with `funcs: "test"`: typed parameters, variadics, errors, panics.

use manifest_render::function;
use manifest_render::gotemplate::function::{Failure, Function, Int64, Rest};
use manifest_render::gotemplate::printf;
use manifest_render::value::{List, Map, STRING_LIST, Str, Value};

/// All of them.
pub const FUNCTIONS: [Function; 27] = [
    function!("add", add),
    function!("upper", upper),
    function!("rep", rep),
    function!("one", one),
    function!("two", two),
    function!("vari", vari),
    function!("f64", same_float),
    function!("yes", yes),
    function!("i64", Int64),
    function!("u64", unsigned),
    function!("any", any),
    function!("typeOf", type_of),
    function!("lst", list),
    function!("strs", strings),
    function!("dct", dict),
    function!("slen", list_len),
    function!("mlen", map_len),
    function!("mk", make),
    function!("zero", zero),
    function!("seven", seven),
    function!("null", null),
    function!("nilmap", nil_map),
    function!("fail", fail),
    function!("maybe", maybe),
    function!("die", die),
    function!("dieErr", die_of_error),
    function!("percent", percent),
];

fn add(numbers: Rest<'_, i64>) -> i64 {
    numbers.into_iter().fold(0, i64::wrapping_add)
}

fn upper(text: &Str) -> String {
    text.to_string_lossy().to_uppercase()
}

fn rep(count: i64, text: &Str) -> Result<Str, Failure> {
    let count =
        usize::try_from(count).map_err(|_| Failure::new("strings: negative Repeat count"))?;
    Ok(Str::from(text.as_bytes().repeat(count)))
}

fn one(a: &Str) -> Str {
    join(&[b"one=", a.as_bytes()])
}

fn two(a: &Str, b: &Str) -> Str {
    join(&[b"two=", a.as_bytes(), b",", b.as_bytes()])
}

fn vari(a: i64, b: Rest<'_, &Str>) -> Str {
    let b: Vec<_> = b.into_iter().map(Str::as_bytes).collect();
    join(&[a.to_string().as_bytes(), b":", &b.join(&b'+')])
}

fn join(parts: &[&[u8]]) -> Str {
    Str::from(parts.concat())
}

fn same_float(x: f64) -> f64 {
    x
}

fn yes(b: bool) -> String {
    format!("yes={b}")
}

fn unsigned(n: i64) -> u64 {
    n as u64
}

fn any(x: Value) -> Value {
    x
}

fn type_of(x: &Value) -> String {
    x.type_name().to_string()
}

fn list(items: Rest<'_, Value>) -> List {
    items.into_iter().collect()
}

fn strings(items: Rest<'_, Str>) -> List {
    List::of(&STRING_LIST, items.into_iter().map(Value::Str).collect())
}

fn dict(pairs: Rest<'_, Value>) -> Map {
    let pairs = pairs.into_values();
    let entry = |pair: &[Value]| match pair {
        [key, value] => Some((printf::to_str(key).ok()?, value.clone())),
        _ => None,
    };
    pairs.chunks(2).filter_map(entry).collect()
}

fn list_len(list: &List) -> i64 {
    list.len() as i64
}

fn map_len(map: &Map) -> i64 {
    map.len() as i64
}

fn make() -> Map {
    let inner = Map::from_iter([("deep", Value::from("d"))]);
    Map::from_iter([
        ("three", Value::from(3)),
        ("nil", Value::Nil),
        ("in", Value::from(inner)),
    ])
}

fn zero() -> &'static str {
    "zero"
}

fn seven() -> i64 {
    7
}

fn null() -> Value {
    Value::Nil
}

fn nil_map() -> Map {
    Map::nil(&manifest_render::value::DICT)
}

fn fail(message: Str) -> Result<Str, Failure> {
    Err(Failure::new(message))
}

fn maybe(good: bool) -> Result<&'static str, Failure> {
    if good {
        Ok("ok")
    } else {
        Err(Failure::new("maybe not"))
    }
}

fn die() -> Result<bool, Failure> {
    Err(Failure::new("die"))
}

fn die_of_error() -> Result<bool, Failure> {
    Err(Failure::new("died of an error"))
}

fn percent() -> Result<Str, Failure> {
    Err(Failure::new("100% %s %d wrong"))
}
