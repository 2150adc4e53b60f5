package check

import (
	"fmt"
	"strings"

	"edov/inspect/words"
)

// Markdown writes docs/checks.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Checks\n\nThis page is made from the code (`go test ./inspect/check -update`); changes by hand are lost.\n\n")
	b.WriteString("An error means that sign-in breaks or is not safe, a warning that it works but departs from advice or will break later, a note that something is good to know. `edov explain CHECK-ID` shows one of them.\n\n")
	b.WriteString("| check | severity | holds when |\n|---|---|---|\n")
	checks := Checks()
	for _, c := range checks {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", c.ID, c.ID, c.Severity, c.Title)
	}
	for _, c := range checks {
		b.WriteString("\n" + MarkdownOf(c))
	}
	return b.String()
}

// MarkdownOf writes one check's page.
func MarkdownOf(c Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s. Severity: %s. Step: %s.\n\n%s\n", c.ID, words.Sentence(c.Title), c.Severity, c.Step, c.Doc)
	if len(c.Needs) > 0 {
		fmt.Fprintf(&b, "\nNeeds: %s.\n", strings.Join(c.Needs, ", "))
	}
	if len(c.Refs) > 0 {
		b.WriteString("\nSources:\n\n")
		for _, ref := range c.Refs {
			if strings.HasPrefix(ref, "https://") {
				ref = "<" + ref + ">"
			}
			fmt.Fprintf(&b, "- %s\n", ref)
		}
	}
	return b.String()
}
