//! Go's time layouts: which pieces of `Mon Jan 2 15:04:05 MST 2006` mean something.

/// A piece of a layout that stands for a part of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `January`
    LongMonth,
    /// `Jan`
    Month,
    /// `1`
    NumMonth,
    /// `01`
    ZeroMonth,
    /// `Monday`
    LongWeekDay,
    /// `Mon`
    WeekDay,
    /// `2`
    Day,
    /// `_2`
    UnderDay,
    /// `02`
    ZeroDay,
    /// `__2`
    UnderYearDay,
    /// `002`
    ZeroYearDay,
    /// `15`
    Hour,
    /// `3`
    Hour12,
    /// `03`
    ZeroHour12,
    /// `4`
    Minute,
    /// `04`
    ZeroMinute,
    /// `5`
    Second,
    /// `05`
    ZeroSecond,
    /// `2006`
    LongYear,
    /// `06`
    Year,
    /// `PM`
    Pm,
    /// `pm`
    SmallPm,
    /// `MST`
    Zone,
    /// `-0700`, `Z07:00` and their like
    Offset(Offset),
    /// `.000`, `,000`, `.999`, `,999`
    Fraction {
        /// Whether zeros at the end are left out: `.999`.
        trim: bool,
        /// How many digits.
        digits: usize,
        /// The point or comma.
        point: u8,
    },
}

/// How an offset from UTC is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// `Z` stands for UTC.
    pub zulu: bool,
    /// Colons between the numbers.
    pub colon: bool,
    /// Minutes after the hours.
    pub minutes: bool,
    /// Seconds after the minutes.
    pub seconds: bool,
}

/// A layout's first piece: the text before it, itself (none at the end) and what follows it.
#[derive(Debug)]
pub struct Chunk<'l> {
    /// Text that stands for itself.
    pub prefix: &'l [u8],
    /// What the piece stands for.
    pub piece: Option<Piece>,
    /// The piece as it is written.
    pub text: &'l [u8],
    /// The rest of the layout.
    pub rest: &'l [u8],
}

/// Finds a layout's first piece (`nextStdChunk`).
pub fn first(layout: &[u8]) -> Chunk<'_> {
    for at in 0..layout.len() {
        let Some((piece, skip, len)) = piece(layout.get(at..).unwrap_or_default()) else {
            continue;
        };
        let start = at + skip;
        return Chunk {
            prefix: layout.get(..start).unwrap_or_default(),
            piece: Some(piece),
            text: layout.get(start..start + len).unwrap_or_default(),
            rest: layout.get(start + len..).unwrap_or_default(),
        };
    }
    Chunk {
        prefix: layout,
        piece: None,
        text: b"",
        rest: b"",
    }
}

/// The piece that `text` starts with, how many bytes stand before it, and its length.
fn piece(text: &[u8]) -> Option<(Piece, usize, usize)> {
    use Piece as P;
    let small_letter = |at: usize| text.get(at).is_some_and(u8::is_ascii_lowercase);
    let found = match *text {
        [b'J', b'a', b'n', ..] if text.starts_with(b"January") => (P::LongMonth, 7),
        [b'J', b'a', b'n', ..] if !small_letter(3) => (P::Month, 3),
        [b'M', b'o', b'n', ..] if text.starts_with(b"Monday") => (P::LongWeekDay, 6),
        [b'M', b'o', b'n', ..] if !small_letter(3) => (P::WeekDay, 3),
        [b'M', b'S', b'T', ..] => (P::Zone, 3),
        [b'0', b'1', ..] => (P::ZeroMonth, 2),
        [b'0', b'2', ..] => (P::ZeroDay, 2),
        [b'0', b'3', ..] => (P::ZeroHour12, 2),
        [b'0', b'4', ..] => (P::ZeroMinute, 2),
        [b'0', b'5', ..] => (P::ZeroSecond, 2),
        [b'0', b'6', ..] => (P::Year, 2),
        [b'0', b'0', b'2', ..] => (P::ZeroYearDay, 3),
        [b'1', b'5', ..] => (P::Hour, 2),
        [b'1', ..] => (P::NumMonth, 1),
        [b'2', b'0', b'0', b'6', ..] => (P::LongYear, 4),
        [b'2', ..] => (P::Day, 1),
        [b'_', b'2', b'0', b'0', b'6', ..] => return Some((P::LongYear, 1, 4)),
        [b'_', b'2', ..] => (P::UnderDay, 2),
        [b'_', b'_', b'2', ..] => (P::UnderYearDay, 3),
        [b'3', ..] => (P::Hour12, 1),
        [b'4', ..] => (P::Minute, 1),
        [b'5', ..] => (P::Second, 1),
        [b'P', b'M', ..] => (P::Pm, 2),
        [b'p', b'm', ..] => (P::SmallPm, 2),
        [sign @ (b'-' | b'Z'), b'0', b'7', ref tail @ ..] => {
            let (tail, len): (_, usize) = match tail {
                [b'0', b'0', b'0', b'0', ..] => ((false, true, true), 7),
                [b':', b'0', b'0', b':', b'0', b'0', ..] => ((true, true, true), 9),
                [b'0', b'0', ..] => ((false, true, false), 5),
                [b':', b'0', b'0', ..] => ((true, true, false), 6),
                _ => ((false, false, false), 3),
            };
            let (colon, minutes, seconds) = tail;
            (
                P::Offset(Offset {
                    zulu: sign == b'Z',
                    colon,
                    minutes,
                    seconds,
                }),
                len,
            )
        }
        [point @ (b'.' | b','), digit @ (b'0' | b'9'), ..] => {
            let digits = text.iter().skip(1).take_while(|b| **b == digit).count();
            if text.get(digits + 1).is_some_and(u8::is_ascii_digit) {
                return None;
            }
            (
                P::Fraction {
                    trim: digit == b'9',
                    digits,
                    point,
                },
                digits + 1,
            )
        }
        _ => return None,
    };
    Some((found.0, 0, found.1))
}

/// A text as `time` names it in an error: in double quotes, every byte beyond ASCII in hex.
pub fn quote(text: &[u8]) -> String {
    let mut out = String::from('"');
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..0x80 => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}
