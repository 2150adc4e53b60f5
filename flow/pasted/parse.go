package pasted

import (
	"errors"
	"fmt"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// evidenceLimits bounds what users may paste; a saved session has about 60 KiB.
var evidenceLimits = strictjson.Limits{Bytes: 4 << 20, Depth: 32, Members: 100000, Number: 32}

var errEvidenceTooLarge = errors.New("this is too large for a token or a saved session")

// parse makes a Session of what a user pastes: a JWT, a token response, or a saved
// session. kind says which token a lone JWT is: "id", "access", or "" to decide by its
// claims.
func parse(data []byte, kind string) (*flow.Session, error) {
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
	f, isError := flow.FailureOfJSON(v)
	switch {
	case v.Has("schema") && v.Has("origin") && v.Has("started_at"):
		return flow.LoadSession([]byte(text))
	case isError && holdsToken(v):
		return nil, errorAndToken
	case isError && v.Get("error").Kind == strictjson.Object && f.Code() == 0:
		return nil, graphError(f.OAuthError)
	case isError: // null does not count as a token
	case v.Has("id_token") || v.Has("access_token"):
		tokens, failure := flow.TokensOf(v)
		if failure != nil {
			return nil, errors.New(failure.Summary)
		}
		return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: tokens}, nil
	case v.Has("protected") || v.Has("signatures"):
		return nil, errors.New(jwsInJSON)
	}
	if isError {
		return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: f}, nil
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
func textSession(text, kind string) (*flow.Session, error) {
	if !strings.HasPrefix(text, "ey") { // the beginning of every JWT
		if f, ok := flow.ParseFailureText(text); ok {
			return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: f}, nil
		}
		if strings.Contains(text, "://") {
			return nil, errors.New("this is an address, not a token; " +
				"a code in it can be redeemed only by the sign-in that requested it")
		}
	}
	return tokenSession(flow.NewToken(text), kind), nil
}

// tokenSession makes a Session of a lone token. Package inspect checks its form.
func tokenSession(t flow.Token, kind string) *flow.Session {
	if kind == "" {
		kind = guessKind(t)
	}
	tokens := new(flow.Tokens)
	if kind == "access" {
		tokens.SetAccess(t)
	} else {
		tokens.IDToken = t
	}
	return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: tokens}
}

// guessKind recognizes an access token of Microsoft's. What its claims are called says nothing about the token of
// another issuer.
func guessKind(t flow.Token) string {
	header, claims := t.Peek()
	if _, foreign := entra.MakerOf(header, claims); !foreign && flow.AccessClaim(claims) != "" {
		return "access"
	}
	return "id"
}
