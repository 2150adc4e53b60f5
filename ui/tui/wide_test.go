package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/visible"
	"edov/inspect/doctor"
	"edov/inspect/fault"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/provision"
	"edov/ui/store"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// wideNames are names that programs measure differently, or not at all.
var wideNames = map[string]string{
	"CJK":           strings.Repeat("漢字かな交じり文テスト", 12),
	"ZWJ":           strings.Repeat("👩‍👩‍👧‍👦👨🏽‍🚀🏳️‍🌈", 20),
	"flags":         strings.Repeat("🇩🇪🇯🇵🇧🇷", 30),
	"skin tones":    strings.Repeat("👋🏽👍🏿", 40),
	"right to left": strings.Repeat("שלום עולם مرحبا بالعالم ", 12),
	"Indic":         strings.Repeat("हिन्दी क्षत्रिय நிறுவனம் ကြောင့် ", 10),
	"combining":     strings.Repeat("Z̴̡͖̦̗̀̓a̸̛l̶g̵o̷ ", 30),
	"control":       strings.Repeat("a\x1b[31m\x07\r\n\t\x9b2J\u202egnp.exe\u2066\u200b\xff漢\xc0", 12),
	"Hangul parts":  strings.Repeat("\u1112\u1161\u11ab\u1100\u1173\u11af", 30),
}

// wideScreens are hostileScreens with those that have no text from outside in their beginning: it is typed, pasted, or
// comes from the disk, the keyring or a plan.
func wideScreens(t *testing.T, s string) map[string]func(c *common) []screen {
	one := func(s screen) []screen { return []screen{s} }
	mine := func() *workspace.Subject {
		return &workspace.Subject{Connection: flow.Connection{
			Name: s, ClientID: s, Tenant: s, RedirectURI: s, Product: s, ProductRedirectURI: s,
			SecretExpires: noon.AddDate(0, 0, 3),
		}}
	}
	all := hostileScreens(s)
	for name, screens := range map[string]func(c *common) []screen{
		"scenarios": func(c *common) []screen {
			list := newScenarios(c)
			list.list.Rows = append(list.list.Rows[:1:1], widget.Row{Mark: "x", Label: c.text(s), Value: demo.Scenario{
				ID: "own", Title: s, Doc: s, Breaks: []string{"own"},
			}})
			list.list.Settle()
			return one(list)
		},
		"connection": func(c *common) []screen {
			c.Subject = mine()
			f := newForm(c, false, false)
			f.Init()
			return one(f)
		},
		"hand over": func(c *common) []screen {
			return one(newHandOver(c, handed{what: provision.HandOver{
				Title: s, Link: s, Values: [][2]string{{s, s}, {"b", s}}, Secret: flow.NewSecret(aSecret),
			}, answer: make(chan bool, 1)}))
		},
		"QR code":  func(c *common) []screen { return one(newQR(c, s)) },
		"pasted":   func(c *common) []screen { return one(newPaste(c, s)) },
		"help":     func(c *common) []screen { return one(newHelp(c, newPaste(c, s))) },
		"question": func(c *common) []screen { return one(newDialog(c, c.text(s), "Yes", nil)) },
		"export": func(c *common) []screen {
			return one(newExport(c, &workspace.Writer{Name: s, Title: "Write", Note: s}))
		},
		"an error, asked": func(c *common) []screen { return one(newExplain(c, fault.About{})) },
		"guide": func(c *common) []screen {
			c.Subject = onTheWay(t, c)
			c.Subject.Connection.Name, c.Subject.Connection.Product = s, s
			c.Subject.Connection.ProductRedirectURI, c.Subject.Connection.Tenant = s, s
			return one(newGuide(c, c.Subject))
		},
		"history": func(c *common) []screen {
			h := newHistory(c, onTheWay(t, c))
			h.subject.Connection.Name = s
			h.runs, h.loaded = []store.Run{
				{
					ID: "b", At: noon, Mark: report.MarkPass, Headline: s, Origin: flow.OriginSignIn, Account: "work",
					Email: proof.EmailVerified,
				},
				{ID: "a", At: noon.Add(-time.Hour), Err: errors.New(s)},
			}, true
			h.fill()
			return one(h)
		},
		"locked": func(c *common) []screen {
			u := newUnlock(c, mine(), nil)
			u.words = s
			return one(u)
		},
		"Clerk": func(c *common) []screen {
			p := newClerk(c, mine())
			p.words = []string{s, s}
			return one(p)
		},
		"plan": func(c *common) []screen {
			p := planOf(t, func(*changing) {})(c)[0].(*changing)
			p.plan.Plan.Target.Name, p.plan.Plan.Steps[0].Title, p.plan.Title, p.plan.Note = s, s, s, s
			p.plan.Refused = &flow.Failure{Summary: s, Description: s, Hint: s}
			p.fill()
			return one(p)
		},
		"computer": func(c *common) []screen {
			p := newComputer(c)
			p.took(&doctor.Report{Lines: []doctor.Line{
				{ID: "port", Title: s, Outcome: doctor.Problem, Found: s, Hint: s}, {ID: "clock", Title: s, Found: s},
			}})
			return one(p)
		},
		"products": func(c *common) []screen {
			run := stored(t, "no-edov")
			run.Report.Products = []proof.ProductVerdict{{
				Product: &proof.Product{ID: s, Name: s, Rule: s, Links: s, Source: s},
				Verdict: proof.SeenVerified, Reason: s, Change: s, Basis: proof.FromSource,
			}}
			r := newReport(c, run)
			for i, p := range r.panes {
				if p.name() == "Products" {
					r.shown = i
				}
			}
			return one(r)
		},
	} {
		all[name] = screens
	}
	return all
}

