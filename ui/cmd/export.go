package cmd

import (
	"path/filepath"
	"strings"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/inspect/report"
	"edov/ui/render/markdown"
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
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".session.json") && session != nil:
		return jsonout.Indented(session)
	case filepath.Ext(lower) == ".json":
		return r.JSON()
	case filepath.Ext(lower) == ".txt":
		var b strings.Builder
		err := text.Report(&b, r, text.Options{Verbose: true})
		return []byte(b.String()), err
	}
	return []byte(markdown.Report(r)), nil
}
