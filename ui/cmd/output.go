package cmd

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/jsonout"
	"edov/flow/mask"
	"edov/inspect/report"
	"edov/inspect/words"
	"edov/ui/render/text"
)

// output is where a result goes and in which format.
type output struct {
	of      result // decides which formats there are
	format  string
	file    string
	force   bool
	failOn  string
	noColor bool
	verbose bool
	claims  bool
	all     bool      // all auth products
	share   bool      // for others to read
	parts   *gathered // set: what is written is gathered, and written at the end
	sums    *sums     // of a long list; nil for anything else

	given func(flag string) bool // nil: no flag was given
}

// add registers the flags of commands that print a report.
func (o *output) add(c *cobra.Command) { o.addBeside(c, aReport) }

// addBeside registers the flags of a report for a command that prints it beside other results. --format takes the
// formats of these.
func (o *output) addBeside(c *cobra.Command, of result) {
	o.addForm(c, of)
	f := c.Flags()
	o.given = setByUser(f)
	f.StringVar(&o.failOn, "fail-on", "error", "exit with 1 at this severity or above: error, warning, note or never")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "also show passed checks, claims and each request")
	f.BoolVar(&o.claims, "claims", false, "show the claims of the tokens")
	f.BoolVar(&o.share, "share", false, "replace names, addresses and IDs of people; on for "+
		strings.Join(sharedFormats(), ", "))
	f.BoolVar(&o.all, "products", false, "show how each auth product would treat the email")
}

// addForm registers the flags of commands that print a kind of result.
func (o *output) addForm(c *cobra.Command, of result) {
	o.of, o.failOn = of, "never"
	of.addTo(c, &o.format)
	f := c.Flags()
	f.StringVarP(&o.file, "output", "o", "", "write the result to `FILE`; existing ones need --force")
	f.BoolVar(&o.force, "force", false, "overwrite existing files")
	f.BoolVar(&o.noColor, "no-color", false, "no colors")
}

// addListFlags are the flags of a list that is short, and so never written to a file.
func addListFlags(c *cobra.Command, o *output) {
	o.of, o.failOn = aList, "never"
	aList.addTo(c, &o.format)
}

// oneOf lists words for a sentence: "text, json or markdown".
func oneOf(list []string) string { return words.List(list, "or") }

// check refuses unknown values before anything is done.
func (o *output) check() error {
	if err := o.of.check(o.format); err != nil {
		return err
	}
	severities := []string{"error", "warning", "note", "never"}
	if !slices.Contains(severities, cmp.Or(o.failOn, "never")) {
		return unknownWord("severity", o.failOn, severities...)
	}
	if o.file == "" || isStream(o.file) {
		return nil
	}
	return checkTarget(o.file, o.force)
}

// forms are the renderings of a result. Those for formats that it does not have are nil.
type forms struct {
	json     any
	markdown func() string
	text     func(io.Writer, text.Style) error
	bytes    func() []byte // any other format
}

// show renders a result in the format that was asked for, and writes it.
func (p *Program) show(o *output, f forms) error {
	var b bytes.Buffer
	switch format := cmp.Or(o.format, "text"); {
	case format == "json":
		return p.writeJSON(o, f.json)
	case format == "markdown":
		return p.write(o, []byte(f.markdown()))
	case format != "text":
		return p.write(o, f.bytes())
	}
	if err := f.text(&b, p.outputStyle(o)); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}

// outputStyle is the style of a result's text. A file gets no colors.
func (p *Program) outputStyle(o *output) text.Style {
	return p.style(p.Stdout, o.noColor || o.file != "")
}

func (p *Program) writeJSON(o *output, v any) error {
	data, err := jsonout.Indented(v)
	if err != nil {
		return unfinished("the result couldn't be written as JSON")
	}
	return p.write(o, data)
}

// report writes a report and returns the error that carries the exit code.
func (p *Program) report(o *output, r *report.Report) error {
	return p.reports(o, []*report.Report{r}, false, nil)
}

// reports writes reports and returns the error that carries the exit code. many is set for a list, which may have one
// report, with what was not read of it.
func (p *Program) reports(o *output, list []*report.Report, many bool, unread []string) error {
	end := report.ConcludeAll(list, unread, report.Severity(o.failOn)).Ending
	if o.shares() {
		list = slices.Clone(list)
		for i, r := range list {
			var err error
			if list[i], err = shared(r); err != nil {
				return unfinished(err.Error())
			}
		}
	}
	if o.parts != nil && o.parts.document != nil {
		o.parts.document.SignIn = list[0]
		return endOf(end)
	}
	data, err := p.render(o, list, many, unread)
	if err != nil {
		return unfinished("the report couldn't be written as " + o.format)
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	return endOf(end)
}

// shares reports whether people are replaced by pseudonyms: with --share, or in a format for others, unless it is
// switched off.
func (o *output) shares() bool {
	f, _ := formatNamed(o.format)
	return o.share || f.shared && (o.given == nil || !o.given("share"))
}

// endOf is how a command ends whose result is written: with nil, or with nothing but
// an exit code.
func endOf(e report.Ending) error {
	switch e {
	case report.EndProblems:
		return &exitError{code: ExitProblems}
	case report.EndUnknown:
		return &exitError{code: ExitUnfinished}
	}
	return nil
}

// shared is a report for others to read. Its pseudonyms differ each time, so that two
// shared reports do not show whether they are about the same person.
func shared(r *report.Report) (*report.Report, error) {
	var salt [32]byte
	_, _ = rand.Read(salt[:]) // never fails
	return r.Share(salt[:])
}

func (p *Program) render(o *output, list []*report.Report, many bool, unread []string) ([]byte, error) {
	if f, _ := formatNamed(o.format); f.reports != nil {
		return f.reports(rendering{list, unread, report.Severity(o.failOn), o.shares()})
	}
	switch {
	case o.format == "json" && many:
		verdict := report.ConcludeAll(list, unread, report.Error).Verdict
		return jsonout.Indented(reportsDocument{kindOf("reports"), verdict, list, append([]string{}, unread...), o.sums})
	case o.format == "json":
		return list[0].JSON()
	}
	var b bytes.Buffer
	if many {
		err := text.Overview(&b, list, unread, p.outputStyle(o))
		return b.Bytes(), err
	}
	err := text.Report(&b, list[0], text.Options{
		Style: p.outputStyle(o), Verbose: o.verbose, Claims: o.claims, Products: o.all,
	})
	return b.Bytes(), err
}

// write sends a result to stdout or into a file.
func (p *Program) write(o *output, data []byte) error {
	if o.parts != nil {
		o.parts.written.Write(data)
		return nil
	}
	if o.file == "" {
		p.answer.given()
		if _, err := p.Stdout.Write(masked(data)); err != nil {
			return errNotWritten()
		}
		return nil
	}
	if isStream(o.file) {
		return p.writeStream(o.file, data)
	}
	return writeFile(o.file, data, o.force)
}

// masked is a result without credentials, even if a renderer forgot one. JSON, which
// jsonout has masked already, stays valid.
func masked(data []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(data)) { // most lines need no closer look
		b.WriteString(mask.Text(line))
	}
	hidden := b.String()
	if hidden == string(data) || json.Valid(data) && !json.Valid([]byte(hidden)) {
		return data
	}
	return []byte(hidden)
}
