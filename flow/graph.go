package flow

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/strictjson"
)

// Graph reads app registrations from Microsoft Graph. It only ever sends GET
// requests.
type Graph struct {
	// Cloud is whose Microsoft Graph is read; zero: CloudGlobal.
	Cloud Cloud
	// Base is read in its place: an address of this machine, for the demo tenant.
	Base string
	// Bearer gives an access token for it, and is asked once for each request.
	Bearer  func(ctx context.Context) (Secret, error)
	Program string // "edov 1.0.0"
	// Record receives each request; nil: nobody does.
	Record func(Exchange)

	waits *waits // shared by all that is read; nil: each reading has its own
}

// MicrosoftGraph reads with the Azure credentials of this machine: see
// GraphBearer.
func MicrosoftGraph(env Env, c Cloud, tenant, program string) Graph {
	return Graph{Cloud: c, Bearer: GraphBearer(env, c, tenant), Program: program, waits: newWaits()}
}

// base is the service.
func (g Graph) base() string {
	if g.Base != "" {
		return g.Base
	}
	return GraphBase(g.Cloud)
}

// GraphBase is Microsoft Graph of a cloud.
func GraphBase(c Cloud) string {
	switch c {
	case CloudUSGov:
		return "https://graph.microsoft.us"
	case CloudChina:
		return "https://microsoftgraph.chinacloudapi.cn"
	}
	return "https://graph.microsoft.com"
}

// The members that are asked for: $select keeps answers small.
const (
	selectApplication = "id,appId,displayName,createdDateTime,signInAudience,publisherDomain,disabledByMicrosoftStatus,isFallbackPublicClient," +
		"identifierUris,appRoles,tags,web,spa,publicClient,api,optionalClaims,requiredResourceAccess,passwordCredentials,keyCredentials"
	selectCredentials = "id,appId,displayName,createdDateTime,signInAudience,passwordCredentials,keyCredentials"
	selectBehaviors   = "id,appId,authenticationBehaviors"
)

// Limits on what Microsoft Graph may send.
const (
	maxGraphPage  = 4 << 20
	maxGraphPages = 2000
	graphPageSize = "250"
)

// Application reads the registration of a client ID. removeUnverifiedEmailClaim
// is asked for by a second request, since it only comes when selected.
func (g Graph) Application(ctx context.Context, env Env, clientID string) (*AppRegistration, *Failure) {
	switch {
	case clientID == "":
		return nil, &Failure{Stage: StageRegistration, Kind: FailureLocal, Summary: "a client ID is needed to find the registration", Hint: hintClientID}
	case !guidShape.MatchString(clientID):
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
	a, err := readAnswerRegistration(v)
	if err != nil {
		return nil, &Failure{Stage: StageRegistration, Kind: FailureProtocol, Summary: "the answer of Microsoft Graph is unusable: " + err.Error()}
	}
	a.Source = "Microsoft Graph"
	for _, version := range []string{"v1.0", "beta"} {
		v, failure := readGraph(ctx, cl, ofRegistrations, g.address(version, clientID, selectBehaviors))
		if failure != nil {
			if failure.HTTPStatus == http.StatusBadRequest {
				continue // this version does not know the property
			}
			break
		}
		if b, err := readAnswerRegistration(v); err == nil && b.RemoveUnverifiedEmail.Known {
			a.RemoveUnverifiedEmail = b.RemoveUnverifiedEmail
			break
		}
	}
	return a, nil
}

func readAnswerRegistration(v strictjson.Value) (*AppRegistration, error) {
	r := registrationReader{}
	return r.read(v)
}

func (g Graph) address(version, clientID, members string) string {
	return g.base() + "/" + version + "/applications(appId='" + clientID + "')?$select=" + members
}

// Applications reads the credentials of all registrations the caller may read.
// Each gets every registration, fault the reason of one that could not be read.
// On a failure, what came before it has been handed over.
func (g Graph) Applications(ctx context.Context, env Env, each func(*AppRegistration), fault func(string)) *Failure {
	cl := g.client(env)
	defer cl.close()
	next := g.base() + "/v1.0/applications?$select=" + selectCredentials + "&$top=" + graphPageSize
	seen := map[[32]byte]bool{}
	for page := 0; next != ""; page++ {
		sum := sha256.Sum256([]byte(next))
		switch {
		case seen[sum]:
			return graphLimit("Microsoft Graph's list leads back to a page it has sent before")
		case page >= maxGraphPages:
			return graphLimit("Microsoft Graph's list has more pages than edov reads")
		}
		seen[sum] = true
		v, failure := readGraph(ctx, cl, ofRegistrations, next)
		if failure != nil {
			return failure
		}
		list := v.Get("value")
		if list.Kind != strictjson.Array {
			return graphLimit("Microsoft Graph's answer is not a list of registrations")
		}
		for _, item := range list.Elems {
			if a, err := readAnswerRegistration(item); err != nil {
				fault(err.Error())
			} else {
				a.Source = "Microsoft Graph"
				each(a)
			}
		}
		if next, failure = g.following(v); failure != nil {
			return failure
		}
	}
	return nil
}

func graphLimit(what string) *Failure {
	return &Failure{Stage: StageRegistration, Kind: FailureProtocol, Summary: what, Hint: "what came before it is shown; try again later"}
}

// following is the address of the next page, whole and unchanged, as Microsoft
// asks for. It has to stay with the service: the token goes with it.
func (g Graph) following(v strictjson.Value) (string, *Failure) {
	link := v.Get("@odata.nextLink")
	if link.Kind == "" || link.Kind == strictjson.Null {
		return "", nil
	}
	u, err := url.Parse(link.Str())
	if err != nil || !isOrigin(u, g.base()) || u.User != nil || !strings.HasPrefix(u.Path, "/v1.0/applications") {
		return "", graphLimit("Microsoft Graph's list goes on at another server, which edov does not follow")
	}
	return link.Str(), nil
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

// useBearer makes the client send an access token with each GET.
func (cl *client) useBearer(kind carried, bearer func(ctx context.Context) (Secret, error)) {
	cl.kind, cl.bearer = kind, bearer
	// A redirect would take the token along.
	cl.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
}

func guidOnly(s string) string {
	if guidShape.MatchString(s) {
		return s
	}
	return ""
}

// ReadInto reads the registration of a connection and adds it to a Session,
// with the requests this took. What goes wrong is added to its problems: it is
// no failure of the sign-in.
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
