package workspace

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/inspect/token"
	"edov/ui/workspace/action"
)

// Meaning is one thing that a question may be about: an error, a cause of it, a claim, a
// check, or a way out.
type Meaning struct {
	ID, Title string
	Kind      string             // what it is, in one word
	Parts     []fault.Part       // what there is to say; of an error, see Explanation
	Explained *fault.Explanation // the error; nil: it is none
	Leads     action.ID          // what helps; empty: nothing to do here
}

// mostChecks is how many checks a question lists; longestTopic is the length from which a text was pasted, and is no
// topic to look up.
const (
	mostChecks   = 8
	longestTopic = 60
)

// unheard is the cause where nothing answers the browser at the redirect URI.
const unheard = "localhost-not-listening"

// Meanings lists what a text may be about, the surest first: an error by its number or its words with its causes, a
// claim, the checks that look at it. Empty: nothing is known of it.
func Meanings(text string, about fault.About) []Meaning {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	var list []Meaning
	if c, ok := check.Lookup(strings.ToLower(text)); ok {
		return append(list, meaningOf(c))
	}
	if words := token.Meaning("id", text); words != "" {
		list = append(list, Meaning{ID: text, Kind: "claim", Title: words, Parts: []fault.Part{{Label: "claim", Text: words}}})
	}
	if e, ok := fault.ExplainText(text, about); ok {
		list = append(list, Meaning{ID: e.ID, Kind: "error", Title: e.Title, Explained: &e})
		if strings.HasPrefix(e.ID, "AADSTS") && len(list) == 1 { // a number has one meaning
			return list
		}
		list = append(list, causesOf(e)...)
	}
	return append(list, checksAbout(text)...)
}

// causesOf are the causes of an error, each by itself, and the ways around it.
func causesOf(e fault.Explanation) []Meaning {
	var list []Meaning
	for _, l := range e.Causes {
		list = append(list, Meaning{ID: l.ID, Kind: "cause", Title: l.Title, Parts: parts(
			"why", l.Why, "check", l.Confirm, "fix", l.Fix,
		)})
	}
	if slices.ContainsFunc(e.Causes, func(l fault.Likely) bool { return l.ID == unheard }) {
		list = append(list, Meaning{
			ID: "paste", Kind: "way", Title: "paste the address that the browser couldn't open", Leads: action.Test,
			Parts: parts("how", "While edov's sign-in runs, copy the whole address from the browser and paste it into edov: "+
				"it carries the code, and the sign-in goes on as if the browser had come back by itself."),
		}, Meaning{
			ID: "ssh", Kind: "way", Title: "forward the port, where the browser is on another machine", Leads: action.Test,
			Parts: parts("how", "Run this on the machine with the browser, then sign in again: "+
				"ssh -L 8400:localhost:8400 YOU@HOST. HOST is the machine on which edov runs, 8400 the port of the redirect "+
				"URI. The sign-in itself shows the command with its own port."),
		})
	}
	return list
}

// parts makes labelled pieces of labels and texts in turn, without the empty ones.
func parts(all ...string) []fault.Part {
	var list []fault.Part
	for pair := range slices.Chunk(all, 2) {
		if pair[1] != "" {
			list = append(list, fault.Part{Label: pair[0], Text: pair[1]})
		}
	}
	return list
}

func meaningOf(c check.Check) Meaning {
	d := c.Doc()
	plain := strings.NewReplacer("`", "", "**", "").Replace
	return Meaning{ID: c.ID, Kind: "check", Title: c.Title, Parts: parts(
		"looks at", plain(d.What), "why", plain(d.Why), "fix", plain(d.Fix),
	)}
}

// emptyWords say nothing of the topic.
var emptyWords = []string{"the", "not", "and", "are", "was", "with", "missing", "error"}

// checksAbout are the checks that have all words of a topic in their ID or title.
func checksAbout(text string) []Meaning {
	if len(text) > longestTopic || flow.HoldsToken(text) {
		return nil
	}
	words := slices.DeleteFunc(strings.Fields(strings.ToLower(text)), func(w string) bool {
		return len(w) < 3 || slices.Contains(emptyWords, w)
	})
	if len(words) == 0 {
		return nil
	}
	var list []Meaning
	for _, c := range check.Checks() {
		about := strings.ToLower(c.ID + " " + c.Title)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(about, w) }) {
			list = append(list, meaningOf(c))
		}
	}
	return list[:min(len(list), mostChecks)]
}
