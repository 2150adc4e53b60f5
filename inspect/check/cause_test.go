package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"edov/inspect/report"
)

// OneCauseEach says which findings belong to no cause or to several, and which causes say too little.
func OneCauseEach(r *report.Report) (wrong []string) {
	times := map[string]int{}
	for _, c := range r.Causes {
		for _, id := range c.Findings {
			times[id]++
		}
		if c.ID != c.Findings[0] || c.Title == "" || c.Sentence == "" ||
			utf8.RuneCountInString(c.Title) > report.TitleWidth ||
			strings.HasSuffix(c.Title, ",") {
			wrong = append(wrong, "cause "+c.ID+" says "+c.Title+" | "+c.Sentence)
		}
		if (c.Next == report.NextChange) != (len(c.Changes) > 0) || c.Next == report.NextFix && c.Fix == "" {
			wrong = append(wrong, "cause "+c.ID+" has the next action "+string(c.Next))
		}
	}
	worst := report.QuietRank
	for _, f := range r.Findings {
		counts := f.Rank() < report.QuietRank && f.Mark() != report.MarkNote
		if counts && times[f.ID] != 1 || !counts && times[f.ID] > 1 {
			wrong = append(wrong, f.ID+" is in more or fewer causes than one")
		}
		worst = min(worst, f.Rank())
	}
	if len(r.Causes) > 0 && r.Find(r.Causes[0].ID).ID == "" {
		wrong = append(wrong, "a cause is about no finding")
	}
	return wrong
}

// TestCausesOfManifests: each finding on an app registration has one cause.
func TestCausesOfManifests(t *testing.T) {
	files, err := filepath.Glob("../../testdata/manifest/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		for _, s := range manifest(t, name) {
			if wrong := OneCauseEach(judge(s)); wrong != nil {
				t.Errorf("%s: %q", name, wrong)
			}
		}
	}
	for name, r := range hostileReports(t) {
		if wrong := OneCauseEach(r); wrong != nil {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}

// TestCauseOfSignIn: with the app registration beside it, the cause names the setting.
func TestCauseOfSignIn(t *testing.T) {
	s := session(t, "xms_edov", nil)
	s.Registration = manifest(t, "no-edov")[0].Registration
	c := judge(s).Causes[0]
	if c.Sentence != "xms_edov is missing from the ID token because the app registration does not request it" ||
		!slices.Equal(c.Findings, []string{"edov-present", "email-verified", "optional-edov"}) ||
		c.Next != report.NextChange {
		t.Errorf("the cause is %+v", c)
	}
	s.Registration = nil
	if c := judge(s).Causes[0]; c.Sentence != "xms_edov is missing from the ID token" || len(c.Findings) != 2 {
		t.Errorf("without a registration the cause is %+v", c)
	}
}
