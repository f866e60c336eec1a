//! The mistakes that `boon` finds, as the tree that the Go library makes of them.
//!
//! `boon` leaves out combinations of schemas of which one branch only failed, and goes on with a
//! schema whose format is not kept. The way of each mistake through the schema tells.

use boon::{ErrorKind, InstanceToken, ValidationError};
use num_bigint::{BigInt, Sign};
use serde_json::Number;

/// What an error's line stands below.
#[derive(Default)]
pub(super) struct Parent<'e> {
    pub indent: usize,
    /// Where in the schema its causes begin.
    schema: &'e str,
    /// How deep in the values it is.
    depth: usize,
    /// The keyword whose branches its causes are.
    branches_of: &'static str,
}

impl<'e> Parent<'e> {
    /// The parent that an error is to its causes.
    pub fn of(error: &'e ValidationError<'_, '_>, indent: usize) -> Parent<'e> {
        Parent {
            indent,
            schema: match &error.kind {
                ErrorKind::Reference { url, .. } => url,
                _ => error.schema_url,
            },
            depth: error.instance_location.tokens.len(),
            branches_of: match &error.kind {
                ErrorKind::AllOf => "allOf",
                ErrorKind::AnyOf => "anyOf",
                ErrorKind::OneOf(_) => "oneOf",
                ErrorKind::Contains | ErrorKind::MinContains { .. } => "contains",
                _ => "",
            },
        }
    }
}

/// The causes that the Go library gives: where a format is not kept, nothing else that the same
/// schema asks is looked at.
pub(super) fn kept<'e, 's, 'v>(
    causes: &'e [ValidationError<'s, 'v>],
) -> Vec<&'e ValidationError<'s, 'v>> {
    let is_format =
        |cause: &&ValidationError<'_, '_>| matches!(cause.kind, ErrorKind::Format { .. });
    let formats: Vec<_> = causes.iter().filter(is_format).collect();
    let hides = |format: &ValidationError<'_, '_>, cause: &ValidationError<'_, '_>| {
        is_on(format.schema_url, cause)
            && same_names(format, cause) == format.instance_location.tokens.len()
    };
    let hidden =
        |cause: &ValidationError<'_, '_>| formats.iter().any(|format| hides(format, cause));
    let kept = |cause: &&ValidationError<'_, '_>| is_format(cause) || !hidden(cause);
    let causes = causes.iter().filter(kept);
    causes.filter(|cause| stands(cause)).collect()
}

/// Whether the Go library finds this mistake, too: it divides decimals, `boon` their nearest floats,
/// to which 0.3 is no multiple of 0.1.
pub(super) fn stands(error: &ValidationError<'_, '_>) -> bool {
    let mut causes = error.causes.iter();
    match &error.kind {
        ErrorKind::MultipleOf { got, want } => !is_multiple(got, want),
        ErrorKind::AnyOf => causes.all(stands),
        ErrorKind::OneOf(None) => causes.filter(|cause| !stands(cause)).count() != 1,
        _ => error.causes.is_empty() || causes.any(stands),
    }
}

/// Whether a number is a multiple of another one, as they are written.
fn is_multiple(number: &Number, of: &Number) -> bool {
    let (Some((number, power)), Some((of, of_power))) = (decimal(number), decimal(of)) else {
        return false;
    };
    let least = power.min(of_power);
    let whole = |digits: BigInt, power: u32| digits * BigInt::from(10).pow(power - least);
    let of = whole(of, of_power);
    of.sign() != Sign::NoSign && (whole(number, power) % of).sign() == Sign::NoSign
}

/// The digits of a number, and the power of ten that they are multiplied with, 1,000 added.
fn decimal(number: &Number) -> Option<(BigInt, u32)> {
    let text = format!("{:e}", number.as_f64()?);
    let (digits, power) = text.split_once('e')?;
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let power = power.parse::<i32>().ok()? - i32::try_from(rest.len()).ok()?;
    let digits = format!("{whole}{rest}").parse().ok()?;
    Some((digits, u32::try_from(power + 1_000).ok()?))
}

/// An error, or what is left of a group of which only one is.
pub(super) fn only<'e, 's, 'v>(
    mut error: &'e ValidationError<'s, 'v>,
) -> &'e ValidationError<'s, 'v> {
    while let (ErrorKind::Group, [one]) = (&error.kind, kept(&error.causes).as_slice()) {
        error = one;
    }
    error
}

