package tui

import (
	"bytes"
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
)

// TestFirstMinute is a newcomer's: welcome, demo, sign-in, report, detail,
// another run, what changed, quit.
func TestFirstMinute(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.until("Does \"Sign in with Microsoft\" work")
	d.press("enter")
	d.until("Work account, no problems")
	for !strings.Contains(selectedLine(d.view()), "nOAuth") {
		d.press("down")
	}
	d.press("enter")
	d.until("Email not verified")
	d.until("▸ ✗ email-verified: xms_edov")
	d.until("Do not link or create accounts by this")
	d.awake()
	d.press("tab")
	for range 20 { // its claims are more than fit
		d.press("down")
		if strings.Contains(d.view(), "mallory@tailspin") {
			break
		}
	}
	d.until("mallory@tailspin")
	d.press("r")
	d.until("nothing changed")
	d.awake()
	d.press("esc", "esc", "esc")
	d.until("Test sign-in")
	d.until("Last test")
	d.press("q")
	d.untilTrue("the end", func() bool { return d.quit })
}

func selectedLine(view string) string {
	for _, line := range strings.Split(view, "\n") {
		if strings.HasPrefix(line, "▸") {
			return line
		}
	}
	return ""
}

// TestStopFreesThePort: esc during a sign-in cancels it at once.
func TestStopFreesThePort(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	server, err := demo.Start(s, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	env := server.Env()
	env.Browser, env.Getenv = nil, func(string) string { return "" }
	c := server.Connection()
	c.RedirectURI, c.FallbackPorts = "http://localhost:8461/callback", nil // a port that no other test takes
	d := drive(t, Options{Options: workspace.Options{Env: env}}, 80, 24)
	d.app.Subject = &workspace.Subject{Connection: c}
	d.run(d.app.navigate(open(newSignin(d.app.common, d.app.Subject, nil)), true))
	d.until("couldn't open a browser")
	signin := d.app.top().(*signin)
	address := hostOf(signin.redirect)
	if l, err := net.Listen("tcp", address); err == nil {
		l.Close()
		t.Fatalf("nothing listens on %s", address)
	}
	d.press("q")
	d.until("A sign-in is running. Stop it and quit?")
	d.press("esc", "h", "left", "backspace") // lead back on other screens, and stop nothing here
	if d.app.top() != screen(signin) {
		t.Fatalf("a slip stopped it: %T", d.app.top())
	}
	d.press("esc")
	if _, ok := d.app.top().(*home); !ok {
		t.Fatalf("after esc: %T", d.app.top())
	}
	d.app.work.Wait()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the port is not free: %v", err)
	}
	l.Close()
}

// TestPastedAnswers: what is pasted on the sign-in screen reaches the sign-in,
// an error page ends it with its explanation.
func TestPastedAnswers(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	d := drive(t, Options{}, 80, 24)
	d.app.Subject = &workspace.Subject{Scenario: &s, OwnBrowser: true}
	d.run(d.app.navigate(open(newSignin(d.app.common, d.app.Subject, nil)), true))
	d.until("couldn't open a browser")
	d.paste("https://example.com/?code=abc&state=def")
	d.until("not recognized: this address is not the redirect URI")
	d.press("v")
	d.until("Paste here")
	d.press("qqq") // letters are text there, not the key to quit
	d.until("> qqq")
	d.press("esc", "esc")
	d.run(d.app.navigate(open(newSignin(d.app.common, d.app.Subject, nil)), true))
	d.until("couldn't open a browser")
	d.paste("Sorry, but we're having trouble signing you in.\nAADSTS50011: The redirect URI 'http://localhost:8400/callback' specified in the request does not match.")
	d.until("AADSTS50011")
}

// TestPasteIsNoCommand: pasted text with command keys and line ends is one text
// (security 137).
func TestPasteIsNoCommand(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	question := newDialog(d.app.common, "Really?", "Do it", func() (nav, tea.Cmd) {
		t.Error("a paste answered the question")
		return nav{}, nil
	})
	d.run(d.app.navigate(open(question), true))
	d.paste("y\ny\rq")
	if d.app.top() != screen(question) {
		t.Errorf("a paste closed the question")
	}
	d.press("y", "n")
	if d.app.top() != screen(question) {
		t.Error("a letter answered the question")
	}
	d.press("esc")
	d.press("c")
	f := d.app.top().(*form)
	d.paste("6731de76-14a6-49ae-97bc-6eba6914391e\nq\n")
	if !strings.HasPrefix(f.asked.Field("client-id").Value, "6731de76") || f.focused() != "client-id" {
		t.Errorf("typed %q into %s", f.asked.Field("client-id").Value, f.focused())
	}
}

// TestJudgePasted: a session pasted on the home screen is judged like edov
// inspect does.
func TestJudgePasted(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("no-edov")
	d := drive(t, Options{Scenario: &s}, 100, 30)
	d.until("xms_edov is missing")
	session, err := json.Marshal(d.app.Last.Session)
	if err != nil {
		t.Fatal(err)
	}
	d.awake()
	d.press("esc", "esc")
	d.paste(string(session))
	d.until("pasted token")
	d.until("edov-present")
	d.awake()
	d.press("esc")
	d.paste(`{"secret_of_mine": 1}`)
	d.until("Paste a JWT, a token response")
	if strings.Contains(d.view(), "secret_of_mine") {
		t.Error("what was pasted is shown")
	}
}

