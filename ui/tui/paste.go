package tui

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/tui/widget"
)

// paste takes a token, a token response, a saved session or a report, and
// judges it. What was pasted is not shown: a token is a live credential.
type paste struct {
	*common
	text    string // what was pasted, whole
	file    widget.Input
	offline bool
	words   []string // what is wrong with it
	job     *job     // nil: none runs
}

var (
	keyJudge   = widget.Bind("↵", "judge it", "enter")
	keyOffline = widget.Bind("ctrl+o", "offline", "ctrl+o")
	keyEmpty   = widget.Bind("ctrl+u", "empty", "ctrl+u")
)

// maxEvidence bounds what is read; edov inspect has the same bound.
const maxEvidence = 16 << 20

func newPaste(c *common, text string) *paste {
	p := &paste{common: c, text: text, file: widget.NewInput("> ", 4096)}
	p.file.Placeholder = "or the name of a file"
	p.file.Focus()
	return p
}

func (p *paste) Init() tea.Cmd {
	if p.text != "" {
		return p.judge()
	}
	return nil
}

func (p *paste) Close() {
	if p.job != nil {
		p.job.cancel()
	}
}

func (p *paste) typing() bool { return true }

func (p *paste) Title() (name, status string) {
	return "Paste a token or a manifest", "it is sent nowhere"
}

func (p *paste) Keys() []key.Binding {
	offline := keyOffline
	if p.offline {
		offline = widget.As(keyOffline, "with Microsoft's keys")
	}
	return []key.Binding{keyJudge, offline, keyEmpty, widget.As(widget.Bind("esc", "back", "esc"), "back")}
}

// judged is the job's only news.
type judged struct {
	run   *run
	words []string // run is nil: what was given instead
	notes []string // what was done to get at the token
}

func (p *paste) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return p.news(m)
	}
	if text, ok := pasted(msg); ok {
		p.text, p.words = text, nil
		return nav{}, p.judge()
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case widget.Pressed(msg, keyOffline):
		p.offline = !p.offline
		return nav{}, nil
	case widget.Pressed(msg, keyEmpty):
		p.text, p.words = "", nil
		p.file.SetValue("")
		return nav{}, nil
	case widget.Pressed(msg, keyJudge):
		return nav{}, p.judge()
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	return nav{}, p.file.Update(msg)
}

func (p *paste) news(m newsMsg) (nav, tea.Cmd) {
	if p.job == nil || m.job != p.job.id {
		return nav{}, nil
	}
	if e, ok := m.news.(flow.Event); ok {
		p.words = []string{e.Text}
	}
	n, ok := m.news.(judged)
	if !ok {
		return nav{}, p.job.next
	}
	p.job, p.words = nil, nil
	if n.run == nil {
		p.words = n.words
		return nav{}, nil
	}
	to := open(newReport(p.common, n.run))
	to.toast = strings.Join(n.notes, "; ")
	return to, p.took(n.run)
}

// judge starts the job, unless one runs or there is nothing yet.
func (p *paste) judge() tea.Cmd {
	text, name := p.text, strings.TrimSpace(p.file.Value())
	if p.job != nil || text == "" && name == "" {
		return nil
	}
	if text == "" && (strings.HasPrefix(name, "{") || flow.HoldsToken(name)) { // typed or pasted without brackets
		text = name
	}
	offline, of := p.offline, p.subject
	if of != nil && of.scenario != nil && of.practice == nil {
		of = nil // a scenario has its own registration
	}
	p.words = nil
	p.job = p.newJob(func(ctx context.Context, tell func(any)) {
		data, words := p.given(text, name)
		if words != nil {
			tell(judged{words: words})
			return
		}
		env := p.options.Env
		env.Observe = func(e flow.Event) { tell(e) }
		tell(p.judgeData(ctx, env, data, offline, of))
	})
	return p.job.begin()
}

// looksLikePath tells the name of a file, as a file manager copies it.
var looksLikePath = regexp.MustCompile(`^(/|\.{1,2}/|~/|[A-Za-z]:\\)`)

// given is what was pasted, or the file that was named or whose name was pasted.
func (p *paste) given(text, name string) (data []byte, words []string) {
	if text == "" {
		data, err := p.options.ReadFile(name, maxEvidence)
		if err != nil {
			return nil, notRead(name, err)
		}
		return data, nil
	}
	name = strings.Trim(text, "\"' \r\n")
	if len(name) < 4096 && !strings.ContainsAny(name, "\r\n{") && !flow.HoldsToken(name) {
		data, err := p.options.ReadFile(name, maxEvidence)
		switch {
		case err == nil:
			return data, nil
		case looksLikePath.MatchString(name):
			return nil, notRead(name, err)
		}
	}
	return []byte(text), nil
}

