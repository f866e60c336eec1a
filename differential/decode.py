#!/usr/bin/env python3
"""Compares what we read from YAML, JSON and TOML with what Helm reads, over generated texts.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install helm-python-sdk
    cargo build --release --example decode
    /tmp/venv/bin/python differential/decode.py [--count 50000] [--seed 1] [--kind yaml|json|toml]

Values and error texts are compared. Prints the first differences in full and, at the end, how many
texts were compared. Where Helm's own answer varies from run to run (it picks one of several bad
keys, or of keys that are the same as text, at random) the text is counted apart. The exit status
is 1 where anything differed, 2 where the Helm SDK is not there.
"""
import argparse
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    from helm_python import HelmError, _native
    from helm_python.chart import Chart
except ImportError:
    print("differential: the Helm SDK for Python is not installed; nothing was compared")
    sys.exit(2)

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUNCTIONS = ["fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "fromToml"]
LINE = " ".join("{{ %s $t | toJson | b64enc }}" % f for f in FUNCTIONS)
TEMPLATE = "{{ range (fromJson .Values.text).values }}{{ $t := b64dec . }}%s\n{{ end }}" % LINE

SCALARS = """a b word x y Y yes No on Off true FALSE null ~ Null 0 1 -1 +1 010 08 0x1F 0o17 0b11 -0b1 0b-1 1_000 1__0 _1 1.5 -.5 1. .5 .5_0 .5e3
1e3 1E-3 1e400 1e-400 .inf -.Inf +.INF .nan .e .. ... - -- --- --a :a a:b a: ? ?a 1:30 2020-01-01 2001-12-14t21:59:43.10-05:00
12345678901234567890 9223372036854775807 9223372036854775808 18446744073709551616 -9223372036854775809 0xffffffffffffffff 0xfffffffffffffffff
0.1 123456789.123 1e21 1e6 1234567.0 0.00001 1e-7 << = <+x> {{x}} http://a:80/b#c a#b é 日本 😀 "" '' "a" 'a' "a b" 'it''s' "\\n" "\\x41\\u00e9\\U0001F600" "\\/"
"\\e\\N\\_\\L\\P\\0\\a" "a\\
  b" "a

  b" 'a
 b' "unclosed 'unclosed @x `x %x &x *x !x !!str !!int !!binary |x >x #x [] {} [a] {a} [a,b] {a: b} {a,b} [a: b] [? a : b] {? a} [,] [a,] {a: } {: a} {a:b} {"a":b}
a\u0085b a\u2028b a\u00a0b a\ufeffb""".replace("\\\n", "\\\n").split(" ")
SCALARS = [s for s in SCALARS if s]
KEYS = ["a", "b", "c", "k1", "1", "1.0", "0.1", "1e3", "0.30000000000000004", "true", "y", "~", "null", "<<", "<<", "<<", "'<<'", "!!merge <<", "a b", "é", '"q"',
        "'s'", "&x a", "*x", "!!str 1", "!!int 1", "!!float 1", "? a", "[a]", "{a: 1}", "9223372036854775808", ".inf", ".nan", "2020-01-01", "0x10", "!!binary aGk=", ""]
TAGS = ["!!str ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!binary ", "!!timestamp ", "!!map ", "!!seq ", "!!set ", "! ", "!foo ", "!e!x ", "!<tag:yaml.org,2002:str> ",
        "!<x> ", "!%41 ", "!!%zz "]
ANCHORS = ["&x ", "&y ", "&x ", "&z1 "]
ALIASES = ["*x", "*y", "*z1", "*x", "*nope"]
TOKENS = ["a", "b", "1", " ", "  ", "\n", "\n", "\n  ", "\n ", "\t", ":", ": ", "- ", "-", "? ", "?", ",", "[", "]", "{", "}", "#", " #", "&x ", "*x", "!t ", "!!str ", "|", ">", "|-\n", ">+\n",
          "|2\n", "'", '"', "\\", "%", "@", "`", "---", "--- ", "\n---\n", "...", "\n...\n", "<<", "<<: ", "\r", "\r\n", "\u0085", "\u2028", "\ufeff", "\x00", "\x07", "\x7f", "é", "日", "😀",
          "%YAML 1.1\n", "%YAML 1.2\n", "%TAG ! tag:x,2000:\n", "%TAG !e! tag:e,2000:\n", "key: ", "value", "~", "null", "true", "0x1F", "1.5", ".inf", "=", "\"\\u12\"", "''"]


def seeds(kind):
    folder = ROOT / "testdata/vectors"
    texts = []
    if kind == "yaml":
        for line in (folder / "yaml.jsonl").open():
            vector = json.loads(line)
            if vector["op"] == "parse" and len(vector["yaml"]) < 3000:
                texts.append(vector["yaml"])
    return texts


def scalar(rng):
    return rng.choice(SCALARS)


def flow(rng, depth=0):
    kind = rng.random()
    if depth > 3 or kind < 0.5:
        text = scalar(rng) if rng.random() < 0.9 else rng.choice(ALIASES)
    elif kind < 0.75:
        text = "[" + rng.choice([", ", ",", " , ", ",\n  "]).join(flow(rng, depth + 1) for _ in range(rng.randint(0, 4))) + rng.choice(["]", "]", "]", ",]", ""])
    else:
        text = "{" + ", ".join(rng.choice(KEYS) + rng.choice([": ", ": ", ":", " : ", ""]) + flow(rng, depth + 1) for _ in range(rng.randint(0, 4))) + rng.choice(["}", "}", "}", ""])
    return properties(rng) + text


def properties(rng):
    kind = rng.random()
    if kind < 0.85:
        return ""
    if kind < 0.93:
        return rng.choice(ANCHORS)
    if kind < 0.99:
        return rng.choice(TAGS)
    return rng.choice(ANCHORS) + rng.choice(TAGS)


def block_scalar(rng, indent):
    head = rng.choice("|>") + rng.choice(["", "", "-", "+", "2", "1", "-2", "2+", "0", "x"]) + rng.choice(["", "", "", " # c", " "])
    extra = " " * rng.randint(0, 3)
    lines = [rng.choice(["", "", extra, "text", "  more", "\ttab", "a: b", "# no", "- x", "é", " "]) for _ in range(rng.randint(0, 6))]
    pad = " " * (indent + rng.choice([0, 1, 2, 2, 2, 2]))
    return head + "\n" + "".join((pad + line if line else "") + "\n" for line in lines)


def node(rng, indent, depth=0):
    """A block node that stands behind `key:` or `-`: begins on the same line, ends its line."""
    kind = rng.random()
    if kind < 0.45 or depth > 5:
        return " " + properties(rng) + scalar(rng) + rng.choice(["", "", "", "  # c", " "]) + "\n"
    if kind < 0.55:
        return " " + flow(rng) + "\n"
    if kind < 0.65:
        return " " + properties(rng) + block_scalar(rng, indent)
    if kind < 0.72:
        return " " + rng.choice(ALIASES) + "\n"
    step = rng.choice([0, 1, 2, 2, 2, 4])
    head = properties(rng)
    head = (" " + head.strip() if head else "") + rng.choice(["\n", "\n", "\n\n", "  # c\n"])
    if kind < 0.85:
        return head + sequence(rng, indent + step, depth + 1)
    return head + mapping(rng, indent + max(step, 1), depth + 1)


def mapping(rng, indent, depth=0):
    out = ""
    for _ in range(rng.randint(1, 4)):
        pad = " " * (indent if rng.random() < 0.98 else max(0, indent + rng.choice([-1, 1])))
        key = rng.choice(KEYS) if rng.random() < 0.3 else rng.choice(["a", "b", "c", "d", "<<"])
        out += pad + key + rng.choice([":", ":", ":", ":", " :", ""][: 5 if rng.random() < 0.97 else 6]) + node(rng, indent, depth)
    return out


def sequence(rng, indent, depth=0):
    out = ""
    for _ in range(rng.randint(1, 4)):
        pad = " " * indent
        if rng.random() < 0.3:
            inner = mapping(rng, indent + 2, depth + 1)
            out += pad + "- " + inner.lstrip(" ")
        else:
            out += pad + "-" + node(rng, indent, depth)
    return out


def mutate(rng, text, tokens):
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        kind = rng.random()
        if kind < 0.4:
            text = text[:at] + rng.choice(tokens) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + rng.randint(1, 4):]
        elif kind < 0.85:
            text = text[:at] + rng.choice(tokens) + text[at + 1:]
        else:
            end = min(len(text), at + rng.randint(1, 20))
            other = rng.randint(0, len(text))
            text = text[:other] + text[at:end] + text[other:]
    return text


