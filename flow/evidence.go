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

	"edov/flow/entra"
	"edov/flow/strictjson"
)

// sessionLimits bounds a saved session, which has about 60 KiB.
var sessionLimits = strictjson.Limits{Bytes: 4 << 20, Depth: 32, Members: 100000, Number: 32}

// LoadSession reads a session that was saved as JSON.
func LoadSession(data []byte) (*Session, error) {
	v, err := strictjson.Parse(data, sessionLimits)
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
	_, claims := token.Peek()
	if c.Authority == "" {
		cloud, tenant, ok := microsoftIssuer(claims.StrOf("iss"))
		if !ok {
			s.Problems = append(s.Problems, Failure{
				Stage: StageKeys, Kind: FailureLocal,
				Summary: "the token's issuer is none that edov loads signing keys of, so they weren't loaded",
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
func microsoftIssuer(iss string) (cloud entra.Cloud, tenant string, ok bool) {
	u, err := url.Parse(iss)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return "", "", false
	}
	cloud, ok = entra.CloudOfHost(u.Host)
	tenant = strings.Split(strings.Trim(u.Path, "/"), "/")[0]
	return cloud, tenant, ok && entra.IsGUID(tenant)
}