const pasteHint = "Paste a JWT, a token response, a session kept with --save, the JSON of a report, or a manifest."

// notRead says why a file could not be read, or what was given in place of its
// name.
func notRead(name string, err error) []string {
	if no := flow.MistakenName(name); no != nil {
		return []string{no.What, no.Hint}
	}
	return []string{"the file could not be read: " + err.Error()}
}

// judgeData does what `edov inspect` does.
func (p *paste) judgeData(ctx context.Context, env flow.Env, data []byte, offline bool, of *subject) judged {
	plain, _ := flow.PlainText(data)
	if text := []byte(plain); report.IsReport(text) {
		r, err := report.Read(text)
		if err != nil {
			return judged{words: []string{err.Error()}}
		}
		return judged{run: &run{report: r, at: r.JudgedAt}}
	}
	if a := p.readManifest([]byte(plain), of); a != nil {
		return *a
	}
	session, notes, err := flow.ReadEvidence(data, "")
	var no *flow.NoToken
	switch {
	case errors.As(err, &no) && no.Form == "":
		return judged{words: []string{no.What, pasteHint}}
	case errors.As(err, &no):
		return judged{words: []string{no.What, no.Hint}}
	case err != nil:
		return judged{words: []string{err.Error()}}
	}
	session.Program = p.options.Program
	if !offline && session.Tokens != nil && session.Origin == flow.OriginPasted && len(session.KeySets) == 0 {
		flow.FetchEvidence(ctx, env, flow.Connection{}, session)
	}
	now := p.now()
	report := check.Judge(session, now, secret.Thresholds{})
	return judged{run: &run{session: session, report: report, at: now}, notes: notes}
}

// readManifest judges an app registration beside a subject, which may be nil.
// The result is nil if it is none.
func (p *paste) readManifest(data []byte, of *subject) *judged {
	if !flow.LooksLikeRegistration(data) {
		return nil
	}
	list, err := flow.ReadRegistrationList(data, "pasted")
	if err != nil {
		return &judged{words: []string{err.Error()}}
	}
	all := list.All
	connection := flow.Connection{}
	if of != nil {
		connection = of.typed()
	}
	a := all[0]
	for _, other := range all {
		if strings.EqualFold(other.AppID.Value, connection.ClientID) {
			a = other
		}
	}
	if (len(all) > 1 || list.Unread != "") && !strings.EqualFold(a.AppID.Value, connection.ClientID) {
		return &judged{words: []string{"this is a list of " + plural(len(all), "registration"), "Set up the connection first, so that its client ID chooses one; or use edov app FILE --all."}}
	}
	a.TestServer = a.TestServer || of.isDemo() // a page of the demo has a manifest too
	if connection.ClientID != "" {
		a.MatchSecret(connection.Secret)
		of.keep(a, p.now())
	}
	now := p.now()
	session := p.registrationSession(connection, a)
	return &judged{run: &run{subject: of, session: session, report: check.Judge(session, now, secret.Thresholds{}), at: now}}
}

func (p *paste) View(width, height int) string {
	room := width - 4
	var lines []string
	add := func(render func(...string) string, text string) {
		lines = append(lines, widget.Styled(widget.Wrap(p.common.text(text), room), render)...)
	}
	lines = append(lines, "")
	switch {
	case p.job != nil:
		add(p.style.Strong.Render, "Reading and verifying")
	case p.text != "":
		add(p.style.Strong.Render, plural(len([]rune(p.text)), "character")+" pasted, not shown here")
	default:
		add(p.style.Strong.Render, "Paste a token or a manifest here")
	}
	if height >= 12 {
		add(p.style.Faint.Render, "An ID token, an access token, a token response, a session kept with --save, a report's JSON, or an app's manifest.")
	}
	p.file.Width = max(8, room-4)
	lines = append(lines, "", p.file.View(), "")
	if p.offline {
		add(p.style.Faint.Render, "Offline: the signature will not be checked.")
	} else {
		add(p.style.Faint.Render, "To check the signature, edov fetches the public signing keys if the token says it is Microsoft's.")
	}
	if len(p.words) > 0 {
		lines = append(lines, "")
	}
	for _, w := range p.words {
		add(p.style.Warn.Render, w)
	}
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
