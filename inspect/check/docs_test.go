package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocFiles ties the docs files to the table: each check has one, each file
// belongs to a check, and no prose in it is lost on the way to the reader.
func TestDocFiles(t *testing.T) {
	entries, err := docFiles.ReadDir("docs")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for _, e := range entries {
		id := strings.TrimSuffix(e.Name(), ".md")
		files[id] = true
		if _, ok := Lookup(id); !ok {
			t.Errorf("docs/%s belongs to no check", e.Name())
		}
		text, err := docFiles.ReadFile("docs/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range docProblems(string(text)) {
			t.Errorf("docs/%s: %s", e.Name(), problem)
		}
	}
	for _, c := range Checks() {
		if !files[c.ID] {
			t.Errorf("%s has no docs/%s.md", c.ID, c.ID)
		}
	}
}

// TestDocProblems shows that the test above sees what a docs file can lack.
func TestDocProblems(t *testing.T) {
	const good = "## What\n\na `x`\n\n## Why\n\nb\nc {portal:manifest}\n\n## Fix\n\nd\n\n## Sources\n\n- RFC 1\n- " +
		"<https://a.example>\n"
	if p := docProblems(good); p != nil {
		t.Errorf("a good file has problems: %v", p)
	}
	for name, change := range map[string][2]string{
		"a section missing":      {"## Why", "## Because"},
		"a section empty":        {"\nd\n", "\n\n"},
		"sections in disorder":   {"## What", "## Fix"},
		"prose before the first": {"## What", "Hello\n\n## What"},
		"a second paragraph":     {"\nd\n", "\nd\n\ne\n"},
		"a source that is prose": {"- RFC 1", "RFC 1"},
		"a bare address":         {"<https://a.example>", "https://a.example"},
		"an unknown place":       {"{portal:manifest}", "{portal:elsewhere}"},
		"a line that is long":    {"\nd\n", "\n" + strings.Repeat("d ", 70) + "\n"},
	} {
		if docProblems(strings.Replace(good, change[0], change[1], 1)) == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
}

// docProblems lists what is wrong with the form of a docs file.
func docProblems(text string) (problems []string) {
	heads := regexp.MustCompile(`(?m)^## .*$`).FindAllString(text, -1)
	if !slices.Equal(heads, []string{"## What", "## Why", "## Fix", "## Sources"}) ||
		!strings.HasPrefix(text, "## What\n") {
		return []string{"the sections are not What, Why, Fix, Sources"}
	}
	for i, part := range strings.Split(text, "## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		body = strings.TrimSpace(body)
		switch {
		case body == "":
			problems = append(problems, title+" is empty")
		case i < 3 && strings.Contains(body, "\n\n"):
			problems = append(problems, title+" has more than one paragraph")
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if len(line) > 120 {
			problems = append(problems, "a line is longer than 120 columns: "+line)
		}
	}
	d := parseDoc(text)
	_, sources, _ := strings.Cut(text, "## Sources\n")
	for _, line := range strings.Split(strings.TrimSpace(sources), "\n") {
		source, ok := strings.CutPrefix(line, "- ")
		bare := strings.Trim(source, "<>")
		if !ok || strings.Contains(source, "://") != strings.HasPrefix(source, "<https://") ||
			!slices.Contains(d.Sources, bare) {
			problems = append(problems, "this is not a source: "+line)
		}
	}
	if strings.Contains(d.Markdown(), "{portal:") {
		problems = append(problems, "a place is not in the portal's table")
	}
	return problems
}

// TestDocReaches follows one docs file to the reader.
func TestDocReaches(t *testing.T) {
	c, _ := Lookup("optional-edov")
	d := c.Doc()
	for name, text := range map[string]string{"What": d.What, "Why": d.Why, "Fix": d.Fix, "page": MarkdownOf(c)} {
		if text == "" || strings.Contains(text, "{portal:") {
			t.Errorf("%s: %q", name, text)
		}
	}
	if !strings.HasPrefix(d.Fix, "Manifest: add") || !strings.Contains(MarkdownOf(c), "<https://learn.microsoft.com/") {
		t.Errorf("fix %q, page %q", d.Fix, MarkdownOf(c))
	}
}
