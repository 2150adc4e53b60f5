package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/inspect/guide"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// report is a stored one, judged at a time.
func reportOf(t *testing.T, judged time.Time) *report.Report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "report", "healthy.json"))
	check(t, err)
	r, err := report.Read(data)
	check(t, err)
	r.JudgedAt = judged
	return r
}

func TestProgress(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	if way, err := s.Progress("shop"); err != nil || way.At != "" {
		t.Errorf("nothing gives %+v, %v", way, err)
	}
	for _, key := range []string{"shop", PracticeKey, NewKey(guide.All()[0])} {
		now, err := s.UpdateProgress(key, func(p *guide.Progress) { p.At = key })
		if way, err2 := s.Progress(key); err != nil || err2 != nil || way.At != key || now.At != key {
			t.Errorf("%s: %+v, %v, %v", key, way, err, err2)
		}
	}
	if _, err := s.UpdateProgress("../x", func(*guide.Progress) {}); err == nil {
		t.Error("a name that leaves the folder is taken")
	}
	path := filepath.Join(dir, "state", "progress", "shop.json")
	for name, data := range map[string]string{
		"no JSON": "{", "twice": `{"at":"x","at":"y"}`, "newer": `{"schema":2}`,
		"large": `{"at":"` + strings.Repeat("x", 2<<20) + `"}`,
	} {
		check(t, os.WriteFile(path, []byte(data), 0o600))
		if _, err := s.Progress("shop"); err == nil || !strings.Contains(err.Error(), "the progress of shop") {
			t.Errorf("%s: %v", name, err)
		}
		if err := setAt(s, "here"); err == nil || !strings.Contains(err.Error(), "move "+path+" away") {
			t.Errorf("%s is written over: %v", name, err)
		}
		if left, err := os.ReadFile(path); err != nil || string(left) != data {
			t.Errorf("%s was changed", name)
		}
	}
}

// TestTwoWaysThroughTheGuide (security 155): what two edovs change of a
// progress stays, whichever is written last.
func TestTwoWaysThroughTheGuide(t *testing.T) {
	dir := t.TempDir()
	first, second := at(dir, nil), at(dir, nil)
	base, err := first.Progress("shop")
	check(t, err)
	mine := base.Clone()
	mine.Say("credentials", true, noon)
	_, err = second.UpdateProgress("shop",
		func(p *guide.Progress) { p.Observe(reportOf(t, noon)); p.Say("enable", true, noon) })
	check(t, err)
	now, err := first.UpdateProgress("shop", func(p *guide.Progress) { p.Merge(base, mine) })
	check(t, err)
	if len(now.Said) != 2 || len(now.Seen) == 0 || now.ClientID == "" {
		t.Errorf("kept are the marks %v", now.Said)
	}
}

// TestPracticeIsOnes: the practice is one edov's until that lets it go.
func TestPracticeIsOnes(t *testing.T) {
	dir := t.TempDir()
	first := at(dir, nil).BeginPractice()
	second := at(dir, nil).BeginPractice()
	if !first.Mine || second.Mine || first.Way == nil || second.Way == nil || len(first.Notes)+len(second.Notes) > 0 {
		t.Fatalf("begun are %+v and %+v", first, second)
	}
	first.Release()
	if third := at(dir, nil).BeginPractice(); !third.Mine {
		t.Error("it was not let go")
	}
}

func TestPractice(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	if p, err := s.Practice(); p != nil || err != nil {
		t.Errorf("nothing gives %+v, %v", p, err)
	}
	check(t, s.SetPractice(Practice{ClientID: clientID, SecretExpires: noon}))
	if p, err := s.Practice(); err != nil || p.ClientID != clientID || !p.SecretExpires.Equal(noon) {
		t.Errorf("read %+v, %v", p, err)
	}
	path := filepath.Join(dir, "state", "progress", "demo-tenant.json")
	for data, says := range map[string]string{
		`{"schema":2}`: "newer edov", `[]`: "can't be read",
		`{"schema":1,"setup":{"dashboard":{"clientId":"` + strings.Repeat("x", 5000) + `"}}}`: "doesn't fit the demo tenant",
	} {
		check(t, os.WriteFile(path, []byte(data), 0o600))
		if _, err := s.Practice(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40s: %v", data, err)
		}
		if s.SetPractice(Practice{}) == nil {
			t.Errorf("%.40s is written over", data)
		}
	}
}

