package token

import (
	"fmt"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// GraphAudiences are the ways Microsoft Graph appears as an audience: its app
// ID, and its addresses in each cloud.
var GraphAudiences = []string{
	"00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com",
	"https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
}

// ForGraph reports whether a token is an access token of Microsoft Graph. Such
// a token is opaque to clients: its header has a nonce that makes a plain
// signature check fail by design (Microsoft, access tokens: validate tokens).
// One that was handed in as ID token is the same; that it is none is a finding
// of its own, so nothing passes for it.
func (t *JWT) ForGraph() bool {
	if t.Kind != "access" && t.AccessMark() == "" {
		return false
	}
	return t.Header.Has("nonce") || slices.Contains(GraphAudiences, strings.TrimSuffix(t.Claims.Get("aud").Str(), "/"))
}

// accessMarks are claims that only access tokens have.
var accessMarks = []string{"scp", "appidacr", "azpacr", "appid"}

// AccessMark names the claim that tells an access token, or is empty. An ID
// token's audience is always a client ID, never an address (Microsoft, ID
// token claims: aud).
func (t *JWT) AccessMark() string {
	for _, name := range accessMarks {
		if t.Claims.Has(name) {
			return name
		}
	}
	aud := t.Claims.Get("aud").Str()
	if strings.HasPrefix(aud, "api://") || slices.Contains(GraphAudiences, strings.TrimSuffix(aud, "/")) {
		return "aud"
	}
	return ""
}

// Verify checks the signature with the keys of the ring and notes what can be
// said about it. A token that the gate refused is never verified; that its
// signature failed is only said where one was computed and differs.
func (t *JWT) Verify(ring *KeyRing, origin flow.Origin) {
	if t.Header.Exists() {
		t.Key = ring.Find(t.Header)
	}
	t.Verification = t.verification(ring, origin)
	t.Verification.KeyID = words.Cut(t.Header.Get("kid").Str())
}

// misfit says why a signature of so many bytes cannot be one of a key; empty when it can. There is nothing to compute then:
// most such tokens were cut off when they were copied.
func misfit(got, want int) string {
	switch got {
	case want:
		return ""
	case 0:
		return "the token has no signature"
	}
	return fmt.Sprintf("the signature has %d bytes, and those of this key have %d: the token may be cut off", got, want)
}

func (t *JWT) verification(ring *KeyRing, origin flow.Origin) proof.Verification {
	say := func(state proof.VerificationState, reason string) proof.Verification {
		return proof.Verification{State: state, Reason: reason}
	}
	switch {
	case t.Opaque:
		return say(proof.CannotBeChecked, "it is not a JWT: personal accounts get opaque access tokens")
	case t.ForGraph():
		return say(proof.CannotBeChecked, "it is for Microsoft Graph, and only Graph can check it")
	case !t.OK():
		return say(proof.NotChecked, t.Faults[0].Problem)
	case origin == flow.OriginLoaded && t.bare:
		return say(proof.NotChecked, "a saved session keeps no signatures")
	case len(ring.Keys) == 0 && len(ring.Faults) > 0:
		return say(proof.NotChecked, words.Cut(ring.Faults[0]))
	case len(ring.Keys) == 0:
		return say(proof.NotChecked, "no signing keys were loaded")
	case t.Key == nil && !t.Header.Has("kid"):
		return say(proof.NotChecked, "the token names no key, and there is not exactly one to choose")
	case t.Key == nil:
		return say(proof.NotChecked, "no published key has this token's key ID")
	case t.Key.Public == nil:
		return say(proof.NotChecked, "the key is not usable: "+t.Key.Refused)
	}
	if t.Misfit = misfit(len(t.Signature), t.Key.Public.Size()); t.Misfit != "" {
		return say(proof.NotChecked, t.Misfit)
	}
	if err := jwt.SigningMethodRS256.Verify(t.Signed, t.Signature, t.Key.Public); err != nil {
		return say(proof.VerifyFailed, "the signature does not fit the token and the published key")
	}
	return say(proof.Verified, "")
}
