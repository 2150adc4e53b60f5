package flow

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/oauth2"
)

// randomBytes is the entropy of state, nonce and verifier each: 256 bits, and
// base64url makes 43 characters of them, the shortest verifier allowed
// (RFC 7636 section 4.1).
const randomBytes = 32

// authorization is one authorization request (RFC 6749 section 4.1.1) with
// what its answer will be measured against. It is made for one attempt and
// never used again.
type authorization struct {
	url         string
	redirectURI string
	mode        string
	nonce       string
	state       Secret
	verifier    Secret
}

// newAuthorization builds the request for an authorization endpoint. PKCE is
// sent by confidential clients too (RFC 9700 section 2.1.1), S256 only.
func newAuthorization(env Env, c Connection, endpoint, redirectURI string) (*authorization, error) {
	var values [3]string
	for i := range values {
		v, err := randomString(env.random())
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	state, nonce, verifier := values[0], values[1], values[2]
	config := oauth2.Config{
		ClientID:    c.ClientID,
		Endpoint:    oauth2.Endpoint{AuthURL: endpoint},
		RedirectURL: redirectURI,
		Scopes:      c.Scopes,
	}
	options := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(verifier),
		oauth2.SetAuthURLParam("nonce", nonce),
		oauth2.SetAuthURLParam("response_mode", c.ResponseMode),
	}
	for _, hint := range [][2]string{{"prompt", c.Prompt}, {"login_hint", c.LoginHint}, {"domain_hint", c.DomainHint}} {
		if hint[1] != "" {
			options = append(options, oauth2.SetAuthURLParam(hint[0], hint[1]))
		}
	}
	return &authorization{
		url:         config.AuthCodeURL(state, options...),
		redirectURI: redirectURI,
		mode:        c.ResponseMode,
		nonce:       nonce,
		state:       NewSecret(state),
		verifier:    NewSecret(verifier),
	}, nil
}

// randomString returns randomBytes of r as base64url, which Entra hands back
// unchanged; it strips HTML from a state (reply-url.md).
func randomString(r io.Reader) (string, error) {
	b := make([]byte, randomBytes)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("the source of randomness gave too little")
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// isMicrosoft reports whether an origin is one Microsoft's sign-in pages post
// from, in all clouds and for personal accounts.
func isMicrosoft(origin string) bool {
	host, secure := strings.CutPrefix(strings.ToLower(origin), "https://")
	_, known := CloudOfHost(host)
	return secure && (known || host == "login.live.com")
}

// foreignOrigin reports whether the Origin header of a form post names neither
// Microsoft nor the server the request went to. An absent or "null" origin
// tells nothing.
func foreignOrigin(origin, authorizeURL string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	if rest, ok := strings.CutPrefix(authorizeURL, origin); ok && strings.HasPrefix(rest, "/") {
		return false
	}
	return !isMicrosoft(origin)
}
