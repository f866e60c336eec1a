//! Characters in bytes that need not be UTF-8, the way Go's `unicode/utf8` walks them: a byte
//! that begins no character counts as one character of its own.

/// The first character of `text` and how many bytes it takes; a byte that is not UTF-8 comes as
/// `Err`, one byte long. `None` where `text` is empty.
pub fn first(text: &[u8]) -> Option<(Result<char, u8>, usize)> {
    let &byte = text.first()?;
    if byte.is_ascii() {
        return Some((Ok(char::from(byte)), 1));
    }
    let size = match byte {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((Err(byte), 1)),
    };
    let c = text
        .get(..size)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .and_then(|text| text.chars().next());
    Some(c.map_or((Err(byte), 1), |c| (Ok(c), size)))
}

/// How many characters there are, each stray byte being one (`utf8.RuneCount`).
pub fn count(text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    match std::str::from_utf8(text) {
        Ok(text) => text.chars().count(),
        Err(_) => {
            let mut rest = text;
            let mut count = 0;
            while let Some((_, size)) = first(rest) {
                count += 1;
                rest = rest.get(size..).unwrap_or_default();
            }
            count
        }
    }
}

/// How many bytes the first `limit` characters take.
pub fn prefix_len(text: &[u8], limit: usize) -> usize {
    if limit >= text.len() {
        return text.len();
    }
    let mut rest = text;
    for _ in 0..limit {
        let Some((_, size)) = first(rest) else { break };
        rest = rest.get(size..).unwrap_or_default();
    }
    text.len() - rest.len()
}

/// Appends a character.
pub fn push(buf: &mut Vec<u8>, c: char) {
    buf.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
