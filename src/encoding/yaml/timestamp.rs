//! What counts as a `!!timestamp`.

use crate::value::time::{Zone, parse};

/// go-yaml's own layouts, a part of those that YAML allows.
const LAYOUTS: [&[u8]; 4] = [
    b"2006-1-2T15:4:5.999999999Z07:00",
    b"2006-1-2t15:4:5.999999999Z07:00",
    b"2006-1-2 15:4:5.999999999",
    b"2006-1-2",
];

/// Whether go-yaml takes the text for a point in time. Dates stay text in any case; this decides
/// whether a scalar may carry the tag.
pub(super) fn is_timestamp(text: &[u8]) -> bool {
    let year = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    year == 4
        && text.get(4) == Some(&b'-')
        && LAYOUTS
            .iter()
            .any(|layout| parse(layout, text, &Zone::Utc).is_ok())
}
