package token_test

import (
	"encoding/json"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"edov/flow"
	"edov/flow/mint"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// FuzzDecodeJWT compares the gate with golang-jwt in its strictest settings:
// whatever both accept has the same claims.
func FuzzDecodeJWT(f *testing.F) {
	f.Add(mint.Header, `{"aud":"x","exp":4102444800}`)
	f.Add(`{"alg":"none"}`, `{"a":1,"a":2}`)
	f.Fuzz(func(t *testing.T, header, claims string) {
		unsigned := flow.NewToken(mint.Base64([]byte(header)) + "." + mint.Base64([]byte(claims)) + ".AA")
		if !token.Decode("id", unsigned).OK() {
			return // as most: to sign takes longer than all else
		}
		compact := mint.Sign(header, claims)
		ours := token.Decode("id", flow.NewToken(compact))
		ours.Verify(token.NewKeyRing(mint.KeySet(mint.JWK("k1", mint.TemplateIssuer, mint.Public()))), flow.OriginSignIn)
		if ours.Verification.State != proof.Verified {
			return
		}
		parsed, _, err := jwt.NewParser(jwt.WithStrictDecoding()).ParseUnverified(compact, jwt.MapClaims{})
		if err != nil {
			return
		}
		theirs, err := json.Marshal(parsed.Claims)
		if err != nil {
			return
		}
		v, err := strictjson.Parse(theirs, strictjson.Limits{})
		if err != nil || len(v.Members()) != len(ours.Claims.Members()) {
			t.Errorf("claims differ: %s and %s", theirs, ours.Claims.Compact())
		}
	})
}
