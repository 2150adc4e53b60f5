package cmd

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"edov/flow/files"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/ui/provision"
	"edov/ui/render/markdown"
	"edov/ui/render/shell"
	"edov/ui/render/text"
)

// planFlags say how a plan is carried out.
type planFlags struct {
	dryRun, yes, wider bool
	undo               string
	undoTaken          bool // by a plan that this command carried out before
}

func (f *planFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.dryRun, "dry-run", false, "show the plan and change nothing")
	addYes(c, &f.yes)
	s.BoolVar(&f.wider, "allow-wider", false, "also take steps that let more people in, without asking about each")
	s.StringVar(&f.undo, "undo-file", "", "save the plan that undoes the changes to `FILE` (default: edov's state folder)")
}

// showPlan prints a plan.
func (p *Program) showPlan(o *output, pl *plan.Plan) error {
	if o.format == "json" {
		data, err := pl.Encode()
		if err != nil {
			return unfinished("the plan couldn't be written as JSON")
		}
		return p.write(o, data)
	}
	if pl.Target.TestServer && (o.format == "az" || o.format == "powershell") {
		return usageError("these commands would go to Microsoft, and the plan is for the demo tenant's app",
			"use --format text, markdown or json; for an app of your own, use --live --client-id ID")
	}
	return p.show(o, forms{
		markdown: func() string { return markdown.Plan(pl) },
		text:     func(w io.Writer, s text.Style) error { return text.Plan(w, pl, s) },
		bytes: func() []byte {
			if o.format == "powershell" {
				return []byte(shell.PowerShell(pl))
			}
			return []byte(shell.AzureCLI(pl))
		},
	})
}

// agree shows a plan and asks. Without an error the plan that is returned is agreed to; nil: nothing is to be done.
func (p *Program) agree(ctx context.Context, o *output, f *planFlags, pl *plan.Plan) (*plan.Plan, error) {
	runs := p.carriesOut(f)
	if runs && f.undo != "" && !f.undoTaken { // the file there may be the only way back from an earlier run
		if err := checkTarget(f.undo, o.force); err != nil {
			return nil, err
		}
	}
	if !runs || o.format != "json" { // otherwise it is in the JSON of what became of it
		if err := p.showPlan(o, pl); err != nil {
			return nil, err
		}
	}
	if !runs {
		p.say("nothing was changed")
		if !f.dryRun {
			p.say("  hint: without a terminal this is a dry run; add --yes to carry the plan out")
		}
		return nil, nil
	}
	if o.parts != nil && !f.yes { // no one agrees to what only a file will show
		if err := text.Plan(p.Stderr, pl, p.style(p.Stderr, o.noColor)); err != nil {
			return nil, err
		}
	}
	pl, err := p.narrowed(ctx, f, pl)
	if err != nil || len(pl.Steps) == 0 {
		return nil, err
	}
	if ok, err := p.sure(ctx, pl.Question(p.now()), f.yes); !ok {
		return nil, err
	}
	return pl, nil
}

// carriesOut reports whether a plan is asked about, and not only shown.
func (p *Program) carriesOut(f *planFlags) bool { return !f.dryRun && (f.yes || isTerminal(p.Stdin)) }

// narrowed asks about each step that lets more people in, and leaves out those that are not agreed to.
func (p *Program) narrowed(ctx context.Context, f *planFlags, pl *plan.Plan) (*plan.Plan, error) {
	var ids []string
	for _, s := range pl.Steps {
		if s.Widens != "" && !f.wider {
			if f.yes || !isTerminal(p.Stdin) {
				p.say("left out: %s: %s", s.Title, s.Widens)
				p.say("  hint: --allow-wider takes this step too")
				continue
			}
			if ok, err := p.sure(ctx, s.Title+": "+s.Widens+". Is that what you want?", false); !ok {
				if stopped(ctx) != nil {
					return nil, err
				}
				p.say("left out: %s", s.Title)
				continue
			}
		}
		ids = append(ids, s.ID)
	}
	return pl.Only(ids...), nil
}

