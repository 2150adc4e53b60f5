package tui

import (
	"fmt"

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

// form asks on one page, which scrolls with the field that has the keys. What is
// typed is checked while it is typed.
type form struct {
	*common
	asked   asked
	name    string
	pages   []*workspace.Page
	fields  map[string]huh.Field
	noted   string                             // the field that the note is about
	note    string                             // what was done to its value
	tried   bool                               // to finish, so that what is empty is a fault too
	held    string                             // the field that was to be left and can't be, though it is empty
	problem []string                           // why the answers were not taken, apart from faults
	saving  bool                               // the answers are being saved: the form waits
	finish  func() (nav, tea.Cmd, *flow.Fault) // with a fault the form stays
	form    *huh.Form
	inputs  map[string]*huh.Input
	product *huh.Select[string] // the list of products, which is as long as there is room; nil: it is not asked
	options int                 // how many products there are
}

var (
	keyNext   = widget.Bind("↵", "next", "enter")
	keyTab    = widget.Bind("", "", "tab")
	keyBefore = widget.Bind("shift+tab", "previous field", "shift+tab")
	keyTrim   = bind(formTrim, "trim it")
	keyGiveUp = widget.Bind("esc", "leave", "esc")
	keyFinish = bind(formDone, "done")
	keyUnfold = bind(formAdvanced, "advanced")
)

// leastProducts is the height of the list of products with its two lines above.
const leastProducts = 4

// newForm asks for the subject's connection, or for another one. With partial it
// is for the guide: what is not known yet may be left empty.
func newForm(c *common, partial, another bool) *form {
	return newConnectionForm(c, c.NewForm(partial, another))
}

func newConnectionForm(c *common, asked *workspace.Form) (f *form) {
	f = newAsking(c, "Connection", asked, asked.Pages, func() (nav, tea.Cmd, *flow.Fault) {
		words, work, fault := asked.Finish()
		switch {
		case fault != nil:
			return nav{}, nil, fault
		case words == "":
			return nav{}, f.save(work), nil
		}
		n := back()
		n.toast = words
		return n, c.carryOut(work), nil
	})
	return f
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
	f := &form{
		common: c, name: name, asked: asked, pages: pages, finish: finish,
		inputs: map[string]*huh.Input{}, fields: map[string]huh.Field{},
	}
	var groups []*huh.Group
	for _, p := range pages {
		var fields []huh.Field
		for _, field := range p.Fields {
			f.fields[field.Key] = f.field(field)
			fields = append(fields, f.fields[field.Key])
		}
		groups = append(groups, huh.NewGroup(fields...).WithHideFunc(func() bool { return !p.Shown() }))
	}
	f.form = f.style.Dress(huh.NewForm(groups...)).WithShowErrors(false)
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
	in := huh.NewInput().Key(field.Key).Title(field.Label).Description(field.Words()).CharLimit(8192)
	f.inputs[field.Key] = widget.KeepIn(in, &field.Value, field.Kind == workspace.SecretField)
	return f.inputs[field.Key]
}

func (f *form) Init() tea.Cmd { return f.form.Init() }

func (f *form) Close() {}

func (f *form) typing() bool { return true }

func (f *form) Title() (name, status string) {
	if f.saving {
		return f.name, "saving"
	}
	at, pages := f.asked.At(f.focused())
	return f.name, fmt.Sprintf("part %d of %d, nothing is sent", at, pages)
}

func (f *form) Keys() []key.Binding {
	trim, unfold := keyTrim, keyUnfold
	fault, wrong := f.asked.Fault(f.focused())
	trim.SetEnabled(wrong && fault.Trimmed)
	q, ok := f.asked.(*workspace.Form)
	unfold.SetEnabled(ok && q.IsFolded())
	return []key.Binding{keyNext, trim, keyFinish, keyGiveUp, unfold, keyBefore}
}

// focused is the field that has the keys.
func (f *form) focused() string {
	if focused := f.form.GetFocusedField(); focused != nil {
		return focused.GetKey()
	}
	return ""
}

func (f *form) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(savedForm); ok && m.of == f {
		return f.saved(m.news)
	}
	if text, ok := pasted(msg); ok && !f.saving {
		return f.paste(text, msg)
	}
	switch {
	case widget.Pressed(msg, keyGiveUp):
		return f.giveUp(), nil
	case f.saving:
		return nav{}, nil
	case widget.Pressed(msg, keyFinish):
		f.tidy()
		return f.end()
	case widget.Pressed(msg, keyTrim):
		f.tidy()
		return nav{}, nil
	case widget.Pressed(msg, keyUnfold):
		f.tidy()
		if q, ok := f.asked.(*workspace.Form); ok {
			return nav{}, f.goTo(q.Unfold())
		}
		return nav{}, nil
	case widget.Pressed(msg, keyNext, keyTab, keyBefore):
		f.tidy()
	}
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		return nav{}, nil
	}
	if cmd, moved := f.move(msg); moved {
		return nav{}, cmd
	}
	cmd := f.pass(msg)
	if f.form.State == huh.StateCompleted {
		return f.end()
	}
	return nav{}, cmd
}

