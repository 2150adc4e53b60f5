package tui

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/fault"
)

// TestExplainAsTyped: the answer comes with the last digit, and goes with it.
func TestExplainAsTyped(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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

// TestExplainLeads: from a symptom, Enter and Enter again lead to the scenario of the demo tenant that shows it.
func TestExplainLeads(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Explain an error")
	d.press("enter") // nothing is typed yet: there is nowhere to go
	if _, ok := d.app.top().(*explain); !ok {
		t.Fatalf("enter without an answer leads to\n%s", d.view())
	}
	d.press("email not verified")
	d.until("what next")
	d.press("enter")
	d.until("See it in the demo: xms_edov is missing")
	d.press("enter")
	d.until("Email not verified")
	if s := d.app.Subject; s == nil || s.Scenario == nil || s.Scenario.ID != "no-edov" {
		t.Errorf("the subject is %+v", s)
	}
}

// TestExplainLeadsToForm: without a connection, the way to a test of one's own is the form.
func TestExplainLeadsToForm(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Explain an error")
	d.press("AADSTS7000222", "enter", "down", "enter")
	d.untilTrue("the form", func() bool { _, ok := d.app.top().(*form); return ok })
}

// TestExplainSpeaksOfScreens: no command line within the program, and what is cut off is said.
func TestExplainSpeaksOfScreens(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Explain an error")
	d.press("AADSTS50011")
	d.until("more lines: ↓")
	var all strings.Builder
	for range 40 {
		all.WriteString(d.view())
		d.press("down")
	}
	if strings.Contains(all.String(), "edov app") || strings.Contains(all.String(), "edov signin") {
		t.Errorf("names a command:\n%s", all.String())
	}
	if !strings.Contains(d.view(), "  end") {
		t.Errorf("no end in\n%s", d.view())
	}
}

// TestExplainURIFirst: the two redirect URIs to compare are in sight in a small window.
func TestExplainURIFirst(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, shown(t)["explain-code"])
	for _, want := range []string{"sent     https://", "nearest  https://", "···^", "more lines"} {
		if !strings.Contains(a.View(), want) {
			t.Errorf("no %q in\n%s", want, a.View())
		}
	}
}

// TestExplainProduct: the causes of the product that is named come first; a product alone leads to what is often wrong
// with it, and so do words that do not say what goes wrong.
func TestExplainProduct(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 40)
	choose(d, "Explain an error")
	d.press("hanko email missing")
	d.until("(upn) is not an email address")
	d.press("ctrl+u", "hanko")
	d.until("what may be wrong with the sign-in, in Hanko")
	d.press("ctrl+u", "hanko is blue at night")
	d.until("this text names Hanko, but not what goes wrong; it may be one of these")
}

// TestWhatNextLeavesAnswer: the list of what to do next is at the bottom, and the answer's beginning stays in sight.
func TestWhatNextLeavesAnswer(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Explain an error")
	d.press("AADSTS50011")
	d.until("cause")
	d.press("enter")
	lines := strings.Split(d.view(), "\n")
	box := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "What next?") })
	answer := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "cause") })
	if box < 0 || answer < 0 || answer > box || strings.Contains(lines[len(lines)-3], "cause") {
		t.Errorf("answer %d, list %d\n%s", answer, box, d.view())
	}
}
