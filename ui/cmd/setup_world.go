package cmd

import (
	"cmp"
	"context"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/flow/plan"
	"edov/inspect/guide"
	"edov/inspect/secret"
	"edov/ui/provision"
	"edov/ui/render/calendar"
	"edov/ui/store"
)

// setupWorld is where a setup takes place, and what is saved of it: Microsoft and a saved connection, or the practice
// at the demo tenant.
type setupWorld struct {
	site *provision.Site
	env  flow.Env
	provision.Destination

	clientID  string // of the app that is known; empty: none is
	hasSecret bool   // a secret of it is saved
	key       string // under which reports are saved

	saved    *store.Saved // at Microsoft
	isSaved  bool         // it was saved before
	practice *practiceDesk
	store    *store.Store
	secret   flow.Secret // that was added now
	had      flow.Secret // that is saved; zero: none, or it can't be read
	knows    bool        // had is all there is to know
	left     provision.Leftovers
	close    func()
}

func (p *Program) setupWorld(ctx context.Context, f *setupFlags) (*setupWorld, error) {
	st, err := p.openStore()
	if err != nil {
		return nil, err
	}
	if f.demo {
		return p.practiceWorld(st, f)
	}
	env, err := p.network(ctx, f.caFile)
	if err != nil {
		return nil, err
	}
	env.Browser = browserOf(env, f.browser)
	w := &setupWorld{
		site: provision.Microsoft(env, entra.Cloud(f.cloud), f.tenant, p.name()), env: env, store: st, close: func() {},
	}
	name := f.connection
	if name == "" {
		list, _ := st.List()
		name = store.SuggestName(flow.Connection{Product: f.product}, store.Names(list))
	}
	if err := store.ValidName(name); err != nil {
		return nil, usageError("--connection: "+err.Error(), nameHint(f.product))
	}
	w.saved = &store.Saved{Connection: flow.Connection{
		Name: name, Product: f.product, Cloud: entra.Cloud(f.cloud), ClientID: f.clientID,
		RedirectURI: flow.DefaultRedirectURI,
	}}
	if before, _, err := st.Load(name); err == nil && f.connection != "" {
		w.saved, w.clientID, w.hasSecret, w.isSaved = before, before.Connection.ClientID, before.HasSecret(), true
	}
	w.key = name
	w.Destination = w.site.IntoConnection(&provision.Keeper{
		Store: st, Saved: w.saved, Note: func(note string) { p.say("note: %s", note) },
	})
	return w, nil
}

// adopt goes on with the connection that is saved for an app, where none was named: a setup that was stopped is
// continued, and does not add a second secret.
func (w *setupWorld) adopt(f *setupFlags, clientID string) error {
	if w.practice != nil || clientID == "" || f.connection != "" {
		return nil
	}
	list, err := w.store.List()
	if err != nil {
		return unfinished(err.Error())
	}
	for _, e := range list {
		if c := e.Saved; e.Err == nil && strings.EqualFold(c.Connection.ClientID, clientID) &&
			c.Connection.Product == f.product {
			*w.saved = *c // the steps that were made have w.saved
			w.isSaved, w.clientID, w.hasSecret, w.key = true, clientID, c.HasSecret(), c.Connection.Name
			w.After[0] = provision.KeepIn(w.key)
			return nil
		}
	}
	return nil
}

// readSaved reads the secret that is saved, for the steps that install it and to know which one it is.
func (w *setupWorld) readSaved(ctx context.Context, p *Program, clientID string) {
	switch {
	case w.practice != nil:
		w.had, w.knows = w.practice.connection(clientID).Secret, true
	case w.saved == nil || !w.hasSecret:
		w.knows = true
	default:
		var err error
		if w.had, err = w.store.Secret(ctx, w.saved.Connection.Name); err != nil {
			p.say("note: the secret that is saved can't be read: %s", err)
		}
		w.knows = err == nil
	}
}

// leftovers looks for secrets of an app that a run added before it was stopped, and says what is known of them.
func (w *setupWorld) leftovers(p *Program, a *appreg.App) {
	if w.practice != nil || a == nil {
		return
	}
	w.left = provision.LeftSecrets(w.store, a, w.had, w.knows)
	for _, note := range w.left.Notes {
		p.say("note: %s", note)
	}
}

