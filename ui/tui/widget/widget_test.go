package widget_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/x/ansi"

	"edov/ui/tui/widget"
)

var style = widget.NewStyle(true, false)

// press sends a key by its name.
func press(name string) tea.KeyMsg { return widget.KeyFor(widget.Bind("", "", name)) }

// fruits is a list with a heading above and between.
func fruits() *widget.Split {
	s := &widget.Split{}
	s.AddHeading("Fruits")
	s.Rows = append(s.Rows, widget.Row{Label: "apple", Value: 1}, widget.Row{Label: "pear", Value: 2})
	s.AddHeading("Others")
	s.Rows = append(s.Rows, widget.Row{Label: "leek", Value: 3})
	s.Settle()
	return s
}

func selected(s *widget.Split) any {
	r, _ := s.Selected()
	return r.Value
}

// TestSplitMoves: the cursor passes headings, and a row is found by its value.
func TestSplitMoves(t *testing.T) {
	s := fruits()
	if selected(s) != 1 {
		t.Errorf("it begins at %v", selected(s))
	}
	for _, step := range []struct {
		key  string
		want any
	}{{"down", 2}, {"down", 3}, {"down", 3}, {"up", 2}, {"home", 1}, {"up", 1}, {"end", 3}} {
		if !s.Update(press(step.key)) || selected(s) != step.want {
			t.Errorf("%s leads to %v, want %v", step.key, selected(s), step.want)
		}
	}
	if !s.Seek(func(value any) bool { return value == 2 }) || selected(s) != 2 {
		t.Errorf("sought 2, found %v", selected(s))
	}
	if s.Seek(func(value any) bool { return value == 9 }) || selected(s) != 2 {
		t.Error("what is not there moves the cursor")
	}
	s.Set([]widget.Row{{Label: "leek", Value: 3}, {Label: "pear", Value: 2}}, func(a, b any) bool { return a == b })
	if selected(s) != 2 {
		t.Errorf("new rows move the cursor to %v", selected(s))
	}
}

// TestSplitClicks: the first click selects a row, the second is the screen's.
func TestSplitClicks(t *testing.T) {
	s := fruits()
	s.Detail = func(r widget.Row, width int) []string { return []string{"about " + r.Label} }
	lines := s.View(style, 100, 8)
	if len(lines) != 8 || !s.ShowsBoth() || !strings.Contains(strings.Join(lines, "\n"), "about apple") {
		t.Fatalf("drawn wide:\n%s", strings.Join(lines, "\n"))
	}
	pear := widget.Click{X: 3, Y: 3}
	if s.IsOn(pear) || !s.Update(pear) || selected(s) != 2 {
		t.Errorf("a click selects %v", selected(s))
	}
	if s.Update(pear) || !s.IsOn(pear) {
		t.Error("the second click is not left to the screen")
	}
	if s.Update(widget.Click{X: 3, Y: 4}) {
		t.Error("a heading was selected")
	}
	if !s.Update(widget.Click{X: 80, Y: 1}) || !s.Inside {
		t.Error("a click on the details does not give them the keys")
	}
	lines = s.View(style, widget.Narrow-1, 6)
	if s.ShowsBoth() || strings.Contains(strings.Join(lines, "\n"), "apple") {
		t.Errorf("the details do not take the place of the list:\n%s", strings.Join(lines, "\n"))
	}
	if !s.Update(press("esc")) || s.Inside {
		t.Error("esc does not lead back to the list")
	}
}

// TestChooser: a row is chosen by keys, by typing and by a click.
func TestChooser(t *testing.T) {
	rows := []widget.Row{{Label: "open", Value: "o"}, {Label: "close", Value: "c"}, {Label: "copy", Value: "y"}}
	c := widget.NewChooser("What?", rows)
	c.Update(press("down"))
	if chosen, done, _ := c.Update(press("enter")); !done || chosen != "c" {
		t.Errorf("enter chooses %v, %t", chosen, done)
	}
	if chosen, done, _ := c.Update(press("esc")); !done || chosen != nil {
		t.Errorf("esc chooses %v, %t", chosen, done)
	}
	c.View(style, 40, 20)
	if chosen, done, _ := c.Update(widget.Click{X: 2, Y: 5}); !done || chosen != "y" {
		t.Errorf("a click chooses %v, %t", chosen, done)
	}
	if _, done, _ := c.Update(widget.Click{X: 2, Y: 6}); done {
		t.Error("a click below the rows chooses one")
	}
	c = widget.NewChooser("What?", rows)
	c.Filter("type")
	rows[1].Note = "leave all of it"
	for _, c2 := range []struct{ typed, first string }{
		{"cls", "close"},
		{"cpy", "copy"},
		{"leave", "close"},
		{"zz", "no match"},
	} {
		f := widget.NewChooser("What?", rows)
		f.Filter("type")
		for _, letter := range c2.typed {
			f.Update(press(string(letter)))
		}
		lines := strings.Split(ansi.Strip(f.View(style, 60, 20)), "\n")
		if !strings.Contains(lines[4], c2.first) {
			t.Errorf("%q finds %q first, want %q", c2.typed, lines[4], c2.first)
		}
	}
	for _, letter := range "OP" {
		c.Update(press(string(letter)))
	}
	if view := ansi.Strip(c.View(style, 40, 20)); !strings.Contains(view, "open") || strings.Contains(view, "close") {
		t.Errorf("filtered:\n%s", view)
	}
	c.Update(press("x"))
	if _, done, _ := c.Update(press("enter")); done {
		t.Error("something was chosen where nothing matches")
	}
}

