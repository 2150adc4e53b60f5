package fault

import (
	"slices"
	"strings"
	"testing"
)

// TestGuessed: a sentence that no rule knows is explained as a guess by its words, which it names, and never as what
// is.
func TestGuessed(t *testing.T) {
	for text, want := range map[string]string{
		"in the grafana of the second team the entra members appear with the ids of their groups":  "groups-are-ids",
		"for two of our people the field with the address from microsoft stays blank in the forum": "no-mail-attribute",
	} {
		e, ok := ExplainText(text, About{})
		if !ok || len(e.Causes) > mostGuessed || len(e.ByWords) == 0 || !strings.HasPrefix(e.Cause, "It may be: ") ||
			!strings.Contains(e.Title, "edov knows no such text; by its words ("+strings.Join(e.ByWords, ", ")+") it may be") {
			t.Errorf("%q: %t %q %q %v", text, ok, e.Title, e.Cause, e.ByWords)
			continue
		}
		if !slices.ContainsFunc(e.Causes[:2], func(l Likely) bool { return l.ID == want }) {
			t.Errorf("%q: %s, %s, want %s", text, e.Causes[0].ID, e.Causes[1].ID, want)
		}
		for _, word := range e.ByWords {
			if !strings.Contains(strings.ToLower(text), word) && word != "signin" && word != "signout" {
				t.Errorf("%q does not have %q", text, word)
			}
		}
	}
}

// TestGuessedOfPrograms: what a program wrote without a word of Microsoft is left to the rules.
func TestGuessedOfPrograms(t *testing.T) {
	told := "users of our partner are sent back to the login form of the intranet by the proxy"
	pasted := "auth_proxy::users() => " + told
	if e, _ := ExplainText(pasted, About{}); len(e.ByWords) > 0 {
		t.Errorf("%q: %q", pasted, e.Title)
	}
	s := look(told, About{})
	if !s.isByWords(s.guess()) || s.isNone() {
		t.Errorf("%q: %.1f", told, s.guess().signIn)
	}
}

// TestGuessedSecond: within a family the words of a text choose the second cause, and never a secret where none can be
// involved.
func TestGuessedSecond(t *testing.T) {
	s := look("people of the sales team sign in with microsoft and see the page of permissions each time", About{})
	got := s.guessed([]string{"admin-consent", "risky-app"})
	if want := s.guess().causes[0].id; !slices.Equal(got, []string{"admin-consent", want, "risky-app"}) {
		t.Errorf("%v, want %s in the second place", got, want)
	}
	if got := s.guessed(nil); got != nil {
		t.Errorf("%v of nothing", got)
	}
	s = look("the sign-in popup with microsoft fails with an invalid client secret value and an error in the log", About{})
	best := s.guess().causes[0].id
	if got := s.guessed([]string{"popup-coop"}); !needsSecret(best) || slices.ContainsFunc(got, needsSecret) {
		t.Errorf("%v; the words speak for %s", got, best)
	}
}

// TestIsNone: a rule for a few words is not believed where all others are of something else.
func TestIsNone(t *testing.T) {
	for text, want := range map[string]bool{
		"the guests of the hotel in the mountains lost the tickets of the train": true,
		"guests from another company lost access to our app in entra":            false,
		"hotel tickets": false,
	} {
		if got := look(text, About{}).isNone(); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestWordsOf: forms of a word are one, and so are the ways to write a sign-in.
func TestWordsOf(t *testing.T) {
	for text, want := range map[string]string{
		"they logged us in again, and it can't redirect": "again not redirect signin",
		"redirected redirects redirecting":               "redirect",
		"sign out / log off, e-mail":                     "email signout",
		"error 50011 in ログイン":                            "50011 error ログイン",
		"":                                               "",
	} {
		if got, _ := wordsOf(text); strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, strings.Join(got, " "), want)
		}
	}
	if got, _ := wordsOf(strings.Repeat("é", wordBytes)); len(got) != 1 || !strings.HasSuffix(got[0], "é") {
		t.Errorf("a cut letter: %q", got)
	}
}

// TestBrokenWordModel: a model that is cut off or garbled is refused.
func TestBrokenWordModel(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty": nil, "cut off": wordModelData[:len(wordModelData)/2], "garbled": []byte("no model"),
	} {
		if _, err := readWordModel(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, raw := range [][]byte{{}, {9, 'a'}, {1, 'a', 1, 'b', 0, 200}, {1, 'a', 1, 'b', 0, 1, 0}} {
		r := &modelReader{left: raw}
		if r.model(); r.err == nil {
			t.Errorf("%v: no error", raw)
		}
	}
}
