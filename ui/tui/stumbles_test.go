package tui

import (
	"os"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/workspace"
)

// TestFooterSaysClearFilter: with a filter applied, esc shows all rows again and only then leaves; the footer says
// which of the two it does.
func TestFooterSaysClearFilter(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		d := drive(t, Options{}, size[0], size[1])
		d.run(d.app.navigate(open(newScenarios(d.app.common)), true))
		footer := func() string { lines := strings.Split(d.view(), "\n"); return lines[len(lines)-1] }
		d.press("/", "secret", "enter")
		if !strings.Contains(footer(), "esc clear filter") || strings.Contains(footer(), "esc back") {
			t.Errorf("%v: with a filter the footer says %q", size, footer())
		}
		d.press("esc")
		if _, ok := d.app.top().(*scenarios); !ok || strings.Contains(footer(), "clear filter") {
			t.Errorf("%v: after the first esc:\n%s", size, d.view())
		}
		d.press("esc")
		if _, ok := d.app.top().(*home); !ok {
			t.Errorf("%v: after the second esc:\n%s", size, d.view())
		}
	}
}

// TestHomeHasFilter: the menu at home is filtered as every list, and esc ends it.
func TestHomeHasFilter(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		d := drive(t, Options{}, size[0], size[1])
		s, _ := demo.Lookup("edov-false")
		d.app.Subject = &workspace.Subject{Scenario: &s}
		d.view()
		d.press("/", "secr")
		view := d.view()
		if !strings.Contains(view, "Secrets") || strings.Contains(view, "Before rollout") {
			t.Errorf("%v:\n%s", size, view)
		}
		d.press("esc")
		d.until("Before rollout")
	}
}

// TestHomeLooksUp: what no entry of the menu fits is looked up, with the text still there to be changed.
func TestHomeLooksUp(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		d := drive(t, Options{}, size[0], size[1])
		d.view()
		d.press("/", "clerk")
		d.until("Look it up: clerk")
		d.press("enter", "enter")
		d.until("> clerk")
		d.until("email-unverified")
	}
}

// TestHomeShowsTheCursor: in the smallest window, each entry of the menu is seen when the cursor is on it.
func TestHomeShowsTheCursor(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, leastWidth, leastHeight)
	d.view()
	h := d.app.top().(*home)
	for _, r := range h.menu.Rows {
		if !strings.Contains(d.view(), "▸ "+r.Label) {
			t.Errorf("%s:\n%s", r.Label, d.view())
		}
		d.press("down")
	}
}

// TestHelpNamesPanes: the help of a screen with tabs has the numbers, and none elsewhere has.
func TestHelpNamesPanes(t *testing.T) {
	t.Parallel()
	labels := func(s func(c *common) []screen) (list []string) {
		a := still(t, 80, 24, s)
		for _, r := range newHelp(a.common, a.top()).list.Rows {
			list = append(list, r.Label)
		}
		return list
	}
	isPanes := func(l string) bool { return strings.HasPrefix(l, "1-9 ") }
	if !slices.ContainsFunc(labels(shown(t)["report"]), isPanes) {
		t.Error("the help of the report does not name 1-9")
	}
	if slices.ContainsFunc(labels(shown(t)["scenarios"]), isPanes) {
		t.Error("the help of the scenarios names 1-9")
	}
}

// TestCardFixIsWhole: the fix in the card is whole, or says where the whole of it is.
func TestCardFixIsWhole(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		for _, name := range []string{"no-edov", "secret-expired"} {
			a := still(t, size[0], size[1], func(c *common) []screen { return []screen{newReport(c, stored(t, name))} })
			r := a.top().(*reportScreen)
			_, height := a.room()
			card := strings.Join(r.card(size[0], height), "\n")
			plain := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "\n", " ").Replace(card)), " ")
			fix := strings.Join(strings.Fields(r.run.Report.Card().Fix), " ")
			if !strings.Contains(plain, fix) && !strings.Contains(plain, "… all of it: pgdn") {
				t.Errorf("%s at %v: the fix is cut without a sign:\n%s", name, size, card)
			}
		}
	}
}

