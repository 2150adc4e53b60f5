package markdown

import (
	"fmt"
	"strings"
	"time"

	"edov/inspect/rollout"
	"edov/inspect/words"
)

// Rollout writes who in a tenant may have trouble signing in.
func Rollout(r *rollout.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Before rollout\n\n%s.\n\nChecked at %s. %s.\n\n",
		Inert(words.Sentence(r.Headline)), Inert(r.JudgedAt.Format(time.RFC3339)), Inert(words.Sentence(r.CountWords())))
	b.WriteString("| | check | found | fix |\n|---|---|---|---|\n")
	for _, k := range r.Checks {
		found := Inert(k.Summary)
		if words := k.Expected(r.Product); words != "" {
			found += "; " + Inert(words)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", k.Mark(), code(k.ID), found, Inert(k.Fix))
	}
	if line := r.OthersWords(); line != "" {
		fmt.Fprintf(&b, "\n%s.\n", Inert(words.Sentence(line)))
	}
	if r.Partial {
		fmt.Fprintf(&b, "\nNot all users were read: %s.\n", Inert(r.Reason))
	}
	for _, why := range r.Faults {
		fmt.Fprintf(&b, "\nNot read: %s.\n", Inert(why))
	}
	if len(r.List) == 0 {
		return b.String()
	}
	b.WriteString("\n| trouble | user | mail | expected |\n|---|---|---|---|\n")
	for _, l := range r.List {
		name := l.PrincipalName
		if name == "" {
			name = l.ID
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", Inert(l.Why()), Inert(name), Inert(l.Mail), Inert(l.Expected()))
	}
	if r.More > 0 {
		fmt.Fprintf(&b, "\n%d more are not listed.\n", r.More)
	}
	return b.String()
}
