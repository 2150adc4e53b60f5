package product

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/web"
)

// This file plays the auth product's own sign-in page, like Clerk's Account
// Portal: all the steps of a user, with the credentials that the dashboard has.

const (
	portalPath = "/account-portal"
	// ReturnPath is where the account portal gets the response of a sign-in.
	ReturnPath = "/account-portal/callback"

	maxAccountStates = 50
)

// AccountPortalURL is the product's sign-in page.
func (s *Server) AccountPortalURL() string { return s.url + portalPath }

// accountView is what the pages of the account portal show.
type accountView struct {
	Nonce, Token, Title string
	Problem             string // why no user can sign in here
	Failed              string // what Microsoft answered
	Strange             bool   // a response to a sign-in that did not start here
	SignedIn            bool
	Name, Email, EDOV   string
	Verified            bool
}

// verdict is what the token says of the user's email.
func (v accountView) verdict() string {
	switch {
	case v.Verified:
		return "xms_edov is " + v.EDOV + ": the email counts as verified."
	case v.EDOV != "":
		return "xms_edov is " + v.EDOV + ": the email counts as not verified."
	}
	return "xms_edov is missing from the token: the email may count as not verified."
}

func (s *Server) accountPortal(w http.ResponseWriter, _ *web.Exchange) {
	s.showAccount(w, accountView{Problem: s.accountProblem()})
}

// accountProblem is why the product's page has no button for Microsoft.
func (s *Server) accountProblem() string {
	switch board := s.setup.Dashboard(); {
	case !board.Enabled:
		return "The dashboard has no Microsoft connection yet."
	case !board.Usable:
		return "The Microsoft connection is not enabled for sign-up and sign-in."
	case !board.Custom:
		return "Use custom credentials is off: a production instance cannot sign users in without them."
	case board.ClientID == "" || board.SecretKeyID == "":
		return "Client ID or Client Secret is missing in the dashboard."
	}
	return ""
}

// accountSignIn sends the user to Microsoft's page, as the product would.
func (s *Server) accountSignIn(w http.ResponseWriter, x *web.Exchange) {
	if !s.forms.Accept(w, x) {
		return
	}
	if problem := s.accountProblem(); problem != "" {
		s.showAccount(w, accountView{Problem: problem})
		return
	}
	http.Redirect(w, x.Request, s.Begin(), http.StatusSeeOther)
}

// Begin begins a sign-in of a user of the product. It gives the path of Microsoft's page.
func (s *Server) Begin() string {
	state := credential.Text(32)
	s.issued.Add(state)
	s.mu.Lock()
	if len(s.states) >= maxAccountStates { // tabs that were left
		clear(s.states)
	}
	s.states[state] = true
	s.mu.Unlock()
	board := s.setup.Dashboard()
	return "/" + url.PathEscape(tenant(board)) + "/oauth2/v2.0/authorize?" + url.Values{
		"client_id": {board.ClientID}, "response_type": {"code"}, "scope": {"openid profile email"},
		"redirect_uri": {s.redirectURI()}, "state": {state}, "prompt": {"select_account"},
	}.Encode()
}

// redirectURI is the product's own: which product it is shows in what was registered last.
func (s *Server) redirectURI() string {
	products := scenario.ProductRedirectURIs()
	own := products[0]
	if app := s.setup.App(); app != nil {
		for _, r := range app.Redirects {
			if slices.Contains(products, r.URI) {
				own = r.URI
			}
		}
	}
	return own
}

// SignedIn counts the users who signed in at the product.
func (s *Server) SignedIn() int64 { return s.signedIn.Load() }

// accountReturn takes Microsoft's response and redeems the code.
func (s *Server) accountReturn(w http.ResponseWriter, x *web.Exchange) {
	query := x.URL.Query()
	s.mu.Lock()
	state := query.Get("state")
	begun := s.states[state]
	delete(s.states, state)
	s.mu.Unlock()
	if !begun {
		s.showAccount(w, accountView{Strange: true})
		return
	}
	if query.Has("error") {
		s.showAccount(w, accountView{Failed: query.Get("error") + ": " + query.Get("error_description")})
		return
	}
	s.showAccount(w, s.accountRedeem(x, query.Get("code")))
}

// secret is the client secret that the product has.
func (s *Server) secret(b registration.Dashboard) string {
	return cmp.Or(s.setup.Value(b.SecretKeyID), "a-secret-that-is-none-of-the-app's")
}

// accountRedeem is the product's token request, with the secret that was entered
// in the dashboard.
func (s *Server) accountRedeem(x *web.Exchange, code string) accountView {
	board := s.setup.Dashboard()
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {board.ClientID}, "client_secret": {s.secret(board)},
		"code": {code}, "redirect_uri": {s.redirectURI()},
	}
	r, err := http.NewRequestWithContext(
		x.Context(), http.MethodPost, s.url+"/"+url.PathEscape(tenant(board))+"/oauth2/v2.0/token",
		strings.NewReader(form.Encode()),
	)
	if err != nil {
		return accountView{Failed: "The token request could not be made."}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetPathValue("tenant", tenant(board))
	asked := *x
	asked.Request = r
	claims, refused := s.openid.Claims(&asked)
	if refused != "" {
		return accountView{Failed: refused}
	}
	s.signedIn.Add(1)
	v := accountView{SignedIn: true}
	v.Name, _ = claims["name"].(string)
	v.Email, _ = claims["email"].(string)
	if edov, ok := claims["xms_edov"]; ok {
		v.EDOV = fmt.Sprint(edov)
		v.Verified = v.EDOV == "true" || v.EDOV == "1"
	}
	return v
}

func (s *Server) showAccount(w http.ResponseWriter, v accountView) {
	v.Nonce, v.Token, v.Title = web.Nonce(), s.forms.Token(), "Sign in to Contoso web"
	web.Show(w, http.StatusOK, accountPage(v), v.Nonce, "")
}