/// Whether an error is at this place in a schema, or below it.
fn is_on(place: &str, error: &ValidationError<'_, '_>) -> bool {
    let rest = error.schema_url.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How many names two errors have in common on their way through the values.
fn same_names(one: &ValidationError<'_, '_>, other: &ValidationError<'_, '_>) -> usize {
    let names = one.instance_location.tokens.iter();
    let names = names.zip(&other.instance_location.tokens);
    let same = names.take_while(|(one, other)| match (one, other) {
        (InstanceToken::Prop(one), InstanceToken::Prop(other)) => one == other,
        (InstanceToken::Item(one), InstanceToken::Item(other)) => one == other,
        _ => false,
    });
    same.count()
}

/// What is left out between an error and the one it stands below.
pub(super) struct LeftOut {
    /// What failed, and how deep in the values.
    pub failed: Vec<(&'static str, usize)>,
    /// How deep in the values the way ends.
    pub depth: usize,
}

impl LeftOut {
    /// That above an error.
    pub fn between(error: &ValidationError<'_, '_>, parent: &Parent<'_>) -> LeftOut {
        let way = error.schema_url.strip_prefix(parent.schema);
        LeftOut::on(way.unwrap_or_default(), parent)
    }

    fn on(way: &str, parent: &Parent<'_>) -> LeftOut {
        let mut failed = Vec::new();
        let mut depth = parent.depth;
        let mut keywords = way.trim_start_matches('#').split('/').skip(1);
        let mut first = true;
        while let Some(keyword) = keywords.next() {
            let is_branch = first && keyword == parent.branches_of;
            first = false;
            let words = match keyword {
                "allOf" => "'allOf' failed",
                "anyOf" => "'anyOf' failed",
                "oneOf" => "'oneOf' failed, none matched",
                "contains" => "no items match contains schema",
                _ => "",
            };
            if !words.is_empty() && !is_branch {
                failed.push((words, depth));
            }
            match keyword {
                "allOf" | "anyOf" | "oneOf" | "dependentSchemas" | "dependencies" => {
                    keywords.next();
                }
                "properties" | "patternProperties" | "prefixItems" => {
                    depth += usize::from(keywords.next().is_some());
                }
                "items" => {
                    // A list of schemas has a number here, a single schema has not.
                    let mut ahead = keywords.clone();
                    if ahead.next().is_some_and(|next| next.parse::<u32>().is_ok()) {
                        keywords = ahead;
                    }
                    depth += 1;
                }
                "contains"
                | "additionalProperties"
                | "additionalItems"
                | "unevaluatedProperties"
                | "unevaluatedItems" => depth += 1,
                _ => {}
            }
        }
        LeftOut { failed, depth }
    }
}

/// Several mistakes of the only branch that failed, which `boon` takes for those of the whole.
pub(super) struct Group<'e, 's, 'v> {
    pub first: &'e ValidationError<'s, 'v>,
    pub left_out: LeftOut,
    /// Where in the schema they all are.
    schema: &'e str,
}

impl<'e, 's, 'v> Group<'e, 's, 'v> {
    /// That among the causes of an error, if they are one.
    pub fn of(
        error: &ValidationError<'_, '_>,
        causes: &[&'e ValidationError<'s, 'v>],
        below: &Parent<'_>,
    ) -> Option<Self> {
        if !matches!(
            error.kind,
            ErrorKind::Schema { .. } | ErrorKind::Reference { .. } | ErrorKind::PropertyName { .. }
        ) {
            return None;
        }
        let (&first, others) = causes.split_first().filter(|it| !it.1.is_empty())?;
        let deepest = others.iter().map(|other| same_names(first, other)).min()?;
        let whole = first.schema_url;
        let ends = whole.rmatch_indices('/').map(|(at, _)| at);
        let ways = [whole.len()].into_iter().chain(ends);
        let ways = ways.map(|end| whole.split_at(end).0);
        let mut ways = ways.filter(|way| others.iter().all(|other| is_on(way, other)));
        let group = ways.find_map(|schema| {
            let left_out = LeftOut::on(schema.strip_prefix(below.schema)?, below);
            (left_out.depth <= deepest).then_some(Group {
                first,
                left_out,
                schema,
            })
        });
        group.filter(|group| !group.left_out.failed.is_empty())
    }

    /// The parent that it is to its mistakes.
    pub fn below(&self, indent: usize) -> Parent<'e> {
        Parent {
            indent,
            schema: self.schema,
            depth: self.left_out.depth,
            branches_of: "",
        }
    }
}
