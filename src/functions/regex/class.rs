//! Sets of runes: ranges, the classes of Perl, POSIX and Unicode, by the names Go knows.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange, HirKind};

/// Adds the runes from `low` to `high`. Surrogates, which no text contains, are left out.
pub fn add_range(class: &mut ClassUnicode, low: u32, high: u32) {
    let mut add = |low: u32, high: u32| {
        if let (true, Some(low), Some(high)) =
            (low <= high, char::from_u32(low), char::from_u32(high))
        {
            class.push(ClassUnicodeRange::new(low, high));
        }
    };
    add(low, high.min(0xd7ff));
    add(low.max(0xe000), high);
}

/// Adds for each rune those that differ only in case, where `fold` says so.
pub fn fold(class: &mut ClassUnicode, fold: bool) {
    if fold && class.try_case_fold_simple().is_err() {
        // Only a build without the tables fails here; the class then stays as it is.
    }
}

/// A named class and whether its name means what is not in it.
pub struct Group {
    /// Ranges of ASCII characters, first and last in turn.
    ranges: &'static [u8],
    negated: bool,
}

impl Group {
    /// Adds the class to another, folded first and then negated, as Go does.
    pub fn add_to(&self, class: &mut ClassUnicode, folded: bool) {
        let mut own = ClassUnicode::empty();
        for pair in self.ranges.chunks_exact(2) {
            if let [low, high] = *pair {
                own.push(ClassUnicodeRange::new(char::from(low), char::from(high)));
            }
        }
        fold(&mut own, folded);
        if self.negated {
            own.negate();
        }
        class.union(&own);
    }
}

/// `\d`, `\s`, `\w` and their capitals: ASCII only, `\s` without the vertical tab.
pub fn perl(letter: u8) -> Option<Group> {
    let ranges: &[u8] = match letter.to_ascii_lowercase() {
        b'd' => b"09",
        b's' => b"\t\n\x0c\r  ",
        b'w' => b"09AZ__az",
        _ => return None,
    };
    Some(Group {
        ranges,
        negated: letter.is_ascii_uppercase(),
    })
}

/// `[:name:]` and `[:^name:]`, by what stands between the colons.
pub fn posix(name: &[u8]) -> Option<Group> {
    let (name, negated) = name
        .strip_prefix(b"^")
        .map_or((name, false), |name| (name, true));
    let ranges: &[u8] = match name {
        b"alnum" => b"09AZaz",
        b"alpha" => b"AZaz",
        b"ascii" => b"\0\x7f",
        b"blank" => b"\t\t  ",
        b"cntrl" => b"\0\x1f\x7f\x7f",
        b"digit" => b"09",
        b"graph" => b"!~",
        b"lower" => b"az",
        b"print" => b" ~",
        b"punct" => b"!/:@[`{~",
        b"space" => b"\t\r  ",
        b"upper" => b"AZ",
        b"word" => b"09AZ__az",
        b"xdigit" => b"09AFaf",
        _ => return None,
    };
    Some(Group { ranges, negated })
}

/// The general categories by their short names.
const CATEGORIES: [&str; 38] = [
    "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Lc", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me",
    "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk",
    "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// Their long names, as Go's lookup writes them after taking out what parts words.
const ALIASES: [(&str, &str); 41] = [
    ("Casedletter", "Lc"),
    ("Closepunctuation", "Pe"),
    ("Combiningmark", "M"),
    ("Connectorpunctuation", "Pc"),
    ("Control", "Cc"),
    ("Cntrl", "Cc"),
    ("Currencysymbol", "Sc"),
    ("Dashpunctuation", "Pd"),
    ("Decimalnumber", "Nd"),
    ("Digit", "Nd"),
    ("Enclosingmark", "Me"),
    ("Finalpunctuation", "Pf"),
    ("Format", "Cf"),
    ("Initialpunctuation", "Pi"),
    ("Letter", "L"),
    ("Letternumber", "Nl"),
    ("Lineseparator", "Zl"),
    ("Lowercaseletter", "Ll"),
    ("Mark", "M"),
    ("Mathsymbol", "Sm"),
    ("Modifierletter", "Lm"),
    ("Modifiersymbol", "Sk"),
    ("Nonspacingmark", "Mn"),
    ("Number", "N"),
    ("Openpunctuation", "Ps"),
    ("Other", "C"),
    ("Otherletter", "Lo"),
    ("Othernumber", "No"),
    ("Otherpunctuation", "Po"),
    ("Othersymbol", "So"),
    ("Paragraphseparator", "Zp"),
    ("Privateuse", "Co"),
    ("Punctuation", "P"),
    ("Punct", "P"),
    ("Separator", "Z"),
    ("Spaceseparator", "Zs"),
    ("Spacingmark", "Mc"),
    ("Surrogate", "Cs"),
    ("Symbol", "S"),
    ("Titlecaseletter", "Lt"),
    ("Uppercaseletter", "Lu"),
];

/// The scripts that Go finds. Its lookup takes underscores out of the name but not out of its
/// table, so that scripts of several words are unknown to it.
const SCRIPTS: &str = " Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali \
    Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Carian Chakma Cham Cherokee Chorasmian \
    Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari Dogra Duployan Elbasan Elymaic \
    Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi Han Hangul Hanunoo \
    Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada Katakana Kawi Kharoshthi Khmer \
    Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani Makasar Malayalam \
    Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro Multani Myanmar Nabataean \
    Nandinagari Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic \
    Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac \
    Tagalog Tagbanwa Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto \
    Ugaritic Vai Vithkuqi Wancho Yezidi Yi ";

/// The class of `\p{name}`, or `None` for a name that Go does not know.
pub fn unicode(name: &str) -> Option<ClassUnicode> {
    let name = canonical(name);
    match name.as_str() {
        "Any" => {
            let mut any = ClassUnicode::empty();
            any.negate();
            return Some(any);
        }
        "Assigned" => return table("gc=Cn").map(negated),
        "Ascii" => {
            let mut ascii = ClassUnicode::empty();
            add_range(&mut ascii, 0, 0x7f);
            return Some(ascii);
        }
        // Surrogates, of which no text has any.
        "Cs" | "Surrogate" => return Some(ClassUnicode::empty()),
        _ => {}
    }
    if CATEGORIES.contains(&name.as_str()) {
        return table(&format!("gc={name}"));
    }
    if !name.is_empty() && SCRIPTS.contains(&format!(" {name} ")) {
        return table(&format!("sc={name}"));
    }
    let (_, short) = ALIASES.iter().find(|(long, _)| *long == name)?;
    table(&format!("gc={short}"))
}

fn negated(mut class: ClassUnicode) -> ClassUnicode {
    class.negate();
    class
}

/// Go's `canonicalName`: no spaces, hyphens and underscores, a capital and small letters.
fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')) {
        out.push(if out.is_empty() {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        });
    }
    out
}

fn table(property: &str) -> Option<ClassUnicode> {
    let hir = regex_syntax::parse(&format!(r"\p{{{property}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => Some(class),
        _ => None,
    }
}
