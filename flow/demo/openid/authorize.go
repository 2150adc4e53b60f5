package openid

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// The fields that the demo's own pages add to an authorization request.
const (
	FieldAccount = "edov_account"
	FieldChoice  = "edov_choice"
)

// What a user can choose.
const (
	ChoiceSignIn  = "sign-in"
	ChoiceCancel  = "cancel"
	ChoiceAccept  = "accept"
	ChoiceDecline = "decline"
)

// The response modes (OAuth 2.0 Multiple Response Type Encoding Practices).
const (
	modeQuery    = "query"
	modeFragment = "fragment"
	modeFormPost = "form_post"
)

// request is an authorization request whose client and redirect URI are right,
// so that an error may be sent to that address.
type request struct {
	tenant.Authority
	app      *registration.App // as it was when the request came
	params   url.Values        // as received, without the fields of the demo's pages
	redirect string
	mode     string
	scopes   []string
}

// authorize is the authorization endpoint and, for its own pages, what they
// post to. Nothing is stored between the two: the pages post the request again.
func (s *Server) authorize(w http.ResponseWriter, x *web.Exchange) {
	if x.Method != http.MethodGet && x.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if x.ParseForm() != nil {
		s.showError(w, x, fail(9002313))
		return
	}
	req, f := s.readRequest(x)
	if f != nil {
		s.showError(w, x, f)
		return
	}
	if f := s.checkRequest(req); f != nil {
		s.respond(w, x, req, f.params(x))
		return
	}
	s.converse(w, x, req)
}

// converse goes on from what the user chose on the last page.
func (s *Server) converse(w http.ResponseWriter, x *web.Exchange, req *request) {
	choice := x.PostForm.Get(FieldChoice) // never from the query: a link must not sign in
	p, known := tenant.Lookup(tenant.Account(x.PostForm.Get(FieldAccount)))
	silent := req.params.Get("prompt") == "none"
	if silent { // who signed in before signs in again without a page
		choice, p, known = ChoiceSignIn, *s.sessionOf(req.params.Get("login_hint")), true
	}
	switch {
	case choice == ChoiceCancel:
		s.respond(w, x, req, cancelled().params(x))
		return
	case choice == ChoiceDecline:
		s.respond(w, x, req, fail(65004).params(x))
		return
	case choice != ChoiceSignIn && choice != ChoiceAccept || !known:
		s.showSignIn(w, x, req)
		return
	}
	id, f := signIn(req.Authority, p, req.app)
	switch {
	case f != nil:
		s.showError(w, x, f)
	case choice == ChoiceSignIn && !silent && (s.scenario.AskConsent || req.params.Get("prompt") == "consent"):
		s.showConsent(w, x, req, p)
	default:
		s.succeed(w, x, req, id)
	}
}

// readRequest finds what is so wrong that no answer may be sent to the
// redirect URI (RFC 6749 section 4.1.2.1): it is shown on a page.
func (s *Server) readRequest(x *web.Exchange) (*request, *failure) {
	a, ok := tenant.FindAuthority(x.PathValue("tenant"))
	if !ok {
		return nil, fail(90002, x.PathValue("tenant"))
	}
	params := url.Values{}
	for name, values := range x.Form {
		if name != FieldAccount && name != FieldChoice {
			params[name] = values[:1]
		}
	}
	req := &request{
		Authority: a, app: s.setup.App(), params: params, redirect: params.Get("redirect_uri"),
		mode: params.Get("response_mode"),
	}
	req.scopes = strings.Fields(params.Get("scope"))
	if req.mode == "" {
		req.mode = modeQuery
	}
	if f := checkClient(req.app, params.Get("client_id"), a); f != nil {
		return nil, f
	}
	if req.redirect == "" {
		return nil, fail(900144, "redirect_uri")
	}
	switch platform := req.app.PlatformOf(req.redirect); {
	case platform == "":
		return nil, fail(50011, req.redirect, req.app.ClientID)
	case platform == appreg.PlatformSPA && params.Get("code_challenge") == "":
		return nil, fail(9002325) // seen on the page, not sent on
	}
	return req, nil
}

