package render_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"

	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/inspect/report"
	"edov/inspect/secret"
	csvformat "edov/ui/render/csv"
	"edov/ui/render/openmetrics"
)

func TestOpenMetrics(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(secretsOf(hostile))
	texts := map[string][]byte{"secrets": openmetrics.Secrets(c.Report())}
	for name, list := range allReports(t) {
		texts[name] = openmetrics.Reports(list, []string{hostile})
	}
	for name, text := range texts {
		inert(t, name, text)
		if !bytes.HasSuffix(text, []byte("\n# EOF\n")) || bytes.Count(text, []byte("\n# EOF")) != 1 {
			t.Errorf("%s does not end as it should", name)
		}
		families, err := new(expfmt.TextParser).TextToMetricFamilies(bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		for family, f := range families {
			seen := map[string]bool{}
			for _, m := range f.Metric {
				labels := ""
				for _, l := range m.Label {
					labels += l.GetName() + "=" + l.GetValue() + "\x00"
				}
				if seen[labels] {
					t.Errorf("%s: %s has the same labels twice: %q", name, family, labels)
				}
				seen[labels] = true
			}
		}
	}
	text := string(openmetrics.Reports([]*report.Report{manifestReport(t, "no-edov")}, nil))
	for _, want := range []string{
		`verdict="pass"} 1`, `check="optional-edov",severity="warning",outcome="fail"} 1`,
		"edov_read_errors 0",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// secretsOf is a registration whose texts are all the same.
func secretsOf(text string) *appreg.App {
	a := &appreg.App{CredentialsKnown: true}
	a.DisplayName.Value, a.AppID.Value = text, text
	a.Credentials = []appreg.Credential{
		{Kind: appreg.CredentialSecret, KeyID: text, Name: text, Hint: text, End: mint.Noon().AddDate(0, 0, -3)},
		{Kind: appreg.CredentialSecret, KeyID: text, Name: text},
	}
	return a
}

// TestCSV: no cell is a formula, and nothing ends a row early (security 152).
func TestCSV(t *testing.T) {
	for _, text := range []string{
		hostile, "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "＝1", "－1", "a,\"b\"", "shop", "", "'=1",
	} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(secretsOf(text))
		data := csvformat.Secrets(c.Report())
		inert(t, text, data)
		r := csv.NewReader(bytes.NewReader(data))
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%q: %d rows, %v", text, len(rows), err)
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				if rows[0][i] != "days_left" && strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
					t.Errorf("%q: %s is %q", text, rows[0][i], cell)
				}
			}
		}
		if bare := rows[1][slices.Index(rows[0], "name")]; text == "shop" && bare != "shop" || text == "=1+1" &&
			bare != "'=1+1" {
			t.Errorf("%q became %q", text, bare)
		}
		if days := rows[1][slices.Index(rows[0], "days_left")]; days != "-3" {
			t.Errorf("%q: days left %q", text, days)
		}
		if rows[2][slices.Index(rows[0], "expires")]+rows[2][slices.Index(rows[0], "days_left")] != "" {
			t.Errorf("%q: a secret without a date has one: %q", text, rows[2])
		}
	}
}
