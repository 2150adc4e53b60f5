package token_test

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/mint"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// TestVerification: "verified" and "failed" are said only where a signature was computed, and each other state has its
// own reason.
func TestVerification(t *testing.T) {
	key := mint.JWK("k1", mint.TemplateIssuer, mint.Public())
	other := mint.JWK("k1", mint.TemplateIssuer, mint.OtherPublic())
	second := mint.JWK("k2", mint.TemplateIssuer, mint.OtherPublic())
	unusable := mint.JWK("k1", mint.TemplateIssuer, mint.Public(), "use", `"enc"`)
	claims := mint.ClaimsText()
	good := mint.Sign(mint.Header, claims)
	unsigned := good[:strings.LastIndexByte(good, '.')+1]
	changed := mint.Sign(mint.Header, mint.ClaimsText("name", "x"))
	changed = changed[:strings.LastIndexByte(changed, '.')+1]
	noKeyID := mint.Sign(`{"alg":"RS256","typ":"JWT"}`, claims)
	scoped := mint.ClaimsText("scp", "User.Read", "aud", "https://graph.microsoft.com/")
	ofGraph := mint.Sign(mint.Header, scoped)
	nonce := mint.Sign(`{"alg":"RS256","kid":"k1","nonce":"x","typ":"JWT"}`, mint.ClaimsText("scp", "User.Read"))
	ofAPI := mint.Sign(mint.Header, mint.ClaimsText("scp", "access", "aud", "api://x"))
	for _, test := range []struct {
		name, kind, text string
		keys             []string
		origin           flow.Origin
		state            proof.VerificationState
		reason           string
	}{
		{"genuine", "id", good, []string{key}, "", proof.Verified, ""},
		{"genuine, two keys", "id", good, []string{second, key}, "", proof.Verified, ""},
		{"genuine, no key ID, one key", "id", noKeyID, []string{key}, "", proof.Verified, ""},
		{"no key ID, two keys", "id", noKeyID, []string{key, second}, "", proof.NotChecked, "names no key"},
		{"other key", "id", good, []string{other}, "", proof.VerifyFailed, "does not match"},
		{"other key ID", "id", good, []string{second}, "", proof.NotChecked, "no published key has this token's key ID"},
		{"changed", "id", changed + good[len(unsigned):], []string{key}, "", proof.VerifyFailed, "does not match"},
		{"cut off", "id", good[:len(good)-2], []string{key}, "", proof.NotChecked, "may be cut off"},
		{"no signature", "id", unsigned, []string{key}, "", proof.NotChecked, "no signature"},
		{
			"no signature, loaded", "id", unsigned,
			[]string{key},
			flow.OriginLoaded, proof.NotChecked,
			"a saved session has no signatures",
		},
		{"signed, loaded", "id", good, []string{key}, flow.OriginLoaded, proof.Verified, ""},
		{"no keys", "id", good, nil, "", proof.NotChecked, "no signing keys were loaded"},
		{"keys refused", "id", good, []string{key, key}, "", proof.NotChecked, "occurs twice"},
		{"unusable key", "id", good, []string{unusable}, "", proof.NotChecked, "the key is unusable: its use"},
		{"refused", "id", mint.Sign(`{"alg":"none"}`, claims), []string{key}, "", proof.NotChecked, "alg"},
		{"for Graph, by audience", "access", ofGraph, []string{key}, "", proof.CannotBeChecked, "for Microsoft Graph"},
		{"for Graph, by nonce", "access", nonce, []string{key}, "", proof.CannotBeChecked, "for Microsoft Graph"},
		{"for Graph, as ID token", "id", ofGraph, []string{key}, "", proof.CannotBeChecked, "for Microsoft Graph"},
		{
			"with a nonce, but no access token", "id", mint.Sign(`{"alg":"RS256","kid":"k1","nonce":"x","typ":"JWT"}`, claims),
			[]string{key},
			"", proof.Verified, "",
		},
		{"for an API", "access", ofAPI, []string{key}, "", proof.Verified, ""},
		{"opaque", "access", "EwB4A8l6BAAU", []string{key}, "", proof.CannotBeChecked, "opaque"},
		{"opaque as ID token", "id", "EwB4A8l6BAAU", []string{key}, "", proof.NotChecked, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sets []flow.KeySet
			if test.keys != nil {
				sets = mint.KeySet(test.keys...)
			}
			j := token.Decode(test.kind, flow.NewToken(test.text))
			j.Verify(token.NewKeyRing(sets), test.origin)
			got := j.Verification
			if got.State != test.state || !strings.Contains(got.Reason, test.reason) ||
				(got.Reason == "") != (test.state == proof.Verified) {
				t.Errorf("%s: %q, want %s: %q", got.State, got.Reason, test.state, test.reason)
			}
			if want := j.Header.Get("kid").Str(); got.KeyID != want {
				t.Errorf("key ID %q, want %q", got.KeyID, want)
			}
			if misfit := test.name == "cut off" || test.name == "no signature"; (j.Misfit != "") != misfit {
				t.Errorf("misfit %q", j.Misfit)
			}
		})
	}
}

