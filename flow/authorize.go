package flow

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"golang.org/x/oauth2"

	"edov/flow/entra"
)

// randomBytes is the entropy of each of state, nonce and verifier: 256 bits. In base64url
// they are 43 characters, the length of the shortest verifier that is allowed (RFC 7636
// section 4.1).
const randomBytes = 32

// authorization is one authorization request (RFC 6749 section 4.1.1), with what its
// response is compared with. It is used for one attempt only.
type authorization struct {
	url         string
	redirectURI string
	mode        string
	nonce       string
	state       Secret
	verifier    Secret
}

// newAuthorization builds the request for an authorization endpoint. Confidential clients
// use PKCE too (RFC 9700 section 2.1.1), with S256 only.
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

// randomString returns randomBytes of r as base64url, which Entra returns unchanged; it
// removes HTML from a state (Microsoft, redirect URI restrictions).
func randomString(r io.Reader) (string, error) {
	b := make([]byte, randomBytes)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", errors.New("the system's random number generator failed")
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// isMicrosoft reports whether Microsoft's sign-in pages post from an origin, in any cloud
// or for personal accounts.
func isMicrosoft(origin string) bool {
	host, secure := strings.CutPrefix(strings.ToLower(origin), "https://")
	return secure && entra.IsSignInHost(host)
}

// foreignOrigin reports whether the Origin header of a form post is neither Microsoft nor
// the server that the request went to. A missing or "null" origin says nothing.
func foreignOrigin(origin, authorizeURL string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	if rest, ok := strings.CutPrefix(authorizeURL, origin); ok && strings.HasPrefix(rest, "/") {
		return false
	}
	return !isMicrosoft(origin)
}
