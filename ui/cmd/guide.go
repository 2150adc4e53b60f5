package cmd

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
)

// guideFlags are the flags of the guide, besides where an app registration comes from.
type guideFlags struct {
	registrationFlags
	step       int
	done, undo []string
	expires    string
	advice     adviceFlag
}

func (p *Program) guideCommand() *cobra.Command {
	var f guideFlags
	var o output
	c := &cobra.Command{
		Use: "guide [FILE|-]", Short: "Setup guide, with what is done and what is next", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if err := refuseIdle(c.Flags().Changed, f.uses()); err != nil {
				return err
			}
			if c.Flags().Changed("step") && (f.step < 1 || f.step > 7) {
				return usageError("there is no step "+strconv.Itoa(f.step), "the steps are 1 to 7")
			}
			return p.guide(c.Context(), args, &f, &o)
		},
	}
	f.addForOne(c)
	f.addProduct(c)
	s := c.Flags()
	s.IntVar(&f.step, "step", 0, "show only this step, `1` to 7")
	s.StringSliceVar(&f.done, "done", nil, "mark `PARTS` as done that edov can't check; --format json lists them")
	s.StringSliceVar(&f.undo, "undo", nil, "remove the mark of `PARTS`")
	s.StringVar(&f.expires, "secret-expires", "", secretExpiresUsage)
	f.advice.add(c)
	o.addForm(c, aDocument)
	c.AddCommand(p.rotateCommand())
	return c
}

// uses says which flags have an effect.
func (f *guideFlags) uses() []flagUse {
	return []flagUse{
		{"all", false, "here: the guide is for one registration", "choose it with --client-id ID"},
		{"client-id product-redirect-uri", f.demo == "", "with --demo, which has its own app", ""},
		{"ca-file", f.live, "without --live", ""},
	}
}

func (p *Program) guide(ctx context.Context, args []string, f *guideFlags, o *output) error {
	if o.format == "text" { // the name elsewhere; Markdown is readable text
		o.format = "markdown"
	}
	if err := o.check(); err != nil {
		return err
	}
	if err := f.advice.check(); err != nil {
		return err
	}
	args, err := f.takeScenario(args)
	if err != nil {
		return err
	}
	walk, err := p.walk(ctx, args, f)
	if err != nil {
		return err
	}
	if o.format == "json" {
		if f.step > 0 {
			walk.Steps = walk.Steps[f.step-1 : f.step]
		}
		return p.writeJSON(o, guideDocument{kindOf("guide"), walk})
	}
	return p.write(o, []byte(markdown.Walk(walk, f.step)))
}

// walk applies the guide to what is known: flags, saved connection, registration.
func (p *Program) walk(ctx context.Context, args []string, f *guideFlags) (*guide.Walk, error) {
	connection := flow.Connection{
		Cloud: entra.Cloud(f.cloud), Tenant: f.tenant, ClientID: f.clientID, RedirectURI: f.redirect,
		ProductRedirectURI: f.productURI,
	}
	var err error
	if connection.Product, err = guideProduct(f.product); err != nil {
		return nil, err
	}
	if f.expires != "" {
		if connection.SecretExpires, err = parseDate(f.expires); err != nil {
			return nil, err
		}
	}
	f.product = connection.Product
	way, keep, err := p.wayOf(f, &connection)
	if err != nil {
		return nil, err
	}
	if err := checkGuided(connection); err != nil {
		return nil, err
	}
	product := connection.Product
	if g := guide.For(product); product != "" && g.ID == "own" && g.Product != product {
		p.say("note: there is no guide for %s; this is the one for a custom app", quoted(product))
	}
	f.product = connection.Product
	var report *report.Report
	if len(args) > 0 || f.live || f.demo != "" {
		if report, err = p.judgedRegistration(ctx, args, &f.registrationFlags); err != nil {
			return nil, err
		}
		connection.ClientID = cmp.Or(report.Request.ClientID, report.Registration.AppID.Value)
		connection.ProductRedirectURI = report.Request.ProductRedirectURI
		connection.TrustAuthority = report.Registration.TestServer
	}
	secret := connection.Public || f.secret.count() > 0 || f.saved != nil && f.saved.HasSecret()
	walk := func(way *guide.Progress) *guide.Walk {
		return guide.For(connection.Product).Walk(way, connection, secret, p.now())
	}
	way.About(connection)
	way.Advice = f.advice.over(way.Advice)
	if report != nil {
		way.Observe(report)
	}
	if err := p.markParts(walk(way), way, f); err != nil {
		return nil, err
	}
	if err := keep(way); err != nil {
		p.say("note: your progress wasn't saved: %s", err)
	}
	return walk(way), nil
}

