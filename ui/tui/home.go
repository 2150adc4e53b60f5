package tui

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/tui/widget"
)

// home is the first screen: what there is to do, and the connection at a
// glance. Before there is a connection it welcomes.
type home struct {
	*common
	menu widget.Split
}

func newHome(c *common) *home { return &home{common: c} }

var keyConnection = widget.Bind("c", "connection", "c")

// entry is one line of a menu and what it opens.
type entry struct {
	name, does string
	open       func() nav
	right      string // at the right, where there is room
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
	copyURI := widget.As(widget.Keys.Copy, "copy redirect URI")
	copyURI.SetEnabled(h.hasRedirectURI())
	return []key.Binding{widget.Keys.Open, widget.As(widget.Keys.Up, "move"), keyConnection, copyURI}
}

// hasRedirectURI holds where there is one that the user has to register.
func (h *home) hasRedirectURI() bool {
	return h.subject != nil && (h.subject.scenario == nil || h.subject.practice != nil)
}

// entries lists what can be done now.
func (h *home) entries() []entry {
	demo := entry{name: "Demo scenarios", does: "see each fault at the built-in tenant", open: func() nav { return open(newScenarios(h.common)) }}
	paste := entry{name: "Paste a token", does: "judge a token, a saved session or an app's manifest", open: func() nav { return open(newPaste(h.common, "")) }}
	connect := h.chooseConnection
	why := entry{name: "Explain an error", does: "a number, an error page, a line of a log", open: func() nav { return open(newExplain(h.common, h.about())) }}
	steps := entry{name: "Setup guide", does: "from nothing to a sign-in that works, step by step", open: h.openGuide}
	mine := entry{name: "Set up my connection", does: "client ID, secret and redirect port of your app", open: connect}
	if h.subject == nil {
		demo.name = "Try the demo tenant"
		return []entry{demo, steps, mine, paste, why}
	}
	if h.subject.key() != "" && h.subject.way().Seen != nil {
		w := h.walkNow(h.subject)
		steps.right = fmt.Sprintf("%d of %d", w.Done, len(w.Steps))
	}
	list := []entry{{name: "Test sign-in", does: "sign in as your users do, and judge what comes back", open: h.test}}
	if h.last != nil && h.last.subject == h.subject {
		list = append(list, entry{name: "Last report", does: "what the last sign-in showed", open: func() nav { return open(newReport(h.common, h.last)) }})
	}
	list = append(list, steps,
		entry{name: "App registration", does: "its settings, what is wrong with them, and the exact change", open: func() nav { return h.openRegistration(h.registrationReport(h.subject)) }},
		entry{name: "Secrets", does: "when client secrets expire", open: h.openSecrets, right: h.secretDays()},
	)
	if p := h.subject.connection.Product; h.subject.scenario != nil || p == "" || strings.EqualFold(p, "Clerk") {
		list = append(list, entry{name: "Clerk", does: "is Microsoft enabled there, and which app does it use", open: func() nav { return open(newClerk(h.common, h.subject)) }})
	}
	if h.hasHistory(h.subject) {
		list = append(list, entry{name: "History", does: "earlier reports, and what changed between two", open: func() nav { return open(newHistory(h.common, h.subject)) }})
	}
	if h.subject.scenario == nil {
		mine.name = "Connection"
	}
	return append(list, mine, paste, why, demo)
}

// secretDays warns in the menu of a secret that ends soon.
func (h *home) secretDays() string {
	switch state, days := h.secretEnd(); state {
	case secret.StateExpired:
		return h.style.Warning + " ended"
	case secret.StateEnding:
		return h.style.Warning + " " + plural(days, "day")
	}
	return ""
}

func (h *home) Update(msg tea.Msg) (nav, tea.Cmd) {
	if text, ok := pasted(msg); ok {
		return open(newPaste(h.common, text)), nil
	}
	h.fill()
	if c, ok := msg.(widget.Click); ok {
		c.Y -= h.menuTop()
		msg = c
	}
	switch {
	case widget.Pressed(msg, widget.Keys.Copy) && h.hasRedirectURI():
		return nav{}, h.copy("the redirect URI", h.subject.redirectURI())
	case widget.Pressed(msg, keyConnection):
		return h.chooseConnection(), nil
	case widget.Pressed(msg, widget.Keys.Open):
		return h.choose(), nil
	case h.menu.Update(msg):
	default:
		if c, ok := msg.(widget.Click); ok && h.menu.IsOn(c) {
			return h.choose(), nil
		}
	}
	return nav{}, nil
}

