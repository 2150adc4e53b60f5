package token

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"edov/flow/strictjson"
)

// meaningsJSON says what the claims of Microsoft's tokens are (Microsoft, ID token claims, access token claims and
// optional claims reference), and the members of a JOSE header (RFC 7515 section 4.1).
//
//go:embed meanings.json
var meaningsJSON []byte

// meanings reads the file once, when a token is shown.
var meanings = sync.OnceValue(func() (m struct{ Claims, Header map[string]string }) {
	if err := json.Unmarshal(meaningsJSON, &m); err != nil {
		panic("token: meanings.json: " + err.Error()) // it is part of the program; a test reads it
	}
	return m
})

// Meaning says in a few words what a claim is, or a header member where kind is "header". It is empty for what
// Microsoft does not document.
func Meaning(kind, name string) string {
	if kind == "header" {
		return meanings().Header[name]
	}
	return meanings().Claims[name]
}

// TimeClaim reads a claim that is a time: a NumericDate of RFC 7519 section 2. ok is false for any other claim, and
// for what is not such a date.
func TimeClaim(name string, v strictjson.Value) (at time.Time, ok bool) {
	switch name {
	case "exp", "nbf", "iat", "auth_time", "xms_tcdt":
	default:
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(v.Text, 10, 64)
	if err != nil || v.Kind != strictjson.Number || seconds < 0 || seconds > 1<<37 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0).UTC(), true
}
