//go:build unix

package cmd

import (
	"cmp"
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/spf13/cobra"

	"edov/flow"

	"edov/flow/mint"
	"edov/flow/visible"
)

// steering acts on a terminal that is given it as it is: a title, the clipboard, a link, the cursor, a color, the
// alternate screen, the same with C1 controls; and it hides and reverses text. It begins with what shows that it was
// there. It has no slash, so that it can be the name of a file.
const steering = "Hostile\x1b]0;title\x07\x1b]52;c;dGV4dA==\x07\x1b]8;;evil:x\x07link\x1b]8;;\x07\x1b[1;1HFORGED\x1b[38;2;1;2;3mRED" +
	"\x1b[?1049h\x1b[2J\x1bc\u009d2;title\u009c\u009b2J\r\x08\x7f\v\f\u0085\u202e\u2066\u200b\u200f\u2028\ufeff\u00ad=1+1|`x`"

// marker is what is left of steering in any format.
const marker = "Hostile"

// swept is the world of TestHostileTextStaysText: what has run, and what came out.
type swept struct {
	*outputs
	format map[string]map[string]bool // that gave a result, by command
	shown  map[string]bool            // formats whose result had the hostile text
}

// sweep runs one command line in each of its formats, or once if it has none or names one.
func (s *swept) sweep(root *cobra.Command, stdin string, words ...string) {
	s.t.Helper()
	c, _, err := root.Find(words)
	if err != nil {
		s.t.Errorf("%q: %v", words, err)
		return
	}
	formats := []string{""}
	if f := c.Flags().Lookup("format"); f != nil && !slices.Contains(words, "--format") {
		formats = f.Annotations[formatsHere]
	}
	for _, format := range formats {
		line := words
		if format != "" {
			line = append(slices.Clone(words), "--format", format)
		}
		s.env.Getenv = func(string) string { return "" }
		plain := s.run(stdin, line...)
		s.ran(c, format, line, plain)
		if format == "text" || format == "" {
			s.env.Getenv = func(name string) string { return map[string]string{"CLICOLOR_FORCE": "1", "LANG": "C.UTF-8"}[name] }
			colored := s.run(stdin, line...)
			inert(s.t, line, "text", sgr.ReplaceAllString(colored.stdout+colored.stderr, ""))
			onTerminal(s.t, line, colored.stdout+"\n"+colored.stderr)
		}
	}
}

// ran notes a result and examines it byte by byte.
func (s *swept) ran(c *cobra.Command, format string, line []string, got ran) {
	s.t.Helper()
	inert(s.t, line, format, got.stdout)
	inert(s.t, line, "text", got.stderr)
	path := c.CommandPath()
	if s.format[path] == nil {
		s.format[path] = map[string]bool{}
	}
	if got.stdout != "" || format == "" && got.stderr != "" {
		s.format[path][format] = true
		s.shown[format] = s.shown[format] || strings.Contains(got.stdout, marker)
	}
	if got.code > ExitUnfinished {
		s.t.Errorf("%q: exit code %d", line, got.code)
	}
}

// inert fails for bytes that steer a terminal, hide or are no text. The lines of CSV and of a calendar end in CR LF.
func inert(t *testing.T, line []string, format, text string) {
	t.Helper()
	if format == "csv" || format == "ics" {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != '\n' && r != '\t' && !visible.Safe(r) || r == utf8.RuneError && size == 1 {
			t.Errorf("%.150q: %U stands in %q", line, r, text[max(0, i-60):min(len(text), i+20)])
			return
		}
		i += size
	}
}

// sgr is how edov colors text. That nothing from outside did is seen by its color.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// onTerminal fails if colored output does anything to a terminal but fill its rows.
func onTerminal(t *testing.T, line []string, text string) {
	t.Helper()
	for _, what := range effects(text) {
		t.Errorf("%.150q on a terminal: %s", line, what)
	}
}

// effects shows output to a terminal emulator and says what it did there, apart from filling a row with each line.
func effects(text string) (all []string) {
	text = strings.ReplaceAll(text, "\t", " ")
	lines := strings.Split(strings.TrimSuffix(sgr.ReplaceAllString(text, ""), "\n"), "\n")
	width := 1
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l)+1)
	}
	did := func(what string) { all = append(all, what) }
	screen := vt.NewEmulator(width, len(lines)+1)
	screen.SetCallbacks(vt.Callbacks{
		Bell: func() { did("it rings") }, Title: func(string) { did("it sets the title") },
		IconName: func(string) { did("it names the icon") }, AltScreen: func(bool) { did("it changes the screen") },
		CursorStyle:      func(vt.CursorStyle, bool) { did("it styles the cursor") },
		WorkingDirectory: func(string) { did("it sets the folder") },
	})
	screen.RegisterOscHandler(52, func([]byte) bool { did("it sets the clipboard"); return true })
	go io.Copy(io.Discard, screen) // an answer waits until it is read
	defer screen.InputPipe().(io.Closer).Close()
	_, _ = screen.WriteString(strings.ReplaceAll(text, "\n", "\r\n"))
	for y, want := range lines {
		var row strings.Builder
		for x := 0; x < width; {
			cell := screen.CellAt(x, y)
			row.WriteString(cmp.Or(cell.Content, " "))
			if cell.Link.URL != "" {
				did("it links to " + cell.Link.URL)
			}
			if rgb, ok := cell.Style.Fg.(color.RGBA); ok && rgb == (color.RGBA{1, 2, 3, 255}) {
				did("it has a color")
			}
			x += max(1, cell.Width)
		}
		if got := strings.TrimRight(row.String(), " "); got != strings.TrimRight(want, " ") {
			did(fmt.Sprintf("row %d is %q, want %q", y, got, want))
		}
	}
	return all
}

