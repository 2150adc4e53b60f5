package cmd

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/inspect/remedy"
	"edov/inspect/secret"
	"edov/ui/provision"
	"edov/ui/store"
)

// setupFlags are those of edov setup.
type setupFlags struct {
	planFlags
	installFlags
	demo, fresh                   bool
	product, name, productURI     string
	clientID, tenant, cloud       string
	accounts, caFile              string
	connection, calendar, browser string
	secretDays                    int
	removeTest, noSignIn          bool
	named                         bool // a name was given
	advice                        adviceFlag
}

func (p *Program) setupCommand() *cobra.Command {
	var f setupFlags
	var o output
	c := &cobra.Command{
		Use: "setup", Short: "Set up an app registration, from nothing to a proven sign-in", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.gather(&o, func() error { return p.setup(c.Context(), &f, &o, c.Flags().Changed) })
		},
	}
	s := c.Flags()
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT`: "+oneOf(productWords()))
	s.StringVar(&f.name, "name", "", "the app's display `NAME` (default: the product's)")
	s.StringVar(&f.productURI, "product-redirect-uri", "", "the product's redirect `URI`, or Clerk's publishable key")
	s.StringVar(&f.accounts, "accounts", "",
		"who may sign in: all, work, tenant or personal (default: what the product needs)")
	s.StringVar(&f.clientID, "client-id", "", "complete the app with this client `ID` instead of making one")
	s.StringVar(&f.tenant, "tenant", "", "the tenant, as an `ID` or a domain (default: that of az, azd or PowerShell)")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	s.StringVar(&f.connection, "connection", "", "save the connection under `NAME` (default: the app's name)")
	s.IntVar(&f.secretDays, "secret-days", provision.SecretDays, "how many `DAYS` the secret is valid, at most 730")
	s.StringVar(&f.calendar, "calendar", "", "write a calendar file with the secret's expiry date to `FILE`")
	s.StringVar(&f.browser, "browser", "auto", "how to open the browser: auto, none, or a `COMMAND`")
	s.BoolVar(&f.noSignIn, "no-sign-in", false, "don't sign in at the end")
	s.BoolVar(&f.removeTest, "remove-test-uri", false, "remove edov's own redirect URI after the sign-in")
	s.BoolVar(&f.demo, "demo", false, "set up the app of the practice at the demo tenant")
	s.BoolVar(&f.fresh, "fresh", false, "with --demo: begin the practice again, without its app")
	f.advice.add(c)
	f.planFlags.add(c)
	f.installFlags.add(c)
	o.addBeside(c, aPlan)
	return c
}

// check refuses what does not fit together.
func (f *setupFlags) check(given func(string) bool) error {
	switch {
	case f.accounts != "" && accountTypes[f.accounts] == "":
		return usageError("there are no account types "+quoted(f.accounts), "use all, work, tenant or personal")
	case f.advice.check() != nil:
		return f.advice.check()
	case f.secretDays < 1 || f.secretDays > 730:
		return usageError("--secret-days is from 1 to 730", "180 days is a good choice")
	}
	if f.named = given("name"); f.named && f.clientID != "" {
		return usageError("--name has no effect with --client-id, whose app has a name", "leave one of them out")
	}
	values := flow.Connection{ClientID: f.clientID, Tenant: f.tenant, Cloud: entra.Cloud(f.cloud)}
	if faults := values.FaultsGiven(); len(faults) > 0 {
		return faultsError(faults)
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	if f.fresh && !f.demo {
		return usageError("--fresh has no effect without --demo", "add --demo")
	}
	if f.demo {
		for _, name := range []string{
			"client-id", "tenant", "cloud", "ca-file", "connection", "browser", "product-redirect-uri",
		} {
			if given(name) {
				return usageError("--"+name+" has no effect with --demo, which has its own", "leave one of them out")
			}
		}
	}
	return nil
}

func (p *Program) setup(ctx context.Context, f *setupFlags, o *output, given func(string) bool) error {
	if err := cmp.Or(o.check(), f.check(given)); err != nil {
		return err
	}
	if f.calendar != "" {
		if err := checkTarget(f.calendar, o.force); err != nil {
			return err
		}
	}
	if err := p.askSetup(ctx, f); err != nil {
		return err
	}
	if failure := f.typed().Unfit(f.product); failure != nil {
		return failureError(failure)
	}
	p.noteAccounts(f)
	w, err := p.setupWorld(ctx, f)
	if err != nil {
		return err
	}
	defer w.close()
	u, err := f.setup(p.now())
	if err != nil {
		return err
	}
	if u.ClientID, err = p.existing(ctx, w, f); err != nil {
		return err
	}
	if err := p.takeUp(ctx, w, f, u.ClientID); err != nil {
		return err
	}
	if err := p.installFor(ctx, f, w, u); err != nil {
		return err
	}
	w.fill(&u)
	pl, failure := w.site.PlanSetup(ctx, u)
	if failure != nil {
		return failureError(failure)
	}
	r, err := p.carrySetup(ctx, f, o, w, pl)
	if err != nil || r == nil && len(pl.Steps) > 0 {
		return err
	}
	if !p.carriesOut(&f.planFlags) {
		would := "to prove the setup, edov would try the client secret at " + w.server()
		if !f.noSignIn {
			would += " and sign in"
		}
		p.sayUnproven(would, &f.planFlags)
		return nil
	}
	w.settle(p)
	return p.proveSetup(ctx, f, o, w, pl, r)
}

// takeUp goes on with what is saved of an app that exists: its connection, and what a run that was stopped left.
func (p *Program) takeUp(ctx context.Context, w *setupWorld, f *setupFlags, clientID string) error {
	if err := w.adopt(f, clientID); err != nil {
		return err
	}
	w.readSaved(ctx, p, clientID)
	if clientID == "" || w.practice != nil {
		return w.settleTenant(ctx, f, nil)
	}
	s := &flow.Session{Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration}
	if failure := w.site.Read(ctx, clientID, s); failure != nil {
		return failureError(failure)
	}
	w.leftovers(p, s.Registration)
	return w.settleTenant(ctx, f, s.Registration)
}

// installFor adds the steps for the product's side of a setup.
func (p *Program) installFor(ctx context.Context, f *setupFlags, w *setupWorld, u provision.Setup) error {
	s := install.Settings{
		ClientID: u.ClientID, Tenant: w.tenant(), Cloud: entra.Cloud(f.cloud), RedirectURI: u.ProductRedirectURI,
	}
	to, err := p.places(&f.installFlags, w, u.Product)
	if err != nil {
		return err
	}
	if failure := w.site.Install(ctx, &w.Destination, to, u.Product, s, w.had); failure != nil {
		return failureError(failure)
	}
	runs := !f.dryRun && (f.yes || isTerminal(p.Stdin))
	if runs && w.practice == nil && !w.hasSecret && !w.store.HasKeyring() && !to.KeepsSecret() {
		return usageError("the new secret would be lost: there is no keyring here, and no other place for it was named",
			"name one (--env-file, --supabase-project, --clerk), or run this on a terminal, where it is shown once")
	}
	return nil
}

// carrySetup carries out the plan of a setup after a yes. The result is nil if there was nothing to do, or if it was
// not agreed to.
func (p *Program) carrySetup(
	ctx context.Context, f *setupFlags, o *output, w *setupWorld, pl *plan.Plan,
) (*plan.Result, error) {
	if len(pl.Steps) == 0 {
		p.say("nothing to set up: %s is complete", pl.Target.Name)
		if f.demo {
			p.say("note: --fresh begins the practice again")
		}
		return nil, p.showNothing(o, &f.planFlags, pl)
	}
	f.wider = true // what a new app lets in is shown in its plan, and agreed to with it
	r, err := p.carryAgreed(ctx, o, &f.planFlags, w.site, w.Doers, pl, w.took)
	if r != nil && f.advice.text != "" {
		p.saveAdvice(w, f.advice.advice)
	}
	return r, err
}

// setup is what the flags ask for.
func (f *setupFlags) setup(now time.Time) (provision.Setup, error) {
	u := provision.NewSetup(f.name, f.product, f.productURI, f.secretDays, now)
	u.Audience, u.Advice = accountTypes[f.accounts], f.advice.advice
	if strings.HasPrefix(f.productURI, "pk_") && (f.product == "" || f.product == "Clerk") {
		key, err := flow.ParsePublishableKey(f.productURI)
		if err != nil {
			return u, usageError("--product-redirect-uri: "+err.Error(), "Clerk Dashboard > API keys shows it")
		}
		u.ProductRedirectURI = key.RedirectURI()
	}
	c := flow.Connection{
		ClientID: anyClientID, Public: true, Product: f.product, ProductRedirectURI: u.ProductRedirectURI,
	}
	if faults := c.Validate(); len(faults) > 0 {
		return u, faultsError(faults)
	}
	return u, nil
}

// setupProduct is a product as edov spells it. One without a guide is set up as an app of your own.
func (p *Program) setupProduct(name string) (string, error) {
	product, err := knownProduct(name)
	if g := guide.For(product); err == nil && g.ID == "own" && g.Product != product {
		p.say("note: edov doesn't know how to set up %s, so it sets up a custom app", quoted(product))
	}
	return product, err
}

// askLine asks for a line; an empty answer is the usual one.
func (p *Program) askLine(ctx context.Context, question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	fmt.Fprintf(p.Stderr, "%s: ", visible.Line(question))
	answer, err := untilCancelled(ctx, func() (string, error) { line, _ := readLine(p.Stdin); return line, nil })
	return cmp.Or(answer, usual), err
}

// existing is the client ID of the app that is to be completed; empty: there is none yet.
func (p *Program) existing(ctx context.Context, w *setupWorld, f *setupFlags) (string, error) {
	if id := cmp.Or(f.clientID, w.clientID); id != "" {
		if f.named {
			p.say("note: the app exists already, so --name has no effect")
		}
		return id, nil
	}
	id, failure := w.site.Completes(ctx, f.name)
	switch {
	case failure == nil:
	case failure.Stage == flow.StageConnection: // the name is not enough
		return "", usageError(failure.Summary, "choose one with --client-id, or choose another name with --name",
			failure.Hint)
	default:
		return "", failureError(failure)
	}
	if id != "" {
		p.say("note: %s exists already (client ID %s): edov completes it", quoted(f.name), id)
	}
	return id, nil
}

// proveSetup shows that what was set up works: the secret is tried, and a user signs in.
func (p *Program) proveSetup(
	ctx context.Context, f *setupFlags, o *output, w *setupWorld, pl *plan.Plan, r *plan.Result,
) error {
	t := pl.Target
	if r != nil {
		t = r.Target
	}
	c, v, err := p.tried(ctx, w, t)
	if err != nil {
		return err
	}
	if v.Verdict == secret.ProbeRefused {
		return unfinished(w.server()+" refuses the new secret", v.Fix)
	}
	if err := p.writeCalendarOf(f.calendar, o.force, c); err != nil {
		return err
	}
	if f.noSignIn {
		p.say("not proven by a sign-in; edov signin does that")
		return nil
	}
	p = p.playing(w.practice != nil)
	run := signInRun{c, w.signIn(ctx, p, f), w.readApp, "", w.key, r != nil}
	err = p.runSignIn(ctx, w.env, run, o.ofProof())
	w.save()
	if err == nil && w.practice != nil {
		err = p.proveAtProduct(ctx, w)
	}
	if err != nil || !f.removeTest {
		return err
	}
	return p.removeTestURI(ctx, f, o, w, t)
}

// tried is the connection with the secret that is saved now, and what came of trying it at Microsoft.
func (p *Program) tried(
	ctx context.Context, w *setupWorld, t plan.Target,
) (c flow.Connection, v secret.ProbeVerdict, err error) {
	if c, err = w.connection(ctx, t); err != nil {
		return c, v, err
	}
	v = provision.ProveSecret(ctx, w.env, w.site.Probed(c, t), p.name(), func(d time.Duration) {
		p.say("  the secret is not known everywhere yet: waiting %s", d)
	})
	p.say("%s", v.Summary)
	return c, v, nil
}

// proveAtProduct lets the demo's user sign in through the product's look-alike, which is what is left of the guide.
func (p *Program) proveAtProduct(ctx context.Context, w *setupWorld) error {
	if err := w.site.ProveAtProduct(ctx); err != nil {
		return unfinished(err.Error())
	}
	p.say(provision.ProvenAtProduct)
	_, err := w.store.UpdateProgress(store.PracticeKey, func(way *guide.Progress) {
		provision.SayAtProduct(way, true, p.now())
	})
	if err != nil {
		p.say("note: the setup guide wasn't updated: %s", err)
	}
	return nil
}

// removeTestURI takes edov's own redirect URI away, which users of the product do not need.
func (p *Program) removeTestURI(
	ctx context.Context, f *setupFlags, o *output, w *setupWorld, t plan.Target,
) error {
	s := &flow.Session{Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration}
	if failure := w.site.Read(ctx, t.AppID, s); failure != nil {
		return failureError(failure)
	}
	var uris []string
	for _, r := range s.Registration.RedirectURIs {
		if r.Platform == appreg.PlatformWeb {
			uris = append(uris, r.URI)
		}
	}
	pl := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Program: p.name(), Made: p.now().UTC(), Target: t}
	pl.Steps = []plan.Step{remedy.DropRedirect(uris, flow.DefaultRedirectURI)}
	agreed, err := p.agree(ctx, o, &f.planFlags, pl)
	if err != nil || agreed == nil {
		return err
	}
	r, err := p.carryOut(ctx, &f.planFlags, w.site, w.Doers, agreed)
	if err != nil {
		return err
	}
	w.save()
	if err := p.showOutcome(o, agreed, r); err != nil {
		return err
	}
	return endOfPlan(r)
}
