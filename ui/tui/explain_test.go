package tui

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/fault"
)

// TestExplainAsTyped: the answer comes with the last digit, and goes with it.
func TestExplainAsTyped(t *testing.T) {
	d := drive(t, Options{}, 100, 40)
	choose(d, "Explain an error")
	d.until("paste an error")
	d.press("AADSTS7000222")
	d.until("client secret has expired")
	d.press("backspace", "backspace", "backspace", "backspace", "backspace")
	d.until("No match. Try an AADSTS number")
	d.press("ctrl+u")
	d.paste("500: Unable to exchange external code: 0.AX")
	d.until("got no token")
	d.paste("hello")
	d.until("this text names no cause")
	d.press("esc")
	d.until("Explain an error")
}

// TestExplainCopies what Microsoft's support asks for.
func TestExplainCopies(t *testing.T) {
	d := drive(t, Options{}, 100, 40)
	var out bytes.Buffer
	d.app.clip.Out = &out
	choose(d, "Explain an error")
	d.paste(`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.","error_codes":[7000215],"correlation_id":"eab134d8-bfda-41df-b857-486803d27857","trace_id":"47957e91-8ed4-48f9-9182-b1a47abd2500"}`)
	d.until("wrong client secret")
	d.press("ctrl+y")
	d.until("the error with its IDs")
	sent := out.String()
	start := strings.LastIndex(sent, ";") + 1
	copied, err := base64.StdEncoding.DecodeString(strings.TrimRight(strings.TrimRight(sent[start:], "\x07"), "\x1b\\"))
	if err != nil || !bytes.Contains(copied, []byte("eab134d8")) || !bytes.Contains(copied, []byte("47957e91")) {
		t.Errorf("copied %q (%v)", copied, err)
	}
}

// TestSightsWhileWaiting: what the browser shows is explained while the sign-in
// goes on.
func TestSightsWhileWaiting(t *testing.T) {
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e"}
	d := drive(t, Options{Connection: &c}, 100, 40)
	s := waiting(d.app.common)
	d.app.stack = append(d.app.stack, s)
	s.event(flow.Event{Kind: flow.EventWaiting})
	d.until("What does the browser show?")
	d.press("s")
	d.until("What do you see in the browser?")
	d.press("down", "enter")
	d.until("AADSTS50011")
	d.until("redirect URI not registered")
	d.press("esc")
	d.until("What does the browser show?")
}

// TestExplainAnswers: a check's ID explains the check, a claim gives a list, a symptom its causes.
func TestExplainAnswers(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"edov-present", []string{"edov-present (error)", "1/1"}},
		{"xms_edov", []string{"email-unverified", "edov-present: ", "1/"}},
		{"the browser cannot reach localhost", []string{"nothing listens at the redirect URI", "ssh"}},
		{"zzzzqq", []string{"No match."}},
	} {
		d := drive(t, Options{}, 100, 40)
		d.run(d.app.navigate(open(newExplain(d.app.common, fault.About{})), true))
		for _, r := range c.typed {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
		for _, want := range c.want {
			if view := strings.Join(strings.Fields(d.view()), " "); !strings.Contains(view, want) {
				t.Errorf("%q: no %q in\n%s", c.typed, want, d.view())
			}
		}
	}
	d := drive(t, Options{}, 100, 40)
	d.run(d.app.navigate(open(newExplain(d.app.common, fault.About{})), true))
	d.press("xms_edov", "down")
	d.until("edov-present (error)")
}