// saveAdvice saves whose advice was followed, so that the setup guide follows it too.
func (p *Program) saveAdvice(w *setupWorld, a guide.Advice) {
	key := w.key
	if w.practice != nil {
		key = store.PracticeKey
	}
	if key == "" {
		return
	}
	if _, err := w.store.UpdateProgress(key, func(way *guide.Progress) { way.Advice = a }); err != nil {
		p.say("note: the setup guide wasn't updated: %s", err)
	}
}

// server is what a secret is tried at.
func (w *setupWorld) server() string {
	if w.practice != nil {
		return flow.DemoTenant
	}
	return flow.Microsoft
}

// settle says in the history that this run went on with the secret of one that was stopped.
func (w *setupWorld) settle(p *Program) {
	if err := w.left.Settle(); err != nil {
		p.say("note: the history of changes can't be saved: %s", err)
	}
}

// fill adds to a setup what is known here.
func (w *setupWorld) fill(u *provision.Setup) {
	u.After, u.Doers, u.Lost = w.After, w.Doers, w.left.Lost
	u.HasSecret = w.hasSecret && (w.clientID == "" || w.clientID == u.ClientID)
	if w.practice != nil {
		u.ProductRedirectURI = cmp.Or(u.ProductRedirectURI, w.practice.productURI)
		u.Tenant = demo.TenantID
	}
	if w.saved != nil {
		w.saved.Connection.ProductRedirectURI = u.ProductRedirectURI
	}
}

// productURI is the product's redirect URI, where it is known.
func (w *setupWorld) productURI() string {
	if w.practice != nil {
		return w.practice.productURI
	}
	return w.saved.Connection.ProductRedirectURI
}

// took remembers the secret of a plan that was carried out.
func (w *setupWorld) took(r *plan.Result) {
	w.secret = r.Secret
	w.save()
}

// save saves how the practice stands.
func (w *setupWorld) save() {
	if w.practice != nil {
		_ = w.practice.save() // the next setup begins with what was saved before
	}
}

// connection is what a user signs in with.
func (w *setupWorld) connection(ctx context.Context, t plan.Target) (flow.Connection, error) {
	if w.practice != nil {
		return w.practice.connection(t.AppID), nil
	}
	c := w.saved.Connection
	c.ClientID = t.AppID
	c.Secret = w.secret
	if c.Secret.IsZero() {
		var err error
		if c.Secret, err = w.store.Secret(ctx, c.Name); err != nil {
			return c, unfinished("the secret of "+c.Name+" can't be read: "+err.Error(), "edov signin --connection "+c.Name)
		}
	}
	return c, nil
}

// signIn is how the sign-in that proves the setup is done.
func (w *setupWorld) signIn(ctx context.Context, p *Program, f *setupFlags) flow.SignInOptions {
	if w.practice != nil {
		return flow.SignInOptions{Paste: w.site.Demo.Pasted()}
	}
	return flow.SignInOptions{NoBrowser: f.browser == "none", Paste: p.pastes(ctx)}
}

// readApp reads the app registration, and at the demo the product's side, beside the sign-in.
func (w *setupWorld) readApp(ctx context.Context, s *flow.Session) {
	if w.practice != nil {
		w.site.Demo.ReadSetup(ctx, w.practice.connection(s.Request.ClientID), s)
		return
	}
	_ = w.site.Read(ctx, s.Request.ClientID, s) // what went wrong is in the session
}

// writeCalendarOf writes a calendar file with the expiry date of a connection's secret, where one was asked for.
func (p *Program) writeCalendarOf(path string, force bool, c flow.Connection) error {
	if path == "" {
		return nil
	}
	list := secret.NewCollector(p.now(), 30, 1)
	list.Add(c.TypedRegistration())
	if err := writeFile(path, calendar.Secrets(list.Report()), force); err != nil {
		return err
	}
	p.say("calendar file written to %s", path)
	return nil
}
