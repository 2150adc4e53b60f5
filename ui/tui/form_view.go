package tui

import (
	"strings"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// This file draws the form: its parts below each other, with what is wrong with an
// answer under its field.

func (f *form) View(width, height int) string {
	top := f.top(width)
	height = max(1, height-len(top))
	var lines []string
	from, to := 0, 0 // the lines of the field that has the keys
	for _, page := range f.pages {
		if !page.Shown() {
			continue
		}
		if page.Title != "" {
			lines = append(lines, f.style.Accent.Render(widget.Cut(page.Title, width)))
		}
		for _, field := range page.Fields {
			drawn := f.drawn(field, width, height)
			if field.Key == f.focused() {
				from, to = len(lines), len(lines)+len(drawn)
			}
			lines = append(append(lines, drawn...), "")
		}
	}
	lines = widget.Page(lines, f.offset(from, to, len(lines), height), height)
	return strings.Join(append(top, lines...), "\n")
}

// top stays in sight whichever field has the keys: why the answers were not taken.
func (f *form) top(width int) []string {
	if len(f.problem) == 0 {
		return nil
	}
	return append(f.unable(f.problem, width), "")
}

// offset is the first line that is shown, so that the field that has the keys is seen
// whole, with its heading where there is room. Where there is too little even for the field,
// its end stays: the answer, and what is wrong with it.
func (f *form) offset(from, to, all, height int) int {
	spare := height - (to - from)
	top := from - min(spare, max(1, spare/3))
	return max(0, min(top, all-height))
}

// drawn are the lines of one field, and what is to say of its answer.
func (f *form) drawn(field *workspace.Field, width, height int) []string {
	in := f.fields[field.Key]
	in.WithWidth(width - 1)
	if input, ok := f.inputs[field.Key]; ok {
		input.Description(field.Words())
	}
	if in == any(f.product) {
		rows := leastProducts
		if field.Key == f.focused() {
			rows = min(f.options+2, max(leastProducts, height-10))
		}
		f.product.Height(rows)
	}
	lines := strings.Split(in.View(), "\n")
	fault, wrong := f.asked.Fault(field.Key)
	switch {
	case wrong && f.complains(field):
		lines = append(lines, f.faultLines(fault, width)...)
	case f.noted == field.Key:
		note := widget.Wrap(f.text("Note: "+f.note), width-4)
		lines = append(lines, widget.Indent(widget.Styled(note, f.style.Warn.Render), 3)...)
	}
	return lines
}

// complains holds when a fault of a field is to be seen: that of an empty field only
// after a try to finish, or to leave it for the next one.
func (f *form) complains(field *workspace.Field) bool {
	_, isInput := f.inputs[field.Key]
	return f.tried || f.held == field.Key || isInput && strings.TrimSpace(field.Value) != "" && !field.Suggested
}

// faultLines say what is wrong, and what to do. Hints that name an option of a
// command are for the commands.
func (f *form) faultLines(fault flow.Fault, width int) []string {
	lines := widget.Styled(widget.Wrap(f.text(fault.Problem), width-4), f.style.Warn.Render)
	if fault.Hint != "" && !strings.Contains(fault.Hint, "--") {
		lines = append(lines, widget.Styled(widget.Wrap(f.text(fault.Hint), width-4), f.style.Faint.Render)...)
	}
	lines = widget.Indent(lines, 3)
	lines[0] = f.style.Warn.Render(" "+widget.Cut(f.style.Warning, 1)+" ") + lines[0][3:]
	return lines
}
