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

	"edov/flow/strictjson"
)

// evidenceLimits bounds what may be handed in; a saved session has some 60 KiB.
var evidenceLimits = strictjson.Limits{Bytes: 4 << 20, Depth: 32, Members: 100000, Number: 32}

var errEvidenceTooLarge = errors.New("this is larger than any token or saved session")

// LoadSession reads a session that was saved as JSON.
func LoadSession(data []byte) (*Session, error) {
	if _, err := strictjson.Parse(data, evidenceLimits); err != nil {
		return nil, fmt.Errorf("this is not a saved session: %w", err)
	}
	s := new(Session)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, errors.New("this is not a saved session: a member has an unexpected type")
	}
	switch {
	case s.Schema < 1:
		return nil, errors.New("this is not a saved session: it has no schema number")
	case s.Schema > SessionSchema:
		return nil, fmt.Errorf("this session was saved by a newer edov (schema %d; this one reads %d)", s.Schema, SessionSchema)
	}
	alone := s.Origin == OriginRegistration && s.Registration != nil || s.Origin == OriginClerk && s.Clerk != nil
	if !alone || s.Tokens != nil {
		s.Origin = OriginLoaded
	}
	return s, nil
}

// ParseEvidence makes a Session of what a user hands in: a JWT, a token
// response, or a session saved before. kind says which token a lone JWT is:
// "id", "access", or "" to tell by its claims.
func ParseEvidence(data []byte, kind string) (*Session, error) {
	text := strings.TrimSpace(string(data))
	switch {
	case kind != "" && kind != "id" && kind != "access":
		return nil, errors.New("a token is of kind id or access")
	case text == "":
		return nil, errors.New("there is nothing to read")
	case len(data) > evidenceLimits.Bytes:
		return nil, errEvidenceTooLarge
	case !strings.HasPrefix(text, "{"):
		return textSession(text, kind)
	}
	v, err := strictjson.Parse([]byte(text), evidenceLimits)
	if err != nil {
		return nil, fmt.Errorf("the JSON could not be read: %w", err)
	}
	f, isError := failureFromJSON(v)
	switch {
	case v.Has("schema") && v.Has("origin") && v.Has("started_at"):
		return LoadSession([]byte(text))
	case isError && holdsToken(v):
		return nil, errorAndToken
	case isError: // tokens that are null are none
	case v.Has("id_token") || v.Has("access_token"):
		tokens, failure := tokensFrom(v)
		if failure != nil {
			return nil, errors.New(failure.Summary)
		}
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Tokens: tokens}, nil
	case v.Has("protected") || v.Has("signatures"):
		return nil, errors.New("this is a JWS in JSON serialization; Microsoft's tokens are three parts joined by dots")
	}
	if isError {
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
	}
	if IsRegistration(v) {
		return nil, errors.New("this is an app registration; edov app reads it")
	}
	return nil, errors.New("this JSON is no token response and no saved session: it has no id_token, access_token or schema")
}

// errorAndToken is for an answer that says both yes and no: a token out of it
// would be judged as if nothing had gone wrong (RFC 6749 sections 4.2.2, 5).
var errorAndToken = &NoToken{
	"error-and-token", "this has both an error and a token: no server answers so",
	"give the answer as the server sent it; edov explain reads the error alone",
}

// holdsToken reports whether an answer has a token of its own.
func holdsToken(v strictjson.Value) bool {
	return v.Get("id_token").Str() != "" || v.Get("access_token").Str() != ""
}

// textSession reads what is not JSON: a token, or an error as text.
func textSession(text, kind string) (*Session, error) {
	if !strings.HasPrefix(text, "ey") { // what every JWT begins with
		if f, ok := ParseFailureText(text); ok {
			return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
		}
		if strings.Contains(text, "://") {
			return nil, errors.New("this is an address, not a token; a code in it can be redeemed only by the sign-in that asked for it")
		}
	}
	return tokenSession(NewToken(text), kind), nil
}

// tokenSession wraps a lone token. Whether it has a token's form is judged by
// package inspect.
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

// guessKind tells an access token by the claims that only those have
// (access-token-claims-reference): scp, or roles and appid of an app-only one.
func guessKind(t Token) string {
	_, claims := peek(t)
	for _, name := range []string{"scp", "appid", "azpacr", "appidacr"} {
		if claims.Has(name) {
			return "access"
		}
	}
	return "id"
}

// ReadKeySet takes a key set from a file.
func ReadKeySet(name string, data []byte) (*KeySet, error) {
	v, err := strictjson.Parse(data, strictjson.Document)
	if err != nil {
		return nil, fmt.Errorf("%s is not a key set: %w", name, err)
	}
	if v.Has("kty") { // a single key
		v = strictjson.Value{Kind: strictjson.Object, Members: []strictjson.Member{{Name: "keys", Value: strictjson.Value{Kind: strictjson.Array, Elems: []strictjson.Value{v}}}}}
	}
	if why := refuseKeySet(v); why != "" {
		return nil, fmt.Errorf("%s is not a key set: %s", name, why)
	}
	return &KeySet{URL: name, Raw: json.RawMessage(v.Compact())}, nil
}

// FetchEvidence loads metadata and keys for a token that was handed in. It
// asks Microsoft only if the token's issuer is on a host of Microsoft's, or
// the authority of a trusted connection; what goes wrong is in s.Problems.
func FetchEvidence(ctx context.Context, env Env, c Connection, s *Session) {
	if s.Tokens == nil {
		return
	}
	token := s.Tokens.IDToken
	if token.IsZero() {
		token = s.Tokens.AccessToken
	}
	_, claims := peek(token)
	if c.Authority == "" {
		cloud, tenant, ok := microsoftIssuer(claims.Get("iss").Str())
		if !ok {
			s.Problems = append(s.Problems, Failure{
				Stage: StageKeys, Kind: FailureLocal,
				Summary: "the token's issuer is not one of Microsoft's, so its keys were not asked for",
				Hint:    "give the key set with --keys FILE or --keys URL",
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
	// Microsoft's key set flickers (entra.md 1.5): the same address is asked
	// again before the tenant's own.
	fetchKeysFrom(ctx, cl, s, md.JWKSURI)
	kid, tid := tokenKeyID(token)
	if kid == "" || len(s.KeySets) == 0 {
		return
	}
	for _, address := range []string{md.JWKSURI, tenantKeysURL(md, tid)} {
		if address != "" && !hasKey(s.KeySets, kid) {
			fetchKeysFrom(ctx, cl, s, address)
		}
	}
}

// FetchKeys loads a key set from an address the user named.
func FetchKeys(ctx context.Context, env Env, address string, s *Session) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && isLoopbackHost(u.Hostname())) {
		s.Problems = append(s.Problems, Failure{
			Stage: StageKeys, Kind: FailureLocal,
			Summary: "the address of the keys is not an https address", Hint: "use an https address, or a file",
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

// microsoftIssuer takes cloud and tenant out of an issuer of Microsoft's, v2
// or v1.
func microsoftIssuer(iss string) (cloud Cloud, tenant string, ok bool) {
	u, err := url.Parse(iss)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return "", "", false
	}
	cloud, ok = CloudOfHost(u.Host)
	tenant = strings.Split(strings.Trim(u.Path, "/"), "/")[0]
	return cloud, tenant, ok && guidShape.MatchString(tenant)
}
