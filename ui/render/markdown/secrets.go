package markdown

import (
	"fmt"
	"strings"
	"time"

	"edov/inspect/secret"
	"edov/inspect/words"
)

// Secrets writes a list of client secrets and certificates.
func Secrets(r *secret.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Client secrets\n\n%s.\n\nChecked at %s. %s.\n\n",
		Inert(words.Sentence(r.Headline())), Inert(r.JudgedAt.Format(time.RFC3339)),
		Inert(words.Count(r.Registrations, "registration", "registrations")))
	if len(r.Secrets) > 0 {
		b.WriteString("| state | expires | when | app | secret | hint | created |\n")
		b.WriteString("|---|---|---|---|---|---|---|\n")
	}
	for _, l := range r.Secrets {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", l.State, secret.LastDay(l.Ends),
			Inert(l.When(r.JudgedAt)), Inert(l.App), Inert(l.Label()), code(l.Hint), secret.Day(l.Created))
	}
	for _, line := range r.Remarks() {
		fmt.Fprintf(&b, "\n%s.\n", Inert(words.Sentence(line)))
	}
	return b.String()
}
