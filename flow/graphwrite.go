package flow

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"edov/flow/strictjson"
)

// GraphCall is one request to Microsoft Graph.
type GraphCall struct {
	Method string // GET, POST, PATCH or DELETE
	Path   string // with the version: "/v1.0/applications"
	Body   []byte // JSON; nil: none
}

// GraphAnswer is what Microsoft Graph answered.
type GraphAnswer struct {
	Status int
	// Value is the JSON of the response without secretText; the zero Value for an empty one.
	Value strictjson.Value
	// Secret is the value of a new client secret (secretText), which Microsoft shows once.
	Secret Secret
}

var ofChanges = graphSubject{
	stage: StageChange, service: "Microsoft Graph",
	words: map[int]graphWords{
		http.StatusUnauthorized: ofRegistrations.words[http.StatusUnauthorized],
		http.StatusForbidden: {
			"the signed-in account may not change this app registration",
			"it needs Application.ReadWrite.All and to be an owner of the app, or the role Application Administrator; " +
				"otherwise give the plan to your administrator: --dry-run --format markdown",
		},
		http.StatusNotFound: {
			"the app registration was not found", "it may have been deleted, or is not visible yet: try again in a minute",
		},
		http.StatusPreconditionFailed: {
			"the app registration changed meanwhile", "make a new plan",
		},
	},
	hint: "read the registration again before you try again: edov app --live",
}

// ChangeFailure is why something was not changed.
func ChangeFailure(kind FailureKind, summary, hint string) *Failure {
	return &Failure{Stage: StageChange, Kind: kind, Summary: summary, Hint: hint}
}

// Call sends one request. A response with another status than 2xx is a Failure. A request without
// a response may have been carried out: its Failure has HTTPStatus 0 and the kind FailureNetwork or
// FailureTimeout, and the caller has to read again. Call repeats a request only when the server
// says that it did nothing (429, and 503 with Retry-After), and reads as often as any GET.
func (g Graph) Call(ctx context.Context, env Env, c GraphCall) (GraphAnswer, *Failure) {
	cl := g.client(env)
	defer cl.close()
	if c.Method == http.MethodGet {
		v, failure := readGraph(ctx, cl, ofChanges, g.base()+c.Path)
		if failure != nil {
			return GraphAnswer{Status: failure.HTTPStatus}, failure
		}
		return GraphAnswer{Status: http.StatusOK, Value: v}, nil
	}
	a, failure := cl.change(ctx, "graph-change", g.base()+c.Path, c)
	if failure != nil {
		return GraphAnswer{}, failure
	}
	return readChange(a)
}

// readChange reads the response to a request that changes something.
func readChange(a *reply) (GraphAnswer, *Failure) {
	out := GraphAnswer{Status: a.status}
	v, err := strictjson.Parse(a.body, strictjson.Document)
	if a.status < 200 || a.status > 299 {
		return out, ofChanges.failure(a, a.sent.value(v))
	}
	if err != nil && len(a.body) > 0 {
		return out, &Failure{
			Stage: StageChange, Kind: FailureProtocol, HTTPStatus: a.status,
			Summary: "the response from Microsoft Graph is not JSON",
			Hint:    "the change may have been made: read the registration again",
		}
	}
	for i, m := range v.Members() {
		if m.Name == "secretText" {
			out.Secret = NewSecret(m.Value.Str())
			v.Members()[i].Value = strictjson.Value{Kind: strictjson.Null}
		}
	}
	out.Value = a.sent.value(v)
	return out, nil
}

// change sends a request that is not repeated unless the server refused it for its load.
func (cl *client) change(ctx context.Context, name, address string, c GraphCall) (*reply, *Failure) {
	noAddress := ChangeFailure(FailureLocal, "the address of the change is not valid", "")
	u, err := url.Parse(address)
	if err != nil || strings.Contains(u.Path, "..") {
		return nil, noAddress
	}
	for try := 1; ; try++ {
		req, err := http.NewRequestWithContext(ctx, c.Method, u.String(), bytes.NewReader(c.Body))
		if err != nil {
			return nil, noAddress
		}
		req.GetBody = nil // nothing is sent twice behind our back
		if c.Body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		cl.head(req)
		with, failure := cl.authorize(ctx, req)
		if failure != nil {
			failure.Stage = StageChange
			return nil, failure
		}
		a, err := cl.exchange(name, req, maxGraphPage, with)
		if err != nil {
			f := cl.explain(err, u)
			f.Stage = StageChange
			return nil, f
		}
		if !a.isBusy() || try >= maxTries || !cl.waitFor(ctx, u, a) {
			return a, nil
		}
	}
}

// waitFor waits as long as a busy server asks, if that is not too long.
func (cl *client) waitFor(ctx context.Context, u *url.URL, a *reply) bool {
	wait := time.Second
	if a.asksWait {
		wait = a.wait
	}
	if !cl.waits.take(ctx, wait) {
		return false
	}
	cl.tellWait(u, wait)
	return cl.pause(ctx, wait) == nil
}

// TokenTenant is the tenant that the access token for Microsoft Graph was issued in, as the token
// itself says; empty: it does not say. Nothing is sent.
func (g Graph) TokenTenant(ctx context.Context) (string, *Failure) {
	token, err := g.Bearer(ctx)
	if err != nil {
		var f *Failure
		if errors.As(err, &f) {
			return "", f
		}
		return "", ChangeFailure(FailureLocal, "no access token could be obtained", "")
	}
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return "", nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", nil //nolint:nilerr // an opaque token says nothing
	}
	claims, err := strictjson.Parse(payload, strictjson.Token)
	if err != nil {
		return "", nil //nolint:nilerr // an opaque token says nothing
	}
	return guidOnly(claims.StrOf("tid")), nil
}
