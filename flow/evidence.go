package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"edov/flow/strictjson"
)

// evidenceLimits bounds what may be handed in; a saved session has some 60 KiB.
var evidenceLimits = strictjson.Limits{Bytes: 4 << 20, Depth: 32, Members: 100000, Number: 32}

// LoadSession reads a session that was saved as JSON.
func LoadSession(data []byte) (*Session, error) {
	if _, err := strictjson.Parse(data, evidenceLimits); err != nil {
		return nil, fmt.Errorf("this is not a saved session: %w", err)
	}
	s := new(Session)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("this is not a saved session: a member has an unexpected type")
	}
	switch {
	case s.Schema == 0:
		return nil, fmt.Errorf("this is not a saved session: it has no schema number")
	case s.Schema > SessionSchema:
		return nil, fmt.Errorf("this session was saved by a newer edov (schema %d; this one reads %d)", s.Schema, SessionSchema)
	}
	s.Origin = OriginLoaded
	return s, nil
}

// ParseEvidence makes a Session of what a user hands in: a JWT, a token
// response, or a session saved before. kind says which token a lone JWT is:
// "id", "access", or "" to tell by its claims.
func ParseEvidence(data []byte, kind string) (*Session, error) {
	text := strings.TrimSpace(string(data))
	switch {
	case text == "":
		return nil, fmt.Errorf("there is nothing to read")
	case !strings.HasPrefix(text, "{"):
		return tokenSession(NewToken(text), kind)
	}
	v, err := strictjson.Parse([]byte(text), evidenceLimits)
	if err != nil {
		return nil, fmt.Errorf("the JSON could not be read: %w", err)
	}
	switch {
	case v.Has("schema") && v.Has("origin") && v.Has("started_at"):
		return LoadSession([]byte(text))
	case v.Has("id_token") || v.Has("access_token"):
		cl := newClient(Env{}, Connection{}, "", func(Exchange) {})
		tokens, failure := cl.tokensFrom(v)
		if failure != nil {
			return nil, fmt.Errorf("%s", failure.Summary)
		}
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Tokens: tokens}, nil
	case v.Has("protected") || v.Has("signatures"):
		return nil, fmt.Errorf("this is a JWS in JSON serialization; Microsoft's tokens are three parts joined by dots")
	}
	if f, ok := failureFromJSON(v); ok {
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
	}
	return nil, fmt.Errorf("this JSON is no token response and no saved session: it has no id_token, access_token or schema")
}

// tokenSession wraps a lone token.
func tokenSession(t Token, kind string) (*Session, error) {
	if kind == "" {
		kind = guessKind(t)
	}
	s := &Session{Schema: SessionSchema, Origin: OriginPasted, Tokens: &Tokens{}}
	switch kind {
	case "id":
		s.Tokens.IDToken = t
	case "access":
		s.Tokens.AccessToken = t
		s.Tokens.AccessTokenHash = leftHash(t.Compact())
	default:
		return nil, fmt.Errorf("a token is of kind id or access")
	}
	return s, nil
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
			s.Problems = append(s.Problems, Failure{Stage: StageKeys, Kind: FailureLocal,
				Summary: "the token's issuer is not one of Microsoft's, so its keys were not asked for",
				Hint:    "give the key set with --keys FILE or --keys URL"})
			return
		}
		c.Cloud, c.Tenant = cloud, tenant
	}
	cl := newClient(env, c, s.Program, func(e Exchange) { s.Exchanges = append(s.Exchanges, e) })
	defer cl.close()
	md, failure := cl.metadata(ctx)
	if failure != nil {
		s.Problems = append(s.Problems, *failure)
		return
	}
	s.Metadata = md
	fetchKeysFrom(ctx, cl, s, md.JWKSURI)
	if kid, tid := tokenKeyID(token); kid != "" && !hasKey(s.KeySets, kid) {
		if own := tenantKeysURL(md, tid); own != "" {
			fetchKeysFrom(ctx, cl, s, own)
		}
	}
}

// FetchKeys loads a key set from an address the user named.
func FetchKeys(ctx context.Context, env Env, address string, s *Session) {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && isLoopbackHost(u.Hostname())) {
		s.Problems = append(s.Problems, Failure{Stage: StageKeys, Kind: FailureLocal,
			Summary: "the address of the keys is not https", Hint: "use an https address, or a file"})
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
	s.KeySets = append(s.KeySets, *set)
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
