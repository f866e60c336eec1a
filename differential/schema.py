#!/usr/bin/env python3
"""Compares what we say of values and the schemas they are held against with what Helm says.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install helm-python-sdk
    cargo build --release --example check_schema
    /tmp/venv/bin/python differential/schema.py [--count 20000] [--seed 1]

Schemas and values are generated. Prints the first differences in full and, at the end, how many were
compared. The order of lines, and of names in a line, is that of Go's maps, which is random, and does
not count. Not generated: what the Go library is odd about (a number is the same as a text of the same
digits; those of an enum are shown as they were written, 1e-07), and identifiers and anchors, of which
it names any two that are the same. The exit status is 1 where anything differed, 2 where the Helm SDK
is not there.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

try:
    from helm_python import HelmError
    from helm_python.chart import Chart
except ImportError:
    print("differential: the Helm SDK for Python is not installed; nothing was compared")
    sys.exit(2)

ROOT = pathlib.Path(__file__).resolve().parent.parent
DRAFTS = [None, None] + ["http://json-schema.org/" + draft for draft in ["draft-07/schema#", "draft-07/schema", "draft-06/schema#", "draft-04/schema#", "schema#"]]
DRAFTS += ["https://json-schema.org/draft/%s/schema" % draft for draft in ["2019-09", "2020-12"]]
NAMES = ["a", "b", "c", "ab", "x-y", "global", "pattern", "enum", "one", ""]
PATTERNS = ["^a", "b$", "^[a-z]+$", r"^\d+$", ".*", "^(a|b)$", "[", "^x-", r"\w", "a{2}", "(?i)B", "(?!a)", r"[^\s]"]
FORMATS = ["uri", "email", "ipv4", "hostname", "date-time", "int32", "regex", "uuid", "duration", "semver", "foo", "date", "ipv6", "uri-reference", "time"]
TYPES = ["string", "integer", "number", "boolean", "null", "object", "array"]
TEXTS = ["", "a", "b", "ab", "abc", "a@b.c", "1.2.3.4", "http://a", "2020-01-01", "é", "x y", "it's", 'q"r', "(", "12:00:00Z", "P1D", "1.2.3"]
NUMBERS = [0, 1, 2, -1, 1.5, 1.0, 100000, 0.3, 1234567]
KEYWORDS = """type type type type type properties properties properties properties required enum const minLength maxLength pattern pattern format format minimum
maximum exclusiveMinimum exclusiveMaximum multipleOf items items minItems maxItems uniqueItems contains minContains maxContains additionalItems prefixItems
minProperties maxProperties additionalProperties additionalProperties patternProperties propertyNames dependencies dependentRequired dependentSchemas anyOf
allOf oneOf not if then else $ref $ref unevaluatedProperties unevaluatedItems title default examples readOnly contentEncoding $defs definitions extra""".split()


class Generator:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.oddness = 0

    def some(self, make, low=0, high=3):
        return [make() for _ in range(self.rng.randint(low, high))]

    def name(self):
        return self.rng.choice(NAMES)

    def value(self, depth=0):
        kind = self.rng.random()
        if depth > 3 or kind < 0.6:
            return self.rng.choice(TEXTS + NUMBERS + [True, False, None])
        if kind < 0.8:
            return self.some(lambda: self.value(depth + 1), 0, 4)
        return {self.name(): self.value(depth + 1) for _ in range(self.rng.randint(0, 4))}

    def schema(self, depth=0):
        if self.rng.random() < 0.05:
            return self.rng.choice([True, False])
        schema = {}
        for _ in range(self.rng.randint(0, 4 if depth < 3 else 1)):
            keyword = self.rng.choice(KEYWORDS)
            schema[keyword] = self.keyword(keyword, depth + 1)
            if self.rng.random() < self.oddness:
                schema[keyword] = self.rng.choice([None, 5, "x", [], {}, True, [[], []], -1, 1.5])
        return schema

    def keyword(self, keyword, depth):
        choice = self.rng.choice
        inner = lambda: self.schema(depth)
        if keyword == "type":
            return choice(TYPES) if self.rng.random() < 0.7 else sorted({choice(TYPES) for _ in range(3)})
        if keyword in ("properties", "$defs", "definitions", "dependentSchemas"):
            return {self.name(): inner() for _ in range(self.rng.randint(0, 3))}
        if keyword == "patternProperties":
            return {choice(PATTERNS): inner() for _ in range(self.rng.randint(0, 2))}
        if keyword == "required":
            return sorted({self.name() for _ in range(self.rng.randint(0, 2))})
        if keyword == "enum":
            return self.rng.sample(TEXTS + NUMBERS, self.rng.randint(1, 3))
        if keyword == "examples":
            return self.some(lambda: self.value(2), 1)
        if keyword in ("const", "default", "extra"):
            return self.value(1)
        if re.fullmatch("(min|max)(Length|Items|Properties|Contains)", keyword):
            return choice([0, 1, 2, 3, 2.0, 1000])
        if keyword == "pattern":
            return choice(PATTERNS)
        if keyword == "format":
            return choice(FORMATS)
        if keyword.lower().endswith(("minimum", "maximum")):
            return choice([0, 1, 2, 3, 5, 1.5, -1, 10, 1000, 2.0, 1e9, True])
        if keyword == "multipleOf":
            return choice([1, 2, 0.1, 0.5, 3])
        if keyword in ("uniqueItems", "readOnly"):
            return choice([True, False])
        if keyword in ("prefixItems", "anyOf", "allOf", "oneOf") or (keyword == "items" and self.rng.random() < 0.3):
            return self.some(inner, 1)
        if keyword.startswith(("additional", "unevaluated")) and self.rng.random() < 0.6:
            return choice([True, False])
        if keyword == "dependencies":
            return {self.name(): inner() if self.rng.random() < 0.5 else [self.name()] for _ in range(2)}
        if keyword == "dependentRequired":
            return {self.name(): [self.name()]}
        if keyword == "$ref":
            return choice(["#", "#/definitions/a", "#/$defs/a", "#/$defs/b", "#/properties/a", "#/definitions/none", "#x", "#/allOf/0"])
        if keyword == "title":
            return "text"
        if keyword == "contentEncoding":
            return "base64"
        return inner()

    def case(self):
        self.oddness = self.rng.choice([0, 0, 0, 0.05])
        schema = self.schema()
        if isinstance(schema, dict):
            draft = self.rng.choice(DRAFTS)
            if draft:
                schema["$schema"] = draft
            for place in ("definitions", "$defs"):
                if self.rng.random() < 0.5:
                    schema.setdefault(place, {name: self.schema(2) for name in "ab"})
        values = {self.name(): self.value() for _ in range(self.rng.randint(0, 5))}
        return {"schema": json.dumps(schema), "values": json.dumps(values)}


class Helm:
    """Helm's own words, by way of a chart with the schema."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "Chart.yaml").write_text("apiVersion: v2\nname: probe\nversion: 0.1.0\n")

    def says(self, case):
        (self.folder / "values.schema.json").write_text(case["schema"])
        with Chart.load(str(self.folder)) as chart:
            try:
                chart.validate_schema(json.loads(case["values"]))
                return ""
            except HelmError as error:
                return str(error).split("probe:\n", 1)[-1]


def ours(cases):
    program = ROOT / "target/release/examples/check_schema"
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    run = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.split("\n") if line]


def settled(text):
    """Without the order that Go's maps give."""
    # Of several references that lead nowhere and patterns that are none, any is named.
    text = re.sub(r'^(json-pointer in|anchor in|invalid regex) ".*', "compiling", text)
    names = r"(additional properties )(.*)( not allowed)"
    text = re.sub(names, lambda m: m[1] + ", ".join(sorted(m[2].split(", "))) + m[3], text)
    return sorted(line for line in text.split("\n") if line)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    generator = Generator(options.seed)
    cases = [generator.case() for _ in range(options.count)]
    different = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        helm = Helm(folder)
        for case, own in zip(cases, ours(cases)):
            theirs = helm.says(case)
            refused += theirs != ""
            if settled(own) == settled(theirs):
                continue
            different += 1
            if different <= options.show:
                print("schema %(schema)s\nvalues %(values)s" % case)
                print("Helm   %s\nours   %s" % (theirs, own))
    print(f"schema: {len(cases)} compared, {refused} of them refused, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