// TestConnection walks the form with the mistakes people make.
func TestConnection(t *testing.T) {
	t.Parallel()
	now := flow.Env{Now: func() time.Time { return noon }}
	d := drive(t, Options{Options: workspace.Options{Env: now}}, 80, 24)
	d.press("c")
	d.until("Client ID")
	d.press("common")
	d.until("they may be swapped")
	f := d.app.top().(*form)
	d.press("esc")
	d.until("Discard changes?")
	d.press("esc")
	for range len("common") {
		d.send(tea.KeyMsg{Type: tea.KeyBackspace})
	}
	d.press(" 6731de76-14a6-49ae-97bc-6eba6914391e")
	d.until("trim it")
	d.send(tea.KeyMsg{Type: tea.KeyCtrlT})
	next := func(field string) {
		t.Helper()
		d.press("enter")
		d.untilTrue(field, func() bool { return f.focused() == field })
	}
	next("tenant")
	next("kind")
	next("secret")
	d.press("11111111-2222-3333-4444-555555555555")
	d.until("probably the Secret ID")
	d.press("enter")
	if f.focused() != "secret" {
		t.Fatalf("a Secret ID was taken; now at %s", f.focused())
	}
	for range 36 {
		d.send(tea.KeyMsg{Type: tea.KeyBackspace})
	}
	const secret = "Abc8Q~a.secret_of-the.right-shape_012345"
	d.press(secret)
	if strings.Contains(d.view(), "Abc8") {
		t.Error("the secret is shown")
	}
	next("secret-expires")
	d.press("2026-12-03")
	next("redirect-uri")
	next("product")
	next("product-redirect-uri")
	d.press("enter")
	d.until("in memory until you quit; expires in")
	if got := d.app.Subject.Connection; got.Secret.Reveal() != secret ||
		got.ClientID != "6731de76-14a6-49ae-97bc-6eba6914391e" {
		t.Errorf("the connection is %+v", got)
	}
}

// TestRevealAndCopy: tokens are shown and copied only after a question, and
// nothing else of the screen has them (security 156).
func TestRevealAndCopy(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	d := drive(t, Options{Scenario: &s}, 100, 40)
	var out bytes.Buffer
	d.app.clip.Out = &out
	d.until("Email verified")
	d.awake()
	token := d.app.Last.Session.Tokens.IDToken.Compact()
	signature := token[strings.LastIndexByte(token, '.')+1:]
	for range 6 {
		if flat := strings.Join(strings.Fields(d.view()), ""); strings.Contains(flat, signature[:40]) {
			t.Fatal("the token is on the screen")
		}
		d.press("tab")
	}
	d.press("7", "s")
	d.until("Show the full tokens?")
	if strings.Contains(d.view(), token[:40]) {
		t.Fatal("the token is shown before the answer")
	}
	d.press("enter")
	d.until(token[:60])
	d.press("s", "y")
	if out.Len() > 0 {
		t.Fatal("a token was copied before the answer")
	}
	d.until("anyone who has it can use it")
	d.press("enter")
	d.until("sent to your terminal's clipboard (OSC 52)")
}

// TestKeysAfterASurprise: a report that comes by itself takes no keys at first.
func TestKeysAfterASurprise(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	d := drive(t, Options{Scenario: &s}, 80, 24)
	d.until("[Findings]")
	if !d.app.deaf {
		t.Fatal("the report takes keys at once")
	}
	d.press("q", "esc")
	if d.quit || !strings.Contains(d.view(), "[Findings]") {
		t.Error("a key meant for the screen before was taken")
	}
	d.awake()
	d.press("tab")
	d.until("[ID token]")
}

// TestPalette finds a command by typing.
func TestPalette(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.press(":")
	d.until("Commands")
	d.press("paste", "enter")
	d.until("Paste a token or a manifest here")
	d.send(tea.KeyMsg{Type: tea.KeyCtrlP})
	d.until("Commands")
	d.press("quit", "enter")
	d.untilTrue("the end", func() bool { return d.quit })
}

// TestCrash: a panic in a screen ends the program and is told; its value, which
// may hold anything, is not (security 139).
func TestCrash(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.app.stack = append(d.app.stack, panics{newHelp(d.app.common, d.app.top())})
	d.press("x")
	d.untilTrue("the end", func() bool { return d.quit })
	if d.app.crash == nil || strings.Contains(d.app.crash.Error(), "a secret") {
		t.Errorf("the crash is %v", d.app.crash)
	}
}

type panics struct{ *help }

func (panics) Update(tea.Msg) (nav, tea.Cmd) { panic("a secret") }

// TestResume: after a suspension the program goes on.
func TestResume(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.send(tea.ResumeMsg{})
	d.until("Try the demo tenant")
}

// TestWatch tries again by itself and goes on until stopped.
func TestWatch(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	d := drive(t, Options{Scenario: &s}, 80, 24)
	d.until("[Findings]")
	d.awake()
	d.press("w")
	d.until("next try in")
	w := d.app.top().(*watch)
	d.send(tickMsg{w, w.next.Add(time.Second)})
	d.until("try 1 at")
	d.until("nothing changed")
	d.press("esc")
	d.until("[Findings]")
}
