package check

import (
	"embed"
	"strings"
	"sync"

	"edov/inspect/portal"
)

// docFiles hold what people read about the checks: one file for each, named by its ID.
//
//go:embed docs/*.md
var docFiles embed.FS

// Doc is the documentation of a check, in Markdown.
type Doc struct {
	What    string   // what the check looks at
	Why     string   // why it matters
	Fix     string   // what to do when it fails
	Sources []string // "RFC 7519 section 4.1.3" or the address of a page
}

// Markdown is the text without the sources.
func (d Doc) Markdown() string {
	return "**What.** " + d.What + "\n\n**Why.** " + d.Why + "\n\n**Fix.** " + d.Fix
}

// Doc is the check's documentation, from docs/ID.md. Callers share its Sources
// and must not change them.
func (c Check) Doc() Doc { return allDocs()[c.ID] }

// allDocs reads the files once, when the first check is run or explained: most
// commands need none of them.
var allDocs = sync.OnceValue(func() map[string]Doc {
	docs := make(map[string]Doc, len(allChecks))
	entries, _ := docFiles.ReadDir("docs") // embedded: it is there
	for _, e := range entries {
		text, _ := docFiles.ReadFile("docs/" + e.Name())
		docs[strings.TrimSuffix(e.Name(), ".md")] = parseDoc(string(text))
	}
	return docs
})

// cite notes with each check the sources of its Doc, once, since every finding names them.
var cite = sync.OnceFunc(func() {
	for _, group := range [][]Check{sessionChecks, meChecks, registrationChecks, clerkChecks} {
		for i := range group {
			group[i].sources = group[i].Doc().Sources
		}
	}
})

// parseDoc reads a docs file: the sections What, Why, Fix and Sources. A test
// holds the files to this form.
func parseDoc(text string) Doc {
	sections := map[string]string{}
	for _, part := range strings.Split("\n"+text, "\n## ") {
		title, body, _ := strings.Cut(part, "\n")
		sections[title] = strings.TrimSpace(body)
	}
	d := Doc{What: prose(sections["What"]), Why: prose(sections["Why"]), Fix: prose(sections["Fix"]), Sources: []string{}}
	for _, line := range strings.Split(sections["Sources"], "\n") {
		if source := strings.Trim(strings.TrimPrefix(line, "- "), "<> "); source != "" {
			d.Sources = append(d.Sources, source)
		}
	}
	return d
}

// prose joins the lines of a paragraph and names places by the portal's words.
func prose(paragraph string) string {
	return portal.Fill(strings.ReplaceAll(paragraph, "\n", " "))
}
