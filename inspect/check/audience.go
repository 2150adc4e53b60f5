package check

import (
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/token"
	"edov/inspect/words"
)

// accessIsOwn reports whether the access token is for an API of the app that
// signed in. A v2.0 token names it by client ID, a v1.0 token by an App ID URI
// or as spn: (Microsoft, access token claims: aud).
func (in *Input) accessIsOwn() bool {
	return in.Access != nil && slices.ContainsFunc(audiences(in.Access), in.isOwnAudience)
}

// audiences are the values of aud: one, or a list of them (RFC 7519 section 4.1.3).
func audiences(t *token.JWT) []string {
	aud := t.Claims.Get("aud")
	var list []string
	for _, v := range append([]strictjson.Value{aud}, aud.Elems()...) {
		if v.Str() != "" {
			list = append(list, v.Text)
		}
	}
	return list
}

func (in *Input) isOwnAudience(aud string) bool {
	client := in.clientID()
	aud = strings.TrimRight(aud, "/")
	if client == "" {
		return false
	}
	for _, own := range []string{client, "api://" + client, "spn:" + client} {
		if strings.EqualFold(aud, own) {
			return true
		}
	}
	if own := "api://" + client + "/"; len(aud) > len(own) && strings.EqualFold(aud[:len(own)], own) {
		return true
	}
	app := in.Session.Registration
	return app != nil && strings.EqualFold(app.AppID.Value, client) &&
		slices.ContainsFunc(app.IdentifierURIs, func(uri string) bool { return strings.TrimRight(uri, "/") == aud })
}

// namesNoAPI says why it is not known which API an access token is for; empty when it is.
func (in *Input) namesNoAPI() string {
	t := in.Access
	switch {
	case t == nil || t.Opaque || t.ForGraph() || len(audiences(t)) > 0:
		return ""
	case len(t.Faults) > 0:
		return "the access token cannot be read: " + t.Faults[0].Problem
	}
	return "the access token names no audience, so which API it is for is not known"
}

// notOwn says why the app does not check an access token.
func (in *Input) notOwn() string {
	if why := in.namesNoAPI(); why != "" {
		return why
	}
	aud := audiences(in.Access)[0]
	if in.Session.Registration == nil && !entra.IsGUID(aud) {
		return "it is for " + words.Cut(aud) + ": another API, or your own by an App ID URI that the app registration " +
			"would show (--app)"
	}
	return "it is for another API, which checks it itself"
}
