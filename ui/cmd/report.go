package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/pasted"
	"edov/flow/strictjson"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
)

func (p *Program) reportCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "report [FILE|-]", Short: "Show a saved session or report, or convert it to another format", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error { return p.convert(c.Context(), args, &o) },
	}
	o.add(c)
	return c
}

// convert shows a report as it was saved, and a session as it was checked when it ended: the same file gives the same
// report at any time.
func (p *Program) convert(ctx context.Context, args []string, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	data, err := p.readInput(ctx, args)
	if err != nil {
		return err
	}
	text, _ := pasted.PlainText(data)
	list, unread, err := readReports([]byte(text))
	if err != nil {
		return ofInput(args, err)
	}
	if list != nil {
		return p.reports(o, list, true, unread)
	}
	r, err := savedReport([]byte(text))
	if err != nil {
		return ofInput(args, err)
	}
	return p.report(o, r)
}

// savedReport is a report as it was saved, or that of a session.
func savedReport(data []byte) (*report.Report, error) {
	if report.IsReport(data) {
		r, err := report.Read(data)
		if err != nil {
			return nil, usageError(err.Error())
		}
		return r, nil
	}
	s, err := flow.LoadSession(data)
	if err != nil {
		return nil, notSaved(data, err)
	}
	at := s.EndedAt
	if at.IsZero() {
		at = s.StartedAt
	}
	return check.Judge(s, at, secret.Thresholds{}), nil
}

// notSaved says what an input is instead of a session or a report; why is the reason that it is no session.
func notSaved(data []byte, why error) error {
	if broken := pasted.BrokenFile(data); broken != nil {
		return usageError(broken.What, broken.Hint)
	}
	what := "this is no session and no report that edov saved"
	if v, err := strictjson.Parse(data, report.Limits); err == nil {
		kind := v.Get("kind").Str()
		switch {
		case kind != "" && kind != flow.SessionKind:
			what += ", but " + quoted(kind)
		case v.Has("started_at"):
			what = why.Error()
		}
	}
	return usageError(what, "use what --save wrote, or --format json of a command with a report",
		"edov inspect checks tokens; edov app checks app registrations")
}

// readReports reads what edov app --all --format json wrote; nil for any other input.
func readReports(data []byte) (list []*report.Report, unread []string, err error) {
	v, err := strictjson.Parse(data, report.Limits)
	if err != nil || v.Get("kind").Str() != kindOf("reports").Kind {
		return nil, nil, nil //nolint:nilerr // it is something else
	}
	var doc struct {
		Schema  int               `json:"schema"`
		Reports []json.RawMessage `json:"reports"`
		Unread  []string          `json:"unread"`
	}
	if json.Unmarshal(data, &doc) != nil || doc.Schema != kindOf("reports").Schema {
		return nil, nil, usageError("these reports can't be read: they are of another version of edov")
	}
	for i, text := range doc.Reports {
		r, err := report.Read(text)
		if err == nil && r.Registration == nil {
			err = errors.New("it is not about an app registration")
		}
		if err != nil {
			return nil, nil, usageError("report " + strconv.Itoa(i+1) + " of the list can't be shown: " + err.Error())
		}
		list = append(list, r)
	}
	if len(list) == 0 {
		return nil, nil, usageError("the list is empty: it has no reports", "edov app - --all --format json writes one")
	}
	return list, doc.Unread, nil
}
