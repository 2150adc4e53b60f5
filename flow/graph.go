package flow

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// Graph reads app registrations from Microsoft Graph. It only ever sends GET
// requests.
type Graph struct {
	// Base is the service: "https://graph.microsoft.com". See GraphBase.
	Base string
	// Bearer gives an access token for it, and is asked once for each request.
	Bearer  func(ctx context.Context) (Secret, error)
	Program string // "edov 1.0.0"
	// Record receives each request; nil: nobody does.
	Record func(Exchange)
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
	v, failure := g.fetch(ctx, cl, g.address("v1.0", clientID, selectApplication))
	if failure != nil {
		return nil, failure
	}
	a, err := readAnswerRegistration(v)
	if err != nil {
		return nil, &Failure{Stage: StageRegistration, Kind: FailureProtocol, Summary: "the answer of Microsoft Graph is unusable: " + err.Error()}
	}
	a.Source = "Microsoft Graph"
	for _, version := range []string{"v1.0", "beta"} {
		v, failure := g.fetch(ctx, cl, g.address(version, clientID, selectBehaviors))
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
	return g.Base + "/" + version + "/applications(appId='" + clientID + "')?$select=" + members
}

// Applications reads the credentials of all registrations the caller may read.
// Each gets every registration, fault the reason of one that could not be read.
// On a failure, what came before it has been handed over.
func (g Graph) Applications(ctx context.Context, env Env, each func(*AppRegistration), fault func(string)) *Failure {
	cl := g.client(env)
	defer cl.close()
	next := g.Base + "/v1.0/applications?$select=" + selectCredentials + "&$top=" + graphPageSize
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
		v, failure := g.fetch(ctx, cl, next)
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
	base, _ := url.Parse(g.Base)
	if err != nil || u.Scheme != base.Scheme || u.Host != base.Host || u.User != nil || !strings.HasPrefix(u.Path, "/v1.0/applications") {
		return "", graphLimit("Microsoft Graph's list goes on at another server, which edov does not follow")
	}
	return link.Str(), nil
}

func (g Graph) client(env Env) *client {
	record := g.Record
	if record == nil {
		record = func(Exchange) {}
	}
	cl := newClient(env, Connection{}, g.Program, record)
	cl.bearer = g.Bearer
	// A redirect would take the token along.
	cl.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return cl
}

// fetch reads one answer as JSON. Names given twice are refused.
func (g Graph) fetch(ctx context.Context, cl *client, address string) (strictjson.Value, *Failure) {
	answer, failure := cl.get(ctx, StageRegistration, "graph", address, maxGraphPage)
	if failure != nil {
		return strictjson.Value{}, failure
	}
	limits := strictjson.Limits{Bytes: maxGraphPage, Depth: 32, Members: 1000000, Number: 32}
	v, err := strictjson.Parse(answer.body, limits)
	v = answer.sent.value(v)
	if answer.status != http.StatusOK {
		return v, graphFailure(answer, v)
	}
	if err != nil || v.Kind != strictjson.Object {
		return v, &Failure{Stage: StageRegistration, Kind: FailureProtocol, HTTPStatus: answer.status, Summary: "the answer of Microsoft Graph is not JSON", Hint: "a proxy or a sign-in page of the network may have answered"}
	}
	return v, nil
}

// graphFailure words an error of Microsoft Graph.
func graphFailure(answer *reply, v strictjson.Value) *Failure {
	e := v.Get("error")
	f := &Failure{
		Stage: StageRegistration, Kind: FailureOAuth, HTTPStatus: answer.status,
		OAuthError: cut(e.Get("code").Str(), 128), Description: cut(e.Get("message").Str(), 1024),
		CorrelationID: guidOnly(e.Get("innerError").Get("request-id").Str()), Timestamp: cut(e.Get("innerError").Get("date").Str(), 40),
	}
	switch answer.status {
	case http.StatusUnauthorized:
		f.Summary, f.Hint = "Microsoft Graph does not take the credentials that were found", "sign in again: az logout, az login --scope https://graph.microsoft.com/.default"
		if strings.Contains(answer.challenge, "claims=") {
			f.Summary = "Microsoft Graph asks for a fresh sign-in (the directory's access rules changed)"
		}
	case http.StatusForbidden:
		f.Summary = "the account that was found may not read app registrations"
		f.Hint = "it needs Application.Read.All (an administrator consents), or to be an owner of the app; without either, paste the manifest: App registrations > your app > Manifest > Download, then edov app FILE"
	case http.StatusNotFound:
		f.Summary = "there is no registration with this client ID in the directory of the account that was found"
		f.Hint = "compare Application (client) ID; for another directory add --tenant, or az login --tenant ID"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		f.Summary, f.Hint = "Microsoft Graph is busy and asks to come back later", "wait a minute and try again"
	default:
		f.Summary, f.Hint = "Microsoft Graph answered with status "+strconv.Itoa(answer.status), "try again later, or read a manifest: edov app FILE"
	}
	return f
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
