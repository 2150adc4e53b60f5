package workspace

import (
	"errors"
	"slices"

	"edov/inspect/report/diff"
	"edov/ui/store"
	"edov/ui/workspace/sentence"
)

// History lists the runs that were saved of a subject, newest first. The error
// is the store's. Any goroutine may call it.
func (d *Desk) History(key string) ([]store.Run, error) { return d.Store.History(key) }

// Reports reads saved reports as runs of the subject.
func (d *Desk) Reports(s *Subject, key string, ids ...string) ([]*Run, error) {
	var runs []*Run
	for _, id := range ids {
		r, err := d.Store.Report(key, id)
		if err != nil {
			return nil, err
		}
		runs = append(runs, &Run{Subject: s, Report: r, At: r.JudgedAt})
	}
	return runs, nil
}

// ToCompare chooses the two runs to compare, the older one first: a run with a
// marked one, or with the last one of its kind before it.
func ToCompare(runs []store.Run, id, marked string) (older, newer string, err error) {
	index := func(id string) int { return slices.IndexFunc(runs, func(r store.Run) bool { return r.ID == id }) }
	other := marked
	if i := index(id); other == "" && i >= 0 {
		for _, earlier := range runs[i+1:] { // the newest first
			if other == "" && earlier.Origin == runs[i].Origin {
				other = earlier.ID
			}
		}
	}
	switch other {
	case "":
		return "", "", errors.New("no earlier report of this kind; mark one to compare with")
	case id:
		return "", "", errors.New("this is the marked report; choose another")
	}
	if index(other) < index(id) { // the newest is the first
		return id, other, nil
	}
	return other, id, nil
}

// ClearHistory deletes the saved reports. Any goroutine may call it.
func (d *Desk) ClearHistory(key string) error { return d.Store.ClearHistory(key) }

// AskClear is the question before that.
func AskClear(s *Subject, n int) string {
	return "Delete all " + Plural(n, "report") + " of " + s.Name() + "?"
}

// RunFacts tell about one saved run, as names and values.
func RunFacts(r store.Run) [][2]string {
	return [][2]string{
		{"when", r.At.UTC().Format("2006-01-02 15:04:05") + " UTC"},
		{"what", originWords(r.Origin)},
		{"account", r.Account},
		{"email", r.Email},
		{"failed", Plural(r.Failed, "check")},
	}
}

// RunHeadline is what a saved run showed, or why it can't be read.
func RunHeadline(r store.Run) string {
	if r.Err != nil {
		return r.Err.Error()
	}
	return r.Headline
}

// DiffNotes say what to know about a comparison.
func DiffNotes(d *diff.Diff) []string {
	var notes []string
	if d.OtherAccount {
		notes = append(notes, sentence.OtherAccount)
	}
	if d.Empty() {
		notes = append(notes, "The same checks failed and passed, and the claims are the same.",
			"Microsoft may need minutes to apply a change; Watch for a change waits.")
	}
	return notes
}
