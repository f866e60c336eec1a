// Charts through Helm's own Go packages, in one process.
//
// Each line of standard input names a chart and how it is rendered, as JSON; it is rendered again and
// again for a while, and answered by the seconds one time took and the length of what was rendered.
// What Helm refuses has the length 0.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/cli/values"
	"helm.sh/helm/v4/pkg/engine"
	"helm.sh/helm/v4/pkg/getter"
	"helm.sh/helm/v4/pkg/kube/fake"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"
)

// How long the work goes on for one answer, at least: as that of `render` does.
const batch = 60 * time.Millisecond

// What is rendered, and as what.
type request struct {
	// Engine: the templates alone. Otherwise what `helm template` prints.
	Engine      bool     `json:"engine"`
	Chart       string   `json:"chart"`
	Values      string   `json:"values"`
	Release     string   `json:"release"`
	Namespace   string   `json:"namespace"`
	KubeVersion string   `json:"kube_version"`
	APIVersions []string `json:"api_versions"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var asked request
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			return err
		}
		work := asked.template
		if asked.Engine {
			work = asked.engine
		}
		length, times := 0, 0
		var took time.Duration
		for start := time.Now(); took < batch; took = time.Since(start) {
			var err error
			if length, err = work(); err != nil {
				length = 0
			}
			times++
		}
		fmt.Println(took.Seconds()/float64(times), length)
	}
	return in.Err()
}

func (r *request) load() (*chart.Chart, map[string]any, error) {
	files := values.Options{}
	if r.Values != "" {
		files.ValueFiles = []string{r.Values}
	}
	given, err := files.MergeValues(getter.Providers{})
	if err != nil {
		return nil, nil, err
	}
	loaded, err := loader.Load(r.Chart)
	return loaded, given, err
}

// What `action.Install` does before and while it renders.
func (r *request) engine() (int, error) {
	loaded, given, err := r.load()
	if err != nil {
		return 0, err
	}
	if err := chartutil.ProcessDependencies(loaded, given); err != nil {
		return 0, err
	}
	capabilities := common.DefaultCapabilities.Copy()
	if r.KubeVersion != "" {
		version, err := common.ParseKubeVersion(r.KubeVersion)
		if err != nil {
			return 0, err
		}
		capabilities.KubeVersion = *version
	}
	capabilities.APIVersions = append(capabilities.APIVersions, r.APIVersions...)
	options := common.ReleaseOptions{
		Name: r.Release, Namespace: r.Namespace, Revision: 1, IsInstall: true,
	}
	seen, err := commonutil.ToRenderValues(loaded, given, options, capabilities)
	if err != nil {
		return 0, err
	}
	written, err := engine.Render(loaded, seen)
	length := 0
	for _, text := range written {
		length += len(text)
	}
	return length, err
}

// What `helm template` does, without its command line.
func (r *request) template() (int, error) {
	loaded, given, err := r.load()
	if err != nil {
		return 0, err
	}
	config := &action.Configuration{
		Releases:     storage.Init(driver.NewMemory()),
		KubeClient:   &fake.PrintingKubeClient{Out: io.Discard, LogOutput: io.Discard},
		Capabilities: common.DefaultCapabilities,
	}
	client := action.NewInstall(config)
	client.DryRunStrategy = action.DryRunClient
	client.ReleaseName = r.Release
	client.Namespace = r.Namespace
	client.Replace = true
	client.APIVersions = r.APIVersions
	if r.KubeVersion != "" {
		if client.KubeVersion, err = common.ParseKubeVersion(r.KubeVersion); err != nil {
			return 0, err
		}
	}
	done, err := client.Run(loaded, given)
	if err != nil {
		return 0, err
	}
	installed, ok := done.(*release.Release)
	if !ok {
		return 0, fmt.Errorf("a release of another kind: %T", done)
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, strings.TrimSpace(installed.Manifest))
	for _, hook := range installed.Hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.Len(), nil
}
