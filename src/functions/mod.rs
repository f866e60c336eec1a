//! The functions that sprig and Helm offer to templates, a file a family.
//!
//! Each family's file holds plain Rust functions and one `TABLE` of [`Entry`]: the function, the
//! profiles that have it, its signature as Go words it, a line of help and an example. Arguments
//! are converted and checked by [`crate::gotemplate::function`], in one place.

pub mod base;
pub mod builtins;
mod cast;
pub mod certificates;
pub mod cluster;
pub mod conversion;
pub mod crypto;
pub mod dates;
mod decimal;
pub mod defaults;
pub mod dicts;
pub mod elsewhere;
pub mod encoding;
pub mod flow;
mod items;
pub mod lists;
pub mod math;
mod merge;
pub mod paths;
pub mod random;
pub mod reference;
pub mod reflection;
pub mod regex;
pub mod semver;
pub mod sequences;
pub mod strings;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod text_marks;
pub mod urls;

pub use table::{Entry, Family, Profile, Profiles};

use crate::gotemplate::Functions;

/// All functions, those of a family together; Go's built-in ones come first, for sprig's `slice`
/// hides Go's.
///
/// ```
/// use manifest_render::functions::{Profile, all};
///
/// let helm = all().filter(|entry| entry.profiles.include(Profile::Helm));
/// assert!(helm.into_iter().any(|entry| entry.function.name == "toYaml"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Entry> {
    let tables: [&'static [Entry]; 22] = [
        &builtins::TABLE,
        strings::TABLE,
        strings::PRINTING,
        regex::TABLE,
        lists::TABLE,
        sequences::TABLE,
        dicts::TABLE,
        math::TABLE,
        conversion::TABLE,
        defaults::TABLE,
        base::TABLE,
        encoding::TABLE,
        crypto::TABLE,
        certificates::TABLE,
        random::TABLE,
        semver::TABLE,
        dates::TABLE,
        reflection::TABLE,
        paths::TABLE,
        urls::TABLE,
        flow::TABLE,
        cluster::TABLE,
    ];
    tables.into_iter().flatten()
}

/// The functions that templates of a profile can call.
///
/// ```
/// use manifest_render::functions::{Profile, of};
///
/// assert!(of(Profile::Helm).contains("include"));
/// assert!(!of(Profile::Harness).contains("include"));
/// ```
pub fn of(profile: Profile) -> Functions {
    let mut functions = Functions::builtins();
    functions.reserve(all().count());
    for entry in all().filter(|entry| entry.family != Family::Builtin) {
        if entry.profiles.include(profile) {
            functions.insert(entry.function);
        }
    }
    functions
}
