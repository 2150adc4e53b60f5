package flow

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

const wellKnown = "/.well-known/openid-configuration"

// metadata loads the metadata (OpenID Connect Discovery 4) and refuses endpoints on hosts
// that must not see a secret. Package inspect checks the issuer.
func (cl *client) metadata(ctx context.Context) (*Metadata, *Failure) {
	var failure *Failure
	for _, address := range cl.discoveryURLs() {
		a, f := cl.get(ctx, StageMetadata, "metadata", address, maxMetadata)
		if f != nil {
			return nil, f
		}
		if a.status != http.StatusNotFound || failure != nil {
			md, f := cl.readMetadata(address, a)
			cl.known.Store(md)
			return md, f
		}
		failure = unexpectedStatus(StageMetadata, "metadata", a)
	}
	return nil, failure
}

// discoveryURLs are the addresses to try, in order: Entra's, and for a trusted test server
// the standard one.
func (cl *client) discoveryURLs() []string {
	base := cl.c.authorityURL()
	entraForm := base + "/" + url.PathEscape(cl.c.Tenant) + "/v2.0" + wellKnown
	if cl.c.Authority == "" {
		return []string{entraForm}
	}
	if u, err := url.Parse(base); err == nil && u.Path != "" {
		return []string{base + wellKnown}
	}
	return []string{entraForm, base + wellKnown}
}

func (cl *client) readMetadata(address string, a *reply) (*Metadata, *Failure) {
	v, failure := readDocument(StageMetadata, "metadata", a)
	if failure != nil {
		return nil, failure
	}
	md := &Metadata{URL: address, FetchedAt: cl.env.now(), Raw: json.RawMessage(v.Compact())}
	for _, member := range []struct {
		name string
		to   *string
		must bool
	}{
		{"issuer", &md.Issuer, true},
		{"authorization_endpoint", &md.AuthorizationEndpoint, true},
		{"token_endpoint", &md.TokenEndpoint, true},
		{"jwks_uri", &md.JWKSURI, true},
		{"userinfo_endpoint", &md.UserinfoEndpoint, false},
		{"cloud_instance_name", &md.CloudInstanceName, false},
		{"msgraph_host", &md.GraphHost, false},
	} {
		*member.to = v.Get(member.name).Str()
		if *member.to == "" && member.must {
			return nil, &Failure{
				Stage: StageMetadata, Kind: FailureProtocol, Summary: "the metadata has no " + member.name,
				Hint: "check the authority; this is not complete OpenID Connect metadata",
			}
		}
	}
	if why := cl.refuseIssuer(address, md.Issuer); why != "" {
		return nil, &Failure{
			Stage: StageMetadata, Kind: FailureProtocol, Summary: why,
			Hint: "check --authority: it has to be the issuer that the metadata names, or the metadata has to be corrected",
		}
	}
	if promise := v.Get("authorization_response_iss_parameter_supported"); promise.Kind == strictjson.Bool {
		md.IssParameter = promise.Text == "true"
	}
	for _, endpoint := range []struct{ name, address string }{
		{"authorization_endpoint", md.AuthorizationEndpoint}, {"token_endpoint", md.TokenEndpoint}, {"jwks_uri", md.JWKSURI},
	} {
		why := cl.refuseEndpoint(endpoint.address)
		if why == "" && endpoint.name != "jwks_uri" {
			why = cl.refuseMixture(endpoint.address)
		}
		if why == "" && endpoint.name == "token_endpoint" {
			why = cl.refuseOtherServer(endpoint.address)
		}
		if why != "" {
			return nil, &Failure{
				Stage: StageMetadata, Kind: FailureProtocol, Summary: "the metadata's " + endpoint.name + " " + why,
				Hint: "nothing was sent there; a proxy may have changed the metadata, or the authority may be wrong",
			}
		}
	}
	return md, nil
}

