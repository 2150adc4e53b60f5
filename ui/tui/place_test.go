package tui

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/inspect/fault"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// notTheDemo are the places of real apps.
var notTheDemo = regexp.MustCompile(`entra\.microsoft\.com|portal\.azure\.|dashboard\.clerk\.com`)

// visitor is a browser that remembers what was opened, and which pages came: many findings lead to the same page, and
// at a slow tenant each waits.
type visitor struct {
	opened []string
	came   map[string]bool
}

func (v *visitor) options(o Options) Options {
	o.Env.Browser = func(_ context.Context, address string) (string, error) {
		v.opened = append(v.opened, address)
		return "a test", nil
	}
	return o
}

// arrive looks whether what a key opened is a page of a demo tenant that runs.
// Without anything opened, the screen on top may ask what to read.
func (v *visitor) arrive(t *testing.T, what string, n nav, run func()) {
	t.Helper()
	before := len(v.opened)
	run()
	switch {
	case len(v.opened) > before:
	case len(n.push) == 1 && strings.HasPrefix(n.push[0].(*chooser).list.Title, "Documentation"), n.toast != "":
		return
	default:
		t.Errorf("%s: nothing happens", what)
		return
	}
	address := v.opened[len(v.opened)-1]
	if !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Errorf("%s: opens %s", what, address)
		return
	}
	if v.came[address] {
		return
	}
	r, err := http.Get(address)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Errorf("%s: %s answers %d", what, address, r.StatusCode)
		return
	}
	if v.came == nil {
		v.came = map[string]bool{}
	}
	v.came[address] = true
}

// played is an app in which a scenario was played, and what came of it.
func played(t *testing.T, v *visitor, s demo.Scenario) (*driver, *workspace.Run) {
	d := drive(t, v.options(Options{}), 100, 30)
	of := &workspace.Subject{Scenario: &s}
	d.app.Begin(of, nil)
	return d, d.app.SignIn(t.Context(), of, nil, func(flow.Event) {})
}

// TestDemoOpensItsOwnPages: whatever is opened at the demo tenant, for each
// finding of each scenario, is a page of the demo tenant, which is started if it
// does not run.
func TestDemoOpensItsOwnPages(t *testing.T) {
	t.Parallel()
	for i, s := range demo.Scenarios() {
		if testing.Short() && i%8 != 0 { // the race detector: the same goroutines in each
			continue
		}
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel() // some wait for a server
			opensItsOwnPages(t, s)
		})
	}
}

func opensItsOwnPages(t *testing.T, s demo.Scenario) {
	t.Helper()
	v := &visitor{}
	d, r := played(t, v, s)
	f := &findings{common: d.app.common, run: r, told: r.InScreens()}
	pages := 0
	for i, finding := range r.Report.Findings {
		if i == len(r.Report.Findings)/2 {
			d.app.Desk.Close() // as after a long pause
		}
		n, cmd := f.openLinks(widget.Row{Value: finding})
		v.arrive(t, s.ID+", "+finding.ID, n, func() { runNow(cmd) })
		text := strings.Join(f.detail(widget.Row{Value: finding}, 400), "\n")
		if finding.Link != "" || notTheDemo.MatchString(text) {
			t.Errorf("%s, %s: link %q, shown\n%s", s.ID, finding.ID, finding.Link, text)
		}
		if finding.Page != "" && strings.Contains(text, "a page of the demo") {
			pages++
		}
	}
	if pages == 0 {
		t.Errorf("%s: no finding says which page o opens", s.ID)
	}
}

// runNow runs a command of one message.
func runNow(cmd tea.Cmd) {
	if cmd != nil {
		cmd()
	}
}

