package fault

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/inspect/words"
)

// byRequest says what an authorize request has in it, where edov sees nothing wrong with it and nothing else stands
// beside it.
func byRequest(s *seen) (Explanation, bool) {
	if len(strings.Fields(s.raw)) != 1 {
		return Explanation{}, false
	}
	list := addresses(s.raw, s.plain)
	if len(list) == 0 {
		list = siblingRequest(strings.TrimSpace(s.raw))
	}
	if len(list) != 1 || !list[0].isAuthorize() || !list[0].isPlain() {
		return Explanation{}, false
	}
	a, title := list[0], "a sign-in request, in which edov sees nothing wrong by itself"
	if len(s.notes()) > 0 {
		title = "a sign-in request, and no error; what edov notes of it stands below"
	}
	if a.service != "" {
		title = "a sign-in request of " + a.service + ", whose rules edov does not know"
	}
	parts := []string{"tenant " + words.Cut(a.tenant)}
	for _, name := range []string{"client_id", "response_type", "response_mode", "redirect_uri", "scope", "prompt"} {
		if a.query.Has(name) {
			parts = append(parts, name+" "+words.Cut(a.query.Get(name)))
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if !a.query.Has(name) {
			parts = append(parts, "no "+name)
		}
	}
	return Explanation{
		ID: "sign-in-request", Known: true, fine: true,
		Title: title,
		Cause: "it has " + strings.Join(parts, ", ") + ". Whether they fit the app registration is not in the address",
		Check: "edov app FILE --client-id ID --product-redirect-uri URI compares it with the app registration; in a " +
			"browser, the address shows Microsoft's own error",
	}, true
}

// ofRequest are the parameters of an authorize request that Microsoft documents (OAuth 2.0 authorization code flow).
var ofRequest = []string{
	"client_id", "response_type", "redirect_uri", "scope", "response_mode", "state", "prompt", "login_hint",
	"domain_hint", "code_challenge", "code_challenge_method", "nonce", "claims", "max_age", "ui_locales", "acr_values",
	"client_info", "x-client-SKU", "x-client-ver", "x-client-sku", "client-request-id", "instance_aware", "msafed",
}

// isPlain holds for a request in which nothing is left that edov does not know.
func (a address) isPlain() bool {
	for name := range a.query {
		if !slices.Contains(ofRequest, name) {
			return false
		}
	}
	if a.url.Scheme != "https" || a.url.Port() != "" || strings.EqualFold(a.query.Get("client_id"), a.tenant) ||
		len(strings.Fields(a.query.Get("prompt"))) > 1 || a.query.Has("claims") {
		return false
	}
	if _, known := entra.CloudOfHost(a.url.Hostname()); !known && a.service == "" {
		return false
	}
	redirect := a.query.Get("redirect_uri")
	u, err := url.Parse(redirect)
	return redirect == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" &&
		u.Port() != "80" && u.Port() != "443" && !strings.Contains(redirect, "*") && len(redirect) <= 256
}

// siblingRequest is an address of Microsoft's sign-in for customers, with the name of that service.
func siblingRequest(text string) []address {
	u, err := url.Parse(text)
	if err != nil {
		return nil
	}
	if service := entra.ServiceAt(u.Hostname()); service != "" {
		a := apart(text, u)
		a.service = service
		return []address{a}
	}
	return nil
}