// move holds Enter in a field with a fault, and takes tab from the last field to the first. All other moves are free:
// only the end refuses a fault.
func (f *form) move(msg tea.Msg) (cmd tea.Cmd, moved bool) {
	at := f.focused()
	_, wrong := f.asked.Fault(at)
	_, isInput := f.inputs[at]
	next, tab := widget.Pressed(msg, keyNext), widget.Pressed(msg, keyTab)
	if wrong && (next || tab) {
		f.held = at
	}
	switch first, last := f.ends(); {
	case next && wrong && isInput:
		return nil, true
	case tab && at == last:
		return f.goTo(first), true
	}
	return nil, false
}

// ends are the first and the last field that are shown.
func (f *form) ends() (first, last string) {
	for _, p := range f.pages {
		for _, field := range p.Fields {
			if !p.Shown() {
				continue
			}
			if last = field.Key; first == "" {
				first = last
			}
		}
	}
	return first, last
}

// pass gives a message to the fields.
func (f *form) pass(msg tea.Msg) tea.Cmd {
	model, cmd := f.form.Update(msg)
	if next, ok := model.(*huh.Form); ok {
		f.form = next
	}
	return cmd
}

// paste offers to fill in the form from what holds several of its values; all else
// goes into the field.
func (f *form) paste(text string, msg tea.Msg) (nav, tea.Cmd) {
	if to, ok := f.asked.(*workspace.Form); ok {
		if r, ok := workspace.Recognize(text); ok {
			return open(newDialog(f.common, r.Question(), "Fill in", func() (nav, tea.Cmd) {
				to.Fill(r)
				f.show()
				f.noted, f.note = f.focused(), r.Filled()
				return nav{}, nil
			})), nil
		}
	}
	cmd := f.pass(msg)
	f.tidy()
	return nav{}, cmd
}

// giveUp leaves; what was typed is lost only after a question.
func (f *form) giveUp() nav {
	if !f.asked.Changed() {
		return back()
	}
	return open(newLoss(f.common, sentence.Discard, "Discard", func() (nav, tea.Cmd) { return back(), nil }))
}

// tidy removes what was copied along with the value, and says so under the field.
func (f *form) tidy() {
	if note := workspace.Tidy(f.asked, f.focused()); note != "" {
		f.noted, f.note = f.focused(), note
		f.show()
	}
}

// show puts the answers into their fields.
func (f *form) show() {
	for name, in := range f.inputs {
		field := f.asked.Field(name)
		widget.KeepIn(in, &field.Value, field.Kind == workspace.SecretField)
	}
	for name, field := range f.fields {
		if list, ok := field.(*huh.Select[string]); ok {
			list.Value(&f.asked.Field(name).Value)
		}
	}
}

// end goes on with the answers. With a fault the field that it is about gets the
// keys, and the fault stands under it.
func (f *form) end() (nav, tea.Cmd) {
	f.form.State, f.problem = huh.StateNormal, nil
	n, cmd, fault := f.finish()
	if fault == nil {
		return n, cmd
	}
	f.tried = true
	return nav{}, f.goTo(fault.Field)
}

// savedForm is what came of saving a form's answers.
type savedForm struct {
	of   *form
	news workspace.News
}

// save does the work that saves the answers. The form stays until it is done, and with
// everything typed if it fails.
func (f *form) save(work []workspace.Work) tea.Cmd {
	f.saving = true
	wait := f.carryOut(work)
	return func() tea.Msg {
		msg := wait()
		if n, ok := msg.(workspace.News); ok {
			return savedForm{f, n}
		}
		return msg
	}
}

func (f *form) saved(n workspace.News) (nav, tea.Cmd) {
	f.saving = false
	words, next := f.Take(n)
	if m, ok := n.(workspace.ConnectionSaved); ok && m.Err != nil {
		f.problem = []string{words}
		return nav{}, f.goTo("name")
	}
	done := back()
	done.toast = words
	return done, f.carryOut(next)
}

// goTo gives the keys to a field.
func (f *form) goTo(name string) tea.Cmd {
	var cmds []tea.Cmd
	want, _ := f.asked.At(name)
	for range f.pages {
		switch at, _ := f.asked.At(f.focused()); {
		case at > want:
			cmds = append(cmds, f.form.PrevGroup())
		case at < want:
			cmds = append(cmds, f.form.NextGroup())
		}
	}
	order := func(name string) int {
		i := 0
		for _, p := range f.pages {
			for _, field := range p.Fields {
				if i++; field.Key == name {
					return i
				}
			}
		}
		return 0
	}
	for i := order(name) - order(f.focused()); i != 0; i = order(name) - order(f.focused()) {
		before := f.focused()
		if i < 0 {
			cmds = append(cmds, f.form.PrevField())
		} else {
			cmds = append(cmds, f.form.NextField())
		}
		if f.focused() == before {
			break
		}
	}
	for key, field := range f.fields { // those on the way took the keys, too
		if key != f.focused() {
			cmds = append(cmds, field.Blur())
		}
	}
	return tea.Batch(cmds...)
}
