package flow

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/strictjson"
)

const wellKnown = "/.well-known/openid-configuration"

// metadata fetches the discovery document (OpenID Connect Discovery 4) and
// refuses endpoints on hosts that must not see a secret. Whether its issuer is
// right is judged by package inspect.
func (cl *client) metadata(ctx context.Context) (*Metadata, *Failure) {
	var failure *Failure
	for _, address := range cl.discoveryURLs() {
		a, f := cl.get(ctx, StageMetadata, "metadata", address, maxMetadata)
		if f != nil {
			return nil, f
		}
		if a.status != http.StatusNotFound || failure != nil {
			return cl.readMetadata(address, a)
		}
		failure = unexpectedStatus(StageMetadata, "metadata", a)
	}
	return nil, failure
}

// discoveryURLs are the addresses to try in order: Entra's layout, and for a
// trusted test server the plain one.
func (cl *client) discoveryURLs() []string {
	base := cl.c.authorityURL()
	entra := base + "/" + url.PathEscape(cl.c.Tenant) + "/v2.0" + wellKnown
	if cl.c.Authority == "" {
		return []string{entra}
	}
	if u, err := url.Parse(base); err == nil && u.Path != "" {
		return []string{base + wellKnown}
	}
	return []string{entra, base + wellKnown}
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
	} {
		*member.to = v.Get(member.name).Str()
		if *member.to == "" && member.must {
			return nil, &Failure{Stage: StageMetadata, Kind: FailureProtocol, Summary: "the metadata has no " + member.name + " (a text)",
				Hint: "check the authority; this is not a complete OpenID Connect discovery document"}
		}
	}
	md.IssParameter = v.Get("authorization_response_iss_parameter_supported").Text == "true"
	for name, endpoint := range map[string]string{
		"authorization_endpoint": md.AuthorizationEndpoint, "token_endpoint": md.TokenEndpoint, "jwks_uri": md.JWKSURI,
	} {
		if why := cl.refuseEndpoint(endpoint); why != "" {
			return nil, &Failure{Stage: StageMetadata, Kind: FailureProtocol, Summary: "the metadata's " + name + " " + why,
				Hint: "nothing was sent there; a proxy may have changed the document, or the authority is not Microsoft's"}
		}
	}
	return md, nil
}

// refuseEndpoint says why an endpoint must not be used; empty means it may.
// The secret goes to the token endpoint, so it has to be the cloud's own host;
// a trusted test server's endpoints may be on its origin or any https host.
func (cl *client) refuseEndpoint(endpoint string) string {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || strings.ContainsFunc(endpoint, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "is no usable address"
	case cl.c.Authority != "":
		base, err := url.Parse(cl.c.authorityURL())
		sameOrigin := err == nil && base.Scheme == u.Scheme && base.Host == u.Host
		if !sameOrigin && u.Scheme != "https" && !(u.Scheme == "http" && isLoopbackHost(u.Hostname()) && isLoopbackHost(base.Hostname())) {
			return "is not https"
		}
	case u.Scheme != "https":
		return "is not https"
	case u.Port() != "" || !cl.c.Cloud.owns(u.Hostname()):
		return "is not on a host of Microsoft's cloud that was asked"
	}
	return ""
}

// keySet fetches one answer of a jwks_uri (RFC 7517 section 5).
func (cl *client) keySet(ctx context.Context, address string) (*KeySet, *Failure) {
	a, failure := cl.get(ctx, StageKeys, "keys", address, maxKeySet)
	if failure != nil {
		return nil, failure
	}
	v, failure := readDocument(StageKeys, "keys", a)
	if failure != nil {
		return nil, failure
	}
	if why := refuseKeySet(v); why != "" {
		return nil, &Failure{Stage: StageKeys, Kind: FailureProtocol, Summary: why, Hint: "check the jwks_uri; this is not a key set"}
	}
	return &KeySet{URL: address, FetchedAt: cl.env.now(), Raw: json.RawMessage(v.Compact())}, nil
}

// maxKeys is far above what any server publishes; Entra has 6 to 14.
const maxKeys = 200

func refuseKeySet(v strictjson.Value) string {
	keys := v.Get("keys")
	switch {
	case keys.Kind != strictjson.Array:
		return "the answer has no list of keys"
	case len(keys.Elems) > maxKeys:
		return "the list of keys is longer than any real one"
	}
	return ""
}

// readDocument turns an answer into a JSON object or says why it is none.
func readDocument(stage Stage, name string, a *reply) (strictjson.Value, *Failure) {
	if a.status != http.StatusOK {
		return strictjson.Value{}, unexpectedStatus(stage, name, a)
	}
	if isHTML(a) {
		return strictjson.Value{}, htmlFailure(stage, name, a)
	}
	v, err := strictjson.Parse(a.body, strictjson.Document)
	if err == nil && v.Kind == strictjson.Object {
		return v, nil
	}
	why := "it is not an object"
	if err != nil {
		why = err.Error()
	}
	return strictjson.Value{}, &Failure{Stage: stage, Kind: FailureProtocol, HTTPStatus: a.status, Summary: "the " + name + " could not be read: " + why,
		Hint: "check the authority; something in between may have changed the document"}
}

func isHTML(a *reply) bool {
	return a.contentType == "text/html" || strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(a.body[:min(64, len(a.body))]))), "<")
}

// shownOfPage is how much of an unexpected page is kept for the report.
const shownOfPage = 120

func htmlFailure(stage Stage, name string, a *reply) *Failure {
	return &Failure{
		Stage: stage, Kind: FailureNetwork, HTTPStatus: a.status,
		Summary:     "a web page came where the " + name + " was expected: a proxy or a captive portal may be in between",
		Hint:        "open any page in a browser to sign in to the network, or check HTTPS_PROXY",
		Description: cut(strings.TrimSpace(string(a.body)), shownOfPage),
	}
}

func unexpectedStatus(stage Stage, name string, a *reply) *Failure {
	f := &Failure{Stage: stage, Kind: FailureNetwork, HTTPStatus: a.status}
	switch {
	case a.status >= 300 && a.status < 400:
		f.Kind = FailureProtocol
		f.Summary = "the server redirects the request for the " + name + " to another place; it was not followed"
		f.Hint = "check the authority; a proxy may ask for a sign-in"
	case a.status == http.StatusTooManyRequests:
		f.Summary = "the server is asked too often (429)"
		f.Hint = "wait a minute and try again"
	case a.status == http.StatusNotFound, a.status == http.StatusBadRequest:
		f.Summary = "the server knows no such tenant or address (HTTP " + http.StatusText(a.status) + ")"
		f.Hint = "check the tenant: a GUID or a verified domain of it"
		f.Kind = FailureProtocol
	default:
		f.Summary = "the server answered the request for the " + name + " with an error"
		f.Hint = "try again; if it repeats, look at Microsoft's service status"
	}
	return f
}
