//go:build unix

package journey

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

var updatePictures = flag.Bool("update-pictures", false, "draw docs/pictures anew from the built program")

// pictures are those of the README, each the screen at the end of a journey.
var pictures = []struct {
	name, title string
	size        size
	args        []string
	drive       func(*terminal)
}{
	{"report", "edov demo edov-false", size{100, 26}, []string{"demo", "edov-false"}, func(tm *terminal) {
		tm.waitFor("Email not verified", "Do not link or create accounts", "passed, ")
	}},
	{"token", "the ID token", size{100, 26}, []string{"demo", "edov-false"}, func(tm *terminal) {
		tm.waitFor("Email not verified")
		for !strings.Contains(tm.text(), "[ID token]") {
			tm.send("2")
			tm.resize(101, 26)
			tm.waitWidth(101)
			tm.resize(100, 26)
			tm.waitWidth(100)
		}
		tm.send("j")
		tm.waitFor("▸ xms_edov")
	}},
	{"signin", "a sign-in that waits", size{100, 26}, []string{"demo"}, func(tm *terminal) {
		tm.waitFor("Work account")
		tm.send("b")
		tm.waitFor("No response?", "signing key")
	}},
	{"registration", "edov demo half-done", size{100, 26}, []string{"demo", "half-done"}, func(tm *terminal) {
		tm.waitFor("Email not verified")
		tm.waitGrace() // which leaves another pane and size behind
		tm.resize(100, 26)
		tm.waitWidth(100)
		tm.send("1")
		tm.waitFor("[Findings]")
		tm.send("x")
		tm.waitFor("[Registration]", "xms_edov is not an optional")
	}},
	{"guide", "edov: Setup guide", size{100, 26}, []string{"demo", "half-done"}, func(tm *terminal) {
		tm.waitFor("Email not verified")
		tm.waitGrace()
		tm.resize(100, 26)
		tm.waitWidth(100)
		tm.key("esc")
		tm.waitFor("Setup guide left halfway")
		tm.key("esc")
		tm.waitFor("▸ Test sign-in")
		tm.key("down")
		tm.key("down")
		tm.waitFor("▸ Setup guide")
		tm.key("enter")
		tm.waitFor("of 7 steps done")
		for !strings.Contains(tm.text(), "▸ ✗ Rename") {
			before := marked(tm.text())
			tm.send("n")
			check(tm.t, tm.await("another part", func() bool {
				return !slices.Equal(marked(tm.shown()), before) && bytes.HasSuffix(tm.output, endsFrame)
			}))
		}
	}},
	{"connection", "edov", size{100, 26}, nil, func(tm *terminal) {
		tm.waitFor("Try the demo tenant")
		tm.send("c")
		tm.waitFor("Client ID")
		tm.send("common")
		tm.waitFor("they may be swapped")
	}},
}

// marked are the rows of a screen with a cursor. What else changes on it may come by itself.
func marked(screen string) []string {
	return slices.DeleteFunc(strings.Split(screen, "\n"), func(row string) bool { return !strings.Contains(row, "▸ ") })
}

// TestPictures draws the pictures of the README and of the docs when asked, each for a dark and for a light page, and
// otherwise checks that the journeys still lead there and that each picture is one.
func TestPictures(t *testing.T) {
	for _, p := range pictures {
		for _, on := range []sheet{darkSheet, lightSheet} {
			t.Run(p.name+on.suffix, func(t *testing.T) {
				tm := start(t, p.size, nil, append(p.args[:len(p.args):len(p.args)], "--theme", on.theme)...)
				p.drive(tm)
				keepPicture(t, p.name+on.suffix, tm.picture(p.title, on))
			})
		}
	}
}

// keepPicture writes a picture when asked, and checks the one that is there.
func keepPicture(t *testing.T, name string, data []byte) {
	t.Helper()
	path := filepath.Join("..", "..", "docs", "pictures", name+".svg")
	if *updatePictures {
		check(t, os.MkdirAll(filepath.Dir(path), 0o755))
		check(t, os.WriteFile(path, data, 0o644))
	}
	file, err := os.Open(path)
	check(t, err)
	defer file.Close()
	info, err := file.Stat()
	check(t, err)
	if info.Size() > 1<<20 {
		t.Errorf("%s has %d bytes", path, info.Size())
	}
	checkXML(t, file)
}

// TestTour draws the way from a problem to its proven fix as one picture that moves.
func TestTour(t *testing.T) {
	tm := start(t, size{100, 26}, nil, "demo")
	var frames []string
	take := func(words ...string) {
		tm.waitFor(words...)
		frames = append(frames, tm.drawnRows(darkSheet))
	}
	take("▸ ✓ Work account")
	tm.send("/")
	tm.waitFor("apply filter")
	tm.send("xms_edov is missing")
	tm.waitFor("1/1")
	tm.key("enter")
	take("▸ ✗ xms_edov is missing")
	tm.key("enter")
	tm.waitFor("Email not verified", "a apply")
	tm.waitGrace()
	tm.resize(100, 26)
	tm.waitWidth(100)
	tm.send("1")
	take("[Findings]", "a apply")
	tm.send("a")
	take("Set the optional claims", "undo", "space switch step", "q quit")
	tm.key("enter")
	take("Change edov demo app in the demo tenant?", "esc cancel")
	tm.key("enter")
	take("the step is done", "nothing is left", "u undo", "q quit")
	tm.send("t")
	take("email verified: xms_edov is true", "What changed", "esc to the report", "q quit")
	keepPicture(t, "tour", tm.moving("edov demo: from a problem to its proven fix", frames, darkSheet))
}

