package flow

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

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
)

// destinations says who may receive which credential: the server it was issued
// for, and no other. The client asks this table before it sends anything
// (exchange), and so does the transport that azidentity is given. What is not
// in it is not sent.
//
//	credential                     Microsoft                     trusted test server
//	client secret, code, verifier  login hosts of the cloud      itself
//	user's access token            Microsoft Graph of the cloud  its own Graph (graphOf)
//	Azure credentials              login hosts of the cloud      nobody
//	access token of Azure          Microsoft Graph of the cloud  nobody
//
// Clerk's browser token goes back to the Frontend API that issued it, and the
// demo tenant's token to this machine. Metadata and keys are asked for without
// any credential.
var destinations = map[carried]func(*client, *url.URL) bool{
	carriesSecret:       (*client).isTokenEndpoint,
	carriesCode:         (*client).isTokenEndpoint,
	carriesVerifier:     (*client).isTokenEndpoint,
	carriesUserToken:    (*client).isUsersGraph,
	carriesAzure:        (*client).isAzureLogin,
	carriesAzureToken:   (*client).isMicrosoftGraph,
	carriesBrowserToken: (*client).isFrontendAPI,
	carriesDemoToken:    (*client).isThisMachine,
}

// refuse says why a request must not be sent; nil means that it may.
func (cl *client) refuse(u *url.URL, with []carried) error {
	for _, kind := range with {
		if allows := destinations[kind]; allows == nil || !allows(cl, u) {
			return &misdirected{kind, u.Host}
		}
	}
	return nil
}

// misdirected is a request that was not sent, since a credential in it is not
// for its destination.
type misdirected struct {
	kind carried
	host string
}

func (e *misdirected) Error() string {
	host := visible.Line(cut(e.host, 253))
	return "the " + string(e.kind) + " was not sent to " + host + ": it is not for that server"
}

// NonRetriable keeps azidentity from trying again (azcore's errorinfo).
func (e *misdirected) NonRetriable() {}

// misdirection words a request that was not sent; nil if err is something else.
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

// isTokenEndpoint holds for where a code is redeemed and a secret is tried.
func (cl *client) isTokenEndpoint(u *url.URL) bool {
	if cl.c.Authority == "" {
		return u.Scheme == "https" && slices.Contains(clouds[cl.c.Cloud].login, u.Host)
	}
	return isOrigin(u, cl.c.authorityURL())
}

func (cl *client) isUsersGraph(u *url.URL) bool {
	base, _ := cl.c.graphOf(cl.known.Load())
	return base != "" && isOrigin(u, base)
}

func (cl *client) isMicrosoftGraph(u *url.URL) bool { return isOrigin(u, GraphBase(cl.c.Cloud)) }

// regional is what Azure's regions put before a login host: westus2.
var regional = regexp.MustCompile(`^[a-z][a-z0-9-]{0,61}\.`)

// isAzureLogin holds for the cloud's login hosts and those of its regions,
// which AZURE_REGIONAL_AUTHORITY_NAME chooses.
func (cl *client) isAzureLogin(u *url.URL) bool {
	hosts, plain := clouds[cl.c.Cloud].login, regional.ReplaceAllString(u.Host, "")
	return u.Scheme == "https" && (slices.Contains(hosts, u.Host) || slices.Contains(hosts, plain))
}

// isFrontendAPI holds for the instance's own API; that of the demo tenant is on
// this machine.
func (cl *client) isFrontendAPI(u *url.URL) bool {
	if cl.frontend == "" {
		return cl.isThisMachine(u)
	}
	return isOrigin(u, cl.frontend)
}

func (cl *client) isThisMachine(u *url.URL) bool { return isLoopbackHost(u.Hostname()) }

// isOrigin reports whether u is on the server at an address: same scheme, same
// host, same port.
func isOrigin(u *url.URL, address string) bool {
	of, err := url.Parse(address)
	return err == nil && u.Host != "" && u.Scheme == of.Scheme && strings.EqualFold(u.Host, of.Host)
}

// graphOf is the Microsoft Graph that the access tokens of a connection are
// for. A test server's tokens are for that server only, so its Graph has to be
// on the server itself: its metadata names it (msgraph_host). why says what
// keeps a token from being sent anywhere.
func (c Connection) graphOf(md *Metadata) (base, why string) {
	if c.Authority == "" {
		return GraphBase(c.Cloud), ""
	}
	if md == nil || md.GraphHost == "" {
		return "", "this test server names no Graph address of its own (msgraph_host)"
	}
	own, err := url.Parse(c.authorityURL())
	if err != nil {
		return "", "the test server's address is no address"
	}
	base = own.Scheme + "://" + md.GraphHost
	graph, err := url.Parse(base)
	switch {
	case err != nil || graph.Host != md.GraphHost || !hasUsablePort(graph):
		return "", "this test server names a Graph address that is none (msgraph_host)"
	case isOrigin(graph, own.Scheme+"://"+own.Host):
		return base, ""
	case own.Scheme == "https" && strings.EqualFold(graph.Hostname(), own.Hostname()): // its certificate vouches for it
		return base, ""
	}
	named := visible.Line(cut(md.GraphHost, 253))
	return "", "this test server names " + named + " as its Graph, and its access token is for the test server only"
}

// azureTransport carries the requests of azidentity, each of which may hold the
// Azure credentials of this machine.
type azureTransport struct {
	cl *client

	mu     sync.Mutex
	failed error // of the last request; nil: it was answered
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

// failure words why the last request got no answer, which azidentity takes for
// credentials that were refused; nil when it got one.
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
