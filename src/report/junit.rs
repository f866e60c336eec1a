//! JUnit's XML.

use super::sarif::words;
use super::{Level, Report};

/// The Tests tab of Harness reads no longer fields.
const LONGEST: usize = 8_000;

/// A test suite for each case, a test for each resource that differs and for each finding, and one
/// for what is the same.
pub fn draw(report: &Report) -> String {
    let mut suites = String::new();
    let (mut all_tests, mut all_failures, mut all_errors) = (0, 0, 0);
    for case in &report.cases {
        let mut tests = String::new();
        let (mut count, mut failures, mut errors) = (0, 0, 0);
        let mut test = |name: &str, inside: &str| {
            count += 1;
            let name = escaped(&cut(name));
            let class = escaped(&cut(&case.name));
            let head = format!("    <testcase name=\"{name}\" classname=\"{class}\"");
            match inside.is_empty() {
                true => tests.push_str(&format!("{head}/>\n")),
                false => tests.push_str(&format!("{head}>\n{inside}    </testcase>\n")),
            }
        };
        for finding in &case.findings {
            let kind = match finding.level {
                Level::Error => {
                    errors += 1;
                    "error"
                }
                Level::Warning => "system-out",
            };
            let attributes = match finding.level {
                Level::Error => format!(
                    " message=\"{}\" type=\"{}\"",
                    escaped(&cut(&finding.message)),
                    finding.code
                ),
                Level::Warning => String::new(),
            };
            let text = escaped(&cut(&finding.text()));
            let inside = format!("      <{kind}{attributes}>{text}</{kind}>\n");
            test(&format!("{}: {}", finding.code, finding.message), &inside);
        }
        for resource in case.differing() {
            failures += 1;
            let message = escaped(&cut(&format!("{} {}", resource.id, words(resource.status))));
            let text = escaped(&cut(&resource.patch));
            let inside = format!(
                "      <failure message=\"{message}\" type=\"difference\">{text}</failure>\n"
            );
            test(&resource.id.to_string(), &inside);
        }
        if case.same > 0 || (case.findings.is_empty() && !case.differs()) {
            let words = match case.same {
                0 => "nothing found".to_string(),
                1 => "1 resource is the same".to_string(),
                more => format!("{more} resources are the same"),
            };
            test(&words, "");
        }
        suites.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{failures}\" \
             errors=\"{errors}\">\n{tests}  </testsuite>\n",
            escaped(&cut(&case.name))
        ));
        all_tests += count;
        all_failures += failures;
        all_errors += errors;
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" \
         tests=\"{all_tests}\" failures=\"{all_failures}\" errors=\"{all_errors}\">\n\
         {suites}</testsuites>\n",
        escaped(&report.title())
    )
}

/// A text that fits, cut at a line end where there is one.
fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_string();
    }
    let note = "\n(cut: the text is longer than JUnit readers take)";
    let room = LONGEST - note.chars().count();
    let kept: String = text.chars().take(room).collect();
    let end = kept.rfind('\n').unwrap_or(kept.len());
    format!("{}{note}", kept.get(..end).unwrap_or_default())
}

/// A text in XML; characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(char),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(char),
        }
    }
    escaped
}
