#!/usr/bin/env python3
"""Asks the real Helm for generated calls of text, pattern, version, path, URL, date, number, list
and dictionary functions, and checks that ours give the same, error texts included.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install helm-python-sdk
    /tmp/venv/bin/python differential/functions.py [--count 20000] [--seed 1] [--zone Europe/Berlin]
        [--families strings,regex,semver,paths,urls,dates,numbers,lists,dicts,kinds] [--out FOLDER]
        [--nested]: calls within calls instead, of all functions over all objects of a chart

What Helm gave is written as vectors to FOLDER (a temporary one by default) and run by
`cargo test --test vectors functions`. The exit status is that of the test; 2 where the Helm SDK
is not there.
"""
import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

try:
    from helm_python import HelmError, _native
    from helm_python.chart import Chart
except ImportError:
    print("differential: the Helm SDK for Python is not installed; nothing was compared")
    sys.exit(2)

from nested import VALUES, Nested

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONTEXT = ROOT / "testdata/vectors/functions_context.json"

WORDS = """hello World HTTPServer foo_bar a-b x ABC 12 3rd é ÉCOLE ß 日本 ǆ ﬁ İ ı ſ ა _ __ - -- ' it's don't . ! $ ` 1 22 xOK
Ab aB ٣ ² ⅷ 𝐀 😀 ᾳ ᾼ ŉ € 中 㐀 HTTP20xOK 2m3s http2xx Ⅷ ⓐ Ǆ ǅ Foo2_bar v1.2.3 a/b <b> &""".split() + [
    " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2028", "\u0085", "\u0301", "\udcff", "\udcc3", ""]
ATOMS = r"""a b c 1 é 日 . \d \w \s \D \W \S \b \B ^ $ \A \z [a-c] [^a-c] [[:alpha:]] [[:^digit:]] [^[:space:]] \pL \PL \p{Lu}
\p{Greek} \p{^Lu} [\d_] [\W] [^\W] \n \x41 \x{e9} \101 \Qa.b\E \Q* (?i) (?s) (?m) (?U) (?-i) (?i:k) (?i:s) (?:ab|c) k K s
(?P<n>a) (?<m>b) [a-] []a] [^]a] - \. \- x* (a|b)* (|a)+ (|a)* (a*)* (a*)+ a{2} a{1,2} a{0,} a{,2} \p{Letter} \p{any}
\p{punct} () (?:) [[:word:]] ǆ""".split()
BAD = r"""[ ] ( ) * + ? { } \ ** a** a+? a?? a{1001} a{2,1} (? (?P< (?P<n (?P<n> (?P=n) (?<=a) (?!a) (?a) (?i-) (?-) (?i-s)
[z-a] [a [[:foo:]] [[:alpha: \8 \1 \C \pX \p{ \p{Foo} \p{Old_Italic} \p \x \x{ \x{110000} \xZ \e \y | || a| |a (a|)
a{1000}{2} (a{10}){200} \Q [a-\d] [\d-z] (?P<1>a) (?P<a-b>c) (?i x{2}{3} ^* $+ \b* (?i)* |* (*) a{100000000}
[[.a.]] \07 \08 (?s). (?im)^A$""".split() + ["\udcff", "a\udcff", "[\udcff]", "\\\udcff"]
HAY = list("abc1 _x-.]*éΩα日KksSAſ\n\u212a") + ["ab", "abc", "12", "a.b", "aa", "\udcff", "\ufffd", "ǅ"]
REPLACE = ["$1", "$0", "${1}", "$2", "$n", "${n}", "$1W", "${1}W", "$$", "$", "${", "${}", "$é", "x", "-", "$10", "$01",
           "${ 1}", "$m", "\\1", "$3", "$9999999999", "${n", "\udcff"]
