package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"edov/flow/jsonout"
	"edov/flow/visible"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Reports writes reports as one run, and what was not read of many app registrations. The error says that no JSON
// could be made.
func Reports(reports []*report.Report, unread []string) ([]byte, error) {
	w := &writer{rules: []rule{}, results: []result{}, index: map[string]int{}}
	call := invocation{Successful: len(unread) == 0}
	driver := tool{Name: "edov"}
	for _, r := range reports {
		w.report(r)
		if r.Conclude(report.Error).Verdict == report.VerdictUnknown {
			call.Successful = false
		}
		if call.End == "" {
			call.End = r.JudgedAt.UTC().Format(time.RFC3339)
		}
		if _, version, ok := strings.Cut(r.Program, " "); ok && driver.Version == "" {
			driver.Version = visible.Line(version)
		}
	}
	for _, why := range unread {
		w.notes = append(w.notes, notification{Level: "warning", Message: textOf("not read: " + why)})
	}
	call.Notifications, driver.Rules = w.notes, w.rules
	return jsonout.Indented(log{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs: []run{{
			Tool: component{driver}, Automation: automationOf(reports), Invocations: []invocation{call}, Results: w.results,
		}},
	})
}

// automationOf tells the run about one file from those about others: GitHub refuses a folder with two runs of one tool
// and one category, which is the part of the ID up to its last slash, and fills in the category of its own action only
// where a run has no ID (github/codeql-action, issues 2694 and 3051; July 2025). A run about no single file has none.
func automationOf(reports []*report.Report) *automation {
	file := ""
	for _, r := range reports {
		switch of := r.File(); {
		case of == "", file != "" && of != file:
			return nil
		default:
			file = of
		}
	}
	if file == "" {
		return nil
	}
	return &automation{"edov/" + addressOf(file) + "/"}
}

type writer struct {
	rules   []rule
	results []result
	notes   []notification
	index   map[string]int // of a rule, by its ID
}

func (w *writer) report(r *report.Report) {
	for _, f := range r.ByCause() {
		switch {
		case f.Problem():
			w.results = append(w.results, w.result(r, f))
		case f.Outcome == report.Unknown:
			level := "note"
			if f.Severity == report.Error {
				level = "warning"
			}
			w.rule(f)
			w.notes = append(w.notes, notification{
				Level: level, Message: textOf(about(r, f) + "not checked: " + f.Summary),
				Rule: &reference{visible.Line(f.ID), w.index[f.ID]},
			})
		}
	}
}

func (w *writer) result(r *report.Report, f *report.Finding) result {
	w.rule(f)
	said := about(r, f) + report.Capital(f.Summary) + "."
	if f.Fix != "" {
		said += " Fix: " + report.Capital(f.Fix) + "."
	}
	return result{
		Rule: visible.Line(f.ID), Index: w.index[f.ID], Level: string(f.Severity), Message: textOf(said),
		Locations: locations(r, f), Fingerprints: map[string]string{"edovFinding/v1": fingerprint(r, f)},
	}
}

// about names the app in front of a message that has no file to say which.
func about(r *report.Report, _ *report.Finding) string {
	if subject := r.Subject(); r.File() == "" && subject != "" {
		return words.Cut(subject) + ": "
	}
	return ""
}

// rule adds the check of a finding to the rules, once.
func (w *writer) rule(f *report.Finding) {
	if _, ok := w.index[f.ID]; ok {
		return
	}
	w.index[f.ID] = len(w.rules)
	n := rule{
		ID: visible.Line(f.ID), Short: textOf(f.Title), Default: level{string(f.Severity)},
		Properties: properties{[]string{visible.Line(string(f.Step))}},
	}
	if c, ok := check.Lookup(f.ID); ok { // a report of a later version may have others
		doc := c.Doc()
		n.Full = &message{Text: escape(doc.What)}
		help := strings.Join([]string{doc.What, doc.Why, doc.Fix}, "\n\n")
		n.Help = &message{Text: escape(help), Markdown: escapeBraces(doc.Markdown())}
		for _, source := range doc.Sources {
			if strings.HasPrefix(source, "https://") {
				n.HelpURI = source
				break
			}
		}
	}
	w.rules = append(w.rules, n)
}

// locations are the file and line of a finding, and the member by its name. A report that is about no file has no
// physical location.
func locations(r *report.Report, f *report.Finding) []location {
	place := f.Place()
	var l location
	if file := r.File(); file != "" {
		l.Physical = &physical{Artifact: artifact{addressOf(file)}}
		if place.Line > 0 {
			l.Physical.Region = &region{place.Line}
		}
	}
	if place.Path != "" {
		l.Logical = []logical{{visible.Line(place.Path), "member"}}
	}
	if l.Physical == nil && l.Logical == nil {
		return nil
	}
	return []location{l}
}

// addressOf is a file's name as a URI reference: relative names stay relative, so that they are found in a checkout.
func addressOf(file string) string {
	u := url.URL{Path: filepath.ToSlash(filepath.Clean(file))}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
		if !strings.HasPrefix(u.Path, "/") {
			u.Path = "/" + u.Path
		}
	}
	return u.String()
}

// fingerprint stays the same while lines move: it is of the check, the app and the member.
func fingerprint(r *report.Report, f *report.Finding) string {
	app := r.Request.ClientID
	if r.Registration != nil && r.Registration.AppID.Value != "" {
		app = r.Registration.AppID.Value
	}
	sum := sha256.Sum256([]byte(f.ID + "\x00" + app + "\x00" + f.Place().Path))
	return hex.EncodeToString(sum[:16])
}

func textOf(s string) message { return message{Text: escape(visible.Line(s))} }

// escape keeps a text from being read as more: brackets would be links (section 3.11.6), braces placeholders (3.11.5).
func escape(s string) string {
	return escapeBraces(strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s))
}

func escapeBraces(s string) string { return strings.NewReplacer("{", "{{", "}", "}}").Replace(s) }
