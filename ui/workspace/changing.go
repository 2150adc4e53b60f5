package workspace

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/guide"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/ui/provision"
	"edov/ui/render/markdown"
	"edov/ui/render/shell"
	"edov/ui/workspace/sentence"
)

// Changing is a plan on the desk: what is to be changed, and which of its steps the user takes. Its methods are for the
// face's goroutine, but for Stop.
type Changing struct {
	Plan  *plan.Plan
	Title string
	Note  string // what to know before; empty: nothing
	// Refused is why the plan can't be carried out from here, and only be given to another person; nil: it can.
	Refused *flow.Failure
	// Stop asks to stop after the step that is carried out.
	Stop context.CancelFunc

	of      *Subject
	site    *provision.Site
	doers   map[plan.Service]plan.Doer
	off     map[string]bool // steps that are left out, by ID
	stopped context.Context

	connection flow.Connection           // that signs in afterwards
	keeper     *provision.Keeper         // saves a connection; nil: none is saved
	practice   *provision.PracticeKeeper // nil: it is no practice
	rotates    *rotating                 // nil: no secret is replaced
	asking     *asking                   // shared with the plan that undoes this one
}

// Planner makes a plan. It reads, and may run in any goroutine. The error is in words, with what to do on further
// lines.
type Planner func(ctx context.Context) (*Changing, error)

// ErrNothing is the error of a Planner when there is nothing to change.
var ErrNothing = errors.New("nothing to change: everything that a plan can set is set already")

// ErrPlaces is the error of a Planner that needs to know where the values go: ask with NewPlacing, and plan again.
var ErrPlaces = errors.New("where do the client ID and the secret go?")

// changing is an empty plan for a subject, at its Microsoft Graph. tenant is that of the app, as an ID; empty: that of
// the credentials.
func (d *Desk) changing(s *Subject, title, tenant string) (*Changing, error) {
	w, err := d.enter(s)
	if err != nil {
		return nil, err
	}
	c := &Changing{Title: title, of: s, off: map[string]bool{}, connection: w.connection, asking: new(asking)}
	if w.demo != nil {
		c.site = provision.AtDemo(w.demo, d.Program)
	} else {
		c.site = provision.Microsoft(w.env, w.connection.Cloud, tenant, d.Program)
	}
	c.doers = c.site.Doers()
	c.ready()
	return c, nil
}

// ready lets the plan be carried out, once.
func (c *Changing) ready() { c.stopped, c.Stop = context.WithCancel(context.Background()) }

// with takes over a plan that was made, with the steps off that let more people in.
func (c *Changing) with(p *plan.Plan, failure *flow.Failure) (*Changing, error) {
	switch {
	case failure != nil:
		return nil, inWords(failure)
	case len(p.Steps) == 0:
		return nil, ErrNothing
	}
	c.Plan = p
	for _, s := range p.Steps {
		c.off[s.ID] = s.Widens != ""
	}
	return c, nil
}

// inWords is a failure as the error of a Planner.
func inWords(f *flow.Failure) error {
	return errors.New(strings.TrimSuffix(f.Summary+"\n"+f.Hint, "\n"))
}

// IsOn reports whether a step is taken.
func (c *Changing) IsOn(id string) bool { return !c.off[id] }

// Toggle takes a step, or leaves it out.
func (c *Changing) Toggle(id string) {
	if c.off == nil {
		c.off = map[string]bool{}
	}
	c.off[id] = !c.off[id]
}

