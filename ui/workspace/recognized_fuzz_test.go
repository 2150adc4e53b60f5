package workspace

import (
	"strings"
	"testing"
)

// FuzzRecognize: whatever is pasted into the form, none of its secret is repeated in a sentence, the form takes it or
// names its fault, and the same text is recognized in the same way again.
func FuzzRecognize(f *testing.F) {
	for _, text := range []string{
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + someApp + "\r\nAUTH_MICROSOFT_ENTRA_ID_SECRET=\"" + someSecret + "\"\r\n",
		"export AZURE_CLIENT_ID='" + someApp + "'\rAZURE_TENANT_ID=" + someTenant + "\rAZURE_CLIENT_SECRET=" + someSecret,
		`{"appId":"` + someApp + `","password":"` + someSecret + `","tenant":"` + someTenant + `"}`,
		`{"secretText":"` + someSecret + `","endDateTime":"2027-01-31T00:00:00Z","keyId":"x"}`,
		"https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=" + someApp +
			"&redirect_uri=https%3A%2F%2Fa.example",
		"# a comment\nCLIENT_ID: " + someApp + "\nCLIENT_SECRET : '" + someSecret + "' # more", "A=b\nC=d", "=", "{", "\"",
		"[]", "[{}]",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := Recognize(text)
		again, okAgain := Recognize(text)
		if ok != okAgain || r.Question() != again.Question() {
			t.Fatalf("recognized in two ways: %s, %s", r.Question(), again.Question())
		}
		PurposeOf(text)
		if !ok {
			return
		}
		secret := r.found.Secret.Reveal()
		if words := r.Question() + r.Filled(); len(secret) >= 16 && strings.Contains(words, secret) {
			t.Fatalf("it repeats the secret: %q", words)
		}
		form := New(Options{}, Beginning{}).FormFor(r, false)
		if _, _, fault := form.Finish(); fault != nil && len(secret) >= 16 &&
			strings.Contains(fault.Problem+fault.Hint, secret) {
			t.Fatalf("the fault repeats the secret: %v", fault)
		}
	})
}
