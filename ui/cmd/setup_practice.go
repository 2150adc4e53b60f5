package cmd

import (
	"cmp"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/provision"
	"edov/ui/store"
)

// practiceDesk is the practice at the demo tenant, which continues with what was saved of it.
type practiceDesk struct {
	st     *store.Store
	server *demo.Server
	kept   store.Practice
	fresh  bool // what was saved before is forgotten with the first change

	product    string // that the app is set up for, and the sign-in is judged for
	productURI string // its redirect URI
	tenant     string // where users sign in
}

// practiceWorld is the demo tenant of the practice, in which nothing is registered at first.
func (p *Program) practiceWorld(st *store.Store, f *setupFlags) (*setupWorld, error) {
	start := st.BeginPractice()
	for _, note := range start.Notes {
		p.say("note: %s: the practice starts over", note)
	}
	if !start.Mine {
		return nil, unfinished("another edov has the practice open", "close it, and try again")
	}
	d := &practiceDesk{st: st, product: cmp.Or(f.product, "Clerk")}
	o := demo.Options{Now: p.Env.Now}
	if d.fresh = f.fresh; start.Kept != nil && !d.fresh {
		d.kept = *start.Kept
		o.Setup, o.Port = d.kept.Setup, d.kept.Port
	}
	if d.productURI = demo.RedirectURIOf(d.product); f.product == "" {
		d.productURI = cmp.Or(d.kept.ProductURI, d.productURI)
	}
	var err error
	if d.server, err = demo.Start(demo.Practice(), o); err != nil {
		start.Release()
		return nil, errNoDemo()
	}
	if err = d.settleTenant(f); err != nil {
		_ = d.server.Close()
		start.Release()
		return nil, err
	}
	p.say("demo tenant, not Microsoft: the practice of the setup guide")
	w := &setupWorld{
		site: provision.AtDemo(d.server, p.name()), env: d.server.Env(), store: st, practice: d, key: store.PracticeKey,
	}
	w.env.Getenv, w.env.Wait = p.Env.Getenv, p.Env.Wait
	w.close = func() {
		_ = d.server.Close()
		start.Release()
	}
	keeper := &provision.PracticeKeeper{
		Server: d.server, Tenant: d.tenant,
		Entered: provision.Entered{ClientID: d.kept.ClientID, KeyID: d.kept.SecretKeyID, Ends: d.kept.SecretExpires},
		Save:    d.enter,
	}
	if app := d.server.Setup().App; app != nil {
		w.clientID = app.ClientID
		w.hasSecret = keeper.HasSecret()
	}
	w.Destination = w.site.IntoPractice(keeper)
	return w, nil
}

// settleTenant says where users sign in: that follows from who may, as with a real app.
func (d *practiceDesk) settleTenant(f *setupFlags) error {
	existing := ""
	if app := d.server.Setup().App; app != nil {
		existing = app.Audience
	}
	audience, err := f.audience(existing)
	d.tenant = tenantFor(audience, demo.TenantID)
	return err
}

// enter saves the client ID and which secret was entered.
func (d *practiceDesk) enter(e provision.Entered) error {
	d.kept.ClientID, d.kept.SecretKeyID, d.kept.SecretExpires = e.ClientID, e.KeyID, e.Ends
	d.kept.ProductURI = d.productURI
	return d.save()
}

// save writes how the practice stands.
func (d *practiceDesk) save() error {
	if d.fresh {
		if err := d.st.ForgetPractice(); err != nil {
			return err
		}
		d.fresh = false
	}
	now := d.server.Setup()
	d.kept.Setup, d.kept.Port = &now, d.server.Port()
	return d.st.SetPractice(d.kept)
}

// connection is what was entered of the app, with its secret.
func (d *practiceDesk) connection(clientID string) flow.Connection {
	c := d.server.Connection()
	c.ClientID, c.Tenant, c.Product, c.ProductRedirectURI = clientID, d.tenant, d.product, d.productURI
	c.Secret, _ = d.server.SecretValue(d.kept.SecretKeyID)
	c.SecretExpires = d.kept.SecretExpires
	return c
}
