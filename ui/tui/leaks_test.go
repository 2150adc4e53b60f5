package tui

import (
	"context"
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/ui/provision"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// The credentials below were made up.
var credentials = []string{
	"Mad8Q~made.up_secret-of-the.right-shape_01",
	"1.AX0AmadeupXy9kAutdPukPawfj2MBPQAAAA.AgABBAIAAABmadeup-0123456789_abcdefGHIJ",
	"M.C547_SN1.2.U.fc7a87a1-bdc0-0fef-e805-eb2278e13627",
	"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.bWFkZS11cC1zaWduYXR1cmUtb2YtYS10b2tlbg",
	"AZURE_CLIENT_ID=6731de76-14a6-49ae-97bc-6eba6914391e\nAZURE_CLIENT_SECRET=madeup/old+0123456789style\n",
}

// mark is the end of a credential, which is in no frame, wrapped or not.
func mark(credential string) string {
	credential = strings.TrimSpace(credential)
	return credential[len(credential)-10:]
}

func showsMark(frame, credential string) bool {
	text := strings.Join(strings.Fields(ansi.Strip(frame)), "")
	return strings.Contains(text, mark(credential))
}

// Nothing that comes from outside shows a credential, on no screen.
func TestScreensShowNoCredential(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	for _, s := range credentials {
		for name, screens := range hostileScreens(s) {
			for _, width := range []int{200, 80, 44} {
				a := still(t, width, 24, screens)
				for range 5 {
					if frame := a.View(); showsMark(frame, s) {
						t.Fatalf("%s at %d columns shows %q:\n%s", name, width, s, ansi.Strip(frame))
					}
					a.Update(widget.KeyFor(widget.Keys.NextPane))
					a.Update(widget.KeyFor(widget.Keys.Down))
				}
			}
		}
	}
}

// Every line that takes text hides a credential that is pasted or typed into it,
// and keeps it.
func TestTypedCredentialsAreNotDrawn(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	connection := &workspace.Subject{Connection: flow.Connection{
		Name:     "shop",
		ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e",
	}}
	for name, screens := range map[string]func(c *common) []screen{
		"form":    func(c *common) []screen { f := newForm(c, false, false); f.Init(); return []screen{f} },
		"paste":   func(c *common) []screen { return []screen{newPaste(c, "")} },
		"explain": func(c *common) []screen { return []screen{newExplain(c, fault.About{})} },
		"unlock":  func(c *common) []screen { return []screen{newUnlock(c, connection, nil)} },
		"clerk":   func(c *common) []screen { return []screen{newClerk(c, connection)} },
		"export":  func(c *common) []screen { return []screen{newExport(c, c.ReportWriter(stored(t, "healthy")))} },
		"signin":  func(c *common) []screen { s := waiting(c); s.Update(widget.KeyFor(keyPaste)); return []screen{s} },
		"filter": func(c *common) []screen {
			r := newReport(c, stored(t, "healthy"))
			r.rows().Ask()
			return []screen{r}
		},
	} {
		for _, s := range credentials {
			for _, text := range []string{s, "AADSTS50011: " + s} {
				a := still(t, 200, 30, screens)
				a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
				if frame := a.View(); showsMark(frame, s) {
					t.Errorf("%s shows %q, pasted:\n%s", name, s, ansi.Strip(frame))
				}
			}
			a := still(t, 200, 30, screens)
			for _, r := range strings.ReplaceAll(s, "\n", " ") {
				a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
			if frame := a.View(); showsMark(frame, s) {
				t.Errorf("%s shows %q, typed:\n%s", name, s, ansi.Strip(frame))
			}
		}
	}
}

// The palette takes text over any screen.
func TestPaletteDrawsNoCredential(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 120, 30)
	d.press(":")
	d.paste(credentials[0])
	if strings.Contains(d.view(), "Mad8Q~") {
		t.Errorf("the palette shows it:\n%s", d.view())
	}
}

// A list of the form takes no text.
func TestListsOfTheFormTakeNoText(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 120, 30)
	f := newForm(d.app.common, true, false)
	d.app.stack = append(d.app.stack, f)
	d.run(f.Init())
	for _, field := range []string{"tenant", "kind"} {
		d.press("enter")
		d.untilTrue("the field "+field, func() bool { return f.focused() == field })
	}
	d.press("/")
	d.paste(credentials[1])
	if showsMark(d.view(), credentials[1]) || strings.Contains(d.view(), "/"+credentials[1][:3]) {
		t.Errorf("the list shows it:\n%s", d.view())
	}
}

// What is hidden in a field of the form is still in it, and comes into sight
// again when it is no secret any more.
func TestFormKeepsWhatItHides(t *testing.T) {
	t.Parallel()
	const pasted = "AZURE_CLIENT_SECRET=Mad8Q~made.up_secret-of-the.right-shape_01"
	var f *form
	a := still(t, 120, 30, func(c *common) []screen { f = newForm(c, false, false); f.Init(); return []screen{f} })
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
	if f.asked.Field("client-id").Value != pasted {
		t.Errorf("the field holds %q", f.asked.Field("client-id").Value)
	}
	if frame := ansi.Strip(a.View()); strings.Contains(frame, "Mad8Q~") || !strings.Contains(frame, "***") {
		t.Errorf("the field shows\n%s", frame)
	}
	a.Update(tea.KeyMsg{Type: tea.KeyCtrlU})
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("6731de76")})
	if frame := ansi.Strip(a.View()); !strings.Contains(frame, "6731de76") {
		t.Errorf("the field does not show what is no secret:\n%s", frame)
	}
	// Of a secret that is typed by hand only the beginning is seen.
	a.Update(tea.KeyMsg{Type: tea.KeyCtrlU})
	for _, r := range "Mad8Q~ma" {
		a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	if frame := ansi.Strip(a.View()); strings.Contains(frame, "Mad8Q~") {
		t.Errorf("the field shows what is being typed:\n%s", frame)
	}
}

