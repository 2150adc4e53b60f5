package flow

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/visible"
)

// carried names a kind of credential that a request carries.
type carried string

// The credentials that edov sends.
const (
	carriesSecret       carried = "client secret"
	carriesCode         carried = "authorization code"
	carriesVerifier     carried = "code verifier"
	carriesUserToken    carried = "user's access token"        // of the sign-in
	carriesAzure        carried = "Azure credentials"          // of this machine, as azidentity sends them
	carriesAzureToken   carried = "access token of Azure"      // which those credentials gave
	carriesBrowserToken carried = "Clerk browser token"        // of a development instance
	carriesDemoToken    carried = "demo tenant's access token" // which opens nothing outside this program

	carriesSupabaseToken carried = "Supabase access token"         // of the user's account there
	carriesProductSecret carried = "client secret for the product" // which keeps it to sign users in
)

// destinations says which server may receive which credential: only the one that it was
// issued for. The client checks this table before it sends anything (exchange), and so
// does the transport that azidentity uses. A credential that is not in it is not sent.
//
//	credential                     Microsoft                     trusted test server
//	client secret, code, verifier  login hosts of the cloud      itself
//	user's access token            Microsoft Graph of the cloud  its own Graph (graphOf)
//	Azure credentials              login hosts of the cloud      none
//	access token of Azure          Microsoft Graph of the cloud  none
//
// Supabase's Management API gets its own access token, and the client secret that a project is
// to use; a look-alike on this machine gets them in its place.
//
// Clerk's browser token goes to the Frontend API that issued it, and the demo tenant's
// token to this machine. Requests for metadata and keys carry no credential.
var destinations = map[carried]func(*client, *url.URL) bool{
	carriesSecret:       (*client).isTokenEndpoint,
	carriesCode:         (*client).isTokenEndpoint,
	carriesVerifier:     (*client).isTokenEndpoint,
	carriesUserToken:    (*client).isUsersGraph,
	carriesAzure:        (*client).isAzureLogin,
	carriesAzureToken:   (*client).isMicrosoftGraph,
	carriesBrowserToken: (*client).isFrontendAPI,
	carriesDemoToken:    (*client).isThisMachine,

	carriesSupabaseToken: (*client).isSupabase,
	carriesProductSecret: (*client).isSupabase,
}

// refuse says why a request must not be sent; nil if it may.
func (cl *client) refuse(u *url.URL, with []carried) error {
	for _, kind := range with {
		if allows := destinations[kind]; allows == nil || !allows(cl, u) {
			return &misdirected{kind, u.Host}
		}
	}
	return nil
}

// misdirected is a request that was not sent, because it carries a credential that is not
// for its destination.
type misdirected struct {
	kind carried
	host string
}

func (e *misdirected) Error() string {
	host := visible.Line(cut(e.host, 253))
	return "edov didn't send the " + string(e.kind) + " to " + host + ": not the right server"
}

// NonRetriable keeps azidentity from trying again (azcore's errorinfo).
func (e *misdirected) NonRetriable() {}

// misdirection is the failure of a request that was not sent; nil if err is another error.
func misdirection(err error) *Failure {
	var e *misdirected
	if !errors.As(err, &e) {
		return nil
	}
	return &Failure{
		Kind: FailureLocal, Summary: e.Error(),
		Hint: "edov sends a credential only to the server that it was issued for",
	}
}

// isTokenEndpoint reports whether u is where codes are redeemed and secrets are tested.
func (cl *client) isTokenEndpoint(u *url.URL) bool {
	if cl.c.Authority == "" {
		return u.Scheme == "https" && slices.Contains(cl.c.Cloud.LoginHosts(), u.Host)
	}
	return isOrigin(u, cl.c.authorityURL())
}

func (cl *client) isUsersGraph(u *url.URL) bool {
	base, _ := cl.c.graphOf(cl.known.Load())
	return base != "" && isOrigin(u, base)
}

func (cl *client) isMicrosoftGraph(u *url.URL) bool { return isOrigin(u, entra.GraphBase(cl.c.Cloud)) }

// regional is the prefix of a login host in an Azure region, such as westus2.
var regional = lazy.MustCompile(`^[a-z][a-z0-9-]{0,61}\.`)

// isAzureLogin reports whether u is on a login host of the cloud or of one of its regions,
// which AZURE_REGIONAL_AUTHORITY_NAME selects.
func (cl *client) isAzureLogin(u *url.URL) bool {
	hosts, plain := cl.c.Cloud.LoginHosts(), regional.ReplaceAllString(u.Host, "")
	return u.Scheme == "https" && (slices.Contains(hosts, u.Host) || slices.Contains(hosts, plain))
}

// isFrontendAPI reports whether u is on the instance's own API. The demo tenant's is on this
// machine.
func (cl *client) isFrontendAPI(u *url.URL) bool {
	if cl.frontend == "" {
		return cl.isThisMachine(u)
	}
	return isOrigin(u, cl.frontend)
}

// isSupabase reports whether u is on Supabase's Management API.
func (cl *client) isSupabase(u *url.URL) bool {
	if cl.lookAlike {
		return cl.isThisMachine(u)
	}
	return isOrigin(u, supabaseAPI)
}

func (cl *client) isThisMachine(u *url.URL) bool { return isLoopbackHost(u.Hostname()) }

// isOrigin reports whether u is on the server at an address: same scheme, same
// host, same port.
func isOrigin(u *url.URL, address string) bool {
	of, err := url.Parse(address)
	return err == nil && u.Host != "" && u.Scheme == of.Scheme && strings.EqualFold(u.Host, of.Host)
}

// graphOf is the Microsoft Graph that the access tokens of a connection are for. A test
// server's tokens are for that server only, so its Graph, which its metadata names
// (msgraph_host), must be on the server itself. why says why there is none.
func (c Connection) graphOf(md *Metadata) (base, why string) {
	if c.Authority == "" {
		return entra.GraphBase(c.Cloud), ""
	}
	if md == nil || md.GraphHost == "" {
		return "", "the metadata of this test server has no Graph address (msgraph_host)"
	}
	own, err := url.Parse(c.authorityURL())
	if err != nil {
		return "", "the test server's address is not valid"
	}
	base = own.Scheme + "://" + md.GraphHost
	graph, err := url.Parse(base)
	switch {
	case err != nil || graph.Host != md.GraphHost || !hasUsablePort(graph):
		return "", "the Graph address in this test server's metadata is not valid (msgraph_host)"
	case isOrigin(graph, own.Scheme+"://"+own.Host):
		return base, ""
	case own.Scheme == "https" && strings.EqualFold(graph.Hostname(), own.Hostname()): // its certificate vouches for it
		return base, ""
	}
	named := visible.Line(cut(md.GraphHost, 253))
	return "", "this test server's Graph is on " + named + ", but its access token is only for the test server itself"
}

// azureTransport sends the requests of azidentity, each of which may carry the Azure
// credentials of this machine.
type azureTransport struct {
	cl *client

	mu     sync.Mutex
	failed error // of the last request; nil: there was a response
	url    *url.URL
}

func (t *azureTransport) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	if err = t.cl.refuse(r.URL, []carried{carriesAzure}); err == nil {
		resp, err = t.cl.http.Transport.RoundTrip(r)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed, t.url = err, r.URL
	return resp, err
}

// failure says why the last request got no response, which azidentity reports as refused
// credentials; nil if it got one.
func (t *azureTransport) failure() *Failure {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil {
		return nil
	}
	f := t.cl.explain(t.failed, t.url)
	f.Stage = StageRegistration
	return f
}
