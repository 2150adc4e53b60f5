package tui

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/workspace"
)

// writers are all dialogs that write a file, each opened as a user does.
var writers = map[string]struct {
	open func(d *driver)
	name string // that is suggested
}{
	"report": {func(d *driver) {
		d.run(d.app.navigate(open(newReport(d.app.common, stored(d.t, "healthy"))), true))
		d.press("e")
	}, "edov-report.md"},
	"calendar": {func(d *driver) {
		end := noon.Add(90 * 24 * time.Hour)
		a := &appreg.App{Credentials: []appreg.Credential{{Kind: appreg.CredentialSecret, Name: "web", End: end}}}
		d.run(d.app.navigate(open(newSecrets(d.app.common, d.app.SecretsOf(a))), true))
		d.press("e")
	}, "client-secrets.ics"},
	"users": {func(d *driver) {
		d.run(d.app.navigate(open(rolloutOf(nil)(d.app.common)...), true))
		d.press("e")
	}, "users.csv"},
	"patch": {func(d *driver) {
		d.run(d.app.navigate(open(&patch{common: d.app.common, Patch: workspace.Patch{Text: "{}", Command: "az"}}), true))
		d.press("e")
	}, "patch.json"},
}

// failures are what may keep a file from being written, as package files and
// the program word it.
var failures = []string{
	`there is no folder for "no/such/x.md"`, `"x" is not a regular file: it is a folder`,
	`"x" is not a regular file: it is a link`,
	`"x" is read-only`, `"x" could not be written: permission denied`,
	`"x" could not be written: there is no space left on the disk`,
	`"x" could not be written: nothing can be written there: it is read-only`,
}

// writing are options whose disk answers so; wrote is what was written.
func writing(answer *error, wrote *[]string) Options {
	return Options{Options: workspace.Options{
		Export: func(string, *flow.Session, *report.Report, bool) ([]byte,
			error,
		) {
			return []byte("x"), nil
		}, Calendar: func(*secret.Report) []byte { return []byte("x") },
		Save: func(path string, _ []byte, overwrite bool) error {
			if *answer == nil || overwrite && errors.Is(*answer, os.ErrExist) {
				*wrote = append(*wrote, path)
				return nil
			}
			return *answer
		}, Exists: func(err error) bool { return errors.Is(err, os.ErrExist) },
	}}
}

// TestWritingFails: every dialog says what went wrong and stays open with the
// name, and writes once that is put right.
func TestWritingFails(t *testing.T) {
	t.Parallel()
	for name, w := range writers {
		for _, size := range [][2]int{{100, 30}, {40, 12}} {
			var answer error
			var wrote []string
			d := drive(t, writing(&answer, &wrote), size[0], size[1])
			w.open(d)
			dialog, ok := d.app.top().(*export)
			if !ok {
				t.Fatalf("%s: no dialog in\n%s", name, d.view())
			}
			for _, why := range failures {
				answer = errors.New(why)
				d.press("enter")
				d.until("not written: ")
				said := strings.Contains(strings.Join(strings.Fields(d.view()), ""), strings.Join(strings.Fields(why), ""))
				if d.app.top() != screen(dialog) || dialog.name.Value() != w.name || !said {
					t.Errorf("%s, %s:\n%s", name, why, d.view())
				}
				d.press("x")
				d.send(tea.KeyMsg{Type: tea.KeyBackspace})
				if strings.Contains(d.view(), "not written") {
					t.Errorf("%s: the words stay when the name is changed:\n%s", name, d.view())
				}
			}
			answer = os.ErrExist
			d.press("enter")
			d.until("Overwrite " + w.name + "?")
			d.awake()
			d.press("esc")
			if d.app.top() != screen(dialog) || dialog.name.Value() != w.name || len(wrote) != 0 {
				t.Errorf("%s: the answer no lost the name, wrote %q:\n%s", name, wrote, d.view())
			}
			answer = nil
			d.press("enter")
			d.until("Written: " + w.name)
			if _, open := d.app.top().(*export); open || len(wrote) != 1 || wrote[0] != w.name {
				t.Errorf("%s: wrote %q:\n%s", name, wrote, d.view())
			}
		}
	}
}

// TestWritingFailsAfterAll: a file may be overwritten and fail, have no name, or
// be written for a dialog that was closed.
func TestWritingFailsAfterAll(t *testing.T) {
	t.Parallel()
	var answer error
	var wrote []string
	o := writing(&answer, &wrote)
	d := drive(t, o, 80, 24)
	writers["report"].open(d)
	dialog := d.app.top().(*export)
	dialog.name.SetValue("  ")
	d.press("enter")
	d.until("enter a file name")

	dialog.name.SetValue("x.md")
	d.send(exported{of: dialog, path: "x.md", err: workspace.ErrTaken})
	d.until("Overwrite x.md?")
	d.app.Save = func(string, []byte, bool) error { return errors.New("permission denied") }
	d.awake()
	d.press("tab", "enter")
	d.until("not written: permission denied")
	if d.app.top() != screen(dialog) || dialog.name.Value() != "x.md" {
		t.Errorf("the dialog is gone:\n%s", d.view())
	}
	d.press("esc")
	d.send(exported{of: dialog, path: "x.md", words: "not written: the disk is full", err: errors.New("the disk is full")})
	d.until("not written: the disk is full")

	d.app.Export = func(string, *flow.Session, *report.Report, bool) ([]byte, error) {
		return nil, errors.New("\x1b[31mraw")
	}
	writers["report"].open(d)
	d.press("enter")
	d.until("choose another extension")
	if strings.Contains(d.view(), "raw") {
		t.Errorf("a library's words:\n%s", d.view())
	}
}

// TestExport writes the report through the program's own way of writing.
func TestExport(t *testing.T) {
	t.Parallel()
	var wrote []string
	d := drive(t, Options{Options: workspace.Options{Export: func(name string, _ *flow.Session, r *report.Report,
		_ bool,
	) ([]byte, error) {
		return r.JSON()
	}, Save: func(path string, data []byte, overwrite bool) error {
		if path == "taken.json" && !overwrite {
			return os.ErrExist
		}
		wrote = append(wrote, path)
		return nil
	}, Exists: func(err error) bool { return errors.Is(err, os.ErrExist) }}}, 80, 24)
	d.run(d.app.navigate(open(newReport(d.app.common, stored(t, "healthy"))), true))
	d.press("e")
	d.until("Write the report to a file")
	d.app.top().(*export).name.SetValue("taken.json")
	d.press("enter")
	d.until("Overwrite taken.json?")
	d.awake()
	d.press("tab", "enter")
	d.until("Written: taken.json")
	if !slices.Equal(wrote, []string{"taken.json"}) {
		t.Errorf("wrote %q", wrote)
	}
}

// TestWrittenStays: what was written stays on the screen until a key is pressed, however long that takes.
func TestWrittenStays(t *testing.T) {
	t.Parallel()
	var answer error
	var wrote []string
	d := drive(t, writing(&answer, &wrote), 80, 24)
	writers["calendar"].open(d)
	d.press("enter")
	d.until("Written: client-secrets.ics")
	d.send(toastOver{d.app.noticeID - 1})
	if !d.app.noticeStays || !strings.Contains(d.view(), "Written: ") {
		t.Errorf("it is gone:\n%s", d.view())
	}
	d.press("down")
	if strings.Contains(d.view(), "Written: ") {
		t.Errorf("it is still there:\n%s", d.view())
	}
}
