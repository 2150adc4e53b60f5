package text

import (
	"io"
	"strconv"
	"strings"

	"edov/flow/visible"
	"edov/inspect/rollout"
)

// Rollout writes who in a tenant may have trouble signing in: the counts, what the product would do, and the users, if
// they are listed.
func Rollout(out io.Writer, r *rollout.Report, s Style) error {
	w := &writer{o: Options{Style: s}}
	word, code := Mark(r.Mark())
	w.block(code, word, s.labelled(pad(word, 6), visible.Line(r.Headline), s.width()))
	w.line("")
	for _, k := range r.Checks {
		w.rolloutCheck(r, k)
	}
	if words := r.OthersWords(); words != "" {
		w.line("")
		w.lines(s.wrap(visible.Line(words), s.width()))
	}
	w.rolloutList(r)
	w.line("")
	w.lines(s.wrap(visible.Line(r.CountWords()), s.width()))
	if r.Product == "" && r.Users.Trouble > 0 {
		w.lines(s.wrap("add --product to see what your auth product would do", s.width()))
	}
	if r.Partial {
		w.lines(s.labelled("?     ", visible.Line("not all users were read: "+r.Reason), s.width()))
	}
	for _, why := range r.Faults {
		w.lines(s.labelled("?     ", visible.Line("not read: "+why), s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// rolloutCheck writes one check: its mark, what was found, what the product does, and the fix.
func (w *writer) rolloutCheck(r *rollout.Report, k rollout.Check) {
	word, code := Mark(k.Mark())
	w.block(code, word, w.o.labelled(pad(word, 6), visible.Line(k.Summary), w.o.width()))
	const indent = "      "
	if words := k.Expected(r.Product); words != "" {
		w.lines(w.o.labelled(indent, visible.Line(words), w.o.width()))
	}
	if k.Fix != "" {
		w.lines(w.o.labelled(indent+"fix: ", visible.Line(k.Fix), w.o.width()))
	}
}

// rolloutList writes the users with trouble.
func (w *writer) rolloutList(r *rollout.Report) {
	if len(r.List) == 0 {
		return
	}
	w.line("")
	for _, l := range r.List {
		name := l.PrincipalName
		if name == "" {
			name = "ID " + l.ID
		}
		const width = 22
		w.lines(w.o.labelled(pad(l.Why(), width), visible.Line(name), w.o.width()))
		var more []string
		if l.Mail != "" && !strings.EqualFold(l.Mail, name) {
			more = append(more, "mail "+l.Mail)
		}
		if e := l.Expected(); e != "" {
			more = append(more, r.Product+": "+e)
		}
		if len(more) > 0 {
			w.lines(w.o.labelled(strings.Repeat(" ", width), visible.Line(strings.Join(more, "; ")), w.o.width()))
		}
	}
	if r.More > 0 {
		w.lines(w.o.wrap("and "+strconv.Itoa(r.More)+" more; --limit 0 lists all", w.o.width()))
	}
}