// The tokens are shown and copied whole after a question, and only then (security 156).
func TestTokensAreRevealedOnDemand(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.bWFkZS11cC1zaWduYXR1cmUtb2YtYS10b2tlbg"
	r := stored(t, "healthy")
	r.Session = &flow.Session{Tokens: &flow.Tokens{IDToken: flow.NewToken(token)}}
	d := drive(t, Options{}, 200, 40)
	var clipboard strings.Builder
	d.app.clip.Out = &clipboard
	d.app.stack = append(d.app.stack, newReport(d.app.common, r))
	pane := d.app.top().(*reportScreen)
	for i, p := range pane.panes {
		if p.name() == "Raw" {
			pane.shown = i
		}
	}
	if strings.Contains(d.view(), mark(token)) {
		t.Fatal("the token is shown unasked")
	}
	d.press("s", "enter")
	if !strings.Contains(d.view(), token) {
		t.Errorf("the token is not shown:\n%s", d.view())
	}
	d.press("s")
	if strings.Contains(d.view(), mark(token)) {
		t.Error("the token is still shown")
	}
}

// TestHandedSecretIsAskedFor: the one value to copy is not copied before the answer either (security 156).
func TestHandedSecretIsAskedFor(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 30)
	var clipboard strings.Builder
	d.app.clip.Out = &clipboard
	what := provision.HandOver{Title: "Put it in", Secret: flow.NewSecret(credentials[0])}
	d.app.stack = append(d.app.stack, newHandOver(d.app.common, handed{what: what, answer: make(chan bool, 1)}))
	d.press(keyCopyHanded.Keys()[0])
	d.until("copy nothing")
	if clipboard.Len() > 0 {
		t.Fatal("it was copied before the answer")
	}
	d.press("enter")
	d.untilTrue("word of the copy", func() bool { return d.app.notice != "" })
	if clipboard.Len() == 0 {
		t.Error("it was not copied")
	}
}

// All that is copied is masked, but for a token that was asked for.
func TestCopiesAreMasked(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.app.clip.Out = io.Discard
	var copied []string
	d.app.clip.Look = func(name string) (string, error) { return "/bin/" + name, nil }
	d.app.clip.Getenv = func(name string) string { return map[string]string{"TMUX": "x"}[name] }
	d.app.clip.Run = recordCopies(&copied)
	d.app.common.copy("it", "it is "+credentials[0])()
	d.app.common.copyWhole("it", credentials[3])()
	if len(copied) != 2 || copied[0] != "it is [redacted]" || copied[1] != credentials[3] {
		t.Errorf("copied %q", copied)
	}
}

// Each of several causes begins a line of its own.
func TestSeveralCausesOnScreen(t *testing.T) {
	t.Parallel()
	for _, failed := range []bool{false, true} {
		r := stored(t, "no-edov")
		r.Report.Findings[0] = &report.Finding{
			ID: "x", Title: "t", Severity: report.Error, Outcome: report.Fail, Step: report.StepSignIn,
			Summary: "s", Why: "first cause\nsecond cause", Fix: "f",
		}
		if failed {
			r.Report.Failure = &flow.Failure{Description: "AADSTS1 said"}
		}
		a := still(t, 100, 40, func(c *common) []screen { return nil })
		lines := newFindings(a.common, r).detail(widget.Row{Value: r.Report.Findings[0]}, 60)
		text := ansi.Strip(strings.Join(lines, "\n"))
		for _, cause := range []string{"first cause", "second cause"} {
			if !strings.Contains(text, a.style.Dot+" "+cause+"\n") {
				t.Errorf("%q begins no line:\n%s", cause, text)
			}
		}
		if strings.Contains(text, "␊") {
			t.Errorf("a line end is shown:\n%s", text)
		}
	}
}

// A claim that resembles a code stays readable, also where it is cut.
func TestIdentifiersStayOnScreen(t *testing.T) {
	t.Parallel()
	const rh = "1.AS4AXlxDSlFkGkyoH6uWZrbej3PASNm97rhKhh0FX3q0nhe5AOwuAA."
	r := stored(t, "healthy")
	claims := &r.Report.Tokens[0].Claims
	value := strictjson.Value{Kind: strictjson.String, Text: rh}
	claims.SetMembers(append([]strictjson.Member{{Name: "rh", Value: value}}, claims.Members()...))
	for _, width := range []int{60, 80, 160} {
		a := still(t, width, 40, func(c *common) []screen {
			s := newReport(c, r)
			s.shown = 1
			return []screen{s}
		})
		if frame := ansi.Strip(a.View()); strings.Contains(frame, "[redacted]") || !strings.Contains(frame, rh[:14]) {
			t.Errorf("at %d columns:\n%s", width, frame)
		}
	}
}

func recordCopies(to *[]string) func(context.Context, []string, string) error {
	return func(_ context.Context, _ []string, text string) error {
		*to = append(*to, text)
		return nil
	}
}
