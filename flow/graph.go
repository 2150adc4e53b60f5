package flow

import (
	"context"
	"net/http"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
)

// Graph reads app registrations from Microsoft Graph. Only Call changes something there.
type Graph struct {
	// Cloud is the cloud of this Microsoft Graph; zero: Global.
	Cloud entra.Cloud
	// Base replaces its address, for the demo tenant on this machine.
	Base string
	// Bearer returns an access token for it, and is called for each request, by one or several goroutines.
	Bearer  func(ctx context.Context) (Secret, error)
	Program string // "edov 1.0.0"
	// Record is called for each request; nil: ignored.
	Record func(Exchange)

	waits *waits // shared by all calls; nil: each call has its own
}

// MicrosoftGraph reads with the Azure credentials of this machine: see
// GraphBearer.
func MicrosoftGraph(env Env, c entra.Cloud, tenant, program string) Graph {
	return Graph{Cloud: c, Bearer: GraphBearer(env, c, tenant), Program: program, waits: newWaits()}
}

// base is the address of the service.
func (g Graph) base() string {
	if g.Base != "" {
		return g.Base
	}
	return entra.GraphBase(g.Cloud)
}

// The members that are requested: $select keeps responses small.
const (
	selectApplication = "id,appId,displayName,createdDateTime,signInAudience,publisherDomain," +
		"disabledByMicrosoftStatus,isFallbackPublicClient,identifierUris,appRoles,tags,web,spa,publicClient,api," +
		"optionalClaims,requiredResourceAccess,passwordCredentials,keyCredentials"
	selectCredentials = "id,appId,displayName,createdDateTime,signInAudience,passwordCredentials,keyCredentials"
	selectBehaviors   = "id,appId,authenticationBehaviors"
)

// Limits of what Microsoft Graph may send.
const (
	maxGraphPage  = 4 << 20
	maxGraphPages = 2000
	graphPageSize = "250"
)

// Application reads the app registration of a client ID. removeUnverifiedEmailClaim needs a
// second request, since Microsoft Graph sends it only when selected.
func (g Graph) Application(ctx context.Context, env Env, clientID string) (*appreg.App, *Failure) {
	switch {
	case clientID == "":
		return nil, &Failure{
			Stage: StageRegistration, Kind: FailureLocal,
			Summary: "no client ID was given, which identifies the app registration", Hint: hintClientID,
		}
	case !entra.IsGUID(clientID):
		return nil, &Failure{
			Stage: StageRegistration, Kind: FailureLocal,
			Summary: "no app registration has this client ID: it is not a GUID", Hint: hintClientID,
		}
	}
	cl := g.client(env)
	defer cl.close()
	v, failure := readGraph(ctx, cl, ofRegistrations, g.address("v1.0", clientID, selectApplication))
	if failure != nil {
		return nil, failure
	}
	a, err := appreg.Decode(v)
	if err != nil {
		return nil, &Failure{
			Stage: StageRegistration, Kind: FailureProtocol,
			Summary: "the response from Microsoft Graph can't be used: " + err.Error(),
		}
	}
	a.Source = "Microsoft Graph"
	for _, version := range []string{"v1.0", "beta"} {
		v, failure := readGraph(ctx, cl, ofRegistrations, g.address(version, clientID, selectBehaviors))
		if failure != nil {
			if failure.HTTPStatus == http.StatusBadRequest {
				continue // this version does not have the property
			}
			break
		}
		if b, err := appreg.Decode(v); err == nil && b.RemoveUnverifiedEmail.Known {
			a.RemoveUnverifiedEmail = b.RemoveUnverifiedEmail
			break
		}
	}
	return a, nil
}

func (g Graph) address(version, clientID, members string) string {
	return g.base() + "/" + version + "/applications(appId='" + clientID + "')?$select=" + members
}

// Applications reads the credentials of all app registrations that the caller can read. It
// calls each with every registration, and fault with the reason for one that cannot be
// read. Before a failure, it has called each for what came before.
func (g Graph) Applications(ctx context.Context, env Env, each func(*appreg.App), fault func(string)) *Failure {
	cl := g.client(env)
	defer cl.close()
	list := graphList{
		of: ofRegistrations, items: "registrations", path: "/v1.0/applications",
		query: "?$select=" + selectCredentials + "&$top=" + graphPageSize,
	}
	return g.eachItem(ctx, cl, list, func(item strictjson.Value) {
		if a, err := appreg.Decode(item); err != nil {
			fault(err.Error())
		} else {
			a.Source = "Microsoft Graph"
			each(a)
		}
	}).offer(insteadOfApps)
}

func (g Graph) client(env Env) *client {
	record := g.Record
	if record == nil {
		record = func(Exchange) {}
	}
	cl := newClient(env, Connection{Cloud: g.Cloud}, g.Program, record)
	cl.useBearer(carriesAzureToken, g.Bearer)
	if g.Base != "" {
		cl.kind = carriesDemoToken
	}
	if g.waits != nil {
		cl.waits = g.waits
	}
	return cl
}

// useBearer makes the client send an access token with each request.
func (cl *client) useBearer(kind carried, bearer func(ctx context.Context) (Secret, error)) {
	cl.kind, cl.bearer = kind, bearer
	// A redirect would pass the token on.
	cl.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
}

func guidOnly(s string) string {
	if entra.IsGUID(s) {
		return s
	}
	return ""
}

// ReadInto reads the app registration of a connection and adds it to a Session, with the
// requests. An error is added to the Session's problems: it is no failure of the sign-in.
func (g Graph) ReadInto(ctx context.Context, env Env, c Connection, s *Session) {
	g.Program = s.Program
	g.Record = func(e Exchange) { s.Exchanges = append(s.Exchanges, e) }
	defer s.hideSent()
	a, failure := g.Application(ctx, env, c.ClientID)
	if failure != nil {
		s.Problems = append(s.Problems, *failure)
		return
	}
	a.MatchSecret(c.Secret)
	s.Registration = a
}
