package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/mask"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/ui/render/text"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// claims is the pane of one token: its header and its claims, each with its
// JSON type and what it means.
type claims struct {
	*common
	run   *workspace.Run
	token report.TokenReport
	list  widget.Split
}

// member is the row of one header member or claim.
type member struct {
	kind  string // "id", "access" or "header"
	name  string
	value strictjson.Value
}

func newClaims(c *common, r *workspace.Run, t report.TokenReport) *claims {
	p := &claims{common: c, run: r, token: t}
	p.list.Ratio = 60
	p.list.Title = "Claims"
	p.list.Detail = p.detail
	p.section(p.describe(), t.Kind, t.Claims)
	p.section("Header", "header", t.Header)
	if len(t.Claims.Members()) == 0 {
		p.list.Rows = nil
		p.list.AddHeading(p.describe())
		p.list.AddHeading("no readable claims in this token")
	}
	p.list.Settle()
	return p
}

func (p *claims) describe() string {
	return p.text(p.token.Describe + ": signature " + signatureWords(p.token.Verification))
}

func signatureWords(v proof.Verification) string {
	words := map[proof.VerificationState]string{
		proof.Verified:        "verified",
		proof.VerifyFailed:    "wrong",
		proof.NotChecked:      "not checked",
		proof.CannotBeChecked: "can't be checked",
	}[v.State]
	if v.Reason != "" {
		words += ", " + v.Reason
	}
	return words
}

func (p *claims) section(title, kind string, object strictjson.Value) {
	if len(object.Members()) == 0 {
		return
	}
	p.list.AddHeading(title)
	if kind == "id" {
		for _, name := range deciding {
			p.list.Rows = append(p.list.Rows, p.row(member{kind, name, object.Get(name)}))
		}
	}
	for _, m := range object.Members() {
		if kind != "id" || !slices.Contains(deciding, m.Name) {
			p.list.Rows = append(p.list.Rows, p.row(member{kind, m.Name, m.Value}))
		}
	}
}

// deciding are the claims of an ID token that the verdict hangs on. They come
// first and are shown when absent too; the others keep the token's order.
var deciding = []string{"email", "xms_edov"}

// absent stands for a claim that is not there.
const absent = "absent"

// nameWidth is the column of the claims' names; the longest of Microsoft's that
// matter fits.
const nameWidth = 18

// shownValue bounds what the list takes of a value; the details have it whole.
const shownValue = 200

func (p *claims) row(m member) widget.Row {
	value := mask.Shorten(valueText(m.value), shownValue)
	mark := ""
	if m.value.Kind == strictjson.String && lookalikes(value) != nil {
		mark = p.style.Warn.Render(p.style.Warning)
	}
	return widget.Row{
		Mark:  mark,
		Label: widget.Fit(p.text(m.name), nameWidth) + " " + p.text(value),
		Right: m.value.Kind.String(),
		Value: m,
	}
}

func valueText(v strictjson.Value) string {
	if !v.Exists() {
		return absent
	}
	return v.Compact()
}

func (p *claims) rows() *widget.Split { return &p.list }

func (p *claims) name() string {
	if p.token.Kind == "access" {
		return "Access token"
	}
	return "ID token"
}

func (p *claims) keys() []key.Binding {
	return []key.Binding{widget.As(widget.Keys.Open, "details"), widget.As(widget.Keys.Copy, "copy value")}
}

func (p *claims) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	r, ok := p.list.Selected()
	switch {
	case ok && widget.Pressed(msg, widget.Keys.Copy):
		m := r.Value.(member)
		return nav{}, p.copy(p.text(m.name), p.text(plainValue(m.value))), true
	default:
		return nav{}, nil, p.list.Update(msg)
	}
}

// plainValue is a value as one would type it elsewhere: a string without its
// quotes, anything else as JSON. It is made harmless, as all that is copied.
func plainValue(v strictjson.Value) string {
	if v.Kind == strictjson.String {
		return v.Text
	}
	return valueText(v)
}

func (p *claims) view(width, height int) []string { return p.list.View(p.style, width, height) }

func (p *claims) detail(r widget.Row, width int) []string {
	m, ok := r.Value.(member)
	if !ok {
		return nil
	}
	lines := widget.Styled(widget.Wrap(p.text(m.name), width), p.style.Strong.Render)
	lines = append(lines, p.style.Faint.Render(m.value.Kind.String()))
	meaning := token.Meaning(m.kind, m.name)
	if meaning == "" {
		meaning = "not one of Microsoft's documented claims"
	}
	lines = append(lines, widget.Wrap(meaning, width)...)
	if at, ok := token.TimeClaim(m.name, m.value); ok {
		lines = append(lines, "",
			widget.Cut(text.Relative(at.Sub(p.run.Report.JudgedAt))+", at the time of the check", width),
			p.style.Faint.Render(widget.Cut(at.UTC().Format("2006-01-02 15:04:05")+" UTC", width)))
	}
	if m.value.Kind == strictjson.String {
		for _, warning := range lookalikes(m.value.Text) {
			lines = append(lines, widget.Styled(widget.Wrap(p.text(warning), width), p.style.Warn.Render)...)
		}
	}
	lines = append(lines, "")
	return append(lines, widget.Wrap(p.text(valueText(m.value)), width)...)
}
