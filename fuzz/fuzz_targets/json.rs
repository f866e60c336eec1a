//! Any bytes as JSON: no panic, and what is read is written and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::encoding::json::{JsonStyle, read_json, write_json};

fuzz_target!(|text: &[u8]| {
    match read_json(text) {
        Ok(value) => {
            let Ok(first) = write_json(&value, JsonStyle::default()) else { return };
            let again = read_json(first.as_bytes()).expect("own JSON is read");
            let second = write_json(&again, JsonStyle::default()).expect("and written");
            assert_eq!(first.as_bytes(), second.as_bytes());
        }
        Err(error) => assert!(error.offset() <= text.len()),
    }
});
