//! Any text as one with Harness expressions: no panic, no endless work, and places that lie within
//! the texts they speak of.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::harness::comments;
use manifest_render::harness::expression::render::RenderError;
use manifest_render::harness::expression::{Evaluator, Nothing, Options, Value, render};
use serde_json::json;

fuzz_target!(|text: &str| {
    let context = Value::from_json(&json!({
        "a": 5, "b": 12, "s": "abc", "l": ["p", "q"], "m": {"x": {"y": "z"}, "k-d": 1.5},
        "artifact": {"image": "nginx:1"}, "stored": "<+s>-<+a>", "self": "<+self>",
    }));
    let Some(context) = context.map() else { return };
    for scripts in [false, true] {
        let options = Options { scripts, ..Options::default() };
        let evaluator = Evaluator::new(context, &options, &Nothing);
        match render(&evaluator, text, &comments::find(text)) {
            Ok(rendered) => {
                for part in &rendered.replaced {
                    assert!(text.get(part.source.clone()).is_some());
                    assert!(rendered.text.get(part.output.clone()).is_some());
                }
            }
            Err(RenderError::Unresolved(list)) => assert!(!list.is_empty()),
            Err(RenderError::Failed { span, .. }) => assert!(text.get(span).is_some()),
        }
        let _ = evaluator.body(text);
    }
});