// TestDialog: only the buttons answer; no letter, and no paste.
func TestDialog(t *testing.T) {
	q := widget.Dialog{Text: "Really?", Yes: "Do it", No: "Cancel"}
	for _, c := range []struct {
		msg           tea.Msg
		yes, answered bool
	}{
		{press("y"), false, false},
		{press("n"), false, false},
		{press("q"), false, false},
		{press("esc"), false, true},
		{press("enter"), true, true},
		{press("tab"), false, false},
		{press("enter"), false, true},
		{tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Paste: true}, false, false},
	} {
		if yes, answered := q.Update(c.msg); yes != c.yes || answered != c.answered {
			t.Errorf("%v: %t, %t", c.msg, yes, answered)
		}
	}
}

// TestTabsAndFooter: a click finds what was drawn there.
func TestTabsAndFooter(t *testing.T) {
	var tabs widget.Tabs
	for _, width := range []int{80, 20} {
		line := ansi.Strip(tabs.View(style, []string{"Findings", "Network"}, 0, width))
		if i, ok := tabs.At(strings.Index(line, "Net")); !ok || i != 1 {
			t.Errorf("%q: tab %d, %t", line, i, ok)
		}
	}
	if _, ok := tabs.At(79); ok {
		t.Error("there is a tab where none was drawn")
	}
	var footer widget.Footer
	off := widget.Bind("x", "not now", "x")
	off.SetEnabled(false)
	last := []key.Binding{widget.Keys.Help, widget.Keys.Quit}
	line := ansi.Strip(footer.View(style, []key.Binding{widget.Keys.Copy, off, widget.Keys.OpenLink}, last, 1, 30))
	if strings.Contains(line, "not now") || strings.Contains(line, "open link") || !strings.Contains(line, "quit") {
		t.Errorf("drawn: %q", line)
	}
	if b, ok := footer.At(strings.Index(line, "copy")); !ok || b.Help().Desc != "copy" {
		t.Errorf("%q: %v, %t", line, b.Help(), ok)
	}
	footer.Clear()
	if _, ok := footer.At(2); ok {
		t.Error("a key that is covered can be clicked")
	}
}

// TestFooterKeepsTwo: so many of the first keys as must be seen are kept in the same way.
func TestFooterKeepsTwo(t *testing.T) {
	keys := []key.Binding{widget.Bind("t", "test sign-in", "t"), widget.Bind("u", "undo", "u")}
	last := []key.Binding{widget.Bind("esc", "back", "esc"), widget.Keys.Help, widget.Keys.Quit}
	var footer widget.Footer
	for must, want := range map[int]string{
		1: " t test sign-in  esc back  ?  q  ",
		2: " t test sign-in  u undo  esc back  ?  q",
	} {
		if line := ansi.Strip(footer.View(style, keys, last, must, 40)); line != want {
			t.Errorf("%d: %q", must, line)
		}
	}
}

// TestFooterKeepsTheFirstKey: where there is little room, the last keys lose their words before the first key goes.
func TestFooterKeepsTheFirstKey(t *testing.T) {
	first := widget.Bind("a", "apply the fix", "a")
	back := widget.Bind("esc", "back", "esc")
	last := []key.Binding{back, widget.Keys.Help, widget.Keys.Quit}
	for width, want := range map[int]string{
		50: " a apply the fix  esc back  ? help  q quit  ", 40: " a apply the fix  esc back  ?  q  ", 20: " esc back  ?  q  ",
	} {
		var footer widget.Footer
		line := ansi.Strip(footer.View(style, []key.Binding{first}, last, 1, width))
		if line != want {
			t.Errorf("%d: %q, want %q", width, line, want)
		}
		if b, ok := footer.At(strings.Index(line, "?")); !ok || b.Help().Key != "?" {
			t.Errorf("%d: a click on ? is %v", width, b.Help())
		}
	}
	if last[1].Help().Desc == "" {
		t.Error("the keys that were given were changed")
	}
}

// TestScroll never shows less than there is room for.
func TestScroll(t *testing.T) {
	lines := strings.Split("a b c d e f g", " ")
	var s widget.Scroll
	s.View(lines, 3)
	for _, step := range []struct {
		msg   tea.Msg
		first string
	}{
		{press("down"), "b"},
		{press("pgdown"), "d"},
		{press("end"), "e"},
		{press("down"), "e"},
		{widget.Wheel{Lines: -3}, "b"},
		{press("home"), "a"},
	} {
		if took := s.Update(step.msg); !took || s.View(lines, 3)[0] != step.first {
			t.Errorf("%v: %q, want it to begin with %s", step.msg, s.View(lines, 3), step.first)
		}
	}
	if s.Update(press("x")) {
		t.Error("x was taken")
	}
}

