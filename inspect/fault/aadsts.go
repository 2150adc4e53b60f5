package fault

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// entry is one error of a data file: what it means, the most likely cause, the fix, who has to act, and the sources.
type entry struct {
	Code    int      `json:"code"` // the AADSTS number; zero for an error without one
	ID      string   `json:"id"`   // of an error without a number
	Name    string   `json:"name"` // Microsoft's name of the error; may be empty
	Title   string   `json:"title"`
	Cause   string   `json:"cause"`
	Fix     string   `json:"fix"`    // may name a shared one: see filled
	Own     string   `json:"own"`    // what to do with edov's own flags, where edov sent the request
	Causes  []string `json:"causes"` // IDs of likely causes, where a text may show which
	Is      string   `json:"is"`     // the one of Causes that the entry itself tells
	Beside  []string `json:"beside"` // IDs of causes one layer deeper, for which other words of the text have to speak
	Who     string   `json:"who"`    // "tenant admin", "user", "microsoft"; empty: the developer
	Retry   bool     `json:"retry"`  // the same sign-in may work later, with its requests and the app unchanged
	Stage   string   `json:"stage"`  // "authorize", "token", "either"
	Check   string   `json:"check"`  // the check of a sign-in that it fails
	Secret  string   `json:"secret"` // what it says of the client secret: secretRefused, secretMissing or secretBarred
	Texts   []string `json:"texts"`  // in lower case; a text with one of them is this error
	Verify  string   `json:"verify"` // how to see whether it is that: words, or a name in causes.json; empty: its check
	Sources []string `json:"sources"`
	// TestServer replaces cause and fix where a test server answered, which is not Microsoft.
	TestServer *struct {
		Cause string `json:"cause"`
		Fix   string `json:"fix"`
	} `json:"test_server"`
}

// catalogue reads the AADSTS numbers of aadsts.json once, at the first failure that needs them: most runs need none.
// The words are edov's own. One line is one number, in order.
var catalogue = sync.OnceValue(func() map[int]entry {
	var list []entry
	mustRead("aadsts.json", table("aadsts.json"), &list)
	byCode := make(map[int]entry, len(list))
	for _, e := range list {
		e.Who = cmp.Or(e.Who, whoDeveloper)
		byCode[e.Code] = e
	}
	return byCode
})

// Codes lists the AADSTS numbers of the catalogue, in order.
func Codes() []int { return slices.Sorted(maps.Keys(catalogue())) }

// TitleOf says what an AADSTS number means; empty if the catalogue does not have it.
func TitleOf(code int) string { return catalogue()[code].Title }

// cause turns an entry into what a finding says.
func (e entry) cause() Cause {
	return Cause{
		ID: e.ID, Check: e.Check, Summary: e.Title, Why: e.Cause, Fix: filled(e.Fix),
		who: e.Who, retry: e.Retry, secret: e.Secret, verify: filled(e.Verify), own: e.Own,
	}
}
