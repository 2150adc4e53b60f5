// Package workspace is what the interactive program works with: what is on the
// desk, and what can be done with it. It draws nothing and asks nothing; ui/tui
// shows it on a full screen and ui/lines line by line, and neither has a rule or
// a sentence of its own where both need one.
//
// On the desk lies a Subject: a connection, a scenario of the demo tenant, or
// the practice of the setup guide, with what is known of it: its app
// registration, its Clerk instance, its last report (Run), how far its setup
// guide is, and what is saved of it. Desk has the actions: sign in, read the
// registration, ask Clerk, check what was pasted, explain, write files, save,
// forget. menus.go names them for both faces; form.go is the form that
// describes a connection.
//
// Who may call what, and when: the fields of Desk and of a Subject are changed
// by one goroutine, the face's. Methods that take a context read and may run in
// any other. What has to be written is a Work: it runs anywhere, one after the
// other, and its News go back to Desk.Take on the face's goroutine. Errors are
// words for the user.
package workspace

import (
	"context"
	"sync"
	"time"

	"edov/flow"
	"edov/inspect/doctor"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// Options are what a Desk works with.
type Options struct {
	Env     flow.Env
	Program string        // "edov 1.0.0", for sessions and requests
	Timeout time.Duration // how long a sign-in waits; zero: flow's default

	// Store keeps things from one start to the next; nil: nothing is saved.
	// NoHistory saves no reports.
	Store     *store.Store
	NoHistory bool

	// Save writes a new file that only the user can read; it refuses to
	// overwrite one unless told to. Exists recognizes that refusal.
	Save   func(path string, data []byte, overwrite bool) error
	Exists func(error) bool
	// Export renders a report in the format that a file's name asks for.
	// share replaces what identifies people.
	Export func(name string, s *flow.Session, r *report.Report, share bool) ([]byte, error)
	// Extensions are those that Export has a format for, and Shared says which replace what identifies people by
	// themselves.
	Extensions []string
	Shared     func(name string) bool
	// Calendar renders the expiry dates of secrets as a calendar file.
	Calendar func(*secret.Report) []byte
	// LookAround sees what edov can use of this machine, and without Online sends nothing; nil: it can't be looked at.
	LookAround func(ctx context.Context, o flow.MachineOptions) doctor.Facts
	// ExportComputer renders what was seen of this machine, as text or JSON by the file's name.
	ExportComputer func(name string, r *doctor.Report) ([]byte, error)
	// ReadFile reads a regular file of at most limit bytes.
	ReadFile func(path string, limit int64) ([]byte, error)
}

// Desk is what lies on the desk.
type Desk struct {
	Options
	Subject *Subject      // what is tested now; nil until something was chosen
	Last    *Run          // its newest run
	Entries []store.Entry // the saved connections
	// Practiced is the practice of this program; nil: none yet.
	Practiced *Subject

	newWays map[string]*guide.Progress // by guide, of connections that have no name yet
	unsaved []*Subject                 // that were on the desk before
	demos   demos
	writes  store.Turns // of each thing

	mu   sync.Mutex
	gone map[string]bool // keys of which nothing is written any more
}

// New lays out what was saved of earlier starts.
func New(o Options, b Beginning) *Desk {
	d := &Desk{Options: o, Entries: b.Connections, newWays: b.NewWays}
	switch {
	case b.Practice != nil:
		d.Practiced = newPractice(b.Practice)
		d.Begin(d.Practiced, nil)
	case b.Saved != nil:
		d.Begin(savedSubject(b.Saved, b.Way), b.Last)
	}
	return d
}

// Now is the time.
func (d *Desk) Now() time.Time {
	if d.Env.Now != nil {
		return d.Env.Now()
	}
	return time.Now()
}

// Begin makes something the subject, with its newest report.
func (d *Desk) Begin(s *Subject, last *report.Report) {
	if s.Last == nil && last != nil {
		s.Last = &Run{Subject: s, Report: last, At: last.JudgedAt}
	}
	if s != d.Subject {
		d.keepUnsaved()
	}
	d.Subject, d.Last = s, s.Last
}

// SubjectOrNew is the subject, or a connection of which nothing is known yet.
func (d *Desk) SubjectOrNew() *Subject {
	if d.Subject == nil {
		return new(Subject)
	}
	return d.Subject
}

// SetLast remembers the newest run.
func (d *Desk) SetLast(r *Run) {
	if d.Last = r; r.Subject != nil {
		r.Subject.Last = r
	}
}

// Clear takes the subject off the desk.
func (d *Desk) Clear() { d.Subject, d.Last = nil, nil }

// Close stops the demo tenants, and lets another edov have the practice.
func (d *Desk) Close() {
	d.demos.close()
	if d.Practiced != nil {
		d.Practiced.practice.release()
	}
}
