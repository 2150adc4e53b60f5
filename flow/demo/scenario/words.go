package scenario

import (
	"embed"
	"strings"
	"sync"
)

// The words of each scenario are in a file of its own: its title as the
// heading, then what it teaches and how to fix it in one paragraph.
//
//go:embed words/*.md
var words embed.FS

var (
	scenarios = sync.OnceValue(func() []Scenario { return worded(table()) })
	practice  = sync.OnceValue(func() Scenario { return worded([]Scenario{{ID: "practice", Unregistered: true}})[0] })
)

// worded fills in Title and Doc. A scenario without a file is a mistake in the
// demo: it panics.
func worded(table []Scenario) []Scenario {
	for i := range table {
		text, err := words.ReadFile("words/" + table[i].ID + ".md")
		if err != nil {
			panic("demo: " + err.Error())
		}
		title, doc, _ := strings.Cut(string(text), "\n")
		table[i].Title = strings.TrimPrefix(title, "# ")
		table[i].Doc = strings.Join(strings.Fields(doc), " ")
	}
	return table
}
