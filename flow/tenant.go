package flow

import (
	"context"
	"net/http"
)

// TenantParts receives what Tenant reads, part by part. Each part that can't be read comes with the reason.
type TenantParts struct {
	Domains func([]TenantDomain, *Failure) // before any user
	Consent func(ConsentPolicy, *Failure)
	Apps    func(AppPolicy, *Failure)
	User    func(TenantUser)
	Fault   func(why string) // a user who can't be read
}

// Tenant reads what decides who can sign in: domains, policies, and all users as a stream (see Users). Where the
// account may not read a part, it goes on with the next one. The failure is that of the users, or one that would meet
// every part, such as missing credentials; read is set where Microsoft Graph answered at all.
func (g Graph) Tenant(ctx context.Context, env Env, to TenantParts) (failure *Failure, read bool) {
	domains, failure := g.Domains(ctx, env)
	if failure.meetsAll() {
		return failure.offer(insteadOfUsers), false
	}
	to.Domains(domains, failure)
	consent, failure := g.ConsentPolicy(ctx, env)
	if failure.meetsAll() {
		return failure, false
	}
	to.Consent(consent, failure)
	apps, failure := g.AppPolicy(ctx, env)
	if failure.meetsAll() {
		return failure, false
	}
	to.Apps(apps, failure)
	return g.Users(ctx, env, to.User, to.Fault), true
}

// meetsAll reports whether a failure would meet every request: nothing answered, or the credentials are refused.
func (f *Failure) meetsAll() bool {
	return f != nil && (f.HTTPStatus == 0 && f.Kind != FailureProtocol || f.HTTPStatus == http.StatusUnauthorized)
}
