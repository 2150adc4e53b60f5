package flow

import (
	"net/url"
	"strings"
	"time"

	"edov/flow/lazy"
)

// maxPaste bounds what a user may paste.
const maxPaste = 128 << 10

// Refusals of a paste, for the user. None of them quotes the text, which may contain a code.
const (
	pasteEmpty   = "the text is empty"
	pasteTooLong = "the text is too long for a redirect URI or an error"
	pasteTwo     = "there are several addresses; paste only the final URL"
	pasteLogin   = "this is the address of the sign-in page; " +
		"paste the final URL, which begins with the redirect URI, or the text of the error page"
	pasteOther   = "this address is not the redirect URI of this sign-in"
	pasteBare    = "this address contains no response; paste all of it, with everything after the question mark"
	pasteUnknown = "paste the whole redirect URI with the response in it, or the error text"
	pasteAgain   = "the response was already received"
)

// pasteReader reads the response from what the user pastes, if the browser cannot reach the
// listener (another machine, a container) or if Microsoft's page shows an error. It makes
// the same checks as the listener.
type pasteReader struct {
	redirectURI *url.URL
	now         func() time.Time
	turnstile   *turnstile
}

// read reads one pasted text. It ends the wait by passing a response to the turnstile (both
// results are then empty) or with the failure that a page shows; otherwise it says why the
// text was refused.
func (p *pasteReader) read(text string) (failure *Failure, refused string) {
	if len(text) > maxPaste {
		return nil, pasteTooLong
	}
	text = strings.Trim(strings.TrimSpace(text), "\"'`<> \t\r\n")
	if text == "" {
		return nil, pasteEmpty
	}
	if raw, isAddress, refused := p.rawParams(text); refused != "" {
		return nil, refused
	} else if isAddress {
		return nil, p.take(raw)
	}
	if f, ok := ParseFailureText(text); ok {
		f.Stage, f.Kind = StageAuthorize, FailurePage
		return f, ""
	}
	return nil, pasteUnknown
}

// bareParams recognizes a query or a fragment without its address.
var bareParams = lazy.MustCompile(
	`^[?#]?(code|state|error|error_description|error_subcode|error_uri|iss|session_state|client_info)=`,
)

// anAddress finds the beginnings of addresses.
var anAddress = lazy.MustCompile(`(?i)(^|[\s"'<])https?://`)

// rawParams finds the parameters in a redirect URL, its query or its fragment. It ignores
// white space, since terminals and mail programs wrap long lines.
func (p *pasteReader) rawParams(text string) (raw string, isAddress bool, refused string) {
	joined := strings.Join(strings.Fields(text), "")
	// A line of a log may begin with "error=" too, but has spaces and no state.
	if bareParams.MatchString(joined) && (!strings.ContainsAny(text, " \t") || strings.Contains(joined, "state=")) {
		return strings.TrimLeft(joined, "?#"), true, ""
	}
	if loc := anAddress.FindStringIndex(text); loc == nil || loc[0] != 0 {
		return "", false, ""
	}
	if len(anAddress.FindAllStringIndex(text, 2)) > 1 {
		return "", true, pasteTwo
	}
	u, err := url.Parse(joined)
	if err != nil {
		return "", true, pasteOther
	}
	if refused := p.checkAddress(u); refused != "" {
		return "", true, refused
	}
	if u.RawQuery != "" {
		return u.RawQuery, true, ""
	}
	if u.EscapedFragment() != "" {
		return u.EscapedFragment(), true, ""
	}
	return "", true, pasteBare
}

// checkAddress compares an address with the redirect URI, part by part: a prefix would also
// fit localhost.evil.example.
func (p *pasteReader) checkAddress(u *url.URL) string {
	want := p.redirectURI
	if isMicrosoft(u.Scheme + "://" + u.Host) {
		return pasteLogin
	}
	if u.Scheme != want.Scheme || !strings.EqualFold(u.Host, want.Host) || u.User != nil || rootPath(u) != rootPath(want) {
		return pasteOther
	}
	return ""
}

// rootPath is the path; an empty one is the same as "/".
func rootPath(u *url.URL) string {
	if u.EscapedPath() == "" {
		return "/"
	}
	return u.EscapedPath()
}

// take makes the checks of the listener that apply to parameters.
func (p *pasteReader) take(raw string) (refused string) {
	params, refused := readParams(raw)
	if refused == "" {
		refused = p.turnstile.stateRefusal(params)
	}
	switch refused {
	case "":
	case "wrong state":
		return "this response belongs to another sign-in (wrong state)"
	case "no state":
		return "this address has no state; paste all of it"
	default:
		return "not a valid response: " + refused
	}
	if first, _ := p.turnstile.take(response{at: p.now(), via: viaPaste, params: params}); !first {
		return pasteAgain
	}
	return ""
}
