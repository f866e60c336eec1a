//! The functions that the oracle offers to templates, again.

use manifest_render::function;
use manifest_render::gotemplate::function::{Failure, Function, Int64, Rest};
use manifest_render::gotemplate::printf;
use manifest_render::value::{DICT, List, Map, STRING_LIST, Str, StrBuf, Value};

/// All of them.
pub const FUNCTIONS: [Function; 19] = [
    function!("add", add),
    function!("upper", upper),
    function!("lower", lower),
    function!("quote", quote),
    function!("one", one),
    function!("vari", vari),
    function!("f64", float),
    function!("yes", yes),
    function!("i64", Int64),
    function!("u64", unsigned),
    function!("any", any),
    function!("typeOf", type_of),
    function!("lst", list),
    function!("strs", strings),
    function!("slen", list_len),
    function!("mlen", map_len),
    function!("null", null),
    function!("nilmap", nil_map),
    function!("fail", fail),
];

fn add(numbers: Rest<'_, i64>) -> i64 {
    numbers.into_iter().fold(0, i64::wrapping_add)
}

fn upper(text: &Str) -> String {
    text.to_string_lossy().to_uppercase()
}

fn lower(text: &Str) -> String {
    text.to_string_lossy().to_lowercase()
}

fn quote(value: Value) -> Result<Str, Failure> {
    let error = |error: printf::PrintError| Failure::new(error.to_string());
    let mut text = StrBuf::new();
    printf::sprint(&mut text, &[value]).map_err(error)?;
    let mut quoted = StrBuf::new();
    let text = Value::Str(text.into_str());
    printf::sprintf(&mut quoted, &Str::from("%q"), &[text]).map_err(error)?;
    Ok(quoted.into_str())
}

fn one(a: &Str) -> Str {
    Str::from([b"one=", a.as_bytes()].concat())
}

fn vari(a: i64, b: Rest<'_, &Str>) -> Str {
    let b: Vec<_> = b.into_iter().map(Str::as_bytes).collect();
    Str::from([a.to_string().as_bytes(), b":", &b.join(&b'+')].concat())
}

fn float(x: f64) -> f64 {
    x
}

fn yes(b: bool) -> String {
    format!("yes={b}")
}

fn unsigned(n: i64) -> Result<u64, Failure> {
    u64::try_from(n).map_err(|_| Failure::new("negative"))
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

fn list_len(list: &List) -> i64 {
    list.len() as i64
}

fn map_len(map: &Map) -> i64 {
    map.len() as i64
}

fn null() -> Value {
    Value::Nil
}

fn nil_map() -> Map {
    Map::nil(&DICT)
}

fn fail(text: Str) -> Result<Str, Failure> {
    Err(Failure::new(text))
}