// TestLines: text is brought to a width in cells.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want []string
	}{
		{"wide letters", []string{widget.Cut("日本語", 5), widget.Fit("é", 3)}, []string{"日本…", "é  "}},
		{"a hyphen", widget.Wrap("run edov --client-id now", 12), []string{"run edov", "--client-id", "now"}},
		{"a long word", widget.Wrap("abcdefgh", 3), []string{"abc", "def", "gh"}},
		{"blanks", widget.Hard("a  b", 3), []string{"a  ", "b"}},
		{
			"both sides",
			[]string{widget.Ends("left", "right", 12), widget.Ends("left", "right", 8)},
			[]string{"left   right", "left"},
		},
		{
			"a label", widget.Labelled("name", "one two three four five", 6, 24),
			[]string{"name  one two three four", "      five"},
		},
		{"little room", widget.Labelled("name", "one two", 6, 12), []string{"name", "  one two"}},
		{"a page", widget.Page([]string{"a", "b"}, 1, 3), []string{"b", "", ""}},
		{"columns", widget.Beside([]string{"a"}, []string{"b", "c"}, 3, 3, "|"), []string{"a  |b", "   |c"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// TestCharts: every bar is seen, the longest is the widest, and a row without a value is
// not.
func TestCharts(t *testing.T) {
	bars := style.Bars([]widget.Bar{{Label: "a", Value: 100, Right: "!"}, {Label: "b", Value: 0.1}}, 33)
	if n, m := strings.Count(bars[0], style.Block), strings.Count(bars[1], style.Block); n != 10 || m != 1 {
		t.Errorf("%d and %d blocks:\n%s", n, m, strings.Join(bars, "\n"))
	}
	if got := ansi.Strip(style.Progress(2, 3)); got != "████──" {
		t.Errorf("progress is %q", got)
	}
	table := style.Table([][2]string{{"app", "shop"}, {"id", ""}, {"name", "a\x1b[2Jb"}}, 6, 40)
	if got := ansi.Strip(strings.Join(table, "\n")); len(table) != 2 ||
		strings.Contains(strings.Join(table, ""), "\x1b[2J") {
		t.Errorf("the table is %q", got)
	}
}

// TestSecretsAreHidden: what looks like a secret is not seen in any field.
func TestSecretsAreHidden(t *testing.T) {
	const secret = "Abc8Q~a.secret_of-the.right-shape_012345"
	in := widget.NewInput("> ", 100)
	in.SetValue(secret)
	if view := ansi.Strip(in.View()); strings.Contains(view, "Abc8") || in.Value() != secret {
		t.Errorf("the line is %q", view)
	}
	in.SetValue("shop")
	if view := ansi.Strip(in.View()); !strings.Contains(view, "shop") {
		t.Errorf("the line is %q", view)
	}
	in.Hide()
	if view := ansi.Strip(in.View()); strings.Contains(view, "shop") {
		t.Errorf("the hidden line is %q", view)
	}
	for _, c := range []struct {
		text           string
		secret, hidden bool
	}{{"shop", false, false}, {"shop", true, true}, {secret, false, true}} {
		value := c.text
		form := style.Dress(huh.NewForm(huh.NewGroup(widget.KeepIn(huh.NewInput().Key("f"), &value, c.secret))))
		form.Init()
		if view := ansi.Strip(form.View()); strings.Contains(view, c.text[:4]) == c.hidden {
			t.Errorf("%q, a secret: %t: drawn as %q", c.text, c.secret, view)
		}
	}
}

// TestQR: a code is square, with its margin, and none is drawn of a text that is too long.
func TestQR(t *testing.T) {
	lines := widget.QR("http://localhost:8400/callback")
	if width := widget.Cells(lines[0]); len(lines) != (width+1)/2 {
		t.Errorf("%d lines of %d cells", len(lines), width)
	}
	if first := ansi.Strip(lines[0]); strings.Trim(first, "█") != "" {
		t.Errorf("no margin above: %q", first)
	}
	if widget.QR(strings.Repeat("x", 5000)) != nil {
		t.Error("a code of 5000 characters was drawn")
	}
}

// TestPlain: a terminal without more than ASCII gets one character for each cell.
func TestPlain(t *testing.T) {
	plain := widget.NewStyle(true, true)
	for drawn, want := range map[string]string{
		"a long text…": "a long te...", "a long text\x1b[0m…": "a long te..\x1b[0m.", "a…": "..", "日…": "...",
		"one\ntwo…": "one\nt...",
	} {
		if got := plain.Plain(drawn); got != want {
			t.Errorf("%q: %q, want %q", drawn, got, want)
		}
	}
	if got := plain.KeyName("↵"); got != "Enter" || style.KeyName("↵") != "↵" {
		t.Errorf("enter is called %q", got)
	}
	if got := plain.Plain("▸ é日·"); got != "> ???-" {
		t.Errorf("plain: %q", got)
	}
	if got := style.Plain("▸ é"); got != "▸ é" {
		t.Errorf("not plain: %q", got)
	}
}
