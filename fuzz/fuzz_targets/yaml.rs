//! Any bytes as YAML: no panic, places that lie within the text, and the same events with the
//! parser's short cuts as without.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::encoding::yaml::{
    Events, FileMarks, Input, Numbers, Reader, read_values_file,
};
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
    let marks = FileMarks {
        origins: &mut origins,
        source,
        secret: false,
    };
    let marked = Reader::new()
        .numbers(Numbers::Typed)
        .marker(marks)
        .documents(text);
    assert_eq!(marked.is_ok(), Reader::new().documents(text).is_ok());
    let _ = read_values_file(&mut Reader::new(), text);

    // What is passed over is checked all the same.
    let told = |read: Result<_, manifest_render::encoding::yaml::Error>| {
        read.map(drop).map_err(|error| error.to_string())
    };
    let reader = || Reader::new().only(|key| key.len() % 2 == 0);
    let part = told(reader().value(text));
    assert_eq!(part, told(Reader::new().value(text)));
    // With marks, nothing is passed over line by line.
    let marks = FileMarks {
        origins: &mut origins,
        source,
        secret: false,
    };
    assert_eq!(part, told(reader().marker(marks).value(text)));

    // A parser that keeps comments takes no short cuts.
    let input = Input::new(text);
    let (mut quick, mut slow) = (Events::new(&input), Events::new(&input).with_comments());
    loop {
        match (quick.next_event(), slow.next_event()) {
            (Ok(None), Ok(None)) => break,
            (Ok(Some(quick)), Ok(Some(slow))) => {
                assert_eq!((quick.start, quick.end), (slow.start, slow.end));
                assert_eq!(quick.kind, slow.kind);
            }
            (quick_event, Err(slow)) => {
                // Tokens are looked at ahead, so that they show errors earlier.
                let mut event = quick_event;
                while let Ok(Some(_)) = event {
                    event = quick.next_event();
                }
                let quick = event.expect_err("the same error");
                assert_eq!(quick.to_string(), slow.to_string());
                assert_eq!(quick.span(), slow.span());
                break;
            }
            (quick, slow) => panic!("{quick:?} and {slow:?}"),
        }
    }
});
