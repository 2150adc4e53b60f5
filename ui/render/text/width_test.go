package text

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/inspect/doctor"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// fits fails for a line that is wider than asked for and could be broken: one word stays whole.
func fits(t *testing.T, what, shown string, width int) {
	t.Helper()
	for _, line := range strings.Split(shown, "\n") {
		if columns(line) > width && len(strings.Fields(line)) > 1 && !strings.Contains(line, "://") {
			t.Errorf("%s: %d columns, want %d: %q", what, columns(line), width, line)
		}
	}
}

// TestLinesFitEachWidth: lines are as wide as asked for, in ASCII too, where "…" takes three columns.
func TestLinesFitEachWidth(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	c := secret.NewCollector(now, 30, 0)
	for i, name := range []string{"import", "a long name of a secret that nobody shortened", "web"} {
		c.Add(&appreg.App{
			AppID:       appreg.Setting[string]{Value: "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"},
			DisplayName: appreg.Setting[string]{Value: "Contoso intranet"},
			Credentials: []appreg.Credential{
				{Kind: appreg.CredentialSecret, Name: name, KeyID: name, Hint: "a9~", End: now.AddDate(0, 0, 90*i-11)},
			},
		})
	}
	files, err := filepath.Glob("../../../testdata/report/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no stored reports", err)
	}
	machine := doctor.Judge(doctor.Facts{Online: true, Version: "edov 1.0.0"})
	for _, width := range []int{40, 60, 80, 100} {
		for _, ascii := range []bool{false, true} {
			style := Style{Width: width, ASCII: ascii}
			var b bytes.Buffer
			if err := Secrets(&b, c.Report(), style); err != nil {
				t.Fatal(err)
			}
			fits(t, "secrets", b.String(), width)
			b.Reset()
			if err := Doctor(&b, machine, "edov doctor --online", style); err != nil {
				t.Fatal(err)
			}
			fits(t, "doctor", b.String(), width)
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				r, err := report.Read(data)
				if err != nil {
					t.Fatal(err)
				}
				b.Reset()
				if err := Report(&b, r, Options{Style: style}); err != nil {
					t.Fatal(err)
				}
				fits(t, file, b.String(), width)
			}
		}
	}
}

// TestDoctorTitlesStandApart: a long title does not run into what was found.
func TestDoctorTitlesStandApart(t *testing.T) {
	r := doctor.Report{Lines: []doctor.Line{
		{Title: "version", Found: "edov 1.0.0"}, {Title: "login.microsoftonline.com", Found: "can't reach a DNS server"},
	}}
	for _, width := range []int{40, 80} {
		var b bytes.Buffer
		if err := Doctor(&b, &r, "", Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "comcan't") || !strings.Contains(b.String(), "login.microsoftonline.com") {
			t.Errorf("shows\n%s", b.String())
		}
	}
}