// TestEffects: the emulator does what steering asks for.
func TestEffects(t *testing.T) {
	for part, want := range map[string]string{
		"\x1b]0;title\x07": "it sets the title", "\x1b]52;c;dGV4dA==\x07": "it sets the clipboard",
		"\x1b]8;;evil:x\x07link\x1b]8;;\x07": "it links to evil:x", "b\x1b[1;1Ha": "row 0",
		"\x1b[38;2;1;2;3mRED": "it has a color",
		"\x1b[?1049h":         "it changes the screen", "\x1b[2J": "row 0", "b\ra": "row 0", "b\x08a": "row 0",
		"\x07": "it rings",
	} {
		if got := effects("ok " + part + "\n"); !strings.Contains(strings.Join(got, " "), want) {
			t.Errorf("%q: %q, want %q", part, got, want)
		}
	}
	if got := effects("\x1b[1;31mFAIL\x1b[0m  é中 x\n\nend\n"); len(got) != 0 {
		t.Errorf("plain text: %q", got)
	}
}

const hostileFiles = `
app HOME/IT.json
app HOME/IT.json --fix --dry-run
app HOME/IT.json --fix --dry-run --product Clerk --product-redirect-uri https://x.example/IT
app HOME/manifest.json --patch
app HOME/IT
inspect HOME/IT.jwt --keys none --claims
inspect HOME/IT
inspect HOME/env
report HOME/report.json --products
report HOME/IT.json
secrets HOME/IT.json
secrets HOME/IT.json --name IT
secrets --expires IT
secrets --expires 2027-01-31 --name IT
tenant HOME/users.json --list
tenant HOME/users.json --product IT
tenant HOME/users.json --domains IT
guide rotate HOME/IT.json
guide HOME/IT.json --all
clerk --demo
clerk --demo IT
clerk --publishable-key IT
setup --demo --dry-run --name IT
setup --demo --yes
setup --product IT
setup --product supabase --supabase-project IT --dry-run
secrets rotate --demo --dry-run
secrets rotate --demo --yes
secrets rotate --demo --yes --finish --now
secrets rotate --connection IT
history changes
history list --connection shop
history changes IT
history list --connection IT
connections list
connections remove IT
connections import HOME/IT
doctor
version
version IT
help IT
help
explain
__complete guide --connection s
__complete history show --connection shop 2
demo no-edov --headless
demo IT
history changes
mcp IT
mcp
history clear --connection shop --yes`

// TestHostileTextStaysText runs every command in every format, with files, folders, arguments and servers that have
// steering wherever a text can be. The output is read byte by byte, and shown to a terminal emulator.
func TestHostileTextStaysText(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	s := &swept{outputs: hostileHome(t, steering), format: map[string]map[string]bool{}, shown: map[string]bool{}}
	s.env = flow.Env{Now: mint.Noon}
	put := func(name, from string) {
		data, err := os.ReadFile(s.path(from))
		if err != nil {
			t.Fatal(err)
		}
		s.put(name, data)
	}
	put(steering+".json", "manifest.json")
	put(steering+".jwt", "token.jwt")
	put("config/connections/"+steering+".json", "config/connections/shop.json")
	users, _ := json.Marshal([]any{replaced(map[string]any{
		"id": "1", "mail": "x", "userPrincipalName": "x",
		"displayName": "x",
	}, steering)})
	s.put("users.json", users)
	root := new(Program).rootCommand()
	for _, line := range linesOf(hostileReports+hostileLists+hostileOthers+hostileFiles, s.dir, steering) {
		if at := slices.Index(line, "--format"); at >= 0 {
			line = line[:at]
		}
		s.sweep(root, "", line...)
	}
	sweepServers(s, root)
	s.all.Reset()
	inert(t, []string{"files"}, "text", s.text())
	if missing := everyFormat(root, s); len(missing) > 0 {
		t.Errorf("not tried: %s", strings.Join(missing, ", "))
	}
}

// unsaid are the commands and formats whose result the sweep does not have, and why.
var unsaid = map[string]string{
	"edov completion":                "scripts for shells, with no text from outside",
	"edov history changes text":      "nothing was changed at Microsoft",
	"edov secrets rotate az":         "it is run at the demo tenant, which commands don't reach; edov app writes its plans alike",
	"edov secrets rotate powershell": "as az",
}

// everyFormat says which command gave no result in one of its formats, or which format had nothing hostile.
func everyFormat(root *cobra.Command, s *swept) (missing []string) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		path, formats := c.CommandPath(), []string{""}
		if f := c.Flags().Lookup("format"); f != nil {
			formats = f.Annotations[formatsHere]
		}
		for _, name := range formats {
			if c.Runnable() && !s.format[path][name] && unsaid[path+" "+name] == "" {
				missing = append(missing, path+" "+name)
			}
			if !s.shown[name] && len(formats) > 1 {
				missing = append(missing, name+" has nothing hostile")
			}
		}
		for _, child := range c.Commands() {
			if unsaid[child.CommandPath()] == "" {
				visit(child)
			}
		}
	}
	visit(root)
	return missing
}
