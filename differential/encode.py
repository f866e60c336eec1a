#!/usr/bin/env python3
"""Compares what we write as YAML, JSON and TOML with what Helm writes, over generated values.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install helm-python-sdk
    cargo build --release --example encode
    /tmp/venv/bin/python differential/encode.py [--count 200000] [--seed 1] [--batch 2000]

Prints the first differences in full and, at the end, how many values were compared. Maps on whose
keys Helm's own order varies from run to run are counted apart. The exit status is 1 where anything
differed, 2 where the Helm SDK is not there.
"""
import argparse
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

try:
    from helm_python import _native
    from helm_python.chart import Chart
except ImportError:
    sys.exit("differential: the Helm SDK for Python is not installed; nothing was compared")

FUNCTIONS = ["toYaml", "toYamlPretty", "toJson", "toRawJson", "toPrettyJson", "toToml"]
ROOT = pathlib.Path(__file__).resolve().parent.parent

LINE = " ".join("{{ %s %s | b64enc }}" % (f, "(dict \"v\" .)" if f == "toToml" else ".") for f in FUNCTIONS)
TEMPLATE = "{{ range (fromJson .Values.text).values }}%s\n{{ end }}" % LINE
BYTES_TEMPLATE = "{{ range (fromJson .Values.text).values }}{{ with $b := b64dec . }}%s{{ else }}{{ with \"\" }}{{ end }}%s{{ end }}\n{{ end }}" % (LINE, LINE)

WORDS = """y Y yes Yes YES yEs n N no No NO true True TRUE tRUE false False on On ON off Off OFF ~ null Null NULL
nULL .nan .NaN .NAN .inf .Inf .INF +.inf -.inf +.Inf 0 00 1 01 08 09 010 -1 +1 -0 +0 1.0 1. .5 -.5 +.5 5e3 5E3 5e+3 1e400
-1e400 1e-400 .e3 . .. ... -- --- ---a ...b 0x 0x1F 0X1f 0xg 0o17 0O17 0o8 -0o7 0b1 0B1 0b2 -0b1 -0x1 1_000 _1 1_ 1__0 0x_1
0b1_0 0o1_7 1:30 1:2:3 190:20:30 1:60 1:6 -1:30 +1:30 1:30.5 1:30: 12:30:45 2020-01-01 2020-1-1 2020-13-01 2020-02-30
2020-01-01T00:00:00Z 2020-1-1t1:2:3Z 2020-01-01T00:00:00+02:00 2020-01-01T00:00:00+25:00 2020-01-01T00:00:00
2020-01-01T24:00:00Z 2020-01-01T1:2:3,5Z 2020-01-01T1:2:3.Z 0000-01-01 20200-01-01 1.2.3 v1.2 1a a1 = << <<: ? ?a : :a a: a:b
- -a # #a a#b ! !a !!str & &a * *a | |- > >- % %a @ @a ` `a { } {} [ ] [] {a} [a] , ,a a,b ' " 'a' "a" \\ a\\b a'b a"b
key: foo:bar http://a.b/c?d=e&f=g {{x}} ${x} <+x> é 日本 naïve 9223372036854775807 9223372036854775808
18446744073709551615 18446744073709551616 -9223372036854775808 0x7fffffffffffffff 0xffffffffffffffff 0xfffffffffffffffff
infinity nan Infinity inf t f T F o O yy nn""".split()
PIECES = ["a", "b", "word", "x1", "10", "2", " ", "  ", " ", "\n", "\n\n", "\t", "#", " #", ": ", ":", "- ", "-", "'", "''", '"',
          "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "~", "é", "日", "😀", "\u00a0", "\u2028",
          "\u2029", "\u0085", "\ufeff", "\r", "\r\n", "\x00", "\x01", "\x07", "\x1b", "\x7f", "\u0080", "\u009f", "\ufffd",
          "\ufffe", "\ue000", "\u0301", "\u200b", "<", ">", "/", ".", "...", "---", "--- ", "_", "+", "$", "(", ")", "²", "٣", "Ａ"]
