package tui

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/sentence"
)

// asked are the questions of a form, and what is wrong with the answers.
type asked interface {
	Field(key string) *workspace.Field
	Fault(key string) (flow.Fault, bool)
	At(key string) (at, pages int)
	Changed() bool
	Trim()
}

// form asks page by page. What is typed is checked while it is typed.
type form struct {
	*common
	asked   asked
	name    string
	finish  func() (nav, tea.Cmd, *flow.Fault) // with a fault the form stays
	form    *huh.Form
	inputs  map[string]*huh.Input
	width   int
	height  int
	product *huh.Select[string] // the list of products, which is as long as there is room; nil: it is not asked
	options int                 // how many products there are
}

var (
	keyNext   = widget.Bind("↵", "next", "enter")
	keyBefore = widget.Bind("shift+tab", "previous field", "shift+tab")
	keyTrim   = widget.Bind("ctrl+t", "trim it", "ctrl+t")
	keyGiveUp = widget.Bind("esc", "leave", "esc")
	keyFinish = widget.Bind("ctrl+s", "done", "ctrl+s")
)

// leastProducts is the height of the list of products with its two lines above.
const leastProducts = 4

// newForm asks for the subject's connection, or for another one. With partial it
// is for the guide: what is not known yet may be left empty.
func newForm(c *common, partial, another bool) *form {
	asked := c.NewForm(partial, another)
	return newAsking(c, "Connection", asked, asked.Pages, func() (nav, tea.Cmd, *flow.Fault) {
		words, work, fault := asked.Finish()
		n := back()
		n.toast = words
		return n, c.carryOut(work), fault
	})
}

// newPlacing asks where the client ID and the secret go, and leads to the plan.
func newPlacing(c *common, asked *workspace.Placing, then func() screen) *form {
	return newAsking(c, "The product's side", asked, asked.Pages, func() (nav, tea.Cmd, *flow.Fault) {
		if faults := asked.Faults(); len(faults) > 0 {
			return nav{}, nil, &faults[0]
		}
		return replace(then()), nil, nil
	})
}

func newAsking(
	c *common, name string, asked asked, pages []*workspace.Page, finish func() (nav, tea.Cmd, *flow.Fault),
) *form {
	f := &form{common: c, name: name, asked: asked, finish: finish, inputs: map[string]*huh.Input{}}
	var groups []*huh.Group
	for _, p := range pages {
		var fields []huh.Field
		for _, field := range p.Fields {
			fields = append(fields, f.field(field))
		}
		groups = append(groups, huh.NewGroup(fields...).WithHideFunc(func() bool { return !p.Shown() }))
	}
	f.form = f.style.Dress(huh.NewForm(groups...))
	return f
}

func (f *form) field(field *workspace.Field) huh.Field {
	if field.Kind == workspace.ChoiceField {
		var options []huh.Option[string]
		for _, o := range field.Options {
			options = append(options, huh.NewOption(f.text(o.Label), o.Value))
		}
		list := huh.NewSelect[string]().Key(field.Key).Title(field.Label).Description(field.About).
			Options(options...).Value(&field.Value)
		switch field.Key {
		case "product":
			f.product, f.options = list.Height(leastProducts), len(options)
		case "keep":
			list.Height(len(options) + 2)
		}
		return list
	}
	in := huh.NewInput().Key(field.Key).Title(field.Label).Description(field.About).CharLimit(8192).
		Validate(func(string) error {
			if fault, ok := f.asked.Fault(field.Key); ok {
				return errors.New(f.text(fault.Problem))
			}
			return nil
		})
	f.inputs[field.Key] = widget.KeepIn(in, &field.Value, field.Kind == workspace.SecretField)
	return f.inputs[field.Key]
}

func (f *form) Init() tea.Cmd { return f.form.Init() }

func (f *form) Close() {}

func (f *form) typing() bool { return true }

func (f *form) Title() (name, status string) {
	at, pages := f.asked.At(f.focused())
	return f.name, fmt.Sprintf("page %d of %d, nothing is sent", at, pages)
}

func (f *form) Keys() []key.Binding {
	trim := keyTrim
	fault, ok := f.asked.Fault(f.focused())
	trim.SetEnabled(ok && fault.Trimmed)
	return []key.Binding{keyNext, trim, keyFinish, keyGiveUp, keyBefore}
}

// focused is the field that has the keys.
func (f *form) focused() string {
	if focused := f.form.GetFocusedField(); focused != nil {
		return focused.GetKey()
	}
	return ""
}

func (f *form) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, keyGiveUp):
		return f.giveUp(), nil
	case widget.Pressed(msg, keyTrim):
		f.trim()
		return nav{}, nil
	case widget.Pressed(msg, keyFinish):
		return f.end()
	}
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		return nav{}, nil
	}
	model, cmd := f.form.Update(msg)
	if next, ok := model.(*huh.Form); ok {
		f.form = next
	}
	if f.form.State == huh.StateCompleted {
		return f.end()
	}
	return nav{}, cmd
}

// giveUp leaves; what was typed is lost only after a question.
func (f *form) giveUp() nav {
	if !f.asked.Changed() {
		return back()
	}
	return open(newLoss(f.common, sentence.Discard, "Discard", func() (nav, tea.Cmd) { return back(), nil }))
}

// trim takes away what was copied along with the values.
func (f *form) trim() {
	f.asked.Trim()
	for name, in := range f.inputs {
		field := f.asked.Field(name)
		widget.KeepIn(in, &field.Value, field.Kind == workspace.SecretField)
	}
}

// end goes on with the answers.
func (f *form) end() (nav, tea.Cmd) {
	n, cmd, fault := f.finish()
	if fault != nil { // on a page that was left before it was right
		f.form.State = huh.StateNormal
		return toast(fault.Error()), nil
	}
	return n, cmd
}

func (f *form) View(width, height int) string {
	notes := f.live(width - 2)
	room := height - len(notes)
	if f.width != width || f.height != room {
		f.width, f.height = width, room
		if f.product != nil {
			f.product.Height(min(f.options+2, max(leastProducts, room-10)))
		}
		f.form = f.form.WithWidth(width - 1).WithHeight(max(3, room))
	}
	lines := widget.Page(strings.Split(f.form.View(), "\n"), 0, room)
	return strings.Join(append(lines, notes...), "\n")
}

// live says what is wrong with what has been typed so far into the field.
func (f *form) live(width int) []string {
	field := f.focused()
	fault, ok := f.asked.Fault(field)
	if in, isInput := f.inputs[field]; !ok || !isInput || strings.TrimSpace(in.GetValue().(string)) == "" {
		return nil
	}
	lines := widget.Styled(widget.Wrap(f.text(fault.Problem), width-2), f.style.Warn.Render)
	if fault.Hint != "" {
		lines = append(lines, widget.Styled(widget.Wrap(f.text(fault.Hint), width-2), f.style.Faint.Render)...)
	}
	lines = widget.Indent(lines, 3)
	lines[0] = f.style.Warn.Render(" "+widget.Cut(f.style.Warning, 1)+" ") + lines[0][3:]
	return lines
}
