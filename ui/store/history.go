package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/lazy"
	"edov/inspect/report"
)

// keptReports is how many reports of a connection are kept.
const keptReports = 50

// maxReport bounds the file of a report.
const maxReport = 8 << 20

// Run is one report in a list.
type Run struct {
	ID                string
	At                time.Time
	Verdict, Headline string
	Mark              report.Mark
	Origin            flow.Origin
	Account           string // "work", "personal", "guest"; empty: there was no sign-in
	Email             string // the verdict on the email
	TestServer        bool   // the sign-in was not at Microsoft
	Failed            int    // checks of severity error or warning
	Err               error  // this file cannot be read, but the others can
}

// reportID is the name of a report's file: its time, and a number for reports of the same
// second.
var reportID = lazy.MustCompile(`^\d{8}T\d{6}Z-\d{2}$`)

const reportTime = "20060102T150405Z"

// tokenShape finds what may be a token. A report must not contain one.
var tokenShape = lazy.MustCompile(`eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)

func (s *Store) history(name string) (folder, error) {
	if err := validKey(name); err != nil {
		return folder{}, err
	}
	return s.below(s.dirs.State, "history", name)
}

// AddReport saves the report of a run under a name, where the newest 50 are kept.
func (s *Store) AddReport(name string, r *report.Report) (id string, err error) {
	f, err := s.history(name)
	if err != nil {
		return "", err
	}
	data, err := r.JSON()
	switch {
	case err != nil:
		return "", err
	case tokenShape.Match(data):
		return "", errors.New("part of it looks like a token")
	case len(data) > maxReport:
		return "", errors.New("it is larger than 8 MiB")
	}
	err = f.change(func(root *os.Root) error {
		ids := reportIDs(root)
		stamp := r.JudgedAt.UTC().Format(reportTime)
		for n := 0; id == "" || slices.Contains(ids, id); n++ {
			if n == 100 {
				return errors.New("there are already 100 reports of this second")
			}
			id = fmt.Sprintf("%s-%02d", stamp, n)
		}
		if err := write(root, id+".json", data); err != nil {
			return err
		}
		slices.Sort(ids)
		for _, old := range ids[:max(0, len(ids)+1-keptReports)] { // never the new one, even if the clock went back
			_ = root.Remove(old + ".json") // one report too many does no harm
		}
		return nil
	})
	if err != nil {
		return "", about("the history of", name, err)
	}
	return id, nil
}

func reportIDs(root *os.Root) []string {
	var ids []string
	for _, e := range entries(root) {
		if id, ok := strings.CutSuffix(e.Name(), ".json"); ok && reportID.MatchString(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// History lists the saved runs of a name, newest first.
func (s *Store) History(name string) ([]Run, error) {
	f, err := s.history(name)
	if err != nil {
		return nil, err
	}
	f.tidy()
	names, err := f.names()
	if err != nil {
		return nil, about("the history of", name, err)
	}
	names = slices.DeleteFunc(names, func(id string) bool { return !reportID.MatchString(id) })
	slices.Sort(names)
	slices.Reverse(names)
	runs := make([]Run, 0, len(names))
	for _, id := range names {
		run := Run{ID: id}
		run.At, _ = time.Parse(reportTime, id[:len(reportTime)])
		r, err := s.Report(name, id)
		if err != nil {
			run.Err = err
		} else {
			run.fill(r)
		}
		runs = append(runs, run)
	}
	return runs, nil
}

func (run *Run) fill(r *report.Report) {
	run.TestServer = r.Request.TrustAuthority
	c := r.Conclude(report.Error)
	run.Verdict, run.Headline, run.Mark = c.Verdict, c.Headline, c.Mark
	run.Origin, run.Failed = r.Origin, r.Counts.Errors+r.Counts.Warnings
	if len(r.Tokens) > 0 {
		run.Account, run.Email = r.Account.Kind, r.Email.Verdict
	}
}

// Report reads one report.
func (s *Store) Report(name, id string) (*report.Report, error) {
	f, err := s.history(name)
	if err != nil {
		return nil, err
	}
	if !reportID.MatchString(id) {
		return nil, errors.New("there is no such report")
	}
	data, _, err := f.read(id+".json", maxReport)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such report")
	case err != nil:
		return nil, about("report", id, err)
	}
	r, err := report.Read(data)
	if err != nil {
		return nil, about("report", id, err)
	}
	return r, nil
}

// Latest is the newest report of a sign-in under a name, or, if there is none, the newest
// report of any kind; nil if there is none at all.
func (s *Store) Latest(name string) (*report.Report, error) {
	f, err := s.history(name)
	if err != nil {
		return nil, err
	}
	names, err := f.names()
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var newest *report.Report
	for _, id := range slices.Backward(names) {
		r, err := s.Report(name, id)
		switch {
		case err != nil:
		case r.Origin == flow.OriginSignIn:
			return r, nil
		case newest == nil:
			newest = r
		}
	}
	return newest, nil
}

// ClearHistory deletes all reports of a name.
func (s *Store) ClearHistory(name string) error {
	f, err := s.history(name)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.change(func(root *os.Root) error {
		for _, id := range reportIDs(root) {
			if err := root.Remove(id + ".json"); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return about("the history of", name, errors.New("a report couldn't be deleted"))
			}
		}
		return nil
	})
}
