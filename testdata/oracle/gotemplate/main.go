// Command oracle asks Go's text/template: it reads one case a line as JSON and answers each with
// one line of JSON. With -bench it measures instead of printing.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"strings"
	"text/template"
	"time"
)

// A request is a set of templates with the data for the one to execute.
type request struct {
	Name       string          `json:"name"`
	Templates  [][2]string     `json:"templates"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingkey"`
	Functions  bool            `json:"functions"`
	Rounds     int             `json:"rounds"`
}

// An answer holds bytes as base64, since neither output nor errors need be UTF-8.
type answer struct {
	Output string `json:"output"`
	Error  string `json:"error"`
	Stage  string `json:"stage"`
	// Nanoseconds a round, of executing alone, of parsing alone and of both.
	Execute float64 `json:"execute"`
	Parse   float64 `json:"parse"`
	Both    float64 `json:"both"`
}

var functions = template.FuncMap{
	"add": func(numbers ...int) (sum int) {
		for _, n := range numbers {
			sum += n
		}
		return
	},
	"upper": strings.ToUpper,
	"lower": strings.ToLower,
	"quote": func(v any) string { return fmt.Sprintf("%q", fmt.Sprint(v)) },
	"one":   func(a string) string { return "one=" + a },
	"vari":  func(a int, b ...string) string { return fmt.Sprintf("%d:%s", a, strings.Join(b, "+")) },
	"f64":   func(x float64) float64 { return x },
	"yes":   func(b bool) string { return fmt.Sprintf("yes=%t", b) },
	"i64":   func(n int) int64 { return int64(n) },
	"u64": func(n int) (uint64, error) {
		if n < 0 {
			return 0, errors.New("negative") // else a range over it would not end
		}
		return uint64(n), nil
	},
	"any":    func(x any) any { return x },
	"typeOf": func(x any) string { return fmt.Sprintf("%T", x) },
	"lst":    func(items ...any) []any { return items },
	"strs":   func(items ...string) []string { return items },
	"slen":   func(l []any) int { return len(l) },
	"mlen":   func(m map[string]any) int { return len(m) },
	"null":   func() any { return nil },
	"nilmap": func() map[string]any { return nil },
	"fail":   func(text string) (string, error) { return "", errors.New(text) },
}

// What measured templates need besides.
var forBenches = template.FuncMap{
	"trim": strings.TrimSpace,
	"int":  func(n float64) int { return int(n) },
	"indent": func(n int, s string) string {
		pad := strings.Repeat(" ", n)
		return pad + strings.ReplaceAll(s, "\n", "\n"+pad)
	},
	"toYaml": func(m map[string]any) string {
		var b strings.Builder
		for key, value := range m {
			fmt.Fprintf(&b, "%s: %v", key, value)
		}
		return b.String()
	},
}

// value makes typed numbers of objects such as {"$int": 3}.
func value(raw any) any {
	switch x := raw.(type) {
	case []any:
		list := make([]any, len(x))
		for i, item := range x {
			list[i] = value(item)
		}
		return list
	case map[string]any:
		if n, ok := x["$int"]; ok && len(x) == 1 {
			return int(n.(float64))
		}
		if n, ok := x["$uint64"]; ok && len(x) == 1 {
			return uint64(n.(float64))
		}
		if items, ok := x["$strs"]; ok && len(x) == 1 {
			list := make([]string, len(items.([]any)))
			for i, item := range items.([]any) {
				list[i] = item.(string)
			}
			return list
		}
		m := make(map[string]any, len(x))
		for key, item := range x {
			m[key] = value(item)
		}
		return m
	}
	return raw
}

func parse(r *request) (*template.Template, error) {
	var root *template.Template
	for _, t := range r.Templates {
		at := root
		if root == nil {
			root = template.New(t[0])
			if r.Functions {
				root.Funcs(functions)
			}
			if r.MissingKey != "" {
				root.Option("missingkey=" + r.MissingKey)
			}
			at = root
		} else {
			at = root.New(t[0])
		}
		if _, err := at.Parse(t[1]); err != nil {
			return nil, err
		}
	}
	return root, nil
}

func run(r *request) (a answer) {
	var data any
	if err := json.Unmarshal(r.Data, &data); err != nil {
		panic(err)
	}
	data = value(data)
	var out bytes.Buffer
	root, err := parse(r)
	a.Stage = "parse"
	if err == nil {
		a.Stage = "exec"
		err = root.Execute(&out, data)
	}
	if err != nil {
		a.Error = base64.StdEncoding.EncodeToString([]byte(err.Error()))
	}
	a.Output = base64.StdEncoding.EncodeToString(out.Bytes())
	return
}

func measure(r *request) (a answer) {
	var data any
	if err := json.Unmarshal(r.Data, &data); err != nil {
		panic(err)
	}
	data = value(data)
	root, err := parse(r)
	if err != nil {
		panic(err)
	}
	var out bytes.Buffer
	once := func(root *template.Template) {
		out.Reset()
		if err := root.Execute(&out, data); err != nil {
			panic(err)
		}
	}
	a.Execute = fastest(r.Rounds, func() { once(root) })
	a.Parse = fastest(r.Rounds, func() {
		if _, err := parse(r); err != nil {
			panic(err)
		}
	})
	a.Both = fastest(r.Rounds, func() {
		root, err := parse(r)
		if err != nil {
			panic(err)
		}
		once(root)
	})
	return
}

// fastest gives the nanoseconds of the fastest of five batches.
func fastest(rounds int, f func()) float64 {
	f()
	best := 0.0
	for batch := 0; batch < 5; batch++ {
		start := time.Now()
		for i := 0; i < rounds; i++ {
			f()
		}
		ns := float64(time.Since(start).Nanoseconds()) / float64(rounds)
		if batch == 0 || ns < best {
			best = ns
		}
	}
	return best
}

func main() {
	bench := flag.Bool("bench", false, "measure")
	flag.Parse()
	if *bench {
		maps.Copy(functions, forBenches)
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var r request
			if err := json.Unmarshal(line, &r); err != nil {
				panic(err)
			}
			var a answer
			if *bench {
				a = measure(&r)
			} else {
				a = run(&r)
			}
			text, _ := json.Marshal(a)
			out.Write(append(text, '\n'))
		}
		if err != nil {
			return
		}
	}
}
