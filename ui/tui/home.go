package tui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect"
)

// home is the first screen: what there is to do, and the connection at a
// glance. Before there is a connection it welcomes.
type home struct {
	*common
	menu split
}

func newHome(c *common) *home { return &home{common: c} }

var keyConnection = bind("c", "connection", "c")

// entry is one line of a menu and what it opens.
type entry struct {
	name, does string
	open       func() nav
}

func (h *home) Init() tea.Cmd { return nil }

func (h *home) Close() {}

func (h *home) Title() (name, status string) {
	if h.subject == nil {
		return "", "test Sign in with Microsoft"
	}
	return "", h.subject.name()
}

func (h *home) Keys() []key.Binding {
	copyURI := as(keys.Copy, "copy redirect URI")
	copyURI.SetEnabled(h.subject != nil && h.subject.scenario == nil)
	return []key.Binding{keys.Open, as(keys.Up, "move"), keyConnection, copyURI}
}

// entries lists what can be done now.
func (h *home) entries() []entry {
	demo := entry{"Demo scenarios", "see each fault at the built-in tenant", func() nav { return open(newScenarios(h.common)) }}
	paste := entry{"Paste a token", "judge a token, a saved session or an app's manifest", func() nav { return open(newPaste(h.common, "")) }}
	connect := func() nav { return open(newForm(h.common)) }
	why := entry{"Explain an error", "a number, an error page, a line of a log", func() nav { return open(newExplain(h.common, h.about())) }}
	steps := entry{"Setup guide", "from nothing to a sign-in that works, step by step", h.openGuide}
	if h.subject == nil {
		demo.name = "Try the demo tenant"
		return []entry{demo, steps, {"Set up my connection", "client ID, secret and redirect port of your app", connect}, paste, why}
	}
	list := []entry{{"Test sign-in", "sign in as your users do, and judge what comes back", h.test}}
	if h.last != nil && h.last.subject == h.subject {
		list = append(list, entry{"Last report", "what the last sign-in showed", func() nav { return open(newReport(h.common, h.last)) }})
	}
	list = append(list, steps,
		entry{"App registration", "its settings, what is wrong with them, and the exact change", func() nav { return h.openRegistration(h.registrationReport(h.subject)) }},
		entry{"Secrets", "when client secrets expire", h.openSecrets},
	)
	if p := h.subject.connection.Product; h.subject.scenario != nil || p == "" || strings.EqualFold(p, "Clerk") {
		list = append(list, entry{"Clerk", "is Microsoft enabled there, and which app does it use", func() nav { return open(newClerk(h.common, h.subject)) }})
	}
	name := "Connection"
	if h.subject.scenario != nil {
		name = "Set up my connection"
	}
	return append(list, entry{name, "client ID, secret and redirect port of your app", connect}, paste, why, demo)
}

func (h *home) Update(msg tea.Msg) (nav, tea.Cmd) {
	if text, ok := pasted(msg); ok {
		return open(newPaste(h.common, text)), nil
	}
	h.fill()
	was := h.menu.cursor
	switch {
	case pressed(msg, keys.Copy) && h.subject != nil && h.subject.scenario == nil:
		return nav{}, h.copy("the redirect URI", h.subject.redirectURI())
	case pressed(msg, keyConnection):
		return open(newForm(h.common)), nil
	case pressed(msg, keys.Open):
		return h.choose(), nil
	case h.menu.update(msg):
	default:
		if c, ok := msg.(click); ok && c.y-h.menuTop() == was-h.menu.offset {
			return h.choose(), nil
		}
	}
	return nav{}, nil
}

// test signs in. Before the first time it reminds of the one thing that cannot
// be checked from here, and that fails most first tests.
func (h *home) test() nav {
	begin := func() nav { return open(newSignin(h.common, h.subject, nil)) }
	if h.subject.scenario != nil || h.last != nil {
		return begin()
	}
	platform := "Web"
	if h.subject.connection.Public {
		platform = "Mobile and desktop applications"
	}
	question := "Is " + h.text(h.subject.redirectURI()) + " registered? App registrations > your app > Authentication > Add a platform > " + platform + ". (y on the home screen copies it.)"
	return open(newConfirm(h.common, question, "sign in", func() (nav, tea.Cmd) { return begin(), nil }))
}

func (h *home) choose() nav {
	if r, ok := h.menu.selected(); ok {
		return r.value.(entry).open()
	}
	return nav{}
}

func (h *home) fill() {
	var rows []row
	for _, e := range h.entries() {
		rows = append(rows, row{label: e.name, value: e})
	}
	h.menu.set(rows, func(a, b any) bool { return a.(entry).name == b.(entry).name })
}

// menuTop is the line on which the menu begins.
func (h *home) menuTop() int {
	if h.subject == nil {
		return len(welcome)
	}
	return 0
}

var welcome = []string{
	"",
	"  Does \"Sign in with Microsoft\" work, and is it safe?",
	"  edov signs in as your app would, verifies the tokens, and says what",
	"  to change in the app registration when something is wrong.",
	"",
}