def yaml(rng, corpus):
    kind = rng.random()
    if kind < 0.25:
        text = mapping(rng, 0)
    elif kind < 0.35:
        text = sequence(rng, rng.choice([0, 0, 2]))
    elif kind < 0.42:
        text = flow(rng)
    elif kind < 0.55:
        text = "".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 14)))
    elif kind < 0.8:
        text = mutate(rng, rng.choice(corpus), TOKENS)
    else:
        text = mutate(rng, mapping(rng, 0), TOKENS)
    if rng.random() < 0.05:
        text = rng.choice(["---\n", "--- ", "%YAML 1.1\n---\n", "# c\n", "\ufeff", "\ufeff\ufeff", "x: 1\n---\n", "%TAG !e! tag:e,2000:\n---\n", "\n"]) + text
    if rng.random() < 0.03:
        text = "# " + "x" * rng.randint(480, 520) + "\n" + text
    if rng.random() < 0.01:
        text = text * rng.randint(2, 30)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.02:
        at = rng.randint(0, len(data))
        data = data[:at] + bytes([rng.choice([0x80, 0xC0, 0xE2, 0xF0, 0xFF, 0x00, 0x01, 0x7F])]) + data[at:]
    elif rng.random() < 0.01:
        data = rng.choice([b"\xff\xfe" + text.encode("utf-16-le", "replace"), b"\xfe\xff" + text.encode("utf-16-be", "replace")])
        data = data[: len(data) - rng.choice([0, 0, 0, 1])]
    return data