// checkRequest finds errors that are sent to the redirect URI.
func (s *Server) checkRequest(req *request) *failure {
	challenge, method := req.params.Get("code_challenge"), req.params.Get("code_challenge_method")
	account := checkAudience(req.Authority, req.app)
	switch {
	case req.mode != modeQuery && req.mode != modeFragment && req.mode != modeFormPost:
		mode := req.mode
		req.mode = modeQuery
		return fail(70007, mode)
	case req.params.Get("response_type") == "":
		return fail(900144, "response_type")
	case req.params.Get("response_type") != "code":
		return fail(700054, req.params.Get("response_type"))
	case len(req.scopes) == 0:
		return fail(900144, "scope")
	case challenge != "" &&
		(len(challenge) < 43 || len(challenge) > 128 || method != "S256" && method != "plain" && method != ""):
		return fail(501491)
	case account != nil:
		return account
	case req.params.Get("prompt") == "none" && s.sessionOf(req.params.Get("login_hint")) == nil:
		return fail(50058)
	}
	return req.checkResources()
}

// checkAudience finds an endpoint that the supported account types rule out.
func checkAudience(a tenant.Authority, app *registration.App) *failure {
	switch {
	case app.Audience == appreg.AudienceMyOrg && a.Tenant != tenant.Contoso.ID:
		return fail(50194, app.ClientID, app.Name)
	case app.Audience == appreg.AudiencePersonal && !a.PersonalOnly():
		return fail(9002331, app.ClientID, app.Name)
	case app.Audience == appreg.AudienceOrgs && a.PersonalOnly():
		return fail(9002332, app.ClientID, app.Name)
	}
	return nil
}

// checkResources finds an API that no app of the tenant has.
func (req *request) checkResources() *failure {
	for _, scope := range req.scopes {
		if strings.Contains(scope, "://") && !strings.HasPrefix(scope, registration.APIURI(req.app.ClientID)) &&
			!strings.HasPrefix(scope, "https://graph.microsoft.com/") {
			return fail(500011, scope[:strings.LastIndexByte(scope, '/')], tenant.Contoso.Name)
		}
	}
	return nil
}

// succeed issues a code and sends it back.
func (s *Server) succeed(w http.ResponseWriter, x *web.Exchange, req *request, id tenant.Identity) {
	sid := credential.GUID()
	s.keepSession(id.Person)
	code := s.codes.issue(issuedCode{
		grant:   grant{Identity: id, scopes: req.scopes, nonce: req.params.Get("nonce"), sid: sid},
		segment: req.Segment, redirectURI: req.redirect, issued: x.Now,
		challenge: req.params.Get("code_challenge"),
		plain:     req.params.Get("code_challenge_method") != "S256", // RFC 7636 section 4.3
	})
	s.issued.Add(code)
	// session_state is the sid of the ID token (entra.md 2.2).
	answer := url.Values{"code": {code}, "session_state": {sid}}
	if req.params.Get("client_info") == "1" {
		answer.Set("client_info", clientInfo(id))
	}
	s.respond(w, x, req, answer)
}

// respond sends an authorization response in the mode asked for.
func (s *Server) respond(w http.ResponseWriter, x *web.Exchange, req *request, answer url.Values) {
	if state := req.params.Get("state"); state != "" {
		answer.Set("state", state)
	}
	separator := "?"
	switch req.mode {
	case modeFormPost:
		s.showFormPost(w, x, req, answer)
		return
	case modeFragment:
		separator = "#"
	}
	w.Header().Set("Location", s.landing(req.redirect)+separator+answer.Encode())
	w.WriteHeader(http.StatusFound)
}

// landing is where a browser finds a redirect URI: the host of the auth product
// has no address, so that this server answers in its place.
func (s *Server) landing(redirect string) string {
	if slices.Contains(scenario.ProductRedirectURIs(), redirect) {
		return s.url + s.returns
	}
	return redirect
}
