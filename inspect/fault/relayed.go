package fault

import (
	"strings"

	"edov/flow"
)

// bySentence finds the number that Microsoft's own sentence belongs to; the first one in the text counts.
func bySentence(text string) (int, bool) {
	text = strings.ToLower(unplussed(text))
	for _, s := range causes().Sentences {
		if strings.Contains(text, s.Text) {
			return s.Code, true
		}
	}
	return 0, false
}

// relayed finds the cause of a complaint of a product, a library or the network that holds no words of Microsoft's.
func relayed(text string) (Cause, bool) {
	e, ok := entryByText(unplussed(text), causes().Relayed)
	return e.cause(), ok
}

// unplussed reads the words of an address.
func unplussed(text string) string { return strings.ReplaceAll(text, "+", " ") }

// Sight is something that a user may see in the browser while no answer arrives.
type Sight struct {
	Label       string
	Explanation Explanation
}

// sight is its form in causes.json: a text or a number of Microsoft's, or a cause of its own.
type sight struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	Code  int    `json:"code"`
	Cause *entry `json:"cause"`
}

// Sights lists what keeps a sign-in from ever reaching its redirect URI, in the words of whoever looks at the page.
func Sights(about About) []Sight {
	var out []Sight
	for _, s := range causes().Sights {
		out = append(out, Sight{s.Label, s.explained(about)})
	}
	return out
}

func (s sight) explained(about About) Explanation {
	if s.Cause != nil {
		return s.Cause.cause().fitted(nil, about.Request).explanation(about.Request)
	}
	f := &flow.Failure{Stage: flow.StageAuthorize, Kind: flow.FailurePage, Description: s.Text}
	if s.Code != 0 {
		f.Codes = []int{s.Code}
	}
	return Explain(f, about)
}
