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

// GraphAudiences are the audiences that stand for Microsoft Graph: its app ID, and its addresses in each cloud.
var GraphAudiences = []string{
	"00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com",
	"https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
}

// ForGraph reports whether a token is an access token of Microsoft Graph. Such a token is opaque to clients: its
// header has a nonce that makes a plain signature check fail by design (Microsoft, access tokens: validate tokens).
// One that was pasted as ID token is treated the same; that it is not one is a finding of its own, so it passes no
// check.
func (t *JWT) ForGraph() bool {
	if t.Kind != "access" && t.AccessMark() == "" {
		return false
	}
	return t.Header.Has("nonce") || slices.Contains(GraphAudiences, strings.TrimSuffix(t.Claims.Get("aud").Str(), "/"))
}

// AccessMark names the claim that only an access token has, or is empty. An ID
// token's audience is always a client ID, never an address (Microsoft, ID
// token claims: aud).
func (t *JWT) AccessMark() string {
	if name := flow.AccessClaim(t.Claims); name != "" {
		return name
	}
	aud := t.Claims.Get("aud").Str()
	if strings.HasPrefix(aud, "api://") || slices.Contains(GraphAudiences, strings.TrimSuffix(aud, "/")) {
		return "aud"
	}
	return ""
}

// Verify checks the signature with the keys of the ring and records the result. A token that the gate refused is
// never verified; "failed" is only said where a signature was computed and differs.
func (t *JWT) Verify(ring *KeyRing, origin flow.Origin) {
	if t.Header.Exists() {
		t.Key = ring.Find(t.Header)
	}
	t.Verification = t.verification(ring, origin)
	t.Verification.KeyID = words.Cut(t.Header.Get("kid").Str())
}

// misfit says why a signature of so many bytes can't be one of a key; empty when it can. There is nothing to
// compute then: most such tokens were cut off when they were copied.
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
		return say(proof.CannotBeChecked, "it is opaque: not a JWT, so only the server that issued it can read it")
	case t.Decoded:
		return say(proof.NotChecked, proof.NoSignature)
	case t.ForGraph():
		return say(proof.CannotBeChecked, "it is for Microsoft Graph, and only Graph can check it")
	case !t.OK():
		return say(proof.NotChecked, t.Faults[0].Problem)
	case origin == flow.OriginLoaded && t.bare:
		return say(proof.NotChecked, "a saved session has no signatures")
	case len(ring.Keys) == 0 && len(ring.Faults) > 0:
		return say(proof.NotChecked, words.Cut(ring.Faults[0]))
	case len(ring.Keys) == 0:
		return say(proof.NotChecked, "no signing keys were loaded")
	case t.Key == nil && !t.Header.Has("kid"):
		return say(proof.NotChecked, "the token names no key, and not exactly one is usable")
	case t.Key == nil:
		return say(proof.NotChecked, "no published key has this token's key ID")
	case t.Key.Public == nil:
		return say(proof.NotChecked, "the key is unusable: "+t.Key.Refused)
	}
	if t.Misfit = misfit(len(t.Signature), t.Key.Public.Size()); t.Misfit != "" {
		return say(proof.NotChecked, t.Misfit)
	}
	if err := jwt.SigningMethodRS256.Verify(t.Signed, t.Signature, t.Key.Public); err != nil {
		return say(proof.VerifyFailed, "the signature does not match the token and the published key")
	}
	return say(proof.Verified, "")
}