// test signs in. Before the first time it reminds of the one thing that cannot
// be checked from here, and that fails most first tests.
func (h *home) test() nav {
	if h.subject.connection.ClientID == "" && (h.subject.scenario == nil || h.subject.practice != nil) {
		return toast("a test needs the client ID first: Setup guide says where it is, c opens the connection")
	}
	begin := func() nav {
		return h.beginSignin(h.subject, func() *signin { return newSignin(h.common, h.subject, nil) })
	}
	if h.subject.scenario != nil || h.last != nil {
		return begin()
	}
	place := portal.Fill("{portal:redirect-web}")
	if h.subject.connection.Public {
		place = portal.Fill("{portal:redirect-native}")
	}
	question := "Is " + h.text(h.subject.redirectURI()) + " registered? App registrations > your app > " + place +
		". (y on the home screen copies it.)"
	return open(newConfirm(h.common, question, "sign in", func() (nav, tea.Cmd) { return begin(), nil }))
}

func (h *home) choose() nav {
	if r, ok := h.menu.Selected(); ok {
		return r.Value.(entry).open()
	}
	return nav{}
}

func (h *home) fill() {
	var rows []widget.Row
	for _, e := range h.entries() {
		rows = append(rows, widget.Row{Label: e.name, Right: e.right, Value: e})
	}
	h.menu.Set(rows, func(a, b any) bool { return a.(entry).name == b.(entry).name })
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
	if width < widget.Narrow {
		lines := h.menu.View(h.style, width, min(len(h.menu.Rows), height))
		lines = append(lines, h.style.Faint.Render(strings.Repeat(h.style.Rule, width)))
		return strings.Join(widget.Page(append(lines, h.glance(width)...), 0, height), "\n")
	}
	left := 26
	return strings.Join(widget.Page(widget.Beside(h.menu.View(h.style, left, height), h.glance(width-left-1), left, width-left-1, " "), 0, height), "\n")
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
		lines = append(lines, widget.Cut(line, width))
	}
	menu := h.menu.View(h.style, width, len(h.menu.Rows))
	for i, r := range h.menu.Rows {
		does := r.Value.(entry).does
		if width >= widget.Narrow {
			menu[i] = widget.Fit(menu[i], 26) + h.style.Faint.Render(does)
		}
	}
	lines = append(lines, menu...)
	lines = append(lines, "", h.style.Faint.Render(widget.Cut("  Nothing is sent anywhere before you say so.", width)))
	return strings.Join(widget.Page(lines, 0, height), "\n")
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
		{"Secret", h.secretWords()},
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
	if h.subject.practice != nil {
		facts := [][2]string{{"Connection", h.subject.name() + ", not Microsoft"}, {"Client ID", cmp.Or(h.subject.connection.ClientID, "not given yet")}}
		return h.facts(append(facts, h.lastTest()), width)
	}
	who := "the built-in user signs in"
	if h.subject.ownBrowser {
		who = "you sign in, with your browser"
	}
	return h.facts([][2]string{{"Connection", "demo tenant, not Microsoft"}, {"Scenario", s.ID}, {"", s.Title}, {"Sign-in", who}, h.lastTest()}, width)
}

func (h *home) facts(facts [][2]string, width int) []string {
	return h.style.Table(facts, 13, width)
}

func (h *home) lastTest() [2]string {
	if h.last == nil || h.last.subject != h.subject {
		return [2]string{"Last test", "none yet"}
	}
	mark, _ := h.verdictMark(h.last.report)
	what := "Last test"
	if h.last.report.Origin != flow.OriginSignIn {
		what = "Last look"
	}
	return [2]string{what, strings.TrimSpace(mark) + " " + h.last.report.Headline + ", " + ago(h.now().Sub(h.last.at))}
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

// secretWords tells about the secret without the secret: where it is kept, and
// when it ends.
func (h *home) secretWords() string {
	c := h.subject.connection
	where := "kept until you quit"
	switch saved := h.subject.saved; {
	case c.Public:
		return "none: a public client"
	case c.ClientID == "" && c.Secret.IsZero():
		return "not given yet"
	case saved != nil && saved.SecretFrom == store.SecretKeyring:
		where = "kept in your keyring"
	case saved != nil && saved.SecretFrom == store.SecretCommand:
		where = "comes from a command"
	case saved != nil:
		where = "asked for each time"
	case c.Secret.IsZero():
		return "not given yet"
	}
	if c.SecretExpires.IsZero() {
		return where + "; its end is not known"
	}
	days := int(c.SecretExpires.Sub(h.now()).Hours() / 24)
	if c.SecretExpires.Before(h.now()) {
		return "ended " + flow.LastDay(c.SecretExpires) + ": sign-ins fail"
	}
	return fmt.Sprintf("%s; ends in %s", where, plural(days, "day"))
}

// verdictMark is the symbol and colour of a report as a whole.
func (c *common) verdictMark(r *report.Report) (mark string, paint func(...string) string) {
	return c.sign(r.Conclude(report.Error).Mark)
}
