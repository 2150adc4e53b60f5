package flow

import (
	"crypto/subtle"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"edov/flow/entra"
	"edov/flow/mask"
)

// Bounds of an authorization response.
const (
	maxParams = 32       // a real one has four or five parameters
	maxCode   = 16 << 10 // Entra's codes are about 1 to 2 KiB
)

// viaPaste is the Callback.Via of a pasted response; others have the response mode.
const viaPaste = "paste"

// onceOnly are the parameters that a response must not repeat (RFC 6749 section 3.1).
var onceOnly = []string{"code", "state", "error", "error_description", "error_uri", "iss", "session_state"}

// response is an authorization response with the right state. Nothing else about it has been
// checked.
type response struct {
	at     time.Time
	via    string
	origin string
	params url.Values
}

// readParams reads the parameters of an authorization response from a query, a fragment or a
// form body. The refusal is in words for the user and quotes nothing.
func readParams(raw string) (params url.Values, refusal string) {
	if strings.Count(raw, "&") >= maxParams {
		return nil, "too many parameters"
	}
	params, err := url.ParseQuery(raw) // refuses semicolons and bad escapes
	if err != nil {
		return nil, "malformed parameters"
	}
	for _, name := range onceOnly {
		if len(params[name]) > 1 {
			return nil, "a parameter was given twice"
		}
	}
	if code := params.Get("code"); len(code) > maxCode || strings.IndexFunc(code, notInCode) >= 0 {
		return nil, "malformed code"
	}
	return params, ""
}

// notInCode reports whether a character cannot be in a code: RFC 6749 appendix A.11 allows
// visible ASCII and the space, but a code with a space is damaged.
func notInCode(r rune) bool { return r <= ' ' || r > '~' }

// turnstile lets exactly one response with the right state through.
type turnstile struct {
	state    string
	metadata func() *Metadata // the server's metadata; nil if not loaded yet
	out      chan response    // holds one

	mu     sync.Mutex
	taken  bool
	failed bool // which page the first response got
}

func newTurnstile(state Secret, metadata func() *Metadata) *turnstile {
	return &turnstile{state: state.Reveal(), metadata: metadata, out: make(chan response, 1)}
}

// stateRefusal compares the state in constant time; empty if it is right.
func (t *turnstile) stateRefusal(params url.Values) string {
	got := params.Get("state")
	switch {
	case got == "":
		return "no state"
	case subtle.ConstantTimeCompare([]byte(got), []byte(t.state)) != 1:
		return "wrong state"
	}
	return ""
}

// take passes on the first response. For later ones, it only returns which page the first one
// got.
func (t *turnstile) take(r response) (first, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken {
		return false, t.failed
	}
	md := t.metadata()
	t.taken = true
	t.failed = responseFailure(r.params, md) != nil
	t.out <- r
	return true, t.failed
}

const hintChanged = "try again; if it happens again, the server or something between it and the browser " +
	"changes the response"

// responseFailure says why a response with the right state has no code to redeem; nil if it
// has one. Without metadata, the issuer is checked later.
func responseFailure(params url.Values, md *Metadata) *Failure {
	if md != nil {
		if f := issuerFailure(params, md); f != nil {
			return f
		}
	}
	code, oauthError := params.Get("code"), params.Get("error")
	switch {
	case code != "" && oauthError != "":
		return protocolFailure("the authorization response has both a code and an error",
			hintChanged)
	case code == "" && oauthError == "":
		return protocolFailure("the authorization response has neither a code nor an error",
			hintChanged)
	case oauthError != "":
		return failureFromParams(params)
	}
	return nil
}

// issuerFailure applies RFC 9207 section 2.4. Entra sends no iss, and its metadata does not
// promise one.
func issuerFailure(params url.Values, md *Metadata) *Failure {
	iss, present := params.Get("iss"), params.Has("iss")
	switch {
	case !present && md.IssParameter:
		return protocolFailure("the authorization response has no iss, although the server's metadata promises it",
			notUsed+", or the server doesn't keep its promise")
	case present && !issuerMatches(md.Issuer, iss):
		return protocolFailure("the iss of the authorization response is not the expected issuer", notUsed)
	}
	return nil
}

const notUsed = "the code wasn't used; this may be the response of another server (a mix-up attack)"

// issuerMatches compares byte for byte; a template accepts any GUID.
func issuerMatches(want, got string) bool {
	if !strings.Contains(want, entra.TenantTemplate) {
		return want != "" && got == want
	}
	return entra.IsGUID(entra.IssuerTenant(want, got))
}

func protocolFailure(summary, hint string) *Failure {
	return &Failure{Stage: StageAuthorize, Kind: FailureProtocol, Summary: summary, Hint: hint}
}

// callback is the record of a response, without code and state.
func (r response) callback() *Callback {
	sent := newScrubber(NewSecret(r.params.Get("code")), NewSecret(r.params.Get("state")))
	cb := &Callback{At: r.at, Via: r.via}
	cb.Issuer, cb.Origin = cut(sent.text(r.params.Get("iss")), 2048), cut(sent.text(r.origin), 256)
	if code := r.params.Get("code"); code != "" {
		cb.CodeHash = leftHash(code)
	}
	for name := range r.params {
		cb.Params = append(cb.Params, cut(sent.text(name), 64))
	}
	slices.Sort(cb.Params)
	return cb
}

// cut bounds text from outside that is only kept to be shown.
//
//go:noinline
func cut(s string, n int) string { return mask.Cut(s, n) }
