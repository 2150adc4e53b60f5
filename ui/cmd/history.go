package cmd

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"edov/ui/render/text"
	"edov/ui/store"
)

// historyCommand is edov history, which lists; so does edov history list.
func (p *Program) historyCommand() *cobra.Command {
	var o output
	var name string
	run := func(*cobra.Command, []string) error { return p.listHistory(name, &o) }
	c := &cobra.Command{
		Use: "history", Short: "Saved reports of a connection, and what changed", Args: noArguments, RunE: run,
	}
	list := &cobra.Command{Use: "list", Short: "List the reports, newest first", Args: noArguments, RunE: run}
	c.PersistentFlags().StringVar(&name, "connection", "", "the saved connection `NAME`")
	addListFlags(c, &o)
	addListFlags(list, &o)
	c.AddCommand(list, p.showHistoryCommand(&name), p.diffHistoryCommand(&name), p.clearHistoryCommand(&name),
		p.changesHistoryCommand())
	return c
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
	Test     bool      `json:"test_server,omitempty"` // not a sign-in at Microsoft
	Headline string    `json:"headline,omitempty"`
	Problem  string    `json:"problem,omitempty"`
}

func runLineOf(number int, r store.Run) runLine {
	l := runLine{
		Number: number, ID: r.ID, At: r.At, Origin: string(r.Origin), Verdict: r.Verdict, Account: r.Account,
		Email: r.Email, Failed: r.Failed, Headline: r.Headline, Test: r.TestServer,
	}
	if r.Err != nil {
		l.Problem = r.Err.Error()
	}
	return l
}

func (p *Program) listHistory(name string, o *output) error {
	if err := o.check(); err != nil {
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
	lines, shown, unread := []runLine{}, []text.Run{}, 0
	for i, r := range runs {
		if r.Err != nil {
			unread++
		}
		l := runLineOf(i+1, r)
		lines, shown = append(lines, l), append(shown, l.shown(r, name))
	}
	if len(lines) == 0 && o.format != "json" {
		p.say("no reports of %s yet", name)
		return nil
	}
	return cmp.Or(p.show(o, forms{
		json: historyDocument{kindOf("history"), name, lines},
		text: func(w io.Writer, s text.Style) error { return text.History(w, shown, s) },
	}), notAllRead(unread, len(lines), "report"))
}

// shown is the run as a line of the list.
func (l runLine) shown(r store.Run, name string) text.Run {
	word, _ := text.Mark(r.Mark)
	line := text.Run{
		Number: l.Number, At: l.At.UTC().Format("2006-01-02 15:04"), Mark: word,
		Account: cmp.Or(l.Account, l.Origin), Say: l.Headline,
	}
	switch {
	case l.Problem != "":
		line.Mark, line.Account, line.Say = "?", "", l.Problem
	case l.Test && name != store.PracticeKey:
		line.Say = "at a test server: " + l.Headline
	}
	return line
}

// historyOf is the store, and the connection that a command is about: that of the flag,
// that of EDOV_CONNECTION, or the only one there is.
func (p *Program) historyOf(name string) (*store.Store, string, error) {
	st, err := p.openStore()
	if err != nil {
		return nil, "", err
	}
	list, err := st.List()
	if err != nil {
		return nil, "", unfinished(err.Error())
	}
	names := store.Names(list)
	if name = cmp.Or(name, p.getenv("EDOV_CONNECTION")); name != "" {
		if runs, _ := st.History(name); len(runs) == 0 && !slices.Contains(names, name) {
			_, _, err := st.Load(name)
			return nil, "", connectionError(cmp.Or(err, store.ErrUnknown), list)
		}
		return st, name, nil
	}
	switch len(names) {
	case 0:
		return nil, "", usageError("there is no saved connection", "save one: edov connections add NAME")
	case 1:
		return st, names[0], nil
	}
	return nil, "", usageError("which connection? add --connection NAME", "saved: "+listed(names))
}