// carryOut carries out a plan that was agreed to, tells how it goes, and says what leads back. What is changed at the
// demo tenant alone, which ends with the command, is not saved: files stay, with their backups.
func (p *Program) carryOut(
	ctx context.Context, f *planFlags, site *provision.Site, doers map[plan.Service]plan.Doer, pl *plan.Plan,
) (*plan.Result, error) {
	c := provision.Carrying{
		Doers: doers, Program: p.name(), Now: p.Env.Now, Pause: p.Env.Wait,
		Observe: func(n plan.News) { p.say("%s", n.Words(len(pl.Steps))) },
	}
	if site.Demo == nil || slices.Contains(pl.Services(), plan.ServiceFile) {
		st, err := p.openStore()
		if err != nil {
			return nil, err
		}
		c.Store = st
	}
	file := f.undo
	if f.undoTaken {
		file = "" // it leads back from more than this
	}
	if file != "" {
		f.undoTaken = true
		c.Copy = func(undo *plan.Plan) error {
			data, err := undo.Encode()
			if err != nil {
				return err
			}
			return files.Replace(file, data, true)
		}
	}
	r, undo, note, err := provision.Carry(ctx, pl, c)
	if err != nil {
		return nil, unfinished(err.Error())
	}
	if note != "" {
		p.say("note: %s", note)
	}
	switch undo = cmp.Or(file, undo); {
	case undo == "" || len(r.Undo.Steps) == 0 || site.Demo != nil && file == "":
	case site.Demo != nil:
		p.say("the way back is in %s, to read: edov app --plan can't reach this demo tenant later", undo)
	default:
		p.say("to undo: edov app --plan %s", pathArgument(undo))
	}
	return r, nil
}

// carryAgreed shows a plan, asks, carries it out and tells what became of it. The result is nil if it was not agreed
// to. took, if any, is called before the outcome is told: what a run did has to be kept whatever it came to.
func (p *Program) carryAgreed(
	ctx context.Context, o *output, f *planFlags, site *provision.Site, doers map[plan.Service]plan.Doer, pl *plan.Plan,
	took func(*plan.Result),
) (*plan.Result, error) {
	agreed, err := p.agree(ctx, o, f, pl)
	if err != nil || agreed == nil {
		return nil, err
	}
	r, err := p.carryOut(ctx, f, site, doers, agreed)
	if err != nil {
		return nil, err
	}
	if took != nil {
		took(r)
	}
	if err := p.showOutcome(o, agreed, r); err != nil {
		return r, err
	}
	return r, endOfPlan(r)
}

// readPlan reads a plan that was saved, and says of each step anew what it does and what it widens: what the file says
// of them is not taken on trust.
func (p *Program) readPlan(ctx context.Context, path string) (*plan.Plan, error) {
	data, err := p.readNamed(ctx, "--plan", path, 1<<20)
	if err != nil {
		return nil, errNoInput(path, err)
	}
	pl, err := plan.Read(data)
	if err != nil {
		return nil, usageError(quoted(path)+": "+err.Error(),
			"make a plan with edov app --live --client-id ID --fix --format json")
	}
	if err := install.Check(pl); err != nil {
		return nil, usageError(quoted(path)+": "+err.Error(), "make the plan anew on this machine")
	}
	remedy.Review(pl)
	install.Reword(pl)
	for _, note := range remedy.Reword(pl, func(id string) bool { _, ok := check.Lookup(id); return ok }) {
		p.say("note: %s", note)
	}
	return pl, nil
}

// showNothing prints what a program that reads the output waits for, where a plan has no steps.
func (p *Program) showNothing(o *output, f *planFlags, pl *plan.Plan) error {
	switch {
	case o.format != "json":
		return nil
	case p.carriesOut(f):
		none := *pl
		none.Steps = []plan.Step{} // in JSON a list, not null
		o.parts.carried(carried{Plan: &none, Steps: []plan.StepResult{}})
		return nil
	}
	return p.showPlan(o, pl)
}

// sayUnproven says what a run that only shows leaves out: to prove something takes a request.
func (p *Program) sayUnproven(would string, f *planFlags) {
	p.say("nothing was changed; %s", would)
	if !f.dryRun {
		p.say("  hint: without a terminal this is a dry run; add --yes to carry it out")
	}
}

// endOfPlan is the error of a plan that did not come to its end.
func endOfPlan(r *plan.Result) error {
	f := r.Failure()
	if f == nil {
		return nil
	}
	return unfinished(r.Words(), cmp.Or(f.Hint, f.Summary))
}

// showOutcome prints what became of a plan.
func (p *Program) showOutcome(o *output, pl *plan.Plan, r *plan.Result) error {
	switch o.format {
	case "json":
		o.parts.carried(carried{pl, r.Steps, r.Undo})
		return nil
	case "text":
		return p.show(o, forms{text: func(w io.Writer, s text.Style) error { return text.Outcome(w, r, s) }})
	}
	return nil
}