OPERATORS = ["", "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "^", "==", "> =", "<>", "~=", "!"]
ZONES = """UTC America/New_York Europe/Berlin Asia/Kolkata Asia/Tokyo Australia/Lord_Howe America/Sao_Paulo Pacific/Apia
Europe/London Africa/Cairo America/St_Johns Asia/Kathmandu Europe/Dublin Antarctica/Troll Asia/Shanghai EST5EDT
Etc/GMT+5 Local Nope/Zone utc america/new_york ../x /etc""".split() + [""]
PIECES = """2006 06 01 1 Jan January 02 2 _2 __2 002 Mon Monday 15 03 3 04 4 05 5 PM pm MST -0700 -07:00 -07 -070000
-07:00:00 Z0700 Z07:00 Z07 Z070000 Z07:00:00 .000 .999 ,000 ,999 .000000000 .999999999 .0 / - : T x é _ _2006 Janu Mond
20066 . , 0 00 Z .09""".split() + [" ", "  "]
LAYOUTS = ["2006-01-02", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00", "Mon Jan _2 15:04:05 2006",
           "Mon Jan _2 15:04:05 MST 2006", "02 Jan 06 15:04 MST", "02 Jan 06 15:04 -0700",
           "Monday, 02-Jan-06 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 MST", "3:04PM", "2006-01-02 15:04:05",
           "15:04:05", "Jan _2 15:04:05.000000000"]
SCALARS = """0 1 -1 2 7 -7 255 1.5 -2.5 0.1 0.2 1e3 1e6 1e21 1e-7 123456789.125 9223372036854775807 1e19 0x1F 017 'a' true false
nil "" "0" "1" "-7" "1.0" "1.50" "3.7" "0x1F" "017" "08" "1_000" "1e3" " 5 " "abc" "true" "99999999999999999999" "NaN"
"Inf" "a" "b" "é" (int64~5) (int~"3") (float64~"2.5") (until~3) (now~|~kindOf) (dict) (list) (splitList~","~"b,a")
(split~","~"a,b") (rest~list)""".split()
# Addresses; and bytes that are no UTF-8, of which some releases of the library make more characters.
UNSTABLE = re.compile("\ufffd\ufffd")
UNSTABLE_NESTED = re.compile("0x[0-9a-f]{9,}|\ufffd")
CASES = "camelcase initials kebabcase lower nospace snakecase swapcase title untitle upper trim quote squote".split()


def literal(text):
    """A Go string literal; a lone surrogate stands for a byte that is not UTF-8."""
    out = []
    for c in text:
        if "\udc80" <= c <= "\udcff":
            out.append("\\x%02x" % (ord(c) - 0xDC00))
        elif c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif ord(c) < 32 or ord(c) == 127:
            out.append("\\x%02x" % ord(c))
        else:
            out.append(c)
    return '"%s"' % "".join(out)


class Calls:
    """Makes calls: a function and its arguments as Go writes them."""

    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice

    def text(self, most):
        words = (self.pick(WORDS) + self.pick(["", "", " "]) for _ in range(self.rng.randint(0, most)))
        return literal("".join(words))

    def number(self):
        return str(self.pick([self.rng.randint(-1, 1), self.rng.randint(-30, 0)] + [self.rng.randint(0, 30)] * 6))

    def strings(self):
        kind = self.rng.randrange(10)
        if kind < 4:
            return [self.pick(CASES), self.text(6)]
        if kind == 4:
            return [self.pick(["abbrev", "repeat", "indent", "nindent", "trunc", "wrap"]), self.number(), self.text(8)]
        if kind == 5:
            return [self.pick(["abbrevboth", "substr"]), self.number(), self.number(), self.text(8)]
        if kind == 6:
            return ["splitn", self.text(1), self.number(), self.text(6)]
        if kind == 7:
            return ["replace", self.text(1), self.text(1), self.text(6)]
        if kind == 8:
            return ["wrapWith", self.number(), literal(self.pick(["", "\n", "\t", "--"])), self.text(8)]
        name = self.pick("contains hasPrefix hasSuffix trimAll trimPrefix trimSuffix trimall split splitList cat join".split())
        return [name, self.text(2), self.text(6)]

    def pattern(self):
        parts = []
        for _ in range(self.rng.randint(1, 4)):
            parts.append(self.pick(BAD) if self.rng.randrange(12) == 0 else self.pick(ATOMS))
            parts.append(self.pick(["", "", "", "", "", "", "*", "+", "?", "*?", "|", "{1,3}"]))
        whole = "".join(parts)
        return literal(self.pick([whole] * 5 + ["(%s)" % whole, "(%s)*" % whole, "(%s)+" % whole]))

    def regex(self):
        hay = literal("".join(self.pick(HAY) for _ in range(self.rng.randint(0, 9))))
        must = self.pick(["regex", "mustRegex"])
        kind = self.rng.randrange(4)
        if kind == 0:
            return [must + self.pick(["Match", "Find"]), self.pattern(), hay]
        if kind == 1:
            return [must + self.pick(["FindAll", "Split"]), self.pattern(), hay, str(self.rng.randint(-2, 4))]
        template = literal("".join(self.pick(REPLACE) for _ in range(self.rng.randint(0, 3))))
        return [must + self.pick(["ReplaceAll", "ReplaceAll", "ReplaceAllLiteral"]), self.pattern(), hay, template]

    def identifiers(self):
        first = self.pick("alpha beta rc 0 1 01 10 2 x-y - gke a 99999999999999999999".split() + [""])
        return first + "".join("." + self.pick(["1", "2", "0", "00", "a", "beta", "10", "-1", ""])
                               for _ in range(self.rng.randint(0, 2)))

    def version(self, odd):
        part = lambda: self.pick(odd) if self.rng.randrange(9) == 0 else str(self.rng.randrange(4))
        text = self.pick(["", "", "", "v"]) + ".".join(part() for _ in range(self.rng.randint(1, 4)))
        if self.rng.randrange(3) == 0:
            text += "-" + self.identifiers()
        if self.rng.randrange(8) == 0:
            text += "+" + self.identifiers()
        return text

    def semver(self):
        version = self.version(["00", "01", "x", "18446744073709551615", "18446744073709551616", ""])
        if self.rng.randrange(4) == 0:
            return ["semver", literal(version + self.pick([""] * 9 + [" ", ".", "é", "-"]))]
        parts = []
        for _ in range(self.rng.randint(1, 3)):
            parts.append(self.pick(["", "", " "]) + self.pick(OPERATORS) + self.pick(["", "", " "]))
            parts.append(self.version(["x", "X", "*", "1x", "|", "00", "99999999999999999999"]))
            if self.rng.randrange(7) == 0:
                parts.append(self.pick([" - ", " -", "  -  ", " - v"]) + self.version(["x", "*"]))
            parts.append(self.pick([" ", ", ", ",", " || ", "||", "", " , ", "|"]))
        if self.rng.randrange(4):
            parts.pop()
        return ["semverCompare", literal("".join(parts)), literal(version)]

    def paths(self):
        path = "".join(self.pick(["/", "//", ".", "..", "a", "b.c", ".x", "x.", "/../", "/./", "é", " ", "a.tar.gz"])
                       for _ in range(self.rng.randint(0, 6)))
        return [self.pick("base clean dir ext isAbs osBase osClean osDir osExt osIsAbs".split()), literal(path)]

    def urls(self):
        if self.rng.randrange(4) == 0:
            fields = {
                "scheme": ["http", "", "mailto"], "host": ["h", "h:80", "", "[::1]:80", "a b", "é", "h/x"],
                "path": ["/p", "p", "", "a:b", "/a b", "*", "//x", "/é?#", "/a%20b", ":x"], "query": ["a=b", "", "a b"],
                "opaque": ["", "", "x@y"], "fragment": ["f", "", "a b", "é#"],
                "userinfo": ["", "u", "u:p", "u:", "a b", "u%20:p@", "x/y", "%zz", "u:p:q"]}
            parts = [literal(k) + " " + literal(self.pick(v)) for k, v in fields.items() if self.rng.randrange(3)]
            return ["urlJoin", "(dict %s)" % " ".join(parts)]
        url = self.pick(["http://", "https://", "", "//", "mailto:", "ftp://", "HTTP://", "a+b-c.1:", ":", "1a:", "http:"])
        url += self.pick(["", "", "user@", "user:pw@", "u%20s:p%2Fw@", "a b@", "u:@", ":p@", "a@b@", "é@", "%zz@", "us[er@"])
        url += self.pick("""host example.com:80 h: h:a [::1] [::1]:80 [::1 [fe80::1%25en0] a:b:c 1.2.3.4 [1.2.3.4] [1:2] [zz] []
            a[b] h%41 h%e9 h%25 h%zz h<x> é.com a:1:2 [::1]x [::1.2.3.256] [1:2:3:4:5:6:7::8] [12345::]""".split() + ["h h"])
        url += self.pick(["", "/", "/a/b", "/a b", "/a%20b", "/a%2Fb", "/%zz", "//x", "/é", "/a:b", "/*", "/[x]", "/%",
                          "/a\nb", "path", "/^{}|\\", "/%e9%C3"])
        url += self.pick(["", "", "?", "?a=b", "?a b", "??", "?%zz"]) + self.pick(["", "", "#", "#f", "#a b", "#%zz", "#a#b"])
        return ["urlParse", literal(url)]

    def layout(self):
        if self.rng.randrange(3) == 0:
            return self.pick(LAYOUTS)
        return "".join(self.pick(PIECES) for _ in range(self.rng.randint(0, 8)))

    def moment(self):
        return str(self.pick([self.rng.randint(-10**9, 4 * 10**9)] * 4 + [self.rng.randint(-10**11, 10**11)]))

    def duration(self):
        return self.pick(["", "", "-", "+"]) + "".join(
            self.pick(["1", "0", "1.5", ".5", "2.", ".", "100", "90", "9223372036854775807", "2562047", "", "36", "8760"])
            + self.pick(["h", "m", "s", "ms", "us", "µs", "ns", "d", "", "H"]) for _ in range(self.rng.randint(0, 3)))

    def dates(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return [self.pick(["date", "htmlDate"][:1]), literal(self.layout()), self.moment()]
        if kind == 1:
            return ["dateInZone", literal(self.layout()), self.moment(), literal(self.pick(ZONES))]
        if kind == 2:
            return [self.pick(["durationRound", "duration"]), literal(self.duration())]
        if kind == 3:
            layout = literal(self.pick(LAYOUTS))
            text = "(dateInZone %s %s %s)" % (layout, self.moment(), literal(self.pick(ZONES)))
            if self.rng.randrange(2):
                text = '(%s | replace "%d" %s)' % (text, self.rng.randrange(10), literal(self.pick(["", "x", " ", "7", "-1"])))
            return ["mustToDate", layout, text]
        if kind == 4:
            layout = literal(self.layout())
            return ["toDate", layout, "(date %s %s)" % (layout, self.moment())]
        time = '(toDate "2006-01-02" "20%02d-%02d-%02d")' % (self.rng.randrange(100), self.rng.randint(1, 12), self.rng.randint(1, 28))
        method = self.pick([
            "Year", "Month", "Day", "Weekday", "YearDay", "Hour", "Unix", "UnixMilli", "UnixNano", "UTC", "Location", "IsDST",
            "AddDate %s %s %s" % (self.number(), self.number(), self.number()), "Format %s" % literal(self.layout()),
            "Add %d" % self.rng.randint(-10**15, 10**15), "Truncate %d" % self.rng.randint(-5, 10**15),
            "Round %d" % self.rng.randint(-5, 10**15), "String", "GoString", "Local"])
        return ["print", "(%s.%s)" % (time, method)]

    def scalar(self):
        return self.pick(SCALARS).replace("~", " ")

    def value(self, depth=2):
        kind = self.rng.randrange(6) if depth else 5
        if kind == 0:
            return self.list_of(depth - 1)
        if kind == 1:
            return self.dict_of(depth - 1)
        return self.scalar()

    def list_of(self, depth=1):
        return "(list %s)" % " ".join(self.value(depth) for _ in range(self.rng.randint(0, 4)))

    def dict_of(self, depth=2):
        pairs = ("%s %s" % (literal(self.pick("abcdk")), self.value(depth)) for _ in range(self.rng.randint(0, 4)))
        return "(dict %s)" % " ".join(pairs)

    def listish(self):
        return self.list_of() if self.rng.randrange(6) else self.value()

    def dictish(self):
        return self.dict_of() if self.rng.randrange(9) else self.value()

    def numbers(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return [self.pick("add1 add1f ceil floor float64 int int64 toDecimal".split()), self.scalar()]
        if kind == 1:
            return [self.pick("div mod sub".split()), self.scalar(), self.scalar()]
        if kind == 2:
            return [self.pick(["until", "seq"]), str(self.rng.randint(-6, 6))]
        if kind == 3:
            numbers = [str(self.rng.randint(-9, 9)) for _ in range(3)]
            return [self.pick(["untilStep", "seq"])] + numbers
        if kind == 4:
            on = [[], [], [self.pick(["0.5", "0.3", "0.9", "1.0", "-0.5"])]]
            return ["round", self.scalar(), str(self.rng.randint(-4, 18))] + self.pick(on)
        name = self.pick("add addf biggest divf max maxf min minf mul mulf subf".split())
        return [name] + [self.scalar() for _ in range(self.rng.randint(1, 4))]

    def lists(self):
        must = self.pick(["", "must"])
        cased = lambda name: must + (name[0].upper() + name[1:] if must else name)
        kind = self.rng.randrange(6)
        if kind == 0:
            return [cased(self.pick(["append", "prepend", "push"])), self.listish(), self.value()]
        if kind == 1:
            return [cased("chunk"), str(self.rng.randint(-3, 4)), self.listish()]
        if kind == 2:
            return ["concat"] + [self.listish() for _ in range(self.rng.randint(0, 3))]
        if kind == 3:
            return [cased("has"), self.value(), self.listish()]
        if kind == 4:
            indexes = [self.pick(["0", "1", "2", "3", "-1", '"1"', "1.9"]) for _ in range(self.rng.randint(0, 2))]
            name, rest = self.pick([("slice", indexes), ("without", [self.value() for _ in range(2)])])
            return [cased(name), self.listish()] + rest
        name = self.pick("compact first initial last rest reverse uniq".split())
        return [self.pick([cased(name)] * 7 + ["sortAlpha"]), self.listish()]

    def dicts(self):
        kind = self.rng.randrange(7)
        key = literal(self.pick("abcdkz"))
        if kind < 2:
            name = self.pick(["merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"])
            return [name] + [self.dictish() for _ in range(self.rng.randint(1, 3))]
        if kind == 2:
            return [self.pick(["get", "hasKey", "unset"]), self.dictish(), key]
        if kind == 3:
            return ["set", self.dictish(), key, self.value()]
        if kind == 4:
            keys = [literal(self.pick("abcdk")) for _ in range(self.rng.randint(0, 3))]
            return [self.pick(["omit", "pick"]), self.dictish()] + keys
        if kind == 5:
            path = [literal(self.pick("abcdk")) for _ in range(self.rng.randint(0, 3))]
            return ["dig"] + path + [self.value(), self.dictish()]
        if self.rng.randrange(2):
            return [self.pick(["deepCopy", "mustDeepCopy"]), self.value()]
        return ["pluck", key] + [self.dictish() for _ in range(self.rng.randint(0, 3))]

    def kinds(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return ["deepEqual", self.value(), self.value()]
        if kind == 1:
            return [self.pick(["kindOf", "typeOf", "empty", "toString", "quote", "len"]), self.value()]
        if kind == 2:
            name = self.pick(["all", "any", "coalesce", "default", "and", "or", "list", "dict", "print", "html", "cat"])
            return [name] + [self.value() for _ in range(self.rng.randint(1, 3))]
        if kind == 3:
            return [self.pick(["eq", "ne", "lt", "le", "gt", "ge"]), self.value(1), self.value(1)]
        if kind == 4:
            return ["index", self.value()] + [self.scalar() for _ in range(self.rng.randint(0, 2))]
        verb = self.pick(["%v", "%+v", "%#v", "%s", "%d", "%q", "%x", "%T", "%5.2f", "%-8v|", "%05d", "%e", "%c", "%U"])
        return ["printf", literal(verb), self.value()]


def template(rng, call):
    name, args = call[0], call[1:]
    kind = rng.randrange(8)
    if kind == 0 and args:
        return "{{ %s | %s }}" % (args[-1], " ".join([name] + args[:-1]))
    if kind == 1:
        return "{{ (%s) | toJson }}" % " ".join(call)
    if kind == 2:
        return "{{ typeOf (%s) }}" % " ".join(call)
    return "{{ %s }}" % " ".join(call)


def ask(folder, text):
    """What Helm makes of a template: the text, or the error."""
    (folder / "templates/t.yaml").write_text(text, encoding="utf-8")
    chart = Chart.load(str(folder))
    try:
        options = json.dumps({"name": "rel", "namespace": "ns"})
        rendered = _native.call_string("helm_render", chart._raw(), "{}", options)
        return {"want": json.loads(rendered)["v/templates/t.yaml"]}
    except HelmError as error:
        return {"error": str(error)}
    except UnicodeDecodeError:
        # An error text with bytes that are no UTF-8, which the library cannot hand over.
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--zone", default="UTC")
    parser.add_argument("--families", default="strings,regex,semver,paths,urls,dates,numbers,lists,dicts,kinds")
    parser.add_argument("--nested", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    if os.environ.get("TZ") != options.zone:
        # Go reads the zone when the library is loaded.
        os.execve(sys.executable, [sys.executable] + sys.argv, {**os.environ, "TZ": options.zone})
    rng = random.Random(options.seed)
    calls, nested = Calls(rng), Nested(rng)
    families = [getattr(calls, name) for name in options.families.split(",")]
    values, unstable = (VALUES, UNSTABLE_NESTED) if options.nested else ("", UNSTABLE)
    out = options.out or pathlib.Path(tempfile.mkdtemp())
    out.mkdir(parents=True, exist_ok=True)
    context = json.loads(CONTEXT.read_text(encoding="utf-8"))
    (out / CONTEXT.name).write_text(json.dumps(context), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, open(out / "functions.jsonl", "w", encoding="utf-8") as file:
        folder = pathlib.Path(folder)
        (folder / "templates").mkdir()
        for path, content in {**context["files"], "values.yaml": values}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content.encode())
        for number in range(options.count):
            if options.nested:
                name, text = nested.template()
            else:
                call = rng.choice(families)()
                name, text = call[0], template(rng, call)
            answer = ask(folder, text)
            if answer is None or unstable.search(str(answer)):
                continue
            vector = {"name": "%s_%05d" % (name, number), "function": name, "kind": "generated",
                      "template": text, "values": values, "env": {"TZ": options.zone}, **answer}
            if "\ufffd" in vector.get("want", vector.get("error", "")):
                vector["lossy_utf8"] = True
            file.write(json.dumps(vector) + "\n")
    print("differential: Helm answered %d calls" % options.count)
    sys.stdout.flush()
    command = ["cargo", "test", "--quiet", "--test", "vectors", "functions::", "--", "--nocapture"]
    environment = {**os.environ, "VECTORS": str(out), "VECTORS_SHOW": os.environ.get("VECTORS_SHOW", "10")}
    del environment["TZ"]
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
