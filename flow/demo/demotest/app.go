package demotest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo"
	"edov/flow/demo/openid"
	"edov/flow/demo/tenant"
	"edov/flow/lazy"
)

// What the app of a test uses.
const (
	AuthorizePath = "/common/oauth2/v2.0/authorize"
	TokenPath     = "/common/oauth2/v2.0/token"
	Redirect      = "http://localhost:8400/callback"
	OwnAPI        = "api://" + demo.ClientID + "/"
	Verifier      = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
)

// AuthParams is a correct authorization request with changes: names and values
// in turn; an empty value removes the parameter.
func AuthParams(changes ...string) url.Values {
	sum := sha256.Sum256([]byte(Verifier))
	v := url.Values{
		"client_id": {demo.ClientID}, "response_type": {"code"}, "redirect_uri": {Redirect}, "response_mode": {"query"},
		"scope": {"openid profile email"}, "state": {"the-state"}, "nonce": {"the-nonce"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	return changed(v, changes)
}

func changed(v url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		v.Del(changes[i])
		if changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	return v
}

// FirstSecret is the value of the registration's first client secret.
func (v Visitor) FirstSecret() string {
	value, _ := v.SecretValue(v.Setup().App.Secrets[0].KeyID)
	return value.Reveal()
}

// Choose signs an account in at an authority, the first segment of a path, and
// returns what comes back. choice is one of the Choice constants of openid.
func (v Visitor) Choose(t TB, segment string, params url.Values, account tenant.Account, choice string) Answer {
	t.Helper()
	form := url.Values{openid.FieldAccount: {string(account)}, openid.FieldChoice: {choice}}
	return v.Post(t, "/"+segment+"/oauth2/v2.0/authorize?"+params.Encode(), form)
}

// Code signs the account in and returns a fresh code.
func (v Visitor) Code(t TB, account tenant.Account, changes ...string) string {
	t.Helper()
	u := v.Choose(t, "common", AuthParams(changes...), account, openid.ChoiceSignIn).Location(t)
	code := u.Query().Get("code")
	if code == "" {
		t.Fatalf("no code in %s", u)
	}
	return code
}

// TokenParams is a correct token request with changes.
func (v Visitor) TokenParams(code string, changes ...string) url.Values {
	return changed(url.Values{
		"client_id": {demo.ClientID}, "client_secret": {v.FirstSecret()}, "grant_type": {"authorization_code"},
		"code": {code}, "redirect_uri": {Redirect}, "code_verifier": {Verifier},
	}, changes)
}

// Tokens is the answer of the token endpoint.
type Tokens struct {
	Scope        string `json:"scope"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	IDToken      string `json:"id_token"`
}

// Failure is an error answer of the token endpoint, as Entra writes it.
type Failure struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	ErrorURI      string `json:"error_uri"`
}

// Redeem signs the account in and redeems its code.
func (v Visitor) Redeem(t TB, account tenant.Account, changes ...string) Tokens {
	t.Helper()
	a := v.Post(t, TokenPath, v.TokenParams(v.Code(t, account, changes...)))
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	var got Tokens
	a.JSON(t, &got)
	return got
}

// ErrorPage is the block of Entra's error page that users are asked to copy; its
// group is the number.
var ErrorPage = lazy.MustCompile(`^Request Id: [0-9a-f-]{36}\nCorrelation Id: [0-9a-f-]{36}\n` +
	`Timestamp: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nMessage: (AADSTS\d+): `)

// Key is one entry of a jwks_uri.
type Key struct {
	KTY, Use, Kid, X5T, N, E, Issuer string
	X5C                              []string
}

// Keys are what an authority publishes.
func (v Visitor) Keys(t TB, segment string) []Key {
	t.Helper()
	a := v.Get(t, "/"+segment+"/discovery/v2.0/keys")
	if a.Status != http.StatusOK || strings.Contains(a.Body, `"alg"`) {
		t.Fatalf("status %d, or an alg, in %s", a.Status, a.Body)
	}
	var set struct{ Keys []Key }
	a.JSON(t, &set)
	return set.Keys
}

// WorkKey is the key of work accounts.
func (v Visitor) WorkKey(t TB) Key { return v.Keys(t, "organizations")[0] }

// PersonalKey is the key of personal accounts.
func (v Visitor) PersonalKey(t TB) Key { return v.Keys(t, "consumers")[0] }

// Decode splits a token and verifies it with a published key.
func Decode(t TB, token string, key Key) (header, claims map[string]any, verified bool) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %d parts", len(parts))
	}
	for i, into := range []*map[string]any{&header, &claims} {
		if err := json.Unmarshal(unbase64(t, parts[i]), into); err != nil {
			t.Fatal(err)
		}
	}
	public := rsa.PublicKey{N: new(big.Int).SetBytes(unbase64(t, key.N)), E: 65537}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	err := rsa.VerifyPKCS1v15(&public, crypto.SHA256, sum[:], unbase64(t, parts[2]))
	return header, claims, err == nil
}

func unbase64(t TB, text string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
