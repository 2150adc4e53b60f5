package uri

import (
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/lazy"
	"edov/inspect/words"
)

// Difference is a redirect URI that was sent, beside the registered one that is closest to it.
type Difference struct {
	Sent       string `json:"sent"`
	Registered string `json:"registered,omitempty"` // empty: not known
	// At is the first byte at which the two differ, from 0.
	At    int    `json:"at"`
	Words string `json:"words,omitempty"` // the difference in words
}

// Mark is a line that points at the first difference, to be shown below the two in a fixed-width font.
func (d Difference) Mark() string {
	if d.Registered == "" {
		return ""
	}
	return strings.Repeat("·", d.At) + "^"
}

// quotedURI finds the redirect URI in Microsoft's message.
var quotedURI = lazy.MustCompile(`(?i)redirect URI '([^']{1,512})'|reply (?:address|url) '([^']{1,512})'`)

// Differ compares what was sent, as the message of a failure quotes it, with what is registered, as far as either
// is known; nil where it is not known what was sent. f and app may be nil.
func Differ(f *flow.Failure, sent string, app *appreg.App) *Difference {
	if f != nil {
		if m := quotedURI.FindStringSubmatch(f.Description); m != nil {
			sent = m[1] + m[2]
		}
	}
	if sent == "" {
		return nil
	}
	d := &Difference{Sent: words.Cut(sent)}
	if app == nil {
		return d
	}
	best := -1
	for _, r := range app.RedirectURIs {
		if n := Alike(sent, r.URI); n > best && r.URI != "" {
			best, d.Registered = n, words.Cut(r.URI)
		}
	}
	if d.Registered == "" {
		return d
	}
	d.At = common(d.Sent, d.Registered)
	d.Words = "the registered one " + NearMiss(sent, d.Registered)
	switch {
	case Matches(sent, d.Registered):
		d.Words = "this one is registered: the change may not have taken effect yet, or the app is a different one"
	case NearMiss(sent, d.Registered) == "":
		d.Words = "no registered one is similar"
	}
	return d
}

// Alike counts the bytes that two addresses have in common at both ends.
func Alike(a, b string) int {
	n := common(a, b)
	tail := 0
	for tail < min(len(a), len(b))-n && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return n + tail
}

// common is the length of the common prefix.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
