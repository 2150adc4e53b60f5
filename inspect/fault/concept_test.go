package fault

import (
	"slices"
	"strings"
	"testing"
)

// TestConcepts: the concepts that families name exist and compile, and each is used.
func TestConcepts(t *testing.T) {
	used := map[string]bool{}
	for _, f := range families() {
		for _, told := range f.Told {
			names := strings.Fields(told)
			if len(names) < 2 {
				t.Errorf("%s: %q says too little", f.ID, told)
			}
			for _, name := range names {
				used[name] = true
				if _, ok := concepts()[name]; !ok {
					t.Errorf("%s: no concept %q", f.ID, name)
				}
			}
		}
	}
	for name, p := range concepts() {
		if p.compiled(); !used[name] {
			t.Errorf("no family names %q", name)
		}
	}
}

// TestTold: what a person tells is understood in whatever order, and what a program wrote is not taken for it.
func TestTold(t *testing.T) {
	for text, want := range map[string]string{
		"he logs in as someone else":                                 "wrong-account-signed-in",
		"as someone else he is always logged in":                     "wrong-account-signed-in",
		"since this week nobody can sign in":                         "secret-expired",
		"nobody can sign in since this week":                         "secret-expired",
		"they renamed the company and users are not found any more":  "user-key-changed",
		"a window appears and disappears when I click the button":    "popup-coop",
		"immer wieder kommt die Anmeldung":                           "redirect-loop-cookie",
		"only some of our people get in, the rest cannot sign in":    "not-assigned",
		"I have to log in again after an hour":                       "offline-access-missing",
		"the admin role is in azure but everybody is only a viewer":  "roles-missing",
		"Our customer's admin has to approve it, but he can't do it": "admin-consent",
	} {
		if e, ok := ExplainText(text, About{}); !ok || e.ID != want {
			t.Errorf("%q: %t %s %s, want %s", text, ok, e.ID, e.Title, want)
		}
	}
	for _, text := range []string{
		"log in", "x::LoginError: cannot log in again", `{"login":"again","page":"not"}`,
		strings.Repeat("sign in again ", 40),
	} {
		if f, ok := toldOf(read(text), 2); ok && slices.Contains([]string{"loop"}, f.ID) {
			t.Errorf("%q is taken for a sentence", text)
		}
	}
}

// TestToldOfOthers: sentences that are about no sign-in are not taken for one.
func TestToldOfOthers(t *testing.T) {
	for _, text := range []string{
		"the build fails again since the last update", "the window closes when I press a key on my keyboard",
		"two reports of the second quarter already exist",
		"the video keeps stopping and starting in a loop", "which value do I paste where",
		"the app is not on the phone of the driver",
	} {
		if e, ok := ExplainText(text, About{}); ok {
			t.Errorf("%q is explained as %s: %s", text, e.ID, e.Title)
		}
	}
}
