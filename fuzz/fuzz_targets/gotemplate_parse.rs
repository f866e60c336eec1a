//! Any bytes as a template: parsed or refused, quickly as item by item, and printed so that they
//! parse again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::gotemplate::parse::{Syntax, parse};

fuzz_target!(|text: &[u8]| {
    let parsed = parse("t", text, &Syntax::default());
    let slow = Syntax {
        quick: false,
        ..Syntax::default()
    };
    assert_eq!(format!("{parsed:?}"), format!("{:?}", parse("t", text, &slow)));
    let Ok(parsed) = parsed else {
        return;
    };
    for tree in &parsed.trees {
        let printed = parsed.nodes.print(tree.root);
        // Texts that trimming joined may look like actions when printed.
        let _ = parse("t", &printed, &Syntax::default());
    }
});
