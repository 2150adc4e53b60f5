package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"edov/flow/appreg"
	"edov/inspect/foremost"
	"edov/inspect/report"
)

// appLong is edov app --all on a list of any length. It judges each registration as it passes, and holds only those
// that are to be shown.
func (p *Program) appLong(
	ctx context.Context, stream io.ReadCloser, source string, args []string, f *registrationFlags, o *output, own appFlags,
) error {
	long := longInput{ReadCloser: stream}
	defer long.Close()
	if own.patch {
		return usageError("a patch is for one registration", "choose it with --client-id ID")
	}
	if err := f.check(nil); err != nil {
		return err
	}
	secret, err := p.readSecret(ctx, &f.secret)
	if err != nil {
		return err
	}
	p.tellProduct(f)
	w := newWorst(own.limit, report.Severity(o.failOn))
	listing := appreg.Listing{
		Each: func(a *appreg.App) {
			if f.clientID != "" && !strings.EqualFold(a.AppID.Value, f.clientID) {
				return
			}
			s := p.registrationSession(f, a)
			if !secret.IsZero() {
				a.MatchSecret(secret)
			}
			w.add(p.judgeApp(s, own))
		},
		Fault: w.miss, Note: func(what string) { p.say("note: %s", what) },
		More: func(why string) { w.miss("the list is incomplete: " + why) },
	}
	_, err = untilCancelled(ctx, func() (struct{}, error) {
		return struct{}{}, appreg.EachWhole(&long, source, listing)
	})
	if why := stopped(ctx); why != nil { // the call that was left behind still adds to w
		return why
	}
	switch none := w.sums.Registrations == 0; {
	case err != nil && none:
		return ofInput(args, usageError(err.Error(), manifestHint+", or the output of az ad app list --all"))
	case err != nil:
		w.miss("the list is incomplete: " + err.Error())
	case none:
		return ofInput(args, usageError("no registration in the list has this client ID",
			"edov app FILE --all without --client-id checks all of them"))
	}
	return p.showWorst(o, w)
}

// showWorst writes what was judged.
func (p *Program) showWorst(o *output, w *worst) error {
	unread := w.unread
	if more := w.missed - len(unread); more > 0 {
		unread = append(unread, fmt.Sprintf("%d more registrations", more))
	}
	for _, why := range unread {
		p.say("note: not read: %s", why)
	}
	p.say("note: %s", w.sums.words())
	o.sums = &w.sums
	return unreadError(p.reports(o, w.list(), true, unread), unread, "use the complete list")
}

// unreadError gives the error that carries an exit code words, where that is due to what was not read.
func unreadError(err error, unread []string, hint string) error {
	own := (*exitError)(nil)
	if len(unread) > 0 && errors.As(err, &own) && own.code == ExitUnfinished && own.what == "" {
		return unfinished("not all registrations were read", hint)
	}
	return err
}

// sums count what was judged of a list.
type sums struct {
	Registrations int `json:"registrations"`
	Failed        int `json:"failed"`    // those with problems
	Unchecked     int `json:"unchecked"` // those of which the verdict is unknown
	Shown         int `json:"shown"`     // the worst of them
}

func (s sums) words() string {
	line := fmt.Sprintf("%d registrations were checked: %d with problems, %d not fully checked, %d without problems",
		s.Registrations, s.Failed, s.Unchecked, s.Registrations-s.Failed-s.Unchecked)
	if s.Shown < s.Registrations {
		line += fmt.Sprintf("; the worst %d are shown (--limit)", s.Shown)
	}
	return line
}

// worst holds the reports that show the most, and counts all.
type worst struct {
	failOn report.Severity
	sums   sums
	unread []string // the first few
	missed int
	held   *foremost.List[ranked]
}

func newWorst(limit int, failOn report.Severity) *worst {
	return &worst{failOn: failOn, held: foremost.New(max(limit, 0), ranked.compare)}
}

// maxUnread bounds how many registrations that were not read are listed one by one.
const maxUnread = 10

func (w *worst) miss(why string) {
	w.missed++
	if len(w.unread) < maxUnread {
		w.unread = append(w.unread, why)
	}
}

// add takes a report. One that decides on the exit code is never left out for one that doesn't.
func (w *worst) add(r *report.Report) {
	x := ranked{Report: r, number: w.sums.Registrations}
	w.sums.Registrations++
	end := r.Conclude(w.failOn)
	switch end.Ending {
	case report.EndProblems:
		x.weight = 2
	case report.EndUnknown:
		x.weight = 1
	}
	switch end.Verdict {
	case report.VerdictFail:
		w.sums.Failed++
	case report.VerdictUnknown:
		w.sums.Unchecked++
	}
	x.errors, x.warnings = r.Problems(report.Error), r.Problems(report.Warning)
	w.held.Add(x)
	w.sums.Shown = w.held.Len()
}

// list is what is held, the worst first.
func (w *worst) list() []*report.Report {
	list := make([]*report.Report, 0, w.held.Len())
	for _, x := range w.held.Sorted() {
		list = append(list, x.Report)
	}
	return list
}

// ranked is a report with what orders it.
type ranked struct {
	*report.Report
	weight, errors, warnings, number int
}

// compare is negative if x is worse than y. Of equal ones, the first in the list counts as worse.
func (x ranked) compare(y ranked) int {
	return cmp.Or(y.weight-x.weight, y.errors-x.errors, y.warnings-x.warnings, x.number-y.number)
}
