package report

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/order"
	"edov/inspect/change"
	"edov/inspect/words"
)

// Cause is what one or more findings come from: one thing to fix. Each error, each warning and each check that
// could not be made belongs to exactly one.
type Cause struct {
	ID       string   `json:"id"`       // that of its leading finding
	Title    string   `json:"title"`    // at most TitleWidth characters
	Sentence string   `json:"sentence"` // what is wrong and, where the app registration shows it, why; no full stop
	Mark     Mark     `json:"mark"`     // of its worst finding
	Findings []string `json:"findings"` // IDs, in the order of the report, the leading one first
	Fix      string   `json:"fix,omitempty"`
	// Changes of the app registration that carry out Fix.
	Changes []change.Edit `json:"changes,omitempty"`
	Next    Next          `json:"next"`
}

// TitleWidth bounds the title of a cause.
const TitleWidth = 60

// Next is the one action that a cause asks for next.
type Next string

// The next actions.
const (
	NextChange Next = "change" // make Changes
	NextFix    Next = "fix"    // follow Fix
	NextRead   Next = "read"   // no fix is known: read about the leading check
)

// causesJSON says which findings come from which other one, and in which words a setting is a reason.
//
//go:embed causes.json
var causesJSON []byte

type causeTable struct {
	Symptoms map[string][]string `json:"symptoms"` // of a finding, where both are problems
	Because  map[string]string   `json:"because"`  // a failed setting as the reason, after "because"
}

var causeRules = sync.OnceValue(func() (t causeTable) {
	if err := json.Unmarshal(causesJSON, &t); err != nil {
		panic("report: causes.json: " + err.Error()) // it is part of the program; a test reads it
	}
	return t
})

// CausesOf groups findings by what they come from, worst first. Notes join the cause that they share, and make none.
func CausesOf(findings []*Finding) []Cause {
	var open []*Finding
	for i := range findings {
		if !findings[i].Outcome.quiet() {
			open = append(open, findings[i])
		}
	}
	group := make([]int, len(open)) // the first finding of the group that each belongs to
	for i := range open {
		group[i] = i
	}
	for i, a := range open {
		for j, b := range open[:i] {
			if group[i] == group[j] || !sameCause(a, b) {
				continue
			}
			from, to := max(group[i], group[j]), min(group[i], group[j])
			for k := range group {
				if group[k] == from {
					group[k] = to
				}
			}
		}
	}
	causes := []Cause{}
	for first := range open {
		var of []*Finding
		for i, f := range open {
			if group[i] == first {
				of = append(of, f)
			}
		}
		if slices.ContainsFunc(of, func(f *Finding) bool { return f.Mark() != MarkNote }) {
			causes = append(causes, causeOf(of))
		}
	}
	order.Stable(causes, func(a, b Cause) int { return worst(a, findings) - worst(b, findings) })
	return causes
}

// causes are those of the findings; of equally bad ones, what the headline says comes first. A network that stopped the
// sign-in comes before all: what was found elsewhere, such as a date that was entered, has nothing to do with it.
func (r *Report) causes() []Cause {
	stopped := func(c Cause) int {
		if r.Failure != nil && r.Failure.Kind == flow.FailureNetwork && slices.Contains(c.Findings, "signin-completed") {
			return 0
		}
		return 1
	}
	told := func(c Cause) int {
		for _, f := range r.Findings {
			if f.Summary != "" && strings.Contains(r.Headline, f.Summary) && slices.Contains(c.Findings, f.ID) {
				return 0
			}
		}
		return 1
	}
	list := CausesOf(r.Findings)
	order.Stable(list, func(a, b Cause) int {
		return cmp.Or(stopped(a)-stopped(b), worst(a, r.Findings)-worst(b, r.Findings), told(a)-told(b))
	})
	return list
}

func worst(c Cause, findings []*Finding) int {
	rank := QuietRank
	for _, f := range findings {
		if slices.Contains(c.Findings, f.ID) {
			rank = min(rank, f.Rank())
		}
	}
	return rank
}

// ByCause are the findings that are not quiet, cause by cause, in each the leading one first, and then the notes.
func (r *Report) ByCause() []*Finding {
	var list []*Finding
	seen := map[string]bool{}
	for _, c := range r.Causes {
		for _, id := range c.Findings {
			list, seen[id] = append(list, r.Find(id)), true
		}
	}
	for _, f := range r.Findings {
		if f.Rank() < QuietRank && !seen[f.ID] {
			list = append(list, f)
		}
	}
	return list
}

