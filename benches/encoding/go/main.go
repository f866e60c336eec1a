// Reads and writes with the libraries of Helm, for the bench in the folder above.
//
// The argument is a folder with read.yaml, write.yaml and read.json. Each line on standard input
// names a piece of work, which is done once; the answer is a line with the bytes it read or wrote.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

func main() {
	folder := os.Args[1]
	yamlText := load(folder, "read.yaml")
	jsonText := load(folder, "read.json")
	var values, document any
	check(yaml.Unmarshal(load(folder, "write.yaml"), &values))
	check(json.Unmarshal(jsonText, &document))
	work := map[string]func() (int, error){
		"read YAML": func() (int, error) {
			into := map[string]any{}
			return len(yamlText), yaml.Unmarshal(yamlText, &into)
		},
		"write YAML": func() (int, error) {
			text, err := yaml.Marshal(values)
			return len(text), err
		},
		"read JSON": func() (int, error) {
			var into any
			return len(jsonText), json.Unmarshal(jsonText, &into)
		},
		"write JSON": func() (int, error) {
			text, err := json.Marshal(document)
			return len(text), err
		},
	}
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		bytes, err := work[requests.Text()]()
		check(err)
		fmt.Println(bytes)
	}
}

func load(folder, name string) []byte {
	text, err := os.ReadFile(filepath.Join(folder, name))
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