// refuseIssuer says why the metadata of a test server is not that of the issuer that was asked; empty if it is. The
// issuer has to be the address that the metadata was loaded from, without what is well known (OpenID Connect Discovery
// 4.3), or the trusted address itself; at a server that is like Entra, it has a tenant's ID or the template in place of
// the tenant. Package inspect checks the issuer of Microsoft's metadata, whose endpoints are known.
func (cl *client) refuseIssuer(address, issuer string) string {
	if cl.c.Authority == "" {
		return ""
	}
	base, bare := cl.c.authorityURL(), strings.TrimRight(issuer, "/")
	asked := strings.TrimSuffix(address, wellKnown)
	entraForm := base + "/" + entra.TenantTemplate + "/v2.0"
	if bare == asked || bare == base || issuer == entraForm || issuerMatches(entraForm, issuer) {
		return ""
	}
	return "the metadata is of another issuer, " + visible.Line(cut(issuer, 512)) + ", not of " + asked
}

// refuseEndpoint says why an endpoint must not be used; empty if it may. The secret goes to
// the token endpoint and the user's password to the authorization endpoint, so both must
// be on a login host of the cloud. A trusted test server's keys and sign-in page may be
// on any https host.
func (cl *client) refuseEndpoint(endpoint string) string {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || strings.ContainsFunc(endpoint, notPrintable):
		return "is not a usable address"
	case cl.c.Authority != "":
		base, err := url.Parse(cl.c.authorityURL())
		sameOrigin := err == nil && base.Scheme == u.Scheme && base.Host == u.Host
		local := err == nil && isLocalHTTP(u) && isLoopbackHost(base.Hostname())
		if !sameOrigin && u.Scheme != "https" && !local {
			return "is not https"
		}
	case u.Scheme != "https":
		return "is not https"
	case !slices.Contains(cl.c.Cloud.LoginHosts(), u.Host):
		return "is not on a host of this Microsoft cloud"
	}
	return ""
}

// isLocalHTTP reports whether an address is plain http on this machine, the only place
// where http is safe enough.
func isLocalHTTP(u *url.URL) bool { return u.Scheme == "http" && isLoopbackHost(u.Hostname()) }

// notPrintable reports whether a rune is outside of printable ASCII, or a space.
func notPrintable(r rune) bool { return r <= ' ' || r > '~' }

// refuseMixture keeps a trusted test server from sending users to Microsoft to sign in and
// receiving the code itself, or the other way round: no server may see what another one
// issues.
func (cl *client) refuseMixture(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && cl.c.Authority != "" && isLoginHost(u.Hostname()) {
		return "is on a Microsoft server, not on the test server"
	}
	return ""
}

// refuseOtherServer keeps the client secret and the code of a trusted test server from a
// server that only its metadata names: the user trusted the one of --authority.
func (cl *client) refuseOtherServer(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && cl.c.Authority != "" && !isOrigin(u, cl.c.authorityURL()) {
		return "is on " + visible.Line(cut(u.Host, 253)) + ", but only the server of --authority may see the client secret"
	}
	return ""
}

// AppKeys is the name of an exchange that asked for the signing keys of one app alone.
const AppKeys = "app keys"

// keySet loads signing keys from a jwks_uri (RFC 7517 section 5).
func (cl *client) keySet(ctx context.Context, address string) (*KeySet, *Failure) {
	name := "keys"
	if strings.Contains(address, "?appid=") {
		name = AppKeys
	}
	a, failure := cl.get(ctx, StageKeys, name, address, maxKeySet)
	if failure != nil {
		return nil, failure
	}
	v, failure := readDocument(StageKeys, "keys", a)
	if failure != nil {
		return nil, failure
	}
	if why := refuseKeySet(v); why != "" {
		return nil, &Failure{
			Stage: StageKeys, Kind: FailureProtocol, Summary: why,
			Hint: "check the jwks_uri; this is not a set of signing keys (JWKS)",
		}
	}
	return &KeySet{URL: address, FetchedAt: cl.env.now(), Raw: json.RawMessage(v.Compact())}, nil
}

