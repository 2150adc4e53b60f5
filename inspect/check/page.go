package check

import (
	"fmt"
	"strings"

	"edov/inspect/portal"
)

// Markdown writes docs/checks.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Checks\n\n" +
		"This page is generated (`go test ./inspect/check -update`) from the tables in `inspect/check` and the files in\n" +
		"`inspect/check/docs`. Changes made here are lost.\n\n" +
		"An error means that sign-in breaks or is not safe. A warning means that sign-in works now and may break later, " +
		"or\n" +
		"is unsafe in some setups. A note is good to know. `edov explain CHECK-ID` shows one check.\n\n" +
		"Paths through the portal were last compared with Microsoft's pages in " + portal.Date + ".\n\n" +
		"| check | severity | passes when |\n|---|---|---|\n")
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
	doc := c.Doc()
	fmt.Fprintf(&b, "## %s\n\n%s. Severity: %s. Step: %s.\n\n%s\n", c.ID, c.Title, c.Severity, c.Step, doc.Markdown())
	if len(c.Needs) > 0 {
		fmt.Fprintf(&b, "\nNeeds: %s.\n", strings.Join(c.Needs, ", "))
	}
	b.WriteString("\nSources:\n\n")
	for _, source := range doc.Sources {
		if strings.HasPrefix(source, "https://") {
			source = "<" + source + ">"
		}
		fmt.Fprintf(&b, "- %s\n", source)
	}
	return b.String()
}