// TestGuideOpensTheDemo: the same for the parts of the guide and the steps of a new
// secret, for a scenario and for a practice in which nothing is registered yet.
func TestGuideOpensTheDemo(t *testing.T) {
	t.Parallel()
	half, _ := demo.Lookup("half-done")
	for name, of := range map[string]*workspace.Subject{
		"scenario": {Scenario: &half},
		"practice": workspace.NewPractice(),
	} {
		v := &visitor{}
		d := drive(t, v.options(Options{}), 100, 30)
		d.app.Begin(of, nil)
		g := newGuide(d.app.common, of)
		for _, step := range g.walk.Steps {
			for _, p := range step.Parts {
				n, cmd := g.openPage(&p)
				if p.At == "" {
					continue
				}
				v.arrive(t, name+", "+p.ID, n, func() { runNow(cmd) })
				if p.Link != "" {
					t.Errorf("%s, %s: the link %s", name, p.ID, p.Link)
				}
			}
		}
		data, err := workspace.GuideWriter(g.walk).Render("x.md", false)
		if err != nil || notTheDemo.Match(data) {
			t.Errorf("%s: the guide as a file: %v, %s", name, err, notTheDemo.Find(data))
		}
		a := &appreg.App{TestServer: true, AppID: appreg.Setting[string]{Value: demo.ClientID}}
		rotation := newRotation(d.app.common, a)
		for i, step := range rotation.steps {
			rotation.list.Cursor = i
			n, cmd := rotation.Update(widget.KeyFor(widget.Keys.OpenLink))
			v.arrive(t, name+", "+step.Title, n, func() { runNow(cmd) })
			if step.Link != "" {
				t.Errorf("%s: %s", step.Title, step.Link)
			}
		}
	}
}

// TestRealOpensThePortal: a real app's findings and parts lead where they did.
func TestRealOpensThePortal(t *testing.T) {
	t.Parallel()
	v := &visitor{}
	d := drive(t, v.options(Options{}), 100, 30)
	s := onTheWay(t, d.app.common)
	g := newGuide(d.app.common, s)
	p, _ := g.walk.Part("claim-edov")
	_, cmd := g.openPage(p)
	runNow(cmd)
	f := &findings{common: d.app.common, run: &workspace.Run{Subject: s, Report: stored(t, "no-edov").Report}}
	finding := &report.Finding{ID: "optional-edov", Outcome: report.Fail, Page: portal.PageManifest}
	finding.Link = entra.PortalLink(entra.Global, "Manifest", demo.ClientID)
	_, cmd = f.openLinks(widget.Row{Value: finding})
	runNow(cmd)
	portal := "https://entra.microsoft.com/"
	if len(v.opened) != 2 || !strings.HasPrefix(v.opened[0], portal) || v.opened[1] != finding.Link {
		t.Errorf("opened %q", v.opened)
	}
	text := strings.Join(f.detail(widget.Row{Value: finding}, 100), "\n")
	if !strings.Contains(text, "Press o for Manifest in the portal") {
		t.Errorf("shown\n%s", text)
	}
}

// TestExplainInTheDemo: no link to Microsoft's portal is given for the demo's
// app.
func TestExplainInTheDemo(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("redirect-mismatch")
	d, r := played(t, &visitor{}, s)
	d.app.Last = r
	about := d.app.About()
	for _, code := range []int{50011, 7000215, 50194} {
		if e := fault.ExplainCode(code, about); e.Portal != "" {
			t.Errorf("%d: %s", code, e.Portal)
		}
	}
	about.Request.TrustAuthority, about.Registration = false, nil
	if e := fault.ExplainCode(50011, about); !strings.Contains(e.Portal, demo.ClientID) {
		t.Errorf("for a real app: %q", e.Portal)
	}
}

// TestOpenAgain: the sign-in page opens once more, as it was; over SSH there is no browser to open it in.
func TestOpenAgain(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	var asked []string
	d.app.Env.Browser = func(_ context.Context, address string) (string, error) {
		asked = append(asked, address)
		return "a test", nil
	}
	s := waiting(d.app.common)
	defer s.Close()
	if slices.ContainsFunc(s.Keys(), func(b key.Binding) bool { return b.Help() == keyReopen.Help() }) {
		t.Error("it is offered on another machine")
	}
	s.remote = ""
	if !slices.ContainsFunc(s.Keys(), func(b key.Binding) bool { return b.Help() == keyReopen.Help() }) {
		t.Error("it is not offered")
	}
	_, cmd := s.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("o")})
	if said, ok := cmd().(opened); !ok || said.how != "opened again with a test" || len(asked) != 1 || asked[0] != s.url {
		t.Errorf("%v, opened %q", said, asked)
	}
}
