package flow

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// graphSubject is what is read from Microsoft Graph, with the texts of its errors.
type graphSubject struct {
	stage   Stage
	service string
	words   map[int]graphWords // by the status of the response
	hint    string             // for other statuses
}

type graphWords struct{ summary, hint string }

var ofRegistrations = graphSubject{
	stage: StageRegistration, service: "Microsoft Graph",
	words: map[int]graphWords{
		http.StatusUnauthorized: {
			"Microsoft Graph refused the credentials of this machine",
			"sign in again: az logout, then az login --scope https://graph.microsoft.com/.default",
		},
		http.StatusForbidden: {
			"the signed-in account can't read app registrations",
			"it needs Application.Read.All (an administrator must consent), or to be an owner of the app; " +
				"otherwise, use the manifest: " +
				"App registrations > your app > Manifest > Download, then edov app FILE",
		},
		http.StatusNotFound: {
			"no app registration in the tenant of the signed-in account has this client ID",
			"compare the Application (client) ID; for another tenant, add --tenant ID or run az login --tenant ID",
		},
	},
	hint: "try again later, or read a manifest: edov app FILE",
}

// ofMe is the user's own profile, which is read with the access token of the sign-in.
func ofMe(service string) graphSubject {
	const consent = "--me needs the scope " + ScopeMe + "; you or an administrator must consent"
	return graphSubject{
		stage: StageMe, service: service,
		words: map[int]graphWords{
			http.StatusUnauthorized: {service + " refused the access token of this sign-in", consent},
			http.StatusForbidden:    {service + " doesn't let this sign-in read your profile", consent},
			http.StatusNotFound:     {service + " has no profile for this user", "sign in with an account that has one"},
		},
		hint: "try again later, or leave out --me",
	}
}

// readGraph reads one response as JSON. Duplicate names are refused.
func readGraph(ctx context.Context, cl *client, of graphSubject, address string) (strictjson.Value, *Failure) {
	answer, failure := cl.get(ctx, of.stage, "graph", address, maxGraphPage)
	if failure != nil {
		return strictjson.Value{}, failure
	}
	limits := strictjson.Limits{Bytes: maxGraphPage, Depth: 32, Members: 1000000, Number: 32}
	v, err := strictjson.Parse(answer.body, limits)
	v = answer.sent.value(v)
	if answer.status != http.StatusOK {
		return v, of.failure(answer, v)
	}
	if err != nil || v.Kind != strictjson.Object {
		return v, &Failure{
			Stage: of.stage, Kind: FailureProtocol, HTTPStatus: answer.status,
			Summary: "the response from " + of.service + " is not JSON",
			Hint:    "a proxy or a captive portal may have answered",
		}
	}
	return v, nil
}

// failure reads an error of Microsoft Graph.
func (of graphSubject) failure(answer *reply, v strictjson.Value) *Failure {
	e := v.Get("error")
	f := &Failure{
		Stage: of.stage, Kind: FailureOAuth, HTTPStatus: answer.status,
		OAuthError: cut(e.StrOf("code"), 128), Description: cut(e.StrOf("message"), 1024),
		CorrelationID: guidOnly(e.Get("innerError").Get("request-id").Str()),
		Timestamp:     cut(e.Get("innerError").Get("date").Str(), 40),
	}
	words := of.words[answer.status]
	f.Summary = cmp.Or(words.summary, of.service+" returned status "+strconv.Itoa(answer.status))
	f.Hint = cmp.Or(words.hint, of.hint)
	switch {
	case answer.status == http.StatusUnauthorized && strings.Contains(answer.challenge, "claims="):
		f.Summary = of.service + " requires a new sign-in (an access policy changed)"
	case answer.status == http.StatusTooManyRequests, answer.status == http.StatusServiceUnavailable:
		f.Summary, f.Hint = busy(of.service, answer)
	}
	return f
}