// TestDemoPatchSaysSo: az reaches no demo app, and its patch says so; that of an app of your own does not.
func TestDemoPatchSaysSo(t *testing.T) {
	t.Parallel()
	of := func(s *workspace.Subject) string {
		a := still(t, 80, 24, func(c *common) []screen {
			run := registered(t, c, "placeholder-left").run
			run.Subject = s
			return []screen{newPatch(c, run)}
		})
		return strings.Join(strings.Fields(a.View()), " ")
	}
	scenario, _ := demo.Lookup("half-done")
	view := of(&workspace.Subject{Scenario: &scenario})
	if !strings.Contains(view, "of the demo app, which az doesn't reach") ||
		!strings.Contains(view, "For an app of your own, run:") {
		t.Errorf("the demo's patch:\n%s", view)
	}
	if view := of(&workspace.Subject{}); !strings.Contains(view, "az rest") || strings.Contains(view, "demo app") {
		t.Errorf("the patch of an app of one's own:\n%s", view)
	}
}

// TestNewSecretShowsItsLife: a secret that was made today has a full bar beside its name, also where there is little
// room.
func TestNewSecretShowsItsLife(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 40}} {
		o, _ := withStore(t)
		d := beginPractice(t, o)
		d.press("a")
		d.until("Create the app registration")
		d.press("enter", "enter")
		d.until("What came of it")
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		d.press("esc")
		d.run(d.app.navigate(d.app.openSecrets(), true))
		d.until("████████  in ")
	}
}

// TestPracticeTestsRightThere: the practice says that it is the setup guide, a test before anything is there names the
// key that sets it up, and after it the same key tests at once.
func TestPracticeTestsRightThere(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	d := beginPractice(t, o)
	d.until("Practice · setup guide for Clerk")
	d.press("t")
	d.until("Setup guide > Do it for me")
	d.press("a")
	d.until("Create the app registration")
	d.press("enter", "enter")
	d.until("What came of it")
	d.press("esc")
	d.until("6 of 7 steps done")
	d.press("t")
	d.until("7 of 7 steps done")
}

// TestReportAfterTestStartsAtTop: after a test from far down in a report, the new report begins with its card, its
// first row and the beginning of the details.
func TestReportAfterTestStartsAtTop(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	scenario, _ := demo.Lookup("no-edov")
	d.run(d.app.navigate(d.app.play(scenario, false), true))
	d.until("Email not verified")
	d.awake()
	d.press("A", "G", "pgdown", "t")
	d.until("What changed")
	d.awake()
	d.press("esc")
	d.until("Email not verified")
	r := d.app.top().(*reportScreen)
	if list := r.rows(); r.shown != 0 || list.Cursor != 0 || list.Inside {
		t.Errorf("opens at row %d of pane %d", list.Cursor, r.shown)
	}
	for _, want := range []string{"✗ Email not verified", "1[Findings]", "1/3", "3 findings with this cause"} {
		if !strings.Contains(d.view(), want) {
			t.Errorf("no %q in\n%s", want, d.view())
		}
	}
}

// TestProductsBesideFinding: who asks what a product will do with the email reads it beside the finding.
func TestProductsBesideFinding(t *testing.T) {
	t.Parallel()
	shown := func(name string) string {
		run := stored(t, name)
		run.Report.Products = []proof.ProductVerdict{
			{
				Product: &proof.Product{ID: "clerk", Name: "Clerk", Links: "asks the user to confirm"},
				Verdict: proof.SeenNotVerified,
			},
			{
				Product: &proof.Product{ID: "hanko", Name: "Hanko"},
				Verdict: proof.SeenVerified, Stranger: proof.StrangerIn,
			},
		}
		return still(t, 120, 60, func(c *common) []screen { return []screen{newReport(c, run)} }).View()
	}
	view := shown("no-edov")
	for _, want := range []string{"Clerk: asks the user to confirm", "Hanko: accepts it although nothing proves it"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not beside the finding:\n%s", want, view)
		}
	}
	if view := shown("secret-expired"); strings.Contains(view, "Clerk: ") {
		t.Errorf("products beside an expired secret:\n%s", view)
	}
}

