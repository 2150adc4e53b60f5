package fault

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sample is a text with a sign, and the day on which the sign's source was read. The program needs neither.
type sample struct{ Example, Read string }

// samples are those of all signs, by their names.
func samples(tb testing.TB) map[string]sample {
	tb.Helper()
	data, err := os.ReadFile("../../testdata/explain/signs.json")
	if err != nil {
		tb.Fatal(err)
	}
	var all map[string]sample
	if err := json.Unmarshal(data, &all); err != nil {
		tb.Fatal(err)
	}
	return all
}

// TestSigns holds the tables of signs to their rules: patterns compile and match their own example, causes exist.
func TestSigns(t *testing.T) {
	all := samples(t)
	if len(all) != len(signs()) {
		t.Errorf("%d samples for %d signs", len(all), len(signs()))
	}
	for _, s := range signs() {
		name := s.Speaker + " " + s.Code
		sample := all[name]
		pattern, err := regexp.Compile("(?i)" + s.Pattern)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r := read(sample.Example); !pattern.MatchString(r.flat) || !s.in(r) {
			t.Errorf("%s does not match its own example (literals %q)", name, s.literals)
		}
		if !slices.ContainsFunc(families(), func(f *family) bool { return f.ID == s.Family }) {
			t.Errorf("%s: no family %q", name, s.Family)
		}
		for _, id := range s.Causes {
			if _, ok := likelies()[id]; !ok {
				t.Errorf("%s: no cause %q", name, id)
			}
		}
		if s.Means == "" || s.Source == "" || sample.Read == "" || len(s.Causes) == 0 {
			t.Errorf("%s is thin", name)
		}
	}
}

// TestExamples: each text, as a user has it in hand, leads to one of the causes of its sign.
func TestExamples(t *testing.T) {
	all := samples(t)
	for _, s := range signs() {
		example := all[s.Speaker+" "+s.Code].Example
		e, ok := ExplainText(example, About{})
		if !ok {
			t.Errorf("%s %s: not explained", s.Speaker, s.Code)
			continue
		}
		if strings.HasPrefix(e.ID, "AADSTS") || e.Failure != nil && e.Failure.Code() != 0 || e.CheckID != "" {
			continue // Microsoft's own words in the example say more
		}
		if !slices.ContainsFunc(e.Causes, func(l Likely) bool { return slices.Contains(s.Causes, l.ID) }) {
			var ids []string
			for _, l := range e.Causes {
				ids = append(ids, l.ID)
			}
			if inner := look(example, About{}).inner; len(inner) > 0 && inner[0] != s {
				continue // a more exact sign is in it too
			}
			t.Errorf("%s %s: %s %v, want one of %v", s.Speaker, s.Code, e.ID, ids, s.Causes)
		}
	}
}