// TestWideNames: whatever a name from outside is made of, no line is wider than the window, by either of the two ways
// in which terminals measure, and no frame loses its right side (security 138).
func TestWideNames(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	drawn, n := map[string]bool{}, 0
	for what, s := range wideNames {
		for name, screens := range wideScreens(t, s) {
			n++
			for _, size := range [][2]int{{40, 12}, sizes[n%(len(sizes)-1)]} { // the smallest, and the others in turn
				a := still(t, size[0], size[1], screens)
				drawn[fmt.Sprintf("%T", a.top())] = true
				for step := range 3 {
					frame := a.View()
					checkFrame(t, frame, size[0], size[1])
					if wrong := cellsWrong(frame, size[0], a.notice == ""); wrong != "" {
						t.Errorf("%s with %s at %dx%d, step %d: %s", name, what, size[0], size[1], step, wrong)
						break
					}
					switch step {
					case 0:
						a.Update(widget.KeyFor(widget.Keys.Down))
						a.Update(widget.KeyFor(widget.Keys.NextPane))
					case 1:
						a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
						a.say(s)
					}
				}
			}
		}
	}
	for name, screens := range shown(t) {
		if kind := fmt.Sprintf("%T", still(t, 80, 24, screens).top()); !drawn[kind] {
			t.Errorf("%s (%s) was not drawn with such names", name, kind)
		}
	}
}

// cellsWrong measures rune by rune, as older terminals do, and looks for frames that are open at the right.
// A toast stands over the end of a frame: that is not whole.
func cellsWrong(frame string, width int, whole bool) string {
	framed := false
	for i, line := range strings.Split(ansi.Strip(frame), "\n") {
		n := 0
		for _, r := range line {
			if r >= '🇦' && r <= '🇿' { // half of a flag
				n++
				continue
			}
			n += ansi.StringWidth(string(r))
		}
		if n > width {
			return fmt.Sprintf("line %d has %d cells rune by rune: %q", i, n, line)
		}
		if j := strings.IndexFunc(line, func(r rune) bool { return !visible.Safe(r) }); j >= 0 {
			return fmt.Sprintf("line %d has %q", i, line[j:min(j+8, len(line))])
		}
		line = strings.TrimSpace(line)
		framed = whole && (framed || strings.HasPrefix(line, "╭"))
		if framed && strings.TrimRight(line, "│╮╯") == line {
			return fmt.Sprintf("line %d is open at the right: %q", i, line)
		}
		framed = framed && !strings.HasPrefix(line, "╰")
	}
	return ""
}
