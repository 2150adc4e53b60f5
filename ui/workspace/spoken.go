package workspace

// This file puts what checks and explanations name, commands and their options, into words of the interactive program.

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
)

// spokenJSON has what texts name of the command line, and what does the same in the interactive program, as pairs: the
// commands that explanations name, and the options that checks name. The longer ones come first.
//
//go:embed spoken.json
var spokenJSON []byte

// replacers are those pairs, ready for use.
type replacers struct{ commands, options *strings.Replacer }

// spoken reads the pairs once, when a text is first shown.
var spoken = sync.OnceValue(func() replacers {
	var pairs struct{ Commands, Options [][2]string }
	if err := json.Unmarshal(spokenJSON, &pairs); err != nil {
		panic("workspace: spoken.json: " + err.Error()) // it is part of the program; a test reads it
	}
	return replacers{replacer(pairs.Commands), replacer(pairs.Options)}
})

// replacer knows each text also as the beginning of a sentence.
func replacer(pairs [][2]string) *strings.Replacer {
	var list []string
	for _, p := range pairs {
		list = append(list, p[0], p[1])
		if before := words.Sentence(p[0]); before != p[0] {
			list = append(list, before, words.Sentence(p[1]))
		}
	}
	return strings.NewReplacer(list...)
}

// InScreens is the report in words of the interactive program: it names screens and fields, not commands and their
// options. What is written to a file is the report itself.
func (r *Run) InScreens() *report.Report {
	told, words := *r.Report, spoken()
	say := func(texts ...*string) {
		for _, t := range texts {
			*t = words.commands.Replace(words.options.Replace(*t))
		}
	}
	say(&told.Headline, &told.Detail)
	told.Findings = slices.Clone(told.Findings)
	for i, f := range told.Findings {
		spoken := *f
		say(&spoken.Summary, &spoken.Why, &spoken.Fix)
		if !r.Subject.IsDemo() && !strings.EqualFold(r.Report.Request.Product, "Clerk") {
			spoken.Refs = ofOthers(spoken.Refs)
		}
		told.Findings[i] = &spoken
	}
	told.Causes = slices.Clone(told.Causes)
	for i := range told.Causes {
		c := &told.Causes[i]
		say(&c.Title, &c.Sentence, &c.Fix)
	}
	return &told
}

// ofOthers are references without those to Clerk's documentation, where there are others.
func ofOthers(refs []string) []string {
	others := slices.DeleteFunc(slices.Clone(refs), func(ref string) bool { return strings.Contains(ref, "clerk.com/") })
	if len(others) == 0 {
		return refs
	}
	return others
}

// InScreens is an explanation in words of the interactive program: it names what to open, not a command.
func InScreens(e fault.Explanation) fault.Explanation {
	commands := spoken().commands
	for _, text := range []*string{&e.Cause, &e.Check, &e.Fix} {
		*text = commands.Replace(*text)
	}
	e.Causes = slices.Clone(e.Causes)
	for i := range e.Causes {
		c := &e.Causes[i]
		c.Why, c.Confirm, c.Fix = commands.Replace(c.Why), commands.Replace(c.Confirm), commands.Replace(c.Fix)
	}
	return e
}
