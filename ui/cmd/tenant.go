package cmd

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/inspect/product"
	"edov/inspect/report"
	"edov/inspect/rollout"
	"edov/ui/provision"
	"edov/ui/render/csv"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

// tenantFlags say where users are read from, and what for.
type tenantFlags struct {
	live, demo            bool
	tenant, cloud, caFile string
	connection, product   string
	domains               []string
	list                  bool
	limit                 int

	set func(flag string) bool // it was given, or stands in the environment
}

func (p *Program) tenantCommand() *cobra.Command {
	var f tenantFlags
	var o output
	c := &cobra.Command{
		Use: "tenant [FILE|-]", Short: "Find users who may have trouble signing in, before rollout", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			f.set = setByUser(c.Flags())
			return p.tenant(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "read from Microsoft Graph, with the credentials of az, azd or PowerShell")
	s.BoolVar(&f.demo, "demo", false, "read from the demo tenant")
	s.StringVar(&f.tenant, "tenant", "", "the tenant to read: an `ID` or a domain")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	addSaved(c, &f.connection)
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` to judge for: "+listed(productWords())+
		" or another of edov's table")
	s.StringSliceVar(&f.domains, "domains", nil, "for a list of users: the `DOMAINS` that the tenant has verified")
	s.BoolVar(&f.list, "list", false, "list the users with trouble too")
	s.IntVar(&f.limit, "limit", 1000, "list at most this many; 0 for all, which takes memory for each")
	o.addForm(c, aUsers)
	s.StringVar(&o.failOn, "fail-on", "error", "exit with 1 at this severity or above: error, warning, note or never")
	return c
}

// uses says which flags have an effect.
func (f *tenantFlags) uses(o *output) []flagUse {
	return []flagUse{
		{"tenant cloud ca-file", f.live, "without --live", ""},
		{"domains", !f.live && !f.demo, "with --live or --demo, which read them", ""},
		{"limit", f.list || o.format == "csv", "without --list", ""},
	}
}

func (p *Program) tenant(
	ctx context.Context, args []string, f *tenantFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	switch {
	case f.live && f.demo, len(args) > 0 && (f.live || f.demo):
		return usageError("the users can come from only one place", "use a file, --live or --demo")
	case len(args) == 0 && !f.live && !f.demo && isTerminal(p.Stdin):
		return usageError("edov tenant needs users", "use --live, --demo, or the output of az ad user list")
	}
	if err := p.tenantProduct(f); err != nil {
		return err
	}
	if err := refuseIdle(given, f.uses(o)); err != nil {
		return err
	}
	limit := -1
	if f.list || o.format == "csv" {
		limit = max(f.limit, 0)
	}
	c, err := p.readTenant(ctx, args, f, limit)
	if err != nil {
		return err
	}
	r := c.Report()
	r.Program = p.name()
	return p.tenantReport(o, r)
}

// tenantProduct spells the product, and takes from the saved connection what the flags don't say.
func (p *Program) tenantProduct(f *tenantFlags) error {
	if f.connection != "" || !f.demo {
		saved, err := p.savedFor(f.connection, "")
		if err != nil {
			return err
		}
		if saved != nil {
			f.product = cmp.Or(f.product, saved.Connection.Product)
			if f.live {
				f.tenant = cmp.Or(f.tenant, entra.OneTenant(saved.Connection.Tenant))
			}
			if saved.Connection.Cloud != "" && !f.set("cloud") {
				f.cloud = string(saved.Connection.Cloud)
			}
		}
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	of := flow.Connection{Cloud: entra.Cloud(f.cloud), Tenant: f.tenant}
	if faults := of.FaultsGiven(); len(faults) > 0 {
		return faultsError(faults)
	}
	var err error
	f.product, err = p.ratedProduct(f.product)
	return err
}

// ratedProduct spells the name of a product as edov does, where it has a rule for what the product does with an email,
// and says so where it has none.
func (p *Program) ratedProduct(given string) (string, error) {
	given, err := knownProduct(given)
	if err != nil {
		return "", err
	}
	if name, ok := product.Named(given); ok {
		return name, nil
	}
	if given != "" && given != ownApp {
		p.say("note: edov has no rules for %s; the general ones apply", quoted(given))
	}
	return given, nil
}

// readTenant reads users, and what there is to read around them.
func (p *Program) readTenant(
	ctx context.Context, args []string, f *tenantFlags, limit int,
) (*rollout.Collector, error) {
	o := rollout.Options{Product: f.product, Limit: limit}
	if f.live || f.demo {
		return p.siteTenant(ctx, f, o)
	}
	stream, source, err := p.openStream(args)
	if err != nil {
		return nil, err
	}
	long := longInput{ReadCloser: stream}
	defer long.Close()
	o.Source, o.OnlyUsers = source, true
	c := rollout.NewCollector(p.now(), o)
	if len(f.domains) > 0 {
		var all []flow.TenantDomain
		for _, name := range f.domains {
			if name = strings.TrimSpace(name); !strings.Contains(name, ".") || strings.ContainsAny(name, "@/ ") {
				return nil, usageError(quoted(name)+" is not a domain", "name domains such as contoso.example")
			}
			all = append(all, flow.TenantDomain{Name: name, Verified: true})
		}
		c.Domains(all, nil)
	}
	_, err = untilCancelled(ctx, func() (struct{}, error) {
		each := func(u flow.TenantUser) { c.Add(u); p.tellUsers(c.Read()) }
		return struct{}{}, flow.EachUser(&long, flow.UserListing{Each: each, Fault: c.Fault, More: c.Stop})
	})
	if why := stopped(ctx); why != nil { // the call that was left behind still fills the collector
		return nil, why
	}
	switch {
	case err != nil && c.Read() == 0:
		return nil, ofInput(args, usageError(err.Error(), "use the output of az ad user list, or --live"))
	case err != nil:
		c.Stop(err.Error())
	}
	return c, nil
}

// usersPerNews is how many users are read between two lines of progress.
const usersPerNews = 25000

// tellUsers says from time to time how many users were read.
func (p *Program) tellUsers(n int) {
	if n%usersPerNews == 0 && n > 0 {
		p.say("%d users read", n)
	}
}

// siteTenant reads a tenant at Microsoft Graph, or the demo tenant.
func (p *Program) siteTenant(ctx context.Context, f *tenantFlags, o rollout.Options) (*rollout.Collector, error) {
	site, done, err := p.tenantSite(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	o.Source = "Microsoft Graph"
	if f.demo {
		o.Source = flow.DemoTenant
	}
	c := rollout.NewCollector(p.now(), o)
	parts := c.Parts()
	parts.User = func(u flow.TenantUser) { c.Add(u); p.tellUsers(c.Read()) }
	failure, answered := site.Graph.Tenant(ctx, site.Env, parts)
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	switch {
	case failure != nil && !answered:
		return nil, failureError(failure)
	case failure != nil:
		c.StopFor(failure)
	}
	return c, nil
}

// tenantSite is where the tenant is. The users of the demo tenant are the same in every scenario.
func (p *Program) tenantSite(
	ctx context.Context, f *tenantFlags,
) (site *provision.Site, done func(), err error) {
	if !f.demo {
		return p.siteOf(ctx, &registrationFlags{live: f.live, tenant: f.tenant, cloud: f.cloud, caFile: f.caFile})
	}
	server, err := demo.Start(demo.Scenarios()[0], demo.Options{Now: p.Env.Now})
	if err != nil {
		return nil, nil, errNoDemo()
	}
	p.say("demo tenant, not Microsoft")
	return provision.AtDemo(server, p.name()), func() { _ = server.Close() }, nil
}

// tenantReport writes a report and returns the error that carries its exit code.
func (p *Program) tenantReport(o *output, r *rollout.Report) error {
	err := p.show(o, forms{
		json:     r,
		markdown: func() string { return markdown.Rollout(r) },
		text:     func(w io.Writer, s text.Style) error { return text.Rollout(w, r, s) },
		bytes:    func() []byte { return csv.Users(r) },
	})
	if err != nil {
		return err
	}
	if o.format == "csv" { // which has no room for remarks
		if r.Partial {
			p.say("note: not all users were read: %s", r.Reason)
		}
		if r.More > 0 {
			p.say("note: %d more are not listed; --limit 0 lists all", r.More)
		}
	}
	return endOf(r.Ending(report.Severity(o.failOn)))
}
