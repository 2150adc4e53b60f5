package workspace

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"edov/flow/jsonout"
	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
	"edov/ui/workspace/action"
)

// Writer is a file to write.
type Writer struct {
	Title, About string
	Name         string // to suggest
	Note         string // what the file lacks; empty: nothing
	CanShare     bool   // what identifies people can be replaced
	// Extensions are those that a name may have, of which each has its format; nil: any.
	Extensions []string
	// Shared says of a name whether its format replaces what identifies people, unless that is switched off; nil: none.
	Shared func(name string) bool
	Render func(name string, share bool) ([]byte, error)
}

// ErrTaken is the error of Write when there is such a file already.
var ErrTaken = errors.New("the file exists")

// Write writes the file. done says that it was written; the error is ErrTaken, or
// says why it was not.
func (d *Desk) Write(w *Writer, path string, share, overwrite bool) (done string, err error) {
	if !w.knows(path) {
		return "", errors.New("not written: the extension decides the format; use " + words.List(w.Extensions, "or"))
	}
	data, err := w.Render(path, share)
	if err != nil {
		return "", errors.New("not written: this format is not available; choose another extension")
	}
	if err := d.Save(path, data, overwrite); err != nil {
		if d.Exists(err) {
			return "", ErrTaken
		}
		return "", fmt.Errorf("not written: %w", err)
	}
	done = "Written: " + path + inFolder(path)
	if w.Note != "" {
		done += ": " + w.Note
	}
	return done, nil
}

// inFolder names the folder of a file that was given without one.
func inFolder(path string) string {
	whole, err := filepath.Abs(path)
	if err != nil || filepath.IsAbs(path) {
		return ""
	}
	return " (in " + visible.Line(filepath.Dir(whole)) + ")"
}

// knows reports whether there is a format for a name.
func (w *Writer) knows(name string) bool {
	return w.Extensions == nil || slices.Contains(w.Extensions, strings.ToLower(filepath.Ext(name)))
}

// SharedAs reports whether a file of this name has no names of people, unless that is switched off.
func (w *Writer) SharedAs(name string) bool { return w.Shared != nil && w.Shared(name) }

// ReportWriter writes a report; the extension decides the format.
func (d *Desk) ReportWriter(r *Run) *Writer {
	return &Writer{
		Title: "Write the report to a file", Name: "edov-report.md",
		About: "Format follows the extension: " + words.List(d.Extensions, "or") +
			"; .session.json saves the evidence for another check. No secret, code or signature is written.",
		CanShare: true, Extensions: d.Extensions, Shared: d.Shared,
		Render: func(name string, share bool) ([]byte, error) { return d.Export(name, r.Session, r.Report, share) },
	}
}

// CalendarWriter writes the expiry dates of secrets as a calendar file, and says
// what it does not remind of.
func (d *Desk) CalendarWriter(r *secret.Report) *Writer {
	about := "No upcoming expiry dates."
	if n := len(r.Reminders()) + len(r.Overdue()); n > 0 {
		about = Plural(n, "event") + ", with reminders 30, 14, 7 and 1 days before. "
		if gone := r.Counts.Replaced; gone > 0 {
			about += "Left out: " + Plural(gone, "secret") + ", expired and replaced. "
		}
		about += "Import a newer file later to update the events."
	}
	return &Writer{
		Title: "Write a calendar file", Name: "client-secrets.ics", About: about,
		Note:   strings.Join(r.CalendarNotes(), "; "),
		Render: func(string, bool) ([]byte, error) { return d.Calendar(r), nil },
	}
}

// Patch is what fixes a registration as one JSON merge patch, and the command
// that sends it.
type Patch struct {
	Text    string // empty: nothing can be fixed this way
	Command string
	About   string
}

const (
	patchFile = "patch.json"
	noPatch   = "Nothing to patch. Fix what is left by hand, as each finding says. " +
		"Secrets can't be added with a patch."
)

// NewPatch makes the patch of a run's report. The registration of the demo tenant is on this machine alone, where az
// does not reach it.
func NewPatch(run *Run) Patch {
	r := run.Report
	change, fixes := r.Patch(report.Warning)
	if len(fixes) == 0 {
		return Patch{About: noPatch}
	}
	data, err := jsonout.Indented(change)
	if err != nil {
		return Patch{About: "The patch could not be written as JSON."}
	}
	about := "This JSON merge patch fixes " + strings.Join(fixes, ", ")
	if r.Request.Demo || run.Subject.IsDemo() {
		about += " of the demo app, which az doesn't reach: to apply it, go back to the report and choose \"" +
			ActionAt(action.InReport, action.Apply).Name + "\". For an app of your own, run:"
	} else {
		about += ". Save it as " + patchFile + ", review it, then run:"
	}
	return Patch{
		Text: strings.TrimSuffix(string(data), "\n"), Command: r.PatchCommand(patchFile), About: about,
	}
}

// Writer writes the patch as the file that the command sends.
func (p Patch) Writer() *Writer {
	return &Writer{
		Title: "Write the patch to a file", Name: patchFile,
		About:  "Review it, then run the command in the same folder: it sends " + patchFile + ".",
		Render: func(string, bool) ([]byte, error) { return []byte(p.Text + "\n"), nil },
	}
}

// writers are the actions that write a file.
var writers = map[action.ID]func(*Desk, On) *Writer{
	action.WriteReport:   func(d *Desk, on On) *Writer { return d.ReportWriter(on.Run) },
	action.WriteGuide:    func(_ *Desk, on On) *Writer { return GuideWriter(on.Walk) },
	action.WriteCalendar: func(d *Desk, on On) *Writer { return d.CalendarWriter(on.Secrets.Report) },
	action.WriteComputer: func(d *Desk, on On) *Writer { return d.ComputerWriter(on.Computer) },
	action.WriteUsers:    func(_ *Desk, on On) *Writer { return UsersWriter(on.Rollout) },
	action.WritePatch:    func(_ *Desk, on On) *Writer { return on.Patch.Writer() },
	action.SavePlan:      func(_ *Desk, on On) *Writer { return PlanWriter(on.plan()) },
	action.SaveMessage:   func(_ *Desk, on On) *Writer { return MessageWriter(on.plan()) },
}

// Writers are the actions that write a file. WriterOf tells which.
func Writers() []action.ID { return slices.Sorted(maps.Keys(writers)) }

// WriterOf is the file that one of the Writers writes.
func (d *Desk) WriterOf(id action.ID, on On) *Writer { return writers[id](d, on) }
