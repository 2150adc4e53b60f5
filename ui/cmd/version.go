package cmd

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/spf13/cobra"

	"edov/flow/mask"
	"edov/ui/render/text"
)

// versionInfo is the JSON of edov version.
type versionInfo struct {
	Kind     string `json:"kind"`
	Schema   int    `json:"schema"`
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Modified bool   `json:"modified"` // built from files that differ from the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// buildInfo is parsed once: each registration of a long list is judged with the program's version.
var buildInfo = sync.OnceValues(debug.ReadBuildInfo)

// versionInfo joins what the release set with what the build knows of itself.
func (p *Program) versionInfo() versionInfo {
	v := versionInfo{
		Kind: "edov-version", Schema: 1, Version: p.Version, Commit: p.Commit, Date: p.Date,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := buildInfo()
	if !ok {
		v.Version = cmp.Or(v.Version, "dev")
		return v
	}
	if built := info.Main.Version; built != "(devel)" {
		v.Version = cmp.Or(v.Version, built)
	}
	v.Version = cmp.Or(v.Version, "dev")
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = cmp.Or(v.Commit, s.Value)
		case "vcs.time":
			v.Date = cmp.Or(v.Date, s.Value)
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

func (p *Program) version() string { return p.versionInfo().Version }

func (p *Program) versionCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if err := o.check(); err != nil {
				return err
			}
			v := p.versionInfo()
			return p.show(&o, forms{json: v, text: v.print})
		},
	}
	addListFlags(c, &o)
	return c
}

// print writes "edov 1.2.3 (go1.26.8 linux/amd64, commit 0123456789ab of 2026-11-28T20:56:38Z)".
func (v versionInfo) print(w io.Writer, _ text.Style) error {
	from := ""
	if v.Commit != "" {
		from = ", commit " + mask.Shorten(v.Commit, 12)
	}
	if v.Commit != "" && v.Date != "" {
		from += " of " + v.Date
	}
	if v.Modified {
		from += ", modified"
	}
	_, err := fmt.Fprintf(w, "edov %s (%s %s%s)\n", v.Version, v.Go, v.Platform, from)
	return err
}