// sameCause: one points at the other, the table says so, or one action fixes both.
func sameCause(a, b *Finding) bool {
	if pointsAt(a, b.ID) || pointsAt(b, a.ID) || isSymptom(a.ID, b.ID) || isSymptom(b.ID, a.ID) {
		return true
	}
	if (a.Outcome == Unknown) != (b.Outcome == Unknown) {
		return false
	}
	if a.Outcome == Unknown && a.Summary == b.Summary {
		return true
	}
	return a.Fix != "" && a.Fix == b.Fix && sameChanges(a.Changes, b.Changes)
}

// pointsAt: the evidence names the check that explains the cause.
func pointsAt(f *Finding, id string) bool {
	return slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Label == "see" && e.Got == id })
}

func isSymptom(id, of string) bool { return slices.Contains(causeRules().Symptoms[of], id) }

func sameChanges(a, b []change.Edit) bool {
	return slices.EqualFunc(a, b, func(a, b change.Edit) bool {
		return a.Path == b.Path && string(a.After) == string(b.After)
	})
}

// causeOf writes the cause of findings that belong together.
func causeOf(of []*Finding) Cause {
	lead := leadOf(of)
	c := Cause{ID: lead.ID, Mark: lead.Mark(), Findings: []string{lead.ID}, Fix: lead.Fix, Changes: lead.Changes}
	rank := lead.Rank()
	for _, f := range of {
		if f.ID != lead.ID {
			c.Findings = append(c.Findings, f.ID)
		}
		if f.Rank() < rank {
			rank, c.Mark = f.Rank(), f.Mark()
		}
		if c.Fix == "" {
			c.Fix, c.Changes = f.Fix, f.Changes
		}
	}
	what := lead.clause()
	c.Title, c.Sentence = titled(what), what
	if setting, ok := settingOf(of, lead); ok {
		if because, ok := causeRules().Because[setting.ID]; ok {
			c.Sentence += " because " + because
		} else {
			c.Sentence += ": " + InRegistration(setting.Summary)
		}
	}
	switch {
	case len(c.Changes) > 0:
		c.Next = NextChange
	case c.Fix != "":
		c.Next = NextFix
	default:
		c.Next = NextRead
	}
	return c
}

// InRegistration says that something was found in the app registration, unless it says so itself.
func InRegistration(summary string) string {
	if strings.Contains(summary, "app registration") {
		return summary
	}
	return "in the app registration, " + summary
}

// leadOf is the finding that says best what is wrong: one that the others come from, or else the worst that says how
// to fix it.
func leadOf(of []*Finding) *Finding {
	for _, f := range of {
		if slices.ContainsFunc(of, func(other *Finding) bool { return isSymptom(other.ID, f.ID) }) &&
			!slices.ContainsFunc(of, func(other *Finding) bool { return isSymptom(f.ID, other.ID) }) {
			return f
		}
	}
	lead := of[0]
	for _, f := range of[1:] {
		if lead.Fix == "" && f.Fix != "" || (lead.Fix != "" || f.Fix == "") && f.Rank() < lead.Rank() {
			lead = f
		}
	}
	return lead
}

// settingOf is the failed setting of the app registration behind a finding of a sign-in.
func settingOf(of []*Finding, lead *Finding) (*Finding, bool) {
	i := slices.IndexFunc(of, func(f *Finding) bool {
		return lead.Page == "" && f.Page != "" && f.Outcome == Fail && slices.Contains(lead.Related, f.ID)
	})
	if i < 0 {
		return nil, false
	}
	return of[i], true
}

// clause is the first part of a finding's summary; its title where it has none.
func (f *Finding) clause() string {
	first, _, _ := strings.Cut(f.Summary, "; ")
	return cmp.Or(strings.TrimSpace(first), f.Title)
}

// titled is a clause that fits a title, beginning with a capital letter unless it begins with a name such as xms_edov.
func titled(what string) string { return Capital(fitting(what)) }

// fitting shortens a clause to TitleWidth at its joints.
func fitting(what string) string {
	if before, _, ok := strings.Cut(what, " (AADSTS"); ok {
		what = before
	}
	if utf8.RuneCountInString(what) > TitleWidth {
		before, _, ok := strings.Cut(what, ": ")
		if !ok {
			before, _, _ = strings.Cut(what, ", ")
		}
		what = before
	}
	if utf8.RuneCountInString(what) > TitleWidth {
		what = string([]rune(what)[:TitleWidth-1])
		if at := strings.LastIndexByte(what, ' '); at > 0 {
			what = what[:at]
		}
		what += "…"
	}
	return what
}

// Capital begins a text with a capital letter, names of claims and members apart.
func Capital(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if strings.ContainsAny(first, "_.[:/") || first == "edov's" || strings.ToLower(first) != first {
		return text
	}
	return words.Sentence(text)
}
