//! What is known about each function.

use crate::gotemplate::function::Function;

/// A function with what people want to know about it.
///
/// ```
/// use manifest_render::function;
/// use manifest_render::functions::{Entry, Family, Profiles};
///
/// fn hello() -> &'static str {
///     "Hello!"
/// }
///
/// static HELLO: Entry = Entry::new(function!("hello", hello), Family::Strings, "() string")
///     .help("Says hello.", "{{ hello }}")
///     .profiles(Profiles::Helm);
/// assert!(HELLO.pure);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The function.
    pub function: Function,
    /// The family it belongs to.
    pub family: Family,
    /// Its signature as Go words it: `(n int, s string) string`.
    pub signature: &'static str,
    /// Whether the same arguments always give the same result.
    pub pure: bool,
    /// Which profiles have it.
    pub profiles: Profiles,
    /// What it does, in one line.
    pub help: &'static str,
    /// A template that shows it.
    pub example: &'static str,
}

impl Entry {
    /// A pure function that both profiles have.
    pub const fn new(function: Function, family: Family, signature: &'static str) -> Self {
        Entry {
            function,
            family,
            signature,
            pure: true,
            profiles: Profiles::Both,
            help: "",
            example: "",
        }
    }

    /// With a line of help and an example.
    pub const fn help(self, help: &'static str, example: &'static str) -> Self {
        Entry {
            help,
            example,
            ..self
        }
    }

    /// In these profiles only.
    pub const fn profiles(self, profiles: Profiles) -> Self {
        Entry { profiles, ..self }
    }

    /// Random, of the clock, or of the world outside.
    pub const fn impure(self) -> Self {
        Entry {
            pure: false,
            ..self
        }
    }
}

/// Which renderer templates are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Harness's own, for plain folders: go-template 0.4.8.
    Harness,
    /// Helm's, for charts: Helm 4.2.3.
    Helm,
}

/// Which profiles have a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profiles {
    /// Helm's and Harness's.
    Both,
    /// Only Helm's.
    Helm,
    /// Only Harness's: a function whose result differs from Helm's of the same name.
    Harness,
}

impl Profiles {
    /// Whether this profile is among them.
    pub fn include(self, profile: Profile) -> bool {
        match self {
            Profiles::Both => true,
            Profiles::Helm => profile == Profile::Helm,
            Profiles::Harness => profile == Profile::Harness,
        }
    }
}

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A family of functions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Family {
            $($(#[$doc])* $name,)*
        }

        impl Family {
            /// All families.
            pub const ALL: &[Family] = &[$(Family::$name),*];

            /// The family's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Family::$name => $text,)*
                }
            }
        }
    };
}

families! {
    /// Go's own.
    Builtin = "builtin",
    /// Text.
    Strings = "strings",
    /// Regular expressions.
    Regex = "regex",
    /// Lists.
    Lists = "lists",
    /// Dictionaries.
    Dicts = "dicts",
    /// Numbers.
    Math = "math",
    /// From one type to another.
    Conversion = "conversion",
    /// Defaults and emptiness.
    Defaults = "defaults",
    /// Dates and durations.
    Dates = "dates",
    /// YAML, JSON, TOML, base64 and base32.
    Encoding = "encoding",
    /// Hashes, passwords and ciphers.
    Crypto = "crypto",
    /// Keys and certificates.
    Certificates = "certificates",
    /// What is random.
    Random = "random",
    /// Versions.
    Semver = "semver",
    /// Kinds and types.
    Reflection = "reflection",
    /// Paths of files.
    Paths = "paths",
    /// URLs.
    Urls = "urls",
    /// Other templates, failing on purpose.
    Flow = "flow",
    /// Names and objects of a cluster.
    Cluster = "cluster",
}
