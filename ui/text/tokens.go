package text

import (
	"strconv"
	"strings"
	"time"

	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect"
)

// meanings says in a few words what a claim is (Microsoft, ID token claims and
// access token claims reference).
var meanings = map[string]string{
	"iss": "who issued the token", "aud": "the app it is for", "sub": "the user, for this app only", "oid": "the user, in the whole tenant",
	"tid": "the tenant", "email": "the address; no key for identity", "xms_edov": "the owner of the email's domain is verified",
	"preferred_username": "sign-in name; may change", "name": "for display only", "nonce": "binds the token to this sign-in",
	"exp": "not valid after", "nbf": "not valid before", "iat": "issued at", "auth_time": "when the user signed in", "ver": "version of the token",
	"acct": "0 member, 1 guest", "idp": "where the account comes from", "upn": "sign-in name; may change", "azp": "the app that asked", "appid": "the app that asked",
	"scp": "permissions granted", "roles": "app roles", "email_verified": "not a claim of Microsoft's",
	"aio": "internal", "rh": "internal", "uti": "internal", "sid": "the browser session", "c_hash": "binds the code", "at_hash": "binds the access token",
}

// tokens writes each token's claims as a table.
func (w *writer) tokens(r *inspect.Report) {
	for _, t := range r.Tokens {
		state := string(t.Verification.State)
		if t.Verification.Reason != "" {
			state += ": " + t.Verification.Reason
		}
		w.lines(wrap(visible.Line(t.Describe+" ("+state+")"), w.o.width()))
		for _, m := range t.Header.Members {
			w.claim("header "+m.Name, m.Value, "")
		}
		for _, m := range t.Claims.Members {
			w.claim(m.Name, m.Value, explained(m, r.JudgedAt))
		}
		w.line("")
	}
}

// explained says what a claim means; a time is also shown as people read it.
func explained(m strictjson.Member, now time.Time) string {
	meaning := meanings[m.Name]
	switch m.Name {
	case "exp", "nbf", "iat", "auth_time":
		seconds, err := strconv.ParseInt(m.Value.Text, 10, 64)
		if err != nil || m.Value.Kind != strictjson.Number || seconds < 0 || seconds > 1<<37 {
			return meaning
		}
		at := time.Unix(seconds, 0).UTC()
		return meaning + ": " + relative(at.Sub(now)) + ", " + at.Format("2006-01-02 15:04:05") + " UTC"
	}
	return meaning
}

// relative puts a distance in time into words.
func relative(d time.Duration) string {
	n, unit := int64(d.Abs()/time.Second), "second"
	switch {
	case n >= 2*86400:
		n, unit = n/86400, "day"
	case n >= 2*3600:
		n, unit = n/3600, "hour"
	case n >= 120:
		n, unit = n/60, "minute"
	}
	text := plural(int(n), unit)
	if d < 0 {
		return text + " ago"
	}
	return "in " + text
}

func (w *writer) claim(name string, v strictjson.Value, meaning string) {
	value := visible.Line(v.Compact())
	w.lines(labelled("  "+pad(visible.Line(name), 20)+" ", value+"  ("+string(v.Kind)+")", w.o.width()))
	if meaning != "" {
		w.lines(labelled(strings.Repeat(" ", 23), meaning, w.o.width()))
	}
}
