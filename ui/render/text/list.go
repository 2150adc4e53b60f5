package text

import (
	"fmt"
	"io"
	"strings"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// Table writes rows whose columns begin at the same place. widths are those of all
// columns but the last, which is as long as its text.
func Table(out io.Writer, widths []int, rows [][]string, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if cell = visible.Line(cell); i < len(widths) {
				cell = pad(cell, widths[i]) + " "
			}
			line += cell
		}
		w.line(strings.TrimRight(line, " "))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// Facts writes values with their labels, a line each, and leaves out those without
// a value.
func Facts(out io.Writer, indent string, width int, facts [][2]string, s Style) error {
	var rows [][]string
	for _, f := range facts {
		if f[1] != "" {
			rows = append(rows, []string{indent + f[0], f[1]})
		}
	}
	return Table(out, []int{len(indent) + width}, rows, s)
}

// Overview writes many reports, two lines each, and what was not read.
func Overview(out io.Writer, reports []*report.Report, unread []string, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, r := range reports {
		word, code := Mark(r.Conclude(report.Error).Mark)
		name := visible.Line(r.Registration.AppID.Value + "  " + r.Registration.DisplayName.Value)
		w.block(code, word, s.labelled(pad(word, 6), name, s.width()))
		w.lines(s.labelled("      ", visible.Line(r.Headline), s.width()))
	}
	for _, why := range unread {
		w.lines(s.labelled("?     not read: ", visible.Line(why), s.width()))
	}
	w.lines(s.wrap(plural(len(reports), "registration")+"; for the details of one, add --client-id ID", s.width()))
	_, err := io.WriteString(out, w.b.String())
	return err
}

// Probe writes what trying a client secret showed.
func Probe(out io.Writer, v secret.ProbeVerdict, s Style) error {
	w := &writer{o: Options{Style: s}}
	mark := map[string]report.Mark{secret.ProbeTaken: report.MarkPass, secret.ProbeRefused: report.MarkFail}[v.Verdict]
	word, code := Mark(mark)
	w.block(code, word, s.labelled(pad(word, 6), visible.Line(v.Summary), s.width()))
	w.part("fix", v.Fix)
	_, err := io.WriteString(out, w.b.String())
	return err
}

// Run is a line of a history.
type Run struct {
	Number       int // 1 is the newest
	At, Mark     string
	Account, Say string
}

// History writes the runs of a connection, newest first.
func History(out io.Writer, runs []Run, s Style) error {
	var rows [][]string
	for _, r := range runs {
		rows = append(rows, []string{fmt.Sprintf("%3d ", r.Number), r.At + " UTC ", r.Mark, " " + r.Account, " " + r.Say})
	}
	return Table(out, []int{4, 21, 4, 13}, rows, s)
}
