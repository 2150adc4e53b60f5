package cmd

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/inspect/report"
	"edov/ui/render/text"
)

// exportAs renders a report in the format that a file's name asks for; a session
// is the evidence, to be checked again elsewhere.
func exportAs(name string, session *flow.Session, r *report.Report, share bool) ([]byte, error) {
	if share {
		var err error
		if r, err = shared(r); err != nil {
			return nil, err
		}
		session = nil // it holds the claims as they are
	}
	if strings.HasSuffix(strings.ToLower(name), ".session.json") && session != nil {
		return jsonout.Indented(session)
	}
	switch f := formatOfFile(name); {
	case f.reports != nil:
		return f.reports(rendering{reports: []*report.Report{r}, failOn: report.Error, shared: share})
	case f.name == "json":
		return r.JSON()
	case f.name == "text":
		var b strings.Builder
		err := text.Report(&b, r, text.Options{Verbose: true})
		return []byte(b.String()), err
	}
	return nil, fmt.Errorf("no format has the extension %q", filepath.Ext(name))
}

// formatOfFile is the format of a report that a file's name asks for; the zero format: none.
func formatOfFile(name string) format {
	extension := strings.ToLower(filepath.Ext(name))
	i := slices.IndexFunc(formats, func(f format) bool {
		return f.of&aReport != 0 && slices.Contains(f.extensions, extension)
	})
	if i < 0 || extension == "" {
		return format{}
	}
	return formats[i]
}

// exportExtensions are the extensions that a report can be written with.
func exportExtensions() (list []string) {
	for _, f := range formats {
		if f.of&aReport != 0 {
			list = append(list, f.extensions...)
		}
	}
	return list
}

// exportShares reports whether a format is made for others to read.
func exportShares(name string) bool { return formatOfFile(name).shared }
