package cmd

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"edov/flow/install"
	"edov/flow/plan"
	"edov/flow/visible"
	"edov/ui/render/text"
	"edov/ui/store"
)

func (p *Program) changesHistoryCommand() *cobra.Command {
	var o output
	var remove, yes bool
	c := &cobra.Command{
		Use: "changes [ID]", Short: "Plans that were carried out, newest first", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if remove {
				return p.removeBackups(c.Context(), args, yes)
			}
			if yes {
				return usageError("--yes has no effect without --remove-backups", "leave it out")
			}
			return p.changesHistory(args, &o)
		},
	}
	addListFlags(c, &o)
	c.Flags().BoolVar(&remove, "remove-backups", false, "delete the backups of files that were changed")
	addYes(c, &yes)
	return c
}

// changeLine is a plan that was carried out, as a list prints it.
type changeLine struct {
	ID     string `json:"id"`
	At     string `json:"at"`
	App    string `json:"app,omitempty"`
	Tenant string `json:"tenant,omitempty"`
	Demo   bool   `json:"demo,omitempty"` // it is an app of the demo tenant
	Done   int    `json:"done"`
	Of     int    `json:"of"`
	Undo   string `json:"undo,omitempty"` // the file of the plan that leads back
	// Backups are of files that it changed. They may hold a secret.
	Backups []string `json:"backups,omitempty"`
	Problem string   `json:"problem,omitempty"`
}

func lineOfChange(st *store.Store, a store.Applied) changeLine {
	l := changeLine{ID: a.ID}
	if a.Err != nil {
		l.Problem = a.Err.Error()
		return l
	}
	t := a.Plan.Target
	l.At, l.App, l.Tenant, l.Of = a.At.UTC().Format("2006-01-02 15:04"), t.Name, t.Tenant, len(a.Plan.Steps)
	for _, s := range a.Steps {
		if s.Outcome == plan.WasDone || s.Outcome == plan.Already {
			l.Done++
		}
	}
	l.Problem, l.Backups = stoppedAt(a), install.BackupsOf(a.Plan)
	if t.TestServer { // it ended with the command: there is nothing to undo
		l.Demo, l.Tenant = true, ""
		return l
	}
	if _, err := os.Stat(st.UndoPath(a.ID)); err == nil {
		l.Undo = st.UndoPath(a.ID)
	}
	return l
}

// stoppedAt says where a plan stopped that did not come to its end because edov did; empty: it ended.
func stoppedAt(a store.Applied) string {
	const stopped = "edov was stopped, or is still running: "
	switch {
	case !a.Unfinished && len(a.Steps) == 0: // of an edov that saved the steps only at the end
		return "edov was stopped before it could say what was done"
	case !a.Unfinished:
		return ""
	}
	for _, s := range a.Steps {
		if s.Outcome == plan.Unsure {
			return stopped + "whether \"" + s.Title + "\" is done is not known"
		}
	}
	return stopped + "no step was half done"
}

func (p *Program) changesHistory(args []string, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return p.showChange(st, args[0], o)
	}
	list, err := st.AppliedPlans()
	if err != nil {
		return unfinished(err.Error())
	}
	lines, rows, backups, unread := []changeLine{}, [][]string{}, 0, 0
	for _, a := range list {
		if a.Err != nil {
			unread++
		}
		l := lineOfChange(st, a)
		lines, backups = append(lines, l), backups+len(l.Backups)
		says := l.App
		if l.Demo {
			says += " (demo tenant)"
		}
		if l.Problem != "" {
			says = l.Problem
		}
		rows = append(rows, []string{l.ID, l.At, fmt.Sprintf("%d of %d", l.Done, l.Of), says})
	}
	if len(lines) == 0 && o.format != "json" {
		p.say("edov has changed nothing at Microsoft yet")
		return nil
	}
	if backups > 0 {
		p.say("note: there are backups of files that were changed, %d in all; they may hold a secret", backups)
		p.say("  hint: edov history changes ID names them; --remove-backups deletes them")
	}
	doc := changesDocument{kindOf("changes"), lines}
	return cmp.Or(p.show(o, forms{json: doc, text: func(w io.Writer, s text.Style) error {
		return text.Table(w, []int{19, 16, 8}, rows, s)
	}}), notAllRead(unread, len(lines), "plan"))
}

// showChange shows one plan, what became of its steps, and the way back.
func (p *Program) showChange(st *store.Store, id string, o *output) error {
	a, err := st.AppliedPlan(id)
	if err != nil {
		return usageError(err.Error(), "edov history changes lists them")
	}
	l := lineOfChange(st, a)
	for _, path := range l.Backups {
		p.say("backup: %s (it may hold a secret)", visible.Line(path))
	}
	if l.Undo != "" {
		p.say("to undo: edov app --plan %s", pathArgument(l.Undo))
	}
	a.Steps = append([]plan.StepResult{}, a.Steps...) // [] rather than null
	doc := changeDocument{kindOf("change"), a.ID, a}
	return p.show(o, forms{json: doc, text: func(w io.Writer, s text.Style) error {
		if err := text.Plan(w, a.Plan, s); err != nil {
			return err
		}
		return text.Outcome(w, &plan.Result{Steps: a.Steps}, s)
	}})
}

// removeBackups deletes the backups of files that one plan changed, or all plans. Without them an undo can't bring the
// files back.
func (p *Program) removeBackups(ctx context.Context, ids []string, yes bool) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	var paths []string
	list, err := st.AppliedPlans()
	if err != nil {
		return unfinished(err.Error())
	}
	for _, a := range list {
		if a.Err == nil && (len(ids) == 0 || a.ID == ids[0]) {
			paths = append(paths, install.BackupsOf(a.Plan)...)
		}
	}
	if len(ids) > 0 && !slices.ContainsFunc(list, func(a store.Applied) bool { return a.ID == ids[0] }) {
		return usageError("there is no such plan", "edov history changes lists them")
	}
	if len(paths) == 0 {
		p.say("there are no backups")
		return nil
	}
	for _, path := range paths {
		p.say("backup: %s", visible.Line(path))
	}
	if ok, err := p.sure(ctx, "Delete them? An undo can't bring these files back without them.", yes); !ok {
		return err
	}
	for _, path := range paths {
		if err := install.RemoveBackup(path); err != nil {
			return unfinished("a backup can't be deleted: " + err.Error())
		}
	}
	p.say("deleted %d", len(paths))
	return nil
}
