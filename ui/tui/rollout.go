package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/rollout"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// rolloutScreen shows who in the subject's tenant may have trouble signing in.
type rolloutScreen struct {
	*common
	subject *workspace.Subject
	report  *rollout.Report // nil: not read yet
	list    widget.Split
	job     *job // nil: none runs
	users   int  // how many were read so far
	wait    string
	words   []string // why nothing was read
}

var (
	keyReadUsers  = act(action.InRollout, action.ReadUsers)
	keyWriteUsers = act(action.InRollout, action.WriteUsers)
)

func newRollout(c *common, s *workspace.Subject) *rolloutScreen {
	r := &rolloutScreen{common: c, subject: s}
	r.list.Title, r.list.Ratio, r.list.Detail = "Checks", 52, r.detail
	return r
}

// Init reads the demo tenant at once: there is nothing to ask first.
func (r *rolloutScreen) Init() tea.Cmd {
	if r.subject.IsDemo() {
		return r.read()
	}
	return nil
}

func (r *rolloutScreen) Close() {
	if r.job != nil {
		r.job.cancel()
	}
}

func (r *rolloutScreen) Title() (name, status string) {
	return "Before rollout", r.common.Subject.Name()
}

func (r *rolloutScreen) rows() *widget.Split {
	if r.report == nil {
		return nil
	}
	return &r.list
}

func (r *rolloutScreen) Keys() []key.Binding {
	again, write := keyReadUsers, keyWriteUsers
	again.SetEnabled(r.job == nil)
	write.SetEnabled(r.hasUsers())
	keys := []key.Binding{again, write}
	if r.report != nil {
		keys = append(keys, widget.As(widget.Keys.Open, "details"))
	}
	return append(keys, widget.Keys.Back)
}

func (r *rolloutScreen) hasUsers() bool { return r.report != nil && len(r.report.List) > 0 }

func (r *rolloutScreen) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return nav{}, r.news(m)
	}
	switch {
	case widget.Pressed(msg, keyReadUsers):
		return nav{}, r.read()
	case widget.Pressed(msg, keyWriteUsers) && r.hasUsers():
		return open(newExport(r.common, workspace.UsersWriter(r.report))), nil
	case r.report != nil && r.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// usersRead is the news of how many users were read.
type usersRead int

// rolloutRead is the last news of reading a tenant.
type rolloutRead struct {
	report *rollout.Report
	err    error
}

func (r *rolloutScreen) read() tea.Cmd {
	if r.job != nil {
		return nil
	}
	r.words, r.users, r.wait = nil, 0, ""
	r.job = r.newJob(func(ctx context.Context, tell func(any)) {
		found, err := r.ReadTenant(
			ctx, r.subject, func(n int) { tell(usersRead(n)) }, func(e flow.Event) { tell(e) },
		)
		tell(rolloutRead{found, err})
	})
	return r.job.begin()
}

func (r *rolloutScreen) news(m newsMsg) tea.Cmd {
	if r.job == nil || m.job != r.job.id {
		return nil
	}
	switch n := m.news.(type) {
	case usersRead:
		r.users, r.wait = int(n), ""
	case flow.Event:
		r.wait = n.Text
	case rolloutRead:
		r.job = nil
		r.took(n)
		return nil
	}
	return r.job.next
}

func (r *rolloutScreen) took(n rolloutRead) {
	if n.err != nil {
		r.words = strings.Split(n.err.Error(), "\n")
		return
	}
	r.report = n.report
	var rows []widget.Row
	for _, k := range n.report.Checks {
		mark := k.Mark()
		symbol, paint := r.sign(mark)
		rows = append(rows, widget.Row{
			Mark: paint(symbol), Label: r.text(k.Summary), Value: k, Problem: toFix(mark),
		})
	}
	r.list.Set(rows, func(a, b any) bool { return a.(rollout.Check).ID == b.(rollout.Check).ID })
}

func (r *rolloutScreen) View(width, height int) string {
	if r.report == nil || r.job != nil || r.words != nil {
		return r.before(width, height)
	}
	symbol, paint := r.sign(r.report.Mark())
	lines := r.headline(paint(symbol), r.report.Headline, width)
	add := func(words string, paint func(...string) string) {
		if words != "" {
			lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(r.text(words), width-2), paint), 1)...)
		}
	}
	if r.report.Partial {
		add("not all users were read: "+r.report.Reason, r.style.Warn.Render)
	}
	for _, why := range r.report.Faults {
		add("not read: "+why, r.style.Warn.Render)
	}
	add(r.report.CountWords(), r.style.Faint.Render)
	add(r.report.OthersWords(), r.style.Faint.Render)
	lines = append(lines, "")
	lines = append(lines, r.list.View(r.style, width, max(1, height-len(lines)))...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// before is shown while nothing was read.
func (r *rolloutScreen) before(width, height int) string {
	lines := []string{""}
	switch {
	case r.job != nil:
		lines = append(lines, r.waiting(workspace.ReadingUsers(r.subject, r.users), r.wait, width)...)
	case r.words != nil:
		lines = append(lines, r.unable(r.words, width)...)
	default:
		for _, w := range sentence.AboutRollout() {
			lines = append(append(lines, widget.Indent(widget.Wrap(w, width-4), 2)...), "")
		}
		press := "Press " + keyReadUsers.Help().Key + " to read the users."
		lines = append(lines, widget.Indent(widget.Wrap(press, width-4), 2)...)
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// detail is what one check found, and its users.
func (r *rolloutScreen) detail(row widget.Row, width int) []string {
	k := row.Value.(rollout.Check)
	lines := widget.Styled(widget.Wrap(r.text(k.Summary), width), r.style.Strong.Render)
	add := func(label, words string, paint func(...string) string) {
		if words != "" {
			lines = append(append(lines, ""), widget.Styled(widget.Wrap(r.text(label+words), width), paint)...)
		}
	}
	plain := func(text ...string) string { return strings.Join(text, " ") }
	add("", k.Expected(r.report.Product), plain)
	add("", k.Means, plain)
	add("Fix: ", k.Fix, plain)
	lines = append(lines, r.usersOf(k.ID, width)...)
	for _, source := range k.Sources {
		add("", source, r.style.Faint.Render)
	}
	return lines
}

// usersOf lists the users of a check.
func (r *rolloutScreen) usersOf(id string, width int) []string {
	var lines []string
	for _, l := range r.report.Of(id) {
		name := l.PrincipalName
		if name == "" {
			name = "ID " + l.ID
		}
		if l.Mail != "" && !strings.EqualFold(l.Mail, name) {
			name += ", mail " + l.Mail
		}
		lines = append(lines, widget.Wrap(r.text(name), width)...)
	}
	if lines != nil {
		lines = append([]string{""}, lines...)
	}
	return lines
}
