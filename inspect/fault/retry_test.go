package fault

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// again is how a fix begins that repeats the sign-in as it is.
	again = regexp.MustCompile(`(?i)^(retry|try (again|once more|later)|wait|sign in (again|with)|` +
		`start (a new|the) sign-in|press accept again)`)
	// changed is what the request or the app would have changed: parameters, flags, and places in the portal.
	changed = regexp.MustCompile(`prompt[ =]|--[a-z]|\b(sid|scope|redirect_uri|acr_values|\w+_(hint|id))\b|` +
		`> |Manifest|\{[a-z-]+\}|^(Use the|Remove|Set|Send|Register|Correct)\b`)
)

// TestRetry: an error whose fix begins with a change of the request, the app or someone's settings does not say that a
// retry may work, and neither does a refresh token that was refused: it stays refused. A person who types another
// password, or completes a page, changes neither.
func TestRetry(t *testing.T) {
	for _, e := range everyEntry() {
		if !e.Retry {
			continue
		}
		first, _, _ := strings.Cut(e.Fix, ". ")
		first, _, _ = strings.Cut(first, "; ")
		switch {
		case e.Who != "user" && !again.MatchString(first):
			t.Errorf("%d%s: retry, but the fix changes something: %s", e.Code, e.ID, e.Fix)
		case changed.MatchString(first) || changed.MatchString(e.Own):
			t.Errorf("%d%s: retry, but the fix changes the request: %s (%s)", e.Code, e.ID, e.Fix, e.Own)
		case strings.Contains(e.Title, "refresh token") && e.Stage == "token" && e.Code != 70000: // 70000: or a code
			t.Errorf("%d%s: retry, but a refused refresh token stays refused", e.Code, e.ID)
		}
	}
	for code, want := range map[int]bool{
		700005: false, 700084: false, 65001: false, 50058: false, 50126: true, 90033: true,
	} {
		if catalogue()[code].Retry != want {
			t.Errorf("AADSTS%d: retry is not %t", code, want)
		}
	}
}

// everyEntry are the entries of the catalogue and of causes.json.
func everyEntry() []entry {
	var list []entry
	for _, code := range Codes() {
		e := catalogue()[code]
		if e.Who == whoDeveloper {
			e.Who = ""
		}
		list = append(list, e)
	}
	return slices.Concat(list, causes().Causes, causes().Relayed, causes().Refined)
}

// TestVerifyIsAboutTheSubject: what is to be compared is what the error is about, not what its check looks at.
func TestVerifyIsAboutTheSubject(t *testing.T) {
	for code, want := range map[int]string{
		90002: "tenant after the host", 900023: "tenant after the host", 50059: "tenant after the host",
		50128: "tenant after the host", 90019: "tenant after the host", 700005: "the tenant in the address of the sign-in",
		700084: "under which platform", 40010: "outside provider", 700016: "Application (client) ID",
	} {
		if e := ExplainCode(code, About{}); !strings.Contains(e.Check, want) {
			t.Errorf("AADSTS%d: %s, want %s", code, e.Check, want)
		}
	}
	for _, e := range everyEntry() {
		if _, ok := causes().Verify[e.Verify]; e.Verify != "" && !ok && !strings.Contains(e.Verify, " ") {
			t.Errorf("%d%s: nothing is named %s in causes.json", e.Code, e.ID, e.Verify)
		}
	}
}
