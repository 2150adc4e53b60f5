package flow

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"edov/flow/strictjson"
)

// PublishableKey is what a Clerk publishable key says. The key is public: web pages
// contain it.
type PublishableKey struct {
	Production bool
	Host       string // of the Frontend API
}

// ParsePublishableKey reads pk_test_... and pk_live_...: the rest is the base64 of the
// Frontend API's host and a $.
func ParsePublishableKey(text string) (PublishableKey, error) {
	text = strings.Trim(text, around)
	var k PublishableKey
	switch {
	case strings.HasPrefix(text, "pk_live_"):
		k.Production = true
	case strings.HasPrefix(text, "pk_test_"):
	case strings.HasPrefix(text, "sk_"):
		return k, errors.New("this is a Clerk secret key, not the publishable key; if others may have seen it, " +
			"replace it in the Clerk Dashboard under API keys")
	default:
		return k, errors.New("a Clerk publishable key begins with pk_test_ or pk_live_")
	}
	encoded := strings.TrimRight(text[len("pk_live_"):], "=")
	decoded, err := base64.RawStdEncoding.DecodeString(encoded)
	host, dollar := strings.CutSuffix(string(decoded), "$")
	if err != nil || !dollar || strings.Contains(host, "$") || !strings.Contains(host, ".") {
		return k, errors.New("this publishable key is incomplete: copy all of it")
	}
	if u, err := url.Parse("https://" + host + "/"); err != nil || u.Host != host || len(host) > 253+6 {
		return k, errors.New("this publishable key doesn't contain a valid host")
	}
	k.Host = strings.ToLower(host)
	return k, nil
}

// RedirectURI is the redirect URI that Clerk sends to Microsoft, and that its dashboard
// shows.
func (k PublishableKey) RedirectURI() string { return "https://" + k.Host + "/v1/oauth_callback" }

// AccountPortal is the sign-in page that every instance has.
func (k PublishableKey) AccountPortal() string {
	host := k.Host
	if before, after, ok := strings.Cut(host, ".clerk.accounts."); ok {
		host = before + ".accounts." + after
	} else if rest, ok := strings.CutPrefix(host, "clerk."); ok {
		host = "accounts." + rest
	}
	return "https://" + host + "/sign-in"
}

// ClerkInstance is what the Frontend API of a Clerk instance says about its Microsoft
// connection. None of it is secret.
type ClerkInstance struct {
	// ReadAt is when it was read, if it is kept and checked with later evidence; zero: just
	// now.
	ReadAt time.Time `json:"read_at,omitzero"`
	// TestServer is set for a look-alike: Clerk's dashboard does not have it.
	TestServer    bool   `json:"test_server,omitempty"`
	Host          string `json:"host"`
	Production    bool   `json:"production"` // as the key says
	Environment   string `json:"environment,omitempty"`
	Application   string `json:"application,omitempty"`
	RedirectURI   string `json:"redirect_uri"` // to be registered
	AccountPortal string `json:"account_portal"`
	Maintenance   bool   `json:"maintenance,omitempty"`
	// The Microsoft connection: present, switched on, and usable for sign-in.
	HasMicrosoft    bool `json:"has_microsoft"`
	Enabled         bool `json:"enabled"`
	Authenticatable bool `json:"authenticatable"`
	PortalKnown     bool `json:"portal_known,omitempty"`
	PortalEnabled   bool `json:"portal_enabled,omitempty"`
	// SignIn is where Clerk sends its users; nil if no sign-in was started.
	SignIn *ClerkSignIn `json:"sign_in,omitempty"`
}

// ClerkSignIn is the authorization request that Clerk sends for a sign-in.
type ClerkSignIn struct {
	Host        string   `json:"host"`
	Tenant      string   `json:"tenant"`
	ClientID    string   `json:"client_id"`
	RedirectURI string   `json:"redirect_uri"`
	Scopes      []string `json:"scopes"`
	Prompt      string   `json:"prompt,omitempty"`
}

// Clerk reads a Clerk instance through its Frontend API.
type Clerk struct {
	Key     PublishableKey
	Base    string // in place of https://HOST: an address of this machine, for the demo tenant
	Program string
	Record  func(Exchange)
}

const (
	// clerkVersion is the version of the Frontend API whose members are read here.
	clerkVersion = "2026-05-12"
	maxClerk     = 1 << 20
)

// Read asks for the instance's settings. With start, it also starts a sign-in with
// Microsoft and abandons it: only that shows which app Clerk uses.
func (c Clerk) Read(ctx context.Context, env Env, start bool) (*ClerkInstance, *Failure) {
	s, failure := c.session(ctx, env)
	if failure != nil {
		return nil, failure
	}
	defer s.cl.close()
	in := &ClerkInstance{
		TestServer: c.Base != "", Host: c.Key.Host, Production: c.Key.Production,
		RedirectURI: c.Key.RedirectURI(), AccountPortal: c.Key.AccountPortal(),
	}
	v, failure := s.ask(ctx, http.MethodGet, "/v1/environment", nil)
	if failure != nil {
		return nil, failure
	}
	in.environment(v)
	if v, failure := s.ask(ctx, http.MethodGet, "/v1/account_portal", nil); failure == nil {
		in.PortalKnown, in.PortalEnabled = true, isTrue(unwrapped(v).Get("enabled"))
	}
	if !start {
		return in, nil
	}
	form := url.Values{"strategy": {"oauth_microsoft"}, "redirect_url": {in.AccountPortal}}
	v, failure = s.ask(ctx, http.MethodPost, "/v1/client/sign_ins", form)
	if failure != nil {
		return in, failure
	}
	address := unwrapped(v).Get("first_factor_verification").Get("external_verification_redirect_url").Str()
	in.SignIn, failure = readClerkSignIn(address)
	return in, failure
}

