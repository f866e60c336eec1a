//! Any bytes as YAML: no panic, and places that lie within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::encoding::yaml::{FileMarks, Numbers, Reader, read_values_file};
use manifest_render::source::SourceId;
use manifest_render::value::Origins;

fuzz_target!(|text: &[u8]| {
    if let Err(error) = Reader::new().value(text) {
        let utf16 = text.starts_with(b"\xFF\xFE") || text.starts_with(b"\xFE\xFF");
        assert!(utf16 || error.position().offset as usize <= text.len());
        assert!(!error.to_string().is_empty());
    }
    let mut origins = Origins::new();
    let source = SourceId::default();
    let marks = FileMarks { origins: &mut origins, source, secret: false };
    let marked = Reader::new().numbers(Numbers::Typed).marker(marks).documents(text);
    assert_eq!(marked.is_ok(), Reader::new().documents(text).is_ok());
    let _ = read_values_file(&mut Reader::new(), text);
});
