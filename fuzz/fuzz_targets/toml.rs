//! Any bytes as TOML: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::encoding::toml::read_toml;
use manifest_render::value::time::Zone;

fuzz_target!(|text: &[u8]| {
    if let Err(error) = read_toml(text, &Zone::Utc, 0) {
        assert!(error.offset() <= text.len());
        assert!(!error.to_string().contains("BUG"), "{error}");
    }
});