func isTrue(v strictjson.Value) bool { return v.Kind == strictjson.Bool && v.Text == "true" }

// unwrapped is the content of a response, some of which are wrapped.
func unwrapped(v strictjson.Value) strictjson.Value {
	if r := v.Get("response"); r.Kind == strictjson.Object {
		return r
	}
	return v
}

func (in *ClerkInstance) environment(v strictjson.Value) {
	v = unwrapped(v)
	display := v.Get("display_config")
	in.Environment = cut(display.StrOf("instance_environment_type"), 64)
	in.Application = cut(display.StrOf("application_name"), 256)
	in.Maintenance = isTrue(v.Get("maintenance_mode"))
	microsoft := v.Get("user_settings").Get("social").Get("oauth_microsoft")
	in.HasMicrosoft = microsoft.Kind == strictjson.Object
	in.Enabled, in.Authenticatable = isTrue(microsoft.Get("enabled")), isTrue(microsoft.Get("authenticatable"))
}

// readClerkSignIn reads the address of Microsoft's sign-in page. Its state is dropped.
func readClerkSignIn(address string) (*ClerkSignIn, *Failure) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, clerkProtocol("Clerk started a sign-in but sent no address of Microsoft's sign-in page")
	}
	q := u.Query()
	s := &ClerkSignIn{
		Host: cut(u.Host, 253), ClientID: cut(q.Get("client_id"), 256), RedirectURI: cut(q.Get("redirect_uri"), 1024),
		Scopes: strings.Fields(cut(q.Get("scope"), 2048)), Prompt: cut(q.Get("prompt"), 64),
	}
	s.Tenant, _, _ = strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	s.Tenant = cut(s.Tenant, 253)
	return s, nil
}

func clerkProtocol(summary string) *Failure {
	return &Failure{Stage: StageClerk, Kind: FailureProtocol, Summary: summary, Hint: hintClerkKey}
}

const hintClerkKey = "compare the publishable key with the Clerk Dashboard under API keys"

// clerkSession is a client with the token that development instances require.
type clerkSession struct {
	cl      *client
	base    string
	browser string // dev browser token; empty for production
	origin  string
}

func (c Clerk) session(ctx context.Context, env Env) (*clerkSession, *Failure) {
	record := c.Record
	if record == nil {
		record = func(Exchange) {}
	}
	s := &clerkSession{
		cl: newClient(env, Connection{}, c.Program, record), base: c.Base,
		origin: strings.TrimSuffix(c.Key.AccountPortal(), "/sign-in"),
	}
	if s.base == "" {
		s.base = "https://" + c.Key.Host
		s.cl.frontend = s.base
	}
	if c.Key.Production {
		return s, nil
	}
	v, failure := s.ask(ctx, http.MethodPost, "/v1/dev_browser", url.Values{})
	if failure != nil {
		return nil, failure
	}
	s.browser = unwrapped(v).Get("id").Str()
	s.cl.sends(NewSecret(s.browser))
	if s.browser == "" {
		return nil, clerkProtocol("the development instance sent no browser token")
	}
	return s, nil
}

// ask sends one request and reads its JSON. The browser token is part of the query, which
// is not recorded.
func (s *clerkSession) ask(ctx context.Context, method, path string, form url.Values) (strictjson.Value, *Failure) {
	query := url.Values{"__clerk_api_version": {clerkVersion}}
	var with []carried
	if s.browser != "" {
		query.Set("__clerk_db_jwt", s.browser)
		with = []carried{carriesBrowserToken}
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path+"?"+query.Encode(), strings.NewReader(form.Encode()))
	if err != nil {
		return strictjson.Value{}, clerkProtocol("the publishable key doesn't contain a valid host")
	}
	s.cl.head(req)
	req.Header.Set("Origin", s.origin)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := s.cl.exchange("clerk", req, maxClerk, with)
	if err != nil {
		f := s.cl.explain(err, req.URL)
		f.Stage = StageClerk
		return strictjson.Value{}, f
	}
	v, err := strictjson.Parse(answer.body, strictjson.Limits{Bytes: maxClerk, Depth: 32, Members: 100000, Number: 32})
	v = answer.sent.value(v)
	if answer.status < 200 || answer.status > 299 {
		return v, clerkFailure(answer, v)
	}
	if err != nil || v.Kind != strictjson.Object {
		return v, clerkProtocol("the response from Clerk is not JSON")
	}
	return v, nil
}

// clerkFailure reads an error of the Frontend API: {errors: [{message, code}]}.
func clerkFailure(answer *reply, v strictjson.Value) *Failure {
	f := &Failure{
		Stage: StageClerk, Kind: FailureOAuth, HTTPStatus: answer.status,
		Summary: "Clerk refused the request", Hint: hintClerkKey,
	}
	if errs := v.Get("errors").Elems(); len(errs) > 0 {
		f.OAuthError = cut(errs[0].Get("code").Str(), 128)
		f.Description = cut(errs[0].Get("long_message").Str(), 1024)
		if f.Description == "" {
			f.Description = cut(errs[0].Get("message").Str(), 1024)
		}
	}
	return f
}