// Chosen is the plan with the steps that are taken.
func (c *Changing) Chosen() *plan.Plan {
	var ids []string
	for _, s := range c.Plan.Steps {
		if c.IsOn(s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return c.Plan.Only(ids...)
}

// Unfit says why the chosen steps can't be carried out; empty: they can.
func (c *Changing) Unfit() string {
	switch p := c.Chosen(); {
	case len(p.Steps) == 0:
		return sentence.NoStep
	case !p.Creates() && c.Plan.Creates():
		return sentence.NoApp
	case install.LacksSecret(p, c.Plan):
		return sentence.NoSecret
	case install.LosesSecret(p):
		return sentence.LostSecret
	}
	return ""
}

// Question asks whether the chosen steps are to be carried out. It names the app, the tenant, and what lets more people
// in.
func (c *Changing) Question() string {
	words := c.Chosen().Question(c.Plan.Made)
	for _, s := range c.Chosen().Steps {
		if s.Widens != "" {
			words += " " + s.Title + ": " + s.Widens + "."
		}
	}
	return words
}

// CantBeUndone holds where a step that is taken removes a secret: its value can't be brought back. A plan that is
// itself the undo was asked for.
func (c *Changing) CantBeUndone() bool {
	return !c.Plan.Undoes &&
		slices.ContainsFunc(c.Chosen().Steps, func(s plan.Step) bool { return s.Action == plan.RemoveSecret })
}

// CanApply holds for a report with something that a plan fixes, at an app registration that was read where it is: at
// Microsoft Graph or at the demo tenant.
func (r *Run) CanApply() bool {
	if r == nil || r.Subject == nil || r.Report.Registration == nil || r.IsOutdated() {
		return false
	}
	a := r.Report.Registration
	isLive := a.Source == "Microsoft Graph" && !r.Subject.IsDemo() || a.Source == "demo" && r.Subject.IsDemo()
	return isLive && len(r.Report.Fixable(report.Warning)) > 0
}

// CanPatch holds for a report of a registration that edov can show a change for: not one from before a change, nor one
// whose problem is a secret, which no patch replaces.
func (r *Run) CanPatch() bool {
	return r != nil && r.Report.Registration != nil && !r.IsOutdated() && !r.asksForSecret() &&
		len(r.Report.Fixable(report.Warning)) > 0
}

// Fix plans what fixes a report, by the values of today.
func (d *Desk) Fix(r *Run) Planner {
	advice := r.Subject.Progress().Advice
	return func(ctx context.Context) (*Changing, error) {
		c, err := d.changing(r.Subject, "Apply the fix", "")
		if err != nil {
			return nil, err
		}
		all := func(now *report.Report) []*report.Finding {
			return guide.For(now.Request.Product).Followed(advice, now, now.Fixable(report.Warning))
		}
		request := r.Report.Request
		request.ClientID = r.Report.Registration.AppID.Value
		now, failure := c.site.Judged(ctx, request, d.Now())
		if failure != nil && failure.HTTPStatus == http.StatusForbidden {
			c.Refused = failure // what was read before is enough to tell an administrator
			return c.with(remedy.Fix(r.Report, all(r.Report), d.Now()), nil)
		}
		if failure != nil {
			return c.with(nil, failure)
		}
		return c.with(c.site.Fix(ctx, now, all(now), all, d.Now()))
	}
}

// planForms are how a plan is written, by the extension of the file.
var planForms = []struct {
	extension string
	commands  bool // for the real Microsoft Graph: they don't reach the demo tenant
	render    func(*plan.Plan) ([]byte, error)
}{
	{".json", false, (*plan.Plan).Encode},
	{".md", false, func(p *plan.Plan) ([]byte, error) { return []byte(markdown.Plan(p)), nil }},
	{".sh", true, func(p *plan.Plan) ([]byte, error) { return []byte(shell.AzureCLI(p)), nil }},
	{".ps1", true, func(p *plan.Plan) ([]byte, error) { return []byte(shell.PowerShell(p)), nil }},
}

func renderPlan(p *plan.Plan) func(name string, share bool) ([]byte, error) {
	return func(name string, _ bool) ([]byte, error) {
		for _, f := range planForms {
			if p.Target.TestServer && f.commands {
				continue
			}
			if strings.HasSuffix(strings.ToLower(name), f.extension) {
				return f.render(p)
			}
		}
		if p.Target.TestServer {
			return nil, errors.New("for a plan of the demo tenant, use .json or .md: commands don't reach it")
		}
		return nil, errors.New("there is no such form of a plan")
	}
}

// PlanWriter writes a plan.
func PlanWriter(p *plan.Plan) *Writer {
	w := &Writer{
		Title: "Save the plan", Name: "edov-plan.json", Render: renderPlan(p),
		About: "Format follows the extension: .json for edov app --plan FILE, .md to read, .sh for the Azure CLI, " +
			".ps1 for PowerShell. It contains no secret.",
	}
	if p.Target.TestServer {
		w.About = "Format follows the extension: .json, or .md to read. It contains no secret."
	}
	return w
}

// MessageWriter writes a plan as a message for the administrator who may carry it out.
func MessageWriter(p *plan.Plan) *Writer {
	w := &Writer{
		Title: "Save a message for the administrator", Name: "edov-plan.md", Render: renderPlan(p),
		About: "What to change, step by step, for someone who may. With the extension .sh it is commands of the Azure CLI. " +
			"It contains no secret.",
	}
	if p.Target.TestServer {
		w.About = "What to change, step by step, for someone who may. It contains no secret."
	}
	return w
}
