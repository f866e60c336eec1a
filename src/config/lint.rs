//! Which findings of `render lint` nobody needs to see: the tables `[[lint.allow]]`.

use toml::de::{DeTable, DeValue};

use super::keys::{Held, Shape};
use super::read::{Reader, Value_};
use crate::diagnostic::Code;
use crate::lint::Suppression;

/// The keys of `[lint]`.
const LINT: &[&str] = &["allow"];

/// The keys of an entry, with their help.
pub const KEYS: &[(&str, &str)] = &[
    ("code", "The code of the findings: E0808."),
    (
        "file",
        "The files they are in, as a pattern: values/*.yaml. ** matches folders, too.",
    ),
    (
        "value",
        "The path of the values they are about, with * for any text: image.tag. What lies under it belongs to it.",
    ),
    ("reason", "Why nobody needs to see them. It must be said."),
];

impl Reader {
    /// What `[lint]` says.
    pub(super) fn lint(&mut self, table: &DeTable<'_>) -> Vec<Suppression> {
        let mut found = Vec::new();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("allow", DeValue::Array(entries)) => {
                    for entry in entries.iter() {
                        if let Some(table) = self.table("[lint.allow]", entry) {
                            found.extend(self.suppression(table, entry));
                        }
                    }
                }
                ("allow", _) => self.wrong(value, "a list of tables, [[lint.allow]],"),
                _ => self.unknown(key, "[lint]", LINT),
            }
        }
        found
    }

    fn suppression(&mut self, table: &DeTable<'_>, whole: &Value_<'_>) -> Option<Suppression> {
        let mut texts = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match KEYS.iter().find(|(known, _)| *known == name) {
                Some((name, _)) => {
                    if let Some(Held::Text(text)) = self.held(Shape::Text, value) {
                        texts.push((*name, text, value.span()));
                    }
                }
                None => {
                    let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
                    self.unknown(key, "[[lint.allow]]", &known);
                }
            }
        }
        let text = |name: &str| texts.iter().find(|(known, ..)| *known == name);
        let Some((_, code, span)) = text("code") else {
            self.fault(whole.span(), "an entry must have a code", "which findings?");
            return None;
        };
        let Some(code) = Code::named(code) else {
            let message = format!("there is no code `{code}`");
            self.fault(span.clone(), &message, "`render explain-error` lists them");
            return None;
        };
        let reason = text("reason").map_or("", |(_, reason, _)| reason.trim());
        if reason.is_empty() {
            self.fault(
                whole.span(),
                "an entry must have a reason",
                "why does nobody need to see them?",
            );
            return None;
        }
        let mut suppression = Suppression::new(code, reason);
        suppression.span = Some(self.at(whole.span()));
        for (name, text, span) in &texts {
            let set = match *name {
                "file" => suppression.set_file(text),
                "value" => suppression.set_value(text),
                _ => Ok(()),
            };
            if let Err(problem) = set {
                self.fault(span.clone(), "this pattern is not right", &problem);
            }
        }
        Some(suppression)
    }
}