// maxKeys is far above what any server publishes; Entra has 6 to 14.
const maxKeys = 200

func refuseKeySet(v strictjson.Value) string {
	keys := v.Get("keys")
	switch {
	case keys.Kind != strictjson.Array:
		return "the response has no list of keys"
	case len(keys.Elems()) == 0:
		return "the list of keys is empty"
	case len(keys.Elems()) > maxKeys:
		return "the list of keys is too long"
	}
	return ""
}

// readDocument reads a response as a JSON object.
func readDocument(stage Stage, name string, a *reply) (strictjson.Value, *Failure) {
	if a.status >= 300 && a.status < 400 {
		return strictjson.Value{}, unexpectedStatus(stage, name, a)
	}
	if isHTML(a) {
		return strictjson.Value{}, htmlFailure(stage, name, a)
	}
	v, err := strictjson.Parse(a.body, strictjson.Document)
	if a.status != http.StatusOK {
		return strictjson.Value{}, refusedDocument(stage, name, a, a.sent.value(v))
	}
	if err == nil && v.Kind == strictjson.Object {
		return v, nil
	}
	why := "it is not a JSON object"
	if err != nil {
		why = a.sent.text(err.Error())
	}
	return strictjson.Value{}, &Failure{
		Stage: stage, Kind: FailureProtocol, HTTPStatus: a.status, Summary: "the " + name + " can't be read: " + why,
		Hint: "check the authority; a proxy may have changed the document",
	}
}

// refusedDocument keeps Microsoft's own error, such as AADSTS90002 for a tenant that does
// not exist, with what the status means.
func refusedDocument(stage Stage, name string, a *reply, v strictjson.Value) *Failure {
	plain := unexpectedStatus(stage, name, a)
	f, ok := FailureOfJSON(v)
	if !ok {
		return plain
	}
	f.Stage, f.HTTPStatus, f.Summary, f.Hint = stage, a.status, plain.Summary, plain.Hint
	return f
}

func isHTML(a *reply) bool {
	start := strings.TrimSpace(string(a.body[:min(64, len(a.body))]))
	return a.contentType == "text/html" || strings.HasPrefix(start, "<")
}

// shownOfPage is how much of an unexpected page is kept for the report.
const shownOfPage = 120

func htmlFailure(stage Stage, name string, a *reply) *Failure {
	return &Failure{
		Stage: stage, Kind: FailureNetwork, HTTPStatus: a.status,
		Summary:     "got a web page instead of the " + name + ": a proxy or a captive portal may have answered",
		Hint:        "open any page in a browser to sign in to the network, or check HTTPS_PROXY",
		Description: cut(a.sent.text(strings.TrimSpace(string(a.body))), shownOfPage),
	}
}

func unexpectedStatus(stage Stage, name string, a *reply) *Failure {
	f := &Failure{Stage: stage, Kind: FailureNetwork, HTTPStatus: a.status}
	switch {
	case a.status >= 300 && a.status < 400:
		f.Kind = FailureProtocol
		f.Summary = "the server redirected the request for the " + name + " to another address, which edov doesn't follow"
		f.Hint = "check the authority; a proxy may ask for a sign-in"
	case a.isBusy():
		f.Summary, f.Hint = busy("the server", a)
	case a.status == http.StatusNotFound, a.status == http.StatusBadRequest:
		f.Kind = FailureProtocol
		f.Summary = "the server doesn't have the " + name + " at this address (HTTP " + strconv.Itoa(a.status) + ")"
		f.Hint = "check the tenant (its GUID or a verified domain) and the cloud"
	default:
		f.Summary = "the server returned an error for the " + name + " (HTTP " + strconv.Itoa(a.status) + ")"
		f.Hint = "try again; if it happens again, check the status page of the service"
	}
	return f
}
