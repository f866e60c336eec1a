//! How much memory reading and writing takes, against the size of the text.
//!
//! `cargo test --test memory -- --nocapture` prints it.

use manifest_render::encoding::json::{JsonStyle, read_json, write_json};
use manifest_render::encoding::yaml::emit::to_yaml;
use manifest_render::encoding::yaml::{FileMarks, Reader};
use manifest_render::source::SourceId;
use manifest_render::value::{Origins, Value};

#[path = "../benches/encoding/samples.rs"]
mod samples;

/// The most memory that `work` holds at a time, in bytes, and what it makes.
#[cfg(test)]
fn peak<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let mut made = None;
    let info = allocation_counter::measure(|| made = Some(work()));
    (info.bytes_max, made.expect("it was done"))
}

#[test]
fn memory_stays_below_six_times_the_text() {
    let yaml = samples::values_file(1_000_000);
    let json = samples::json_text(20_000_000);
    let check = |name: &str, bytes: u64, text: usize, most: f64| {
        let times = bytes as f64 / text as f64;
        println!("{name:<28} {times:5.2} times the text");
        assert!(times < most, "{name}: {bytes} bytes for {text}");
    };
    let (bytes, _) = peak(|| Reader::new().value(yaml.as_bytes()).expect("YAML"));
    check("reading YAML", bytes, yaml.len(), 6.0);
    let mut origins = Origins::new();
    let (bytes, _) = peak(|| {
        let marks = FileMarks {
            origins: &mut origins,
            source: SourceId::default(),
            secret: false,
        };
        Reader::new()
            .marker(marks)
            .value(yaml.as_bytes())
            .expect("YAML")
    });
    check("reading YAML with origins", bytes, yaml.len(), 6.0);
    let (bytes, value) = peak(|| read_json(json.as_bytes()).expect("JSON"));
    check("reading JSON", bytes, json.len(), 6.0);
    let (bytes, text) = peak(|| write_json(&value, JsonStyle::default()).expect("JSON"));
    check("writing JSON", bytes, text.len(), 6.0);
    drop((value, text));
    let value: Value = samples::value(&samples::values());
    let (bytes, text) = peak(|| to_yaml(&value).expect("YAML"));
    check("writing YAML", bytes, text.len(), 6.0);
}
