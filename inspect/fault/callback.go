package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/words"
)

var (
	// anyAddress finds addresses, and paths in the log of a server.
	anyAddress = lazy.MustCompile(`(?i)(?:[a-z][a-z0-9.+-]{1,30}://|[\s'"(=]/)` +
		`[^\s"'<>\x60\\]{3,1000}[^\s"'<>\x60\\]{0,1000}`)
	// ofResponse finds the parameter that makes an address one to which Microsoft's response came.
	ofResponse = lazy.MustCompile(`(?i)(?:^|[?&/#;])(code|id_token|access_token|error)=([^&#\s]*)`)
	// besideResponse are parameters that come with it.
	besideResponse = lazy.MustCompile(
		`(?i)[?&;](state|session_state|client_info|iss|error_description|error_subcode|token_type|expires_in|` +
			`id_token|admin_consent)=`,
	)
	// valueOfResponse is how codes and tokens of Microsoft's begin.
	valueOfResponse = lazy.MustCompile(`^([01]\.A|M\.|eyJ|\.\.\.|<|\*\*\*|xxx)`)
	// readsFragment are words of programs that run in the browser; readsQuery of those on a server.
	readsFragment = lazy.MustCompile(
		`msal|\bspa\b|react|angular|\bvue|svelte|handleredirect|hash_empty|oidc-client|single.page|wasm|webassembly|` +
			`login-callback|loginredirect|browser library|local ?storage|capacitor|ionic|ember`,
	)
	readsQuery = lazy.MustCompile(
		`\bserver\b|backend|express|flask|django|spring|rails|laravel|\bphp\b|asp\.net|next-?auth|auth\.js|req\.query|` +
			`request\.(args|query|get)|\$_get|\bget /|nginx|gunicorn|servlet|params\[|fastapi|node\.?js|signin-oidc|` +
			`/api/|\.php\b|/login/oauth2/code|\.aspx|/oauth2?/callback|/auth/callback|symfony|\bgo\b|golang|quarkus|micronaut|` +
			`tomcat|wildfly|odoo|wordpress|drupal|moodle|nextcloud|state cookie|route handler|` +
			`(kein|no|missing|without|sans|sin) (auth\w* )?code|code (is |was )?(missing|empty|not)|query string`,
	)
	// ownError is a parameter that products add to an error of their own; hasState is one of each response of
	// Microsoft's to a request that is worth its name.
	ownError = lazy.MustCompile(`(?i)\berror_code=`)
	hasState = lazy.MustCompile(`(?i)&(state|code|id_token|access_token|session_state)=|aadsts`)
	ofRouter = lazy.MustCompile(`hash.?(router|mode|location|routing|history)|router`)
)

// response is an address to which Microsoft's response came, or was meant to.
type response struct {
	at       string // without the parameters
	query    string // what stands behind the first ?
	fragment string // what stands behind the first #
	path     string
}

// hasResponse holds for parameters that are those of a response.
func hasResponse(params string) bool {
	for _, m := range ofResponse.FindAllStringSubmatch(params, 4) {
		isError := m[1] == "error" && slices.Contains(oauthErrors, strings.ToLower(m[2]))
		if isError || m[2] != "" && (besideResponse.MatchString(params) || valueOfResponse.MatchString(m[2])) {
			return true
		}
	}
	return false
}

// responses lists the addresses of a text to which a response came.
func (s *seen) responses() []response {
	var list []response
	for _, at := range anyAddress.FindAllString(s.raw, 20) {
		at = strings.TrimRight(strings.TrimLeft(at, " \t\n'\"(="), ".,;)]}")
		front, fragment, _ := strings.Cut(at, "#")
		path, query, _ := strings.Cut(front, "?")
		if microsoftHosts.MatchString(strings.ToLower(path)) || !hasResponse(strings.Replace(at, path, "", 1)) &&
			!hasResponse(decoded(path)) && !hasResponse(path) {
			continue
		}
		list = append(list, response{words.Cut(path), query, fragment, path})
	}
	return list
}

// isMangled says what makes the address one that Microsoft did not send.
func (r response) isMangled() string {
	_, more, twice := strings.Cut(r.query, "?")
	switch {
	case twice && hasResponse(more):
		return "the address " + r.at + " has two question marks, so that the response is no parameter of its own"
	case strings.Contains(strings.ToLower(r.path), "%3f") && hasResponse(decoded(r.path)):
		return "the question mark in " + r.at + " is encoded (%3F), so that the response belongs to the path"
	case r.query == "" && hasResponse(r.path):
		return "the response in " + r.at + " begins without a question mark"
	case strings.Contains(r.query, "&amp;"):
		return "the parameters behind " + r.at + " are joined by &amp; instead of &"
	}
	return ""
}

// callbackFaults lists what is wrong with the place of a response: behind the # where a server should read it, in the
// query where a library in the browser should, or behind a router's own #.
func (s *seen) callbackFaults() []addressFault {
	inBrowser, onServer := readsFragment.MatchString(s.lower), readsQuery.MatchString(s.lower)
	var list []addressFault
	for _, r := range s.responses() {
		byRouter := strings.HasPrefix(strings.TrimLeft(r.fragment, "!"), "/")
		switch mangled := r.isMangled(); {
		case mangled != "":
			list = append(list, addressFault{"response-address-mangled", mangled, true})
		case byRouter && (hasResponse(r.fragment) || inBrowser || ofRouter.MatchString(s.lower)):
			list = append(list, addressFault{
				"hash-router", "the # of " + r.at + " is the page's own router's, and the response stands beside it", true,
			})
		case hasResponse(r.fragment):
			list = append(list, r.behindHash(inBrowser, onServer)...)
		case inBrowser && !onServer && hasResponse(r.query):
			list = append(list, addressFault{
				"response-mode", "the response stands in the query of " + r.at +
					"; a library in the browser reads what stands behind a #", false,
			})
		}
	}
	return list
}

// behindHash is what a response says that stands behind the #.
func (r response) behindHash(inBrowser, onServer bool) []addressFault {
	if inBrowser && !onServer || ownError.MatchString(r.fragment) || !hasState.MatchString("&"+r.fragment) ||
		strings.Contains(r.fragment, "error_subcode=cancel") {
		return nil // it belongs there, is the product's own, or tells of the user, wherever it stands
	}
	mode := addressFault{
		"response-mode", "the response stands behind the # of " + r.at + ", which no server receives",
		onServer && !inBrowser,
	}
	if ofCode := strings.Contains("&"+r.fragment, "&code=") || strings.Contains(r.fragment, "error="); ofCode {
		return []addressFault{mode}
	}
	return []addressFault{{
		"implicit-flow", "the response behind the # of " + r.at + " has a token and no code", mode.sure,
	}, mode}
}
