//! Reads texts as the template functions do, for the comparison in `differential/decode.py`.
//!
//! Reads one text a line, as base64, from standard input. Prints a line for each: `fromYaml`,
//! `fromYamlArray`, `fromJson`, `fromJsonArray` and `fromToml` of it, each as the base64 of its
//! JSON.

use std::io::{self, BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::functions::encoding::{
    from_json, from_json_array, from_toml, from_yaml, from_yaml_array,
};
use manifest_render::value::time::Zone;
use manifest_render::value::{Str, StrBuf, Value};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let text = Str::from(STANDARD.decode(line?).map_err(io::Error::other)?);
        let columns: [Value; 5] = [
            from_yaml(&text).into(),
            from_yaml_array(&text).into(),
            from_json(&text).into(),
            from_json_array(&text).into(),
            from_toml(&text, &Zone::Utc, 0).into(),
        ];
        let columns = columns.map(|value| {
            let json = write_json(&value, JsonStyle::default());
            STANDARD.encode(json.map(StrBuf::into_bytes).unwrap_or_default())
        });
        writeln!(out, "{}", columns.join(" "))?;
    }
    out.flush()
}
