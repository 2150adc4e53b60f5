package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/secret"
	"edov/ui/tui/widget"
)

// reading waits for an app registration from the demo tenant or from Microsoft
// Graph, and makes way for what was asked for.
type reading struct {
	*common
	subject *subject
	then    func(*flow.Session) screen
	job     *job
	words   []string // why it was not read
	wait    string   // that the server asks to wait
	from    string
}

func newReading(c *common, s *subject, then func(*flow.Session) screen) *reading {
	r := &reading{common: c, subject: s, then: then, from: "Microsoft Graph"}
	if s.scenario != nil {
		r.from = "the demo tenant"
	}
	r.job = c.newJob(func(ctx context.Context, tell func(any)) { tell(s.readRegistration(ctx, c, tell)) })
	return r
}

// readRegistration reads the subject's registration. It is called in a job, and
// tells when a server asks to wait.
func (s *subject) readRegistration(ctx context.Context, c *common, tell func(any)) *flow.Session {
	w, err := s.enter(c)
	if err != nil {
		return &flow.Session{Problems: []flow.Failure{{Stage: flow.StageRegistration, Kind: flow.FailureLocal, Summary: err.Error()}}}
	}
	session := c.registrationSession(w.connection, nil)
	if w.demo != nil {
		s.readDemo(ctx, w, session)
		return session
	}
	w.env.Observe = func(e flow.Event) { tell(e) }
	g := flow.MicrosoftGraph(w.env, w.connection.Cloud, "", c.options.Program)
	g.ReadInto(ctx, w.env, w.connection, session)
	return session
}

// registrationSession is the evidence of a registration by itself.
func (c *common) registrationSession(connection flow.Connection, a *flow.AppRegistration) *flow.Session {
	now := c.now()
	return &flow.Session{
		Schema: flow.SessionSchema, Program: c.options.Program, Origin: flow.OriginRegistration, StartedAt: now, EndedAt: now, Registration: a,
		Request: flow.Request{
			Cloud: connection.Cloud, Tenant: connection.Tenant, ClientID: connection.ClientID, RedirectURI: connection.RedirectURI,
			Product: connection.Product, ProductRedirectURI: connection.ProductRedirectURI, SecretExpires: connection.SecretExpires,
		},
	}
}

// registrationReport is the screen App registration.
func (c *common) registrationReport(of *subject) func(*flow.Session) screen {
	return func(s *flow.Session) screen {
		now := c.now()
		if of != nil {
			s.Clerk = of.clerkInstance()
		}
		return newReport(c, &run{subject: of, session: s, report: check.Judge(s, now, secret.Thresholds{}), at: now})
	}
}

// openRegistration opens the App registration screen: what was read before, or
// a choice of where to read it from.
func (c *common) openRegistration(then func(*flow.Session) screen) nav {
	s := c.subject
	if s == nil {
		return open(newPaste(c, ""))
	}
	if s.scenario != nil {
		return open(newReading(c, s, then))
	}
	if a := s.registrationOf(s.connection.ClientID); a != nil {
		return open(then(c.registrationSession(s.connection, a)))
	}
	return open(newChooser(c, "Where is the app registration?", []choice{
		{label: "Paste the manifest, or name its file", right: "Manifest > Download", do: func() (nav, tea.Cmd) { return open(newPaste(c, "")), nil }},
		{label: "Ask Microsoft Graph, as az, azd or PowerShell is signed in", do: func() (nav, tea.Cmd) { return open(newReading(c, s, then)), nil }},
	}))
}

func (r *reading) Init() tea.Cmd { return r.job.begin() }

func (r *reading) Close() { r.job.cancel() }

func (r *reading) Title() (name, status string) { return "App registration", r.subject.name() }

func (r *reading) Keys() []key.Binding { return []key.Binding{widget.Keys.Back} }

func (r *reading) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok && m.job == r.job.id {
		switch n := m.news.(type) {
		case *flow.Session:
			return r.read(n)
		case flow.Event:
			r.wait = n.Text
		}
		return nav{}, r.job.next
	}
	if widget.Pressed(msg, widget.Keys.Back) {
		return back(), nil
	}
	return nav{}, nil
}

func (r *reading) read(s *flow.Session) (nav, tea.Cmd) {
	if s.Registration == nil {
		for _, f := range s.Problems {
			r.words = append(r.words, f.Summary)
			if f.Hint != "" {
				r.words = append(r.words, f.Hint)
			}
		}
		return nav{}, nil
	}
	r.subject.keep(s.Registration, r.now())
	now := r.now()
	return replace(r.then(s)), r.took(&run{subject: r.subject, session: s, report: check.Judge(s, now, secret.Thresholds{}), at: now})
}

func (r *reading) View(width, height int) string {
	lines := []string{""}
	if r.words == nil {
		lines = append(lines, widget.Wrap("Reading the app registration from "+r.from+". This may take some seconds.", width-4)...)
		if r.wait != "" {
			lines = append(append(lines, ""), widget.Styled(widget.Wrap(r.text(r.wait), width-4), r.style.Warn.Render)...)
		}
	}
	for i, w := range r.words {
		render := r.style.Faint.Render
		if i == 0 {
			render = r.style.Warn.Render
		}
		lines = append(lines, widget.Styled(widget.Wrap(r.text(w), width-4), render)...)
		lines = append(lines, "")
	}
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
