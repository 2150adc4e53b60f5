// Package junit writes reports as JUnit XML, which most CI servers show: a report is a test suite, and each check is a
// test case. No standard defines the form; this is the subset that Jenkins, GitLab and GitHub's actions read alike.
//
// A problem is a failure. What was not checked is an error if the verdict rests on it, and else skipped: it is never
// counted as passed.
package junit

import (
	"encoding/xml"
	"strings"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/words"
)

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Suites   []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"timestamp,attr,omitempty"`
	Cases    []test `xml:"testcase"`
}

type test struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Line    int      `xml:"line,attr,omitempty"`
	Failure *outcome `xml:"failure"`
	Error   *outcome `xml:"error"`
	Skipped *outcome `xml:"skipped"`
	Out     string   `xml:"system-out,omitempty"`
}

type outcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// Reports writes reports, and what was not read of many app registrations, as the errors of one more suite. Problems
// are failures from failOn on, and errors always are; milder ones pass, and their words are the test's output.
func Reports(reports []*report.Report, unread []string, failOn report.Severity) ([]byte, error) {
	all := suites{Name: "edov"}
	for _, r := range reports {
		all.add(suiteOf(r, failOn))
	}
	if len(unread) > 0 {
		s := suite{Name: "not read"}
		for _, why := range unread {
			s.Cases = append(s.Cases, test{
				Class: "edov.registration", Name: visible.Line(why), Error: &outcome{Message: visible.Line(why), Type: "not-read"},
			})
		}
		all.add(s)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

// add adds a suite, counted.
func (all *suites) add(s suite) {
	s.Tests = len(s.Cases)
	for _, c := range s.Cases {
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	all.Suites = append(all.Suites, s)
}

func suiteOf(r *report.Report, failOn report.Severity) suite {
	s := suite{Name: "edov", Time: r.JudgedAt.UTC().Format("2006-01-02T15:04:05")}
	if subject := r.Subject(); subject != "" {
		s.Name = "edov: " + visible.Line(words.Cut(subject))
	}
	for _, f := range r.Findings {
		s.Cases = append(s.Cases, testOf(r, f, failOn))
	}
	return s
}

func testOf(r *report.Report, f *report.Finding, failOn report.Severity) test {
	c := test{Class: "edov." + visible.Line(string(f.Step)), Name: visible.Line(f.ID)}
	if file := r.File(); file != "" && f.Problem() {
		c.File, c.Line = visible.Line(file), f.Place().Line
	}
	said := &outcome{Message: visible.Line(f.Summary), Type: string(f.Severity)}
	switch {
	case f.Problem() && (f.Severity == report.Error || f.Severity.AtLeast(failOn)):
		said.Text = details(f)
		c.Failure = said
	case f.Problem():
		c.Out = visible.Line(string(f.Severity)+": "+f.Summary) + details(f)
	case f.Outcome == report.Unknown && f.Severity == report.Error:
		said.Type = "not-checked"
		c.Error = said
	case f.Outcome == report.Unknown:
		c.Skipped = &outcome{Message: "not checked: " + visible.Line(f.Summary)}
	case f.Outcome == report.Skip:
		c.Skipped = &outcome{Message: visible.Line(f.Summary)}
	}
	return c
}

// details are the lines below a failure: the rule, what was found, and what to do.
func details(f *report.Finding) string {
	var b strings.Builder
	part := func(label, value string) {
		if value != "" {
			b.WriteString("\n" + label + ": " + visible.Line(value))
		}
	}
	part("check", f.Title)
	if p := f.Place(); p.Line > 0 {
		part("at", p.String())
	}
	for _, e := range f.Evidence {
		part("got", strings.TrimPrefix(e.Label+" "+e.Got, " "))
		part("want", e.Want)
	}
	for _, c := range words.Causes(f.Why) {
		part("why", c)
	}
	part("fix", f.Fix)
	return b.String() + "\n"
}
