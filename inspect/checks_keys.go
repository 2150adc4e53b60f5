package inspect

import (
	"fmt"
	"net/url"
	"slices"

	"edov/flow"
)

// oddKey is one thing that should not be in a key set.
type oddKey struct {
	severity Severity
	label    string
	what     string
}

func checkKeysWellFormed(in *Input) Result {
	if len(in.Session.KeySets) == 0 {
		return skip("no keys were loaded")
	}
	odd, others := in.oddKeys()
	if len(odd) == 0 {
		r := pass("all signing keys can be used")
		if others > 0 {
			r.Evidence = []Evidence{{Label: "ignored", Got: count(others, "key", "keys") + " for other uses"}}
		}
		return r
	}
	slices.SortStableFunc(odd, func(a, b oddKey) int {
		return slices.Index(severities, a.severity) - slices.Index(severities, b.severity)
	})
	var evidence []Evidence
	for _, o := range odd[:min(len(odd), 20)] {
		evidence = append(evidence, Evidence{Label: cutText(o.label), Got: cutText(o.what)})
	}
	summary := cutText(odd[0].what)
	if len(odd) > 1 {
		summary = fmt.Sprintf("%d things in the key set are odd, first: %s", len(odd), summary)
	}
	return fail(summary, evidence...).mend(fixKeySet(in)).as(odd[0].severity)
}

// oddKeys lists what is odd, and counts the keys for other uses. Such keys are
// normal, unless the ID token names one as its own.
func (in *Input) oddKeys() (odd []oddKey, others int) {
	for _, f := range in.Keys.Faults {
		odd = append(odd, oddKey{Warning, "key set", f})
	}
	for i := range in.Keys.Keys {
		k := &in.Keys.Keys[i]
		label := "key " + orDefault(k.ID, "without an ID")
		switch {
		case k.Leaked:
			odd = append(odd, oddKey{Error, label, label + " has its private part published: anybody can sign with it"})
		case k.Other && (in.ID == nil || in.ID.Key != k):
			others++
		case k.Other:
			odd = append(odd, oddKey{Warning, label, "the ID token names " + label + ", which is not for its signature: " + k.Refused})
		case k.Refused != "":
			odd = append(odd, oddKey{Warning, label, label + " cannot be used: " + k.Refused})
		}
	}
	for _, n := range in.Keys.Notes {
		severity := Note
		if n == symmetricNote {
			severity = Warning
		}
		odd = append(odd, oddKey{severity, "key", n})
	}
	return odd, others
}

// fixKeySet is what to do about a key set: Microsoft's own have nothing odd in
// them, so that somebody changed the answer on its way.
func fixKeySet(in *Input) string {
	for _, set := range in.Session.KeySets {
		if u, err := url.Parse(set.URL); err == nil {
			if _, microsoft := flow.CloudOfHost(u.Host); microsoft {
				return "Look for a proxy that changes answers: Microsoft's key sets have nothing of this"
			}
		}
	}
	return "Correct the key set where it is published"
}
