package cmd

import (
	"slices"

	"github.com/spf13/cobra"

	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/calendar"
	"edov/ui/render/csv"
	"edov/ui/render/github"
	"edov/ui/render/html"
	"edov/ui/render/junit"
	"edov/ui/render/markdown"
	"edov/ui/render/openmetrics"
	"edov/ui/render/sarif"
)

// result is a kind of result, which decides the formats that a command offers: several, for a command that has
// several kinds. The zero result is a report.
type result uint

const (
	aReport   result = 1 << iota // one report, or with app --all and edov report several
	aSecrets                     // a list of secrets
	aPlan                        // what is to be changed
	aDocument                    // what is written for people to read, or as JSON: checks, explanations, the guide
	aList                        // what is listed, and short
	aUsers                       // the users of a tenant
)

// format is one value of --format.
type format struct {
	name  string
	about string // for the completion and docs/formats.md
	of    result // the kinds of result that it is for
	// extensions are those of a report's file by which the interactive program knows the format.
	extensions []string
	// shared is set for what is made for others to read: --share is on, unless it is switched off.
	shared bool
	// reports and secrets write such results; nil for text and json, which the commands write themselves, and
	// where the format is not for them.
	reports func(rendering) ([]byte, error)
	secrets func(*secret.Report) []byte
}

// rendering is what a format writes of reports.
type rendering struct {
	reports []*report.Report
	unread  []string // of many app registrations
	failOn  report.Severity
	shared  bool // people were replaced by pseudonyms
}

// missing is what was not read: of many registrations, or of the list that the only one is of.
func (r rendering) missing() []string {
	if len(r.reports) == 1 && len(r.unread) == 0 {
		return r.reports[0].Unread
	}
	return r.unread
}

// formats are all formats, in the order in which they are named. It is the only place that says which command has
// which; docs/formats.md shows it.
var formats = []format{
	{
		name: "text", about: "for people", extensions: []string{".txt"},
		of: aReport | aSecrets | aPlan | aDocument | aList | aUsers,
	},
	{
		name: "json", about: "for programs", extensions: []string{".json"},
		of: aReport | aSecrets | aPlan | aDocument | aList | aUsers,
	},
	{
		name: "markdown", extensions: []string{".md"}, about: "for issues, chats and wikis",
		of: aReport | aSecrets | aPlan | aDocument | aUsers,
		reports: func(r rendering) ([]byte, error) {
			if len(r.reports) == 1 && len(r.unread) == 0 {
				return []byte(markdown.Report(r.reports[0])), nil
			}
			return []byte(markdown.Overview(r.reports, r.unread)), nil
		},
		secrets: func(r *secret.Report) []byte { return []byte(markdown.Secrets(r)) },
	},
	{
		name: "html", extensions: []string{".html"}, about: "one page to send or print; redacted", of: aReport, shared: true,
		reports: func(r rendering) ([]byte, error) { return html.Reports(r.reports, r.missing(), r.shared) },
	},
	{
		name: "sarif", extensions: []string{".sarif"}, about: "SARIF 2.1.0 for code scanning; redacted",
		of: aReport, shared: true,
		reports: func(r rendering) ([]byte, error) { return sarif.Reports(r.reports, r.missing()) },
	},
	{
		name: "junit", extensions: []string{".xml"}, about: "JUnit XML for CI servers; redacted", of: aReport, shared: true,
		reports: func(r rendering) ([]byte, error) { return junit.Reports(r.reports, r.missing(), r.failOn) },
	},
	{
		name: "github", about: "annotations of GitHub Actions; redacted", of: aReport, shared: true,
		reports: func(r rendering) ([]byte, error) { return github.Reports(r.reports, r.missing()), nil },
	},
	{
		name: "openmetrics", extensions: []string{".prom"}, about: "OpenMetrics for Prometheus", of: aReport | aSecrets,
		reports: func(r rendering) ([]byte, error) { return openmetrics.Reports(r.reports, r.missing()), nil },
		secrets: openmetrics.Secrets,
	},
	{name: "csv", about: "a table for spreadsheets", of: aSecrets | aUsers, secrets: csv.Secrets},
	{name: "ics", about: "a calendar file", of: aSecrets, secrets: calendar.Secrets},
	{name: "az", about: "commands of the Azure CLI", of: aPlan},
	{name: "powershell", about: "commands of Microsoft Graph PowerShell", of: aPlan},
}

// formatNamed finds a format by its name.
func formatNamed(name string) (format, bool) {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == name })
	if i < 0 {
		return format{}, false
	}
	return formats[i], true
}

// names are the formats of a kind of result.
func (r result) names() (names []string) {
	if r == 0 {
		r = aReport
	}
	for _, f := range formats {
		if f.of&r != 0 {
			names = append(names, f.name)
		}
	}
	return names
}

// check refuses a format that a kind of result does not have.
func (r result) check(name string) error {
	names := r.names()
	if slices.Contains(names, name) {
		return nil
	}
	what := "there is no format " + quoted(name)
	if _, ok := formatNamed(name); ok {
		what += " for this"
	}
	return usageError(what, nearest(name, names), "use "+oneOf(names))
}

// formatsHere is the annotation of --format that lists the formats of its command.
const formatsHere = "edov_formats"

// addTo adds --format to a command.
func (r result) addTo(c *cobra.Command, value *string) {
	c.Flags().StringVar(value, "format", "text", oneOf(r.names()))
	c.Flags().Lookup("format").Annotations = map[string][]string{formatsHere: r.names()}
}

// describedFormats are formats as the shell lists them, each with what it is for.
func describedFormats(names []string) (values []string) {
	for _, name := range names {
		if f, ok := formatNamed(name); ok {
			values = append(values, f.name+"\t"+f.about)
		}
	}
	return values
}

// sharedFormats are the formats for others to read.
func sharedFormats() (names []string) {
	for _, f := range formats {
		if f.shared {
			names = append(names, f.name)
		}
	}
	return names
}
