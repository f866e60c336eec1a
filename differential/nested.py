"""Templates with calls within calls, over the objects that a chart's templates see: what one
function makes, and of which type, is what the next one takes."""
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/functions.md"
ROW = re.compile(r"\| `(\w+)\((.*?)\) .*\| (.*)\|$")
# What would end the rendering, depends on the machine, takes long, or has another order each time.
LEFT_OUT = """fail env expandenv getHostByName lookup tpl include scrypt derivePassword htpasswd bcrypt dateInZone date_in_zone
repeat until untilStep seq indent nindent osBase osClean osDir osExt osIsAbs values keys""".split()

VALUES = """a: 1
b: {c: text, d: [1, 2.5, x, null], e: {}, f: []}
k: [b, a, {c: 3}]
t: true
n: null
s: "7"
z: ""
long: 1234567
labels: {app: web, "x/y": "1"}
"""

OBJECTS = """.Values .Values .Values.a .Values.b .Values.b.c .Values.b.d .Values.b.e .Values.b.f .Values.k .Values.t .Values.n .Values.s .Values.z
.Values.long .Values.labels .Values.none $.Values.b .Chart .Chart.Name .Chart.Version .Chart.Keywords .Chart.Maintainers .Chart.Annotations
.Chart.Dependencies .Chart.IsRoot .Chart.Type .Release .Release.Name .Release.Revision .Release.IsInstall .Template .Template.Name
.Capabilities .Capabilities.KubeVersion .Capabilities.KubeVersion.Version .Capabilities.KubeVersion.Minor .Capabilities.APIVersions
.Capabilities.HelmVersion .Capabilities.HelmVersion.Version .Files .Subcharts .Values.AsMap (.Values.Table~"b") .Values.YAML
(.Files.Get~"files/a.txt") (.Files.Lines~"files/a.txt") (.Files.Glob~"files/*") (.Files.Glob~"files/*").AsConfig
(.Capabilities.APIVersions.Has~"v1") (index~.Chart.Maintainers~0) (toYaml~.Values) (fromYaml~"a: {b: 1}") (fromJson~"[1]") (fromYamlArray~"[1, a]")
(semver~"1.2.3-a+b") (semver~"1.2.3").Major (splitList~","~"b,a") (split~","~"b,a") (list~1~"a"~nil) (dict~"a"~1~"b"~(dict~"c"~2)) (list) (dict)
(tuple~1) (until~3) (urlParse~"http://u@h:1/p?q#f") (toDate~"2006-01-02"~"2020-02-03") (duration~"95") (int~3) (int64~3) (float64~3) (toDecimal~"17")
1 0 -1 2.5 1e6 'x' "a" "b" "" "a,b" "1" "{c: 1}" true false nil""".replace("\n", " ").split(" ")
KEYS = ["a", "b", "c", "Name", "Values", "app", "_0", "x/y", "Kind", "Minor", "zz"]


def signatures():
    """The names of functions and how many arguments each takes: so many, and whether more."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        row = ROW.match(line)
        if row and "not pure" not in row[3] and row[1] not in LEFT_OUT:
            args = [arg for arg in row[2].split(", ") if arg]
            rest = bool(args) and "..." in args[-1]
            found.append((row[1], args[:-1] if rest else args, rest))
    return found


class Nested:
    """Makes such templates."""

    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice
        self.functions = signatures()
        self.dictionaries = [f for f in self.functions if any("map" in arg for arg in f[1])]

    def term(self, depth):
        if depth == 0 or self.rng.random() < 0.4:
            term = self.pick(OBJECTS).replace("~", " ")
            return "(%s)" % term if term.startswith("-") else term
        call = "(%s)" % self.call(depth - 1)
        return call + "." + self.pick(["a", "b", "c", "Name"]) if self.rng.random() < 0.06 else call

    def argument(self, kind, depth):
        # Mostly what the parameter takes, or calls would hardly ever give anything.
        if self.rng.random() < 0.8:
            if kind.endswith("string"):
                return self.pick(['"%s"' % self.pick(KEYS), ".Release.Name", "(toString %s)" % self.term(depth)])
            if kind.endswith("int"):
                return self.pick(["0", "1", "2", "3", "(int %s)" % self.term(depth)])
        return self.term(depth)

    def call(self, depth):
        some = self.dictionaries if self.rng.random() < 0.3 else self.functions
        name, args, rest = self.pick(some)
        kinds = [arg.split(" ", 1)[-1] for arg in args]
        # `a, b string`: the type stands behind the last of them.
        for at in range(len(kinds) - 2, -1, -1):
            if " " not in args[at]:
                kinds[at] = kinds[at + 1]
        given = [self.argument(kind, depth) for kind in kinds]
        if rest:
            given += [self.term(depth) for _ in range(self.rng.randint(0, 2))]
        if name == "set" or "erge" in name:
            # A map that held itself would end Helm.
            given[1:] = ["(deepCopy %s)" % arg if "." in arg else arg for arg in given[1:]]
        if given and self.rng.random() < 0.25:
            return "%s | %s" % (given[-1], " ".join([name] + given[:-1]))
        return " ".join([name] + given)

    def template(self):
        """A function's name, and a template."""
        call = self.call(self.rng.randint(0, 2))
        name = call.split("|")[-1].split()[0].strip("()")
        form = self.pick([
            "{{ %s }}", "{{ %s }}", '{{ printf "%%T %%v" (%s) (%s) }}', '{{ printf "%%T %%#v" (%s) (%s) }}', "{{ %s | toJson }}",
            "{{ range $k, $v := (%s) }}{{ $k }}={{ $v }} {{ typeOf $v }};{{ else }}none{{ end }}",
            "{{ with (%s) }}{{ typeOf . }} {{ .a }}{{ else }}none{{ end }}",
            '{{ $m := (%s) }}{{ $_ := set $m "k" 5 }}{{ typeOf $m }} {{ toJson .Values }}',
            "{{ $m := (%s) }}{{ kindOf $m }} {{ $m | toYaml }} {{ deepEqual $m .Values }}", "{{ eq (%s) (TERM) }}", "{{ len (%s) }} {{ (%s) | quote }}",
        ])
        form = form.replace("TERM", self.term(0).replace("%", "%%"))
        return name, form % ((call,) * form.replace("%%", "").count("%s"))