// working is a screen on which something runs.
type working struct{ *home }

func (working) busy() string { return "Stop it?" }

// TestPasteAnywhere: the next text is taken on every screen, and where something runs it is said that it was not.
func TestPasteAnywhere(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../../testdata/manifest/no-edov.json")
	if err != nil {
		t.Fatal(err)
	}
	d := drive(t, Options{}, 80, 24)
	d.run(d.app.navigate(open(newReport(d.app.common, stored(t, "no-edov"))), true))
	d.paste("AADSTS50011: The redirect URI 'https://a.example/cb' specified in the request does not match")
	d.until("AADSTS50011")
	if _, ok := d.app.top().(*explain); !ok {
		t.Fatalf("the error is not explained:\n%s", d.view())
	}
	d.press("esc")
	d.paste(string(manifest))
	d.until("emails stay unverified")
	d.awake()
	d.run(d.app.navigate(open(working{newHome(d.app.common)}), true))
	d.paste(string(manifest))
	d.until("Not taken: ")
}

// TestReportBeforeChange: who goes back from a change without testing reads that the report is from before it, and is
// not led to the same change again.
func TestReportBeforeChange(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"no-edov", "secret-expired"} {
		d := tested(t, id)
		d.until("t test again")
		d.awake()
		before := d.app.top()
		d.press("a")
		d.until("Steps")
		d.until("1/")
		d.press("enter", "enter")
		d.until("carried out")
		d.awake()
		d.press("esc")
		view := d.view()
		isSaid := strings.Contains(view, "From before the last change")
		if d.app.top() != before || !isSaid || strings.Contains(view, "a apply") || strings.Contains(view, "a replace") {
			t.Errorf("%s: %T\n%s", id, d.app.top(), view)
		}
		d.press("t")
		d.until("What changed")
	}
}

// TestFileAfterPaste: the name of a file that is typed after a paste is what is checked then.
func TestFileAfterPaste(t *testing.T) {
	t.Parallel()
	read := func(name string, _ int64) ([]byte, error) { return os.ReadFile(name) }
	d := drive(t, Options{Options: workspace.Options{ReadFile: read}}, 80, 24)
	d.paste(pasteToken)
	d.until("1/")
	d.awake()
	d.press("esc")
	p, ok := d.app.top().(*paste)
	if !ok || p.text == "" {
		t.Fatalf("%T", d.app.top())
	}
	d.press("../../testdata/manifest/no-edov.json", "enter")
	d.until("App registration")
	if r := d.app.top().(*reportScreen).run.Report; r.Registration == nil {
		t.Errorf("the paste was checked again:\n%s", d.view())
	}
}

// TestExplainIsEmptyAgain: once a paste is cleared, nothing says that it is explained below.
func TestExplainIsEmptyAgain(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Explain an error")
	d.paste("AADSTS50011: the redirect URI does not match")
	d.until("the pasted text is explained below")
	for _, way := range [][]string{{"ctrl+u"}, {"x", "ctrl+u"}} {
		d.press(way...)
		if view := d.view(); strings.Contains(view, "explained below") || !strings.Contains(view, "AADSTS50011, or paste") {
			t.Errorf("%v:\n%s", way, view)
		}
	}
}

// TestCardSaysWhatWasNotChecked: where the title has no room for it, that the token was not fully checked stands in the
// card.
func TestCardSaysWhatWasNotChecked(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 40}} {
		a := still(t, size[0], size[1], func(c *common) []screen { return []screen{newReport(c, stored(t, "no-edov"))} })
		r := a.top().(*reportScreen)
		for _, f := range r.all.told.Findings {
			if f.ID == "idtoken-signature" {
				f.Outcome, f.Summary = report.Unknown, "the session has no signature"
			}
		}
		r.all.told.Decide()
		first := r.all.told.Card()
		if first.Rest != "The ID token was not fully checked" {
			t.Fatalf("%+v", first)
		}
		_, height := a.room()
		card := strings.ToLower(strings.Join(r.card(size[0], height), "\n"))
		if !strings.Contains(card, "not fully checked") {
			t.Errorf("%v:\n%s", size, card)
		}
	}
}