JSON_TOKENS = ['"', "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "1", "-", "0", ".", "e", "E", "+", "true", "nul", "null", "false", "\\", "\\u", "\\ud83d", "\\ude00", "é", "\x01", "\x7f", "'", "/", "1e999", "\u2028"]


def json_text(rng, corpus):
    def value(depth=0):
        kind = rng.random()
        if depth > 4 or kind < 0.4:
            return rng.choice(["1", "-0", "1.5e3", "0.1", "1e21", "12345678901234567890", "true", "null", '"x"', '"\\u00e9\\ud83d\\ude00"', '"\\ud83dx"', '"<&>"', '""', "1e999", "-1E-2"])
        if kind < 0.7:
            return "[" + rng.choice([",", ", "]).join(value(depth + 1) for _ in range(rng.randint(0, 4))) + "]"
        return "{" + ",".join('"%s":%s' % (rng.choice(["a", "b", "A", "", "\\n", "é"]), value(depth + 1)) for _ in range(rng.randint(0, 4))) + "}"

    text = value()
    if rng.random() < 0.6:
        text = mutate(rng, text, JSON_TOKENS)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        at = rng.randint(0, len(data))
        data = data[:at] + bytes([rng.randint(0x80, 0xFF)]) + data[at:]
    return data


TOML_TOKENS = ["a", "b", "=", " = ", ".", "\n", "[", "]", "[[", "]]", "{", "}", ",", '"', "'", '"""', "'''", "#", "\\", "\\u00e9", "\\x41", "1", "0", "_", "-", "+", "e", "0x", "inf", "nan", "true",
               "1979-05-27", "T07:32:00", "Z", ":", " ", "\t", "\r\n", "\r", "é", "\x01", "[t]\n", "[[l]]\n", "a.b = 1\n", "x = {a = 1}\n"]
TOML_VALUES = """1 -17 +99 0 -0 0xDEADbeef 0o755 0b1101 1_000 1__0 _1 1_ 01 3.14 -0.01 5e+22 1e06 6.626e-34 1. .5 1.e2 inf -inf nan +nan true false True
"str" 'lit' "\\u00e9\\n\\t\\"" "\\xe9" "\\q" "" '' 1979-05-27T07:32:00Z 1979-05-27T00:32:00.999999-07:00 1979-05-27T07:32:00 1979-05-27 07:32:00 07:32 1979-5-27 1979-13-01
1979-05-27T07:32Z [] [1,2] [1,"a",[2]] ["a",] [,] {} {a=1} {a.b=1,c=2} {a=1,} 9223372036854775807 9223372036854775808 1e999 \"\"\"a\nb\"\"\" \"\"\"\na\\\n  b\"\"\" '''\na\n''' \"\"\"a\"\"\"\"\"
[[1],[2]] [{a=1},{b=2}] foo 0xg 1a 1:2 2020""".split(" ")


def toml(rng, corpus):
    keys = ["a", "b", "c", "t", "l", "x-y", "1", '"q k"', "'s'", "a.b", "a.b.c", "t.a", '""', "é"]
    text = ""
    for _ in range(rng.randint(1, 6)):
        kind = rng.random()
        if kind < 0.65:
            text += rng.choice(keys) + rng.choice([" = ", "=", " = "]) + rng.choice(TOML_VALUES) + rng.choice(["\n", "\n", " # c\n", "\r\n"])
        elif kind < 0.85:
            text += "[" + rng.choice(["t", "l", "a", "a.b", "t.u", "l.x", '"q"', " t . v "]) + "]\n"
        else:
            text += "[[" + rng.choice(["l", "t", "a", "l.m", "a.b"]) + "]]\n"
    if rng.random() < 0.5:
        text = mutate(rng, text, TOML_TOKENS)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.03:
        at = rng.randint(0, len(data))
        data = data[:at] + bytes([rng.randint(0x80, 0xFF)]) + data[at:]
    return data


MAKERS = {"yaml": yaml, "json": json_text, "toml": toml}


class Helm:
    def __init__(self, folder):
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: probe\nversion: 0.1.0\n")
        (folder / "values.yaml").write_text("")
        (folder / "templates" / "t.yaml").write_text(TEMPLATE)
        self.chart = Chart.load(str(folder))

    def lines(self, values):
        """The results, a line each; texts on which Helm itself crashes give None."""
        text = json.dumps({"values": values})
        options = json.dumps({"name": "rel", "namespace": "ns"})
        try:
            out = json.loads(_native.call_string("helm_render", self.chart._raw(), json.dumps({"text": text}), options))
        except HelmError:
            if len(values) == 1:
                return [None]
            half = len(values) // 2
            return self.lines(values[:half]) + self.lines(values[half:])
        return next(iter(out.values())).strip("\n").split("\n")


def unstable(helm, text, column, theirs, ours):
    """Whether Helm names one of several bad keys, picked at random, or has our answer at times, too."""
    if all(b"unsupported map key" in base64.b64decode(line) for line in (theirs, ours)):
        return True
    again = helm.lines([text] * 40)
    return any(line is not None and line.split(" ")[column] == ours for line in again)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--count", type=int, default=50_000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--batch", type=int, default=1000)
    args.add_argument("--show", type=int, default=5)
    args.add_argument("--kind", choices=sorted(MAKERS), default=None)
    args.add_argument("--functions", default=",".join(FUNCTIONS), help="the functions to compare")
    args.add_argument("--program", default=str(ROOT / "target/release/examples/decode"))
    args = args.parse_args()
    rng = random.Random(args.seed)
    compared = crashed = apart = differing = 0
    corpus = {kind: seeds(kind) for kind in MAKERS}
    with tempfile.TemporaryDirectory() as tmp:
        helm = Helm(pathlib.Path(tmp) / "probe")
        while compared < args.count:
            kinds = [args.kind or rng.choice(["yaml", "yaml", "yaml", "json", "toml"]) for _ in range(args.batch)]
            texts = [base64.b64encode(MAKERS[kind](rng, corpus[kind])).decode() for kind in kinds]
            theirs = helm.lines(texts)
            ours = subprocess.run([args.program], input="".join(t + "\n" for t in texts), capture_output=True, text=True, check=True).stdout.splitlines()
            assert len(ours) == len(theirs) == len(texts), (len(ours), len(theirs), len(texts))
            for text, our, their in zip(texts, ours, theirs):
                compared += 1
                if their is None:
                    crashed += 1
                    continue
                if our == their:
                    continue
                for column, (function, o, t) in enumerate(zip(FUNCTIONS, our.split(" "), their.split(" "))):
                    if o == t or function not in args.functions.split(","):
                        continue
                    if unstable(helm, text, column, t, o):
                        apart += 1
                        continue
                    o, t = base64.b64decode(o), base64.b64decode(t)
                    differing += 1
                    if differing <= args.show:
                        print(f"--- {function} {base64.b64decode(text)!r}\nhelm: {t.decode(errors='replace')}\nours: {o.decode(errors='replace')}")
                    break
    print(f"differential: {compared} texts, {len(FUNCTIONS)} functions each, {differing} differences; {apart} of unstable order and {crashed} that crash Helm left out")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