// TestDecodedClaims: claims that someone decoded have no signature, and a header is not missed.
func TestDecodedClaims(t *testing.T) {
	for header, faults := range map[string]string{`{}`: "", `{"alg":"none"}`: "idtoken-algorithm"} {
		j := token.Decode("id", flow.NewToken(mint.Base64([]byte(header))+"."+mint.Base64([]byte(mint.ClaimsText()))+"."))
		j.TakeDecoded(false, false)
		if !j.Decoded || j.NoHeader() != (header == "{}") {
			t.Errorf("%s: decoded %t, no header %t", header, j.Decoded, j.NoHeader())
		}
		var got []string
		for _, f := range j.Faults {
			if f.Check == "idtoken-algorithm" {
				got = append(got, f.Check)
			}
		}
		if strings.Join(got, " ") != faults {
			t.Errorf("%s: faults %v", header, j.Faults)
		}
		j.Verify(token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public()))), flow.OriginSignIn)
		if v := j.Verification; v.State != proof.NotChecked || v.Reason != proof.NoSignature {
			t.Errorf("%s: %+v", header, v)
		}
	}
	if j := token.Decode("id", flow.NewToken(mint.Sign(mint.Header, mint.ClaimsText()))); j.NoHeader() || j.Decoded {
		t.Error("a whole token counts as decoded claims")
	}
}

// TestOpaqueTokens: only an access token may be something else than a JWT.
func TestOpaqueTokens(t *testing.T) {
	for _, test := range []struct {
		kind, text string
		opaque     bool
	}{
		{"access", "EwB4A8l6BAAU", true},
		{"id", "EwB4A8l6BAAU", false},
		{"access", mint.Sign(mint.Header, mint.ClaimsText()), false},
		{"access", "a.b", true},
		{"access", "not base64!.x.y", false},
	} {
		if j := token.Decode(test.kind, flow.NewToken(test.text)); j.Opaque != test.opaque ||
			j.OK() != (test.kind == "access" && len(test.text) > 100) {
			t.Errorf("%s %q: opaque %t, faults %v", test.kind, test.text, j.Opaque, j.Faults)
		}
	}
}

// TestKeyUse: a key that is not meant for RS256 signatures is not used (RFC 7517 section 4).
func TestKeyUse(t *testing.T) {
	for _, test := range []struct {
		name, value string
		usable      bool
	}{
		{"use", `"sig"`, true},
		{"use", `"enc"`, false},
		{"use", `7`, false},
		{"alg", `"RS256"`, true},
		{"alg", `"PS256"`, false},
		{"alg", `null`, false},
		{"key_ops", `["verify"]`, true},
		{"key_ops", `["encrypt","verify"]`, true},
		{"key_ops", `["sign"]`, false},
		{"key_ops", `[]`, false},
		{"key_ops", `"verify"`, false},
		{"note", `"x"`, true},
	} {
		ring := token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public(), test.name, test.value)))
		if usable := len(ring.Usable()) == 1; usable != test.usable || len(ring.Keys) != 1 ||
			(ring.Keys[0].Refused == "") != test.usable {
			t.Errorf("%s %s: usable %t: %+v", test.name, test.value, usable, ring.Keys)
		}
	}
}

// TestFind: a key ID names one key; without one, only the single usable key is meant.
func TestFind(t *testing.T) {
	one := token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public())))
	two := token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public()), mint.JWK("k2", "", mint.OtherPublic())))
	oneUsable := token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public()),
		mint.JWK("k2", "", mint.OtherPublic(), "use", `"enc"`)))
	unnamed := token.NewKeyRing(mint.KeySet(mint.JWK("", "", mint.Public())))
	for _, test := range []struct {
		ring         *token.KeyRing
		header, want string
		found        bool
	}{
		{one, `{"kid":"k1"}`, "k1", true},
		{one, `{"kid":"k2"}`, "", false},
		{one, `{"kid":""}`, "", false},
		{one, `{"kid":7}`, "", false},
		{one, `{}`, "k1", true},
		{two, `{"kid":"k2"}`, "k2", true},
		{two, `{}`, "", false},
		{oneUsable, `{}`, "k1", true},
		{oneUsable, `{"kid":"k2"}`, "k2", true},
		{unnamed, `{"kid":""}`, "", false},
		{unnamed, `{}`, "", true},
	} {
		var header strictjson.Value
		if err := json.Unmarshal([]byte(test.header), &header); err != nil {
			t.Fatal(err)
		}
		if key := test.ring.Find(header); (key != nil) != test.found || key != nil && key.ID != test.want {
			t.Errorf("%s among %d keys: %+v", test.header, len(test.ring.Keys), key)
		}
	}
}

// TestEncryptionTwin: a key for encryption may share its ID with one for signatures, which is the one that is meant.
func TestEncryptionTwin(t *testing.T) {
	sign, twin := mint.JWK("k1", "", mint.Public()), mint.JWK("k1", "", mint.OtherPublic(), "use", `"enc"`)
	alone := mint.JWK("k2", "", mint.OtherPublic(), "use", `"enc"`)
	for _, keys := range [][]string{{sign, twin, alone}, {twin, sign, alone}} {
		ring := token.NewKeyRing(mint.KeySet(keys...))
		if len(ring.Keys) != 2 || len(ring.Faults) != 0 || len(ring.Usable()) != 1 ||
			!ring.Usable()[0].Public.Equal(mint.Public()) {
			t.Errorf("%d keys, faults %v", len(ring.Keys), ring.Faults)
		}
	}
	if ring := token.NewKeyRing(mint.KeySet(sign, sign)); len(ring.Usable()) != 0 || len(ring.Faults) != 1 {
		t.Errorf("two for signatures: %d usable, faults %v", len(ring.Usable()), ring.Faults)
	}
}

// TestLargestToken: a token of the largest size is read; one more byte is too much.
func TestLargestToken(t *testing.T) {
	for over, refused := range map[int]bool{0: false, 1: true} {
		text := mint.Sign(mint.Header, mint.ClaimsText())
		text += strings.Repeat("A", token.MaxToken-len(text)+over)
		faults := token.Decode("id", flow.NewToken(text)).Faults
		tooLarge := false
		for _, f := range faults {
			tooLarge = tooLarge || strings.Contains(f.Problem, "larger than")
		}
		if tooLarge != refused {
			t.Errorf("%d bytes: %v", len(text), faults)
		}
	}
}
