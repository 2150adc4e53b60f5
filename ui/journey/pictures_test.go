//go:build unix

package journey

import (
	"cmp"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
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
		tm.waitFor("Email not verified", "Do not link or create accounts", "details", "Claims: ")
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
			before := tm.text()
			tm.send("n")
			check(tm.t, tm.await("another part", func() bool { return tm.shown() != before }))
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

// TestPictures draws the README's pictures when asked, and otherwise checks
// that the journeys still lead there and that each picture is one.
func TestPictures(t *testing.T) {
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			tm := start(t, p.size, nil, p.args...)
			p.drive(tm)
			path := filepath.Join("..", "..", "docs", "pictures", p.name+".svg")
			if *updatePictures {
				check(t, os.MkdirAll(filepath.Dir(path), 0o755))
				check(t, os.WriteFile(path, tm.picture(p.title), 0o644))
			}
			file, err := os.Open(path)
			check(t, err)
			defer file.Close()
			checkXML(t, file)
		})
	}
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

// The colours of a screen that sets none; the background is the window's.
var foreground, background color.Color = ansi.RGBColor{R: 0xe6, G: 0xe8, B: 0xec}, ansi.RGBColor{R: 0x16, G: 0x18, B: 0x1d}

// picture draws the screen as SVG. Every run of cells of one look is a text
// whose length is fixed, so that columns line up in any font.
func (tm *terminal) picture(title string) []byte {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	cols, rows := tm.screen.Width(), tm.screen.Height()
	width, height := 2*margin+float64(cols)*cellWidth, bar+float64(rows)*cellHeight+margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="10" fill="#16181d"/>`+"\n")
	for i, fill := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="18" r="6" fill="%s"/>`+"\n", 20+20*i, fill)
	}
	fmt.Fprintf(&b, `<text x="%.0f" y="23" fill="#8b93a1" text-anchor="middle">%s</text>`+"\n", width/2, escaped(title))
	for y := range rows {
		tm.pictureRow(&b, y, cols)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (tm *terminal) pictureRow(b *strings.Builder, y, cols int) {
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
			ink, paper = cmp.Or(look.Bg, background), cmp.Or(look.Fg, foreground)
		}
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
			margin+float64(from)*cellWidth, bar+float64(y)*cellHeight+13, float64(to-from)*cellWidth, attributes(look), escaped(drawn))
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
	if c == nil {
		c = foreground
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}
