package fault

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"sync"
)

// catalogueJSON lists the AADSTS numbers: what each means, the most likely
// cause, the fix, who has to act, and the sources. The words are edov's own.
// One line is one number, in order.
//
//go:embed aadsts.json
var catalogueJSON []byte

// entry is one number of the catalogue.
type entry struct {
	Code    int      `json:"code"`
	Name    string   `json:"name"` // Microsoft's name of the error; may be empty
	Title   string   `json:"title"`
	Cause   string   `json:"cause"`
	Fix     string   `json:"fix"`
	Who     string   `json:"who"`   // "developer", "tenant admin", "user", "microsoft"
	Retry   bool     `json:"retry"` // the same request may work later, as it is
	Stage   string   `json:"stage"` // "authorize", "token", "either"
	Check   string   `json:"check"` // the check of a sign-in that it fails
	Sources []string `json:"sources"`
}

// catalogue reads the list once, at the first failure that needs it: most runs
// need none.
var catalogue = sync.OnceValue(func() map[int]entry {
	var list []entry
	if err := json.Unmarshal(catalogueJSON, &list); err != nil {
		panic("fault: aadsts.json: " + err.Error()) // it is part of the program; a test reads it
	}
	byCode := make(map[int]entry, len(list))
	for _, e := range list {
		byCode[e.Code] = e
	}
	return byCode
})

// Codes lists the AADSTS numbers of the catalogue, in order.
func Codes() []int { return slices.Sorted(maps.Keys(catalogue())) }

// cause turns an entry into what a finding says.
func (e entry) cause() Cause {
	return Cause{
		Check: e.Check, Summary: e.Title, Why: e.Cause, Fix: e.Fix, who: e.Who, retry: e.Retry, secret: secretMatters[e.Code],
	}
}