// checkGuided refuses invalid values. Values that are not known yet may be missing.
func checkGuided(c flow.Connection) error {
	if c.Public = true; c.ClientID == "" {
		c.ClientID = anyClientID
	}
	if faults := c.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	return nil
}

// wayOf is the progress of the saved connection, with a function that saves it; or an
// empty one, which is not saved.
func (p *Program) wayOf(f *guideFlags, c *flow.Connection) (*guide.Progress, func(*guide.Progress) error, error) {
	if f.demo != "" && f.connection != "" {
		return nil, nil, usageError("--demo and --connection are for different apps", "use one of them")
	}
	if err := p.takeSaved(&f.registrationFlags); err != nil {
		return nil, nil, err
	}
	if f.saved == nil {
		return new(guide.Progress), func(*guide.Progress) error { return nil }, nil
	}
	mine := *c
	*c = f.saved.Connection
	c.ChangeProduct(cmp.Or(mine.Product, c.Product))
	c.Tenant = cmp.Or(mine.Tenant, c.Tenant)
	c.ProductRedirectURI = cmp.Or(mine.ProductRedirectURI, c.ProductRedirectURI)
	c.RedirectURI = cmp.Or(mine.RedirectURI, c.RedirectURI)
	c.Cloud = entra.Cloud(f.cloud)
	if !mine.SecretExpires.IsZero() {
		c.SecretExpires = mine.SecretExpires
	}
	st, err := p.openStore()
	if err != nil {
		return nil, nil, err
	}
	name := f.saved.Connection.Name
	way, err := st.Progress(name)
	if err != nil {
		return nil, nil, unfinished(err.Error())
	}
	base := way.Clone()
	saved := f.saved.Connection
	if c.Product != saved.Product || c.ProductRedirectURI != saved.ProductRedirectURI { // another product is only tried
		return way, func(*guide.Progress) error { return nil }, nil
	}
	return way, func(mine *guide.Progress) error {
		_, err := st.UpdateProgress(name, func(kept *guide.Progress) { kept.Merge(base, mine) })
		return err
	}, nil
}

// guideProduct is knownProduct that also accepts the IDs of the guides.
func guideProduct(name string) (string, error) {
	for _, g := range guide.All() {
		if strings.EqualFold(g.ID, name) || strings.EqualFold(g.Product, name) {
			return g.Product, nil
		}
	}
	return knownProduct(name)
}

// judgedRegistration reads one app registration and checks it.
func (p *Program) judgedRegistration(ctx context.Context, args []string, f *registrationFlags) (*report.Report, error) {
	set, err := p.registrations(ctx, args, f)
	if err != nil {
		return nil, err
	}
	return check.Judge(set.sessions[0], p.now(), secret.Thresholds{}), nil
}

// markParts sets and removes marks, and notes where evidence has decided already.
func (p *Program) markParts(w *guide.Walk, way *guide.Progress, f *guideFlags) error {
	for _, list := range []struct {
		ids  []string
		done bool
	}{{f.done, true}, {f.undo, false}} {
		for _, id := range list.ids {
			id = strings.TrimSpace(id)
			part, _ := w.Part(id)
			switch {
			case part == nil:
				return usageError("the guide has no part "+quoted(id), nearest(id, partIDs(w)),
					"edov guide --format json lists them")
			case !part.Markable():
				p.say("note: %s wasn't marked: %s", id, part.StateLine())
			default:
				way.Say(id, list.done, p.now())
			}
		}
	}
	if f.saved == nil && len(f.done)+len(f.undo) > 0 {
		p.say("note: the marks aren't saved without --connection NAME")
	}
	return nil
}

func partIDs(w *guide.Walk) []string {
	var ids []string
	for _, s := range w.Steps {
		for _, p := range s.Parts {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
