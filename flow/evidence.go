package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// evidenceLimits bounds what users may paste; a saved session has about 60 KiB.
var evidenceLimits = strictjson.Limits{Bytes: 4 << 20, Depth: 32, Members: 100000, Number: 32}

var errEvidenceTooLarge = errors.New("this is too large for a token or a saved session")

// LoadSession reads a session that was saved as JSON.
func LoadSession(data []byte) (*Session, error) {
	v, err := strictjson.Parse(data, evidenceLimits)
	if err != nil {
		return nil, fmt.Errorf("this is not a saved session: %w", err)
	}
	s := new(Session)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, errors.New("this is not a saved session: a member has an unexpected type")
	}
	switch kind := v.StrOf("kind"); {
	case kind != "" && kind != SessionKind: // a session of an earlier version has none
		return nil, errors.New("this is not a saved session: its kind is another")
	case s.Schema < 1:
		return nil, errors.New("this is not a saved session: it has no schema number")
	case s.Schema > SessionSchema:
		return nil, fmt.Errorf("this session was saved by a newer edov (schema %d, this one reads %d)",
			s.Schema, SessionSchema)
	}
	alone := s.Origin == OriginRegistration && s.Registration != nil || s.Origin == OriginClerk && s.Clerk != nil
	if !alone || s.Tokens != nil {
		s.Origin = OriginLoaded
	}
	return s, nil
}

// ParseEvidence makes a Session of what a user pastes: a JWT, a token response, or a saved
// session. kind says which token a lone JWT is: "id", "access", or "" to decide by its
// claims.
func ParseEvidence(data []byte, kind string) (*Session, error) {
	text := strings.TrimSpace(string(data))
	switch {
	case kind != "" && kind != "id" && kind != "access":
		return nil, errors.New("the kind of a token is id or access")
	case text == "":
		return nil, errors.New("the input is empty")
	case len(data) > evidenceLimits.Bytes:
		return nil, errEvidenceTooLarge
	case !strings.HasPrefix(text, "{"):
		return textSession(text, kind)
	}
	v, err := strictjson.Parse([]byte(text), evidenceLimits)
	if err != nil {
		return nil, fmt.Errorf("the JSON can't be read: %w", err)
	}
	f, isError := failureFromJSON(v)
	switch {
	case v.Has("schema") && v.Has("origin") && v.Has("started_at"):
		return LoadSession([]byte(text))
	case isError && holdsToken(v):
		return nil, errorAndToken
	case isError && v.Get("error").Kind == strictjson.Object && f.Code() == 0:
		return nil, graphError(f.OAuthError)
	case isError: // null does not count as a token
	case v.Has("id_token") || v.Has("access_token"):
		tokens, failure := tokensFrom(v)
		if failure != nil {
			return nil, errors.New(failure.Summary)
		}
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Tokens: tokens}, nil
	case v.Has("protected") || v.Has("signatures"):
		return nil, errors.New(jwsInJSON)
	}
	if isError {
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
	}
	if appreg.LooksLike([]byte(text)) {
		return nil, errors.New("this is an app registration; edov app reads it")
	}
	return nil, errors.New("this JSON is not a token response or a saved session: it has no id_token, " +
		"access_token or schema")
}

// GraphError is the form of an error that Microsoft Graph, or another API of Microsoft's, answers with. A sign-in that
// was refused has an AADSTS number.
const GraphError = "graph-error"

// wordOfError is a code that is one word.
var wordOfError = lazy.MustCompile(`^[A-Za-z_]{1,61}$`)

// graphError is for such an error. Only a code that is one word is repeated: it may be anything else.
func graphError(code string) *NoToken {
	named := ""
	if wordOfError.MatchString(code) {
		named = ", " + code + ","
	}
	return &NoToken{
		GraphError, "this is an error of Microsoft Graph" + named + " and no sign-in",
		"edov explain - reads it from standard input, and explains it",
	}
}

// jwsInJSON is for a token in the wrong serialization.
const jwsInJSON = "this is a JWS in JSON serialization; Microsoft's tokens are three parts joined by dots"

// errorAndToken is for a response that has both: its token would be checked as if nothing
// had gone wrong (RFC 6749 sections 4.2.2, 5).
var errorAndToken = &NoToken{
	"error-and-token", "this has both an error and a token, which no server sends",
	"use the response as the server sent it; edov explain explains an error",
}

// holdsToken reports whether a response contains a token.
func holdsToken(v strictjson.Value) bool {
	return v.StrOf("id_token") != "" || v.StrOf("access_token") != ""
}

// textSession reads what is not JSON: a token, or an error as text.
func textSession(text, kind string) (*Session, error) {
	if !strings.HasPrefix(text, "ey") { // the beginning of every JWT
		if f, ok := ParseFailureText(text); ok {
			return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
		}
		if strings.Contains(text, "://") {
			return nil, errors.New("this is an address, not a token; " +
				"a code in it can be redeemed only by the sign-in that requested it")
		}
	}
	return tokenSession(NewToken(text), kind), nil
}

