package check_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/mint"
)

// provider is the demo tenant behind a transport that changes what it answers, as a module of the conformance suite
// has it. Where it changes an ID token, it signs it with mint's key and publishes that in place of the demo's.
type provider struct {
	*demo.Server
	faults

	mu       sync.Mutex
	authURL  url.Values // of the last authorization request
	requests []*http.Request
	bodies   []string
	tokens   int // how many were issued

	keysRead chan struct{} // in this sign-in
}

// faults is what a provider does otherwise than the demo tenant. The zero value does nothing.
type faults struct {
	metadata func(md map[string]any)
	header   func(header map[string]any)
	claims   func(claims map[string]any)
	me       func(profile map[string]any)
	seal     func(input string) string // the signature; nil: RS256 by mint's key
	// keys are the key sets published, in place of the demo's, once so many tokens were issued; nil: the demo's.
	keys func(issued int) []string
	// signs says whether mint's key signs the token of this number; nil: where header, claims or seal is set.
	signs func(issued int) bool
}

const mintedKey = "minted"

func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	p.mu.Lock()
	p.requests, p.bodies = append(p.requests, r.Clone(r.Context())), append(p.bodies, string(body))
	p.mu.Unlock()
	if p.keys != nil && strings.HasSuffix(r.URL.Path, "/token") {
		select { // keys that change with the token are read before it, as they are while a person signs in
		case <-p.keysRead:
		case <-r.Context().Done():
		}
	}
	sent := r.Clone(r.Context())
	if strings.HasSuffix(r.URL.Path, randomKeys) {
		sent.URL.Path = strings.TrimSuffix(r.URL.Path, randomKeys)
	}
	resp, err := p.Server.Env().HTTP.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if json.Unmarshal(text, &doc) == nil {
		p.change(sent.URL.Path, doc)
		text, _ = json.Marshal(doc)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// randomKeys is added to the address of the keys by a module that changes it.
const randomKeys = "-oidcc"

func (p *provider) change(path string, doc map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case strings.HasSuffix(path, "/openid-configuration") && p.metadata != nil:
		p.metadata(doc)
	case strings.HasSuffix(path, "/me") && p.me != nil:
		p.me(doc)
	case strings.HasSuffix(path, "/keys"):
		if list := p.published(); list != nil {
			var keys []any
			_ = json.Unmarshal([]byte("["+strings.Join(list, ",")+"]"), &keys)
			doc["keys"] = keys
		}
		select {
		case p.keysRead <- struct{}{}:
		default: // they were read before
		}
	case strings.HasSuffix(path, "/token"):
		token, _ := doc["id_token"].(string)
		if p.tokens++; token != "" && p.mints(p.tokens) {
			doc["id_token"] = p.sign(token)
		}
	}
}

func (p *provider) mints(n int) bool {
	if p.signs != nil {
		return p.signs(n)
	}
	return p.header != nil || p.claims != nil || p.seal != nil
}

func (p *provider) published() []string {
	switch {
	case p.keys != nil:
		return p.keys(p.tokens)
	case p.mints(0):
		return []string{jwk(mint.Public(), mintedKey)}
	}
	return nil
}

// sign makes the token anew, with what the module changes.
func (p *provider) sign(token string) string {
	parts := strings.Split(token, ".")
	var header, claims map[string]any
	for i, into := range []*map[string]any{&header, &claims} {
		raw, _ := base64.RawURLEncoding.DecodeString(parts[i])
		_ = json.Unmarshal(raw, into)
	}
	header["kid"] = mintedKey
	if p.header != nil {
		p.header(header)
	}
	if p.claims != nil {
		p.claims(claims)
	}
	text := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	signed := mint.Sign(text(header), text(claims))
	if p.seal == nil {
		return signed
	}
	input := signed[:strings.LastIndexByte(signed, '.')]
	return input + "." + p.seal(input)
}

// jwk is a public key as a key set has it; without a kid if that is empty.
func jwk(key *rsa.PublicKey, kid string) string {
	members := map[string]string{
		"kty": "RSA", "use": "sig", "n": mint.Base64(key.N.Bytes()), "e": mint.Base64(big.NewInt(int64(key.E)).Bytes()),
	}
	if kid != "" {
		members["kid"] = kid
	}
	text, _ := json.Marshal(members)
	return string(text)
}

// hs256 is what a verifier falls for that takes a public value for a shared key: the client secret.
func hs256(secret string) func(string) string {
	return func(input string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(input))
		return mint.Base64(mac.Sum(nil))
	}
}

// signIn runs one sign-in at the provider.
func (p *provider) signIn(t *testing.T, me bool, change func(*flow.Connection)) *flow.Session {
	t.Helper()
	p.keysRead = make(chan struct{}, 1)
	c := p.Connection()
	c.AnyPort = true
	change(&c)
	env := p.Env()
	env.HTTP = p
	observe := func(e flow.Event) {
		if u, err := url.Parse(e.URL); err == nil && e.Kind == flow.EventURL {
			p.mu.Lock()
			p.authURL = u.Query()
			p.mu.Unlock()
		}
	}
	return flow.SignIn(t.Context(), env, c, flow.SignInOptions{
		Paste: p.Pasted(), Observe: observe, Me: me, Program: "edov test",
	})
}

// asked counts the requests whose path ends so.
func (p *provider) asked(suffix string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, r := range p.requests {
		if strings.HasSuffix(r.URL.Path, suffix) {
			n++
		}
	}
	return n
}
