package check

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/order"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// oddKey is one problem in a set of signing keys.
type oddKey struct {
	severity report.Severity
	label    string
	what     string
}

func checkKeysWellFormed(in *Input) *Result {
	if len(in.Session.KeySets) == 0 {
		return in.skip("no signing keys were loaded")
	}
	odd, others := in.oddKeys()
	if len(odd) == 0 {
		r := in.pass("all signing keys can be used")
		if others > 0 {
			r.Evidence = []report.Evidence{{Label: "ignored", Got: words.Count(others, "key", "keys") + " for other uses"}}
		}
		return r
	}
	order.Stable(odd, func(a, b oddKey) int {
		return slices.Index(report.Severities, a.severity) - slices.Index(report.Severities, b.severity)
	})
	var evidence []report.Evidence
	for _, o := range odd[:min(len(odd), 20)] {
		evidence = append(evidence, report.Evidence{Label: words.Cut(o.label), Got: words.Cut(o.what)})
	}
	summary := words.Cut(odd[0].what)
	if len(odd) > 1 {
		summary = fmt.Sprintf("%d problems in the signing keys, first: %s", len(odd), summary)
	}
	return in.fail(summary, evidence...).fix(fixKeySet(in)).as(odd[0].severity)
}

// oddKeys lists the problems, and counts the keys for other uses. Such keys are
// normal, unless the ID token names one as its own.
func (in *Input) oddKeys() (odd []oddKey, others int) {
	for _, f := range in.Keys.Faults {
		odd = append(odd, oddKey{report.Warning, "key set", f})
	}
	for i := range in.Keys.Keys {
		k := &in.Keys.Keys[i]
		label := "key " + cmp.Or(k.ID, "without an ID")
		switch {
		case k.Leaked:
			odd = append(odd, oddKey{report.Error, label, label + " has its private part published: anyone can sign with it"})
		case k.Other && (in.ID == nil || in.ID.Key != k):
			others++
		case k.Other:
			what := "the ID token names " + label + ", which is not for its signature: " + k.Refused
			odd = append(odd, oddKey{report.Warning, label, what})
		case k.Refused != "":
			odd = append(odd, oddKey{report.Warning, label, label + " cannot be used: " + k.Refused})
		}
	}
	for _, n := range in.Keys.Notes {
		severity := report.Note
		if n == token.SymmetricNote {
			severity = report.Warning
		}
		odd = append(odd, oddKey{severity, "key", n})
	}
	return odd, others
}

// fixKeySet is what to do about signing keys: Microsoft's own are well formed,
// so something must have changed the response on its way.
func fixKeySet(in *Input) string {
	for _, set := range in.Session.KeySets {
		if u, err := url.Parse(set.URL); err == nil {
			if _, microsoft := entra.CloudOfHost(u.Host); microsoft {
				return "Look for a proxy that changes responses: Microsoft's own keys have no such problem"
			}
		}
	}
	return "Correct the keys where they are published"
}

func checkKey(in *Input) *Result {
	kid := in.ID.Header.Get("kid")
	evidence := report.Evidence{Label: "kid", Got: words.JSONText(kid), Want: "one of the published key IDs"}
	switch {
	case len(in.Keys.Keys) == 0 && len(in.Keys.Faults) > 0:
		return in.fail("no signing key can be chosen: "+words.Cut(in.Keys.Faults[0]), evidence).
			fix(fixKeySet(in))
	case len(in.Keys.Keys) == 0:
		why := firstProblem(in, flow.StageKeys, flow.StageMetadata)
		r := in.unknown("no signing keys were loaded" + why)
		switch {
		case in.tokenAlone() && why != "": // they were asked for
			r = r.fix("Check the token again when its issuer can be reached, or with the keys from a file: --keys FILE")
		case in.tokenAlone():
			r = r.fix("Check the token again with its issuer's signing keys: --keys auto (online) or --keys FILE")
		}
		return r
	case in.ID.Key != nil && kid.Exists():
		return in.pass("the key is published", evidence)
	case in.ID.Key != nil:
		return in.pass("the token names no key, and only one is published")
	case !kid.Exists():
		return in.fail("the token names no signing key, and not exactly one is published", evidence).fix(doNotUse)
	case in.problem(flow.StageKeys) != nil: // it may be in the answer that did not come
		why := "the token's signing key is not among the loaded keys" + firstProblem(in, flow.StageKeys)
		return in.unknown(why, evidence)
	case !in.keysPublished():
		return in.unknown("the token's key ID is not among the signing keys that you gave", evidence).
			fix("Use the issuer's own keys: --keys auto fetches them, and those of the app (?appid=CLIENT-ID)")
	}
	if kid.Str() != "" && slices.Contains(in.Keys.Symmetric, kid.Str()) {
		return in.fail("the token names a symmetric key, which is not for its signature", evidence).
			because("the key is a secret that should not be published; the token was signed with another key").fix(doNotUse)
	}
	r := in.fail("no published key has the token's key ID", evidence)
	if in.Session.Request.Server() != flow.Microsoft {
		return r.because("the server signed with a key that it does not publish, or the token is from another issuer").
			fix(fixKeySet(in))
	}
	if askedForApp(in.Session) {
		return r.because("Microsoft's keys may differ from response to response; or the token is from another issuer. The " +
			"app's own keys were requested, too (?appid=CLIENT-ID)").
			fix("Try again in a few minutes. If it happens again, do not use this token")
	}
	return r.because("Microsoft's keys may differ from response to response; or the app has its own signing key; " +
		"or the token is from another issuer").
		fix("Try again in a few minutes. For an app with its own signing key, add ?appid=CLIENT-ID to the metadata address")
}

// askedForApp holds when the keys that only one app's tokens are signed with were requested.
func askedForApp(s *flow.Session) bool {
	return slices.ContainsFunc(s.Exchanges, func(e flow.Exchange) bool {
		return e.Name == flow.AppKeys && e.Status == 200
	})
}

func checkKeyStrength(in *Input) *Result {
	if in.ID.Key == nil {
		return in.unknown("there is no signing key to check")
	}
	key := in.ID.Key
	evidence := report.Evidence{Label: "key", Got: key.ID, Want: "RSA, 2048 bits or more, exponent 65537, for signatures"}
	switch {
	case key.Other:
		return in.fail("the token names a key that is not for its signature: "+key.Refused, evidence).
			because("the key is published for something else; the token was signed with another key, or its key ID is wrong").
			fix(doNotUse)
	case key.Refused != "":
		return in.fail("the signing key cannot be used: "+key.Refused, evidence).fix(doNotUse)
	}
	return in.pass("the signing key is RSA with 2048 bits or more")
}
