package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/report/diff"
	"edov/ui/render/text"
	"edov/ui/store"
)

func (p Program) historyCommand() *cobra.Command {
	var o output
	var name string
	c := &cobra.Command{
		Use:   "history",
		Short: "earlier reports of a connection, and what changed",
		Long: `history lists the reports that were kept of a connection's runs: the last 50,
without any token. They are kept in a folder for you only; --no-history of the
other commands, or EDOV_NO_HISTORY=1, keeps none. Runs of an app that is no kept
connection are not kept.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.listHistory(name, &o) },
	}
	list := &cobra.Command{
		Use: "list", Short: "list the reports, newest first", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.listHistory(name, &o) },
	}
	c.PersistentFlags().StringVar(&name, "connection", "", "of the connection `NAME`")
	addListFlags(c, &o)
	addListFlags(list, &o)
	c.AddCommand(list, p.showHistoryCommand(&name), p.diffHistoryCommand(&name), p.clearHistoryCommand(&name))
	return c
}

// historyOf is the store and the name that a command is about: the flag's, that
// of EDOV_CONNECTION, or the only one there is.
func (p Program) historyOf(name string) (*store.Store, string, error) {
	st, err := p.openStore()
	if err != nil {
		return nil, "", err
	}
	list, err := st.List()
	if err != nil {
		return nil, "", unfinished(err.Error())
	}
	if name = cmp.Or(name, p.getenv("EDOV_CONNECTION")); name != "" {
		if runs, _ := st.History(name); len(runs) == 0 && !slices.Contains(connectionNames(list), name) {
			_, _, err := st.Load(name)
			return nil, "", connectionError(cmp.Or(err, store.ErrUnknown), list)
		}
		return st, name, nil
	}
	if len(list) == 1 {
		return st, list[0].Name, nil
	}
	hint := "edov connections add NAME keeps one"
	if len(list) > 1 {
		hint = "there are: " + strings.Join(connectionNames(list), ", ")
	}
	return nil, "", usageError("of which connection? give --connection NAME", hint)
}

// runLine is a run as list prints it.
type runLine struct {
	Number   int       `json:"number"` // 1 is the newest
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Origin   string    `json:"origin,omitempty"`
	Verdict  string    `json:"verdict,omitempty"`
	Account  string    `json:"account,omitempty"`
	Email    string    `json:"email,omitempty"`
	Failed   int       `json:"failed"`
	Test     bool      `json:"test_server,omitempty"` // it was no sign-in at Microsoft
	Headline string    `json:"headline,omitempty"`
	Problem  string    `json:"problem,omitempty"`
}

func (p Program) listHistory(name string, o *output) error {
	if err := textOrJSON(o); err != nil {
		return err
	}
	st, name, err := p.historyOf(name)
	if err != nil {
		return err
	}
	runs, err := st.History(name)
	if err != nil {
		return usageError(err.Error())
	}
	lines := []runLine{}
	for i, r := range runs {
		l := runLine{Number: i + 1, ID: r.ID, At: r.At, Origin: string(r.Origin), Verdict: r.Verdict, Account: r.Account, Email: r.Email, Failed: r.Failed, Headline: r.Headline, Test: r.TestServer}
		if r.Err != nil {
			l.Problem = r.Err.Error()
		}
		lines = append(lines, l)
	}
	if o.format == "json" {
		return p.writeJSON(o, lines)
	}
	if len(lines) == 0 {
		p.say("there are no reports of %s yet", name)
		return nil
	}
	var b strings.Builder
	for _, l := range lines {
		word, _ := text.Mark(runs[l.Number-1].Mark)
		what := cmp.Or(l.Account, l.Origin)
		switch {
		case l.Problem != "":
			word, what, l.Headline = "?", "", l.Problem
		case l.Test && name != store.PracticeKey:
			l.Headline = "at a test server: " + l.Headline
		}
		fmt.Fprintf(&b, "%3d  %s UTC  %-4s  %-12s  %s\n", l.Number, l.At.UTC().Format("2006-01-02 15:04"), word, visible.Line(what), visible.Line(l.Headline))
	}
	return p.write(o, []byte(b.String()))
}

// historicReport finds one by its number, 1 being the newest, or by its ID.
func historicReport(st *store.Store, name, which string) (*report.Report, error) {
	id := which
	if n, err := strconv.Atoi(which); err == nil {
		runs, err := st.History(name)
		if err != nil {
			return nil, usageError(err.Error())
		}
		if n < 1 || n > len(runs) {
			return nil, usageError(fmt.Sprintf("there is no report %d: there are %d", n, len(runs)), "edov history list shows them")
		}
		id = runs[n-1].ID
	}
	r, err := st.Report(name, id)
	if err != nil {
		return nil, usageError(err.Error(), "edov history list shows them")
	}
	return r, nil
}

func (p Program) showHistoryCommand(name *string) *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "show N|ID", Short: "print a report again; 1 is the newest", Args: exactlyOne("report, by its number or ID"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			st, of, err := p.historyOf(*name)
			if err != nil {
				return err
			}
			r, err := historicReport(st, of, args[0])
			if err != nil {
				return err
			}
			p.say("the report of %s, %s UTC", of, r.JudgedAt.UTC().Format(time.DateTime))
			return p.report(&o, r)
		},
	}
	o.add(c)
	return c
}

func (p Program) diffHistoryCommand(name *string) *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "diff [A [B]]", Short: "what changed from report A to report B; in report A alone; by default, in the newest",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usageError("two reports are compared", "see "+c.CommandPath()+" --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.diffHistory(*name, args, &o) },
	}
	addListFlags(c, &o)
	return c
}

func (p Program) diffHistory(name string, args []string, o *output) error {
	if err := textOrJSON(o); err != nil {
		return err
	}
	st, of, err := p.historyOf(name)
	if err != nil {
		return err
	}
	switch n, err := strconv.Atoi(strings.Join(args, " ")); {
	case len(args) == 0:
		args = []string{"2", "1"}
	case len(args) == 1 && err == nil: // what changed in that one
		args = []string{strconv.Itoa(n + 1), args[0]}
	case len(args) == 1:
		args = append(args, "1")
	}
	before, err := historicReport(st, of, args[0])
	if err != nil {
		return err
	}
	after, err := historicReport(st, of, args[1])
	if err != nil {
		return err
	}
	d := diff.Between(before, after)
	if o.format == "json" {
		return p.writeJSON(o, d)
	}
	var b strings.Builder
	text.Diff(&b, before, after, d)
	return p.write(o, []byte(b.String()))
}

func (p Program) clearHistoryCommand(name *string) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "clear", Short: "delete the reports of a connection", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return p.clearHistory(c.Context(), *name, yes) },
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

func (p Program) clearHistory(ctx context.Context, name string, yes bool) error {
	st, of, err := p.historyOf(name)
	if err != nil {
		return err
	}
	if ok, err := p.sure(ctx, "Delete all reports of "+of+"?", yes); !ok {
		return err
	}
	if err := st.ClearHistory(of); err != nil {
		return unfinished(err.Error())
	}
	p.say("the reports of %s are deleted", of)
	return nil
}
