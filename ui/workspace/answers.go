package workspace

import (
	"strings"

	"edov/inspect/check"
	"edov/inspect/fault"
)

// Answer is one thing that a text may mean: an error or a symptom, or a check.
type Answer struct {
	Name  string             // its ID
	Title string             // what it is about
	Error *fault.Explanation // nil: it is a check
	Check *check.Check
}

// IsName holds for what is whole as one line: an AADSTS number, or the ID of a check.
func IsName(line string) bool {
	if _, ok := check.Lookup(line); ok {
		return true
	}
	_, ok := fault.BareCode(line)
	return ok
}

// mostAnswers bounds the checks that a word finds.
const mostAnswers = 12

// Answers are what a text may mean, the likeliest first: the check of this ID, then the error or symptom, then checks
// whose ID or title has the words. why is what to do where nothing is recognised.
func Answers(text string, about fault.About) (list []Answer, why fault.Explanation) {
	text = strings.TrimSpace(text)
	if c, ok := check.Lookup(text); ok {
		return []Answer{{Name: c.ID, Title: c.Title, Check: &c}}, why
	}
	e, ok := fault.ExplainText(text, about)
	if ok {
		list = append(list, Answer{Name: e.ID, Title: e.Title, Error: &e})
	}
	return append(list, checksWith(text)...), e
}

// checksWith are the checks that some words name. Longer texts are an error's, and name no check.
func checksWith(text string) []Answer {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 || len(words) > 3 || len(text) < 3 {
		return nil
	}
	var list []Answer
	for _, c := range check.Checks() {
		names := strings.ToLower(c.ID + " " + c.Title)
		all := true
		for _, w := range words {
			all = all && strings.Contains(names, w)
		}
		if all && len(list) < mostAnswers {
			list = append(list, Answer{Name: c.ID, Title: c.Title, Check: &c})
		}
	}
	return list
}