// TestHistoryKeepsFifty: the newest 50, in order.
func TestHistoryKeepsFifty(t *testing.T) {
	s := at(t.TempDir(), nil)
	for i := range 55 {
		_, err := s.AddReport("shop", reportOf(t, noon.Add(time.Duration(i)*time.Minute)))
		check(t, err)
	}
	old, err := s.AddReport("shop", reportOf(t, noon.Add(-time.Hour))) // the clock went back
	check(t, err)
	if _, err := s.Report("shop", old); err != nil {
		t.Errorf("the new report is gone: %v", err)
	}
	for range 3 { // in one second
		_, err := s.AddReport("shop", reportOf(t, noon.Add(time.Hour)))
		check(t, err)
	}
	runs, err := s.History("shop")
	if err != nil || len(runs) != keptReports {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for i, r := range runs {
		if r.Err != nil || r.Headline == "" || r.Account != "work" || r.Email != proof.EmailVerified || i > 0 &&
			r.ID >= runs[i-1].ID {
			t.Errorf("run %d is %+v", i, r)
		}
	}
	latest, err := s.Latest("shop")
	if err != nil || !latest.JudgedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("the latest is of %v, %v", latest.JudgedAt, err)
	}
	check(t, s.ClearHistory("shop"))
	if runs, err := s.History("shop"); len(runs) != 0 || err != nil {
		t.Errorf("%d are left, %v", len(runs), err)
	}
}

// TestBrokenReport hides no other.
func TestBrokenReport(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	good, err := s.AddReport("shop", reportOf(t, noon))
	check(t, err)
	folder := filepath.Join(dir, "state", "history", "shop")
	check(t, os.WriteFile(filepath.Join(folder, "20271124T120000Z-00.json"), []byte("{"), 0o600))
	check(t, os.WriteFile(filepath.Join(folder, "notes.json"), []byte("{}"), 0o600))
	runs, err := s.History("shop")
	if err != nil || len(runs) != 2 || runs[0].Err == nil || runs[1].Err != nil || runs[1].ID != good {
		t.Errorf("%+v, %v", runs, err)
	}
	if r, err := s.Latest("shop"); err != nil || r == nil || !r.JudgedAt.Equal(noon) {
		t.Errorf("the latest is %+v, %v", r, err)
	}
	for _, id := range []string{"", "../../config/connections/shop", "notes", "20261124T120000Z-99"} {
		if _, err := s.Report("shop", id); err == nil {
			t.Errorf("the report %q is read", id)
		}
	}
}

// TestNoTokenInHistory: a report that holds what looks like a token is not
// kept.
func TestNoTokenInHistory(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	r := reportOf(t, noon)
	r.Detail = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln"
	if _, err := s.AddReport("shop", r); err == nil {
		t.Error("it was kept")
	}
	if runs, _ := s.History("shop"); len(runs) != 0 {
		t.Errorf("%d runs", len(runs))
	}
}

// TestForgetTakesAll: progress and history go with the connection.
func TestForgetTakesAll(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	check(t, setAt(s, "here"))
	check(t, s.Touch("shop"))
	_, err := s.AddReport("shop", reportOf(t, noon))
	check(t, err)
	saved, _, err := s.Load("shop")
	if err != nil || !saved.UsedAt.Equal(noon) {
		t.Errorf("used at %v, %v", saved.UsedAt, err)
	}
	check(t, forget(t, s, "shop"))
	check(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != lockName {
			t.Errorf("left behind: %s", path)
		}
		return err
	}))
}

// TestNowhere (security 170): without folders nothing is kept, and
// nothing is written anywhere.
func TestNowhere(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dirs := range []Dirs{{}, {Config: "relative", State: "relative"}} {
		s := New(dirs, Options{})
		errs := map[string]error{
			"Save": s.Save(connection("shop")), "UpdateProgress": setAt(s, "here"),
			"Forget": forget(t, s, "shop"),
		}
		_, errs["List"] = s.List()
		_, errs["AddReport"] = s.AddReport("shop", report2())
		_, errs["History"] = s.History("shop")
		for name, err := range errs {
			if err == nil || !strings.Contains(err.Error(), "home folder") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) != 0 {
		t.Errorf("written here: %v, %v", left, err)
	}
}

func report2() *report.Report { return &report.Report{Schema: report.Schema, JudgedAt: noon} }

// TestDefaultDirs (security 170): as the XDG base directory specification
// says, and never a folder that others can write to.
func TestDefaultDirs(t *testing.T) {
	t.Cleanup(func() { _, _ = DefaultDirs() }) // the library keeps what it read
	home := t.TempDir()
	for _, c := range []struct {
		name, home, config, state string
		want                      Dirs // zero: the error
	}{
		{"home", home, "", "", Dirs{Config: home + "/.config/edov", State: home + "/.local/state/edov"}},
		{"variables", home, "/a", "/b", Dirs{Config: "/a/edov", State: "/b/edov"}},
		{
			"relative ones are ignored", home, "a", "b",
			Dirs{Config: home + "/.config/edov", State: home + "/.local/state/edov"},
		},
		{"variables without home", "", "/a", "/b", Dirs{Config: "/a/edov", State: "/b/edov"}},
		{"nothing", "", "", "", Dirs{}},
		{"half", "", "/a", "", Dirs{}},
		{"relative home", "here", "", "", Dirs{}},
		{"relative all", "", "a", "b", Dirs{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("HOME", c.home)
			t.Setenv("XDG_CONFIG_HOME", c.config)
			t.Setenv("XDG_STATE_HOME", c.state)
			got, err := DefaultDirs()
			if got != c.want || errors.Is(err, errNoHome) != (c.want == Dirs{}) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}
