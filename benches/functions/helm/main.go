// The same templates through Helm's own engine.
//
// The arguments are templates; standard input has numbers of templates, a line each. A template is
// rendered as a chart's only one, and its number is answered by the length of what it printed, or
// by an error.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	in := bufio.NewScanner(os.Stdin)
	texts := os.Args[1:]
	charts := make([]*chart.Chart, len(texts))
	for at, text := range texts {
		charts[at] = &chart.Chart{
			Metadata:  &chart.Metadata{Name: "bench", Version: "1.0.0", APIVersion: "v2"},
			Templates: []*common.File{{Name: "templates/page", Data: []byte(text)}},
		}
	}
	values := common.Values{"Values": map[string]any{
		"name":   "Storefront-Production",
		"labels": map[string]any{"app": "storefront", "team": "shop", "tier": "web"},
	}}
	for in.Scan() {
		at, err := strconv.Atoi(in.Text())
		if err != nil {
			return err
		}
		pages, err := engine.Engine{}.Render(charts[at], values)
		if err != nil {
			return err
		}
		fmt.Println(len(pages["bench/templates/page"]))
	}
	return in.Err()
}