// tokenSession makes a Session of a lone token. Package inspect checks its form.
func tokenSession(t Token, kind string) *Session {
	if kind == "" {
		kind = guessKind(t)
	}
	tokens := &Tokens{IDToken: t}
	if kind == "access" {
		tokens = &Tokens{AccessToken: t, AccessTokenHash: leftHash(t.Compact())}
	}
	return &Session{Schema: SessionSchema, Origin: OriginPasted, Tokens: tokens}
}

// guessKind recognizes an access token of Microsoft's. What its claims are called says nothing about the token of
// another issuer.
func guessKind(t Token) string {
	header, claims := peek(t)
	if _, foreign := MakerOf(header, claims); !foreign && AccessClaim(claims) != "" {
		return "access"
	}
	return "id"
}

// AccessClaim names a claim that only access tokens have (Microsoft, access token claims reference): scp, or appid and
// the like of app-only ones; empty where there is none.
func AccessClaim(claims strictjson.Value) string {
	for _, name := range []string{"scp", "appidacr", "azpacr", "appid"} {
		if claims.Has(name) {
			return name
		}
	}
	return ""
}

// ReadKeySet reads signing keys (JWKS) from a file.
func ReadKeySet(name string, data []byte) (*KeySet, error) {
	v, err := strictjson.Parse(data, strictjson.Document)
	if err != nil {
		return nil, fmt.Errorf("%s is not a set of signing keys: %w", name, err)
	}
	if v.Has("kty") { // a single key
		list := strictjson.ArrayOf([]strictjson.Value{v})
		v = strictjson.ObjectOf([]strictjson.Member{{Name: "keys", Value: list}})
	}
	if why := refuseKeySet(v); why != "" {
		return nil, fmt.Errorf("%s is not a set of signing keys: %s", name, why)
	}
	return &KeySet{URL: name, Raw: json.RawMessage(v.Compact())}, nil
}

// FetchEvidence loads metadata and signing keys for a pasted token. It asks Microsoft only
// if the token's issuer is on a Microsoft host, or else the authority of a trusted
// connection. What fails is added to s.Problems.
func FetchEvidence(ctx context.Context, env Env, c Connection, s *Session) {
	if s.Tokens == nil || s.Tokens.Decoded {
		return
	}
	token := s.Tokens.IDToken
	if token.IsZero() {
		token = s.Tokens.AccessToken
	}
	_, claims := peek(token)
	if c.Authority == "" {
		cloud, tenant, ok := microsoftIssuer(claims.StrOf("iss"))
		if !ok {
			s.Problems = append(s.Problems, Failure{
				Stage: StageKeys, Kind: FailureLocal,
				Summary: "the token's issuer is not Microsoft, so its signing keys weren't loaded",
				Hint:    "use --keys FILE or --keys URL",
			})
			return
		}
		c.Cloud, c.Tenant = cloud, tenant
	}
	cl := newClient(env, c, s.Program, func(e Exchange) { s.Exchanges = append(s.Exchanges, e) })
	defer cl.close()
	md, failure := cl.metadata(ctx)
	if failure != nil {
		s.Problems = append(s.Problems, *failure)
		if md = cl.c.endpoints(); md == nil {
			return
		}
	} else {
		s.Metadata = md
	}
	fetchKeysFrom(ctx, cl, s, md.JWKSURI)
	kid, _ := tokenKeyID(token)
	if kid == "" || len(s.KeySets) == 0 {
		return
	}
	for _, address := range moreKeys(md, token) {
		if address != "" && !hasKey(s.KeySets, kid) {
			fetchKeysFrom(ctx, cl, s, address)
		}
	}
}

// FetchKeys loads signing keys from an address that the user named.
func FetchKeys(ctx context.Context, env Env, address string, s *Session) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && !isLocalHTTP(u) {
		s.Problems = append(s.Problems, Failure{
			Stage: StageKeys, Kind: FailureLocal,
			Summary: "the address of the signing keys is not https", Hint: "use an https address, or a file",
		})
		return
	}
	cl := newClient(env, Connection{}, s.Program, func(e Exchange) { s.Exchanges = append(s.Exchanges, e) })
	defer cl.close()
	fetchKeysFrom(ctx, cl, s, address)
}

func fetchKeysFrom(ctx context.Context, cl *client, s *Session, address string) {
	set, failure := cl.keySet(ctx, address)
	if failure != nil {
		s.Problems = append(s.Problems, *failure)
		return
	}
	if !slices.ContainsFunc(s.KeySets, func(k KeySet) bool { return bytes.Equal(k.Raw, set.Raw) }) {
		s.KeySets = append(s.KeySets, *set)
	}
}

// microsoftIssuer reads cloud and tenant from an issuer of Microsoft's, v2.0 or v1.0.
func microsoftIssuer(iss string) (cloud Cloud, tenant string, ok bool) {
	u, err := url.Parse(iss)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return "", "", false
	}
	cloud, ok = CloudOfHost(u.Host)
	tenant = strings.Split(strings.Trim(u.Path, "/"), "/")[0]
	return cloud, tenant, ok && IsGUID(tenant)
}
