package cmd

import (
	"context"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/ui/provision"
	"edov/ui/store"
)

// savedOf are the connections that are saved for the app of a plan; none at the demo tenant, whose apps are no one's.
func (p *Program) savedOf(site *provision.Site, t plan.Target) (st *store.Store, list []*store.Saved) {
	if site.Demo != nil || t.AppID == "" {
		return nil, nil
	}
	st, err := p.openStore()
	if err != nil {
		return nil, nil
	}
	entries, _ := st.List() // without it nothing is saved
	for _, e := range entries {
		if e.Err == nil && strings.EqualFold(e.Saved.Connection.ClientID, t.AppID) {
			list = append(list, e.Saved)
		}
	}
	return st, list
}

// previousOf is the secret that was in use before, for the product's side; zero: it is not known.
func (p *Program) previousOf(ctx context.Context, site *provision.Site, t plan.Target) flow.Secret {
	st, list := p.savedOf(site, t)
	for _, saved := range list {
		if before, err := st.Previous(ctx, saved.Connection.Name); err == nil {
			return before
		}
	}
	return flow.Secret{}
}

// bringBack goes on with the secret that was in use before, after an undo removed the new one.
func (p *Program) bringBack(ctx context.Context, site *provision.Site, t plan.Target) {
	st, list := p.savedOf(site, t)
	for _, saved := range list {
		for _, note := range site.BringBack(ctx, st, saved) {
			p.say("note: %s", note)
		}
	}
}

// ownAddresses are the redirect URIs that a plan's app has today, and those of its product.
func (p *Program) ownAddresses(ctx context.Context, site *provision.Site, t plan.Target) []string {
	s := &flow.Session{Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration}
	_ = site.Read(ctx, t.AppID, s) // what can't be read is taken for new
	list := remedy.OwnAddresses(&report.Report{Registration: s.Registration})
	if site.Demo != nil {
		list = append(list, demo.ProductRedirectURIs()...)
	}
	_, connections := p.savedOf(site, t)
	for _, saved := range connections {
		list = append(list, saved.Connection.RedirectURI, saved.Connection.ProductRedirectURI)
	}
	return list
}
