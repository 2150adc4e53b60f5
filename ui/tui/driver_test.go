package tui

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

var update = flag.Bool("update", false, "write the goldens anew")

// noon is the time of all tests.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// driver plays the event loop: it runs the commands that Update returns and
// gives their messages back, in the order in which they come.
type driver struct {
	t    *testing.T
	app  *app
	msgs chan tea.Msg
	quit bool
}

func drive(t *testing.T, o Options, width, height int) *driver {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	if o.Env.Getenv == nil {
		o.Env.Getenv = func(string) string { return "" }
	}
	if o.Env.Now == nil { // the secrets of the stored manifests end on fixed dates
		began := time.Now()
		o.Env.Now = func() time.Time { return noon.Add(time.Since(began)) }
	}
	a := newApp(ctx, o, true, io.Discard)
	a.stop = cancel
	a.grace = 10 * time.Millisecond
	a.clip.Look = func(string) (string, error) { return "", os.ErrNotExist }
	d := &driver{t: t, app: a, msgs: make(chan tea.Msg, 1024)}
	t.Cleanup(func() { cancel(); a.close(5*time.Second, 5*time.Second) })
	d.run(a.Init())
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

// run starts a command; its message comes through the channel.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				d.run(c)
			}
		default:
			select {
			case d.msgs <- m:
			case <-d.t.Context().Done():
			}
		}
	}()
}

func (d *driver) send(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		d.quit = true
		return
	}
	_, cmd := d.app.Update(msg)
	d.run(cmd)
}

// press sends keys by their names; a word that is none is typed.
func (d *driver) press(names ...string) {
	for _, name := range names {
		if k := widget.KeyFor(widget.Bind("", "", name)); k.Type != tea.KeyRunes {
			d.send(k)
			continue
		}
		for _, r := range name {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
}

func (d *driver) paste(text string) {
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func (d *driver) view() string { return ansi.Strip(d.app.View()) }

// until handles messages until the screen shows the text.
func (d *driver) until(text string) {
	d.t.Helper()
	d.untilTrue(text, func() bool { return strings.Contains(d.view(), text) })
}

func (d *driver) untilTrue(what string, holds func() bool) {
	d.t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for !holds() {
		select {
		case m := <-d.msgs:
			d.send(m)
		case <-limit.C:
			d.t.Fatalf("no %q in:\n%s", what, d.view())
		}
	}
}

// awake ends the time in which a screen that came by itself takes no keys.
func (d *driver) awake() { d.untilTrue("the grace period's end", func() bool { return !d.app.deaf }) }

// stored reads a report of testdata and makes a run of it.
func stored(t testing.TB, name string) *workspace.Run {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "report", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	c := flow.Connection{
		ClientID: r.Request.ClientID, Tenant: "common", Secret: flow.NewSecret("a-secret-of-sixteen"),
		RedirectURI: flow.DefaultRedirectURI, SecretExpires: noon.AddDate(0, 0, 9),
	}
	return &workspace.Run{Subject: &workspace.Subject{Connection: c}, Report: r, At: noon.Add(-3 * time.Minute)}
}

// still is an app that shows the given screens and runs nothing.
func still(t testing.TB, width, height int, screens func(c *common) []screen) *app {
	t.Helper()
	return styled(t, width, height, screens, true, false)
}

// styled is still for a background and a set of symbols.
func styled(t testing.TB, width, height int, screens func(c *common) []screen, dark, ascii bool) *app {
	t.Helper()
	o := Options{ASCII: ascii, Options: workspace.Options{Env: flow.Env{
		Now:    func() time.Time { return noon },
		Getenv: func(string) string { return "" },
	}, Program: "edov test", Extensions: []string{".txt", ".json", ".md", ".html"}}}
	a := newApp(t.Context(), o, dark, io.Discard)
	a.stack = append(a.stack, screens(a.common)...)
	a.width, a.height = width, height
	return a
}

// colours sets the colours of all styles for one test.
func colours(t *testing.T, profile termenv.Profile) {
	t.Helper()
	lipgloss.SetColorProfile(profile)
	t.Cleanup(func() { lipgloss.SetColorProfile(termenv.Ascii) })
}

func hostileStrings(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "vectors", "terminal_strings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Strings []struct{ Input string }
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Strings) < 20 {
		t.Fatalf("%d strings, %v", len(file.Strings), err)
	}
	var list []string
	for _, s := range file.Strings {
		list = append(list, s.Input)
	}
	return list
}

// large is a run with a 64 KiB claim and 200 findings.
func large(t testing.TB) *workspace.Run {
	t.Helper()
	r := stored(t, "no-edov")
	big := strictjson.Value{Kind: strictjson.String, Text: strings.Repeat("long value ", 64<<10/11)}
	claims := &r.Report.Tokens[0].Claims
	claims.SetMembers(append([]strictjson.Member{{Name: "big", Value: big}}, claims.Members()...))
	for len(r.Report.Findings) < 200 {
		f := *r.Report.Findings[len(r.Report.Findings)%60]
		f.ID += strings.Repeat("x", len(r.Report.Findings)%7)
		r.Report.Findings = append(r.Report.Findings, &f)
	}
	return r
}

// untilField handles messages until a field of the form has the keys.
func (d *driver) untilField(name string) {
	d.t.Helper()
	d.untilTrue("keys for the field "+name, func() bool {
		f, ok := d.app.top().(*form)
		return ok && f.focused() == name
	})
}
