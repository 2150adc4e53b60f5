package flow

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// maxPaste bounds what a user may paste.
const maxPaste = 128 << 10

// Refusals of a paste, for the user. None of them quotes what was pasted: it
// may hold a code.
const (
	pasteEmpty   = "there was nothing to read"
	pasteTooLong = "this is too long for an address or an error text"
	pasteTwo     = "there are several addresses; paste only the one the browser ended on"
	pasteLogin   = "this is the address of the sign-in page itself; paste the address the browser ended on, which begins with the redirect URI, or the text of the error page"
	pasteOther   = "this address is not the redirect URI of this sign-in"
	pasteBare    = "this address has no answer in it; paste it whole, with all that follows the question mark"
	pasteUnknown = "this is neither the address the browser ended on nor the text of an error page"
	pasteAgain   = "the answer is here already"
)

// pasteReader takes the answer from the user's hands, when the browser cannot
// reach the listener (another machine, a container) or when Microsoft's own
// page shows an error. The checks are the listener's.
type pasteReader struct {
	redirectURI *url.URL
	now         func() time.Time
	turnstile   *turnstile
}

// read takes one pasted text. It ends the wait by handing a response to the
// turnstile (both results empty) or with the failure a page told of; otherwise
// it says why the text was refused.
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

// bareParams tells a query or fragment without its address.
var bareParams = regexp.MustCompile(`^[?#]?(code|state|error|error_description|error_subcode|error_uri|iss|session_state|client_info)=`)

// anAddress finds the beginnings of addresses.
var anAddress = regexp.MustCompile(`(?i)(^|[\s"'<])https?://`)

// rawParams finds the parameters in a redirect URL, its query or its fragment.
// Terminals and mail programs wrap long lines, so white space is dropped.
func (p *pasteReader) rawParams(text string) (raw string, isAddress bool, refused string) {
	joined := strings.Join(strings.Fields(text), "")
	// A log line may begin with "error=" too, but has blanks and no state.
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

// checkAddress compares with the redirect URI by its parts; a prefix would
// also fit localhost.evil.example (security rule G18).
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

// take applies the checks of the listener from step 7 on.
func (p *pasteReader) take(raw string) (refused string) {
	params, refused := readParams(raw)
	if refused == "" {
		refused = p.turnstile.stateRefusal(params)
	}
	switch refused {
	case "":
	case "wrong state":
		return "this answer belongs to another sign-in (its state is not this one's)"
	case "no state":
		return "this address has no state; paste it whole"
	default:
		return "this is no valid answer: " + refused
	}
	if first, _ := p.turnstile.take(response{at: p.now(), via: viaPaste, params: params}); !first {
		return pasteAgain
	}
	return ""
}