COMMON = ["a", "b", "word", "x1", "10", "2", " ", " ", " ", "\n", "#", ": ", "- ", "'", '"', "\\", "é", ".", "/", "longerword", "-", "_"]
KEYS = ["a", "b", "c", "A", "B", "z", "a1", "a2", "a10", "a02", "x-1", "x-10", "x_y", "x.y", "app.kubernetes.io/name", "name",
        "image", "tag", "_", "-", "é", "日", "a b", "1", "2", "10", "true", "y", "on", "", "~", "1.5", "http://x", "#", "a:", "a: b",
        "- a", "{", "k8s-app", "v1", "v10", "v9", "v1.9", "v1.10", "<<", "=", "a\nb", " a", "a ", "٣", "Ａ1"]


def text(rng):
    kind = rng.random()
    if kind < 0.2:
        return rng.choice(WORDS)
    if kind < 0.3:
        return "".join(rng.choice(["", " ", "\n", "x", "-", "+", "_", "0", "1"]) + rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
    if kind < 0.5:
        return "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 8)))
    if kind < 0.75:
        return "".join(rng.choice(COMMON) for _ in range(rng.randint(0, 12)))
    if kind < 0.85:
        words = (rng.choice(["a", "bc", "def", "ghij", "klmnop", "é", "'q'", "x:y", "日本語", "\"z\"", "#h"]) for _ in range(rng.randint(8, 60)))
        return rng.choice(["", " ", "'", "- ", "#"]) + "".join(w + rng.choice([" ", " ", " ", " ", "  ", "\n"[: rng.randint(0, 1)]]) for w in words)
    if kind < 0.95:
        lines = ("".join(rng.choice(COMMON) for _ in range(rng.randint(0, 10))) for _ in range(rng.randint(1, 6)))
        return "\n".join(lines) + "\n" * rng.randint(0, 3)
    # Helm's Go knows the letters of Unicode 15, we those of 17: none that are in one only.
    chars = (chr(rng.choice([rng.randint(0, 0x9F), rng.randint(0, 0x2FFF), rng.randint(0xE000, 0x10FFFF)])) for _ in range(rng.randint(1, 6)))
    return "".join(c for c in chars if unicodedata.category(c) != "Cn")


def number(rng):
    kind = rng.random()
    if kind < 0.3:
        return rng.randint(-100, 100)
    if kind < 0.5:
        return rng.randint(-(10 ** rng.randint(1, 22)), 10 ** rng.randint(1, 22))
    if kind < 0.7:
        return rng.uniform(-1, 1) * 10.0 ** rng.randint(-30, 30)
    if kind < 0.9:
        return round(rng.uniform(-1e6, 1e6), rng.randint(0, 6))
    return rng.choice([0.0, -0.0, 1e6, 1e15, 1e16, 1e20, 1e21, 1e22, 1e-6, 1e-7, 2.0**53, 2.0**63, -(2.0**63), 2.0**64, 5e-324, 1.7976931348623157e308])


def key(rng):
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(KEYS)
    if kind < 0.75:
        return text(rng)
    if kind < 0.97:
        return "".join(rng.choice("ab01-_.xyzAé") for _ in range(rng.randint(1, 6)))
    return rng.choice(["k", "é", "\"", "<"]) * rng.choice([60, 127, 128, 129, 170, 340, 511, 512, 1022, 1023])


def value(rng, depth=0):
    kind = rng.random()
    if depth > 5 or kind < 0.45:
        return text(rng)
    if kind < 0.6:
        return number(rng)
    if kind < 0.7:
        return rng.choice([None, True, False, {}, [], "", [[]], [{}], {"a": {}}])
    if kind < 0.85:
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return {key(rng): value(rng, depth + 1) for _ in range(rng.randint(0, 9 if depth == 0 else 4))}


def raw(rng):
    return bytes(rng.choice([rng.randint(0, 255), rng.choice(b"a \n:#"), rng.choice([0xC2, 0x85, 0xE2, 0x80, 0xA8, 0xF0, 0x9F])]) for _ in range(rng.randint(1, 80)))


def int64(n):
    return (n + 2**63) % 2**64 - 2**63


def less(a, b, v3):
    """Go-yaml's comparison of keys, to tell maps on which it is not transitive."""
    letter = lambda c: unicodedata.category(c)[0] == "L"
    digit = lambda c: unicodedata.category(c) == "Nd"
    digits = False
    for i in range(min(len(a), len(b))):
        if a[i] == b[i]:
            digits = digit(a[i])
            continue
        la, lb = letter(a[i]), letter(b[i])
        if la and lb:
            return a[i] < b[i]
        if la or lb:
            return la if v3 and digits else lb
        na = nb = 0
        if a[i] == "0" or b[i] == "0":
            j = i - 1
            while j >= 0 and digit(a[j]):
                if a[j] != "0":
                    na = nb = 1
                    break
                j -= 1
        ia = ib = i
        while ia < len(a) and digit(a[ia]):
            na, ia = int64(na * 10 + ord(a[ia]) - 48), ia + 1
        while ib < len(b) and digit(b[ib]):
            nb, ib = int64(nb * 10 + ord(b[ib]) - 48), ib + 1
        return na < nb if na != nb else ia < ib if ia != ib else a[i] < b[i]
    return len(a) < len(b)


def stable(value, v3):
    """Whether every map in it has keys with one possible order."""
    if isinstance(value, list):
        return all(stable(v, v3) for v in value)
    if isinstance(value, dict):
        keys = list(value)
        wins = {k: sum(less(k, o, v3) for o in keys) for k in keys}
        return sorted(wins.values()) == list(range(len(keys))) and all(stable(v, v3) for v in value.values())
    return True


class Helm:
    def __init__(self, folder, template):
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: probe\nversion: 0.1.0\n")
        (folder / "values.yaml").write_text("")
        (folder / "templates" / "t.yaml").write_text(template)
        self.chart = Chart.load(str(folder))

    def lines(self, values):
        text = json.dumps({"values": values})
        options = json.dumps({"name": "rel", "namespace": "ns"})
        out = json.loads(_native.call_string("helm_render", self.chart._raw(), json.dumps({"text": text}), options))
        return next(iter(out.values())).strip("\n").split("\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--count", type=int, default=200_000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--batch", type=int, default=2000)
    args.add_argument("--show", type=int, default=5)
    args.add_argument("--program", default=str(ROOT / "target/release/examples/encode"))
    args = args.parse_args()
    rng = random.Random(args.seed)
    compared = unstable = differing = 0
    with tempfile.TemporaryDirectory() as tmp:
        plain = Helm(pathlib.Path(tmp) / "plain", TEMPLATE)
        binary = Helm(pathlib.Path(tmp) / "binary", BYTES_TEMPLATE)
        while compared < args.count:
            of_bytes = rng.random() < 0.1
            if of_bytes:
                values = [base64.b64encode(raw(rng)).decode() for _ in range(args.batch)]
                ours_in, theirs = "".join(f"={v}\n" for v in values), binary.lines(values)
            else:
                values = [value(rng) for _ in range(args.batch)]
                ours_in, theirs = "".join(json.dumps(v) + "\n" for v in values), plain.lines(values)
            ours = subprocess.run([args.program], input=ours_in, capture_output=True, text=True, check=True).stdout.splitlines()
            assert len(ours) == len(theirs) == len(values), (len(ours), len(theirs), len(values))
            for v, our, their in zip(values, ours, theirs):
                compared += 1
                if our == their:
                    continue
                for function, o, t in zip(FUNCTIONS, our.split(" "), their.split(" ")):
                    if o == t:
                        continue
                    if function.startswith("toYaml") and not stable(v, function == "toYamlPretty"):
                        unstable += 1
                        continue
                    differing += 1
                    if differing <= args.show:
                        print(f"--- {function} {json.dumps(v)}\nhelm: {base64.b64decode(t)!r}\nours: {base64.b64decode(o)!r}")
    print(f"differential: {compared} values, {len(FUNCTIONS)} functions each, {differing} differences; {unstable} of unstable order left out")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
