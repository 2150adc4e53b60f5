package cmd

import (
	"errors"
	"path/filepath"
	"strings"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/report/diff"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

// reportMenu signs in, shows the report, and asks what to do with it.
func (c *conversation) reportMenu(run func() (*flow.Session, *report.Report, error)) error {
	session, report, err := run()
	if err != nil {
		return err
	}
	before := c.last
	c.last = report
	c.saw(report)
	c.show(report, text.Options{})
	if before != nil {
		c.compare(before, report)
	}
	return c.reportItems(session, report, func() error { return c.reportMenu(run) })
}

func (c *conversation) reportItems(session *flow.Session, report *report.Report, again func() error) error {
	stay := func(do func() error) func() error {
		return func() error {
			if err := do(); err != nil {
				return err
			}
			return c.reportItems(session, report, again)
		}
	}
	items := []item{
		{"All checks and requests", stay(func() error { c.show(report, text.Options{Verbose: true}); return nil })},
		{"Claims of the tokens", stay(func() error { c.show(report, text.Options{Claims: true}); return nil })},
		{"Explain a check", stay(c.explain)},
		{"Save the report", stay(func() error { return c.save(session, report) })},
	}
	if again != nil {
		items = append(items, item{"Run again and compare", again})
	}
	return c.menu("What next?", append(items, item{"Back", func() error { return errBack }}))
}

func (c *conversation) show(r *report.Report, o text.Options) {
	o.Style = c.p.style(c.p.Stdout, true)
	c.say("")
	_ = text.Report(c.p.Stdout, r, o) // a broken output ends the next prompt
}

func (c *conversation) compare(before, after *report.Report) {
	d := diff.Between(before, after)
	c.say("\nsince the run before: %s", d.Summary())
	if d.OtherAccount {
		c.say("another account signed in, so claims differ for that reason too")
	}
	for _, f := range d.Findings {
		c.say("  %s: %s, was %s", f.ID, f.After, f.Before)
	}
	for _, cl := range d.Claims {
		c.say("  %s %s: %s, was %s", cl.Token, cl.Name, cl.After, cl.Before)
	}
}

func (c *conversation) explain() error {
	id, err := c.ask("which check? (its name, such as email-verified)")
	if err != nil {
		return err
	}
	rule, ok := check.Lookup(id)
	if !ok {
		var ids []string
		for _, known := range check.Checks() {
			ids = append(ids, known.ID)
		}
		c.say("there is no check %s; %s", quoted(id), nearest(id, ids))
		return nil
	}
	return text.Explain(c.p.Stdout, rule, c.p.style(c.p.Stdout, true))
}

// save writes the report; the end of the name decides the form. It asks for a
// name until the file is written, or none is given.
func (c *conversation) save(session *flow.Session, r *report.Report) error {
	for {
		name, err := c.ask("file name (.md, .json, .txt or .session.json; empty for none):")
		if err != nil || name == "" {
			return err
		}
		data, err := exportAs(name, session, r, false)
		if err != nil {
			c.say("not written: the report has no such form; choose another end of the name")
			continue
		}
		err = writeFile(name, data, false)
		if errors.Is(err, errFileExists) {
			answer, askErr := c.ask("there is such a file already. Overwrite it? [y/N]")
			if askErr != nil {
				return askErr
			}
			if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
				continue
			}
			err = writeFile(name, data, true)
		}
		if err == nil {
			c.say("written: %s", name)
			return nil
		}
		c.say("not written: %s", err)
	}
}

// exportAs renders a report in the form that a file's name asks for; a session
// is the evidence, to be judged again elsewhere.
func exportAs(name string, session *flow.Session, r *report.Report, share bool) ([]byte, error) {
	if share {
		var err error
		if r, err = shared(r); err != nil {
			return nil, err
		}
		session = nil // it holds the claims as they are
	}
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".session.json") && session != nil:
		return jsonout.Indented(session)
	case filepath.Ext(lower) == ".json":
		return r.JSON()
	case filepath.Ext(lower) == ".txt":
		var b strings.Builder
		err := text.Report(&b, r, text.Options{Verbose: true})
		return []byte(b.String()), err
	}
	return []byte(markdown.Report(r)), nil
}

// explainError explains a number or a text of one line.
func (c *conversation) explainError() error {
	line, err := c.ask("the number (AADSTS...), or the error in one line:")
	if err != nil {
		return err
	}
	about := fault.About{Registration: c.app}
	if c.connection != nil {
		about.Request.ClientID, about.Request.Cloud = c.connection.ClientID, c.connection.Cloud
		about.Request.TrustAuthority = c.connection.TrustAuthority
	}
	e, ok := fault.ExplainText(line, about)
	if !ok {
		c.say("no error that edov knows is in this")
		return nil
	}
	return text.Explanation(c.p.Stdout, e, c.p.style(c.p.Stdout, true))
}
