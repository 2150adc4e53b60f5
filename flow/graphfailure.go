package flow

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// graphSubject is what is read from Microsoft Graph, with the words for what
// goes wrong with it.
type graphSubject struct {
	stage   Stage
	service string
	words   map[int]graphWords // by the status of the answer
	hint    string             // for other ones
}

type graphWords struct{ summary, hint string }

var ofRegistrations = graphSubject{
	stage: StageRegistration, service: "Microsoft Graph",
	words: map[int]graphWords{
		http.StatusUnauthorized: {
			"Microsoft Graph does not take the credentials that were found",
			"sign in again: az logout, az login --scope https://graph.microsoft.com/.default",
		},
		http.StatusForbidden: {
			"the account that was found may not read app registrations",
			"it needs Application.Read.All (an administrator consents), or to be an owner of the app; " +
				"without either, paste the manifest: " +
				"App registrations > your app > Manifest > Download, then edov app FILE",
		},
		http.StatusNotFound: {
			"there is no registration with this client ID in the directory of the account that was found",
			"compare Application (client) ID; for another directory add --tenant, or az login --tenant ID",
		},
	},
	hint: "try again later, or read a manifest: edov app FILE",
}

// ofMe is the user's own profile, read with the access token of the sign-in.
func ofMe(service string) graphSubject {
	const consent = "--me needs the scope " + ScopeMe + ", consented to by you or an administrator"
	return graphSubject{
		stage: StageMe, service: service,
		words: map[int]graphWords{
			http.StatusUnauthorized: {service + " does not accept the access token of this sign-in", consent},
			http.StatusForbidden:    {service + " does not let this sign-in read your profile", consent},
			http.StatusNotFound:     {service + " has no profile of this user", "sign in with an account that has one"},
		},
		hint: "try again later, or leave out --me",
	}
}

// readGraph reads one answer as JSON. Names given twice are refused.
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
			Summary: "the answer of " + of.service + " is not JSON",
			Hint:    "a proxy or a sign-in page of the network may have answered",
		}
	}
	return v, nil
}

// failure words an error of Microsoft Graph.
func (of graphSubject) failure(answer *reply, v strictjson.Value) *Failure {
	e := v.Get("error")
	f := &Failure{
		Stage: of.stage, Kind: FailureOAuth, HTTPStatus: answer.status,
		OAuthError: cut(e.Get("code").Str(), 128), Description: cut(e.Get("message").Str(), 1024),
		CorrelationID: guidOnly(e.Get("innerError").Get("request-id").Str()),
		Timestamp:     cut(e.Get("innerError").Get("date").Str(), 40),
	}
	words := of.words[answer.status]
	f.Summary = cmp.Or(words.summary, of.service+" answered with status "+strconv.Itoa(answer.status))
	f.Hint = cmp.Or(words.hint, of.hint)
	switch {
	case answer.status == http.StatusUnauthorized && strings.Contains(answer.challenge, "claims="):
		f.Summary = of.service + " asks for a fresh sign-in (the directory's access rules changed)"
	case answer.status == http.StatusTooManyRequests, answer.status == http.StatusServiceUnavailable:
		f.Summary, f.Hint = busy(of.service, answer)
	}
	return f
}
