//! Which changes do not matter in a diff: the tables `[[ignore]]`.

use regex::Regex;
use toml::de::{DeTable, DeValue};

use super::keys::{Held, Shape};
use super::read::{Reader, Value_};
use crate::diagnostic::{Code, Diagnostic};
use crate::diff::ignore::{Glob, Rule};
use crate::world::Timestamp;

/// The keys of a rule, with their help.
pub const KEYS: &[(&str, &str)] = &[
    ("kind", "The kinds of resources, with * for any text."),
    ("name", "The names of resources, with * for any text."),
    (
        "namespace",
        "The namespaces of resources, with * for any text.",
    ),
    (
        "path",
        "The path of values, with * for any text, as a diff shows it: metadata.labels.version. What lies under it belongs to it.",
    ),
    (
        "regex",
        "What in a value does not matter, as a regular expression.",
    ),
    ("reason", "Why it does not matter. It must be said."),
    (
        "until",
        "The last day on which the rule counts: 2027-03-31.",
    ),
];

/// A day: year, month, day.
type Day = (u16, u8, u8);

impl Reader {
    /// The rules that count today.
    pub(super) fn rules(&mut self, value: &Value_<'_>, now: Timestamp) -> Vec<Rule> {
        let DeValue::Array(tables) = value.get_ref() else {
            self.wrong(value, "a list of tables, [[ignore]],");
            return Vec::new();
        };
        let mut rules = Vec::new();
        for value in tables.iter() {
            if let Some(table) = self.table("[ignore]", value) {
                rules.extend(self.rule(table, value, today(now)));
            }
        }
        rules
    }

    fn rule(&mut self, table: &DeTable<'_>, whole: &Value_<'_>, today: Day) -> Option<Rule> {
        let mut rule = Rule::default();
        let mut says = false;
        let mut expired = false;
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == "until" {
                match day(value) {
                    Some(until) => expired = until < today,
                    None => self.wrong(value, "a day such as 2027-03-31"),
                }
                continue;
            }
            if !KEYS.iter().any(|(known, _)| *known == name) {
                let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
                self.unknown(key, "a rule", &known);
                continue;
            }
            let Some(Held::Text(text)) = self.held(Shape::Text, value) else {
                continue;
            };
            says |= name != "reason";
            match name {
                "kind" => rule.kind = Some(Glob::new(&text)),
                "name" => rule.name = Some(Glob::new(&text)),
                "namespace" => rule.namespace = Some(Glob::new(&text)),
                "path" => rule.path = Some(Glob::path(&text)),
                "regex" => match Regex::new(&text) {
                    Ok(regex) => rule.regex = Some(regex),
                    Err(error) => {
                        let problem = error.to_string();
                        let last = problem.lines().last().unwrap_or_default();
                        self.fault(value.span(), "this is no regular expression", last);
                    }
                },
                _ => rule.reason = text,
            }
        }
        if rule.reason.is_empty() {
            self.fault(
                whole.span(),
                "a rule must have a reason",
                "why does it not matter?",
            );
        }
        if !says {
            self.fault(
                whole.span(),
                "this rule is about everything",
                "say a kind, name or path",
            );
        }
        if expired {
            let finding =
                Diagnostic::warning(Code::Config, "a rule has expired, and counts no more")
                    .with_label(self.at(whole.span()), &*rule.reason);
            self.warnings.0.push(finding);
            return None;
        }
        Some(rule)
    }
}

/// A date, or a text that is one.
fn day(value: &Value_<'_>) -> Option<Day> {
    match value.get_ref() {
        DeValue::Datetime(moment) => {
            let date = moment.date?;
            Some((date.year, date.month, date.day))
        }
        DeValue::String(text) => {
            let mut parts = text.split('-');
            let year = parts.next()?.parse().ok()?;
            let month = parts.next()?.parse().ok()?;
            let day = parts.next()?.parse().ok()?;
            parts.next().is_none().then_some((year, month, day))
        }
        _ => None,
    }
}

/// The day of a moment, in UTC.
fn today(now: Timestamp) -> Day {
    let Ok(moment) = jiff::Timestamp::from_second(now.seconds) else {
        return Day::default();
    };
    let date = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    (
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )
}
