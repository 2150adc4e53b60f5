package cmd

import (
	"cmp"
	"context"
	"slices"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/inspect/remedy"
	"edov/ui/workspace"
)

// accountTypes are the values of --accounts.
var accountTypes = map[string]string{
	"all": appreg.AudienceAll, "work": appreg.AudienceOrgs, "tenant": appreg.AudienceMyOrg,
	"personal": appreg.AudiencePersonal,
}

// commonOnly are the products that sign in only through common, with both kinds of account (their guides).
var commonOnly = []string{"Clerk", "Hanko"}

// audience is who may sign in to the app that is set up. existing are the account types of one that exists, which a
// setup does not narrow; empty: it is made.
func (f *setupFlags) audience(existing string) (string, error) {
	asked := accountTypes[f.accounts]
	switch {
	case existing == "":
		return cmp.Or(asked, remedy.AudienceFor(f.product)), nil
	case asked != "" && asked != existing:
		return "", usageError("the app exists already, and its account types are "+quoted(existing)+
			": --accounts does not change them",
			"leave --accounts out, or change them first under Authentication > Supported accounts"+f.orFresh())
	case asked == "" && slices.Contains(commonOnly, f.product):
		return appreg.AudienceAll, nil // what these need is part of the plan
	}
	return existing, nil
}

// orFresh is the other way at the demo tenant, whose app can be forgotten.
func (f *setupFlags) orFresh() string {
	if !f.demo {
		return ""
	}
	return "; or begin the practice again: --fresh"
}

// noteAccounts says before the plan that a product signs in only through common, where the app is for fewer accounts.
func (p *Program) noteAccounts(f *setupFlags) {
	if f.accounts != "" && f.accounts != "all" && slices.Contains(commonOnly, f.product) {
		p.say("note: %s signs in only through common: with --accounts %s, Microsoft refuses some or all of its users",
			f.product, f.accounts)
	}
}

// tenantFor is where the users of an app sign in, who may be of these account types. own is the app's tenant.
func tenantFor(audience, own string) string {
	if audience == appreg.AudienceMyOrg {
		return own
	}
	return cmp.Or(workspace.TenantsOf[audience], "common")
}

// settleTenant says where the users of a new connection sign in. a is the app that exists; nil: there is none yet. At
// the demo tenant it is known from the beginning, and a saved connection stays as it is.
func (w *setupWorld) settleTenant(ctx context.Context, f *setupFlags, a *appreg.App) error {
	existing := ""
	if a != nil {
		existing = a.Audience.Value
	}
	audience, err := f.audience(existing)
	if err != nil || w.practice != nil || w.isSaved {
		return err
	}
	own := f.tenant
	if audience == appreg.AudienceMyOrg && !entra.IsGUID(own) {
		id, failure := w.site.Graph.TokenTenant(ctx)
		if failure != nil {
			return failureError(failure)
		}
		if own = cmp.Or(id, own); own == "" {
			return usageError("the tenant of the app is not known", "add --tenant ID")
		}
	}
	w.saved.Connection.Tenant = tenantFor(audience, own)
	return nil
}

// tenant is where users sign in.
func (w *setupWorld) tenant() string {
	if w.practice != nil {
		return w.practice.tenant
	}
	return w.saved.Connection.Tenant
}