func checkXML(t *testing.T, r io.Reader) {
	t.Helper()
	texts := 0
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		check(t, err)
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
			texts++
		}
	}
	if texts < 10 {
		t.Errorf("only %d texts", texts)
	}
}

// The size of a cell and of what is around the screen, in the picture's units.
const (
	cellWidth, cellHeight = 8.4, 18.0
	margin, bar           = 16.0, 36.0
)

// sheet is what a picture is drawn on: the colours of a screen that sets none, and of the window around it.
type sheet struct {
	theme, suffix string
	ink, paper    color.RGBA
}

var (
	darkSheet = sheet{
		theme: "dark", ink: color.RGBA{0xe6, 0xe8, 0xec, 0xff}, paper: color.RGBA{0x16, 0x18, 0x1d, 0xff},
	}
	lightSheet = sheet{
		theme: "light", suffix: "-light", ink: color.RGBA{0x1f, 0x23, 0x28, 0xff}, paper: color.RGBA{0xff, 0xff, 0xff, 0xff},
	}
)

// picture draws the screen as SVG. Every run of cells of one look is a text
// whose length is fixed, so that columns line up in any font.
func (tm *terminal) picture(title string, on sheet) []byte {
	return tm.framed(title, on, "", tm.drawnRows(on))
}

// secondsEach is how long a moving picture shows each of its screens.
const secondsEach = 3

// moving is a picture that shows one screen after another, again and again.
func (tm *terminal) moving(title string, screens []string, on sheet) []byte {
	var b strings.Builder
	all := len(screens) * secondsEach
	style := fmt.Sprintf("<style>g{visibility:hidden;animation:s %ds step-end infinite}"+
		"@keyframes s{0%%{visibility:visible}%.3f%%{visibility:hidden}}</style>\n", all, 100/float64(len(screens)))
	for i, rows := range screens {
		fmt.Fprintf(&b, `<g style="animation-delay:%ds">`+"\n%s</g>\n", i*secondsEach, rows)
	}
	return tm.framed(title, on, style, b.String())
}

// framed draws a window around a screen.
func (tm *terminal) framed(title string, on sheet, style, screen string) []byte {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	cols, rows := tm.screen.Width(), tm.screen.Height()
	width, height := 2*margin+float64(cols)*cellWidth, bar+float64(rows)*cellHeight+margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`+"\n", width, height, width, height)
	b.WriteString(style)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="10" fill="%s"/>`+"\n", hex(on.paper))
	for i, fill := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="18" r="6" fill="%s"/>`+"\n", 20+20*i, fill)
	}
	fmt.Fprintf(&b, `<text x="%.0f" y="23" fill="#8b93a1" text-anchor="middle">%s</text>`+"\n", width/2, escaped(title))
	b.WriteString(screen)
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// drawnRows is the screen as it is now.
func (tm *terminal) drawnRows(on sheet) string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	var b strings.Builder
	for y := range tm.screen.Height() {
		tm.pictureRow(&b, y, tm.screen.Width(), on)
	}
	return b.String()
}

func (tm *terminal) pictureRow(b *strings.Builder, y, cols int, on sheet) {
	for x := 0; x < cols; {
		cell := tm.screen.CellAt(x, y)
		if cell == nil || cell.Content == "" {
			x++
			continue
		}
		from, look, text := x, cell.Style, ""
		for x < cols {
			next := tm.screen.CellAt(x, y)
			if next == nil || !next.Style.Equal(&look) {
				break
			}
			text += next.Content
			x += max(1, next.Width)
		}
		ink, paper := look.Fg, look.Bg
		if look.Attrs&uv.AttrReverse != 0 {
			ink, paper = cmp.Or(look.Bg, color.Color(on.paper)), cmp.Or(look.Fg, color.Color(on.ink))
		}
		ink = cmp.Or(ink, color.Color(on.ink))
		if paper != nil {
			fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n",
				margin+float64(from)*cellWidth, bar+float64(y)*cellHeight, float64(x-from)*cellWidth, cellHeight, hex(paper))
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		look.Fg = ink
		trimmed := strings.TrimLeft(text, " ")
		from += len(text) - len(trimmed)
		drawn := strings.TrimRight(trimmed, " ")
		to := x - (len(trimmed) - len(drawn))
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve"%s>%s</text>`+"\n",
			margin+float64(from)*cellWidth, bar+float64(y)*cellHeight+13, float64(to-from)*cellWidth, attributes(look),
			escaped(drawn))
	}
}

func attributes(s uv.Style) string {
	out := ` fill="` + hex(s.Fg) + `"`
	if s.Attrs&uv.AttrBold != 0 {
		out += ` font-weight="bold"`
	}
	if s.Attrs&uv.AttrItalic != 0 {
		out += ` font-style="italic"`
	}
	if s.Attrs&uv.AttrFaint != 0 {
		out += ` opacity="0.6"`
	}
	if s.Underline != uv.UnderlineNone {
		out += ` text-decoration="underline"`
	}
	return out
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}
