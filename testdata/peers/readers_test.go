package peers

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	jwxjwt "github.com/lestrrat-go/jwx/v3/jwt"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/token"
)

// reader is one implementation that reads a token: its claims as plain JSON values if it accepts it.
type reader struct {
	name string
	read func(text string) (map[string]any, error)
}

// leeway is edov's tolerance for clocks, given to all.
const leeway = 5 * time.Minute

const issuer = mint.TenantIssuer

// readers are edov and the others, all with the same one key, issuer, audience, time and tolerance.
func readers() []reader {
	return []reader{
		{"edov", readEdov()},
		{"golang-jwt", readGolangJWT()},
		{"go-jose", readGoJose()},
		{"jwx", readJWX()},
	}
}

// readEdov accepts what every check of the ID token passes. What only Microsoft's claims need is in all tokens.
func readEdov() func(string) (map[string]any, error) {
	keys := mint.KeySet(mint.JWK("k1", mint.TemplateIssuer, mint.Public()))
	return func(text string) (map[string]any, error) {
		s := &flow.Session{
			Schema: flow.SessionSchema, Origin: flow.OriginSignIn,
			Request: flow.Request{
				Cloud: entra.Global, Authority: "https://login.microsoftonline.com", Tenant: "common",
				ClientID: mint.Client, Nonce: "n-0S6_WzA2Mj", Scopes: []string{"openid"},
			},
			Tokens:   &flow.Tokens{ReceivedAt: mint.Noon(), IDToken: flow.NewToken(text), TokenType: "Bearer"},
			Metadata: &flow.Metadata{Issuer: mint.TemplateIssuer, JWKSURI: mint.PublishedKeys}, KeySets: keys,
		}
		r := check.Judge(s, mint.Noon(), secret.Thresholds{})
		for _, f := range r.Findings {
			of := strings.HasPrefix(f.ID, "idtoken-") && f.Severity == report.Error
			if of && f.Outcome != report.Pass && f.Outcome != report.Skip {
				return nil, fmt.Errorf("%s: %s", f.ID, f.Summary)
			}
		}
		if r.Tokens[0].Verification.State != proof.Verified {
			return nil, errors.New(r.Tokens[0].Verification.Reason)
		}
		return plain([]byte(token.Decode("id", flow.NewToken(text)).Claims.Compact()))
	}
}

func readGolangJWT() func(string) (map[string]any, error) {
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithLeeway(leeway), jwt.WithTimeFunc(mint.Noon),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithIssuer(issuer), jwt.WithAudience(mint.Client),
		jwt.WithJSONNumber(),
	)
	return func(text string) (map[string]any, error) {
		claims := jwt.MapClaims{}
		_, err := parser.ParseWithClaims(text, claims, func(t *jwt.Token) (any, error) {
			if kid, ok := t.Header["kid"]; ok && kid != "k1" {
				return nil, errors.New("another key")
			}
			return mint.Public(), nil
		})
		if err != nil {
			return nil, err
		}
		raw, err := json.Marshal(claims)
		if err != nil {
			return nil, err
		}
		return plain(raw)
	}
}

func readGoJose() func(string) (map[string]any, error) {
	return func(text string) (map[string]any, error) {
		parsed, err := josejwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			return nil, err
		}
		if kid := parsed.Headers[0].KeyID; kid != "k1" && kid != "" {
			return nil, errors.New("another key")
		}
		var registered josejwt.Claims
		var all map[string]json.RawMessage
		if err := parsed.Claims(mint.Public(), &registered, &all); err != nil {
			return nil, err
		}
		if registered.Expiry == nil {
			return nil, errors.New("no exp")
		}
		expected := josejwt.Expected{Issuer: issuer, AnyAudience: josejwt.Audience{mint.Client}, Time: mint.Noon()}
		if err := registered.ValidateWithLeeway(expected, leeway); err != nil {
			return nil, err
		}
		raw, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		return plain(raw)
	}
}

func readJWX() func(string) (map[string]any, error) {
	key, err := jwk.Import(mint.Public())
	if err != nil {
		panic(err)
	}
	_ = key.Set(jwk.KeyIDKey, "k1")
	_ = key.Set(jwk.AlgorithmKey, jwa.RS256())
	set := jwk.NewSet()
	_ = set.AddKey(key)
	options := []jwxjwt.ParseOption{
		jwxjwt.WithKeySet(set, jws.WithRequireKid(false)), jwxjwt.WithClock(jwxjwt.ClockFunc(mint.Noon)),
		jwxjwt.WithAcceptableSkew(leeway), jwxjwt.WithIssuer(issuer), jwxjwt.WithAudience(mint.Client),
		jwxjwt.WithRequiredClaim(jwxjwt.ExpirationKey), jwxjwt.WithRequiredClaim(jwxjwt.IssuedAtKey),
	}
	return func(text string) (map[string]any, error) {
		t, err := jwxjwt.ParseString(text, options...)
		if err != nil {
			return nil, err
		}
		raw, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		return plain(raw)
	}
}

// plain reads claims as JSON values that can be compared: one audience is a list of one, and times are whole seconds.
func plain(raw []byte) (map[string]any, error) {
	var claims map[string]any
	if err := json.Unmarshal(raw, &claims); err != nil {
		return nil, err
	}
	if one, ok := claims["aud"].(string); ok {
		claims["aud"] = []any{one}
	}
	for _, name := range []string{"exp", "nbf", "iat"} {
		if at, ok := claims[name].(float64); ok {
			claims[name] = math.Floor(at)
		}
	}
	return claims, nil
}
