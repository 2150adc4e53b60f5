package text

import (
	"strings"
	"time"

	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/token"
)

// tokens writes each token's claims as a table.
func (w *writer) tokens(r *report.Report) {
	for _, t := range r.Tokens {
		state := string(t.Verification.State)
		if t.Verification.Reason != "" {
			state += ": " + t.Verification.Reason
		}
		w.lines(w.o.wrap(visible.Line(t.Describe+" ("+state+")"), w.o.width()))
		for _, m := range t.Header.Members() {
			w.claim("header "+m.Name, m.Value, "")
		}
		for _, m := range t.Claims.Members() {
			w.claim(m.Name, m.Value, explained(m, r.JudgedAt))
		}
		w.line("")
	}
}

// explained says what a claim means, and shows a time as people read it.
func explained(m strictjson.Member, now time.Time) string {
	meaning := token.Meaning("", m.Name)
	if at, ok := token.TimeClaim(m.Name, m.Value); ok {
		return meaning + ": " + Relative(at.Sub(now)) + ", " + at.Format("2006-01-02 15:04:05") + " UTC"
	}
	return meaning
}

// Relative puts a distance in time into words.
func Relative(d time.Duration) string {
	n, unit := int64(d.Abs()/time.Second), "second"
	switch {
	case n >= 2*86400:
		n, unit = n/86400, "day"
	case n >= 2*3600:
		n, unit = n/3600, "hour"
	case n >= 120:
		n, unit = n/60, "minute"
	}
	text := plural(int(n), unit)
	if d < 0 {
		return text + " ago"
	}
	return "in " + text
}

func (w *writer) claim(name string, v strictjson.Value, meaning string) {
	value := visible.Line(v.Compact())
	w.lines(w.o.labelled("  "+pad(visible.Line(name), 20)+" ", value+"  ("+v.Kind.String()+")", w.o.width()))
	if meaning != "" {
		w.lines(w.o.labelled(strings.Repeat(" ", 23), meaning, w.o.width()))
	}
}