func (h *home) View(width, height int) string {
	h.fill()
	if h.subject == nil {
		return h.first(width, height)
	}
	if width < narrow {
		lines := h.menu.view(h.common, width, min(len(h.menu.rows), height))
		lines = append(lines, h.style.Faint.Render(strings.Repeat(h.style.Rule, width)))
		return strings.Join(page(append(lines, h.glance(width)...), 0, height), "\n")
	}
	left := 26
	return strings.Join(page(beside(h.menu.view(h.common, left, height), h.glance(width-left-1), left, width-left-1, " "), 0, height), "\n")
}

// first is the welcome. With little room the sentences go, the choices stay.
func (h *home) first(width, height int) string {
	var lines []string
	for i, line := range welcome {
		if height < 14 && i != 1 {
			line = ""
		}
		if i == 1 {
			line = h.style.Strong.Render(line)
		}
		lines = append(lines, cut(line, width))
	}
	menu := h.menu.view(h.common, width, len(h.menu.rows))
	for i, r := range h.menu.rows {
		does := r.value.(entry).does
		if width >= narrow {
			menu[i] = fit(menu[i], 26) + h.style.Faint.Render(does)
		}
	}
	lines = append(lines, menu...)
	lines = append(lines, "", h.style.Faint.Render(cut("  Nothing is sent anywhere before you say so.", width)))
	return strings.Join(page(lines, 0, height), "\n")
}

// glance is the connection in a few lines.
func (h *home) glance(width int) []string {
	c := h.subject.connection
	if h.subject.scenario != nil {
		return h.demoGlance(width)
	}
	facts := [][2]string{
		{"Connection", h.subject.name()},
		{"Client ID", c.ClientID},
		{"Tenant", tenantWords(c.Tenant)},
		{"Redirect", h.subject.redirectURI()},
		{"Secret", secretWords(c, h.now())},
	}
	if product := strings.TrimSpace(c.Product + "  " + c.ProductRedirectURI); product != "" {
		facts = append(facts, [2]string{"Product", product})
	}
	if k, err := flow.ParsePublishableKey(cmp.Or(h.subject.publishableKey, c.PublishableKey)); err == nil {
		facts = append(facts, [2]string{"Clerk", k.Host + ", portal " + k.AccountPortal()})
	}
	return h.facts(append(facts, h.lastTest()), width)
}

func (h *home) demoGlance(width int) []string {
	s := h.subject.scenario
	who := "the built-in user signs in"
	if h.subject.ownBrowser {
		who = "you sign in, with your browser"
	}
	return h.facts([][2]string{{"Connection", "demo tenant, not Microsoft"}, {"Scenario", s.ID}, {"", s.Title}, {"Sign-in", who}, h.lastTest()}, width)
}

func (h *home) facts(facts [][2]string, width int) []string {
	var lines []string
	for _, f := range facts {
		if f[1] != "" {
			lines = append(lines, labelled(h.style.Faint.Render(f[0]), h.text(f[1]), 13, width)...)
		}
	}
	return lines
}

func (h *home) lastTest() [2]string {
	if h.last == nil || h.last.subject != h.subject {
		return [2]string{"Last test", "none yet"}
	}
	mark, _ := h.verdictMark(h.last.report)
	return [2]string{"Last test", strings.TrimSpace(mark) + " " + h.last.report.Headline + ", " + ago(h.now().Sub(h.last.at))}
}

// tenantWords says whom a tenant lets in.
func tenantWords(tenant string) string {
	switch tenant {
	case "", "common":
		return "common (work and personal accounts)"
	case "organizations":
		return "organizations (work accounts)"
	case "consumers", flow.ConsumersTenant:
		return tenant + " (personal accounts)"
	}
	return tenant + " (one directory)"
}

// secretWords tells about the secret without the secret.
func secretWords(c flow.Connection, now time.Time) string {
	switch {
	case c.Public:
		return "none: a public client"
	case c.Secret.IsZero():
		return "not given yet"
	case c.SecretExpires.IsZero():
		return "kept until you quit; its end is not known"
	}
	days := int(c.SecretExpires.Sub(now).Hours() / 24)
	if c.SecretExpires.Before(now) {
		return "ended " + c.SecretExpires.Add(-time.Second).Format(time.DateOnly) + ": sign-ins fail"
	}
	return fmt.Sprintf("kept until you quit; ends in %s", plural(days, "day"))
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return plural(int(d.Minutes()), "minute") + " ago"
	}
	return plural(int(d.Hours()), "hour") + " ago"
}

// verdictMark is the symbol and colour of a report as a whole.
func (c *common) verdictMark(r *inspect.Report) (mark string, paint func(...string) string) {
	if r.Verdict == inspect.VerdictPass {
		return c.style.Pass, c.style.Good.Render
	}
	return c.style.Fail, c.style.Bad.Render
}
