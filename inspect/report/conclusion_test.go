package report_test

import (
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// TestUnreadList: what was not read of a list leaves a report open, and a list of reports; one function decides both.
func TestUnreadList(t *testing.T) {
	of := func(outcome report.Outcome) *report.Report {
		return &report.Report{
			Origin: flow.OriginRegistration, Findings: []*report.Finding{{ID: "x", Severity: report.Error, Outcome: outcome}},
		}
	}
	good, bad, open := of(report.Pass), of(report.Fail), of(report.Unknown)
	cut := of(report.Pass)
	cut.Unread = []string{"a page is missing"}
	for name, c := range map[string]struct {
		list    []*report.Report
		unread  []string
		verdict string
		ending  report.Ending
	}{
		"whole":             {[]*report.Report{good}, nil, report.VerdictPass, report.EndClean},
		"one of a list":     {[]*report.Report{cut}, nil, report.VerdictUnknown, report.EndUnknown},
		"list cut off":      {[]*report.Report{good}, cut.Unread, report.VerdictUnknown, report.EndUnknown},
		"cut off, problem":  {[]*report.Report{good, bad}, cut.Unread, report.VerdictFail, report.EndProblems},
		"problem, unknown":  {[]*report.Report{bad, open, good}, nil, report.VerdictFail, report.EndProblems},
		"unknown, then ok":  {[]*report.Report{open, good}, nil, report.VerdictUnknown, report.EndUnknown},
		"nothing was read":  {nil, cut.Unread, report.VerdictUnknown, report.EndUnknown},
		"nothing, complete": {nil, nil, report.VerdictUnknown, report.EndUnknown},
	} {
		got := report.ConcludeAll(c.list, c.unread, report.Error)
		if got.Verdict != c.verdict || got.Ending != c.ending {
			t.Errorf("%s: %s, ending %d", name, got.Verdict, got.Ending)
		}
	}
}
