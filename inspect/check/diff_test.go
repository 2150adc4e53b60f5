package check

import (
	"slices"
	"strings"
	"testing"

	"edov/inspect/report"
	"edov/inspect/report/diff"
)

// compareClaims judges two sessions of the same person whose ID tokens differ
// in the given changes.
func compareClaims(t *testing.T, before, after []any) *diff.Diff {
	t.Helper()
	return diff.Between(judge(session(t, before...)), judge(session(t, after...)))
}

func TestCompare(t *testing.T) {
	for _, test := range []struct {
		name          string
		before, after []any
		summary       string
		claims        []string
		routine       []string
	}{
		{"the same", nil, nil, "nothing changed", nil, nil},
		{
			"a new sign-in",
			[]any{"uti", "one", "aio", "one"},
			[]any{"uti", "another", "aio", "another"},
			"nothing changed",
			nil,
			[]string{"aio", "uti"},
		},
		{"xms_edov added", []any{"xms_edov", nil}, nil, "fixed: edov-present", []string{"xms_edov absent -> true"}, nil},
		{"xms_edov lost", nil, []any{"xms_edov", nil}, "worse: edov-present", []string{"xms_edov true -> absent"}, nil},
		{
			"another name", nil,
			[]any{"name", "Ada Lovelace"},
			"1 claim has changed; no check changed for better or worse",
			[]string{`name "Ada" -> "Ada Lovelace"`},
			nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := compareClaims(t, test.before, test.after)
			if got := d.Summary(); got != test.summary {
				t.Errorf("summary %q, want %q", got, test.summary)
			}
			var claims []string
			for _, c := range d.Claims {
				if c.Token == "id" {
					claims = append(claims, c.Name+" "+c.Before+" -> "+c.After)
				}
			}
			if !slices.Equal(claims, test.claims) {
				t.Errorf("claims %q, want %q", claims, test.claims)
			}
			for _, name := range test.routine {
				if !slices.Contains(d.Routine, name) {
					t.Errorf("%s is not among the routine %q", name, d.Routine)
				}
			}
			if d.Empty() != (test.summary == "nothing changed") {
				t.Errorf("empty is %t", d.Empty())
			}
			if d.OtherAccount {
				t.Error("the account is called another")
			}
		})
	}
}

func TestCompareAccounts(t *testing.T) {
	d := compareClaims(t, nil, []any{"oid", "99999999-7b7d-4c96-a1e0-8f42d9b63175"})
	if !d.OtherAccount {
		t.Error("another oid is not told")
	}
}

// TestCompareVerdicts: that a signature could not be checked any more is said, though nothing failed.
func TestCompareVerdicts(t *testing.T) {
	checked := judge(signedIn(t, sign(t, goodHeader, claimsText(t))))
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.KeySets = nil
	d := diff.Between(checked, judge(s))
	if d.Verdict == nil || d.Verdict.Before != report.VerdictPass || d.Verdict.After != report.VerdictUnknown ||
		!strings.Contains(d.Summary(), "pass and is unknown") {
		t.Errorf("%+v: %s", d.Verdict, d.Summary())
	}
}
